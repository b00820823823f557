from __future__ import annotations

import pytest

from dockgen.tools.adopt.differences import (
    Difference,
    Sorted,
    between,
    folders_above,
    sort,
    topmost,
)
from dockgen.tools.adopt.leaving_out import LeftOut, reason
from tests.tools.adopt.archives import Node, Nodes, tree

KEY = "-----BEGIN RSA PRIVATE KEY-----\nx"


def sorted_(
    before: Nodes,
    after: Nodes,
    *,
    drifted: dict[str, str] | None = None,
    account_files: bool = False,
    books: bool = False,
) -> Sorted:
    one, other = tree(before), tree(after)
    return sort(
        between(one, other),
        other,
        drifted=drifted or {},
        account_files=account_files,
        books=books,
    )


def test_paths_differ_by_being_there_content_kind_owners_and_mode() -> None:
    before = {"a": "1", "b": "1", "c": "1", "d": "1", "e/f": "1", "same": "1"}
    after: Nodes = {
        "b": "2", "c": Node("1", mode=0o600), "d": Node(link="x"), "e/f": "1", "new": "1",
        "same": "1",
    }  # fmt: skip
    assert list(between(tree(before), tree(after))) == [
        Difference("a", "deleted"),
        Difference("b", "changed"),
        Difference("c", "owners"),
        Difference("d", "replaced"),
        Difference("new", "added"),
    ]


@pytest.mark.parametrize(
    ("path", "head", "why"),
    [
        ("var/log/nginx/access.log", b"", "log"),
        ("app/server.log.1.gz", b"", "log"),
        ("app/changelog", b"", None),
        ("var/cache/apt/pkgcache.bin", b"", "cache"),
        ("var/lib/apt/lists/x_Packages", b"", "cache"),
        ("root/.npm/_cacache/a", b"", "cache"),
        ("home/app/.cache/pip/a", b"", "cache"),
        ("app/__pycache__/a.cpython-313.pyc", b"", "cache"),
        ("tmp/x", b"", "temporary"),
        ("run/nginx.pid", b"", "temporary"),
        ("etc/passwd-", b"", "leftover"),
        ("root/.viminfo", b"", "leftover"),
        ("root/.bash_history", b"ls", "secret"),
        ("root/.ssh/id_rsa", b"x", "secret"),
        ("etc/ssl/private/me.key", KEY.encode(), "secret"),
        ("etc/nginx/nginx.conf", b"", None),
        ("srv/app/index.html", b"", None),
    ],
)
def test_why_a_file_is_not_taken_over(path: str, head: bytes, why: str | None) -> None:
    found = reason(path, head)
    assert (found.why if found else None) == why


def test_differences_are_sorted_by_what_becomes_of_them() -> None:
    made = sorted_(
        {"usr/share/doc/a/x": "1", "etc/gone": "1", "link/x": "1", "var/log/old.log": "1"},
        {
            "etc/new.conf": "1",
            "link": Node(link="/srv"),
            "srv/app/key.pem": KEY,
            "srv/only/.env": "A=1",
            "srv/empty": Node(),
            "var/log/x.log": "1",
            "opt/fifo": Node(device=True),
            "usr/bin/ping": Node("1", mode=0o755, capability=True),
            "usr/share/doc/keep": "1",
        },
    )
    assert made.files == (
        "etc/new.conf", "link", "srv", "srv/empty", "usr/bin", "usr/bin/ping", "usr/share/doc/keep",
    )  # fmt: skip
    assert made.deleted == ("etc/gone", "link", "usr/share/doc/a")
    assert {(one.path, one.why) for one in made.left_out} == {
        ("opt/fifo", "device"),
        ("srv/app/key.pem", "secret"),
        ("srv/only/.env", "secret"),
        ("usr/bin/ping", "capability"),
        ("var/log/x.log", "log"),
    }


def test_a_name_that_cannot_stand_in_a_dockerfile_is_left_out() -> None:
    made = sorted_({}, {"srv/a\nRUN evil": "1"})
    assert made.files == ()
    assert made.left_out == (
        LeftOut("srv/a\nRUN evil", "leftover", "its name cannot be used in a Dockerfile"),
    )


def test_account_files_and_books_are_copied_only_where_no_command_writes_them() -> None:
    after = {"etc/passwd": "a:x:1:1:::\n", "etc/shadow": "x", "var/lib/dpkg/status": "Package: x\n"}
    assert sorted_({}, after).files == ("etc", "var", "var/lib", "var/lib/dpkg")
    made = sorted_({}, after, account_files=True, books=True)
    assert "etc/passwd" in made.files
    assert "var/lib/dpkg/status" in made.files
    assert "etc/shadow" not in made.files


def test_files_of_a_package_that_is_newer_now_are_named_and_not_copied() -> None:
    made = sorted_({"usr/bin/a": "1"}, {"usr/bin/a": "2"}, drifted={"usr/bin/a": "a 1 is 2 now"})
    assert made.files == ()
    assert made.left_out == (LeftOut("usr/bin/a", "package", "a 1 is 2 now"),)


def test_topmost_and_above() -> None:
    assert topmost(["a/b", "a", "ab", "c/d"]) == ["a", "ab", "c/d"]
    assert folders_above(["a/b/c", "a/d"]) == ["a", "a/b"]
