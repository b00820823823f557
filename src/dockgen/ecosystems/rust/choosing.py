"""Which of a workspace's binaries is the application."""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Iterable
from typing import NamedTuple

from dockgen.core.errors import UnusableInput, nearest
from dockgen.core.facts import Evidence, Fact, Findings, text
from dockgen.dockerfile.deployed import choosing as deployed
from dockgen.dockerfile.deployed.candidates import Aside, Candidate, Kind, aside_by_name
from dockgen.ecosystems.rust import elsewhere, frameworks
from dockgen.ecosystems.rust.manifests.cargo_toml import Binary, Manifest
from dockgen.ecosystems.rust.manifests.workspace import Workspace
from dockgen.readers import procfile

USUAL = ("server", "api", "web", "app")


class Program(NamedTuple):
    """A binary with its package."""

    package: Manifest
    binary: Binary


class Choice(NamedTuple):
    """The program that is meant.

    Args:
        program: the program.
        evidence: what says so.
        others: the names of the other programs that could be meant.
        arguments: what a Procfile gives it.
    """

    program: Program
    evidence: Evidence
    others: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()


def programs(workspace: Workspace) -> tuple[Program, ...]:
    """The binaries that are meant to run somewhere."""
    every = [
        Program(manifest, binary)
        for manifest in workspace.packages.values()
        for binary in manifest.binaries
    ]
    return tuple(
        one
        for one in every
        if not elsewhere.is_helper(one.package, one.binary.name)
        and elsewhere.runs_elsewhere(one.package.dependencies) is None
    )


def of_each_package(workspace: Workspace) -> dict[str, tuple[Program, ...]]:
    """The programs by the folder of their package."""
    found: dict[str, tuple[Program, ...]] = {}
    for one in programs(workspace):
        found[one.package.folder] = (*found.get(one.package.folder, ()), one)
    return found


def choose(workspace: Workspace, findings: Findings) -> Choice | None:
    """The program that is meant; None where there is none.

    Raises:
        UnusableInput: the user names one that is not there, or several could be meant.
    """
    known = programs(workspace)
    folder = findings.settle_optional("workspace", text, None)
    if folder is not None:
        inside = posixpath.normpath(folder.value)
        mine = tuple(one for one in known if one.package.folder == inside)
        _refuse_missing("workspace", folder.value, (one.package.folder for one in known), mine)
        known = mine
    asked = findings.settle_optional("bin", text, None)
    if asked is not None:
        mine = tuple(one for one in known if one.binary.name == asked.value)
        _refuse_missing("bin", asked.value, (one.binary.name for one in known), mine)
        return Choice(mine[0], asked.evidence)
    if not known:
        return None
    others = tuple(one.binary.name for one in known)
    process = findings.settle_optional("process", text, None)
    chosen = _of_procfile(workspace, known, process) or _deployed(workspace, known)
    chosen = chosen or _by_default(workspace, known)
    return chosen._replace(others=tuple(one for one in others if one != chosen.program.binary.name))


def _refuse_missing(fact: str, value: str, known: Iterable[str], mine: tuple[Program, ...]) -> None:
    if mine:
        return
    names = list(dict.fromkeys(known))
    near = nearest(value, names)
    raise UnusableInput(
        f"no program is found for {fact}={value}",
        hint=f"did you mean {near}?" if near else f"choose from {', '.join(names) or 'none'}",
    )


def _of_procfile(
    workspace: Workspace, known: tuple[Program, ...], asked: Fact[str] | None
) -> Choice | None:
    """The program that a process of the Procfile starts, with its arguments."""
    line = procfile.chosen(workspace.project, procfile.NAME, asked)
    try:
        words = shlex.split(line.command) if line is not None else []
    except ValueError:
        return None
    evidence = line.evidence if line is not None else Evidence("file", procfile.NAME)
    while words and re.fullmatch(r"\w+=.*", words[0]):
        words = words[1:]
    if not words:
        return None
    if words[:2] == ["cargo", "run"]:
        rest = words[words.index("--") + 1 :] if "--" in words else []
        flags = words[: words.index("--")] if "--" in words else words
        named = flags[flags.index("--bin") + 1] if "--bin" in flags[:-1] else ""
    else:
        named, rest = posixpath.basename(words[0]), words[1:]
    found = next((one for one in known if one.binary.name == named), None)
    return Choice(found, evidence, arguments=tuple(rest)) if found else None


def _by_default(workspace: Workspace, known: tuple[Program, ...]) -> Choice:
    if len(known) == 1:
        return Choice(known[0], known[0].binary.evidence)
    preferred = {posixpath.normpath(one) for one in workspace.members("default-members")}
    inside = tuple(one for one in known if (one.package.folder or ".") in preferred)
    left = inside or known
    by_package: dict[str, list[Program]] = {}
    for one in left:
        by_package.setdefault(one.package.folder, []).append(one)
    chosen = [_of_package(mine) for mine in by_package.values()]
    if len(chosen) == 1 and chosen[0] is not None:
        return chosen[0]
    if "" in by_package and chosen[0] is not None:
        return chosen[0]  # the package at the top is what the repository is of
    found = [one for one in chosen if one is not None]
    named = _usual([one.program for one in found])
    if named is not None:
        evidence = named.binary.evidence._replace(
            reason=f"of several, the one named {named.binary.name}"
        )
        return Choice(named, evidence)
    servers = [one for one in found if frameworks.of(one.program.package.dependencies)]
    if len(servers) == 1:
        return servers[0]
    evidence = Evidence("package", "Cargo.toml")
    made = tuple(candidate(one) for one in left)
    decided = deployed.decide(workspace.project, made, fact="bin", evidence=evidence)
    program = next(one for one in left if one.binary.name == decided.value)
    return Choice(program, decided.evidence)


def _deployed(workspace: Workspace, known: tuple[Program, ...]) -> Choice | None:
    """The program that the repository's own deployment names."""
    made = {one.binary.name: one for one in known}
    found = deployed.named(workspace.project, [candidate(one) for one in known])
    return Choice(made[found.candidate.value], found.evidence) if found else None


def candidate(program: Program) -> Candidate:
    """A program with what it does."""
    package = program.package
    framework = frameworks.of(package.dependencies)
    aside = aside_by_name(package.folder, program.binary.name) if package.folder else Aside()
    kind = Kind.SERVER if framework else Kind.PROGRAM
    if framework is None and set(frameworks.ARGUMENTS) & set(package.dependencies):
        kind = Kind.COMMAND
    return Candidate(
        value=program.binary.name,
        folder=package.folder,
        kind=kind,
        of=framework.crate if framework else "",
        names=(program.binary.name, package.name),
        aside=aside.reason,
        never=aside.never,
    )


def _of_package(mine: list[Program]) -> Choice | None:
    """The program of one package, where its manifest or the names say which."""
    package = mine[0].package
    said = package.toml.text("package", "default-run")
    if said is not None:
        found = next((one for one in mine if one.binary.name == said.value), None)
        if found is not None:
            return Choice(found, said.evidence)
    if len(mine) == 1:
        return Choice(mine[0], mine[0].binary.evidence)
    own = next((one for one in mine if one.binary.name == package.name), None)
    if own is not None:
        reason = "of several, the one that is named like its package"
        return Choice(own, own.binary.evidence._replace(reason=reason))
    usual = _usual(mine)
    if usual is None:
        return None
    reason = f"of several, the one named {usual.binary.name}"
    return Choice(usual, usual.binary.evidence._replace(reason=reason))


def _usual(known: list[Program]) -> Program | None:
    for name in USUAL:
        same = [
            one
            for one in known
            if one.binary.name == name or re.search(rf"(?:^|[-_]){name}$", one.binary.name)
        ]
        if len(same) == 1:
            return same[0]
    return None
