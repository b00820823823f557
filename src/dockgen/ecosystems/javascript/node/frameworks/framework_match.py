"""Which row of the tables of frameworks holds for a package, and how that is known."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.javascript.common import listening_port
from dockgen.ecosystems.javascript.node.frameworks import angular, polymer
from dockgen.ecosystems.javascript.node.frameworks.frameworks import (
    Asks,
    Builds,
    Condition,
    Framework,
    Has,
    Is,
    Lacks,
    Presets,
    Script,
    Setting,
    Uses,
)
from dockgen.ecosystems.javascript.node.frameworks.frameworks_applications import APPLICATIONS
from dockgen.ecosystems.javascript.node.frameworks.frameworks_older import BUNDLERS, OLDER_SITES
from dockgen.ecosystems.javascript.node.frameworks.frameworks_servers import (
    LIBRARIES,
    META_FRAMEWORKS,
)
from dockgen.ecosystems.javascript.node.frameworks.frameworks_sites import SITES, STATIC_MODES
from dockgen.ecosystems.javascript.node.scripts import purposes, scripts, start_command
from dockgen.ecosystems.javascript.node.scripts.development import DEVELOPMENT_SERVER
from dockgen.ecosystems.javascript.node.sources.source import Literals
from dockgen.readers.json import json_with_comments
from dockgen.readers.package_json import PackageJson

TABLES = (
    APPLICATIONS,
    STATIC_MODES,
    META_FRAMEWORKS,
    OLDER_SITES,
    SITES,
    BUNDLERS,
    LIBRARIES,
)
"""What is made with a framework first, then its static modes, its servers, sites, libraries."""

PRESET = lazy_regex(r"(?:\b(?:NITRO|SERVER)_PRESET=|--preset[ =])['\"]?([\w-]+)")
BASE = lazy_regex(r"(?:https?://[\w.:-]+)?/?(?!\.)[\w@.~-]*(?:/[\w@.~-]+)*/?")
"""A path, or an address with one."""

IMPORTED = lazy_regex(
    r"\bimport\s+(?:\{\s*)?(?P<name>\w+)[^'\"]*?from\s+['\"](?P<path>\.{1,2}/[^'\"]+)['\"]"
    r"|\b(?:const|let|var)\s+(?P<required>\w+)\s*=\s*require\(\s*['\"](?P<of>\.{1,2}/[^'\"]+)"
)
"""A file of the project that another one imports under a name."""


class Match(NamedTuple):
    """A row that holds.

    Args:
        row: the row.
        version: the range that package.json asks for, with its evidence.
        build: the script that builds, or None.
    """

    row: Framework
    version: Fact[str]
    build: Fact[str] | None


class Matcher:
    """Looks for the row that holds for a package.

    Args:
        project: the project.
        package: the package in it.
    """

    def __init__(self, project: Project, package: PackageJson) -> None:
        self.project = project
        self.package = package
        self._literals: dict[str, Literals] = {}
        self.computed: dict[tuple[str, int], str] = {}
        """Settings that were asked for and cannot be worked out: their names, by file and line."""

    def first(self) -> Match | None:
        """The first row that holds, or None."""
        for table in TABLES:
            for row in table:
                found = self._match(row)
                if found is not None:
                    return found
        return None

    def for_picked(self, *, site: bool) -> Match | None:
        """The row of an application that another tool builds, where package.json is shared.

        Args:
            site: whether it makes pages; else only libraries of servers count.
        """
        for row in SITES if site else LIBRARIES:
            carried = self.package.dependency(*row.packages)
            if carried is not None and row.kind == ("site" if site else "library"):
                return Match(row, carried, None)
        return None

    def named(self, name: str, command: Fact[str]) -> Match | None:
        """The row of a framework that another tool builds by the framework's own command."""
        rows = (row for table in TABLES for row in table if row.name == name)
        built = (row for row in rows if not row.builds or re.search(row.builds, command.value))
        found = (self._match(row, command) for row in built)
        return next((one for one in found if one is not None), None)

    def _match(self, row: Framework, command: Fact[str] | None = None) -> Match | None:
        carried = self.package.dependency(*row.packages)
        if carried is None:
            return None
        if row.kind == "library" and self.package.production_dependency(row.packages) is None:
            return None
        build = command or self._build_script(row)
        if not all(self._holds(condition, carried, build) for condition in row.when):
            return None
        if row.kind == "site" and not self._is_site(row, build):
            return None
        found = Match(row, carried, build)
        return None if row.among_pages and self.output(found) is None else found

    def _build_script(self, row: Framework) -> Fact[str] | None:
        """The script that builds: the first of the row's names whose command is the row's."""
        for script in purposes.builds(self.package, row.scripts):
            if not row.builds or re.search(row.builds, scripts.expanded(script, self.package)):
                return script
        return None

    def _is_site(self, row: Framework, build: Fact[str] | None) -> bool:
        """Whether nginx is to serve it: it is built, and no server of the package's own starts."""
        start = self.package.script("start") or scripts.renderer(self.package)
        if start is not None:
            command = scripts.expanded(start, self.package)
            idle = bool(row.starts and re.search(row.starts, command))
            idle = idle or not start_command.is_for_production(start, self.package)
            if not idle and (
                not DEVELOPMENT_SERVER.search(command)
                or scripts.ends_in_a_program(start, self.package)
            ):
                return False
        if build is not None:
            return True
        return bool(row.build) and not any(self.package.script(name) for name in row.scripts)

    def _holds(self, condition: Condition, carried: Fact[str], build: Fact[str] | None) -> bool:
        match condition:
            case Is(setting, value):
                found = self.setting(setting)
                return found is not None and found.value == value
            case Presets(settings, pattern):
                return bool(re.fullmatch(pattern, self._target(settings, build)))
            case Script(name, pattern):
                text = self.package.script(name)
                return text is not None and re.search(pattern, text.value) is not None
            case Has() | Lacks() | Uses():
                return self._has(condition)
            case Builds(pattern):
                return build is not None and bool(
                    re.search(pattern, scripts.expanded(build, self.package))
                )
            case Asks(below):
                major = re.search(r"\d+", carried.value)
                return major is not None and int(major[0]) < below

    def _target(self, settings: tuple[Setting, ...], build: Fact[str] | None) -> str:
        """What Nitro builds for, or nothing: https://nitro.build/deploy."""
        command = scripts.expanded(build, self.package) if build else ""
        told = PRESET.search(command)
        found = (self.setting(one) for one in settings)
        name = told[1] if told else next((one.value for one in found if one), None)
        return name.replace("_", "-") if name else ""

    def _has(self, condition: Has | Lacks | Uses) -> bool:
        match condition:
            case Uses(packages):
                return self.package.dependency(*packages) is not None
            case Has(folder):
                return self.project.has_folder(self.package.inside(folder))
            case Lacks(script):
                return self.package.script(script) is None

    def setting(self, setting: Setting) -> Fact[str] | None:
        """The value of a setting as text, from the first file that holds it."""
        for path in self._paths(setting):
            found = self._from_file(path, setting.keys)
            if found is not None:
                return found
        return None

    def _paths(self, setting: Setting) -> list[str]:
        """The files that may hold a setting and are there: the one that the build names first."""
        named = [match[1] for one in setting.files for match in self._named_config(one)]
        inside = (self.package.inside(posixpath.normpath(one)) for one in (*named, *setting.paths))
        return [one for one in dict.fromkeys(inside) if self.project.has(one)]

    def _named_config(self, file: str) -> Iterator[re.Match[str]]:
        """What the build hands to `--config`: `vite build --config tools/vite.prod.ts`."""
        tool, _, rest = file.lstrip(".").partition(".")
        build = self.package.script("build") if rest.startswith("config") else None
        if build is not None:
            text = scripts.expanded(build, self.package)
            option = rf"\b{re.escape(tool)}\b[^&|;]*?\s(?:--config|-c)[ =]['\"]?([\w@./-]+)"
            yield from re.finditer(option, text)

    def _begins_at_file(self, setting: Setting) -> str | None:
        """The folder of the file that gives a path from there on, or None."""
        for path in self._paths(setting):
            file = self._literals.get(path)
            if file is not None and file.get(*setting.keys) is not None:
                return posixpath.dirname(path) if file.begins_here(*setting.keys) else None
        return None

    def _from_file(self, path: str, keys: tuple[str, ...], deep: int = 3) -> Fact[str] | None:
        if path.endswith(angular.NAME):
            build = self.package.script("build")
            command = scripts.expanded(build, self.package) if build else ""
            return angular.read(self.project.read(path), command).get(keys[0])
        if path.endswith(polymer.NAME):
            return polymer.read(self.project.read(path)).get(keys[0])
        if path.endswith(".json"):
            try:
                return self.project.parsed(path, json_with_comments).text(*keys)
            except UnusableInput:
                return None  # a tool's own file, which that tool will complain about
        if path not in self._literals:
            self._literals[path] = Literals(self.project.read(path))
        file = self._literals[path]
        found = file.get(*keys)
        if keys in file.computed:
            self.computed[path, file.computed[keys]] = ".".join(keys)
        if found is None and deep:
            inner = (self._from_file(one, keys, deep - 1) for one in self._spread(file))
            return next((one for one in inner if one is not None), None)
        return found

    def _spread(self, file: Literals) -> Iterator[str]:
        """The files of the project whose settings a configuration takes over."""
        for match in IMPORTED.finditer(file.text):
            name = re.escape(match["name"] or match["required"])
            if not re.search(rf"\.\.\.{name}\b|\bmerge\w*\([^)]*?\b{name}\b", file.text):
                continue
            place = posixpath.join(posixpath.dirname(file.path), match["path"] or match["of"])
            found = listening_port.existing(self.project, posixpath.normpath(place))
            if found is not None:
                yield found

    def config_file(self, row: Framework) -> str:
        """The name of the framework's configuration file, as a person would call it."""
        for setting in row.output_set:
            for name in setting.paths:
                if self.project.has(self.package.inside(name)):
                    return name
        return f"{row.output_set[0].files[0]}.js" if row.output_set else "its configuration"

    def output(self, found: Match) -> Fact[str] | None:
        """The folder that the build writes: from the command line, the settings, the row.

        What is written into a folder of pages that the project has belongs to that folder.
        """
        written = self._written(found)
        if not found.row.among_pages:
            return written
        pages = self._pages_above(written.value) if written else None
        if written is not None and pages is not None:
            return written._replace(value=pages)
        return written if found.row.output else None

    def _pages_above(self, path: str) -> str | None:
        """The folder above a path, or that path, that holds the first page."""
        while path not in {"", "."}:
            if self.project.has(self.package.inside(f"{path}/index.html")):
                return path
            path = posixpath.dirname(path)
        return None

    def _written(self, found: Match) -> Fact[str] | None:
        row = found.row
        command = scripts.expanded(found.build, self.package) if found.build else ""
        folder = re.search(row.folder, command) if row.folder else None
        roots = (self.setting(one) for one in row.root_set)
        root = next((one.value for one in roots if one), "")
        below = folder[1] if folder else posixpath.normpath(root.strip("/")) if root else ""
        flag = re.search(row.output_flag, command) if row.output_flag else None
        if flag and found.build:
            above = below if row.root_set else row.output_below
            return Fact(_clean(posixpath.join(above, flag[1])), found.build.evidence)
        for setting in row.output_set:
            value = self.setting(setting)
            if value is None:
                continue
            place = self._begins_at_file(setting)
            inside = posixpath.relpath(place or ".", self.package.folder or ".")
            above = (below or row.output_below) if place is None else inside
            return Fact(_clean(posixpath.join(above, value.value)), value.evidence)
        if not row.output:
            return None
        evidence = Evidence("default", reason=f"where {row.name} writes")
        return Fact(_clean(posixpath.join(below, row.output)), evidence)

    def base(self, found: Match) -> Fact[str] | None:
        """The path that the site is made for, such as `/docs`; None for the top.

        A whole address counts with its path; one that is relative, as `./`, fits anywhere.
        """
        row = found.row
        command = scripts.expanded(found.build, self.package) if found.build else ""
        if row.base_when and not re.search(row.base_when, command):
            return None
        flag = re.search(row.base_flag, command) if row.base_flag else None
        told = Fact(flag[1], found.build.evidence) if flag and found.build else None
        settings = (self.setting(one) for one in row.base_set)
        told = told or next((one for one in settings if one is not None), None)
        if told is None or not BASE.fullmatch(told.value):
            return None
        path = re.sub(r"^https?://[^/]*", "", told.value).strip("/")
        return Fact(f"/{path}", told.evidence) if path else None

    def fallback(self, row: Framework) -> Fact[str] | None:
        """The page that answers what is not there, for an application of a single page."""
        if row.fallback_set:
            settings = (self.setting(setting) for setting in row.fallback_set)
            named = next((one for one in settings if one is not None), None)
            return Fact(named.value.strip("/"), named.evidence) if named else None
        if not row.fallback:
            return None
        for condition in row.fallback_when:
            match condition:
                case Is(setting, value):
                    found = self.setting(setting)
                    if found is None or found.value != value:
                        return None
                    return Fact(row.fallback, found.evidence)
                case Uses(packages):
                    library = self.package.dependency(*packages)
                    return Fact(row.fallback, library.evidence) if library else None
        evidence = Evidence("default", reason="a single-page app answers every route itself")
        return Fact(row.fallback, evidence)


def _clean(path: str) -> str:
    return posixpath.normpath(path.strip().lstrip("/") or ".")
