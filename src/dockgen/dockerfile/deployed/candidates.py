"""What could be the application of a repository, and what is hardly meant."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from dockgen.core.facts import Fact
from dockgen.core.lazy_regex import lazy_regex

BESIDE = {
    "documentation": "docs doc documentation wiki handbook",
    "a catalogue of components": "storybook storybooks ladle",
    "an example": "example examples demo demos sample samples playground playgrounds sandbox "
    "starter quickstart tutorial tutorials",
    "for tests": "e2e test tests testing cypress playwright fixtures mock mocks benchmark "
    "benchmarks bench perf",
    "for phones": "mobile ios android expo phone",
    "for desktops": "desktop electron tauri",
    "for browsers or editors": "extension extensions vscode",
    "for developers": "tool tools tooling scripts devtools codegen generator xtask dev",
}
"""What the words of a folder's name say of it; a repository is deployed for none of these."""

SHOWN = frozenset({"documentation", "a catalogue of components"})
"""What is deployed after all, if not as the application."""

WORDS = {word: what for what, words in BESIDE.items() for word in words.split()}
SEPARATORS = lazy_regex(r"[/\-_.@\s]+")


class Kind(IntEnum):
    """What an application does, the likeliest to be meant first."""

    SERVER = 0
    PROGRAM = 1
    SITE = 2
    COMMAND = 3

    @property
    def title(self) -> str:
        """What a person calls it."""
        return ("a server", "a program", "a site", "a command-line tool")[self]


class Candidate(NamedTuple):
    """Something that could be meant.

    Args:
        value: what the user writes to choose it.
        folder: its folder; empty for the top.
        kind: what it does.
        of: what says so, such as the framework; empty where nothing more is known.
        names: other names that scripts and files call it by.
        aside: why it is hardly meant; empty where nothing says so.
        never: whether no image of it is of use at all.
    """

    value: str
    folder: str
    kind: Kind = Kind.PROGRAM
    of: str = ""
    names: tuple[str, ...] = ()
    aside: str = ""
    never: bool = False

    @property
    def description(self) -> str:
        """What it is, for a person."""
        return f"{self.kind.title} ({self.of})" if self.of else self.kind.title

    def is_named_by(self, text: str) -> bool:
        """Whether a command or a path names it, by its folder or as a tool names a member."""
        said = _read(text)
        if self.folder and any(_leads_into(self.folder, path) for path in said.paths):
            return True
        return not said.names.isdisjoint((*self.names, *([self.folder] if self.folder else [])))


class Said(NamedTuple):
    """One place in which a repository may say what it deploys.

    Args:
        texts: commands and paths, each with its place.
        what: what they do, after the place: `builds it`.
    """

    texts: tuple[Fact[str], ...]
    what: str


FILTER = lazy_regex(
    r"(?:--filter|-F|--workspace|-w|--scope|--cwd|--prefix|-C|--dir|--bin|--package|-p|--project"
    r"|--app|\bworkspace|\bcd)[ =]['\"]?(?:\./|\.\.\.|\{)?(?P<name>@?\w[\w./-]*)"
    r"|\b(?:nx|turbo|moon|lage|rush)\s+(?:run(?:-many)?\s+)?(?:\w+\s+)?(?P<tool>@?\w[\w./-]*)(?::\w+)*"
    r"|(?<![\w./-])(?P<task>:?[\w-]+(?::[\w-]+)*):(?:build|bootJar|installDist|run|shadowJar|jar)\b"
    r"|-pl\s+:?(?P<module>[\w./-]+)"
)
"""How commands name the member in which they run something."""


ROOTS = lazy_regex(
    r"(?:\./|\.\./|/(?:usr/src/app|usr/src|app|src|srv|code|repo|workspaces?|build|opt/app"
    r"|home/\w+/app|home/\w+)(?=/)/?)+"
)
"""Where an image usually has the sources of a repository."""


class _Text(NamedTuple):
    paths: tuple[str, ...]
    names: frozenset[str]


@lru_cache(maxsize=1024)
def _read(text: str) -> _Text:
    """The paths that a command holds, and the names of members."""
    words = _words(text)
    names: set[str] = set()
    for match in FILTER.finditer(text):
        for name in filter(None, match.groups()):
            names |= {name.rstrip("/"), name.strip(":").replace(":", "/"), name.split(":")[0]}
    for step in re.split(r"&&|\|\||[;|\n]", text):
        program = [one for one in _words(step) if one != "exec"]
        names |= {posixpath.basename(one) for one in program[:1]}
    return _Text(
        tuple(posixpath.normpath(ROOTS.sub("", one, count=1)) for one in words), frozenset(names)
    )


def _leads_into(folder: str, path: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")


def _words(text: str) -> list[str]:
    """The words of a command, without the variables that it sets."""
    words = [one.strip("\"'`()[],;{}") for one in text.split()]
    return [
        part
        for one in words
        if not re.match(r"\w+=", one)
        for part in (one.split("=", 1)[1:] if one.startswith("-") else [one])
    ]


class Aside(NamedTuple):
    """Why something is hardly meant.

    Args:
        reason: why; empty where nothing says so.
        never: whether no image of it is of use at all.
    """

    reason: str = ""
    never: bool = False


def aside_by_name(folder: str, *names: str) -> Aside:
    """Why the folder or the names of something say that it is hardly meant."""
    *above, own = folder.split("/")
    tokens = [*(part for part in above), *SEPARATORS.split(own)]
    tokens += [part for name in names for part in SEPARATORS.split(name.rpartition("/")[2])]
    word = next((one for one in tokens if one.lower() in WORDS), "")
    what = WORDS.get(word.lower(), "")
    return Aside(f"its name says that it is {what}", what not in SHOWN) if what else Aside()


def deployable(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The candidates of which an image is of use; all of them where that is none."""
    every = tuple(candidates)
    return tuple(one for one in every if not one.never) or every


def serious(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The candidates that may well be meant; all of them where that is none."""
    every = tuple(candidates)
    return tuple(one for one in every if not one.aside) or every
