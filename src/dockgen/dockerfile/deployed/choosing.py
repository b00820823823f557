"""Which of several applications a repository means: what it deploys decides, and is shown."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from dockgen.core.errors import SeveralApplications
from dockgen.core.facts import Evidence, Fact, Findings, default
from dockgen.core.project import Project
from dockgen.dockerfile.deployed import compose_services, existing, platforms
from dockgen.dockerfile.deployed.candidates import Candidate, Said, serious
from dockgen.dockerfile.deployed.existing import HandWritten


class Chosen(NamedTuple):
    """The candidate that is meant.

    Args:
        candidate: the candidate.
        evidence: what says so.
    """

    candidate: Candidate
    evidence: Evidence


def decide(
    project: Project,
    candidates: Sequence[Candidate],
    scripts: Sequence[Said] = (),
    *,
    fact: str,
    evidence: Evidence,
) -> Fact[str]:
    """The value of the candidate that is meant, with what says so.

    Args:
        project: the repository.
        candidates: what could be meant, at least one.
        scripts: what the scripts of the repository say, the most telling first.
        fact: the fact that chooses one.
        evidence: what names them all.

    Raises:
        SeveralApplications: nothing makes plain which one is meant.
    """
    if len(candidates) == 1:
        return Fact(candidates[0].value, evidence._replace(reason="the only application"))
    chosen = choose(project, candidates, scripts)
    if chosen is None:
        raise refusal(project, candidates, scripts, fact=fact, evidence=evidence)
    return Fact(chosen.candidate.value, chosen.evidence)


def note_others(findings: Findings, chosen: Fact[str], every: Sequence[str]) -> None:
    """Tell of the other applications where this one was assumed.

    Args:
        findings: where the note goes.
        chosen: what is taken.
        every: all that could be.
    """
    if len(every) > 1 and chosen.evidence.is_default:
        findings.ask("workspace")
        findings.warn(
            f"{len(every)} applications are here; this image is {chosen.value}'s. --app picks "
            f"another: {', '.join(every)}"
        )


class _Ranked(NamedTuple):
    candidate: Candidate
    evidence: Evidence | None
    reasons: tuple[str, ...]
    order: tuple[int, ...]


def choose(
    project: Project, candidates: Sequence[Candidate], scripts: Sequence[Said] = ()
) -> Chosen | None:
    """The candidate that the repository's own deployment, or its kind, makes plain; else None.

    Asked in this order: the files of platforms, scripts, Dockerfiles, compose files; then what
    opens a port goes before what does not, and a server before a site. Each place that names some
    of those that are left, and not all, leaves these.

    Args:
        project: the repository.
        candidates: at least one.
        scripts: what the scripts of the repository say, the most telling first.
    """
    left = list(serious(candidates))
    if len(left) == 1:
        return Chosen(left[0], _only(left[0], candidates))
    said, left = _narrowed(project, left, scripts)
    if said is not None:
        return said
    best = min(one.kind for one in left)
    first = [one for one in left if one.kind == best]
    if len(first) > 1:
        return None
    others = ", ".join(one.value for one in candidates if one is not first[0])
    why = f"of several applications, the only one that is {best.title}; there are also {others}"
    return Chosen(first[0], default(why))


def named(project: Project, candidates: Sequence[Candidate]) -> Chosen | None:
    """The candidate that the repository's own deployment names, and no other; else None."""
    left = list(serious(candidates))
    return _narrowed(project, left, ())[0] if len(left) > 1 else None


def _narrowed(
    project: Project, left: list[Candidate], scripts: Sequence[Said]
) -> tuple[Chosen | None, list[Candidate]]:
    """The one that some place names, or those that are left when all places were asked."""
    for said in _places(project, left, scripts):
        named = [(one, place) for one in left if (place := _naming(one, said))]
        if len(named) == 1:
            candidate, place = named[0]
            return Chosen(candidate, place.evidence._replace(reason=said.what)), [candidate]
        left = [one for one, _ in named] or left
    return None, left


def _only(candidate: Candidate, candidates: Sequence[Candidate]) -> Evidence:
    others = ", ".join(f"{one.value}: {one.aside}" for one in candidates if one is not candidate)
    return default(f"the only application that is meant to be deployed ({others})")


def refusal(
    project: Project,
    candidates: Sequence[Candidate],
    scripts: Sequence[Said] = (),
    *,
    fact: str,
    evidence: Evidence,
) -> SeveralApplications:
    """The error that lists the candidates with what speaks for each, the likeliest first.

    Args:
        project: the repository.
        candidates: what could be meant.
        scripts: as for `choose`.
        fact: the fact that chooses one.
        evidence: what names them all.
    """
    listed = ranked(project, candidates, scripts)
    return SeveralApplications(listed, fact=fact, file=evidence.file, line=evidence.line)


def ranked(
    project: Project, candidates: Sequence[Candidate], scripts: Sequence[Said] = ()
) -> tuple[tuple[str, str], ...]:
    """The candidates with what speaks for each, the likeliest first; see `choose`."""
    every = [_ranked(project, one, candidates, scripts) for one in candidates]
    every.sort(key=lambda one: one.order)
    return tuple((one.candidate.value, "; ".join(one.reasons)) for one in every)


def _ranked(
    project: Project, one: Candidate, candidates: Sequence[Candidate], scripts: Sequence[Said]
) -> _Ranked:
    places = list(_places(project, candidates, scripts))
    named = [
        (number, place, said.what)
        for number, said in enumerate(places)
        if (place := _naming(one, said))
    ]
    said_once = {str(place.evidence).partition("  ")[0]: what for _, place, what in named[::-1]}
    shown = [f"{place} {what}" for place, what in reversed(said_once.items())]
    reasons = (one.description, *([one.aside] if one.aside else []), *shown)
    first = named[0][0] if named else len(places)
    order = (bool(one.aside), first, one.kind)
    return _Ranked(one, named[0][1].evidence if named else None, reasons, order)


def _naming(candidate: Candidate, said: Said) -> Fact[str] | None:
    return next((one for one in said.texts if candidate.is_named_by(one.value)), None)


def _places(
    project: Project, candidates: Sequence[Candidate], scripts: Sequence[Said]
) -> Iterator[Said]:
    """The places that may say what is deployed, the most telling first."""
    beside = (platforms.beside(project, one.folder) for one in candidates)
    files = (*platforms.texts(project), *(one for one in beside if one))
    yield Said(files, "deploys it")
    yield from scripts
    written = _dockerfiles(project)
    folders = {one.folder for one in candidates if one.folder}
    own = tuple(
        Fact(folder, Evidence("file", one.path))
        for one in written
        if (folder := posixpath.dirname(one.path)) in folders
    )
    apart = [one for one in written if posixpath.dirname(one.path) not in folders]
    commands = (one.command for one in apart if one.command)
    yield Said((*own, *commands), "runs it")
    parts = (part for one in apart for part in (*one.texts, *one.builds))
    yield Said((*own, *parts), "builds it")
    yield Said(tuple(_of_compose(project)), "builds it")


def _dockerfiles(project: Project) -> list[HandWritten]:
    found = (existing.read(project, path) for path in existing.paths(project))
    return [one for one in found if one is not None]


def _of_compose(project: Project) -> Iterator[Fact[str]]:
    for service in compose_services.services(project):
        folder = posixpath.dirname(service.dockerfile)
        yield Fact(service.context or folder, service.evidence)
        yield Fact(folder, service.evidence)
        yield Fact(service.command, service.evidence)
