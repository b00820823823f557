"""What a review of a Dockerfile must know of an ecosystem, as data.

A record of `ecosystems/` brings one of these; the rules of `tools/review` hold a Dockerfile
against it, and know no ecosystem by name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from dockgen.core.facts import Evidence
from dockgen.core.project import Project


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
    """

    manager: str
    pattern: str
    lockfiles: tuple[str, ...]
    locked: str = ""
    strict: str = ""
    keeps: tuple[str, str] = ("", "")
    cache: str = ""
    no_cache: str = ""


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


NOTHING = Reviewing()
