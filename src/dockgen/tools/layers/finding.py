"""What the user names: an archive, a layout, an image or a container."""

from __future__ import annotations

import stat
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from dockgen.core.errors import EngineProblem, UnusableInput
from dockgen.tools.engine.archives import Archive, Folder, Squeeze, exported, reading
from dockgen.tools.engine.client import Engine, PathChange, find
from dockgen.tools.engine.image_layers import Entry, Layer, entry_of
from dockgen.tools.engine.saved_images import INDEX, MANIFEST, Image, Wanted, read_image

STDIN = "-"
WRITABLE = "the container's writable layer"

FindEngine = Callable[[], Engine]


class Engines:
    """The engine, looked for once, and only where one is needed.

    Args:
        name: `docker` or `podman`; None takes the first that answers.
    """

    def __init__(self, name: str | None) -> None:
        self._name = name
        self._found: Engine | None = None

    def demanded(self) -> Engine:
        """The engine.

        Raises:
            EngineProblem: none answers.
        """
        self._found = self._found or find(self._name)
        return self._found

    def possible(self) -> Engine | None:
        """The engine; None where none answers."""
        try:
            return self.demanded()
        except EngineProblem:
            return None


@dataclass(frozen=True, slots=True)
class Subject:
    """What is looked at.

    Args:
        kind: what the name was found to be.
        image: the image, or the one that the container was started from.
        writable: the container's own layer; None for what is no container.
    """

    kind: str
    image: Image
    writable: Layer | None = None

    @property
    def layers(self) -> tuple[Layer, ...]:
        """All its layers, the writable one last."""
        own = () if self.writable is None else (self.writable,)
        return (*self.image.layers, *own)


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds what the user names.

    Args:
        engine: finds the engine; called only where one is needed.
        wanted: which of several images.
        say: is given a sentence for each thing that takes a while.
        squeeze: which layers to measure as gzip would pack them.
    """

    engine: FindEngine
    wanted: Wanted = field(default_factory=Wanted)
    say: Callable[[str], None] = lambda _: None
    squeeze: Squeeze = lambda _: False

    def find(self, name: str) -> Subject:
        """Read what a name means: a file or a folder, else a container, else an image.

        Raises:
            UnusableInput: there is nothing of that name, or it cannot be read.
            EngineProblem: there is no engine, or it refused.
        """
        return self.find_file(name) or self._on_engine(name)

    def find_file(self, name: str) -> Subject | None:
        """Read the archive or the layout of this name; None where there is none.

        Raises:
            UnusableInput: it cannot be read.
        """
        if name == STDIN:
            self.say("reading the image from standard input")
            blobs = Archive(sys.stdin.buffer, "standard input", self.squeeze)
            return Subject("archive", read_image(blobs, "standard input", self.wanted))
        place = Path(name)
        if place.is_dir() and any((place / one).is_file() for one in (INDEX, MANIFEST)):
            return Subject("layout", read_image(Folder(place, self.squeeze), name, self.wanted))
        if not _is_readable_file(place):
            return None
        try:
            with place.open("rb") as stream:
                blobs = Archive(stream, name, self.squeeze)
        except OSError as problem:
            raise UnusableInput(f"cannot be read: {problem.strerror}", file=name) from None
        return Subject("archive", read_image(blobs, name, self.wanted))

    def digests(self, name: str) -> tuple[str, ...] | None:
        """The digests of the layers of an archive or a layout; None where there is none.

        Raises:
            UnusableInput: it cannot be read.
        """
        found = self.find_file(name)
        return None if found is None else found.image.diff_ids

    def _on_engine(self, name: str) -> Subject:
        _refuse_path(name)
        engine = self.engine()
        container = engine.container(name)
        if container is not None:
            image = self._saved(engine, name, str(container["Image"]))
            return Subject("container", image, self._writable(engine, name))
        told = engine.image(name)
        if told is None:
            raise _nothing_named(engine, name)
        image = self._saved(engine, name, str(told["Id"]))
        noted = told.get("Annotations") or {}  # podman's archives leave them out
        return Subject("image", replace(image, annotations={**image.annotations, **noted}))

    def _saved(self, engine: Engine, name: str, identifier: str) -> Image:
        self.say(f"reading {name} from {engine.name}")
        with engine.stream("save", identifier) as stream:
            blobs = Archive(stream, name, self.squeeze)
        wanted = Wanted(self.wanted.platform)  # there is one image in it, by whatever name
        return read_image(blobs, name, wanted)

    def _writable(self, engine: Engine, container: str) -> Layer:
        """What a container has changed, as a layer.

        The engine tells the paths, and the file system that it exports tells their sizes.
        """
        changes = {change.path.lstrip("/"): change for change in engine.diff(container)}
        found: dict[str, Entry] = {}
        if any(change.kind != "D" for change in changes.values()):
            self.say(f"reading the changes of {container}")
            with engine.stream("export", container) as stream:
                found = dict(_changed(stream, changes))
        deleted = [path for path, change in changes.items() if change.kind == "D"]
        size = sum(entry.size for entry in found.values())
        return Layer(tuple(found.values()), tuple(deleted), size=size)


def _changed(stream: IO[bytes], changes: Mapping[str, PathChange]) -> list[tuple[str, Entry]]:
    """The entries of an exported file system that the container changed."""
    with reading("the container's file system"):
        return [
            (path, entry_of(archive, path, member))
            for archive, path, member in exported(stream)
            if path in changes
        ]


def _is_readable_file(place: Path) -> bool:
    """Whether something can be read from it: a file, or a pipe."""
    try:
        mode = place.stat().st_mode
    except OSError:
        return False
    return stat.S_ISREG(mode) or stat.S_ISFIFO(mode)


def _refuse_path(name: str) -> None:
    """Say at once that a path leads to nothing, whether there is an engine or not.

    Raises:
        UnusableInput: the name can only be a path.
    """
    if name.endswith((".tar", ".tgz", ".gz", ".zst")) or name.startswith(("/", "./", "../")):
        if Path(name).is_dir():
            raise UnusableInput("is a folder without an image: it has no index.json", file=name)
        raise UnusableInput("there is no such file", file=name)


def _nothing_named(engine: Engine, name: str) -> UnusableInput:
    if Path(name).is_dir():
        return UnusableInput("is a folder without an image: it has no index.json", file=name)
    return UnusableInput(
        f"{engine.name} has no container and no image named {name!r}, and there is no such file",
        hint=f"`{engine.name} ps -a` and `{engine.name} images` list them",
    )
