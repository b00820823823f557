"""The commands that fetch a Maven build's dependencies and run it.

https://maven.apache.org/ref/current/maven-embedder/cli.html
"""

from __future__ import annotations

import shlex
from typing import NamedTuple

from dockgen.ecosystems.jvm.maven.invocation.toolchain import FILE, Toolchain


class Commands(NamedTuple):
    """The commands of one build.

    Args:
        wrapper: whether the project's own wrapper runs it. A shell is told to read it, because
            its executable bit gets lost on the way through Windows.
        workspace: the module that is built, with those that it depends on; empty for all.
        toolchain: the JDK that the build asks for, where it asks for one.
        settings: the settings that Maven has to be told of, where there are some.
        profiles: the profiles that it is told of.
        installing: the phase in which the build puts jars of the project into the local
            repository, which comes before all else; empty for none.
    """

    wrapper: bool
    workspace: str
    toolchain: Toolchain | None = None
    settings: str = ""
    profiles: tuple[str, ...] = ()
    installing: str = ""

    def _maven(self, *arguments: str) -> str:
        start = "sh ./mvnw" if self.wrapper else "mvn"
        scope = ("--projects", shlex.quote(self.workspace), "--also-make") if self.workspace else ()
        chosen = ("--toolchains", FILE) if self.toolchain else ()
        told = ("--settings", shlex.quote(self.settings)) if self.settings else ()
        named = shlex.quote(",".join(self.profiles))
        active = ("--activate-profiles", named) if self.profiles else ()
        return " ".join((start, "--batch-mode", *told, *chosen, *active, *scope, *arguments))

    @property
    def resolve(self) -> str:
        """Fetches all that the POMs name: dependencies, plugins, and what these depend on.

        https://maven.apache.org/plugins/maven-dependency-plugin/go-offline-mojo.html. Modules of
        the same build are passed over, so that none of them need be built before.
        """
        first = (self.installing,) if self.installing else ()
        resolve = self._maven(*first, "dependency:go-offline")
        return f"{self.toolchain.command} && {resolve}" if self.toolchain else resolve

    def package(
        self, *, repackage: bool, copy_libraries: bool, options: tuple[str, ...] = ()
    ) -> str:
        """Builds the archive.

        Args:
            repackage: whether Spring Boot's plugin has to be told to make it executable.
            copy_libraries: whether the libraries that it runs with are to be copied beside it.
            options: what else Maven is told.
        """
        goals = ["package"]
        if repackage:
            goals.append("spring-boot:repackage")
        if copy_libraries:
            goals += ["dependency:copy-dependencies", "-DincludeScope=runtime"]
        return self._maven(*goals, "-DskipTests", *options)
