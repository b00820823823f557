"""What the parts of the detector hand to each other while they read a project."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from dockgen.core.facts import (
    Evidence,
    Fact,
    Findings,
    Variables,
    default,
    pairs,
    text,
    variables,
)
from dockgen.core.project import Project
from dockgen.core.versions import product
from dockgen.ecosystems.javascript.node.facts import building
from dockgen.ecosystems.javascript.node.frameworks.framework_match import Match, Matcher
from dockgen.ecosystems.javascript.node.frameworks.frameworks import (
    Framework,
    Setting,
    with_endings,
)
from dockgen.ecosystems.javascript.node.monorepos import redwood, rush
from dockgen.ecosystems.javascript.node.monorepos.commands import (
    by_moon,
    member_command,
    orchestrated,
)
from dockgen.ecosystems.javascript.node.monorepos.nx_graph import Needed
from dockgen.ecosystems.javascript.node.monorepos.picked import Picked
from dockgen.ecosystems.javascript.node.monorepos.reach import Reach
from dockgen.ecosystems.javascript.node.monorepos.workspaces import Member
from dockgen.ecosystems.javascript.node.node_version import node_limits, node_version
from dockgen.ecosystems.javascript.node.package_managers.package_manager import Manager
from dockgen.ecosystems.javascript.node.scripts import (
    lifecycle,
    purposes,
    scripts,
    start_command,
    steps_before,
)
from dockgen.readers import env_files
from dockgen.readers.package_json import NAME, PackageJson

ORCHESTRATORS = ("turbo", "nx", "lerna", "moon")
"""Tools that know in which order the members are built."""


class App(NamedTuple):
    """The application that is being looked at.

    Args:
        project: the project.
        root: the package.json at the top.
        package: the application's package.json; the same where there is no workspace.
        findings: where its facts are collected.
        matcher: looks up frameworks for it.
        match: the framework that was found, or None.
        members: in a workspace, the application and all members that it depends on, those first.
        picked: the application of a monorepo of NestJS or Nx that is built by name, or None.
        reached: with Nx, the projects that it names in its sources and settings, or None.
        sides: the members of a workspace whose application lies at the top, and comes as a whole.
        reaches: what it uses of the workspace that no package.json names, or None.
    """

    project: Project
    root: PackageJson
    package: PackageJson
    findings: Findings
    matcher: Matcher
    match: Match | None
    members: tuple[Member, ...] = ()
    picked: Picked | None = None
    reached: Needed | None = None
    sides: tuple[Member, ...] = ()
    reaches: Reach | None = None

    @property
    def folder(self) -> str:
        """The application's folder; empty at the top."""
        return self.package.folder

    @property
    def row(self) -> Framework | None:
        """The framework's row, or None."""
        return self.match.row if self.match else None

    @property
    def is_site(self) -> bool:
        """Whether its build makes pages that a web server serves."""
        if self.picked is not None and not self.picked.framework:
            return not self.picked.entry
        return self.row is not None and self.row.kind == "site"

    @property
    def sender(self) -> Fact[str] | None:
        """The script of the project's own server that sends the pages of its site, or None."""
        if self.match is None or self.match.row.kind != "site" or self.picked is not None:
            return None
        from dockgen.ecosystems.javascript.node.sources import served_client

        output = self.matcher.output(self.match)
        return served_client.sender(self.project, self.package, output.value if output else "dist")

    @property
    def of_rush(self) -> bool:
        """Whether Rush installs and builds it."""
        return self.project.has(rush.NAME)

    @property
    def runs_moon(self) -> bool:
        """Whether moon builds it, or a member that it depends on."""
        packages = [self.package, *(member.package for member in self.members)]
        return any(one.target("build") for one in packages)

    @property
    def packages(self) -> tuple[PackageJson, ...]:
        """Every package.json whose packages are installed."""
        members = [member.package for member in (*self.members, *self.sides)]
        return (self.root, *members)

    @property
    def installed(self) -> PackageJson:
        """The package.json whose scripts an installation runs."""
        return self.package if self.members else self.root

    @property
    def is_shared(self) -> bool:
        """Whether the application lies in a folder of its own and is installed from the top."""
        return bool(self.folder) and not self.members

    def inside(self, path: str) -> str:
        """A path of the application, relative to the project."""
        return self.package.inside(path)

    def has(self, path: str) -> bool:
        """Whether the application holds this file or folder."""
        inside = self.inside(path)
        return self.project.has(inside) or self.project.has_folder(inside)

    def existing(self, paths: Iterable[str]) -> tuple[str, ...]:
        """Those of the paths that the application holds."""
        return tuple(path for path in dict.fromkeys(paths) if self.has(path))

    def settle_language(self) -> None:
        """Settle `language`: TypeScript where there is a tsconfig.json."""
        own = [f"{self.picked.folder}/tsconfig.json"] if self.picked else []
        found = self.project.first(*own, self.inside("tsconfig.json"), "tsconfig.json")
        language = (
            Fact("typescript", Evidence("file", found))
            if found
            else Fact("javascript", Evidence("file", self.inside(NAME)))
        )
        self.findings.settle("language", text, language)

    def settle_runtime(self, manager: Manager, name: str, evidence: Evidence) -> None:
        """Settle `runtime` and `language_version`."""
        self.findings.settle("runtime", text, Fact(name, evidence))
        if name == "bun":
            newest = Fact(product("bun").default, default("the newest line of Bun"))
            declared = manager.version if manager.name.value == "bun" else None
            self.findings.settle("language_version", text, declared or newest)
        else:
            version = self.node(manager)
            settled = self.findings.settle("language_version", text, version)
            if node_version.is_out_of_support(settled.value):
                self.findings.warn(
                    f"Node.js {settled.value} is out of support and gets no more fixes; "
                    "its image is old, too"
                )
            self._warn_of_aborting(manager, settled.value)

    def _warn_of_aborting(self, manager: Manager, node: str) -> None:
        found = node_limits.aborting(self.packages, manager.locked, node)
        if found is not None:
            name, version = found
            self.findings.warn(
                f"{name} {version.value} aborts where it has to be compiled for Node.js 24.19 or "
                f"later: take Node.js 22 or 26, or {name} 13"
            )

    def node(self, manager: Manager) -> Fact[str]:
        """The version of Node.js that the project asks for, or that its tools run on."""
        limits = (
            self._limit_of_framework(manager),
            node_limits.of_packages(self.packages, manager.locked),
            node_limits.of_manager(manager.name.value, manager.version),
        )
        limit = node_limits.lowest(limits)
        found = node_version.read(self.project, self.package, self.root, limit)
        other = node_limits.aborting(self.packages, manager.locked, found.value)
        if other is None:
            return found
        limit = Fact("22", other[1].evidence)
        return node_version.read(self.project, self.package, self.root, limit)

    def _limit_of_framework(self, manager: Manager) -> Fact[str] | None:
        """The newest Node.js that the framework builds on, unless the build sees to that itself."""
        build = self.build_script
        if self.match is None or (build is not None and node_limits.LEGACY in build.value):
            return None
        version = self._framework_version(self.match, manager)
        return node_limits.of_framework(self.match.row.name, version)

    def _framework_version(self, match: Match, manager: Manager) -> Fact[str]:
        """The framework's version as the lockfile has it, or else the range that is asked for."""
        package = match.version.evidence.key.partition(".")[2]
        return (manager.locked.version(package) if manager.locked else None) or match.version

    def settle_framework(self, manager: Manager) -> None:
        """Settle `framework`, and `framework_version` as the lockfile or else the range has it."""
        if self.match is None:
            return
        name = Fact(self.match.row.name, self.match.version.evidence)
        self.findings.settle("framework", text, name)
        version = self._framework_version(self.match, manager)
        self.findings.settle("framework_version", text, version)

    def settle_build(self, manager: Manager) -> bool:
        """Settle `build_command`, and say whether there is one."""
        script = self.build_script
        command = None
        if self.picked is not None:
            command = Fact(f"{manager.row.runner} {self.picked.build}", self.picked.evidence)
        elif script is not None:
            named = self.row is not None and self.row.name == "angular"
            given = (self.matcher, script, manager, self.findings)
            project = building.project_of_angular(*given) if named else ""
            command = Fact(f"{self._command(manager, script)}{project}", script.evidence)
        elif self.of_rush:
            command = self._built_by_rush()
        elif self.row is not None and self.row.build and self.row.kind != "library":
            tool = f"{manager.row.runner} {self.row.build}"
            evidence = default(f"how {self.row.name} builds; there is no build script")
            command = Fact(tool, evidence)
        else:
            command = building.of_client(self.served_client, manager)
        if command is not None and self.row is not None:
            told = [f"{name}={value}" for name, value in self.row.build_environment]
            told += [*self._with_old_hashes(manager), *self._without_validation()]
            command = command._replace(value=" ".join([*told, command.value]))
        if command is not None:
            command = command._replace(value=self.with_placeholders(command.value))
            from dockgen.ecosystems.javascript.node.facts.steps import validating

            command = command._replace(value=validating.with_placeholders(self, command.value))
            self._warn_of_repository()
            building.warn_of_migrations(self.build_script, self.package, self.findings)
        self.settle_member_builds(manager)
        settled = self.findings.settle_optional("build_command", text, command)
        return settled is not None or "member_builds" in self.findings.facts

    def _built_by_rush(self) -> Fact[str] | None:
        """How Rush builds what has no script `build`, but phases, or members that are built."""
        *others, own = [rush.builds(one.package.json.keys("scripts")) for one in self.members]
        if not own and not any(others):
            return None
        to = "--to" if own else "--to-except"
        name = shlex.quote(self.members[-1].name)
        return Fact(f"rush build {to} {name}", self.package.json.evidence("scripts"))

    def _with_old_hashes(self, manager: Manager) -> list[str]:
        """What has an old framework build on a newer Node.js, where the project asks for that."""
        limit = self._limit_of_framework(manager)
        node = str(self.findings.facts["language_version"].value)
        newer = limit is not None and node_version.is_newer(node, limit.value)
        return [f"NODE_OPTIONS={node_limits.LEGACY}"] if newer else []

    def _without_validation(self) -> list[str]:
        """What has the build do without the variables that only the run time has."""
        names = self.config_files
        if not names:
            return []
        from dockgen.ecosystems.javascript.node.sources import loaded_config

        found = loaded_config.without_validation(self.project, self.package, names)
        return [one.value for one in found]

    def with_placeholders(self, command: str) -> str:
        """A command with the variables that a tool demands where it is called, and a note of it."""
        if self.root.dependency("prisma") is None and self.package.dependency("prisma") is None:
            return command
        from dockgen.ecosystems.javascript.node.sources import prisma

        told, note = prisma.with_placeholders(self.project, self.package, command)
        if note is not None:
            self.findings.warn(note)
        return told

    def warn_of_computed(self) -> None:
        """Say which settings that were asked for cannot be worked out, each with its place."""
        for (file, line), name in self.matcher.computed.items():
            self.findings.warn(
                f"{file}:{line} computes {name}, which cannot be known here: it is "
                "treated as not set; --set output_dir=… or another fact corrects that"
            )

    def _warn_of_repository(self) -> None:
        from dockgen.ecosystems.javascript.node.sources import repository

        asked = repository.asks(self.project, self.package, self.build_script)
        if asked is not None:
            self.findings.warn(
                f"{asked.file}:{asked.line} runs Git, which is not available during an image "
                "build: read a variable first, and pass it with `docker build --build-arg`"
            )

    @property
    def config_files(self) -> tuple[str, ...]:
        """The names that the configuration may have which the framework's server loads."""
        names = self.row.loads if self.row else ()
        return tuple(one for name in names for one in with_endings(name))

    def settle_build_arguments(self, more: Mapping[str, Fact[str]]) -> dict[str, Fact[str]]:
        """Settle `build_arguments`: what env files set for the build, which the image has not.

        Only variables whose prefix says that everybody may read them; a name that sounds like a
        secret stays out all the same.

        Args:
            more: further ones, which count where no env file has them.

        Returns:
            All of them, and those that stayed out.
        """
        prefix = self.row.public_prefix if self.row else ""
        named = redwood.settings(self.project).public if self.sides else None
        found = {one: Fact("", named.evidence) for one in named.value} if named else {}
        for path in self.row.env_files if self.row and prefix else ():
            place = self._env_file(path)
            if self.project.has(place):
                for one in env_files.variables(self.project, place):
                    if one.evidence.key in found or one.evidence.key.startswith(prefix):
                        found[one.evidence.key] = one
        from dockgen.ecosystems.javascript.node.facts.steps import validating

        demanded = validating.public_arguments(self, {*found})
        secret = [name for name in found if env_files.SOUNDS_SECRET.search(name)]
        left_out = {name: found.pop(name) for name in secret}
        for name in left_out:
            self.findings.warn(
                f"{name} of the env file is not built in, because its name sounds like a secret; "
                f"if it is none, add ARG {name} to the build stage"
            )
        found = {**more, **found, **demanded}
        for name in left_out:
            found.pop(name, None)
        if found:
            arguments = Variables((name, fact.value) for name, fact in found.items())
            evidence = next(iter(found.values())).evidence
            self.findings.settle("build_arguments", variables, Fact(arguments, evidence))
        return {**left_out, **found}

    def _env_file(self, name: str) -> str:
        """Where an env file lies: https://vite.dev/config/shared-options#envdir."""
        setting = self.matcher.setting(Setting(("vite.config",), ("envDir",)))
        inside = posixpath.join(self.folder, setting.value if setting else "", name)
        return posixpath.normpath(inside)

    @property
    def build_script(self) -> Fact[str] | None:
        """The script that builds the application, or what its start does before; or None."""
        build, heroku = purposes.build(self.package), self.package.script("heroku-postbuild")
        build = (self.match.build if self.match else None) or build
        if build is not None and self.members and self.root.dependency(*ORCHESTRATORS):
            build = self.package.script("build") or build  # which is the task that they know
        if build is not None and heroku is not None:  # Heroku runs that alone
            whole = build.value in scripts.expanded(heroku, self.package)
            return self._not_migrating(heroku if whole else build)
        before = steps_before.build_of(start_command.named(self.package), self.package)
        compiles = self.package.script("compile")
        if compiles is not None and not steps_before.makes(compiles.value, self.package):
            compiles = None
        return self._not_migrating(build or heroku or before or compiles)

    @property
    def served_client(self) -> Fact[str] | None:
        """The folder of a front end that the server sends and no script builds, or None."""
        if self.members or self.picked is not None or self.build_script is not None:
            return None
        from dockgen.ecosystems.javascript.node.sources import served_client

        return served_client.find(self.project, self.package)

    def _not_migrating(self, script: Fact[str] | None) -> Fact[str] | None:
        if script is None:
            return None
        kept, _ = steps_before.without_migrations(script, self.package)
        return kept if kept.value else None

    def _command(self, manager: Manager, script: Fact[str]) -> str:
        """How what builds is called: a script by its name, a plain command as it is."""
        name = script.evidence.key.removeprefix("scripts.").removeprefix("tasks.")
        named = self.package.script(name)
        if named is not None and named.value != script.value and not self.members:
            return " && ".join(
                one if steps_before.IN_SHELL.match(one) else f"{manager.row.runner} {one}"
                for one in script.value.split(" && ")
            )
        return self._run(manager, name)

    def _run(self, manager: Manager, script: str) -> str:
        """Run a script of the application; a tool that knows them builds its members first."""
        if not self.members:
            target = self.package.target(script)
            return by_moon(target) if target else f"{manager.row.command} run {script}"
        known = self._orchestrated(manager, script)
        return known or member_command(manager, self.members[-1], script)

    def _orchestrated(self, manager: Manager, script: str) -> str | None:
        """The command of a tool that knows what has to be built before the application."""
        return orchestrated(self.project, self.root, manager, self.members[-1], script)

    def generated(self, manager: Manager) -> list[str]:
        """How generators are called before the application is built, but those of built members."""
        apart = self.members and not self._orchestrated(manager, "build")
        others = {one.folder for one in self.members[:-1]} if apart else set[str]()
        found = self.findings.pairs("generator_commands")
        return [command for folder, command in found if folder not in others]

    def _generators_of(self, folder: str) -> list[str]:
        found = self.findings.pairs("generator_commands")
        return [command for one, command in found if one == folder]

    def settle_member_builds(self, manager: Manager) -> None:
        """Settle how the members are built that the application depends on, unless a tool does."""
        if not self.members or self._orchestrated(manager, "build"):
            return
        commands, evidence = [], None
        for member in self.members[:-1]:
            build = member.package.script("build")
            later = lifecycle.read(member.package, build).later
            if self.reaches is not None and member.folder in self.reaches.unbuilt:
                build, later = None, ()
            names = [*(one.value for one in later), *(["build"] if build else [])]
            steps = [member_command(manager, member, name) for name in names]
            steps = [*self._generators_of(member.folder), *steps]
            if steps:
                commands.append((member.folder, " && ".join(steps)))
                named = build or (later[0] if later else None)
                evidence = evidence or (
                    named.evidence if named else self.findings.facts["generator_commands"].evidence
                )
        if evidence is not None:
            kind = pairs("FOLDER:COMMAND")
            self.findings.settle("member_builds", kind, Fact(tuple(commands), evidence))

    def settle_name(self) -> None:
        """Settle `name`, which the image is called by."""
        found = self.package.name or Fact(self.project.name, Evidence("folder name"))
        if self.picked is not None and not self.members:
            found = Fact(self.picked.name.rsplit("/", 1)[-1], self.picked.evidence)
        self.findings.settle("name", text, found)
