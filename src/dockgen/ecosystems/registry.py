"""Runs all detectors, keeps every verdict with its reason, and chooses one."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping
from functools import cache, cached_property
from importlib import import_module
from pathlib import Path
from typing import cast

from dockgen.core.ecosystem import Ecosystem
from dockgen.core.errors import (
    NothingDetected,
    SeveralApplications,
    UnusableInput,
    nearest,
)
from dockgen.core.facts import (
    Fact,
    FactValue,
    Override,
    Verdict,
    no,
    text,
    words_of,
)
from dockgen.core.project import Project
from dockgen.dockerfile.deployed import port as deployed_port
from dockgen.ecosystems import migrating, unreadable
from dockgen.ecosystems.time_limit import time_limit
from dockgen.readers import procfile

SECONDS_TO_READ = 60.0


"""How long a project may be computed over; a large one takes a second."""


ENTRY_POINT_GROUP = "dockgen.ecosystems"


"""The group under which another distribution offers ecosystems of its own."""


# The order is a decision: where several match, the first is chosen, for the reason that its record
# gives as `precedence`.


ORDER = (
    "jvm.gradle",
    "jvm.maven",
    "jvm.sbt",
    "jvm.clojure",
    "javascript.deno",
    "go",
    "rust",
    "python",
    "javascript.node",
    "sites.generators",
    "sites.static",
)


@cache
def _built_in() -> tuple[Ecosystem, ...]:
    return tuple(_record(f"{__package__}.{name}") for name in ORDER)


def _record(module: str) -> Ecosystem:
    return cast("Ecosystem", import_module(module).ECOSYSTEM)


def all_ecosystems() -> tuple[Ecosystem, ...]:
    """The built-in detectors in their order, then those of the entry point `dockgen.ecosystems`."""
    return (*_built_in(), *_installed())


@cache
def _installed() -> tuple[Ecosystem, ...]:
    """The detectors that other distributions bring.

    Importing `importlib.metadata` costs as much as all of dockgen, so it is asked only when some
    distribution mentions the group at all. The present folder may be a checkout, which offers none.
    """
    folders = _installed_into()
    mentions = (
        ENTRY_POINT_GROUP.encode() in listing.read_bytes()
        for folder in folders
        for listing in Path(folder).glob("*.*-info/entry_points.txt")
    )
    if not any(mentions):
        return ()
    from importlib.metadata import distributions

    found = (one for each in distributions(path=folders) for one in each.entry_points)
    values = dict.fromkeys(one.value for one in found if one.group == ENTRY_POINT_GROUP)
    return tuple(_record(value) for value in values)


def _installed_into() -> list[str]:
    """The folders that modules come from, without what lies in the present folder.

    An environment may lie there as well, and is one's own when Python runs from it.
    """
    here = os.path.realpath(os.curdir)
    own = tuple(os.path.realpath(one) for one in (sys.prefix, sys.base_prefix))
    return [
        folder
        for folder in sys.path
        if Path(folder).is_absolute() and (_is_in(folder, *own) or not _is_in(folder, here))
    ]


def _is_in(folder: str, *places: str) -> bool:
    real = Path(os.path.realpath(folder))
    return any(real.is_relative_to(place) for place in places)


class Detection:
    """What all detectors said of one project.

    Args:
        project: the project.
        verdicts: every detector with its verdict, in order.
        chosen: the name of the chosen detector; None where none matches.
        reason: why that one was chosen.
    """

    def __init__(
        self,
        project: Project,
        verdicts: tuple[tuple[Ecosystem, Verdict], ...],
        chosen: str | None,
        reason: str,
    ) -> None:
        self.project = project
        self.verdicts = verdicts
        self.chosen = chosen
        self.reason = reason

    @cached_property
    def winner(self) -> tuple[Ecosystem, Verdict]:
        """The chosen detector and its verdict.

        Raises:
            NothingDetected: there is none; the message gives every reason, or the one that
            says what the project is.
        """
        for detector, verdict in self.verdicts:
            if detector.name == self.chosen:
                return detector, verdict
        known = next((one for one in self.verdicts if one[1].rules_out), None)
        if known is not None:
            raise NothingDetected(f"nothing here to build an image from: {known[1].reason}")
        from dockgen.ecosystems.unknown import language_of

        named = language_of(self.project)
        if named is not None:
            language, file = named
            raise NothingDetected(
                f"this looks like {language} ({file}), and dockgen has no detector for it yet",
                hint="with a Dockerfile of your own, `dockgen review` and `dockgen verify` work",
            )
        reasons = "; ".join(f"{one.name}: {verdict.reason}" for one, verdict in self.verdicts)
        raise NothingDetected(f"nothing here that dockgen knows ({reasons})")

    @property
    def facts(self) -> dict[str, Fact[FactValue]]:
        """The facts of the chosen detector, empty where there is none."""
        return self.winner[1].findings.facts if self.chosen else {}

    def as_json(self) -> dict[str, object]:
        """What `dockgen detect --json` prints; `schemas/detect.json` describes it."""
        return {
            "schema": 1,
            "chosen": self.chosen,
            "reason": self.reason,
            "shape": self.winner[1].shape if self.chosen else None,
            "detectors": [
                {"name": one.name, "matched": verdict.matched, "reason": verdict.reason}
                for one, verdict in self.verdicts
            ],
            "facts": {name: fact.as_json() for name, fact in self.facts.items()},
            "warnings": list(self.winner[1].findings.warnings) if self.chosen else [],
        }


def detect(
    folder: str | os.PathLike[str] | Project,
    *,
    detector: str | None = None,
    overrides: Mapping[str, Override] | None = None,
) -> Detection:
    """Find out what a project is.

    Args:
        folder: the project's folder.
        detector: the detector to choose; None chooses the first that matches.
        overrides: what the user sets, by the fact's name.

    Raises:
        UnusableInput: the folder or a manifest cannot be used, the detector is unknown, or no
            fact has the name of an override.
        NothingDetected: the detector that was asked for does not match.
        TakesTooLong: the project is made so that reading it would not end.
    """
    with time_limit(SECONDS_TO_READ):
        return _detected(opened(folder), detector, overrides)


def _detected(
    project: Project, detector: str | None, overrides: Mapping[str, Override] | None
) -> Detection:
    given = _with_migration_started(project, detector, overrides or {})
    migrates = given is not overrides and "process" in (overrides or {})
    asked = find(detector) if detector else None
    undecided: dict[Ecosystem, SeveralApplications] = {}
    verdicts = tuple(
        (one, _verdict(one, project, given, asked, undecided)) for one in all_ecosystems()
    )
    if asked is None:
        verdicts = _without_misread(verdicts)
    said = dict(verdicts)
    matching = [one for one in said if said[one].matched and asked in (None, one)]
    matching.sort(key=lambda one: bool(said[one].gives_way))
    for one, problem in undecided.items():
        if not matching or list(said).index(one) < list(said).index(matching[0]):
            raise problem
    if asked and not matching:
        reason = next(verdict.reason for one, verdict in verdicts if one == asked)
        raise NothingDetected(f"{detector} does not fit: {reason}")
    detection = Detection(
        project,
        verdicts,
        matching[0].name if matching else None,
        _reason(matching, said, asked=detector),
    )
    told = _port_of_deployment(detection) if matching and "port" not in given else None
    if told is not None:
        more = {**(overrides or {}), "port": Override(told.value, told.evidence)}
        return detect(project, detector=detector, overrides=more)
    if matching:
        if migrates and overrides:
            process = Fact(migrating.MIGRATE, overrides["process"].evidence)
            detection.winner[1].findings.settle("process", text, process)
        else:
            migrating.settle(project, *detection.winner)
        _refuse_unknown_facts(detection)
        unreadable.note_passed_over(project, detection.winner[1])
    else:
        _refuse_broken_manifests(project)
    return detection


def _with_migration_started(
    project: Project, detector: str | None, given: Mapping[str, Override]
) -> Mapping[str, Override]:
    """What the user sets; with the process `migrate`, the start is what migrates.

    Raises:
        UnusableInput: nothing migrates a database here.
    """
    asked = given.get("process")
    name = migrating.MIGRATE
    if asked is None or asked.value != name or name in procfile.read(project):
        return given
    others = {name: one for name, one in given.items() if name != "process"}
    found = detect(project, detector=detector, overrides=others).facts.get("migrate_command")
    if found is None:
        raise UnusableInput(
            "nothing that dockgen knows migrates a database by a command here",
            file=asked.evidence.file or asked.evidence.key,
            line=asked.evidence.line,
            hint="--set start_command=… names the command",
        )
    words_ = shlex.join(words_of(found.value))
    return others | {"start_command": Override(words_, asked.evidence)}


def _port_of_deployment(detection: Detection) -> Fact[int] | None:
    """The port that what deploys the application gives it, where its own was only assumed."""
    ecosystem, facts = detection.winner[0], detection.facts
    assumed = facts.get("port")
    if not ecosystem.takes_port or assumed is None or not assumed.evidence.is_default:
        return None
    workspace = str(facts["workspace"].value) if "workspace" in facts else ""
    found = deployed_port.port(detection.project, workspace)
    return found if found is not None and found.value != assumed.value else None


def opened(folder: str | os.PathLike[str] | Project) -> Project:
    """A project without what the tools of any ecosystem wrote into its folder.

    Raises:
        UnusableInput: there is no such folder, or it cannot be listed.
    """
    project = folder if isinstance(folder, Project) else Project(folder)
    return project.without([row for one in all_ecosystems() for row in one.generated])


def _without_misread(
    verdicts: tuple[tuple[Ecosystem, Verdict], ...],
) -> tuple[tuple[Ecosystem, Verdict], ...]:
    """The verdicts without matches of what another detector has recognized as something else."""
    misread = {name: one.name for one, verdict in verdicts for name in verdict.rules_out}
    return tuple(
        (one, no(f"{verdict.reason}, but {misread[one.name]} knows what it is of"))
        if verdict.matched and one.name in misread
        else (one, verdict)
        for one, verdict in verdicts
    )


def _verdict(
    detector: Ecosystem,
    project: Project,
    given: Mapping[str, Override],
    asked: Ecosystem | None,
    undecided: dict[Ecosystem, SeveralApplications],
) -> Verdict:
    """What a detector says; where another one was asked for, it may fail without harm.

    One that finds several applications is noted in `undecided`: another may be chosen.
    """
    try:
        if set(given) == {"workspace"} and detector != asked:
            return project.kept(_Refusals).verdict(detector, given)
        return unreadable.reading(detector, project, lambda: detector.detect(project, given))
    except SeveralApplications as problem:
        if asked is None or detector == asked:
            undecided[detector] = problem
        return no(str(problem))
    except UnusableInput as problem:
        if asked is None or detector == asked:
            raise
        return no(str(problem))


def _refuse_broken_manifests(project: Project) -> None:
    """Say that a manifest is a link to nothing, where nothing else says what the project is."""
    names = {name for one in all_ecosystems() for name in one.manifests}
    broken = next((one for one in project.passed_over if one in names), None)
    if broken is not None:
        raise UnusableInput(
            "cannot be read: no such file or directory", file=broken, hint="it is a broken link"
        )


class _Refusals:
    """The detectors that a project is nothing for, whichever application of it is meant.

    The hundreds of services of one repository differ in their `workspace` alone.

    Args:
        project: the project.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._known: dict[str, Verdict] = {}

    def verdict(self, detector: Ecosystem, given: Mapping[str, Override]) -> Verdict:
        """What a detector says of the application that is given."""
        if detector.name in self._known:
            return self._known[detector.name]
        project = self._project
        verdict = unreadable.reading(detector, project, lambda: detector.detect(project, given))
        if not verdict.matched and not detector.workspaces(project):
            self._known[detector.name] = verdict
        return verdict


def _reason(
    matching: list[Ecosystem], said: Mapping[Ecosystem, Verdict], *, asked: str | None
) -> str:
    if asked:
        return "asked for"
    if not matching:
        return "no detector matches"
    if len(matching) == 1:
        return "the only one that matches"
    others = ", ".join(one.name for one in matching[1:])
    gave_way = [said[one].gives_way for one in matching if said[one].gives_way]
    return f"goes before {others}: {(*gave_way, matching[0].precedence)[0]}"


def _refuse_unknown_facts(detection: Detection) -> None:
    _, verdict = detection.winner
    for name, override in verdict.findings.unused.items():
        known = list(verdict.findings.facts)
        near = nearest(name, known)
        raise UnusableInput(
            f"{detection.chosen} has no fact named {name!r} here",
            file=override.evidence.file,
            line=override.evidence.line,
            hint=f"did you mean {near}?" if near else f"it has {', '.join(known)}",
        )


def find(name: str) -> Ecosystem:
    """The detector of that name.

    Raises:
        UnusableInput: there is none; the message lists the names.
    """
    known = {one.name: one for one in all_ecosystems()}
    if name not in known:
        raise UnusableInput(f"no detector is named {name!r}", hint=f"there are {', '.join(known)}")
    return known[name]
