"""A Gradle build: its settings, its projects, and what each of their scripts says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from dockgen.core.facts import Evidence, Fact
from dockgen.core.project import Project
from dockgen.ecosystems.jvm.common.script_text import STRING, Script
from dockgen.ecosystems.jvm.gradle.catalog import Catalog
from dockgen.ecosystems.jvm.gradle.variables import EXPRESSION, Variables
from dockgen.readers.properties import Properties

SHORT = (
    r"^[ \t]*(?:`?)(application|war|java|java-library|groovy|scala)(?:`?)[ \t]*$"
    rf"|\b(kotlin)\s*\(\s*{STRING}\s*\)(?P<off>(?:\s*\.?version\s*\(?\s*{EXPRESSION}\s*\)?)?"
    r"\s*\.?apply\s*\(?\s*false)?"
)
"""What stands alone in a block `plugins`, and what stands for Kotlin's own plugins."""

APPLIED = (
    rf"\bid\s*\(?\s*{STRING}\s*\)?(?:\s*\.?version\s*\(?\s*(?P<version>{EXPRESSION})\s*\)?)?"
    r"(?P<off>\s*\.?apply\s*\(?\s*false)?"
)
ALIASED = (
    r"\balias\s*\(\s*libs\.plugins\.(?P<alias>[\w.]+)\s*\)"
    rf"(?:\s*\.?version\s*\(?\s*{EXPRESSION}\s*\)?)?(?P<off>\s*\.?apply\s*\(?\s*false)?"
)
OLD = (
    rf"\bapply\s*\(?\s*plugin\s*[:=]\s*{STRING}"
    rf"|\b(?:(?:pluginManager|plugins)\s*\.\s*)?apply\s*\(\s*{STRING}\s*\)"
)
CONFIGURATION = (
    r"\b(?:implementation|api|runtimeOnly|developmentOnly|compile|runtime|compileOnlyApi)\b"
)
COORDINATES = rf"{CONFIGURATION}\s*\(?\s*(?:platform\s*\(\s*)?[\"']([^\"'\n:]+:[^\"'\n:]+)"
FROM_CATALOG = rf"{CONFIGURATION}\s*\(?\s*(?:platform\s*\(\s*)?libs\.([\w.]+)"
PROJECT = (
    r"(?P<test>\b(?:test|integrationTest|componentTest)\w*\s*\(?\s*)?"
    rf"\bproject\s*\(\s*(?:path\s*[:=]\s*)?{STRING}"
)
ACCESSOR = rf"{CONFIGURATION}\s*\(?\s*projects\.([\w.]+)"

ARTIFACTS = {
    "org.springframework.boot": (
        "org.springframework.boot:spring-boot-gradle-plugin",
        "org.springframework.boot:spring-boot-dependencies",
    ),
    "io.quarkus": (
        "io.quarkus:gradle-application-plugin",
        "io.quarkus:io.quarkus.gradle.plugin",
        "io.quarkus.platform:quarkus-bom",
    ),
}
"""What carries a plugin, or has its version, where a script puts it on a class path."""


@dataclass(frozen=True, slots=True, eq=False)
class Module:
    """One project of the build.

    Args:
        path: Gradle's path of it, `:services:app`; `:` for the root.
        folder: its folder; empty for the root.
        scripts: its own script, if any, then those of the convention plugins that it applies, and
            what the root's script says for it.
    """

    path: str
    folder: str
    scripts: tuple[Script, ...]


@dataclass(frozen=True, eq=False)
class Build:
    """All projects of a build.

    Args:
        project: the user's project.
        modules: the projects by Gradle's path, the root first.
        catalog: the version catalog.
        properties: `gradle.properties`.
        included: folders of builds that this one includes, and `buildSrc`.
        others: the scripts of the settings and of the builds that are included.
    """

    project: Project
    modules: dict[str, Module]
    catalog: Catalog
    properties: Properties
    included: tuple[str, ...] = field(default=())
    others: tuple[Script, ...] = field(default=())

    @property
    def root(self) -> Module:
        """The root project."""
        return self.modules[":"]

    def variables(self, module: Module) -> Variables:
        """Where the variables of a project's scripts may be defined."""
        scripts = (*module.scripts, *self.root.scripts, *self.others)
        return Variables(scripts, self.properties, self.catalog)

    def plugins(self, module: Module) -> dict[str, Fact[str]]:
        """The plugins that a project applies, by id, each with its version as it is written."""
        if module not in self._plugins:
            self._plugins[module] = self._read_plugins(module)
        return self._plugins[module]

    @cached_property
    def _plugins(self) -> dict[Module, dict[str, Fact[str]]]:
        return {}

    def _read_plugins(self, module: Module) -> dict[str, Fact[str]]:
        found: dict[str, Fact[str]] = {}
        for script in module.scripts:
            for name, fact in plugins_of(script, self.catalog):
                found.setdefault(name, fact)
        return found

    def version_of(self, module: Module, name: str, fact: Fact[str]) -> Fact[str]:
        """A plugin's version, which another script or the catalog may give; else an empty one."""
        variables = self.variables(module)
        own = variables.value_of(fact) if fact.value else None
        named = own or self.catalog.plugin_versions.get(name)
        return named or self._elsewhere(variables, name) or Fact("", fact.evidence)

    def _elsewhere(self, variables: Variables, name: str) -> Fact[str] | None:
        """A plugin's version where another script names it, or an artifact that carries it."""
        for script in variables.scripts:
            for match in script.find(APPLIED):
                if match[1] == name and match["version"]:
                    return variables.value_of(Fact(match["version"], script.evidence(match, name)))
        for artifact in (f"{name}:{name}.gradle.plugin", *ARTIFACTS.get(name, ())):
            carried = self._of_artifact(variables, artifact)
            if carried:
                return carried
        return None

    def _of_artifact(self, variables: Variables, artifact: str) -> Fact[str] | None:
        pattern = rf"(?P<quote>[\"']){re.escape(artifact)}:(?P<version>[^\"'\n:@]+)"
        for script in variables.scripts:
            for match in script.find(pattern):
                text = f"{match['quote']}{match['version']}{match['quote']}"
                value = variables.value_of(Fact(text, script.evidence(match, artifact)))
                if value:
                    return value
        return self.catalog.library_versions.get(artifact)

    def needed_by(self, module: Module) -> tuple[Module, ...]:
        """A project and those that it depends on, over all steps.

        Where one has a name that the settings give it by a program, all are needed.
        """
        found, waiting = {module.path: module}, [module]
        while waiting:
            for path in self._depends_on(waiting.pop()):
                other = self.modules.get(path)
                if other is None:
                    return tuple({module.path: module, **self.modules}.values())
                if path not in found:
                    found[path] = other
                    waiting.append(other)
        return tuple(found.values())

    def _depends_on(self, module: Module) -> Iterator[str]:
        accessors = {_accessor(path): path for path in self.modules}
        for script in module.scripts:
            for match in script.find(PROJECT):
                if not match["test"]:
                    yield f":{match[2].strip(':')}"
            for match in script.find(ACCESSOR):
                if match[1] in accessors:
                    yield accessors[match[1]]

    def dependencies(self, module: Module) -> dict[str, Evidence]:
        """The libraries that a project and those it needs run with, by `group:name`."""
        found: dict[str, Evidence] = {}
        for one in self.needed_by(module):
            for script in one.scripts:
                for match in script.find(COORDINATES):
                    found.setdefault(match[1], script.evidence(match, match[1]))
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
    """The plugins that one script applies, each with its version as it is written, or an empty one.

    One that is only put on the class path is none.
    """
    for match in script.find(APPLIED):
        if not match["off"]:
            yield match[1], Fact(match["version"] or "", script.evidence(match, match[1]))
    for match in script.find(ALIASED):
        name = catalog.plugins.get(match["alias"])
        if name and not match["off"]:
            yield name, Fact("", script.evidence(match, name))
    for match in script.find(OLD):
        name = match[1] or match[2]
        yield name, Fact("", script.evidence(match, name))
    inside = script.only([span for _, span in script.spans(r"\bplugins")])
    for match in inside.find(SHORT):
        if not match["off"]:
            name = match[1] or f"org.jetbrains.kotlin.{match[3]}"
            yield name, Fact("", _first_word(inside, match, name))


def _first_word(script: Script, match: re.Match[str], name: str) -> Evidence:
    """The place of a match, without the empty lines that it begins with."""
    start = match.start() + len(match[0]) - len(match[0].lstrip())
    return Evidence(name, script.file.path, script.file.line_of(start))
