"""Which project of a Gradle build is the application, and what its plugins make of it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, once_per_project
from dockgen.dockerfile.deployed import choosing
from dockgen.dockerfile.deployed.candidates import Candidate
from dockgen.ecosystems.jvm.common import java_sources
from dockgen.ecosystems.jvm.common.running import serving
from dockgen.ecosystems.jvm.common.script_text import STRING
from dockgen.ecosystems.jvm.gradle import manifest
from dockgen.ecosystems.jvm.gradle.build import Build, Module
from dockgen.ecosystems.jvm.gradle.manifest import Manifest
from dockgen.ecosystems.jvm.gradle.variables import EXPRESSION

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

JVM = lazy_regex(r"java|java-library|groovy|scala|kotlin|org\.jetbrains\.kotlin\.jvm")
"""The plugins with a task `jar`."""

BOOT_ARCHIVE = (
    r"\b(?:tasks\b[^\n{};=]*?)?\b[bB]oot(?:Jar|War)\b[^{};=\n]*(?:\{[^{}]*?|\.)"
    r"\b(?:isE|e)nabled\s*(?:=|\.set\()\s*(true|false)"
)
"""Libraries of a build with several projects switch the archive off:
https://docs.spring.io/spring-boot/gradle-plugin/packaging.html."""

MAIN_CLASS = rf"\bmainClass(?:Name)?(?:\.set\s*\(|\s*=)\s*({EXPRESSION})"
JVM_ARGUMENTS = r"\bapplicationDefaultJvmArgs\s*=\s*(?:listOf\s*\(|\[)([^\])]*)[\])]"


@dataclass(frozen=True, slots=True)
class Application:
    """A project that can be run.

    Args:
        module: the project.
        kind: what is made of it.
        plugin: the plugin that makes it, and where it is applied.
        version: the plugin's version, or an empty one.
        jar: the jar of Gradle's own task, where its manifest names a main class.
    """

    module: Module
    kind: Kind
    plugin: Fact[str]
    version: Fact[str]
    jar: Manifest | None = None


def of(build: Build, module: Module) -> Application | None:
    """What a project makes to be run; None for a library."""
    plugins = build.plugins(module)
    if _makes_no_boot_archive(module):
        plugins.pop("org.springframework.boot", None)
    for name, kind in KINDS:
        if name in plugins:
            applied = plugins[name]
            version = build.version_of(module, name, applied)
            return Application(module, kind, Fact(name, applied.evidence), version)
    jar = manifest.find(build, module) if any(JVM.fullmatch(name) for name in plugins) else None
    if jar is None or not (jar.holds_all or jar.libraries or not build.dependencies(module)):
        return None
    named = jar.main.evidence
    return Application(module, "executable-jar", Fact("jar", named), Fact("", named), jar)


def _makes_no_boot_archive(module: Module) -> bool:
    """Whether Spring Boot's plugin is there for its versions alone: what is nearest decides."""
    for script in module.scripts:
        said = [match[1] for match in script.find(BOOT_ARCHIVE)]
        if said:
            return said[-1] == "false"
    return False


def applications(build: Build) -> dict[str, Application]:
    """The applications of a build, by their folders: see `_applications`."""
    return _applications(build.project, build)


@once_per_project
def _applications(_: Project, build: Build) -> dict[str, Application]:
    """The applications of a build, by their folders.

    One without sources only sets its plugin up for others, where others have some.
    """
    found = {
        module.folder or ".": one for module in build.modules.values() if (one := of(build, module))
    }
    made = {
        folder: one
        for folder, one in found.items()
        if build.project.has_folder(posixpath.join(one.module.folder, "src"))
    }
    return made or found


def candidates(build: Build, found: Mapping[str, Application]) -> tuple[Candidate, ...]:
    """The applications of a build, each with what it does."""
    return tuple(
        serving.candidate(
            folder,
            (one.module.path, one.module.path.rpartition(":")[2]),
            build.dependencies(one.module),
            one.kind,
            serves=one.kind == "quarkus" or one.plugin.value == "io.ktor.plugin",
        )
        for folder, one in sorted(found.items())
    )


def choose(build: Build, workspace: str) -> Application | None:
    """The application that is meant among the projects; None where there is none."""
    chosen = choice(build, workspace)
    return chosen[0] if chosen else None


def choice(build: Build, workspace: str) -> tuple[Application, Evidence] | None:
    """The application that is meant, or the one at the folder or path that the user gave.

    Raises:
        UnusableInput: several could be meant, or none is where the user says.
    """
    found = applications(build)
    if workspace:
        for folder, one in found.items():
            if workspace.removeprefix("./").rstrip("/") in {folder, one.module.path}:
                return one, one.plugin.evidence
        raise UnusableInput(
            f"no project at {workspace!r} can be run",
            hint=f"there are {', '.join(found)}" if found else "no project makes an application",
        )
    if len(found) < 2:
        return next(((one, one.plugin.evidence) for one in found.values()), None)
    place = next(iter(found[min(found)].module.scripts)).file.path
    made = candidates(build, found)
    evidence = Evidence("plugins", place)
    chosen = choosing.decide(build.project, made, fact="workspace", evidence=evidence)
    return found[chosen.value], chosen.evidence


def main_class(build: Build, module: Module) -> Fact[str] | None:
    """The class that the `application` plugin starts, or the only one that has a main method.

    Raises:
        UnusableInput: the scripts name none and several files have one.
    """
    for script in module.scripts:
        for match in script.find(MAIN_CLASS):
            named = Fact(match[1], script.evidence(match, "mainClass"))
            found = build.variables(module).value_of(named)
            if found:
                return found
    return _of_sources(build.project, module)


def _of_sources(project: Project, module: Module) -> Fact[str] | None:
    """The only class of the sources that has a main method."""
    found = list(java_sources.main_methods(project, module.folder))
    if len(found) > 1:
        names = ", ".join(one.value for one in found)
        raise UnusableInput(
            f"several files have a main function: {names}",
            file=module.scripts[0].file.path,
            hint=f"choose one with --set main_class={found[0].value}",
        )
    return found[0] if found else None


def jvm_arguments(module: Module) -> tuple[str, ...]:
    """The options that the `application` plugin would give to java."""
    for script in module.scripts:
        for match in script.find(JVM_ARGUMENTS):
            return tuple(re.findall(STRING, match[1]))
    return ()
