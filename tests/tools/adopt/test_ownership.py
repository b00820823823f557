from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dockgen.tools.adopt.ownership import commands, on_disk
from dockgen.tools.adopt.tree import Entry, Kind
from tests.tools.adopt.archives import Node, Nodes, tree

AS_ROOT = os.geteuid() == 0


def said(nodes: Nodes) -> list[str]:
    return commands(tree(nodes).entries)


def test_what_is_roots_and_readable_needs_no_words() -> None:
    assert said({"etc/a": "1", "bin/b": Node("1", mode=0o755), "l": Node(link="x")}) == []


def test_a_whole_folder_is_said_at_once_and_its_exceptions_after_it() -> None:
    nodes: Nodes = {
        "srv/app": Node(uid=1000, gid=1000, mode=0o750),
        "srv/app/a": Node("1", uid=1000, gid=1000, mode=0o640),
        "srv/app/b": Node("1", uid=1000, gid=1000, mode=0o640),
        "srv/app/run": Node("1", uid=1000, gid=1000, mode=0o750),
        "srv/app/key": Node("1", uid=1000, gid=5, mode=0o600),
        "srv/app/link": Node(link="a", uid=7, gid=7),
        "srv/app/tool": Node("1", mode=0o4755),
    }
    assert said(nodes) == [
        "chown -R 1000:1000 srv/app",
        "chown 1000:5 srv/app/key",
        "chown -h 7:7 srv/app/link",
        "chown 0:0 srv/app/tool",
        "chmod -R u=rwX,g=rX,o= srv/app",
        "chmod 0600 srv/app/key",
        "chmod 4755 srv/app/tool",
    ]


def test_names_that_a_shell_would_take_apart_are_quoted() -> None:
    assert said({"-x": Node("1", mode=0o600), "a b": Node("1", mode=0o600)}) == [
        "chmod 0600 ./-x 'a b'"
    ]


def test_many_paths_are_spread_over_several_commands() -> None:
    made = said({f"f{number:02}": Node("1", uid=5) for number in range(45)})
    assert [len(command.split()) - 2 for command in made] == [20, 20, 5]


KINDS = st.sampled_from(get_args(Kind)[:3])
MODES = st.sampled_from(
    [0o755, 0o644, 0o700, 0o600, 0o750, 0o640, 0o775, 0o664, 0o444, 0o555, 0o744, 0o711, 0o2775,
     0o4755, 0o1777, 0o400, 0o754, 0o605]
)  # fmt: skip
OWNERS = st.sampled_from([0, 0, 33, 1000])


@st.composite
def trees(draw: st.DrawFn) -> dict[str, Entry]:
    """A tree of a few folders and files with all kinds of owners and modes."""
    entries: dict[str, Entry] = {}
    folders = [""]
    for number in range(draw(st.integers(1, 12))):
        above = draw(st.sampled_from(folders))
        path = f"{above}/n{number}" if above else f"n{number}"
        kind = draw(KINDS)
        target = "nowhere" if kind == "link" else ""
        uid, gid = (draw(OWNERS), draw(OWNERS)) if AS_ROOT else (0, 0)
        entries[path] = Entry(kind, draw(MODES), uid, gid, target=target)
        if kind == "folder":
            folders.append(path)
    return dict(sorted(entries.items()))


@given(trees())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_real_shell_makes_of_the_copy_what_it_was(
    tmp_path_factory: pytest.TempPathFactory, entries: dict[str, Entry]
) -> None:
    root = tmp_path_factory.mktemp("rootfs")
    for path, entry in entries.items():
        place = root / path
        if entry.kind == "folder":
            place.mkdir()
        elif entry.kind == "link":
            place.symlink_to(entry.target)
        else:
            place.touch()
        if entry.kind != "link":
            place.chmod(on_disk(entry))
    script = " && ".join(["chmod -R u=rwX,go=rX .", *commands(entries)])
    subprocess.run(("sh", "-c", script), cwd=root, check=True)
    assert {path: _seen(root / path, entry) for path, entry in entries.items()} == {
        path: (0 if entry.kind == "link" else entry.mode, entry.uid, entry.gid)
        for path, entry in entries.items()
    }


def _seen(place: Path, entry: Entry) -> tuple[int, int, int]:
    found = place.lstat()
    mode = 0 if entry.kind == "link" else found.st_mode & 0o7777
    return (mode, found.st_uid, found.st_gid) if AS_ROOT else (mode, 0, 0)
