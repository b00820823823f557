"""Which project of a Gradle build is the application, and what its plugins make of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from dockgen.errors import UnusableInput
from dockgen.facts import Evidence, Fact
from dockgen.manifests.gradle_build import Build, Module
from dockgen.manifests.gradle_text import STRING
from dockgen.patterns import lazy_regex
from dockgen.project import Project

Kind = Literal["spring-boot", "quarkus", "distribution", "executable-jar"]

KINDS: tuple[tuple[str, Kind], ...] = (
    ("org.springframework.boot", "spring-boot"),
    ("io.quarkus", "quarkus"),
    ("application", "distribution"),
    ("io.micronaut.application", "distribution"),
    ("io.micronaut.minimal.application", "distribution"),
    ("io.ktor.plugin", "distribution"),
    ("com.gradleup.shadow", "executable-jar"),
    ("com.github.johnrengelman.shadow", "executable-jar"),
    ("io.github.goooler.shadow", "executable-jar"),
)
"""The plugins that make something to be run, what is taken first. Micronaut's and Ktor's apply
`application`: https://docs.gradle.org/current/userguide/application_plugin.html."""

MAIN_CLASS = rf"\bmainClass(?:Name)?(?:\.set\s*\(|\s*=)\s*{STRING}"
KOTLIN_MAIN = lazy_regex(r"^\s*(?:suspend\s+)?fun\s+main\s*\(", re.MULTILINE)
PACKAGE = lazy_regex(r"^\s*package\s+([\w.]+)", re.MULTILINE)
JVM_ARGUMENTS = r"\bapplicationDefaultJvmArgs\s*=\s*(?:listOf\s*\(|\[)([^\])]*)[\])]"


@dataclass(frozen=True, slots=True)
class Application:
    """A project that makes something to be run.

    Args:
        module: the project.
        kind: what is made of it.
        plugin: the plugin that makes it, with its version or an empty one.
    """

    module: Module
    kind: Kind
    plugin: Fact[str]


def of(build: Build, module: Module) -> Application | None:
    """What a project makes to be run; None for a library."""
    plugins = build.plugins(module)
    for name, kind in KINDS:
        if name in plugins:
            return Application(module, kind, plugins[name])
    return None


def choose(build: Build, workspace: str) -> Application | None:
    """The application among the projects, or the one at the folder or path that the user gave.

    Raises:
        UnusableInput: there are several, or none where the user says.
    """
    found = {
        module.folder or ".": one for module in build.modules.values() if (one := of(build, module))
    }
    if workspace:
        for folder, one in found.items():
            if workspace.removeprefix("./").rstrip("/") in {folder, one.module.path}:
                return one
        raise UnusableInput(
            f"no project at {workspace!r} makes something to be run",
            hint=f"there are {', '.join(found)}" if found else "no project makes an application",
        )
    if len(found) > 1:
        first = min(found)
        raise UnusableInput(
            f"several projects are applications: {', '.join(sorted(found))}",
            file=next(iter(found[first].module.scripts)).file.path,
            hint=f"choose one with --set workspace={first}",
        )
    return next(iter(found.values()), None)


def main_class(project: Project, module: Module) -> Fact[str] | None:
    """The class that the `application` plugin starts, or the only Kotlin file with a `main`.

    Raises:
        UnusableInput: the scripts name none and several files have one.
    """
    for script in module.scripts:
        for match in script.find(MAIN_CLASS):
            return Fact(match[1], script.evidence(match, "mainClass"))
    found = list(_kotlin_mains(project, module.folder))
    if len(found) > 1:
        names = ", ".join(one.value for one in found)
        raise UnusableInput(
            f"several files have a main function: {names}",
            file=module.scripts[0].file.path,
            hint=f"choose one with --set main_class={found[0].value}",
        )
    return found[0] if found else None


def _kotlin_mains(project: Project, folder: str) -> Iterator[Fact[str]]:
    top = f"{folder}/src/main/kotlin/".lstrip("/")
    for path in sorted(project.files):
        if not path.startswith(top) or not path.endswith(".kt"):
            continue
        file = project.read(path)
        match = KOTLIN_MAIN.search(file.text)
        if match:
            package = PACKAGE.search(file.text)
            name = path.rsplit("/", 1)[-1].removesuffix(".kt")
            name = f"{name[:1].upper()}{name[1:]}Kt"
            full = f"{package[1]}.{name}" if package else name
            yield Fact(full, Evidence("main function", path, file.line_of(match.end())))


def jvm_arguments(module: Module) -> tuple[str, ...]:
    """The options that the `application` plugin would give to java."""
    for script in module.scripts:
        for match in script.find(JVM_ARGUMENTS):
            return tuple(re.findall(STRING, match[1]))
    return ()
