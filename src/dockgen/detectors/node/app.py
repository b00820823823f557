"""What the parts of the detector hand to each other while they read a project."""

from __future__ import annotations

from dataclasses import dataclass, replace

from dockgen.facts import Evidence, Fact, Findings, default, text, words
from dockgen.manifests.javascript import lockfiles, node_version, package_manager
from dockgen.manifests.javascript.framework_match import Match, Matcher
from dockgen.manifests.javascript.managers import BY_NAME
from dockgen.manifests.javascript.package_json import NAME, PackageJson
from dockgen.manifests.javascript.package_manager import Manager
from dockgen.project import Project
from dockgen.versions import product

PATCH_FOLDERS = ("patches", ".yarn/patches", ".yarn/plugins", ".yarn/releases")
"""Folders that an installation reads."""


@dataclass(frozen=True)
class App:
    """The application that is being looked at.

    Args:
        project: the project.
        package: the application's package.json.
        findings: where its facts are collected.
        matcher: looks up frameworks for it.
        match: the framework that was found, or None.
    """

    project: Project
    package: PackageJson
    findings: Findings
    matcher: Matcher
    match: Match | None

    def settle_language(self) -> None:
        """Settle `language`: TypeScript where there is a tsconfig.json."""
        typescript = self.project.first("tsconfig.json")
        language = (
            Fact("typescript", Evidence("file", typescript))
            if typescript
            else Fact("javascript", Evidence("file", NAME))
        )
        self.findings.settle("language", text, language)

    def settle_manager(self) -> Manager:
        """Settle `package_manager` and its version, and say what is odd about the lockfiles."""
        manager = package_manager.read(self.project, self.package)
        name = self.findings.settle("package_manager", _manager_name, manager.name)
        if name is not manager.name:
            manager = package_manager.with_lockfile(self.project, name, None)
        version = self.findings.settle_optional("package_manager_version", text, manager.version)
        manager = replace(manager, name=name, version=version)
        self._warn_of_lockfiles(manager)
        return manager

    def _warn_of_lockfiles(self, manager: Manager) -> None:
        if manager.lockfile is None:
            self.findings.warn(
                f"no lockfile of {manager.row.command} is in the project: every build may install "
                f"other versions; commit {manager.row.lockfiles[0]}"
            )
        for other in package_manager.other_lockfiles(self.project, manager):
            self.findings.warn(f"{other} is left alone: the project uses {manager.row.command}")
        complaint = package_manager.complaint(manager)
        if complaint:
            self.findings.warn(complaint)
        differences = self._stale(manager)
        if differences:
            self.findings.warn(
                f"{manager.lockfile} is out of date, and the build will stop: it lacks "
                f"{', '.join(differences[:3])}{' and more' if len(differences) > 3 else ''}; "
                f"run {manager.row.unlocked.split(' --')[0]}"
            )

    def _stale(self, manager: Manager) -> list[str]:
        """What package.json and the lockfile do not agree on."""
        if manager.locked is None:
            return []
        return lockfiles.stale(manager.locked, self.package.declared(), self.package.folder)

    def settle_runtime(self, manager: Manager, name: str, evidence: Evidence) -> None:
        """Settle `runtime` and `language_version`."""
        self.findings.settle("runtime", text, Fact(name, evidence))
        if name == "bun":
            newest = Fact(product("bun").default, default("the newest line of Bun"))
            declared = manager.version if manager.name.value == "bun" else None
            self.findings.settle("language_version", text, declared or newest)
        else:
            version = node_version.read(self.project, self.package)
            self.findings.settle("language_version", text, version)

    def settle_framework(self, manager: Manager) -> None:
        """Settle `framework`, and `framework_version` as the lockfile or else the range has it."""
        if self.match is not None:
            wanted = self.match.version
            locked = manager.locked
            exact = locked.version(wanted.evidence.key.split(".", 1)[-1]) if locked else None
            name = Fact(self.match.row.name, wanted.evidence)
            self.findings.settle("framework", text, name)
            self.findings.settle("framework_version", text, exact or wanted)

    def settle_installation(self, manager: Manager, start: tuple[str, ...] = ()) -> None:
        """Settle the commands that install, and the files that they read."""
        row, locked = manager.row, manager.lockfile is not None
        why = Evidence("file", manager.lockfile) if locked else default("there is no lockfile")
        everything = row.frozen if locked else row.unlocked
        self.findings.settle("install_command", text, Fact(everything, why))
        production = row.frozen_production if locked else row.unlocked_production
        tool = self._development_tool(start)
        if tool is not None:
            production = everything
            self.findings.warn(
                f"{tool} runs the application but is a development dependency; move it"
            )
        if self.package.has_production_dependencies or tool is not None:
            self.findings.settle("production_install_command", text, Fact(production, why))
        manifests = [NAME, manager.lockfile, *filter(self.project.has, row.companions)]
        found = tuple(path for path in manifests if path is not None)
        self.findings.settle("manifests", words, Fact(found, Evidence("file", NAME)))
        folders = tuple(one for one in PATCH_FOLDERS if self.project.has_folder(one))
        if folders:
            evidence = Evidence("folder", folders[0])
            self.findings.settle("manifest_folders", words, Fact(folders, evidence))

    def _development_tool(self, start: tuple[str, ...]) -> str | None:
        """The tool that starts the application, if a production install would leave it out."""
        for part in start:
            if part.startswith("node_modules/.bin/"):
                name = part.rsplit("/", 1)[-1]
                only_development = self.package.json.text("devDependencies", name)
                return name if only_development else None
        return None

    def settle_build(self, manager: Manager) -> bool:
        """Settle `build_command`, and say whether there is one."""
        script = self.match.build if self.match and self.match.build else None
        script = script or self.package.script("build")
        command = None
        if script is not None:
            name = script.evidence.key.removeprefix("scripts.")
            command = Fact(f"{manager.row.command} run {name}", script.evidence)
        elif self.match is not None and self.match.row.build:
            tool = f"{manager.row.runner} {self.match.row.build}"
            evidence = default(f"how {self.match.row.name} builds; there is no build script")
            command = Fact(tool, evidence)
        return self.findings.settle_optional("build_command", text, command) is not None

    def settle_name(self) -> None:
        """Settle `name`, which the image is called by."""
        found = self.package.name or Fact(self.project.name, Evidence("folder name"))
        self.findings.settle("name", text, found)


def _manager_name(value: object) -> str:
    if value not in BY_NAME:
        raise ValueError(f"one of {', '.join(BY_NAME)}")
    return str(value)
