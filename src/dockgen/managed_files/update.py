"""Bring a project's Dockerfiles up to date without losing what the user changed in them."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from pathlib import Path
from typing import Literal

from dockgen import __version__
from dockgen.core.errors import UnusableInput
from dockgen.core.project import Project
from dockgen.ecosystems.registry import opened
from dockgen.managed_files import draft as session
from dockgen.managed_files import lock as record
from dockgen.managed_files.draft import Draft
from dockgen.managed_files.drift import Drift, already_say, drifts, said_then
from dockgen.managed_files.merge import Chunk, cut, marked_line, merge, merged, rejected
from dockgen.managed_files.settings import CONFIG
from dockgen.managed_files.writing import lines_of, read_raw, user_text, write_all
from dockgen.rendering.render import Origin, RenderedFile

OnConflict = Literal["inline", "rej"]
REJECTED = ".rej"
"""What the name of a file ends in that holds what could not be put in, as patch names it."""


class Outcome(Enum):
    """What becomes of one file."""

    UNCHANGED = "unchanged"
    MERGED = "merged"
    CREATED = "created"
    REMOVED = "removed: no longer needed"
    STAYS_DELETED = "stays deleted, because you deleted it"
    STAYS_YOURS = (
        "left unchanged: this is your file, and dockgen would write one with the same name"
    )
    STAYS_EDITED = "left unchanged: no longer needed, but you edited it"


@dataclass(frozen=True, slots=True)
class Conflict:
    """A place where the user and dockgen changed the same lines.

    Args:
        line: the line that it begins on in the merged file, counted from 1.
        label: what the new side is called there.
    """

    line: int
    label: str


@dataclass(frozen=True, slots=True)
class FileUpdate:
    """What becomes of one file.

    Args:
        path: its path, relative to the project.
        outcome: what becomes of it.
        before: what it holds; None where there is none.
        after: what it is to hold; None where there is to be none.
        conflicts: the places that the user has to settle.
        rejects: with `rej`, the changes that were left out, as the text of NAME.rej.
    """

    path: str
    outcome: Outcome
    before: bytes | None
    after: bytes | None
    conflicts: tuple[Conflict, ...] = ()
    rejects: str = ""


@dataclass(frozen=True)
class RunUpdate:
    """What becomes of one Dockerfile and the files that belong to it.

    Args:
        draft: what would be written without the user's edits.
        earlier: the last run.
        files: what becomes of each file.
    """

    draft: Draft
    earlier: record.Run
    files: tuple[FileUpdate, ...] = ()

    @cached_property
    def drifts(self) -> tuple[Drift, ...]:
        """What changed since the last run."""
        return drifts_of(self.draft, self.earlier)


@dataclass
class Update:
    """What becomes of a project.

    Args:
        root: the project's folder.
        runs: what becomes of each Dockerfile.
        deleted: the Dockerfiles that the user deleted.
        contents: what is to be written, by path, as `write_all` takes it.
    """

    root: Path
    runs: list[RunUpdate] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    contents: dict[str, str | bytes | None] = field(default_factory=dict)

    @property
    def files(self) -> list[FileUpdate]:
        """What becomes of each file."""
        return [file for run in self.runs for file in run.files]

    @property
    def has_conflicts(self) -> bool:
        """Whether anything is left to the user."""
        return any(file.conflicts for file in self.files)

    def write(self) -> None:
        """Write everything, or nothing."""
        write_all(self.root, self.contents)


def drifts_of(draft: Draft, earlier: record.Run) -> tuple[Drift, ...]:
    """What changed since a run."""
    return tuple(
        drifts(
            said_then(earlier),
            draft.said,
            same_version=earlier.version == __version__,
            has_file=draft.detection.project.has,
        )
    )


def recorded(folder: str, names: Sequence[str]) -> tuple[Project, dict[str, record.Run]]:
    """The project, and what the last runs wrote for these Dockerfiles; for all without names.

    Raises:
        UnusableInput: there is no record, or none of a Dockerfile that was named.
    """
    project = opened(folder)
    runs = record.read(project.root)
    for name in names:
        if name not in runs:
            raise _unrecorded(project, name, runs)
    if not runs:
        raise _unrecorded(project, "Dockerfile", runs)
    return project, {name: run for name, run in runs.items() if name in names or not names}


def _unrecorded(project: Project, name: str, runs: Mapping[str, record.Run]) -> UnusableInput:
    if runs:
        return UnusableInput(
            f"dockgen did not write it; it wrote {', '.join(runs)}",
            file=name,
            hint=f"`dockgen init -f {name}` does",
        )
    if project.exists(name):
        return UnusableInput(
            f"there is no {record.LOCK} here, so dockgen cannot tell your edits from its own text",
            file=name,
            hint="restore it from version control, or let `dockgen init` show the "
            "difference and write the file again",
        )
    return UnusableInput(
        f"there is no {record.LOCK} here: dockgen has not written a Dockerfile for this project",
        hint="`dockgen init` does",
    )


def plan_update(
    folder: str,
    names: Sequence[str] = (),
    given: Mapping[str, object] | None = None,
    on_conflict: OnConflict = "inline",
) -> Update:
    """Decide what becomes of each file; nothing is written.

    Args:
        folder: the project's folder.
        names: the Dockerfiles; without any, all that dockgen wrote.
        given: new decisions, as `Settings.updated` takes them.
        on_conflict: whether conflicts are marked in the file, or left out and put beside it.

    Raises:
        DockgenError: anything that keeps the files from being made.
    """
    project, runs = recorded(folder, names)
    update = Update(project.root)
    every = record.read(project.root)
    made: dict[str, record.Run] = {}
    drafts: list[tuple[Draft, record.Run]] = []
    for name, earlier in runs.items():
        if read_raw(project.root, name) is None:
            update.deleted.append(name)
            continue
        drafts.append((session.draft(folder, name, given or {}), earlier))
    needed = {path for draft, _ in drafts for path in draft.files}
    needed |= {path for name, run in every.items() if name not in runs for path in run.files}
    for draft, earlier in drafts:
        run = _RunMerge(update, draft, earlier, on_conflict, needed).made()
        update.runs.append(run)
        kept = {file.path for file in run.files if file.outcome is Outcome.STAYS_YOURS}
        made[draft.dockerfile] = session.run_of(draft, kept)
        config = session.settings_change([draft]) if given else None
        if config is not None:
            update.contents[CONFIG] = config
    lock = session.lock_change(project.root, every, made)
    if lock is not None:
        update.contents[record.LOCK] = lock
    return update


class _RunMerge:
    """Merges the files of one Dockerfile.

    Args:
        update: what was decided before; files that two Dockerfiles share are merged one after
            the other.
        draft: what would be written without the user's edits.
        earlier: the last run.
        on_conflict: see `plan_update`.
        needed: the paths that any Dockerfile of the project needs.
    """

    def __init__(
        self,
        update: Update,
        draft: Draft,
        earlier: record.Run,
        on_conflict: OnConflict,
        needed: set[str],
    ) -> None:
        self.update, self.draft, self.earlier = update, draft, earlier
        self.on_conflict, self.needed = on_conflict, needed
        self.drifts = drifts_of(draft, earlier)
        # The version in the header changes with every release. Both texts name the old one while
        # they are merged, so that a user's edit beside it is no conflict; it is set afterwards.
        self.as_before = session.files_as_before(draft)

    def made(self) -> RunUpdate:
        paths = dict.fromkeys([*self.draft.files, *self.earlier.files])
        files = [self._file(path) for path in paths]
        for file in files:
            if file.after != file.before:
                self.update.contents[file.path] = file.after
            if file.rejects:
                self._refuse_to_replace_rejects(file.path)
                self.update.contents[f"{file.path}{REJECTED}"] = file.rejects
        return RunUpdate(self.draft, self.earlier, tuple(files))

    def _refuse_to_replace_rejects(self, path: str) -> None:
        if read_raw(self.update.root, f"{path}{REJECTED}") is not None:
            raise UnusableInput(
                "is left from an earlier update, and this update has more conflicts",
                file=f"{path}{REJECTED}",
                hint=f"apply its changes to {path}, then delete it",
            )

    def _file(self, path: str) -> FileUpdate:
        before = self._content(path)
        pristine = self.earlier.files.get(path)
        if path not in self.draft.files:
            return self._no_longer_made(path, before, pristine or "")
        new = self.draft.files[path].text
        if before is None and pristine is not None:
            return FileUpdate(path, Outcome.STAYS_DELETED, None, None)
        if before is None:
            return FileUpdate(path, Outcome.CREATED, None, new.encode())
        if pristine is None:
            same = user_text(before).says(new)
            outcome = Outcome.UNCHANGED if same else Outcome.STAYS_YOURS
            return FileUpdate(path, outcome, before, before)
        return self._merged(path, before, pristine)

    def _content(self, path: str) -> bytes | None:
        decided = self.update.contents.get(path)
        if isinstance(decided, bytes):
            return decided
        return read_raw(self.update.root, path)

    def _no_longer_made(self, path: str, before: bytes | None, pristine: str) -> FileUpdate:
        if before is None or path in self.needed:
            return FileUpdate(path, Outcome.UNCHANGED, before, before)
        if user_text(before).says(pristine):
            return FileUpdate(path, Outcome.REMOVED, before, None)
        return FileUpdate(path, Outcome.STAYS_EDITED, before, before)

    def _merged(self, path: str, before: bytes, pristine: str) -> FileUpdate:
        if any(file.path == path and file.conflicts for file in self.update.files):
            return FileUpdate(path, Outcome.UNCHANGED, before, before)  # another run's, disputed
        yours = user_text(before)
        standing = marked_line(yours.text)
        if standing is not None:
            raise UnusableInput(
                "still contains a conflict from an earlier merge",
                file=path,
                line=standing,
                hint="choose one side, remove the conflict markers, and run it again",
            )
        base = yours.in_its_form(pristine)
        theirs = yours.in_its_form(self.as_before[path].text)
        chunks = [
            self._settled(chunk, yours.lines, base, theirs)
            for chunk in merge(base, yours.lines, theirs)
        ]
        inline = self._label(path) if self.on_conflict == "inline" else None
        lines, places = merged(chunks, yours.lines, theirs, inline, yours.carriage)
        label = self._label(path)
        disputed = [chunk for chunk in chunks if chunk.taken == "conflict"]
        rejects = [] if inline else rejected(chunks, lines_of(pristine), theirs, label)
        after = yours.encoded(self._with_new_version(path, lines, yours.carriage))
        return FileUpdate(
            path,
            Outcome.UNCHANGED if after == before else Outcome.MERGED,
            before,
            after,
            tuple(
                Conflict(line, label(chunk)) for line, chunk in zip(places, disputed, strict=True)
            ),
            _rejects_text(path, rejects),
        )

    def _settled(
        self, chunk: Chunk, yours: Sequence[str], base: Sequence[str], theirs: Sequence[str]
    ) -> Chunk:
        """A conflict is none where the user's lines already say the new values."""
        if chunk.taken != "conflict":
            return chunk
        mine, old, new = cut(yours, chunk.yours), cut(base, chunk.base), cut(theirs, chunk.theirs)
        if already_say(mine, old, new, self.drifts):
            return Chunk("yours", chunk.base, chunk.yours, chunk.theirs)
        return chunk

    def _label(self, path: str) -> _Label:
        return _Label(self.as_before[path], self.drifts)

    def _with_new_version(self, path: str, lines: list[str], carriage: str) -> list[str]:
        old, new = (
            [f"{line}{carriage}" for line in lines_of(file.text)]
            for file in (self.as_before[path], self.draft.files[path])
        )
        new_of = {one: other for one, other in zip(old, new, strict=False) if one != other}
        return [new_of.get(line, line) for line in lines]


@dataclass(frozen=True, slots=True)
class _Label:
    """What the new side of a conflict is called: who wrote it, and which facts made it so."""

    file: RenderedFile
    drifts: tuple[Drift, ...]

    def __call__(self, chunk: Chunk) -> str:
        printed = {name for origin in cut_origins(self.file, chunk) for name in origin.facts}
        known = [one.values for one in self.drifts if one.name in printed]
        reasons = f" ({', '.join(known)})" if known else ""
        return f"dockgen {__version__}{reasons}"


def cut_origins(file: RenderedFile, chunk: Chunk) -> Sequence[Origin]:
    """The origins of the new side of a stretch."""
    return file.origins[chunk.theirs.start : chunk.theirs.stop]


def _rejects_text(path: str, hunks: Sequence[str]) -> str:
    if not hunks:
        return ""
    head = [f"--- {path}", f"+++ {path} (dockgen {__version__})"]
    return "".join(f"{line.rstrip()}\n" for line in (*head, *hunks))


def difference(update: Update) -> str:
    """What an update would change, as a unified diff."""
    parts: list[str] = []
    for file in update.files:
        before, after = (_shown(raw) for raw in (file.before, file.after))
        old = "/dev/null" if file.before is None else f"a/{file.path}"
        new = "/dev/null" if file.after is None else f"b/{file.path}"
        parts += difflib.unified_diff(before, after, old, new)
    return "".join(parts)


def _shown(raw: bytes | None) -> list[str]:
    if raw is None:
        return []
    return [f"{line.removesuffix(chr(13))}\n" for line in user_text(raw).lines]
