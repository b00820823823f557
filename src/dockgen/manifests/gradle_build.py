"""A Gradle build: its settings, its projects, and what each of their scripts says."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from dockgen.facts import Evidence, Fact
from dockgen.manifests import gradle_catalog, gradle_text, properties_source
from dockgen.manifests.gradle_catalog import Catalog
from dockgen.manifests.gradle_files import SCRIPTS, SETTINGS
from dockgen.manifests.gradle_text import STRING, Script
from dockgen.manifests.properties_source import Properties
from dockgen.patterns import lazy_regex
from dockgen.project import Project

BUILD_LOGIC = "buildSrc"

SHORT = lazy_regex(r"^\s*(?:`?)(application|war|java|groovy|scala)(?:`?)\s*$", re.MULTILINE)
APPLIED = (
    rf"\bid\s*\(?\s*{STRING}\s*\)?(?:\s*\.?version\s*\(?\s*{STRING}\)?)?"
    r"(?P<off>\s*\.?apply\s*\(?false)?"
)
ALIASED = r"\balias\s*\(\s*libs\.plugins\.([\w.]+)\s*\)(?P<off>\s*\.?apply\s*\(?false)?"
OLD = rf"\bapply\s*\(?\s*plugin\s*[:=]\s*{STRING}"
CONFIGURATION = r"\b(?:implementation|api|runtimeOnly|developmentOnly|compile|compileOnlyApi)\b"
COORDINATES = rf"{CONFIGURATION}\s*\(?\s*(?:platform\s*\(\s*)?{STRING}"
FROM_CATALOG = rf"{CONFIGURATION}\s*\(?\s*(?:platform\s*\(\s*)?libs\.([\w.]+)"
PROJECT = rf"\bproject\s*\(\s*(?:path\s*[:=]\s*)?{STRING}"
ACCESSOR = rf"{CONFIGURATION}\s*\(?\s*projects\.([\w.]+)"


@dataclass(frozen=True, slots=True)
class Module:
    """One project of the build.

    Args:
        path: Gradle's path of it, `:services:app`; `:` for the root.
        folder: its folder; empty for the root.
        scripts: its own script, if any, then those of the convention plugins that it applies.
    """

    path: str
    folder: str
    scripts: tuple[Script, ...]


@dataclass(frozen=True, slots=True)
class Build:
    """All projects of a build.

    Args:
        project: the user's project.
        modules: the projects by Gradle's path, the root first.
        catalog: the version catalog.
        properties: `gradle.properties`.
        included: folders of builds that this one includes, and `buildSrc`.
    """

    project: Project
    modules: dict[str, Module]
    catalog: Catalog
    properties: Properties
    included: tuple[str, ...] = field(default=())

    @property
    def root(self) -> Module:
        """The root project."""
        return self.modules[":"]

    def plugins(self, module: Module) -> dict[str, Fact[str]]:
        """The plugins that a project applies, by id, each with its version or an empty one."""
        found: dict[str, Fact[str]] = {}
        for script in module.scripts:
            for name, fact in plugins_of(script, self.catalog):
                found.setdefault(name, fact)
        return {name: self._versioned(name, fact) for name, fact in found.items()}

    def _versioned(self, name: str, fact: Fact[str]) -> Fact[str]:
        """A plugin's version, which the root's script or the settings may have given."""
        if fact.value:
            return fact
        for script in (*self.root.scripts, *self._settings()):
            for match in script.find(APPLIED):
                if match[1] == name and match[2]:
                    return Fact(match[2], script.evidence(match, name))
        return self.catalog.plugin_versions.get(name, fact)

    def _settings(self) -> Iterator[Script]:
        path = self.project.first(*SETTINGS)
        if path:
            yield gradle_text.read(self.project, path)

    def needed_by(self, module: Module) -> tuple[Module, ...]:
        """A project and those that it depends on, over all steps."""
        found, waiting = {module.path: module}, [module]
        while waiting:
            for path in self._depends_on(waiting.pop()):
                other = self.modules.get(path)
                if other is not None and path not in found:
                    found[path] = other
                    waiting.append(other)
        return tuple(found.values())

    def _depends_on(self, module: Module) -> Iterator[str]:
        accessors = {_accessor(path): path for path in self.modules}
        for script in module.scripts:
            for match in script.find(PROJECT):
                yield f":{match[1].strip(':')}"
            for match in script.find(ACCESSOR):
                yield accessors.get(match[1], "")

    def dependencies(self, module: Module) -> dict[str, Evidence]:
        """The libraries that a project and those it needs run with, by `group:name`."""
        found: dict[str, Evidence] = {}
        for one in self.needed_by(module):
            for script in one.scripts:
                for match in script.find(COORDINATES):
                    name = ":".join(match[1].split(":")[:2])
                    found.setdefault(name, script.evidence(match, name))
                for match in script.find(FROM_CATALOG):
                    for name in self._of_catalog(match[1]):
                        found.setdefault(name, script.evidence(match, name))
        return found

    def _of_catalog(self, alias: str) -> Iterator[str]:
        bundle = self.catalog.bundles.get(alias.removeprefix("bundles."), ())
        for one in (alias, *bundle):
            if one in self.catalog.libraries:
                yield self.catalog.libraries[one]


def _accessor(path: str) -> str:
    """A project as type-safe accessors spell it: `:my-lib:core` is `myLib.core`."""
    return re.sub(r"[-_](\w)", lambda one: one[1].upper(), path.strip(":").replace(":", "."))


def plugins_of(script: Script, catalog: Catalog) -> Iterator[tuple[str, Fact[str]]]:
    """The plugins that one script applies; one that is only put on the class path is none."""
    for match in script.find(APPLIED):
        if not match["off"]:
            yield match[1], Fact(match[2] or "", script.evidence(match, match[1]))
    for match in script.find(ALIASED):
        name = catalog.plugins.get(match[1])
        if name and not match["off"]:
            version = catalog.plugin_versions.get(name)
            yield name, version or Fact("", script.evidence(match, name))
    for match in script.find(OLD):
        yield match[1], Fact("", script.evidence(match, match[1]))
    for block in script.blocks("plugins"):
        for match in SHORT.finditer(block):
            start = script.code.find(block) + match.start(1)
            line = script.file.line_of(start)
            yield match[1], Fact("", Evidence(match[1], script.file.path, line))


def read(project: Project) -> Build:
    """Read the build at the project's top.

    Raises:
        UnusableInput: a script, the catalog or `gradle.properties` cannot be read.
    """
    catalog = gradle_catalog.read(project)
    path = project.first(*SETTINGS)
    settings = gradle_text.read(project, path) if path else None
    folders = {":": "", **(_included(settings) if settings else {})}
    modules = {
        one: Module(one, folder, tuple(_scripts(project, folder)))
        for one, folder in folders.items()
    }
    properties = (
        properties_source.parse(project.read("gradle.properties"))
        if project.has("gradle.properties")
        else {}
    )
    included = [BUILD_LOGIC] if project.has_folder(BUILD_LOGIC) else []
    calls = settings.find(rf"\bincludeBuild\s*\(?\s*{STRING}") if settings else ()
    named = [match[1].strip("/") for match in calls]
    included += [folder for folder in named if project.has_folder(folder)]
    return Build(project, modules, catalog, properties, tuple(included))


def _included(settings: Script) -> dict[str, str]:
    """The projects that the settings include, with their folders."""
    found: dict[str, str] = {}
    for match in settings.find(rf"\binclude\b\s*\(?\s*({STRING}(?:\s*,\s*{STRING})*)"):
        for name in re.findall(STRING, match[1]):
            parts = name.strip(":").split(":")
            for end in range(1, len(parts) + 1):
                found.setdefault(f":{':'.join(parts[:end])}", "/".join(parts[:end]))
    moved = rf"\bproject\s*\(\s*{STRING}\s*\)\s*\.\s*projectDir\s*=\s*[^\n]*?{STRING}\s*\)"
    for match in settings.find(moved):
        if match[1] in found:
            found[match[1]] = posixpath.normpath(match[2])
    return {path: folder for path, folder in found.items() if not folder.startswith(("../", "/"))}


def _scripts(project: Project, folder: str) -> Iterator[Script]:
    """A project's script and those of its convention plugins, each once."""
    first = project.first(*(posixpath.join(folder, name) for name in SCRIPTS))
    waiting, seen = ([first] if first else []), set[str]()
    while waiting:
        path = waiting.pop(0)
        if path in seen:
            continue
        seen.add(path)
        script = gradle_text.read(project, path)
        yield script
        for match in (*script.find(APPLIED), *script.find(OLD)):
            waiting.extend(_convention(project, match[1]))


def _convention(project: Project, plugin: str) -> list[str]:
    """The script of a precompiled plugin: https://docs.gradle.org/current/userguide/implementing_gradle_plugins_precompiled.html."""
    ends = tuple(
        f"/src/main/{language}/{plugin}.gradle{suffix}"
        for language, suffix in (("kotlin", ".kts"), ("groovy", ""))
    )
    return sorted(path for path in project.files if path.endswith(ends))
