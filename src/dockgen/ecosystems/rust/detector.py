"""Programs that Cargo builds: servers, workers, command-line tools, and sites by Trunk."""

from __future__ import annotations

from collections.abc import Mapping

from dockgen.facts import Override, Verdict, no
from dockgen.planning import Choices, Plan
from dockgen.project import Project

SHAPES = {
    "server": "a program that listens on a port",
    "worker": "a program that runs until it is stopped and listens on no port",
    "command": "a command-line tool: what is given to `docker run` are its arguments",
}
BASES = {
    "distroless": "distroless with the C libraries, without a shell or a package manager",
    "debian": "Debian, with certificates and the libraries that the program needs",
    "alpine": "Alpine, built against musl",
    "scratch": "nothing but the program, linked statically against musl",
}

MANIFEST = "Cargo.toml"


def detect(project: Project, overrides: Mapping[str, Override]) -> Verdict:
    """Match a Cargo.toml whose package or workspace has a program that is meant to run.

    Raises:
        UnusableInput: a manifest or a value of the user's cannot be used, or several programs
            could be meant.
    """
    if not project.has(MANIFEST):
        return no(f"no {MANIFEST}")  # before anything that only these projects need is imported
    from dockgen.ecosystems.rust.detect import detect as decide

    return decide(project, overrides)


def plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan stages that compile the dependencies, build the program and run it, or one for all.

    Raises:
        UnusableInput: a choice that does not fit, or a value that cannot be printed safely.
    """
    from dockgen.ecosystems.rust.plan import plan as decide

    return decide(verdict, choices)


def workspaces(project: Project) -> tuple[str, ...]:
    """The members of a workspace that are programs, by path: what `workspace` can be set to.

    Raises:
        UnusableInput: a manifest cannot be read.
    """
    if not project.has(MANIFEST):
        return ()
    from dockgen.ecosystems.rust.detect import workspaces as find

    return find(project)
