"""Paths that another server answers, which nginx hands on where a variable names that server."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from dockgen.core.facts import Fact, Pairs, pairs
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.javascript.node.facts.app import App
from dockgen.ecosystems.javascript.node.pages import dev_proxies
from dockgen.ecosystems.javascript.node.pages.dev_proxies import Proxy

FIRST = "API_UPSTREAM"
EVERY_PATH = "*"
PATH = lazy_regex(r"(?:/[\w@~-][\w.@~-]*)+")
SENT = lazy_regex(r"(?:/[\w@~-][\w.@~-]*)*")
VARIABLE = lazy_regex(r"[A-Z][A-Z0-9_]*")


def settle(app: App) -> None:
    """Settle `api_proxies` and `api_upstreams`, and say what is to be set."""
    framework = app.row.name if app.row else ""
    found = dev_proxies.find(app.project, app.package, framework)
    evidence = found[0].evidence if found else None
    paths = tuple((one.path or EVERY_PATH, one.sent_as) for one in found)
    first = Fact(paths, evidence) if evidence else None
    settled = app.findings.settle_optional("api_proxies", _paths, first)
    if settled is None:
        return
    names = _variables(found) if settled is first else {}
    known = tuple((path, names.get(path, FIRST)) for path, _ in _pairs(settled))
    upstreams = Fact(known, settled.evidence)
    app.findings.settle("api_upstreams", _upstreams, upstreams)
    if settled is first:
        _warn(app, found, names)


def _pairs(fact: Fact[Pairs]) -> Pairs:
    return fact.value


def _paths(value: object) -> Pairs:
    """Paths, each with what the other server gets in its place."""
    found = pairs("PATH:SENT_AS")(value)
    for path, sent in found:
        if not (path == EVERY_PATH or PATH.fullmatch(path)) or not SENT.fullmatch(sent):
            raise ValueError("paths such as /api:/api, or /api:/v1")
    return found


def _upstreams(value: object) -> Pairs:
    """Paths, each with the variable that names its server."""
    found = pairs("PATH:VARIABLE")(value)
    if not all(VARIABLE.fullmatch(name) for _, name in found):
        raise ValueError("paths with names of variables, such as /api:API_UPSTREAM")
    return found


def _variables(found: list[Proxy]) -> dict[str, str]:
    """The variable for each path: paths of one server share it."""
    by_server: dict[str, str] = {}
    names: dict[str, str] = {}
    for one in found:
        server = _server(one.target)
        if server not in by_server:
            own = re.sub(r"\W+", "_", one.path).strip("_").upper() or "REST"
            by_server[server] = FIRST if not by_server else f"{own}_UPSTREAM"
        names[one.path or EVERY_PATH] = by_server[server]
    return names


def _server(target: str) -> str:
    try:
        return urlsplit(target).netloc or target
    except ValueError:
        return target


def _warn(app: App, found: list[Proxy], names: dict[str, str]) -> None:
    by_variable: dict[str, list[Proxy]] = {}
    for one in found:
        by_variable.setdefault(names[one.path or EVERY_PATH], []).append(one)
    for variable, ones in by_variable.items():
        place = f"{ones[0].evidence.file}:{ones[0].evidence.line}"
        paths = ", ".join(one.path or "all that is no file or page" for one in ones)
        target = ones[0].target or "another server"
        app.findings.warn(
            f"{place}: the development server sends {paths} to {target}; in the image, nginx "
            f"answers 404 there unless it is told where to send them: docker run "
            f"-e {variable}=http://HOST:PORT"
        )
