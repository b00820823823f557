"""What never ends is given up: a file that is built, kept or measured, and a stream."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from dockgen.core.errors import RefusedToOverwrite, UnusableInput
from dockgen.integrations.copier.extension import keep_settings
from dockgen.tools.engine import archives
from dockgen.tools.verify.building import Recipe, _beside
from tests.hostile.test_special_files import circle, folder, pipe, sparse, zero

KINDS = [zero, pipe, sparse, circle, folder]


@pytest.mark.parametrize("kind", KINDS)
def test_a_dockerfile_that_is_none_is_not_built(
    tmp_path: Path, kind: Callable[[Path], None]
) -> None:
    kind(tmp_path / "Dockerfile")
    with pytest.raises(UnusableInput, match=r"^Dockerfile: "):
        _ = Recipe(tmp_path, "Dockerfile").text


@pytest.mark.parametrize("kind", [zero, pipe, sparse, circle])
def test_an_ignore_file_that_is_none_is_not_copied(
    tmp_path: Path, kind: Callable[[Path], None]
) -> None:
    (tmp_path / "Dockerfile").write_text("# syntax=docker/dockerfile:1\nFROM scratch\n")
    (tmp_path / "beside").mkdir()
    kind(tmp_path / "Dockerfile.dockerignore")
    with pytest.raises(UnusableInput, match=r"^Dockerfile\.dockerignore: "):
        _beside(Recipe(tmp_path, "Dockerfile"), tmp_path / "beside")


@pytest.mark.parametrize("kind", KINDS)
def test_settings_that_are_no_file_are_not_kept(
    tmp_path: Path, kind: Callable[[Path], None]
) -> None:
    kind(tmp_path / ".dockgen.yml")
    with pytest.raises((UnusableInput, RefusedToOverwrite), match=r"^\.dockgen\.yml: "):
        keep_settings(tmp_path, "set: {}\n")


class Unending(io.RawIOBase):
    """An archive of the same member for ever, as a pipe brings it."""

    def __init__(self, content: bytes) -> None:
        made = io.BytesIO()
        with tarfile.open(fileobj=made, mode="w") as archive:
            member = tarfile.TarInfo("x.json")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
        self.piece = made.getvalue()[: -(-len(content) // 512) * 512 + 512]
        self.read_so_far = 0

    def readable(self) -> bool:
        return True

    def readinto(self, room: memoryview | bytearray) -> int:  # type: ignore[override]
        begin = self.read_so_far % len(self.piece)
        part = self.piece[begin : begin + len(room)]
        room[: len(part)] = part
        self.read_so_far += len(part)
        return len(part)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[" + b" " * 2000 + b"]", "holds more than 1 MiB of JSON"),
        (b"", "holds more than 2,000 files"),
    ],
)
def test_a_stream_without_end_is_given_up(
    monkeypatch: pytest.MonkeyPatch, content: bytes, said: str
) -> None:
    monkeypatch.setattr(archives, "MAX_DOCUMENTS", 2**20)
    monkeypatch.setattr(archives, "MAX_MEMBERS", 2000)
    stream = io.BufferedReader(Unending(content))
    with pytest.raises(UnusableInput, match=said):
        archives.Archive(stream, "standard input")
