"""The only writer: compares with what is on disk, and writes whole files or none."""

from __future__ import annotations

import os
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from dockgen.core.errors import RefusedToOverwrite, UnusableInput
from dockgen.core.safe_files import (
    folder_above,
    is_link,
    is_version_control,
    link_refused,
    open_top,
    read_own,
    reason_of,
)
from dockgen.managed_files.journal import Step, commit

CARRIAGE = "\r"
LARGEST = 64 * 1024 * 1024
"""The size of a file that may be in the way: a page about an image's layers has some megabytes."""


class Status(Enum):
    """How a file on disk stands to the text that is to be written."""

    CREATE = "create"
    UNCHANGED = "unchanged"
    REPLACE = "replace"
    """It holds what dockgen wrote last, so nothing of the user's is lost."""
    EDITED = "edited"
    """It holds something that dockgen did not write."""


class Change(NamedTuple):
    """A file that is to be written.

    Args:
        path: its path, relative to the project.
        text: what is to be written, with Unix line ends.
        status: how the file on disk stands to that.
        before: the text on disk, with Unix line ends; empty where there is no file.
    """

    path: str
    text: str
    status: Status
    before: str = ""


class UserText(NamedTuple):
    """A file of the user's, with all that a rewrite has to keep.

    Args:
        lines: its lines without line feeds; the carriage return of a line stays its last
            character, so that a file with both line ends keeps each where it is.
        newline: the line end of most of its lines.
        bom: whether it begins with a byte order mark.
        ends: whether its last line has a line end.
    """

    lines: tuple[str, ...]
    newline: str = "\n"
    bom: bool = False
    ends: bool = True

    @property
    def text(self) -> str:
        """The text with Unix line ends."""
        whole = "".join(f"{line.removesuffix(CARRIAGE)}\n" for line in self.lines)
        return whole if self.ends else whole.removesuffix("\n")

    def says(self, text: str) -> bool:
        """Whether it is this text, in whatever form: line ends and a byte order mark aside."""
        return [line.removesuffix(CARRIAGE) for line in self.lines] == lines_of(text)

    @property
    def carriage(self) -> str:
        """What a line of this file has before its line feed."""
        return self.newline.removesuffix("\n")

    def in_its_form(self, text: str) -> list[str]:
        """The lines of a text that dockgen made, with the line ends of this file."""
        return [f"{line}{self.carriage}" for line in lines_of(text)]

    def encoded(self, lines: Sequence[str]) -> bytes:
        """Lines as the bytes of this file."""
        whole = "".join(f"{line}\n" for line in lines)
        if not self.ends:
            whole = whole.removesuffix("\n").removesuffix(self.carriage)
        raw = whole.encode("utf-8", "surrogateescape")
        return BOM_UTF8 + raw if self.bom else raw


def lines_of(text: str) -> list[str]:
    """The lines of a text; only a line feed ends one, as the builder sees it."""
    return text.removesuffix("\n").split("\n") if text else []


def user_text(raw: bytes) -> UserText:
    """Take a file apart; bytes that are not UTF-8 survive."""
    bom = raw.startswith(BOM_UTF8)
    text = raw.removeprefix(BOM_UTF8).decode("utf-8", "surrogateescape")
    feeds = text.count("\n")
    newline = "\r\n" if feeds and text.count("\r\n") * 2 > feeds else "\n"
    ends = not text or text.endswith("\n")
    if not ends and newline != "\n":
        text += CARRIAGE
    return UserText(tuple(lines_of(text)), newline, bom, ends)


def read_raw(root: Path, path: str) -> bytes | None:
    """The bytes of a file that dockgen writes; None where there is none.

    Raises:
        UnusableInput: something is there that cannot be read as a file.
        RefusedToOverwrite: the path is a link or leads through one, out of the project, or into
            version control.
    """
    found = read_own(root, path, LARGEST)
    return found.raw if found else None


def compare(root: Path, texts: Mapping[str, str], pristine: Mapping[str, str]) -> list[Change]:
    """Compare texts with the files on disk.

    Line ends, a byte order mark and a missing last line end are not differences.

    Args:
        root: the project's folder.
        texts: what is to be written, by path.
        pristine: what dockgen wrote last, by path.

    Raises:
        UnusableInput: a file that is in the way cannot be read.
        RefusedToOverwrite: a path points outside the project through a link.
    """
    return [_compare_one(root, path, text, pristine.get(path)) for path, text in texts.items()]


def _compare_one(root: Path, path: str, text: str, pristine: str | None) -> Change:
    raw = read_raw(root, path)
    if raw is None:
        return Change(path, text, Status.CREATE)
    file = user_text(raw)
    before = file.text
    if file.says(text):
        return Change(path, text, Status.UNCHANGED, before)
    own = pristine is not None and file.says(pristine)
    return Change(path, text, Status.REPLACE if own else Status.EDITED, before)


def write_all(root: Path, contents: Mapping[str, str | bytes | None]) -> None:
    """Write all files, or none, also when the process is killed in between.

    The mode of a file that is replaced is kept.

    Args:
        root: the project's folder.
        contents: by path, a text with Unix line ends, which takes the line ends and the byte
            order mark of the file that it replaces; bytes, which are written as they are; or
            None, which removes the file.

    Raises:
        UnusableInput: a file cannot be written; nothing has changed then.
        RefusedToOverwrite: a path points outside the project through a link.
    """
    commit(root, [_step(root, path, content) for path, content in contents.items()])


def _step(root: Path, path: str, content: str | bytes | None) -> Step:
    found = read_own(root, path, LARGEST)
    if found is None:
        return Step(path, content.encode("utf-8") if isinstance(content, str) else content)
    if isinstance(content, str):
        form = user_text(found.raw)._replace(ends=content.endswith("\n"))
        content = form.encoded(form.in_its_form(content))
    return Step(path, content, found.raw, found.status)


@contextmanager
def new_folder(place: Path, *, replace: bool = False) -> Iterator[Path]:
    """A folder that is filled beside its place, and is there whole or not at all.

    Args:
        place: where it is to be.
        replace: whether a folder that is there already is replaced.

    Yields:
        The folder to fill.

    Raises:
        RefusedToOverwrite: there is something already, and `replace` is not given; the present
            folder lies in it, which nobody means to replace; or it is a link, lies behind one,
            or belongs to version control.
        UnusableInput: it cannot be written.
    """
    _refuse_unsafe(place)
    if place.exists() and not replace and not _is_empty_folder(place):
        hint = "use -o for another folder, or --force to replace it and all its contents"
        raise RefusedToOverwrite("already exists", file=str(place), hint=hint)
    if Path.cwd().is_relative_to(place.resolve()):
        hint = "use -o to choose a separate folder"
        raise RefusedToOverwrite("is the current folder or above it", file=str(place), hint=hint)
    import secrets  # an adoption alone makes folders
    import shutil

    temporary = place.with_name(f".{place.name}.dockgen-{secrets.token_hex(8)}")
    try:
        with _folder_of(place) as above:
            try:
                os.mkdir(temporary.name, dir_fd=above)
                yield temporary
                if is_link(above, place.name):
                    raise link_refused(str(place), str(place))
                if place.is_dir():
                    shutil.rmtree(place.name, dir_fd=above)
                os.rename(temporary.name, place.name, src_dir_fd=above, dst_dir_fd=above)
            finally:
                shutil.rmtree(temporary.name, ignore_errors=True, dir_fd=above)
    except OSError as problem:
        file = str(problem.filename or place)
        raise UnusableInput(f"cannot be written: {reason_of(problem)}", file=file) from None


@contextmanager
def _folder_of(place: Path) -> Iterator[int]:
    """The folder that a place is in, opened, and made where it is missing.

    Links above an absolute path are the user's own; those of a relative one may be a checkout's.
    """
    if place.is_absolute():
        place.parent.mkdir(parents=True, exist_ok=True)
        top, inner = open_top(place.parent), place.name
    else:
        up = [part for part in place.parts if part == ".."]
        top, inner = open_top(Path(*up)), "/".join(place.parts[len(up) :])
    try:
        with folder_above(top, inner, make=True) as (folder, _):
            yield folder
    finally:
        os.close(top)


def _refuse_unsafe(place: Path) -> None:
    """Refuse a folder that a checkout leads elsewhere: below the present folder, it may be one."""
    inner = place if not place.is_absolute() else Path(place.name)
    for part in (place, *place.parents[: len(inner.parts) - 1]):
        guarded = is_version_control(part.name)
        if guarded or part.is_symlink():
            what = "belongs to version control" if guarded else "is a symbolic link"
            raise RefusedToOverwrite(
                f"{part} {what}, and dockgen writes nothing there",
                file=str(place),
                hint="use -o to choose another place",
            )


def _is_empty_folder(place: Path) -> bool:
    return place.is_dir() and not any(place.iterdir())
