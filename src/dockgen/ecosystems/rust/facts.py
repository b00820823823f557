"""Settles what is known about a program: how it is built and what it needs."""

from __future__ import annotations

import posixpath
from functools import cached_property

from dockgen.core.facts import Evidence, Fact, Findings, default, text, words
from dockgen.core.quoting import shell_words
from dockgen.ecosystems.rust import compiling, frameworks, running, system_libraries
from dockgen.ecosystems.rust.choosing import Choice
from dockgen.ecosystems.rust.manifests import cargo_lock, rust_toolchain
from dockgen.ecosystems.rust.manifests.cargo_config import CargoConfig
from dockgen.ecosystems.rust.manifests.cargo_lock import Lock
from dockgen.ecosystems.rust.manifests.workspace import Workspace
from dockgen.ecosystems.rust.sources.program import Sources

BINARIES = "/usr/local/bin"
"""Where the program lies in the image."""


class FactsOf:
    """What is known about one program.

    Args:
        workspace: the packages of the project.
        choice: the program.
        config: what Cargo is told.
        findings: where the facts are collected.
    """

    def __init__(
        self, workspace: Workspace, choice: Choice, config: CargoConfig, findings: Findings
    ) -> None:
        self.project = workspace.project
        self.workspace = workspace
        self.choice = choice
        self.config = config
        self.findings = findings
        self.package = choice.program.package
        self.binary = choice.program.binary
        self.needed = workspace.needed_by(self.package.folder)
        self.dependencies = workspace.dependencies_of(self.package.folder)

    @cached_property
    def sources(self) -> Sources:
        """The program's sources."""
        return Sources(self.project, self.package, self.binary, self.needed)

    @cached_property
    def lock(self) -> Lock | None:
        """The lockfile."""
        return cargo_lock.read(self.project)

    @cached_property
    def crates(self) -> frozenset[str]:
        """The crates that the program is built from; without a lockfile, those of the manifests."""
        names = {*self.dependencies}
        for manifest in self.needed:
            names.update(manifest.build_dependencies)
        return frozenset(names) | (self.lock.reached_from(names) if self.lock else frozenset())

    def settle(self) -> str:
        """Settle every fact.

        Returns:
            The shape of the image.

        Raises:
            UnusableInput: a file or a value of the user's cannot be used.
        """
        self._settle_program()
        self._settle_toolchain()
        compiling.settle(self)
        self._settle_libraries()
        shape = running.settle(self)
        folder = Fact(self.project.name, Evidence("folder name"))
        named = Fact(self.package.name, self.package.toml.evidence("package", "name"))
        self.findings.settle("name", text, named if self.package.name else folder)
        return shape

    def _settle_program(self) -> None:
        findings, folder = self.findings, self.package.folder
        findings.settle("language", text, Fact("rust", Evidence("file", "Cargo.toml")))
        if folder and "workspace" not in findings.facts:
            findings.settle("workspace", text, Fact(folder, Evidence("file", self.package.path)))
        if "bin" not in findings.facts:
            findings.settle("bin", text, Fact(self.binary.name, self.choice.evidence))
        if self.choice.others:
            others = ", ".join(self.choice.others)
            findings.warn(
                f"the image runs {self.binary.name}; --set bin=NAME takes another of the programs "
                f"here: {others}"
            )
        found = frameworks.of(self.dependencies)
        if found is not None:
            named = self.dependencies[found.crate]
            findings.settle("framework", text, Fact(found.crate, named.evidence))
            locked = self.lock.crates.get(found.crate) if self.lock else None
            if locked is not None:
                evidence = Evidence(found.crate, cargo_lock.NAME, locked.line)
                findings.settle("framework_version", text, Fact(locked.version, evidence))

    def _settle_toolchain(self) -> None:
        findings = self.findings
        rust = rust_toolchain.read(self.project, (self.package, self.workspace.root))
        findings.settle("language_version", rust_toolchain.version, rust.version)
        if rust.file is not None:
            evidence = Evidence("file", rust.file)
            findings.settle("toolchain_file", text, Fact(rust.file, evidence))
        if rust.install:
            findings.settle("toolchain", text, Fact(rust.install, rust.version.evidence))
        evidence = Evidence("file", "Cargo.toml")
        findings.settle("package_manager", text, Fact("cargo", evidence))

    def _settle_libraries(self) -> None:
        """Settle the packages of the system that the crates call for."""
        if self.lock is None:
            return
        features = frozenset(name for one in self.dependencies.values() for name in one.features)
        for prefix, alpine in (("", False), ("alpine_", True)):
            needs = system_libraries.needed(self.lock, self.crates, features, alpine=alpine)
            build = compiling.tools(self, alpine=alpine) + [
                one for packages in needs.build.values() for one in packages
            ]
            run = [one for packages in needs.run.values() for one in packages]
            self._settle_packages(f"{prefix}build_packages", build, (*needs.build,))
            self._settle_packages(f"{prefix}system_packages", run, (*needs.run,))
        for name in system_libraries.needed(self.lock, self.crates, features).unknown:
            self.findings.warn(
                f"{name} links a library of the system of which nothing is known here: where the "
                "build misses it, --set build_packages=… and --set system_packages=… name it"
            )

    def _settle_packages(self, fact: str, packages: list[str], crates: tuple[str, ...]) -> None:
        found: Fact[tuple[str, ...]] | None = None
        if packages:
            named = crates[0] if crates else "git"
            locked = self.lock.crates.get(named) if self.lock else None
            evidence = (
                Evidence(", ".join(crates), cargo_lock.NAME, locked.line)
                if locked
                else default("Cargo's configuration asks for it")
            )
            found = Fact(tuple(dict.fromkeys(packages)), evidence)
        self.findings.settle_optional(fact, words, found)

    def command(self) -> str:
        """What builds the program, and nothing else of the workspace."""
        parts = ["cargo", "build", "--release"]
        if self.lock is not None:
            parts.append("--locked")
        if self.workspace.has_members:
            parts += ["--package", self.package.name]
        if len(self.package.binaries) > 1:
            parts += ["--bin", self.binary.name]
        if self.binary.features:
            parts += ["--features", ",".join(self.binary.features)]
        return str(shell_words(parts))

    def artifact(self) -> str:
        """Where Cargo puts the program, relative to the project."""
        folder = self.config.target_folder
        target = self.config.target
        parts = [folder.value if folder else "target", target.value if target else "", "release"]
        return posixpath.join(*(one for one in parts if one), self.binary.name)
