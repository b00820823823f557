"""The one family of errors that dockgen shows to a person."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

SHOWN = 6
"""How many applications are named in one sentence."""

DONE, FOUND, UNUSABLE, REFUSED, UNDETECTED, ENGINE = range(6)
"""Exit codes: done, a check found something, unusable input, refused to overwrite,
nothing detected, engine missing or build failed."""


class DockgenError(Exception):
    """Something a person can mend: what is wrong, where, and what to do.

    Args:
        message: one sentence, without a full stop.
        file: the file it is about, relative to the project.
        line: the line in that file, counted from 1.
        hint: what to do about it.
    """

    exit_code = UNUSABLE
    details: tuple[str, ...] = ()
    """Lines that are shown below the sentence, where one line does not hold it all."""

    def __init__(
        self, message: str, *, file: str | None = None, line: int | None = None, hint: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line
        self.hint = hint

    def __str__(self) -> str:
        place = ""
        if self.file is not None:
            place = f"{self.file}:{self.line}: " if self.line else f"{self.file}: "
        hint = f" ({self.hint})" if self.hint else ""
        return f"{place}{self.message}{hint}"


class UnusableInput(DockgenError):
    """A file, an option or a value that cannot be used as it is."""


class Unreadable(UnusableInput):
    """A file that cannot be read as text; without it, more may be said all the same."""


class ReachesAbove(UnusableInput):
    """The folder is a part of a larger build, whose top lies above it.

    Args:
        message: one sentence, without a full stop.
        top: the way from the folder to that top, such as `../..`.
        app: the folder, seen from there.
        file: the file that says so.
        line: the line in that file.
    """

    def __init__(self, message: str, *, top: str, app: str, file: str, line: int | None) -> None:
        hint = f"work from the top: dockgen init --app {shlex.quote(app)} {top}"
        super().__init__(message, file=file, line=line, hint=hint)
        self.top = top
        self.app = app


class SeveralApplications(UnusableInput):
    """Several applications could be meant, and nothing makes plain which one is.

    Args:
        ranked: what the user writes to choose each, with what speaks for it, the likeliest first.
        fact: the fact that chooses one.
        file: the file that names them all.
        line: the line in that file.
    """

    def __init__(
        self, ranked: tuple[tuple[str, str], ...], *, fact: str, file: str | None, line: int | None
    ) -> None:
        first = ranked[0][0]
        option = "--app " if fact == "workspace" else f"--set {fact}="
        names = ", ".join(value for value, _ in ranked[:SHOWN])
        names += " …" if len(ranked) > SHOWN else ""
        super().__init__(
            f"{len(ranked)} applications could be meant, the likeliest first: {names}",
            file=file,
            line=line,
            hint=f"choose one, such as {option}{shlex.quote(first)}, or write an image for each "
            "with `dockgen init --all`",
        )
        self.ranked = ranked
        self.fact = fact
        self.details = in_columns(ranked)


class SeveralParts(UnusableInput):
    """A folder holds several projects, and what lies at its top is hardly the one that is meant.

    Args:
        ranked: the folders, with what each is, the likeliest first.
        hint: what to do.
    """

    def __init__(self, ranked: tuple[tuple[str, str], ...], *, hint: str) -> None:
        names = ", ".join(folder for folder, _ in ranked)
        super().__init__(
            f"several projects lie in this folder, the likeliest first: {names}", hint=hint
        )
        self.details = in_columns(ranked)


class UnusableValue(UnusableInput):
    """A value that cannot stand where it is to stand.

    Args:
        name: the fact or the place that it is the value of.
        what: what is wrong with it, as a clause.
        value: the value.
    """

    def __init__(self, name: str, what: str, value: str) -> None:
        super().__init__(f"{name} {what}: {value!r}")
        self.what = what
        self.value = value


class RefusedToOverwrite(DockgenError):
    """A file of the user's would have been lost."""

    exit_code = REFUSED


class NothingDetected(DockgenError):
    """No detector recognises the project."""

    exit_code = UNDETECTED


class EngineProblem(DockgenError):
    """No engine can be used, or it refused what it was asked to do."""

    exit_code = ENGINE


def in_columns(rows: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """Lines of two columns."""
    width = max(len(first) for first, _ in rows)
    return tuple(f"{first:<{width}}  {second}" for first, second in rows)


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that a misspelt one is likely meant for, or None where none is near."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, list(known), n=1)), None)
