"""What a stage holds, as far as the Dockerfile and the context decide it."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal

from dockgen.dockerfile.copied_sources import WILDCARDS
from dockgen.dockerfile.resolved import Resolved, ResolvedStage, Step, Taken
from dockgen.dockerfile.shell_commands import ShellCommand

State = Literal["there", "absent", "unknown"]

WRITERS = frozenset(
    (
        "git curl wget tar unzip cp mv ln rsync svn hg scp tee patch install dd python python3 perl"
        " jlink cpio rename . source bash sh eval find xargs make cmake"
    ).split()
)
"""Programs that may put any file anywhere."""


def below(path: str, folder: str) -> bool:
    """Whether a path is a folder or lies in it."""
    return path == folder or path.startswith(f"{folder.rstrip('/')}/")


@dataclass(slots=True)
class Held:
    """What a stage holds at one moment.

    Args:
        context: the files of the context that are sent.
        trees: folders that come from the context: where they lie, and what they are there.
        files: files, by where they lie, with what they are in the context; None for one that
            comes from elsewhere.
        opaque: folders that may hold anything.
        commands: the text of what has run.
        wrote: whether something has run that may put any file anywhere.
    """

    context: Collection[str]
    trees: list[tuple[str, str]] = field(default_factory=list)
    files: dict[str, str | None] = field(default_factory=dict)
    opaque: list[str] = field(default_factory=list)
    commands: str = ""
    wrote: bool = False

    def state(self, path: str) -> State:
        """Whether a file or folder is there."""
        if path in self.files or self.from_context(path) is not None:
            return "there"
        if any(below(path, folder) or below(folder, path) for folder in self.opaque):
            return "unknown"
        if any(below(one, path) for one in self.files):
            return "there"
        name = posixpath.basename(path)
        if name and name in self.commands:
            return "unknown"
        return "unknown" if self.wrote else "absent"

    def lacks(self, path: str) -> bool:
        """Whether a file is not there, as far as only what is copied can bring it."""
        if path in self.files or self.from_context(path) is not None:
            return False
        return not any(below(path, folder) or below(folder, path) for folder in self.opaque)

    def from_context(self, path: str) -> str | None:
        """The file or folder of the context that lies at a path; None where it is none."""
        if self.files.get(path) is not None:
            return self.files[path]
        for place, source in self.trees:
            if below(path, place):
                inside = posixpath.relpath(path, place)
                found = posixpath.normpath(posixpath.join(source, inside))
                if found in self.context or self._is_folder(found):
                    return found
        return None

    def _is_folder(self, path: str) -> bool:
        return path == "." or any(one.startswith(f"{path}/") for one in self.context)


def held(
    resolved: Resolved,
    stage: ResolvedStage,
    context: Collection[str],
    *,
    before: Step | None = None,
    plain_images: bool = True,
) -> Held:
    """What a stage holds, at its end or before one of its steps.

    Args:
        resolved: the Dockerfile.
        stage: the stage.
        context: the files that are sent.
        before: the step; what it mounts counts.
        plain_images: whether the image at the bottom brings nothing of an application.
    """
    made = Held(context)
    if not plain_images:
        made.opaque.append("/")
    for step in resolved.steps(stage):
        if step is before:
            for taken in step.taken if step.keyword == "RUN" else ():
                _take(made, taken, mounted=True)
            break
        _see(made, step)
    return made


def _see(made: Held, step: Step) -> None:
    """Note what a step does to what is held."""
    if step.keyword == "RUN":
        texts = [one.text for one in step.commands]
        made.commands += f"\n{step.instruction.arguments} {' ; '.join(texts)}"
        made.wrote |= any(_may_write(one) for one in step.commands)
    elif step.keyword == "ONBUILD":
        made.opaque.append("/")
    elif step.keyword in ("COPY", "ADD"):
        flags = step.instruction.arguments
        partly = "--parents" in flags or "--exclude" in flags or step.keyword == "ADD"
        for taken in step.taken:
            if partly or step.instruction.heredocs:
                made.opaque.append((taken.destination or "/").rstrip("/") or "/")
            else:
                _take(made, taken)


def _may_write(command: ShellCommand) -> bool:
    words = command.words
    return words[0] in WRITERS or "prune" in words or "deploy" in words or "clone" in words


def _take(made: Held, taken: Taken, *, mounted: bool = False) -> None:
    place = taken.destination
    if place is None or None in taken.sources:
        made.opaque.append("/" if place is None else place.rstrip("/") or "/")
        return
    as_folder = place.endswith("/") or len(taken.sources) > 1
    clean = place.rstrip("/") or "/"
    for source in taken.sources:
        assert source is not None  # noqa: S101  looked at above
        if taken.origin:
            _from_stage(made, source, clean, as_folder=as_folder, mounted=mounted)
        else:
            _from_context(made, source, clean, as_folder=as_folder, mounted=mounted)


def _from_stage(made: Held, source: str, place: str, *, as_folder: bool, mounted: bool) -> None:
    name = posixpath.basename(source.rstrip("/"))
    if WILDCARDS.search(source):
        if as_folder or "." not in posixpath.basename(place):
            made.opaque.append(place)
        else:
            made.files[place] = None
    elif source.endswith("/") or mounted or "." not in name:
        # A file without a suffix, such as a program, or a folder: both may be meant.
        target = posixpath.join(place, name) if as_folder else place
        if not source.endswith("/"):
            made.files[target] = None
        made.opaque.append(place)
    else:
        made.files[posixpath.join(place, name) if as_folder else place] = None


def _from_context(made: Held, source: str, place: str, *, as_folder: bool, mounted: bool) -> None:
    clean = posixpath.normpath(f"/{source}").lstrip("/") or "."
    if WILDCARDS.search(clean):
        found = list(matching(made.context, clean))
        folder = as_folder or len(found) > 1
        for one, is_file in found:
            if not is_file:
                made.trees.insert(0, (place, one))
            else:
                name = posixpath.basename(one)
                made.files[posixpath.join(place, name) if folder else place] = one
        return
    if clean in made.context:
        lies_in = as_folder and not mounted
        name = posixpath.join(place, posixpath.basename(clean)) if lies_in else place
        made.files[name] = clean
    else:
        made.trees.insert(0, (place, clean))


def matching(context: Collection[str], pattern: str) -> Iterator[tuple[str, bool]]:
    """What a pattern of COPY matches, and whether that is a file; as Go's path.Match does."""
    parts = pattern.split("/")
    seen = set[str]()
    for path in context:
        have = path.split("/")
        if len(have) < len(parts):
            continue
        if all(fnmatchcase(one, part) for one, part in zip(have, parts, strict=False)):
            found = "/".join(have[: len(parts)])
            if found not in seen:
                seen.add(found)
                yield found, len(have) == len(parts)
