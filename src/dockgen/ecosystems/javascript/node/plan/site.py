"""What nginx is told beyond serving files: other servers' paths, settings at the start."""

from __future__ import annotations

import posixpath
import re
import shlex

from dockgen.core.plan import Companion
from dockgen.core.quoting import Printable, copy_paths, exec_form, plain, word
from dockgen.ecosystems.javascript.node.plan.values import Values

RUNTIME_SCRIPT = "runtime-config.sh"
UPSTREAM_SCRIPT = "api-upstream.sh"
SCRIPTS = {"runtime_config": RUNTIME_SCRIPT, "api_proxies": UPSTREAM_SCRIPT}
"""The scripts that run when the container starts, by the facts that ask for them."""

RULES = "/tmp/upstreams.conf*"  # noqa: S108  the container's own, and all that nginx may write
REST = "/tmp/upstream-rest.conf*"  # noqa: S108


def at_start(values: Values) -> dict[str, object]:
    """What is printed for the scripts that run when the container starts."""
    scripts = [name for fact, name in SCRIPTS.items() if fact in values.facts]
    places = [f"/docker-entrypoint.d/40-{name}" for name in scripts]
    entrypoint = exec_form(places, *SCRIPTS) if places else None
    return {
        "runtime_entrypoint": entrypoint,
        **_runtime_config(values),
        **_upstreams(values),
        **_locales(values),
    }


def _locales(values: Values) -> dict[str, object]:
    """The locales that a site is built in, each with an application; `/` leads to the first."""
    found = [word(one, "locales") for one in values.words("locales")]
    return {"locales": found, **({"base_path": word(f"/{found[0]}/", "locales")} if found else {})}


def companions(values: Values) -> list[Companion]:
    """The files that the image needs beside its Dockerfile."""
    made = [Companion(posixpath.join(values.folder, "nginx.conf"), "files/nginx-site.conf.jinja")]
    for fact, name in SCRIPTS.items():
        if fact in values.facts:
            made.append(Companion(posixpath.join(values.folder, name), f"files/{name}.jinja"))
    return made


def _script(values: Values, fact: str) -> Printable:
    name = SCRIPTS[fact]
    source = posixpath.join(values.folder, name)
    copied = copy_paths([source], f"/docker-entrypoint.d/40-{name}", fact)
    return Printable(f"--chmod=755 {copied}", copied.facts)


def _runtime_config(values: Values) -> dict[str, object]:
    """Settings that the page gets when the container starts."""
    if "runtime_config" not in values.facts:
        return {"runtime_config": None, "runtime_path": None}
    path, below = values.text("runtime_config"), values.text("base_path")
    names = [word(one, "runtime_variables") for one in values.words("runtime_variables")]
    return {
        "runtime_config": _script(values, "runtime_config"),
        "runtime_path": word(path, "runtime_config"),
        "runtime_location": word(f"{below}/{path}", "runtime_config", "base_path"),
        "runtime_names": plain(" ".join(names), "runtime_variables"),
        "runtime_holder": word(values.text("runtime_object"), "runtime_object"),
    }


def _upstreams(values: Values) -> dict[str, object]:
    """Paths that nginx hands to the servers that variables name."""
    page = values.text("fallback_page")
    not_a_file = word(f"{values.text('base_path')}/{page}", "fallback_page") if page else None
    none: dict[str, object] = {
        "upstreams": [],
        "upstream_rest": None,
        "upstream_rules": None,
        "api_upstream": None,
    }
    if "api_proxies" not in values.facts:
        return {**none, "not_a_file": not_a_file}
    named = dict(values.pairs("api_upstreams"))
    paths = values.pairs("api_proxies")
    rest = next((path for path, _ in paths if path == "*"), None) if page else None
    return {
        "upstreams": [_path(one, sent, named) for one, sent in paths if one != "*"],
        "upstream_rest": {**_variable("*", named), "rules": Printable(REST)} if rest else None,
        "upstream_rules": Printable(RULES, ("api_proxies",)),
        "api_upstream": _script(values, "api_proxies"),
        "not_a_file": Printable("@application", ("api_proxies",)) if rest else not_a_file,
    }


def _variable(path: str, named: dict[str, str]) -> dict[str, Printable]:
    variable = word(named.get(path, "API_UPSTREAM"), "api_upstreams")
    return {"variable": variable, "value": Printable(f'"${{{variable}:-}}"', variable.facts)}


def _path(path: str, sent: str, named: dict[str, str]) -> dict[str, Printable]:
    """One path, and the rule by which its beginning is exchanged where it is."""
    facts = ("api_proxies",)
    rule = ""
    if sent != path:
        slash = "" if sent else "/"
        old = f"^{re.escape(path)}{'/?' if slash else ''}(.*)$"
        rule = shlex.quote(f"{old} {sent}{slash}$1")
    return {**_variable(path, named), "path": word(path, *facts), "rewrite": Printable(rule, facts)}
