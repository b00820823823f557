"""One Dockerfile with all that it is held against: its context, its project, its plan."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from dockgen.core.ecosystem import DeclaredVersion, Ecosystem, InstallCommand, Reviewing, Scripts
from dockgen.core.errors import DockgenError
from dockgen.core.fact_values import texts_of
from dockgen.core.facts import Evidence, Fact, FactValue
from dockgen.core.project import Project
from dockgen.dockerfile.resolved import Resolved, ResolvedStage, Step, resolve
from dockgen.dockerfile.shell_commands import ShellCommand
from dockgen.dockerfile.stages import BuildStage, Image, stages_of
from dockgen.ecosystems.registry import all_ecosystems
from dockgen.tools.context.scanning import IgnoreFile, ignore_file_of
from dockgen.tools.review.contents import Held, held
from dockgen.tools.review.finding import Place
from dockgen.tools.review.locating import Use
from dockgen.tools.review.repository import Detected, Repository

SIDE = re.compile(
    r"(?i)(?:^|[/._-])(?:tests?|testing|e2e|integration|ci|dev|develop|development|devcontainer"
    r"|docs?|example|examples|fixtures?|testdata|benchmarks?|lint|debug|local|builder|tools?"
    r"|fuzz|cypress|playwright)(?:[/._-]|$)"
)


"""Words in the path of a Dockerfile that is not of what runs in production."""


SYSTEMS = re.compile(
    r"(?:debian|ubuntu|alpine|busybox|scratch|nginx|nginxinc/nginx-unprivileged|httpd|caddy"
    r"|buildpack-deps|gcr\.io/distroless/[\w-]+|cgr\.dev/chainguard/[\w-]+)"
)


"""Official images of systems and servers, which hold no application."""


SIDE_STAGE = re.compile(
    r"(?i)(?:^|[_-])(?:dev|develop|development|tests?|testing|lint|ci|debug|e2e)"
)


@dataclass(frozen=True)
class Subject:
    """One Dockerfile.

    Args:
        repository: the repository that it is of.
        path: its path.
        text: its content.
        uses: the ways in which it is built.
    """

    repository: Repository
    path: str
    text: str
    uses: tuple[Use, ...] = ()

    @cached_property
    def resolved(self) -> Resolved:
        """What it says.

        Raises:
            UnusableInput: it cannot be parsed.
        """
        first = self.uses[0].args if self.uses else {}
        shared = {
            name: value
            for name, value in first.items()
            if all(one.args.get(name) == value for one in self.uses)
        }
        return resolve(self.text, self.path, shared)

    @cached_property
    def build_stages(self) -> list[BuildStage]:
        """Its stages as `check` reads them."""
        return list(stages_of(self.resolved.parsed, self.resolved.lines))

    @cached_property
    def targets(self) -> tuple[ResolvedStage, ...]:
        """The stages that are built by somebody: those that are named, and the last."""
        named = [self.resolved.named(one.target) for one in self.uses if one.target]
        found = {one.number: one for one in (*named, self.resolved.last) if one is not None}
        return tuple(found[number] for number in sorted(found))

    @cached_property
    def runs(self) -> tuple[ResolvedStage, ...]:
        """The stages that run in production, as far as their names tell."""
        if self.is_side:
            return ()
        return tuple(one for one in self.targets if not SIDE_STAGE.search(one.name))

    @cached_property
    def is_side(self) -> bool:
        """Whether it is for tests, development, documentation or tools."""
        name = re.sub(r"(?i)(?:Dockerfile|Containerfile)", "", self.path)
        return SIDE.search(name) is not None

    # The context

    @cached_property
    def context(self) -> str:
        """The folder of its context, relative to the repository; empty for the top."""
        return self._context[0]

    @cached_property
    def context_is_sure(self) -> bool:
        """Whether that is said somewhere, or follows from what it copies."""
        return self._context[1]

    @cached_property
    def _context(self) -> tuple[str, bool]:
        named = list(dict.fromkeys(one.context for one in self.uses))
        if len(named) == 1 and (not named[0] or named[0] in self.repository.folders):
            return named[0], True
        own = posixpath.dirname(self.path)
        folders = [own]
        while folders[-1]:
            folders.append(posixpath.dirname(folders[-1]))
        if named:
            folders = [one for one in named if not one or one in self.repository.folders] or folders
        wanted = [path for path, _ in self.copied if path not in (".", "")]
        hits = {one: sum(self._exists(one, path) for path in wanted) for one in folders}
        best = max(folders, key=lambda one: hits[one])
        if not wanted:
            return best, len(folders) == 1
        others = [hits[one] for one in folders if one != best]
        sure = hits[best] > 0 and hits[best] * 2 > len(wanted)
        return best, (sure and all(one < hits[best] for one in others)) or len(folders) == 1

    def _exists(self, folder: str, path: str) -> bool:
        full = posixpath.normpath(posixpath.join(folder, path.strip("/")))
        head = re.split(r"[*?\[]", full)[0]
        if head != full:
            return posixpath.dirname(head) in self.repository.folders
        return full in self.repository.project.files or full in self.repository.folders

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of all files of the context, without their folders."""
        return self.repository.names(self.context)

    @cached_property
    def kept_out(self) -> frozenset[str]:
        """The names of the files that the ignore file keeps out of the context."""
        return self.repository.once(
            ("kept out", self.context, self.ignore.path),
            lambda: frozenset(one.rpartition("/")[2] for one in self.project.files - self.sent),
        )

    def scripts(self, folder: str) -> Scripts | None:
        """The scripts of the manifest in a folder; None where there is none."""
        return self.repository.once(
            ("scripts", self.context, folder, self.reviewing.script_call),
            lambda: self._scripts(folder),
        )

    def _scripts(self, folder: str) -> Scripts | None:
        try:
            return self.reviewing.scripts(self.project, folder)
        except DockgenError:
            return None

    @cached_property
    def copied(self) -> tuple[tuple[str, Step], ...]:
        """What it takes from the context, as far as it is known, with the step that takes it."""
        return tuple(
            (posixpath.normpath(f"/{source}").lstrip("/") or ".", step)
            for stage in self.resolved.stages
            for step in stage.steps
            for taken in step.taken
            if not taken.origin
            for source in taken.sources
            if source is not None
        )

    @cached_property
    def project(self) -> Project:
        """The context as a project."""
        return self.repository.at(self.context)

    @cached_property
    def ignore(self) -> IgnoreFile:
        """The ignore file that holds for it."""
        inside = posixpath.relpath(self.path, self.context or ".")
        try:
            return ignore_file_of(self.project, inside)
        except DockgenError:
            return IgnoreFile()

    @cached_property
    def sent(self) -> frozenset[str]:
        """The files of the context that reach the builder."""
        return self.repository.sent(self.context, self.ignore)

    def place(self, file: str, line: int | None = None) -> Place:
        """A place in a file of the context."""
        return Place(posixpath.normpath(posixpath.join(self.context, file)), line or 1)

    def at(self, evidence: Evidence) -> Place | None:
        """The place of an evidence; None where it is no place."""
        return self.place(evidence.file, evidence.line) if evidence.file else None

    # The project

    @cached_property
    def workspace(self) -> str:
        """The application of a monorepo that it is about; empty where that is not sure."""
        folders = self.repository.workspaces(self.context)
        own = posixpath.relpath(posixpath.dirname(self.path) or ".", self.context or ".")
        inside = [one for one in folders if own == one or own.startswith(f"{one}/")]
        if inside:
            return max(inside, key=len)
        named = [
            one for one in folders if re.search(rf"(?<![\w-]){re.escape(one)}(?![\w-])", self.text)
        ]
        return named[0] if len(named) == 1 else ""

    @cached_property
    def detected(self) -> Detected | None:
        """The project that it is about; None where it is about none that is known."""
        found = self.repository.detected(self.context, self.workspace)
        fitting = [one for one in found if self._is_about(one)]
        return fitting[0] if fitting else None

    def _is_about(self, detected: Detected) -> bool:
        record = detected.ecosystem
        reviewing = self._reviewing_of(record)
        patterns = [*reviewing.images, *(pattern for _, pattern in record.releases)]
        images = [stage.image for stage in self.resolved.stages if stage.image is not None]
        if any(_is_one_of(image, patterns) for image in images):
            return True
        if any(self.install_of(one, reviewing) for one in self.all_commands):
            return True
        manifests = {*record.manifests, *record.lockfiles}
        return any(posixpath.basename(path) in manifests for path, _ in self.copied)

    @staticmethod
    def _reviewing_of(record: Ecosystem) -> Reviewing:
        return record.reviewing()

    @cached_property
    def reviewing(self) -> Reviewing:
        """What is known for reviews of the ecosystem of the project."""
        return self.detected.ecosystem.reviewing() if self.detected else Reviewing()

    @cached_property
    def facts(self) -> Mapping[str, Fact[FactValue]]:
        """What is known about the project; nothing where it is none that is known."""
        return self.detected.verdict.findings.facts if self.detected else {}

    def known(self, name: str) -> Fact[FactValue] | None:
        """A fact that was read, and not assumed."""
        fact = self.facts.get(name)
        return fact if fact is not None and not fact.evidence.is_default else None

    def said(self, name: str) -> str:
        """A fact as text; empty where there is none."""
        return str(self.facts[name].value) if name in self.facts else ""

    def words(self, name: str) -> tuple[str, ...]:
        """The texts of a fact; none where there is none."""
        return tuple(texts_of(self.facts[name].value)) if name in self.facts else ()

    @cached_property
    def versions(self) -> tuple[DeclaredVersion, ...]:
        """What the project says of the version of its language, the strongest first."""
        if self.detected is None:
            return ()
        key = "versions", self.context, self.detected.ecosystem.name, self.detected.workspace
        return self.repository.once(key, self._versions)

    def _versions(self) -> tuple[DeclaredVersion, ...]:
        assert self.detected is not None  # noqa: S101  asked before
        try:
            found = self.reviewing.versions(self.project, self.detected.workspace)
        except DockgenError:
            return ()
        fact = self.known("language_version")
        if found or fact is None or not self.reviewing.at_least:
            return found
        least = min((str(fact.value), self.said("build_java") or str(fact.value)), key=int)
        return (DeclaredVersion(least, fact.evidence, lambda version: _at_least(version, least)),)

    def version_of(self, image: Image | None) -> str | None:
        """The version of the project's language in the name of an image; None where it has none."""
        for pattern in self.reviewing.images if image else ():
            match = re.match(pattern, str(image))
            if match:
                return match[1]
        return None

    def is_language(self, image: Image) -> bool:
        """Whether an image is one of the project's language, at any tag."""
        return _is_one_of(image, self.reviewing.images)

    def is_given(self, number: int) -> bool:
        """Whether a line is an ARG that some build gives another value."""
        match = re.match(r"\s*ARG\s+(\w+)", self.line(number), re.IGNORECASE)
        return match is not None and any(match[1] in one.args for one in self.uses)

    def generated(self, base: str = "") -> Resolved | None:
        """The Dockerfile that dockgen would write."""
        if self.detected is None:
            return None
        return self.repository.generated(self.context, self.detected, base)

    # Commands

    @cached_property
    def all_commands(self) -> tuple[ShellCommand, ...]:
        """Everything that is run."""
        return tuple(
            command
            for stage in self.resolved.stages
            for step in stage.steps
            for command in step.commands
        )

    @staticmethod
    def install_of(command: ShellCommand, reviewing: Reviewing) -> InstallCommand | None:
        """The row of a command that installs all dependencies; None for another command."""
        plain = command.plain
        return next((one for one in reviewing.installs if re.fullmatch(one.pattern, plain)), None)

    @cached_property
    def installs(self) -> tuple[tuple[ResolvedStage, Step, ShellCommand, InstallCommand], ...]:
        """The installations of all dependencies, in the order of the file."""
        return tuple(
            (stage, step, command, row)
            for stage in self.resolved.stages
            for step in stage.steps
            if step.keyword == "RUN"
            for command in step.commands
            if (row := self.install_of(command, self.reviewing)) is not None
        )

    def is_plain(self, stage: ResolvedStage) -> bool:
        """Whether the image at the bottom is an official one, which holds no application."""
        image = self.resolved.bottom(stage)
        if image is None:
            return False
        key = "plain", image, self.reviewing.images
        return self.repository.once(key, lambda: _is_plain(image, self.reviewing.images))

    def held(self, stage: ResolvedStage, before: Step | None = None) -> Held:
        """What a stage holds, at its end or before a step."""
        key = stage.number, before.line if before else 0
        if key not in self._held:
            plain = self.is_plain(stage)
            self._held[key] = held(
                self.resolved, stage, self.sent, before=before, plain_images=plain
            )
        return self._held[key]

    @cached_property
    def _held(self) -> dict[tuple[int, int], Held]:
        return {}

    def line(self, number: int) -> str:
        """A line of it, counted from 1."""
        return self.resolved.lines[number - 1]


def _is_one_of(image: Image, patterns: Iterable[str]) -> bool:
    """Whether an image is of a repository that patterns of releases are about, at any tag."""
    for pattern in patterns:
        repository = re.split(r"(?<!\?):", pattern)[0]
        if re.match(pattern, str(image)) or re.fullmatch(repository, image.repository):
            return True
    return False


def _is_plain(image: Image, own: tuple[str, ...]) -> bool:
    released = (pattern for one in all_ecosystems() for _, pattern in one.releases)
    return SYSTEMS.fullmatch(image.repository) is not None or _is_one_of(image, (*own, *released))


def _at_least(version: str, least: str) -> bool:
    given = [int(one) for one in version.split(".")]
    wanted = [int(one) for one in least.split(".") if one.isdigit()]
    return given >= wanted[: len(given)]
