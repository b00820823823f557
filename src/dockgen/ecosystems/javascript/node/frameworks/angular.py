"""angular.json: where the Angular CLI writes, in every layout that it has had.

Builders and their options: https://angular.dev/reference/configs/workspace-config,
https://angular.dev/tools/cli/build-system-migration. The `application` builder writes the pages
to a folder `browser` below the output path; the older `browser` builder writes them to that path.
"""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from dockgen.core.facts import Evidence, Fact
from dockgen.core.project import TextFile
from dockgen.readers.json import JsonFile

NAME = "angular.json"


class Angular(NamedTuple):
    """The application that `ng build` makes.

    Args:
        settings: `output` (the folder of the pages), `base` (the whole output), `server` (the file
            that a server is started from), `rendering` (`browser`, `server` or `universal`), and,
            where there are several applications, `project` (the one that is built) and `others`.
    """

    settings: dict[str, Fact[str]]

    def get(self, key: str) -> Fact[str] | None:
        """The setting of that name, or None."""
        return self.settings.get(key)


def read(file: TextFile) -> Angular:
    """Read angular.json.

    Raises:
        UnusableInput: it is not JSON.
    """
    json = JsonFile(file, comments=True)
    name = _application(json)
    if name is None:
        return Angular({})
    targets = "architect" if json.keys("projects", name, "architect") else "targets"
    build = ("projects", name, targets, "build")
    options = (*build, "options")
    builder = json.text(*build, "builder")
    evidence = json.evidence(*options, "outputPath")
    if evidence.line is None:
        evidence = builder.evidence if builder else Evidence("projects", file.path)
    base, inner = _output(json, name, options)
    modern = builder is not None and builder.value.endswith(":application")
    pages = posixpath.join(base, "browser" if inner is None else inner) if modern else base
    found = {"output": pages, "base": base, "rendering": "browser"}
    universal = json.text("projects", name, targets, "server", "options", "outputPath")
    if modern and json.value(*options, "ssr") and json.value(*options, "outputMode") != "static":
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
    return Angular({key: Fact(value, evidence) for key, value in found.items()})


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
