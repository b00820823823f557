"""sbt's build as text: its projects, its plugins, and what it makes to be run.

https://www.scala-sbt.org/1.x/docs/Basic-Def.html. Scala's comments and strings are those of
Kotlin, so its text is cut the same way.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact
from dockgen.core.project import Project
from dockgen.dockerfile.deployed import choosing
from dockgen.dockerfile.deployed.candidates import Candidate
from dockgen.ecosystems.jvm.common import script_text as gradle_text
from dockgen.ecosystems.jvm.common.running import serving
from dockgen.ecosystems.jvm.common.script_text import STRING, Script
from dockgen.readers import properties

BUILD = "build.sbt"
PROPERTIES = "project/build.properties"
Kind = Literal["play", "stage", "assembly"]

PROJECT = (
    r"^[ \t]*(?:lazy\s+)?val\s+`?([\w-]+)`?\s*(?::\s*Project\s*)?=\s*\(?\s*project\b"
    r'(?:\s*\.?\s*in\s*\(?\s*file\s*\(\s*"([^"$\\\n]*)"\s*\))?'
)
"""`lazy val web = (project in file("web"))` and `lazy val web = project`."""

ENABLED = {
    "play": r"\benablePlugins\s*\([^)]{0,1000}\bPlay(?:Scala|Java|Service|MinimalJava)\b",
    "stage": r"\benablePlugins\s*\([^)]{0,1000}\bJava(?:Server)?AppPackaging\b",
}
ASSEMBLY_PLUGIN = r'"sbt-assembly"'
NO_ASSEMBLY = r"\bdisablePlugins\s*\([^)]{0,1000}\bAssemblyPlugin\b"
JAR_NAME = (
    r"\b(?:assembly\s*/\s*assemblyJarName|(?:assemblyJarName|jarName)\s+in\s+assembly)\s*:=\s*"
    r's?"([^"\\\n]*)"'
)
PART = r"\$\{\s*(?:(name|version)\.value)?[^}]*\}|\$\w+"
OUTPUT = (
    r"\b(?:assembly\s*/\s*assemblyOutputPath|assemblyOutputPath\s+in\s+assembly)\s*:=\s*"
    r"(?:file\s*\(\s*\"([^\"$\\\n]*)\"\s*\)|baseDirectory\.value((?:\s*/\s*\"[^\"$\\\n]*\")+))"
)
MAIN = (
    r"\b(?:(?:Compile|assembly|run)\s*/\s*)?mainClass\s*(?:in\s*\(?\s*\w+\s*\)?\s*)?:=\s*"
    rf"Some\s*\(\s*{STRING}"
)
OPTIONS = (
    r"\b(?:Universal\s*/\s*javaOptions|javaOptions\s+in\s+Universal)\s*(?:\+\+?=|:=)\s*"
    r"(?:Seq\s*\(([^)]{0,4000})\)|(\"[^\"\n]*\"))"
)
COORDINATES = r'"(?P<group>[\w.-]+)"\s*%%?%?\s*"(?P<name>[\w.-]+)"\s*%\s*[^,\n)]+'

RESOLVERS = r"\bresolvers\s*(?:\+\+?=|:=)[^;]{0,400}"
FOLDER = r"""(?:\bfile\s*\(|/)\s*"([^"$\\\n]+)"|"file:(?:/{2})?([^"$\\\n]+)\""""
"""`file("repo")`, `baseDirectory.value / "repo"` and `"file:repo"`."""


class Module(NamedTuple):
    """One project of the build.

    Args:
        id: what sbt calls it; empty for the one that the build does not define.
        folder: where it lies; empty for the top.
        start: where its definition begins in `build.sbt`, and where the next one does.
        end: where that ends.
        line: the line of its definition.
    """

    id: str
    folder: str
    start: int
    end: int
    line: int | None


class Application(NamedTuple):
    """What is to be run.

    Args:
        module: its project.
        kind: how it is packaged.
        evidence: where that stands.
        chosen: what says that it is meant, where there are several.
    """

    module: Module
    kind: Kind
    evidence: Evidence
    chosen: Evidence | None = None


class Build:
    """A build.

    Args:
        project: the folder with `build.sbt`.

    Raises:
        UnusableInput: a file cannot be read.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self.script = gradle_text.read(project, BUILD)
        names = (one for one in project.files if re.fullmatch(r"project/[\w.-]+\.sbt", one))
        self.plugins = [gradle_text.read(project, one) for one in sorted(names)]
        self.modules = tuple(self._modules())

    def _modules(self) -> Iterator[Module]:
        found = list(self.script.find(PROJECT))
        starts = [match.start() for match in found[1:]]
        ends = [*starts, len(self.script.code)]
        for match, end in zip(found, ends, strict=bool(found)):
            folder = match[1] if match[2] is None else match[2]
            short = posixpath.normpath(folder).removeprefix("./")
            line = self.script.file.line_of(match.start(1))
            yield Module(match[1], "" if short == "." else short, match.start(), end, line)
        if not found:
            yield Module("", "", 0, ends[0], None)

    def version(self) -> Fact[str] | None:
        """The sbt that the build asks for."""
        if not self.project.has(PROPERTIES):
            return None
        return self.project.parsed(PROPERTIES, properties.parse).get("sbt.version")

    def find(self, module: Module, pattern: str) -> Iterator[tuple[re.Match[str], Evidence]]:
        """What fits in a project's own definition, then what stands before all of them."""
        first = min(one.start for one in self.modules)
        for match in self.script.find(pattern):
            if module.start <= match.start() < module.end:
                yield match, self._evidence(match)
        for match in self.script.find(pattern):
            if match.start() < first:
                yield match, self._evidence(match)

    def _evidence(self, match: re.Match[str]) -> Evidence:
        key = re.sub(r"\s*(?::=|[(+]).*", "", match[0], flags=re.DOTALL).strip()
        return self.script.evidence(match, key)

    def applications(self) -> list[Application]:
        """The projects that make something to be run."""
        found = [one for module in self.modules for one in self._packaged(module)]
        return found or list(self._assembled())

    def _packaged(self, module: Module) -> Iterator[Application]:
        for kind, pattern in ENABLED.items():
            for match in self.script.find(pattern):
                if module.start <= match.start() < module.end:
                    place = self._evidence(match)
                    yield Application(module, "play" if kind == "play" else "stage", place)
                    return

    def _assembled(self) -> Iterator[Application]:
        """The projects that sbt-assembly makes a jar of that somebody means to run.

        The plugin offers its task everywhere, so a build with several projects says by a main
        class or a name for the jar which one is meant.
        """
        place = next((self._plugin(one) for one in self.plugins if self._plugin(one)), None)
        if place is None:
            return
        able = [one for one in self.modules if not any(self.find(one, NO_ASSEMBLY))]
        meant = [one for one in able if len(able) == 1 or self._names_jar(one)]
        for module in meant:
            yield Application(module, "assembly", place)

    def _names_jar(self, module: Module) -> bool:
        matches = (match for one in (MAIN, JAR_NAME, OUTPUT) for match in self.script.find(one))
        return any(module.start <= match.start() < module.end for match in matches)

    def _plugin(self, script: Script) -> Evidence | None:
        quoted = re.search(ASSEMBLY_PLUGIN, script.code)
        return script.evidence(quoted, "sbt-assembly") if quoted else None


def choose(build: Build, workspace: str) -> Application | None:
    """The application; None where there is none.

    Args:
        build: the build.
        workspace: the folder or the name of the project that the user chose; empty for none.

    Raises:
        UnusableInput: several could be meant and none is chosen, or the chosen one is not there.
    """
    found = build.applications()
    if workspace:
        meant = workspace.strip("/").removeprefix("./")
        named = [one for one in found if meant in {one.module.id, one.module.folder or "."}]
        if not named:
            names = ", ".join(one.module.id or "." for one in found)
            raise UnusableInput(
                f"{workspace} is no application of this build", hint=f"there are {names}"
            )
        return named[0]
    if len(found) < 2:
        return found[0] if found else None
    made = {one.module.id: _candidate(build, one) for one in found}
    place = Evidence("project", BUILD, found[1].module.line)
    chosen = choosing.decide(build.project, tuple(made.values()), fact="workspace", evidence=place)
    application = next(one for one in found if made[one.module.id].value == chosen.value)
    return application._replace(chosen=chosen.evidence)


def _candidate(build: Build, one: Application) -> Candidate:
    libraries = (
        f"{match['group']}:{match['name']}" for match, _ in build.find(one.module, COORDINATES)
    )
    folder = one.module.folder or "."
    names = (one.module.id,)
    return serving.candidate(folder, names, libraries, one.kind, serves=one.kind == "play")


def jar(build: Build, module: Module) -> Fact[str] | None:
    """Where sbt-assembly puts the jar of a project; None where a program works out its name.

    https://github.com/sbt/sbt-assembly#assembly-task
    """
    for match, place in build.find(module, OUTPUT):
        parts = re.findall(r'"([^"]*)"', match[2] or "")
        path = match[1] or posixpath.join(module.folder, *parts)
        return Fact(posixpath.normpath(path), place)
    folder = posixpath.join(module.folder, "target/scala-*")
    for match, place in build.find(module, JAR_NAME):
        name = re.sub(PART, lambda one: _part(build, module, one), match[1])
        name = re.sub(r"\*+", "*", name)
        plain = re.search(r"[^*._-]", name.removesuffix(".jar")) is not None
        return Fact(f"{folder}/{name}", place) if plain and "/" not in name else None
    reason = "sbt-assembly's default name"
    place = Evidence("file", BUILD, module.line, reason=reason)
    return Fact(f"{folder}/*-assembly-*.jar", place)


def _part(build: Build, module: Module, match: re.Match[str]) -> str:
    """What stands for `${name.value}` or `${version.value}`; `*` for what only the build knows."""
    key = match[1] or ""
    for given, _ in build.find(module, rf"\b{key}\s*:=\s*{STRING}") if key else ():
        return given[1]
    return (module.id or "*") if key == "name" else "*"


def local_repositories(build: Build) -> tuple[str, ...]:
    """The folders of the project that the build resolves libraries from.

    https://www.scala-sbt.org/1.x/docs/Resolvers.html
    """
    found: dict[str, None] = {}
    for script in (build.script, *build.plugins):
        for match in script.find(RESOLVERS):
            for named in re.finditer(FOLDER, match[0]):
                path = posixpath.normpath(named[1] or named[2])
                if path not in {".", "project"} and build.project.has_folder(path):
                    found.setdefault(f"{path}/")
    return tuple(found)


def name(build: Build, module: Module) -> Fact[str] | None:
    """What a project is called; None where nothing says it."""
    for match, place in build.find(module, rf"\bname\s*:=\s*{STRING}"):
        return Fact(match[1], place)
    if module.id:
        return Fact(module.id, Evidence("project", BUILD, module.line))
    return None


def options(build: Build, module: Module) -> tuple[str, ...]:
    """Java's options that the start script of a project would pass on.

    https://sbt-native-packager.readthedocs.io/en/stable/archetypes/java_app/customize.html
    """
    found: list[str] = []
    for match, _ in build.find(module, OPTIONS):
        words = re.findall(r'"([^"$\\\n]*)"', match[1] or match[2])
        found += [one.removeprefix("-J") for one in words if one.startswith(("-J-", "-D"))]
    return tuple(dict.fromkeys(found))
