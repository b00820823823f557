"""The record of an ecosystem: everything that the rest of dockgen must know of it, as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from dockgen.core.facts import Evidence, Override, Verdict
from dockgen.core.generated import GeneratedFolder
from dockgen.core.plan import Choices, Plan
from dockgen.core.project import Project
from dockgen.core.reviewing import NOTHING, Reviewing

SLASHES, HASH, SEMICOLONS = "// {}", "# {}", ";; {}"
"""Kinds of comments, for `Ecosystem.comments`."""


class CredentialFile(NamedTuple):
    """A file in which a package manager keeps the credentials of registries.

    Args:
        path: a regular expression that finds its path, which has no leading slash.
        content: a regular expression that its beginning must hold; None where the name says it
            all.
    """

    path: str
    content: bytes | None = None


class GoneCommand(NamedTuple):
    """A command of a Dockerfile that fails since a release.

    Args:
        command: a regular expression that finds the command in the text of a RUN.
        product: the product of the release table whose line the stage's image names; empty
            where `fact` says the release.
        since: the first release without it: `25`, `4.1`.
        message: what is wrong; `{release}` stands for the release.
        advice: what to do instead.
        installed: packages of which one, installed before by npm, brings the command back.
        fact: the fact of the project that says the release, in the place of an image.
        of: what the fact `framework` must begin with for that.
    """

    command: str
    product: str
    since: str
    message: str
    advice: str
    installed: tuple[str, ...] = ()
    fact: str = ""
    of: str = ""


def called(tool: str) -> str:
    """The expression for `GoneCommand.command` that finds a call of a tool.

    A tool is called at the start of a line, or after `&&`, `;`, `|` and the like.
    """
    return rf"(?:^|[;&|(]|\bthen\b|\bexec\b)\s*{tool}\b"


class ServiceAddress(NamedTuple):
    """How an application reaches a service, part by part.

    Args:
        scheme: what a connection string begins with: `postgresql`, `redis`.
        package: the dependency that calls for the service.
        parts: `host`, `port`, `user`, `password`, `database`, `url`, and `jdbc`, a URL without
            credentials.
    """

    scheme: str
    package: str
    parts: Mapping[str, str]


ServiceVariables = Callable[[ServiceAddress, str], Mapping[str, str]]
"""The variables that a framework of that version reads the place of a service from."""


def _no_workspaces(_: Project) -> tuple[str, ...]:
    return ()


def _no_dependencies(_project: Project, _workspace: str) -> Mapping[str, Evidence]:
    return {}


def _nothing_to_review() -> Reviewing:
    return NOTHING


def _no_service_variables(_framework: str) -> ServiceVariables | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ecosystem:
    """One ecosystem, such as Maven or static pages.

    The functions import what they need when they are called, so that a record costs little.

    Args:
        name: the name that `--detector` takes.
        title: what a person calls it: `Node.js`.
        precedence: why it goes before those that stand below it in the registry.
        shapes: the shapes that it can plan, each with one line that says what it is.
        bases: the families of base images that it offers, the default first, each with one line.
        detect: says whether a project is of this kind, and what is known about it.
        plan: decides the image.
        workspaces: the applications that one build makes, by folder: what `workspace` can be.
        manifests: the files that say that a folder holds a program of it; a `*` stands for any
            text.
        lockfiles: the files that pin versions.
        generated: the folders that its tools write.
        comments: the suffixes of its sources, each with the kind of comment that can be appended
            to one, which is what measures a rebuild; the first ones are the most common.
        compilers: programs that have no place in a run-time image.
        caches: regular expressions of folders in which its package managers keep downloads.
        credentials: where its package managers keep credentials.
        services: by the name of a service (`postgres`), the dependencies that call for it.
        dependencies: what an application needs at run time, by name, with the place that says
            so; the second argument is the application's folder in a workspace, or empty.
        service_variables: by the name of a framework, the variables of its own that it reads
            the place of a service from; None where it has none.
        jdbc: whether its databases are reached by JDBC.
        releases: regular expressions that find a release in the name of an image, each with the
            product of the release table.
        products: what a person calls these products.
        gone: commands that fail since a release.
        templates: the folder of its templates, for an ecosystem that does not come with dockgen.
        companions: the files that its plans have beside the Dockerfile, by name or by path. No
            other is taken from a record, which may come from anywhere.
        image_users: users without rights that official images bring, by repository.
        reviewing: what a review of somebody's Dockerfile must know.
    """

    name: str
    title: str
    precedence: str
    shapes: Mapping[str, str]
    bases: Mapping[str, str]
    detect: Callable[[Project, Mapping[str, Override]], Verdict]
    plan: Callable[[Verdict, Choices], Plan]
    workspaces: Callable[[Project], tuple[str, ...]] = _no_workspaces
    manifests: tuple[str, ...] = ()
    lockfiles: tuple[str, ...] = ()
    generated: tuple[GeneratedFolder, ...] = ()
    comments: Mapping[str, str] = field(default_factory=dict)
    compilers: tuple[str, ...] = ()
    caches: tuple[str, ...] = ()
    credentials: tuple[CredentialFile, ...] = ()
    services: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    dependencies: Callable[[Project, str], Mapping[str, Evidence]] = _no_dependencies
    service_variables: Callable[[str], ServiceVariables | None] = _no_service_variables
    jdbc: bool = False
    releases: tuple[tuple[str, str], ...] = ()
    products: Mapping[str, str] = field(default_factory=dict)
    gone: tuple[GoneCommand, ...] = ()
    templates: Path | None = None
    companions: tuple[str, ...] = ()
    image_users: Mapping[str, str] = field(default_factory=dict)
    reviewing: Callable[[], Reviewing] = _nothing_to_review
