"""angular.json: where the Angular CLI writes, in every layout that it has had.

Builders and their options: https://angular.dev/reference/configs/workspace-config,
https://angular.dev/tools/cli/build-system-migration. The `application` builder writes the pages
to a folder `browser` below the output path; the older `browser` builder writes them to that path.
"""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import TextFile
from dockgen.readers.json import JsonFile

NAME = "angular.json"
Keys = tuple[str, ...]


class Angular(NamedTuple):
    """The application that `ng build` makes.

    Args:
        settings: `output` (the folder of the pages), `base` (the whole output), `server` (the file
            that a server is started from), `rendering` (`browser`, `server` or `universal`),
            `base_href` where the path is set that the pages are made for, and,
            where it is built in several locales, `locales` (their folders, the source's first), and
            where there are several applications, `project` (the one that is built) and `others`.
    """

    settings: dict[str, Fact[str]]

    def get(self, key: str) -> Fact[str] | None:
        """The setting of that name, or None."""
        return self.settings.get(key)


CONFIGURATION = lazy_regex(r"\bng\s+build\b[^&|;]*?\s(?:--configuration|-c)[ =]([\w,-]+)")
PRODUCTION = lazy_regex(r"\bng\s+build\b[^&|;]*?\s--prod\b(?!=false)")
LOCALIZED = lazy_regex(r"\bng\s+build\b[^&|;]*?\s--localize\b(?!=false)")
FOLDER = lazy_regex(r"[\w@~-][\w.@~-]*")
NAMED = lazy_regex(r"\bng\s+build\s+([\w@][\w@/.-]*)")


def read(file: TextFile, command: str = "") -> Angular:
    """Read angular.json.

    Args:
        file: the file.
        command: the commands of the build, which may name a project and configurations; those
            override the options: https://angular.dev/reference/configs/workspace-config.

    Raises:
        UnusableInput: it is not JSON.
    """
    json = JsonFile(file, comments=True)
    named = NAMED.search(command)
    name = named[1] if named and named[1] in json.keys("projects") else _application(json)
    if name is None:
        return Angular({})
    targets = "architect" if json.keys("projects", name, "architect") else "targets"
    build = ("projects", name, targets, "build")
    options = (*build, "options")
    builder = json.text(*build, "builder")
    places = [*_configurations(json, build, command), options]
    given = _first(json, places, "outputPath")
    evidence = json.evidence(*given, "outputPath")
    if evidence.line is None:
        evidence = builder.evidence if builder else Evidence("projects", file.path)
    base, inner = _output(json, name, given)
    modern = builder is not None and builder.value.endswith(":application")
    pages = posixpath.join(base, "browser" if inner is None else inner) if modern else base
    found = {"output": pages, "base": base, "rendering": "browser"}
    universal = json.text("projects", name, targets, "server", "options", "outputPath")
    rendered = json.value(*_first(json, places, "ssr"), "ssr")
    mode = json.value(*_first(json, places, "outputMode"), "outputMode")
    if modern and rendered and mode != "static":
        found |= {"rendering": "server", "server": posixpath.join(base, "server/server.mjs")}
    elif universal is not None:
        found |= {
            "rendering": "universal",
            "server": posixpath.join(universal.value, "main.js"),
            "base": posixpath.commonpath([base, universal.value]),
        }
    several = [] if json.text("defaultProject") else _applications(json)
    if len(several) > 1:
        found |= {"project": name, "others": ", ".join(one for one in several if one != name)}
    localize = json.value(*_first(json, places, "localize"), "localize")
    locales = _locales(json, name, localize, command)
    if locales:
        found["locales"] = " ".join(locales)
    href = json.text(*_first(json, places, "baseHref"), "baseHref")
    settings = {key: Fact(value, evidence) for key, value in found.items()}
    return Angular(settings | ({"base_href": href} if href else {}))


def _locales(json: JsonFile, name: str, localize: object, command: str) -> list[str]:
    """The folders of the locales that a build writes, the source's first; none where it writes one.

    https://angular.dev/guide/i18n/merge, https://angular.dev/guide/i18n/deploy
    """
    if LOCALIZED.search(command):
        localize = True
    if not localize:
        return []
    i18n = ("projects", name, "i18n")
    source = json.value(*i18n, "sourceLocale")
    code = source.get("code") if isinstance(source, dict) else source
    first = code if isinstance(code, str) else "en-US"
    known = {
        first: source,
        **{one: json.value(*i18n, "locales", one) for one in json.keys(*i18n, "locales")},
    }
    built = [one for one in known if localize is True or one in _listed(localize)]
    folders = [_folder(one, known[one]) for one in built]
    return [one for one in folders if FOLDER.fullmatch(one)]


def _listed(localize: object) -> list[str]:
    return [str(one) for one in localize] if isinstance(localize, list) else []


def _folder(locale: str, told: object) -> str:
    """The folder of a locale: its own name, unless `subPath` says another."""
    own = told.get("subPath") if isinstance(told, dict) else None
    return own.strip("/") if isinstance(own, str) else locale


def _configurations(json: JsonFile, build: Keys, command: str) -> list[Keys]:
    """The configurations that a build uses, the one that overrides the others first."""
    named = CONFIGURATION.search(command)
    default = json.text(*build, "defaultConfiguration")
    names = named[1] if named else "production" if PRODUCTION.search(command) else ""
    names = names or (default.value if default else "")
    return [(*build, "configurations", one) for one in reversed(names.split(",")) if one]


def _first(json: JsonFile, places: list[Keys], name: str) -> Keys:
    """The first of these places that has an option; the last one where none has."""
    return next((one for one in places if json.value(*one, name) is not None), places[-1])


def _applications(json: JsonFile) -> list[str]:
    names = json.keys("projects")
    return [one for one in names if json.value("projects", one, "projectType") == "application"]


def _application(json: JsonFile) -> str | None:
    """The project that `ng build` builds: the default one, else the first application."""
    default = json.text("defaultProject")
    if default is not None:
        return default.value
    return next(iter([*_applications(json), *json.keys("projects")]), None)


def _output(json: JsonFile, name: str, options: tuple[str, ...]) -> tuple[str, str | None]:
    """The output path, and the folder of the pages below it where that is set."""
    value = json.value(*options, "outputPath")
    if isinstance(value, dict):
        inner = value.get("browser")
        return str(value.get("base", f"dist/{name}")), inner if isinstance(inner, str) else None
    return (value.strip("/") if isinstance(value, str) else f"dist/{name}"), None
