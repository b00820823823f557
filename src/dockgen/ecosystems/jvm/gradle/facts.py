"""The facts of a Gradle application, each settled from the project or by the user."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from itertools import chain

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact, Findings, default, flag, port, text, words
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.core.versions import product
from dockgen.ecosystems.jvm.common import (
    configured_port,
    java_launch,
    java_sources,
    java_version,
    ktor,
    script_text,
    spring_boot,
    spring_config,
)
from dockgen.ecosystems.jvm.common.building import line_ends, node, programs
from dockgen.ecosystems.jvm.common.java_launch import Launch
from dockgen.ecosystems.jvm.common.running import beside, needs, spring_training
from dockgen.ecosystems.jvm.common.script_text import STRING
from dockgen.ecosystems.jvm.gradle import SCRIPTS, SETTINGS, context, credentials, outputs, quarkus
from dockgen.ecosystems.jvm.gradle import application as gradle_application
from dockgen.ecosystems.jvm.gradle import java as gradle_java
from dockgen.ecosystems.jvm.gradle import options as gradle_options
from dockgen.ecosystems.jvm.gradle.application import Application
from dockgen.ecosystems.jvm.gradle.build import Build
from dockgen.ecosystems.jvm.gradle.manifest import Manifest

FRAMEWORKS = (
    ("spring-boot", lazy_regex(r"org\.springframework\.boot:.*")),
    ("quarkus", lazy_regex(r"io\.quarkus:.*")),
    ("micronaut", lazy_regex(r"io\.micronaut[\w.]*:.*")),
    ("ktor", lazy_regex(r"io\.ktor:ktor-server.*")),
    ("javalin", lazy_regex(r"io\.javalin:javalin.*")),
)
TASKS = {
    "spring-boot": "bootJar",
    "quarkus": "quarkusBuild",
    "distribution": "installDist",
    "executable-jar": "shadowJar",
}
"""The task that makes what is run, and nothing else: `bootJar` alone leaves no `-plain.jar`."""

CONFIGURED = {
    "quarkus": ("quarkus.http.port", 8080),
    "micronaut": ("micronaut.server.port", 8080),
}
"""The key of a framework's configuration that names its port, and what holds without it:
https://quarkus.io/guides/all-config and
https://docs.micronaut.io/latest/guide/configurationreference.html."""


RENAMED = r"\b(?:archivesBaseName|archivesName|archiveBaseName|baseName)\b"
ROOT_NAME = rf"\brootProject\s*\.\s*name\s*=\s*{STRING}"
"""https://docs.gradle.org/current/userguide/settings_file_basics.html"""


class FactsOf:
    """Settles the facts of one application, those first that others follow from.

    Args:
        project: the project.
        build: the build as its scripts say it.
        application: the project that is to be run.
        findings: where the facts go.
    """

    def __init__(
        self,
        project: Project,
        build: Build,
        chosen: tuple[Application, Evidence],
        findings: Findings,
    ) -> None:
        self.project = project
        self.build = build
        self.application, self.chosen = chosen
        self.module = self.application.module
        self.needed = build.needed_by(self.module)
        self.findings = findings
        self.dependencies = build.dependencies(self.module)

    def settle(self) -> None:
        """Settle them all.

        Raises:
            UnusableInput: a file cannot be used, or what the user set does not fit.
        """
        if len(self.build.modules) > 1:
            self.findings.settle("workspace", text, Fact(self.module.folder or ".", self.chosen))
            names = tuple(one.path for one in self.needed)
            self.findings.settle(
                "modules", words, Fact(names, default("the application needs these projects"))
            )
        self.findings.settle_optional("name", text, self._name())
        self._language()
        self._framework()
        java_launch.settle_jlink(self.findings)
        self._product()
        self._beside()
        read = (java_sources.files(self.project, one.folder) for one in self.needed)
        needs.settle(self.dependencies, chain.from_iterable(read), self.findings)
        self._context()
        self._commands()

    def _name(self) -> Fact[str] | None:
        """The project's name, which the settings give to the one at the top."""
        if self.module.folder:
            name = posixpath.basename(self.module.folder)
            return Fact(name, self.application.plugin.evidence)
        path = self.project.first(*SETTINGS)
        script = script_text.read(self.project, path) if path else None
        for match in script.find(ROOT_NAME) if script else ():
            return Fact(match[1], script.evidence(match, "rootProject.name")) if script else None
        return None

    def _text(self, name: str) -> str:
        fact = self.findings.facts.get(name)
        return str(fact.value) if fact else ""

    def _language(self) -> None:
        plugins = self.build.plugins(self.module)
        kotlin = next((one for one in plugins if "kotlin" in one and "jvm" in one), None)
        language = (
            Fact("kotlin", plugins[kotlin].evidence)
            if kotlin
            else Fact("java", Evidence("file", self.module.scripts[0].file.path))
        )
        self.findings.settle("language", text, language)
        gradle = self._gradle()
        found = gradle_java.asked(self.build, self.module)
        found = found or java_version.of_version_files(self.project)
        found = found or gradle_java.of_home(self.build)
        java = self.findings.settle(
            "language_version", java_version.release, found or gradle_java.newest_for(gradle)
        )
        image, warning = java_version.image_for(java.value)
        daemon = gradle_java.daemon(self.project)
        own = self.findings.settle_optional("build_java", java_version.release, daemon)
        runs = gradle_java.for_build(image, gradle.value, own.value if own else "")
        beside = gradle_java.toolchains(self.build, self.needed, runs)
        self.findings.settle_optional("toolchains", words, beside)
        obstacle = "" if own else gradle_java.obstacle(image, gradle)
        for sentence in (warning, obstacle):
            if sentence:
                self.findings.warn(sentence)

    def _gradle(self) -> Fact[str]:
        named, missing = gradle_java.named(self.project), gradle_java.missing(self.project)
        line = product("gradle").default
        reason = f"no wrapper names a Gradle; {line} is the current line"
        self.findings.settle("package_manager", text, Fact("gradle", Evidence("file", self._top())))
        gradle = self.findings.settle(
            "package_manager_version", text, named or Fact(line, default(reason))
        )
        whole = named is not None and not missing
        gap = f"{missing} is missing" if missing else "its properties name no Gradle"
        place = named.evidence if named and whole else default(f"there is no whole wrapper: {gap}")
        if self.findings.settle("wrapper", flag, Fact(whole, place)).value:
            line_ends.settle(self.project, gradle_java.SCRIPT, (), self.findings)
        return gradle

    def _top(self) -> str:
        return self.project.first(*SETTINGS, *SCRIPTS) or self.module.scripts[0].file.path

    def _framework(self) -> None:
        kind, plugin = self.application.kind, self.application.plugin
        if kind in {"spring-boot", "quarkus"}:
            self.findings.settle("framework", text, Fact(str(kind), plugin.evidence))
            version = self.application.version
            if version.value:
                self.findings.settle("framework_version", text, version)
            elif kind == "spring-boot" or "framework_version" in self.findings.unused:
                reason = "no script names the version of Spring Boot's plugin"
                found = Fact("3.5", default(reason))
                self.findings.settle("framework_version", text, found)
            return
        for name, pattern in FRAMEWORKS:
            for library, place in self.dependencies.items():
                if pattern.fullmatch(library):
                    self.findings.settle("framework", text, Fact(name, place))
                    return

    def _product(self) -> None:
        kind = self.application.kind
        if kind == "spring-boot":
            self._spring_boot()
        elif kind == "quarkus":
            self._made("quarkus-app", "Quarkus writes its fast jar there")
            self._port()
            self._start(("java", java_launch.HEAP, "-jar", "quarkus-run.jar"))
        elif kind == "distribution":
            self._distribution()
        elif self.application.jar is not None:
            self._jar(self.application.jar)
        else:
            self._archive(TASKS[kind], self._shadow(), "the shadow plugin's name")
            self._port()
            self._start(java_launch.of_archive("jar"))

    def _artifact(self, found: Fact[str] | outputs.Unreadable, otherwise: str) -> None:
        """Settle what is made: as the scripts say it, or the default, with a note."""
        if isinstance(found, outputs.Unreadable):
            if "artifact" not in self.findings.unused:
                self.findings.warn(found.note)
            path = posixpath.join(self.module.folder, outputs.BUILD, otherwise)
            found = Fact(path, default("the default of Gradle"))
        self.findings.settle("artifact", text, found)

    def _made(self, path: str, reason: str) -> None:
        """Settle a folder that lies in the one that the project builds into."""
        folder = outputs.build_folder(self.module)
        if not isinstance(folder, outputs.Unreadable):
            self._artifact(Fact(posixpath.join(folder, path), default(reason)), path)
        else:
            self._artifact(folder, path)

    def _archive(self, task: str, name: str, reason: str) -> None:
        found = outputs.archive(self.module, task, name, reason)
        self._artifact(found, f"libs/{name}")

    def _jar(self, jar: Manifest) -> None:
        """The jar of Gradle's own task, with its libraries in it or beside it."""
        main = self.findings.settle("main_class", text, jar.main)
        name = self._text("name")
        renamed = any(any(script.find(RENAMED)) for script in self.module.scripts)
        usual = f"{name}*.jar" if name and not renamed else "*.jar"
        self._archive("jar", usual, "the name of Gradle's own jar")
        if jar.libraries is not None:
            self.findings.settle("libraries", text, jar.libraries)
        self._port(main.value)
        command = java_launch.of_jar(
            main.value, in_manifest=main == jar.main, libraries=jar.libraries is not None
        )
        self._start(command)

    def _shadow(self) -> str:
        """What shadow calls its jar: https://gradleup.com/shadow/configuration/."""
        for script in self.module.scripts:
            for match in script.find(rf"\barchiveClassifier(?:\.set\s*\(|\s*=)\s*{STRING}"):
                return f"*-{match[1]}.jar" if match[1] else "*.jar"
        return "*-all.jar"

    def _distribution(self) -> None:
        main = self.findings.settle_optional(
            "main_class",
            text,
            None
            if "main_class" in self.findings.unused
            else gradle_application.main_class(self.build, self.module),
        )
        if main is None:
            raise UnusableInput(
                "the application plugin has no mainClass here that can be read",
                file=self.module.scripts[0].file.path,
                line=self.application.plugin.evidence.line,
                hint="give it with --set main_class=com.example.Main",
            )
        self._made("install", "installDist puts the application there")
        jars = context.jars(self.build, self.needed)
        reason = "the jars of the projects themselves, which change more often than libraries"
        self.findings.settle("project_jars", words, Fact(jars, default(reason)))
        self._port(main.value)
        arguments = gradle_application.jvm_arguments(self.module)
        libraries = f"{java_launch.LIBRARIES}/*"
        self._start(("java", java_launch.HEAP, *arguments, "-cp", libraries, main.value))

    def _spring_boot(self) -> None:
        plugins = self.build.plugins(self.module)
        packaging = Fact("jar", self.application.plugin.evidence)
        if "war" in plugins:
            packaging = Fact("war", plugins["war"].evidence)
        self.findings.settle("packaging", text, packaging)
        reason = f"{self._task()} alone runs, so no plain archive is next to it"
        task = "bootWar" if packaging.value == "war" else "bootJar"
        self._archive(task, f"*.{packaging.value}", reason)
        version = spring_boot.line_of(self._text("framework_version"))
        layered = self.findings.settle("layered", flag, self._layers(version))
        java, _ = java_version.image_for(self._text("language_version"))
        launch = Launch(version, int(java), layered=layered.value)
        trained = spring_training.settle(launch, self._against_training(), self.findings)
        self._port_of_spring_boot()
        self._start(launch.command(packaging.value, trained=trained))

    def _layers(self, version: tuple[int, int]) -> Fact[bool]:
        """Whether the archive notes its layers.

        https://docs.spring.io/spring-boot/gradle-plugin/packaging.html#packaging-executable.configuring.layered-archives
        """
        if self._text("packaging") == "war":
            return Fact(
                value=False, evidence=default("a war is not extracted, because of the pages in it")
            )
        for script in self.module.scripts:
            for match in script.find(r"\blaunchScript\s*[({]"):
                reason = "it begins with a launch script"
                return Fact(
                    value=False,
                    evidence=script.evidence(match, "launchScript")._replace(reason=reason),
                )
            for match in script.find(r"\blayered\s*\{\s*enabled(?:\.set\(|\s*=)\s*false"):
                return Fact(value=False, evidence=script.evidence(match, "layered"))
        reason = "Spring Boot has layers from 2.4 on"
        place = self.application.version.evidence._replace(reason=reason)
        return Fact(version >= (2, 4), place)

    def _against_training(self) -> Iterator[Evidence]:
        """What speaks against starting it without what a deployment brings."""
        named = ((one.partition(":")[2], place) for one, place in self.dependencies.items())
        yield from spring_training.connecting(named)
        yield from spring_training.unset(self.project, self.module.folder, self._config)

    def _config(self) -> spring_config.SpringConfig:
        folder, framework = self.module.folder, self._text("framework")
        outside = beside.base_of(self.project, folder, framework)
        boot = framework == "spring-boot"
        sources = java_sources.files(self.project, folder) if boot else ()
        return spring_config.SpringConfig(
            self.project, folder, lambda _: None, outside=outside, sources=sources
        )

    def _beside(self) -> None:
        """What it reads and writes in its working folder."""
        config = spring_config.readable(self._config)
        folder, framework = self.module.folder, self._text("framework")
        beside.settle(self.project, folder, framework, config, self.findings)

    def _port_of_spring_boot(self) -> None:
        found = None
        if "port" not in self.findings.unused:
            config = self._config()
            names = (library.partition(":")[2] for library in self.dependencies)
            serves = any(spring_boot.WEB.fullmatch(name) for name in names)
            found, warning = spring_config.listening_port(config, serves=serves)
            if warning:
                self.findings.warn(warning)
        self.findings.settle_optional("port", port, found)

    def _port(self, main: str = "") -> None:
        found = None
        if "port" not in self.findings.unused:
            key, otherwise = CONFIGURED.get(self._text("framework"), ("", 0))
            if key:
                config = self._config()
                name = self._text("framework").capitalize()
                found, warning = configured_port.of(config, (key,), otherwise, name)
                if warning:
                    self.findings.warn(warning)
            else:
                found = self._port_of_ktor() or java_sources.port_anywhere(
                    self.project, self.module.folder, main
                )
        self.findings.settle_optional("port", port, found)

    def _port_of_ktor(self) -> Fact[int] | None:
        """The port in Ktor's configuration: https://ktor.io/docs/server-configuration-file.html."""
        config = self._config()
        return ktor.configured_port(self.project, self.module.folder, config)

    def _start(self, command: tuple[str, ...]) -> None:
        found = Fact(command, default("java runs as PID 1 and receives the signals"))
        self.findings.settle("start_command", words, found)

    def _context(self) -> None:
        """What the build reads: scripts first, then the sources of what is needed."""
        top = Evidence("file", self._top())
        manifests = context.manifests(self.build)
        self.findings.settle("manifests", words, Fact(manifests, top))
        bare = Fact(context.bare(self.build), top)
        self.findings.settle_optional("folders", words, bare if bare.value else None)
        sources = context.sources(self.build, self.needed)
        self.findings.settle("sources", words, Fact(sources, top))

    def _task(self) -> str:
        war = self._text("packaging") == "war"
        version = spring_boot.line_of(self._text("framework_version"))
        if self.application.kind == "spring-boot" and version < (2, 0):
            return "bootRepackage"  # https://docs.spring.io/spring-boot/docs/1.5.x/reference/html/build-tool-plugins-gradle-plugin.html
        jar = self.application.jar
        if jar is not None:
            prefix = "" if self.module.path == ":" else self.module.path
            return f"jar {prefix}:{jar.task}" if jar.task else "jar"
        return "bootWar" if war else TASKS[self.application.kind]

    def _own_java(self) -> str:
        """The option that has Gradle run on the image's JDK where it is told of another folder."""
        elsewhere = gradle_java.home(self.build)
        if elsewhere is None:
            return ""
        place = elsewhere.evidence
        self.findings.warn(
            f"{place.file}:{place.line}: {gradle_java.HOME} is a folder of one machine, so the"
            " build is told to run on the JDK of its image"
        )
        return f' -D{gradle_java.HOME}="$JAVA_HOME"'

    def _commands(self) -> None:
        secrets = credentials.variables(self.build)
        if secrets:
            names = tuple(one.value for one in secrets)
            self.findings.settle("secret_variables", words, Fact(names, secrets[0].evidence))
        start = "sh ./gradlew" if self._text("wrapper") == "True" else "gradle"
        start += self._own_java()
        prefix = "" if self.module.path == ":" else self.module.path
        reason = "downloads Gradle, its plugins and the dependencies"
        command = f"{start} --no-daemon {prefix}:dependencies"
        self.findings.settle("install_command", text, Fact(command, default(reason)))
        told = gradle_options.of(self.build, self.needed)
        if self.application.kind == "quarkus":
            config = spring_config.readable(self._config)
            packed = quarkus.option(config, self._text("framework_version"))
            told += (packed.value,) if packed else ()
        options = "".join(f" {one}" for one in told)
        called = gradle_options.programs_called(self.needed)
        brought = node.settle(self.project, called, self.findings)
        for program, place in called.items():
            if program not in brought:
                self.findings.warn(programs.note(program, place))
        for sentence in gradle_options.notes(self.build, self.needed):
            self.findings.warn(sentence)
        command = f"{start} --no-daemon {prefix}:{self._task()}{options}"
        reason = "builds what runs, without running the tests"
        self.findings.settle("build_command", text, Fact(command, default(reason)))
