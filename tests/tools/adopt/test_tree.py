from __future__ import annotations

import hashlib
import io

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.tools.adopt.tree import read_tree
from tests.tools.adopt.archives import Node, exported, tree


def test_every_kind_of_path_is_read() -> None:
    made = tree(
        {
            "etc/motd": Node("hi", mode=0o640, uid=5, gid=6),
            "bin": Node(link="usr/bin"),
            "srv/again": Node(same_as="etc/motd"),
            "opt/null": Node(device=True),
            "usr/bin/ping": Node("p", mode=0o755, capability=True),
        }
    )
    motd = made.entries["etc/motd"]
    assert (motd.kind, motd.mode, motd.uid, motd.gid, motd.size) == ("file", 0o640, 5, 6, 2)
    assert motd.digest == hashlib.sha256(b"hi").hexdigest()
    assert made.entries["etc"].kind == "folder"
    assert (made.entries["bin"].kind, made.entries["bin"].target) == ("link", "usr/bin")
    again = made.entries["srv/again"]
    assert (again.same_as, again.digest, again.uid) == ("etc/motd", motd.digest, 5)
    assert made.entries["opt/null"].kind == "other"
    assert made.entries["usr/bin/ping"].capable


def test_what_the_engine_puts_there_is_not_read() -> None:
    own = ("proc/1/x", "sys/x", "dev/null", ".dockerenv", "run/.containerenv", "etc/hosts",
           "etc/resolv.conf", "etc/hostname")  # fmt: skip
    made = tree({**dict.fromkeys(own, ""), "etc/hosts.allow": "", "devices": ""})
    assert set(made.entries) == {"etc", "etc/hosts.allow", "devices", "run"}


def test_a_hard_link_to_what_is_not_read_has_no_content() -> None:
    made = tree({"etc/hosts": "", "srv/hosts": Node(same_as="etc/hosts")})
    assert made.entries["srv/hosts"].kind == "other"


def test_content_is_kept_where_it_is_wanted() -> None:
    made = tree({"etc/passwd": "root:x:0:0::/root:/bin/sh\n", "app/.env": "A=1", "app/x.js": "x"})
    assert made.texts == {"etc/passwd": "root:x:0:0::/root:/bin/sh\n"}
    assert made.heads["app/.env"] == b"A=1"
    assert "app/x.js" not in made.heads
    assert made.has("nothing", "app/.env")


def test_two_paths_are_the_same_by_content_owners_mode_and_capabilities() -> None:
    nodes = [
        Node("a"), Node("b"), Node("a", mode=0o600), Node("a", uid=1), Node("a", capability=True),
    ]  # fmt: skip
    first, *others = [tree({"x": node}).entries["x"] for node in nodes]
    assert first.same(tree({"x": "a"}).entries["x"])
    assert not any(first.same(other) for other in others)
    link = tree({"x": Node(link="a")}).entries["x"]
    assert link.same(tree({"x": Node(link="a")}).entries["x"])
    assert not link.same(tree({"x": Node(link="b")}).entries["x"])
    assert not link.same(tree({"x": Node(link="a", uid=1)}).entries["x"])


@pytest.mark.parametrize("kept", [700, 1200])
def test_a_file_system_that_is_cut_short_is_said(kept: int) -> None:
    raw = exported({"etc/passwd": "x" * 2000})
    with pytest.raises(UnusableInput, match="the container's file system cannot be read"):
        read_tree(io.BytesIO(raw[:kept]))
