"""Snapshots as files of their own, with the ending that makes an editor show them rightly.

`snapshot(extension_class=as_file("Dockerfile"))` keeps its text in
`tests/snapshots/<test file>/<test name>.Dockerfile`.
"""

from __future__ import annotations

from functools import cache

from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode


@cache
def as_file(ending: str) -> type[SingleFileSnapshotExtension]:
    """The extension that keeps a text in a file with this ending."""

    class TextFile(SingleFileSnapshotExtension):
        _write_mode = WriteMode.TEXT
        file_extension = ending

    return TextFile
