"""Finds out whether there is a Go program to run, and which one."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Fact, Findings, Override, Verdict, no, text, words
from dockgen.core.project import Project
from dockgen.core.quoting import refuse_unprintable
from dockgen.dockerfile.deployed.candidates import deployable
from dockgen.ecosystems.go import make_tags, modules, programs, releaser
from dockgen.ecosystems.go.code import elsewhere, listening
from dockgen.ecosystems.go.code.packages import Packages
from dockgen.ecosystems.go.facts import running
from dockgen.ecosystems.go.facts.program import Program
from dockgen.ecosystems.go.facts.settle import settle


def folder(value: object) -> str:
    """A folder of the project: `./cmd/api`, `cmd/api/` and `cmd/api` are the same."""
    normal = posixpath.normpath(text(value).strip())
    if normal.startswith(("/", "..")):
        raise ValueError("a folder of the project")
    return "" if normal == "." else normal


def detect(project: Project, overrides: Mapping[str, Override]) -> Verdict:
    """Match a project with a Go program that runs on Linux.

    Raises:
        UnusableInput: a file cannot be read, or there are several programs and nothing says
            which one is meant.
    """
    findings = Findings(overrides)
    asked = _asked(overrides, "workspace")
    build = modules.read(project, asked or _asked(overrides, "main"))
    if not build.modules and not build.work and not _is_of_single_files(project, build.home):
        return no("no go.mod at the top, and no program of single files")
    released = releaser.read(project, build.home)
    given = make_tags.read(project, build.home)
    if released and released.tags:
        given = Fact(tuple(one.value for one in released.tags), released.tags[0].evidence)
    tags = findings.settle_optional("tags", words, given)
    process = findings.settle_optional("process", text, None)
    packages = Packages(build, tags.value if tags else (), process)
    chosen = _main(packages, overrides, findings, asked, released)
    if chosen is None:
        return no(_without_program(packages))
    closure = packages.closure(chosen.value)
    why = elsewhere.why(closure, listens=listening.opens_a_listener(closure.files))
    if why is not None:
        return no(f"{closure.files[0].path} is of {why}")
    program = Program(build, packages, closure, chosen, released, findings)
    shape = settle(program)
    refuse_unprintable(findings)
    return Verdict(
        matched=True,
        reason=f"found {program.manifest}",
        shape=shape,
        findings=findings,
        gives_way=running.gives_way(program),
    )


def workspaces(project: Project) -> tuple[str, ...]:
    """The folders of the programs, where there are several.

    Raises:
        UnusableInput: a file cannot be read.
    """
    packages = Packages(modules.read(project))
    found = [one for one in packages.programs if _runs_here(packages, one)]
    kept = deployable(programs.candidates(packages, found))
    return tuple(one.folder or "." for one in kept) if len(kept) > 1 else ()


def _runs_here(packages: Packages, program: str) -> bool:
    closure = packages.closure(program)
    return elsewhere.why(closure, listens=listening.opens_a_listener(closure.files)) is None


def _asked(overrides: Mapping[str, Override], name: str) -> str:
    if name not in overrides:
        return ""
    try:
        return folder(overrides[name].value)
    except ValueError:
        return ""  # which is refused where the fact is settled


def _is_of_single_files(project: Project, home: str) -> bool:
    """Whether Go files lie at the top, and no go.mod anywhere."""
    return any(path.endswith(".go") for path in project.inside(home))


def _main(
    packages: Packages,
    overrides: Mapping[str, Override],
    findings: Findings,
    workspace: str,
    released: releaser.Releaser | None,
) -> Fact[str] | None:
    """Settle the program's folder; None where there is none."""
    if "main" in overrides:
        chosen = Fact(_asked(overrides, "main"), overrides["main"].evidence)
        findings.settle("main", _main_folder, None)
        if not packages.is_program(chosen.value):
            raise UnusableInput(
                f"no program is in {modules.shown(chosen.value)}: it holds no `package main` "
                "with a main function for Linux",
                file=chosen.evidence.file or chosen.evidence.key,
                line=chosen.evidence.line,
                hint=_known(packages),
            )
        return chosen
    found = programs.choose(packages, workspace, released)
    if found is not None:
        findings.settle("main", text, Fact(modules.shown(found.value), found.evidence))
    elif workspace:
        raise UnusableInput(
            f"no program is in {workspace}",
            file=overrides["workspace"].evidence.file or overrides["workspace"].evidence.key,
            line=overrides["workspace"].evidence.line,
            hint=_known(packages),
        )
    return found


def _known(packages: Packages) -> str:
    names = [modules.shown(one) for one in packages.programs]
    return f"there are {', '.join(names)}" if names else "no program is here"


def _main_folder(value: object) -> str:
    return modules.shown(folder(value))


def _without_program(packages: Packages) -> str:
    build = packages.build
    named = build.work.path if build.work else modules.MODULE
    if not build.modules:
        return "the Go files at the top are no program for Linux"
    return f"{named} is of a library: no `package main` for Linux is made to be run"
