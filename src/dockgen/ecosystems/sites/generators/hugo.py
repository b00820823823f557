"""Hugo: https://gohugo.io/configuration/."""

from __future__ import annotations

import re
import shlex

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact, default, flag, text, words
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.core.versions import product
from dockgen.ecosystems.sites.common.config_names import HUGO_OWN, HUGO_SHARED
from dockgen.ecosystems.sites.generators import tool_version
from dockgen.ecosystems.sites.generators.place import (
    Place,
    settle_base,
    settle_not_found_page,
    settle_output,
)
from dockgen.readers.json import JsonFile
from dockgen.readers.toml import TomlFile
from dockgen.readers.yaml import YamlFile

BASE_URL = lazy_regex(r"^[^\S\n]*[\"']?baseURL[\"']?\s*[:=]", re.IGNORECASE | re.MULTILINE)

Config = TomlFile | YamlFile | JsonFile


def find(project: Project, inside: str) -> str | None:
    """The configuration of a Hugo site in a folder, or None.

    Args:
        project: the project.
        inside: the folder with a slash at its end, empty at the top.
    """
    own = project.first(*(f"{inside}{name}" for name in HUGO_OWN))
    if own:
        return own
    shared = (f"{inside}{name}" for name in HUGO_SHARED)
    return next((path for path in shared if project.has(path) and _is_ours(project, path)), None)


def _is_ours(project: Project, path: str) -> bool:
    try:
        return BASE_URL.search(project.read(path).text) is not None
    except UnusableInput:
        return False


def settle(place: Place) -> None:
    """Settle what the configuration says.

    Raises:
        UnusableInput: the configuration cannot be read.
    """
    config = _read(place)
    findings = place.findings
    findings.settle("language", text, Fact("markdown", Evidence("file", place.config)))
    found = tool_version.read(place, "hugo", "hugo-extended") or _in_package(place)
    newest = Fact(product("hugo").default, default("the newest release of Hugo"))
    findings.settle("framework_version", tool_version.full, _full(found) or newest)
    _settle_packages(place)
    if _value(config, "enableGitInfo") in (True, "true"):
        key = _key(config, "enableGitInfo")
        findings.settle("git_info", flag, Fact(False, config.evidence(key)))  # noqa: FBT003
        findings.warn("dates from Git are left out: the image's context holds no history")
    told = settle_base(place, _text(config, "baseURL"), absolute_links=True)
    command = "hugo --gc --minify" + (f" --baseURL {shlex.quote(told)}" if told else "")
    findings.settle("build_command", text, Fact(command, default("what Hugo's own guides run")))
    settle_output(place, _text(config, "publishDir"), "public", "where Hugo writes")
    settle_not_found_page(place, "/404.html", default("what Hugo makes of a 404 template"))
    _warn_of_themes(place, config)


def _read(place: Place) -> Config:
    file = place.project.read(place.config)
    if place.config.endswith(".toml"):
        return TomlFile(file)
    return JsonFile(file) if place.config.endswith(".json") else YamlFile(file)


def _key(config: Config, name: str) -> str:
    """The key as it is spelt: Hugo does not mind its case."""
    return next((key for key in config.top if key.lower() == name.lower()), name)


def _value(config: Config, name: str) -> object:
    return config.value(_key(config, name))


def _text(config: Config, name: str) -> Fact[str] | None:
    return config.text(_key(config, name))


def _full(found: Fact[str] | None) -> Fact[str] | None:
    return found and Fact(tool_version.full(found.value), found.evidence)


def _in_package(place: Place) -> Fact[str] | None:
    """The version that an npm package installs: they are numbered like Hugo itself."""
    if not place.has("package.json"):
        return None
    package = place.project.parsed(place.inside("package.json"), JsonFile)
    for kind in ("devDependencies", "dependencies"):
        for name in ("hugo-extended", "hugo-bin"):
            found = package.text(kind, name)
            if found and (number := re.fullmatch(r"[\^~]?(\d+\.\d+\.\d+)", found.value)):
                return Fact(number[1], found.evidence)
    return None


def _settle_packages(place: Place) -> None:
    """The npm packages that the site's pipes call (PostCSS, Tailwind); the image has npm."""
    if not place.has("package.json"):
        return
    lock = place.has("package-lock.json")
    path = place.inside("package.json")
    files = ("package.json", "package-lock.json") if lock else ("package.json",)
    place.findings.settle("package_manager", text, Fact("npm", Evidence("file", path)))
    place.findings.settle(
        "manifests", words, Fact(tuple(map(place.inside, files)), Evidence("file", path))
    )
    place.findings.settle(
        "install_command",
        text,
        Fact("npm ci", Evidence("file", place.inside("package-lock.json")))
        if lock
        else Fact("npm install", default("there is no package-lock.json")),
    )
    if not lock:
        place.findings.warn(
            "no package-lock.json is in the site: builds may install different packages"
        )


def _warn_of_themes(place: Place, config: Config) -> None:
    """Name the themes that are not there: most are Git submodules that were not fetched."""
    named = _value(config, "theme")
    for theme in named if isinstance(named, list) else [named]:
        is_module = not isinstance(theme, str) or "/" in theme
        if is_module or not theme or place.has_folder(f"themes/{theme}"):
            continue
        evidence = config.evidence(_key(config, "theme"))
        fetch = "git submodule update --init" if place.project.has(".gitmodules") else "add it"
        place.findings.warn(
            f"{evidence.file}:{evidence.line} names the theme {theme}, and "
            f"{place.inside(f'themes/{theme}')} is empty: {fetch}"
        )
