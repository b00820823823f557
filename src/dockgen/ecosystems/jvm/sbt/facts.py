"""The facts of an sbt application, each settled from the project or by the user."""

from __future__ import annotations

import posixpath
import re

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact, Findings, default, port, text, words
from dockgen.core.project import Project
from dockgen.core.versions import product
from dockgen.dockerfile.deployed import choosing
from dockgen.ecosystems.jvm.common import java_launch, java_sources, java_version
from dockgen.ecosystems.jvm.common.running import beside, needs
from dockgen.ecosystems.jvm.sbt import build as sbt_build
from dockgen.ecosystems.jvm.sbt import dependencies, scala_java, scala_sources
from dockgen.ecosystems.jvm.sbt.build import BUILD, Application, Build

PLAY_MAIN = "play.core.server.ProdServerStart"
PLAY_PORT = 9000
PLAY_OPTIONS = ("-Dplay.server.pidfile.path=/dev/null",)
"""Without a file for the process id, since nothing is written:
https://www.playframework.com/documentation/3.0.x/ProductionConfiguration."""

PORT_OF_PLAY = r'^[ \t]*(?:play\.server\.)?http\.port[ \t]*[=:][ \t]*"?(\d{2,5})\b'
TASKS = {"play": "stage", "stage": "stage", "assembly": "assembly"}
FRAMEWORKS = {
    r'"http4s-[\w-]*server"': "http4s",
    r'"pekko-http': "pekko-http",
    r'"akka-http': "akka-http",
    r'"zio-http': "zio-http",
    r'"cask"': "cask",
}
BEYOND_SOURCES = (
    r"\bunmanaged|\b(?:source|resource)Generators\b|\bbaseDirectory\b"
    r'|\bfile\s*\(\s*"(?!\.")'
)
"""What lets a build read other folders than its sources."""


class FactsOf:
    """Settles the facts of one application, those first that others follow from.

    Args:
        project: the project.
        build: the build as its text says it.
        application: what is to be run.
        findings: where the facts go.
    """

    def __init__(
        self, project: Project, build: Build, application: Application, findings: Findings
    ) -> None:
        self.project = project
        self.build = build
        self.application = application
        self.module = application.module
        self.findings = findings

    def settle(self) -> None:
        """Settle them all.

        Raises:
            UnusableInput: a file cannot be used, or what the user set does not fit.
        """
        if len(self.build.modules) > 1:
            place = self.application.chosen or Evidence("file", BUILD, self.module.line)
            found = Fact(self.module.folder or ".", place)
            settled = self.findings.settle("workspace", text, found)
            every = [one.module.folder or "." for one in self.build.applications()]
            choosing.note_others(self.findings, settled, every)
        self.findings.settle_optional("name", text, sbt_build.name(self.build, self.module))
        self._language()
        self._framework()
        self._context()
        self._commands()
        self._artifact()
        self._start()
        self._port()
        self._beside()

    def _language(self) -> None:
        scala = scala_java.scala(self.build, self.module)
        place = scala.evidence if scala else Evidence("file", BUILD)
        self.findings.settle("language", text, Fact("scala", place))
        found = scala_java.asked(self.project, self.build, self.module)
        java = self.findings.settle(
            "language_version", java_version.release, found or scala_java.newest_for(scala)
        )
        _, warning = java_version.image_for(java.value)
        if int(java.value) < scala_java.OLDEST:
            warning = (
                f"no image of sbt has Java {java.value}; {scala_java.OLDEST} builds and runs it"
            )
        if warning:
            self.findings.warn(warning)
        self.findings.settle("package_manager", text, Fact("sbt", Evidence("file", BUILD)))
        line = product("sbt").default
        assumed = Fact(line, default(f"no {sbt_build.PROPERTIES} names an sbt"))
        self.sbt = self.findings.settle(
            "package_manager_version", text, self.build.version() or assumed
        )

    def _framework(self) -> None:
        if self.application.kind == "play":
            self.findings.settle("framework", text, Fact("play", self.application.evidence))
            self.findings.warn(
                "Play starts in production only with a secret of its own: give the variable that"
                " conf/application.conf names for play.http.secret.key"
            )
            return
        for pattern, name in FRAMEWORKS.items():
            match = re.search(pattern, self.build.script.code)
            if match:
                place = self.build.script.evidence(match, "libraryDependencies")
                self.findings.settle("framework", text, Fact(name, place))
                return

    def _context(self) -> None:
        """What the build reads: its own files first, then the sources."""
        folders = {"", *(one.folder for one in self.build.modules)}
        files = sorted(
            one
            for one in self.project.files
            if posixpath.dirname(one) in folders and one.endswith(".sbt")
        )
        options = [one for one in (".sbtopts", ".jvmopts") if self.project.has(one)]
        project = ["project/"] if self.project.has_folder("project") else []
        place = Evidence("file", BUILD)
        local = sbt_build.local_repositories(self.build)
        manifests = Fact((*files, *options, *project, *local), place)
        self.findings.settle("manifests", words, manifests)
        sources = tuple(f"{one}/" for one in ("src", "lib") if self.project.has_folder(one))
        wide = next(self.build.script.find(BEYOND_SOURCES), None)
        if len(self.build.modules) > 1 or wide or "src/" not in sources:
            sources = (".",)
        self.findings.settle("sources", words, Fact(sources, place))

    def _commands(self) -> None:
        prefix = f"{self.module.id}/" if self.module.id else ""
        reasons = {
            "install_command": ("update", "downloads sbt, its plugins and the libraries"),
            "build_command": (TASKS[self.application.kind], "builds what runs"),
        }
        for name, (task, reason) in reasons.items():
            self.findings.settle(name, text, Fact(f"sbt {prefix}{task}", default(reason)))

    def _artifact(self) -> None:
        found: Fact[str] | None
        if self.sbt.value.startswith("2"):
            found = None  # below target/out, in folders that sbt 2 names by itself
        elif self.application.kind == "assembly":
            found = sbt_build.jar(self.build, self.module)
        else:
            path = posixpath.join(self.module.folder, "target/universal/stage")
            found = Fact(path, self.application.evidence)
        if found is None and "artifact" not in self.findings.unused:
            raise UnusableInput(
                "where sbt puts what it makes cannot be read here",
                file=BUILD,
                line=self.application.evidence.line
                if self.application.evidence.file == BUILD
                else None,
                hint="give it with --set artifact=target/scala-3.3.7/app.jar",
            )
        self.findings.settle("artifact", text, found)

    def _start(self) -> None:
        reason = "java runs as PID 1 and receives the signals"
        if self.application.kind == "assembly":
            command = java_launch.of_archive("jar")
        else:
            command = self._start_of_stage()
        self.findings.settle("start_command", words, Fact(command, default(reason)))

    def _start_of_stage(self) -> tuple[str, ...]:
        """Without the start script, which needs bash, and stays process 1 where that is told to."""
        play = self.application.kind == "play"
        main = self.findings.settle_optional("main_class", text, self._main(play=play))
        if main is None:
            raise UnusableInput(
                "no main class can be read here",
                file=BUILD,
                line=self.application.evidence.line,
                hint="give it with --set main_class=com.example.Main",
            )
        libraries = f"{java_launch.LIBRARIES}/*"
        path = f"conf:{libraries}" if play else libraries
        added = PLAY_OPTIONS if play else ()
        passed = sbt_build.options(self.build, self.module)
        return ("java", java_launch.HEAP, *passed, *added, "-cp", path, main.value)

    def _main(self, *, play: bool) -> Fact[str] | None:
        for match, place in self.build.find(self.module, sbt_build.MAIN):
            return Fact(match[1], place)
        if play:
            return Fact(PLAY_MAIN, default("Play starts its server itself"))
        found = list(scala_sources.main_classes(self.project, self.module.folder))
        found += list(java_sources.main_methods(self.project, self.module.folder))
        if len(found) > 1 and "main_class" not in self.findings.unused:
            names = ", ".join(one.value for one in found)
            raise UnusableInput(
                f"several classes have a main method: {names}",
                file=found[1].evidence.file,
                line=found[1].evidence.line,
                hint=f"choose one with --set main_class={found[0].value}",
            )
        return found[0] if found else None

    def _port(self) -> None:
        found = None
        if "port" not in self.findings.unused:
            found = self._port_of_play() if self.application.kind == "play" else self._port_said()
        self.findings.settle_optional("port", port, found)

    def _port_said(self) -> Fact[int] | None:
        folder = self.module.folder
        found = scala_sources.port_of(self.project, folder)
        return found or java_sources.port_anywhere(self.project, folder, "")

    def _port_of_play(self) -> Fact[int]:
        path = posixpath.join(self.module.folder, "conf/application.conf")
        if self.project.has(path):
            file = self.project.read(path)
            match = re.search(PORT_OF_PLAY, file.text, re.MULTILINE)
            if match:
                return Fact(
                    int(match[1]), Evidence("http.port", path, file.line_of(match.start(1)))
                )
        return Fact(
            PLAY_PORT, default("Play's default port, since play.server.http.port is not set")
        )

    def _beside(self) -> None:
        """What it reads and writes in its working folder, and what its libraries need."""
        folder, play = self.module.folder, self.application.kind == "play"
        sources = tuple(scala_sources.files(self.project, folder))
        top = posixpath.join(folder, "conf" if play else beside.RESOURCES)
        settings = (self.project.readable(one) for one in self._settings(top))
        written = (
            *beside.of_addresses(one for one in settings if one is not None),
            *beside.of_log(self.project, top),
            *beside.made(sources),
        )
        read = beside.opened(self.project, folder, sources)
        packed = f"{posixpath.join(folder, 'conf')}/" if play else "\0"
        beside.settle_found(
            (one for one in read if not one.startswith(packed)), written, self.findings
        )
        needs.settle(dependencies.of(self.build, self.module), sources, self.findings)

    def _settings(self, top: str) -> list[str]:
        """The configuration files that go into the archive."""
        return sorted(
            one
            for one in self.project.files
            if posixpath.dirname(one) == top and one.endswith((".conf", ".properties"))
        )
