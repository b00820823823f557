"""The record of an ecosystem: everything that the rest of dockgen must know of it, as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from dockgen.core.facts import Override, Verdict
from dockgen.core.plan import Choices, Plan
from dockgen.core.project import Project


def _no_workspaces(_: Project) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ecosystem:
    """One ecosystem, such as Maven or static pages.

    The functions import what they need when they are called, so that a record costs little.

    Args:
        name: the name that `--detector` takes.
        precedence: why it goes before those that stand below it in the registry.
        shapes: the shapes that it can plan, each with one line that says what it is.
        bases: the families of base images that it offers, the default first, each with one line.
        detect: says whether a project is of this kind, and what is known about it.
        plan: decides the image.
        companions: the files that its plans have beside the Dockerfile, by name or by path. No
            other is taken from a record, which may come from anywhere.
        workspaces: the applications that one build makes, by folder: what `workspace` can be.
    """

    name: str
    precedence: str
    shapes: Mapping[str, str]
    bases: Mapping[str, str]
    detect: Callable[[Project, Mapping[str, Override]], Verdict]
    plan: Callable[[Verdict, Choices], Plan]
    companions: tuple[str, ...] = ()
    workspaces: Callable[[Project], tuple[str, ...]] = _no_workspaces
