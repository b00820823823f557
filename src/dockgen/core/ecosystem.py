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


class DeclaredVersion(NamedTuple):
    """Which versions of the language a file of the project allows.

    Args:
        text: what is written there: `>=20`, `3.13`.
        evidence: where.
        allows: whether a version is allowed, at the precision in which an image names it. One
            that names a line is allowed where any release of the line is.
    """

    text: str
    evidence: Evidence
    allows: Callable[[str], bool]


class InstallCommand(NamedTuple):
    """A command that installs all that a project depends on.

    Args:
        manager: the package manager.
        pattern: a regular expression that matches such a command whole; its words have one space
            between them.
        lockfiles: the lockfiles that it reads.
        locked: a regular expression that finds whether it keeps to the lockfile; empty where it
            always does.
        strict: a regular expression that finds whether it fails without a lockfile; empty where
            it never does.
        keeps: what makes a command keep to the lockfile: a pattern, and what replaces it.
        cache: a part of the folder that it keeps downloads in.
        no_cache: what turns its cache off, an option or a variable; a regular expression.
        builds: a regular expression that finds whether it makes files of the application too;
            empty where it never does.
    """

    manager: str
    pattern: str
    lockfiles: tuple[str, ...]
    locked: str = ""
    strict: str = ""
    keeps: tuple[str, str] = ("", "")
    cache: str = ""
    no_cache: str = ""
    builds: str = ""


class WeakStart(NamedTuple):
    """A way to start that is not for production, or that a stop signal does not get through.

    Args:
        pattern: a regular expression that finds it in a command; its words have one space between
            them.
        what: what is wrong with it, as a clause behind the command.
        advice: what to do.
    """

    pattern: str
    what: str
    advice: str


class Scripts(NamedTuple):
    """The scripts that a manifest names.

    Args:
        path: the manifest.
        line: the line at which they begin; None where it is not known.
        commands: what each of them runs, by name.
    """

    path: str
    line: int | None
    commands: Mapping[str, str]


def _no_versions(_project: Project, _workspace: str) -> tuple[DeclaredVersion, ...]:
    return ()


def _no_scripts(_project: Project, _workspace: str) -> Scripts | None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewing:
    """What a review must know of an ecosystem.

    Args:
        images: regular expressions that find the version of the language in the name of an image,
            at the precision that it is written in. The group is the version.
        versions: what the files of a project say of the version, the strongest first.
        at_least: whether the fact `language_version` is the least version that will do, where
            `versions` says nothing.
        installs: the commands that install dependencies.
        script_call: a regular expression that matches a call of a script; the group `name` is the
            script. Empty where there are none.
        scripts: the scripts of the manifest in a folder.
        interpreters: programs whose first argument is a source file of the project.
        sources: how the names of these files end.
        development: ways to start that are not for production.
        indirect: ways to start in which a process between takes the stop signal.
        linked: whether its programs are linked to the libc of the image that builds them, given
            the facts of the project by name.
        installed: the folders that an installation makes beside its manifest.
        makes: regular expressions of commands of which it is known what they make: the file that
            the group `path` names, or without the group no file of the application.
    """

    images: tuple[str, ...] = ()
    versions: Callable[[Project, str], tuple[DeclaredVersion, ...]] = _no_versions
    at_least: bool = False
    installs: tuple[InstallCommand, ...] = ()
    script_call: str = ""
    scripts: Callable[[Project, str], Scripts | None] = _no_scripts
    interpreters: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    development: tuple[WeakStart, ...] = ()
    indirect: tuple[WeakStart, ...] = ()
    linked: Callable[[Mapping[str, str]], bool] = lambda _: False
    installed: tuple[str, ...] = ()
    makes: tuple[str, ...] = ()


NOTHING = Reviewing()


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
        connection_strings: the form of a connection string by the driver that takes no usual URL;
            `{user}`, `{password}`, `{host}`, `{port}` and `{database}` in it.
        jdbc: whether its databases are reached by JDBC.
        releases: regular expressions that find a release in the name of an image, each with the
            product of the release table.
        products: what a person calls these products.
        gone: commands that fail since a release.
        templates: the folder of its templates, for an ecosystem that does not come with dockgen.
        companions: the files that its plans have beside the Dockerfile, by name or by path. No
            other is taken from a record, which may come from anywhere.
        takes_port: whether an application takes the port that the image tells it, where its sources
            say none: what deploys it may then say one.
        tools_stage: the stage of an image of several that holds the development packages and the
            sources; empty where the image itself has what migrations need.
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
    connection_strings: Mapping[str, str] = field(default_factory=dict)
    jdbc: bool = False
    releases: tuple[tuple[str, str], ...] = ()
    products: Mapping[str, str] = field(default_factory=dict)
    gone: tuple[GoneCommand, ...] = ()
    templates: Path | None = None
    companions: tuple[str, ...] = ()
    image_users: Mapping[str, str] = field(default_factory=dict)
    tools_stage: str = ""
    takes_port: bool = False
    reviewing: Callable[[], Reviewing] = _nothing_to_review
