from __future__ import annotations

import pytest

from dockgen.tools.adopt.packages import Installed, Package, change, files_of, installed_in
from tests.tools.adopt.archives import tree


def stanza(name: str, depends: str = "", **more: str) -> str:
    fields = {"Package": name, "Status": "install ok installed", "Architecture": "amd64",
              "Version": "1", "Depends": depends, **more}  # fmt: skip
    return "".join(f"{key.replace('_', '-')}: {value}\n" for key, value in fields.items() if value)


STATUS = "\n".join(
    [
        stanza("base-files", Description="x\n more about it\n ."),
        stanza("nginx", "nginx-common (= 1), libc6 (>= 2.34), mail | mail-transport-agent"),
        stanza("nginx-common", Architecture="all"),
        stanza("exim4", Provides="mail-transport-agent (= 1), exim"),
        stanza("publicsuffix"),
        stanza("libfoo", Architecture="i386"),
        stanza("gone", Status="deinstall ok config-files"),
    ]
)
STATES = "\n".join(
    f"Package: {name}\nArchitecture: amd64\nAuto-Installed: 1\n"
    for name in ("nginx-common", "exim4", "publicsuffix")
)


def apt(status: str, states: str = "") -> Installed:
    return installed_in(
        tree({"var/lib/dpkg/status": status, "var/lib/apt/extended_states": states})
    )


def test_dpkgs_books_are_read() -> None:
    found = apt(STATUS, STATES)
    assert found.manager == "apt"
    assert set(found.packages) == {
        "base-files", "nginx", "nginx-common", "exim4", "publicsuffix", "libfoo:i386",
    }  # fmt: skip
    nginx = found.packages["nginx"]
    assert nginx.needs == (("nginx-common",), ("libc6",), ("mail", "mail-transport-agent"))
    assert nginx.asked_for
    assert not found.packages["exim4"].asked_for
    assert found.packages["exim4"].provides == ("mail-transport-agent", "exim")


def test_only_what_others_would_not_bring_is_installed() -> None:
    before = apt(stanza("base-files"))
    made = change(before, apt(STATUS, STATES))
    assert made.manager == "apt"
    assert made.install == ("libfoo:i386", "nginx")
    assert made.recommended == ("publicsuffix",)
    assert made.remove == made.upgraded == ()


def test_what_was_removed_and_upgraded_is_named() -> None:
    made = change(apt(f"{stanza('a')}\n{stanza('b')}"), apt(stanza("a", Version="2")))
    assert (made.install, made.remove, made.upgraded) == ((), ("b",), ("a",))
    assert not made.is_empty


APK = """\
C:Q1xyz=
P:busybox
V:1.37.0-r0
D:so:libc.musl-x86_64.so.1
p:cmd:sh=1.37.0-r0

P:curl
V:8.1
D:libcurl=8.1 !curl-old so:libz.so.1

P:libcurl
V:8.1
p:so:libcurl.so.4=4.8

P:zlib
V:1.3
p:so:libz.so.1=1.3
"""


def apk(world: str, database: str, place: str = "lib/apk/db/installed") -> Installed:
    return installed_in(tree({place: database, "etc/apk/world": world}))


@pytest.mark.parametrize("place", ["lib/apk/db/installed", "usr/lib/apk/db/installed"])
def test_apks_books_are_read(place: str) -> None:
    found = apk("busybox\ncurl>8\n", APK, place)
    assert found.manager == "apk"
    assert found.packages["curl"] == Package(
        "curl", "8.1", (("libcurl",), ("curl-old",), ("so:libz.so.1",)), (), asked_for=True
    )
    assert not found.packages["zlib"].asked_for
    made = change(apk("busybox", APK.split("\n\n", maxsplit=1)[0]), found)
    assert (made.manager, made.install, made.recommended) == ("apk", ("curl",), ())


def test_without_a_manager_or_with_another_there_is_nothing_to_do() -> None:
    assert installed_in(tree({"bin/sh": "x"})).manager is None
    assert change(Installed(), apt(STATUS)).is_empty
    assert change(apk("", APK), apt(STATUS)).is_empty


def test_the_files_of_a_package_come_with_their_sums() -> None:
    made = tree(
        {
            "var/lib/dpkg/info/a.list": "/.\n/etc\n/etc/a.conf\n/usr/bin/a\n",
            "var/lib/dpkg/info/a.md5sums": "0cc175b9  usr/bin/a\n",
            "var/lib/dpkg/info/b:amd64.list": "/usr/lib/b.so\n",
        }
    )
    assert files_of(made, ["a"]) == {"etc": "", "etc/a.conf": "", "usr/bin/a": "0cc175b9"}
    assert files_of(made, ["b"]) == {"usr/lib/b.so": ""}
