"""The facts of a Maven application, each settled from the project or by the user."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from dockgen.core.facts import Evidence, Fact, Findings, default, flag, port, text
from dockgen.core.project import Project
from dockgen.core.versions import product
from dockgen.ecosystems.jvm.common import (
    java_launch,
    java_sources,
    java_version,
    spring_boot,
    spring_config,
)
from dockgen.ecosystems.jvm.common.building import line_ends, node, programs
from dockgen.ecosystems.jvm.common.java_launch import Launch
from dockgen.ecosystems.jvm.common.running import beside, needs, spring_training
from dockgen.ecosystems.jvm.common.spring_boot import SpringBoot
from dockgen.ecosystems.jvm.maven import application as maven_application
from dockgen.ecosystems.jvm.maven import artifact, language, paths, sources
from dockgen.ecosystems.jvm.maven import programs as maven_programs
from dockgen.ecosystems.jvm.maven.application import Application
from dockgen.ecosystems.jvm.maven.artifact import Libraries
from dockgen.ecosystems.jvm.maven.frameworks import native_build
from dockgen.ecosystems.jvm.maven.invocation import build_java, private_repositories, toolchain
from dockgen.ecosystems.jvm.maven.invocation import settings as maven_settings
from dockgen.ecosystems.jvm.maven.invocation import wrapper as maven_wrapper
from dockgen.ecosystems.jvm.maven.invocation.commands import Commands
from dockgen.ecosystems.jvm.maven.module_facts import ModuleFacts
from dockgen.ecosystems.jvm.maven.reactor import Reactor

if TYPE_CHECKING:
    from dockgen.ecosystems.jvm.maven.frameworks.frameworks import Framework


class FactsOf(ModuleFacts):
    """Settles the facts of one application, those first that others follow from.

    Args:
        project: the project.
        reactor: the POMs that its build reads.
        application: the module that is to be run.
        findings: where the facts go.
    """

    def __init__(
        self, project: Project, reactor: Reactor, application: Application, findings: Findings
    ) -> None:
        super().__init__(project, reactor, application.pom, findings)
        self.application = application
        self.boot = application.boot
        self.libraries: Libraries | None = None
        self.shape: str = application.kind
        self.framework: Framework | None = None
        self.toolchain = toolchain.read(self.pom)
        self.build_options: tuple[str, ...] = ()

    def settle(self) -> bool:
        """Settle them all; False where nothing says what is to be started: a library.

        Raises:
            UnusableInput: a file cannot be used, or what the user set does not fit.
        """
        self._language()
        self._framework()
        self._package_manager()
        self._product()
        if self.application.kind == "spring-boot" and self.boot is not None:
            self._spring_boot(self.boot)
        elif self.application.kind == "tomcat":
            self._war()
        elif self.application.kind == "quarkus":
            self._quarkus()
        elif not self._jar():
            return False
        if self.shape not in {"tomcat", "native"}:
            self._beside()
        self._needs()
        java_launch.settle_jlink(self.findings)
        sources.settle(self.project, self.reactor, self.needed, self.findings)
        self._commands()
        self._shape_of_start()
        return True

    def _shape_of_start(self) -> None:
        """The shape that the start command is for, unless the user gave the command.

        A shape that the user chooses starts otherwise.
        """
        if not self.findings.is_decided("start_command"):
            reason = default("another shape has a start command of its own")
            self.findings.settle("start_command_for", text, Fact(self.shape, reason))

    def _language(self) -> None:
        def read() -> Fact[str]:
            asked = self.toolchain.java if self.toolchain else language.java_of(self.pom)
            said = asked or java_version.of_version_files(self.project)
            return said or java_version.newest_lts()

        self.findings.settle("language", text, language.of(self.pom))
        found = self._unless_given("language_version", read)
        fact = self.findings.settle("language_version", java_version.release, found, ask=True)
        self.java, warning = java_version.image_for(fact.value)
        if warning:
            self.findings.warn(warning)
        self._build_java()

    def _build_java(self) -> None:
        """The JDK of the build, where its rules refuse the application's own."""

        def read() -> Fact[str] | None:
            made = (*self.needed, *self.reactor.parents_of(self.needed))
            required = build_java.required(made)
            return build_java.chosen(self.java, required) if required else None

        found = self._unless_given("build_java", read)
        self.findings.settle_optional("build_java", java_version.release, found)

    def _framework(self) -> None:
        if self.application.kind == "quarkus":
            self._framework_quarkus()
            return
        if self.boot is None:
            self._light_framework()
            return
        self.findings.settle("framework", text, Fact("spring-boot", self.boot.evidence))
        version = self.findings.settle_optional("framework_version", text, self.boot.version)
        if version is None and self.application.kind == "spring-boot":
            self.findings.warn(
                "only a parent outside the project knows the version of Spring Boot, so the jar is"
                " not extracted into layers; --set framework_version=VERSION changes that"
            )

    def _framework_quarkus(self) -> None:
        from dockgen.ecosystems.jvm.maven.frameworks import quarkus

        found = quarkus.find(self.pom)
        if found is not None:
            self.findings.settle("framework", text, Fact("quarkus", found.plugin.evidence))
            self.findings.settle_optional("framework_version", text, found.version)

    def _light_framework(self) -> None:
        """A framework that its jar is started with as any other."""
        from dockgen.ecosystems.jvm.maven.frameworks import dropwizard, frameworks

        if self.application.kind != "executable-jar":
            return
        found = frameworks.find(self._dependencies())
        dropped = dropwizard.find(self._dependencies())
        if dropped is not None:
            place = dropped.coordinates.evidence
            self.findings.settle("framework", text, Fact("dropwizard", place))
        elif found is not None:
            self.framework = found[0]
            place = found[1].coordinates.evidence
            self.findings.settle("framework", text, Fact(found[0].name, place))

    def _package_manager(self) -> None:
        settle = self.findings.settle
        settle("package_manager", text, Fact("maven", Evidence("file", "pom.xml")))
        wrapper = maven_wrapper.read(self.project)
        standard = product("maven").default
        assumed = Fact(standard, default("no wrapper names a version; this is the stable line"))
        settle("package_manager_version", text, wrapper.version if wrapper else assumed)
        if wrapper is not None:
            place = Evidence("file", maven_wrapper.SCRIPT, reason=wrapper.obstacle)
            used = settle("wrapper", flag, Fact(not wrapper.obstacle, place))
            if wrapper.obstacle and not used.value:
                self.findings.warn(f"Maven's image builds, not mvnw: {wrapper.obstacle}")
            if not used.value and not self.findings.is_decided("package_manager_version"):
                reason = "Maven's image may have no version of the wrapper's with this Java"
                settle("image_tag_from", text, Fact("language_version", default(reason)))
            if used.value:
                beside = (maven_wrapper.PROPERTIES,)
                line_ends.settle(self.project, maven_wrapper.SCRIPT, beside, self.findings)

    def _product(self) -> None:
        self.findings.settle("packaging", text, self.pom.packaging)
        self.findings.settle("name", text, self.pom.artifact)
        self.name = self.findings.settle("final_name", text, artifact.final_name(self.pom))

    def _spring_boot(self, boot: SpringBoot) -> None:
        """The archive that Spring Boot's plugin makes, how it starts, and where it listens."""
        settle = self.findings.settle
        path = artifact.of_spring_boot(self.pom, boot.plugin, self.name)
        settle("artifact", text, self._inside(path))
        version = spring_boot.line_of(self._text("framework_version"))
        layered = settle("layered", flag, boot.layers(version, self._text("packaging")))
        launch = Launch(version, int(self.java), layered=layered.value)
        trained = spring_training.settle(launch, self._against_training(), self.findings)
        self._port_of_spring_boot()
        command = launch.command(self._text("packaging"), trained=trained)
        left_out = boot.left_out
        if left_out is not None and boot.loads_from_beside:
            self._libraries()
            command = (*command[:2], java_launch.LOADER_PATH, *command[2:])
        elif left_out is not None:
            self.findings.warn(
                f"{left_out.evidence.file}:{left_out.evidence.line}: the archive leaves its"
                " libraries out, and only the layout ZIP has a launcher that looks for them"
            )
        self._start(command)

    def _against_training(self) -> Iterator[Evidence]:
        """What speaks against starting it without what a deployment brings."""
        running = (one for one in self._dependencies() if one.runs_with_the_application)
        named = ((one.coordinates.artifact, one.coordinates.evidence) for one in running)
        yield from spring_training.connecting(named)
        yield from spring_training.unset(self.project, self.pom.folder, self._config)

    def _libraries(self) -> None:
        """The libraries that lie beside the archive."""
        self.libraries = artifact.libraries(self.pom)
        if self.libraries is not None:
            self.findings.settle("libraries", text, self._inside(self.libraries.folder))

    def _port_of_spring_boot(self) -> None:
        serves = spring_boot.web_server(self._dependencies()) is not None
        self._configured_port(lambda: spring_config.listening_port(self._config(), serves=serves))

    def _configured_port(self, read: Callable[[], tuple[Fact[int] | None, str]]) -> None:
        """What the configuration says, read only where the user says nothing."""
        found, warning = (None, "") if "port" in self.findings.unused else read()
        if warning:
            self.findings.warn(warning)
        self.findings.settle_optional("port", port, found)

    def _jar(self) -> bool:
        """The jar that java runs, how it starts, and where it listens; False for a library."""
        found = self._unless_given(
            "main_class", lambda: maven_application.main_class(self.project, self.application)
        )
        main = self.findings.settle_optional("main_class", text, found)
        if main is None:
            return False
        jar = artifact.of_jar(self.pom, self.name)
        self.findings.settle("artifact", text, self._inside(jar.path))
        if not jar.holds_all:
            self._libraries()
        command = java_launch.of_jar(
            main.value,
            in_manifest=jar.names_main_class and main == jar.main_class,
            libraries=self.libraries is not None,
        )
        if self._text("framework") == "dropwizard":
            command += self._dropwizard()
        elif self.boot is not None:
            self._port_of_spring_boot()
        else:
            self._port_of_jar(main.value)
        self._start(command)
        return True

    def _beside(self) -> None:
        """What it reads and writes in its working folder."""
        framework = self._text("framework")
        profiles = ("prod",) if framework == "quarkus" else ()
        config = spring_config.readable(lambda: self._config(*profiles))
        beside.settle(self.project, self.pom.folder, framework, config, self.findings)

    def _needs(self) -> None:
        """What its libraries need of the system."""
        running = (one for one in self._dependencies() if one.runs_with_the_application)
        named = {
            f"{one.coordinates.group}:{one.coordinates.artifact}": one.coordinates.evidence
            for one in running
        }
        read = (java_sources.files(self.project, pom.folder) for pom in self.needed)
        needs.settle(named, chain.from_iterable(read), self.findings)

    def _dropwizard(self) -> tuple[str, ...]:
        """The arguments that it is started with: a command and a configuration file."""
        from dockgen.ecosystems.jvm.maven.frameworks import dropwizard

        found = dropwizard.configuration(self.project, self.pom.folder, self.pom.artifact.value)
        config = self.findings.settle_optional("configuration", text, found)
        path = config.value if config and self.project.has(config.value) else None
        self._configured_port(lambda: (dropwizard.port(self.project, path), ""))
        return ("server", posixpath.basename(config.value)) if config else ("server",)

    def _port_of_jar(self, main_class: str) -> None:
        """Where a framework or the main class says that it listens."""
        from dockgen.ecosystems.jvm.maven.frameworks.frameworks import Module

        def read() -> tuple[Fact[int] | None, str]:
            if self.framework is None:
                return java_sources.port_of(self.project, self.pom.folder, main_class), ""
            module = Module(self.project, self.pom.folder, self._config(), main_class)
            return self.framework.port(module)

        self._configured_port(read)

    def _quarkus(self) -> None:
        """What Quarkus packs the application into, how that starts, and where it listens."""
        from dockgen.ecosystems.jvm.maven.frameworks import quarkus, quarkus_facts

        config = self._config("prod")
        made = quarkus_facts.settle(self.pom, config, self.name, self.findings)
        self.shape, self.build_options = made.shape, made.options
        self._configured_port(lambda: quarkus.listening_port(config, self._dependencies()))
        self._start(made.start)

    def _config(self, *profiles: str) -> spring_config.SpringConfig:
        """The configuration files, with what Maven puts in."""

        def maven_property(name: str) -> str | None:
            found = self.pom.property(name)
            return found.value if found else None

        return spring_config.SpringConfig(
            self.project,
            self.pom.folder,
            maven_property,
            profiles=profiles,
            outside=beside.base_of(self.project, self.pom.folder, self._text("framework")),
            sources=java_sources.files(self.project, self.pom.folder) if self.boot else (),
        )

    def _war(self) -> None:
        """The war that Tomcat serves, by which Tomcat, and where."""
        from dockgen.ecosystems.jvm.maven.war import servlet_container

        self.findings.settle("artifact", text, self._inside(artifact.of_war(self.pom, self.name)))
        servlet_container.settle(
            self.project,
            self.pom,
            self._dependencies(),
            self.findings,
            self._text("language_version"),
        )

    def _without_credentials(self, *, told: bool) -> None:
        """Repositories that let nobody in without credentials, where Maven is given none."""
        if told:
            return
        for pom in self.needed:
            for url in private_repositories.of(pom):
                self.findings.warn(private_repositories.note(self.project, url))

    def _without_repository(self) -> None:
        from dockgen.ecosystems.jvm.maven import git

        for reader, option in git.without_repository(self.needed):
            self.build_options += (option.value,)
            self.findings.warn(
                f"{option.evidence.file}:{option.evidence.line}: the image is built without the "
                f"Git repository, so it has no {reader.loss} of {reader.artifact}"
            )

    def _commands(self) -> None:
        settings = maven_settings.settle(self.project, self.findings)
        commands = Commands(
            self._text("wrapper") == "True",
            self._text("workspace"),
            self.toolchain,
            settings.path.value if settings and not settings.named else "",
            self._words("profiles"),
            next(filter(None, map(paths.installing_phase, self.needed)), ""),
        )
        self._without_repository()
        made = (*self.needed, *self.reactor.parents_of(self.needed))
        called = maven_programs.called(made)
        brought = node.settle(self.project, called, self.findings)
        for program, place in called.items():
            if program not in brought:
                self.findings.warn(programs.note(program, place))
        self._without_credentials(told=settings is not None)
        by_boot = self.application.kind == "spring-boot"
        unbound = by_boot and not (self.boot and self.boot.binds_repackage)
        native = native_build.of(self.pom)
        if native is not None:
            self.build_options += (native_build.OFF,)
            self.findings.warn(
                f"{native.file}:{native.line}: native-image is in neither a JDK's image nor"
                " Maven's; the build leaves the executable out, and the image runs the jar"
            )
        build = commands.package(
            repackage=unbound and not self.reactor.modules,
            copy_libraries=self.libraries is not None and not self.libraries.copied,
            options=self.build_options,
        )
        for name, command, reason in (
            ("install_command", commands.resolve, "downloads everything that the POMs declare"),
            ("build_command", build, "tests run before the image is built, not during it"),
        ):
            self.findings.settle(name, text, Fact(command, default(reason)))
