"""A repository with its Dockerfiles, and what is detected in its folders."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from functools import cached_property
from typing import NamedTuple, TypeVar, cast

from dockgen.core.ecosystem import Ecosystem
from dockgen.core.errors import DockgenError
from dockgen.core.facts import Evidence, Override, Verdict
from dockgen.core.plan import Choices
from dockgen.core.project import Project
from dockgen.dockerfile.ignore_matcher import Matcher
from dockgen.dockerfile.resolved import Resolved, resolve
from dockgen.ecosystems.planning import plan_of
from dockgen.ecosystems.registry import all_ecosystems
from dockgen.tools.context.scanning import IgnoreFile
from dockgen.tools.review.locating import Use, dockerfiles

T = TypeVar("T")


class Detected(NamedTuple):
    """What the project of a Dockerfile is.

    Args:
        ecosystem: the record.
        verdict: what its detector said.
        workspace: the application of a monorepo; empty for the whole.
    """

    ecosystem: Ecosystem
    verdict: Verdict
    workspace: str


class Repository:
    """A repository, read once for all its Dockerfiles.

    Args:
        project: its folder.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self._contexts: dict[str, Project] = {"": project}
        self._verdicts: dict[tuple[str, str], tuple[Detected, ...]] = {}
        self._sent: dict[tuple[str, str | None], frozenset[str]] = {}
        self._plans: dict[tuple[str, str, str, str], Resolved | None] = {}
        self._workspaces: dict[str, tuple[str, ...]] = {}
        self._remembered: dict[object, object] = {}

    def once(self, key: object, make: Callable[[], T]) -> T:
        """Something that is the same for many Dockerfiles, made once.

        Args:
            key: what it is, and of what.
            make: makes it.
        """
        if key not in self._remembered:
            self._remembered[key] = make()
        return cast("T", self._remembered[key])

    def names(self, folder: str) -> frozenset[str]:
        """The names of all files of a context, without their folders."""
        files = self.at(folder).files
        return self.once(
            ("names", folder), lambda: frozenset(one.rpartition("/")[2] for one in files)
        )

    @cached_property
    def dockerfiles(self) -> dict[str, list[Use]]:
        """The Dockerfiles by path, with the ways in which they are built."""
        return dockerfiles(self.project)

    @cached_property
    def folders(self) -> frozenset[str]:
        """All folders that hold something."""
        found = {""}
        for path in self.project.files:
            folder = posixpath.dirname(path)
            while folder not in found:
                found.add(folder)
                folder = posixpath.dirname(folder)
        return frozenset(found)

    def at(self, folder: str) -> Project:
        """A folder of the repository as a project."""
        if folder not in self._contexts:
            self._contexts[folder] = self.project.below(folder)
        return self._contexts[folder]

    def sent(self, folder: str, ignore: IgnoreFile) -> frozenset[str]:
        """The files of a context that reach the builder."""
        key = folder, ignore.path
        if key not in self._sent:
            files = self.at(folder).files
            if ignore.patterns:
                matcher = Matcher(ignore.patterns)
                files = frozenset(
                    one for one in files if matcher.verdict_on(one).kept_out_by is None
                )
            self._sent[key] = files
        return self._sent[key]

    def workspaces(self, folder: str) -> tuple[str, ...]:
        """The applications of a monorepo, by folder."""
        if folder not in self._workspaces:
            found: tuple[str, ...] = ()
            for one in all_ecosystems():
                try:
                    found += one.workspaces(self.at(folder))
                except (DockgenError, LookupError, ValueError):
                    continue
            self._workspaces[folder] = tuple(dict.fromkeys(found))
        return self._workspaces[folder]

    def detected(self, folder: str, workspace: str) -> tuple[Detected, ...]:
        """What a folder is, in the order of the registry; what cannot be read is left out."""
        key = folder, workspace
        if key not in self._verdicts:
            self._verdicts[key] = tuple(self._detect(folder, workspace))
        return self._verdicts[key]

    def _detect(self, folder: str, workspace: str) -> Iterator[Detected]:
        given = {"workspace": Override(workspace, Evidence("workspace"))} if workspace else {}
        ruled_out = set[str]()
        for one in all_ecosystems():
            try:
                verdict = one.detect(self.at(folder), given)
            except (DockgenError, LookupError, ValueError):
                continue
            ruled_out |= set(verdict.rules_out)
            if verdict.matched and one.name not in ruled_out:
                taken = "workspace" not in verdict.findings.unused
                yield Detected(one, verdict, workspace if taken else "")

    def generated(self, folder: str, detected: Detected, base: str) -> Resolved | None:
        """The Dockerfile that dockgen writes for a project; None where it cannot be made."""
        key = folder, detected.ecosystem.name, detected.workspace, base
        if key not in self._plans:
            self._plans[key] = _generated(detected, base)
        return self._plans[key]


def _generated(detected: Detected, base: str) -> Resolved | None:
    from dockgen.rendering.render import DOCKERFILE, render

    offered = detected.ecosystem.bases
    choices = Choices(stages="multi", base=base if base in offered else None)
    for one in (choices, Choices(base=choices.base), Choices()):
        try:
            plan = plan_of(detected.ecosystem, detected.verdict, one)
            return resolve(render(plan, version="0")[DOCKERFILE].text)
        except (DockgenError, LookupError, ValueError, KeyError):
            continue
    return None
