"""Which of a project's programs the image runs."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dockgen.core.facts import Evidence, Fact, default
from dockgen.core.lazy_regex import lazy_regex
from dockgen.dockerfile.deployed import choosing
from dockgen.dockerfile.deployed.candidates import Aside, Candidate, Kind, aside_by_name
from dockgen.ecosystems.go.code import listening
from dockgen.ecosystems.go.code.packages import Packages
from dockgen.ecosystems.go.modules import inside, shown
from dockgen.ecosystems.go.releaser import Releaser
from dockgen.readers import procfile

USUAL = ("server", "api", "web", "app")
HELPERS = frozenset("client example demo sample tool tools migrate migration seed".split())
MAJOR = lazy_regex(r"v\d+")


@dataclass(frozen=True)
class Process:
    """A process of a Procfile: https://devcenter.heroku.com/articles/procfile.

    Args:
        words: its command, as a shell splits it.
        evidence: where it stands.
    """

    words: tuple[str, ...]
    evidence: Evidence

    @property
    def program(self) -> str:
        """The name of the program that it starts."""
        return posixpath.basename(self.words[0]) if self.words else ""

    @property
    def arguments(self) -> tuple[str, ...]:
        """What the program is given."""
        return self.words[1:]


def process(packages: Packages) -> Process | None:
    """The process of the Procfile at the top; None where there is none, or no shell can read it.

    Raises:
        UnusableInput: the Procfile has no process of the name that the user gives.
    """
    project = packages.build.project
    path = project.first(inside(packages.build.home, procfile.NAME), procfile.NAME)
    found = procfile.chosen(project, path or procfile.NAME, packages.process)
    if found is None:
        return None
    try:
        words = tuple(shlex.split(found.command.removeprefix("exec ")))
    except ValueError:
        return None
    return Process(words, found.evidence)


def name_of(packages: Packages, folder: str) -> str:
    """The name that Go gives a program: https://pkg.go.dev/cmd/go#hdr-Compile_packages_and_dependencies."""
    parts = [part for part in packages.build.path_of(folder).split("/") if part]
    if len(parts) > 1 and MAJOR.fullmatch(parts[-1]):
        parts.pop()
    return parts[-1] if parts else "app"


def choose(packages: Packages, workspace: str, releaser: Releaser | None) -> Fact[str] | None:
    """The folder of the program to run, and how that was decided; None where there is none.

    Args:
        packages: the packages.
        workspace: the folder that the user chose; empty for none.
        releaser: what GoReleaser is told; None where it is not used.

    Raises:
        SeveralApplications: nothing makes plain which one is meant.
    """
    programs = packages.programs
    if workspace:
        programs = tuple(
            one for one in programs if one == workspace or one.startswith(f"{workspace}/")
        )
        if packages.is_program(workspace):  # also one that would not have been found by itself
            return Fact(workspace, Evidence("workspace"))
    if not programs:
        return None
    if len(programs) == 1:
        return Fact(programs[0], default("the only program"))
    return next(_said(packages, programs, releaser), None) or _decided(packages, programs)


def _decided(packages: Packages, programs: tuple[str, ...]) -> Fact[str]:
    """The program that is plain by what it does.

    Raises:
        SeveralApplications: nothing makes plain which one is meant.
    """
    made = candidates(packages, programs)
    project, evidence = packages.build.project, _manifest(packages)
    decided = choosing.decide(project, made, fact="main", evidence=evidence)
    folders = {one.value: one.folder for one in made}
    return decided._replace(value=folders[decided.value])


def _manifest(packages: Packages) -> Evidence:
    build = packages.build
    file = build.work or next(iter(build.modules.values()), None)
    return Evidence("module", file.path if file else None)


def candidates(packages: Packages, programs: Iterable[str]) -> tuple[Candidate, ...]:
    """The programs, each with what it does."""
    return tuple(_candidate(packages, one) for one in programs)


def _candidate(packages: Packages, folder: str) -> Candidate:
    name = name_of(packages, folder)
    listens = listening.opens_a_listener(packages.closure(folder).files)
    aside = Aside("its name says that it helps", never=True) if _is_helper(folder) else Aside()
    if folder and not aside.reason:
        aside = aside_by_name(folder)
    return Candidate(
        value=shown(folder),
        folder=folder,
        kind=Kind.SERVER if listens else Kind.PROGRAM,
        names=(name,),
        aside=aside.reason,
        never=aside.never,
    )


def _said(
    packages: Packages, programs: tuple[str, ...], releaser: Releaser | None
) -> Iterator[Fact[str]]:
    web = process(packages)
    if web is not None:
        yield from (
            Fact(one, web.evidence) for one in programs if name_of(packages, one) == web.program
        )
    deployed = choosing.named(packages.build.project, candidates(packages, programs))
    if deployed is not None:
        yield Fact(deployed.candidate.folder, deployed.evidence)
    if releaser is not None:
        released = [one for one in releaser.mains if one.value in programs]
        if len(released) == 1 and not _is_beside_a_server(packages, programs, released[0].value):
            yield released[0]
    home = packages.build.home
    why = "of several programs, the one at the top"
    yield from (Fact(one, default(why)) for one in programs if one == home)
    yield from _by_name(packages, programs)
    servers = [one for one in programs if listening.opens_a_listener(packages.closure(one).files)]
    if len(servers) == 1:
        yield Fact(servers[0], default("of several programs, the only one that opens a port"))


def _is_beside_a_server(packages: Packages, programs: tuple[str, ...], released: str) -> bool:
    """Whether what is released is the tool to a server, which an image is rather for."""
    listens = {one: listening.opens_a_listener(packages.closure(one).files) for one in programs}
    return not listens[released] and any(listens.values())


def _by_name(packages: Packages, programs: tuple[str, ...]) -> Iterator[Fact[str]]:
    home = packages.build.home
    commands = inside(home, "cmd")
    if commands in programs:
        yield Fact(commands, default("of several programs, the one in cmd"))
    below = [one for one in programs if one.startswith(f"{commands}/")]
    serious = [one for one in below if not _is_helper(one)] or below
    if len(serious) == 1:
        yield Fact(serious[0], default("of several programs, the only one in cmd"))
    names = {one: name_of(packages, one) for one in programs}
    module = packages.build.modules.get(home)
    path = module.module if module else None
    own = [part for part in (path.value if path else "").split("/") if not MAJOR.fullmatch(part)]
    for name in (*own[-1:], *USUAL):
        alike = [one for one in programs if names[one] == name]
        if len(alike) == 1:
            yield Fact(alike[0], default(f"of several programs, the one named {name}"))


def _is_helper(folder: str) -> bool:
    name = posixpath.basename(folder)
    return name in HELPERS or name.endswith(("-client", "_client", "-example"))
