"""A copy of the build context, and an edit in it: the user's own files are never touched."""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from secrets import token_hex

from dockgen.core.ecosystem import HASH, SLASHES
from dockgen.core.errors import UnusableInput
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.core.safe_files import reason_of
from dockgen.ecosystems.registry import all_ecosystems

MARKUP, STARS = "<!-- {} -->", "/* {} */"
OTHER_CODE = {
    **dict.fromkeys((".cs", ".swift", ".php", ".c", ".cpp", ".dart", ".zig"), SLASHES),
    **dict.fromkeys((".rb", ".ex", ".exs", ".cr", ".pl", ".sh"), HASH),
}
"""Of languages without an ecosystem of their own here."""

PAGES = {".html": MARKUP, ".htm": MARKUP, ".md": MARKUP, ".css": STARS, ".scss": STARS}
"""The comment that is appended to a file, by its suffix."""

NOT_THE_APPLICATION = lazy_regex(
    r"(^|/)(tests?|specs?|__tests__|e2e|docs?|scripts?|examples?|benchmarks?|\.[^/]+)/"
    r"|(^|/)[^/]*(config|\.conf|\.test|\.spec|_test|\.d)\.[a-z]+$"
    r"|(^|/)(test_[^/]*|conftest|setup|gulpfile|manage)\.[a-z]+$|(^|/)\.[^/]*$",
    re.IGNORECASE,
)
USUAL_PLACE = lazy_regex(r"^(\w+/)?(src|app|lib|routes|pages|server|cmd|internal|public)/")
USUAL_NAME = lazy_regex(r"(^|/)(main|app|server|index|application)\.\w+$", re.IGNORECASE)

Ignored = Callable[[str], bool]


def copy_context(source: Path, destination: Path, ignored: Ignored = lambda _: False) -> None:
    """Copy a build context, with links as links and without sockets and the like.

    Args:
        source: the folder.
        destination: the folder to make.
        ignored: says of a path, relative and with `/`, whether the builder does not see it.

    Raises:
        UnusableInput: a file cannot be read.
    """
    try:
        _copy(source, destination, "", ignored)
    except OSError as problem:
        place = os.path.relpath(str(problem.filename), source)
        raise UnusableInput(f"cannot be copied: {reason_of(problem)}", file=place) from None


def _copy(source: Path, destination: Path, below: str, ignored: Ignored) -> None:
    destination.mkdir()
    with os.scandir(source) as entries:
        for entry in entries:
            path, place = f"{below}{entry.name}", destination / entry.name
            if ignored(path):
                continue
            if entry.is_symlink():
                place.symlink_to(Path(entry.path).readlink())
            elif entry.is_dir():
                _copy(Path(entry.path), place, f"{path}/", ignored)
            elif entry.is_file():
                shutil.copy2(entry.path, place)
    shutil.copystat(source, destination)


@cache
def _code() -> Mapping[str, str]:
    own = {suffix: kind for one in all_ecosystems() for suffix, kind in one.comments.items()}
    return {**OTHER_CODE, **own}


def source_to_edit(project: Project, ignored: Ignored = lambda _: False) -> str | None:
    """The source file that stands for a usual edit: one of the application's own.

    Args:
        project: the project.
        ignored: as `copy_context` takes it.
    """
    files = [path for path in project.files if not ignored(path)]
    for suffixes in (_code(), PAGES):
        own = [path for path in files if _is_of_the_application(path, suffixes)]
        if own:
            return _most_usual(own)
    return None


def _is_of_the_application(path: str, suffixes: Iterable[str]) -> bool:
    return Path(path).suffix in suffixes and not NOT_THE_APPLICATION.search(path)


def _most_usual(paths: list[str]) -> str:
    """Of the commonest kind, in a usual place, with a usual name, near the top, first by name."""
    common = Counter(Path(path).suffix for path in paths)
    return min(
        paths,
        key=lambda path: (
            -common[Path(path).suffix],
            USUAL_PLACE.match(path) is None,
            USUAL_NAME.search(path) is None,
            path.count("/"),
            path,
        ),
    )


def edit(folder: Path, path: str) -> None:
    """Append a comment to a file of the copy.

    Raises:
        UnusableInput: there is no such file, or nothing is known that can be appended to it.
    """
    comment = comment_for(folder, path)
    with (folder / path).open("a", encoding="utf-8") as file:
        # different each time, or the engine would have the result of the last time
        file.write(f"\n{comment.format(f'edited {token_hex(4)}')}\n")


def comment_for(folder: Path, path: str) -> str:
    """The kind of comment that can be appended to a file below a folder.

    Raises:
        UnusableInput: there is no such file, or nothing is known that can be appended to it.
    """
    addition = {**_code(), **PAGES}.get(Path(path).suffix)
    place = folder / path
    inside = place.resolve().is_relative_to(folder.resolve())  # a link may lead to the user's own
    if not inside or not place.is_file() or place.is_symlink():
        raise UnusableInput("is not a file of the build context", file=path)
    if addition is None:
        raise UnusableInput(
            "is not of a language whose comments dockgen knows",
            file=path,
            hint="give a source file",
        )
    return addition
