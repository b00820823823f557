"""A folder of the user's own templates, which go before those of dockgen's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from dockgen.core.errors import DockgenError, UnusableInput, nearest
from dockgen.core.facts import Evidence
from dockgen.core.plan import IgnoreGroup, Plan
from dockgen.core.quoting import Printable, ignore_pattern
from dockgen.core.safe_files import OUT, is_folder_below, parts_of
from dockgen.rendering.render import templates_folder

PART = "_"
"""What the name of a part of other templates begins with, or that of its folder."""
MOST_ENTRIES = 1000
"""How many files and folders a folder of templates may hold; dockgen's own has some hundred."""


def folder_of(root: Path, templates: str, place: Evidence) -> tuple[Path, ...]:
    """The folder, as `rendering.render` takes it; none where the setting is empty.

    Args:
        root: the project's folder.
        templates: the setting: a folder relative to the project.
        place: where it was said.

    Raises:
        UnusableInput: the folder does not exist in the project; or it is a link, lies behind one,
            or belongs to version control.
    """
    if not templates:
        return ()
    try:
        parts = parts_of(templates)
        if not is_folder_below(root, parts):
            raise UnusableInput(f"templates: there is no folder {templates}")
        _names(root.joinpath(*parts))
    except DockgenError as problem:
        if not problem.message.startswith("templates:"):
            what = problem.message.replace(OUT, "is not a folder inside the project")
            problem = UnusableInput(
                f"templates: {templates} {what}",
                hint="choose a folder inside the project without symbolic links in its path",
            )
        problem.file, problem.line = place.file, place.line
        raise problem from None
    return (root.joinpath(*parts),)


def ignoring(plan: Plan, templates: str) -> Plan:
    """The plan with the templates kept out of the builder's sight, if they lie in the project."""
    path = Path(os.path.normpath(templates))
    if not templates or path.is_absolute() or not path.parts or path.parts[0] == os.pardir:
        return plan
    why = Printable("Templates of this file and the Dockerfile")
    group = IgnoreGroup(why, (ignore_pattern(path.as_posix(), "templates"),))
    return plan._replace(ignored=(*plan.ignored, group))


def strangers(folders: tuple[Path, ...]) -> list[str]:
    """What to say of templates that replace none of dockgen's: their names may be misspelt."""
    shipped = _names(templates_folder()) if folders else set()
    notes = []
    for folder in folders:
        for name in sorted(_names(folder) - shipped):
            if name.startswith(PART) or name.rpartition("/")[2].startswith(PART):
                continue  # a part of the user's own, for templates of the user's own
            near = nearest(name, shipped)
            hint = f"; did you mean {near}?" if near else ""
            notes.append(f"{folder / name} does not replace a dockgen template{hint}")
    return notes


def _names(folder: Path) -> set[str]:
    """The templates in a folder and below; no link is followed.

    Raises:
        UnusableInput: the folder holds so much that it is no folder of templates.
    """
    entries = []
    for entry in _walk(folder):
        entries.append(entry)
        if len(entries) > MOST_ENTRIES:
            raise UnusableInput(
                f"templates: {folder} contains more than {MOST_ENTRIES} files and folders",
                hint="choose a folder that contains only templates",
            )
    found = (Path(entry.path) for entry in entries if entry.name.endswith(".jinja"))
    return {place.relative_to(folder).as_posix() for place in found}


def _walk(folder: Path) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            yield entry
            if entry.is_dir(follow_symlinks=False):
                yield from _walk(Path(entry.path))
