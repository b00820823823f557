from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from dockgen.core.errors import UnusableInput
from dockgen.dockerfile.parser import parse
from dockgen.rendering.render import RenderedFile, render
from dockgen.tools.adopt.configuration import Settings
from dockgen.tools.adopt.making import Adoption, plan
from dockgen.tools.adopt.packages import PackageChange
from tests.file_snapshots import as_file
from tests.tools.adopt.archives import Node, tree

FILES = tree(
    {
        "etc/apt/sources.list.d/x.sources": "URIs: https://x",
        "srv/app/index.html": Node("hi", uid=1500, gid=1500),
        "srv/app/a b$": Node("1", uid=1500, gid=1500, mode=0o600),
        "srv/app": Node(uid=1500, gid=1500),
        "srv/empty": Node(uid=33, gid=33, mode=0o700),
        "srv/current": Node(link="app"),
    }
).entries

SETTINGS = Settings(
    environment={"MODE": "prod", "GREETING": 'a "$HOME" \\ b'},
    user="1500:1500",
    folder="/srv/my app",
    ports=("8080/tcp", "53/udp"),
    entrypoint=("/entry.sh",),
    command=("serve", "--port", "8080"),
    volumes=("/data",),
    labels={"team": "web", "com.example.a-label": "x"},
    stop_signal="SIGQUIT",
    health={"Test": ["CMD-SHELL", "curl -f http://localhost:8080 || exit 1"], "Retries": 2},
)

ADOPTIONS = {
    "everything": Adoption(
        origin="the container web",
        base="node:24-slim",
        base_user="1000:1000",
        packages=PackageChange("apt", ("curl", "nginx"), ("publicsuffix",), ("wget",)),
        first_packages=("ca-certificates",),
        accounts=("groupadd --gid 1500 app", "useradd --uid 1500 --gid 1500 app"),
        deleted=("etc/motd", "usr/share/my doc"),
        entries=FILES,
        settings=SETTINGS,
    ),
    "alpine": Adoption(
        origin="the image old:1",
        base="alpine:3.22",
        packages=PackageChange("apk", ("curl",), (), ("vim",)),
        entries=tree({"etc/app.conf": "1"}).entries,
    ),
    "without-shell": Adoption(
        origin="the image bare:1",
        base="scratch",
        base_user="65532",
        shell=False,
        entries=FILES,
        settings=Settings(entrypoint=("/app",)),
    ),
    "settings-only": Adoption(
        origin="the container x",
        base="debian:trixie-slim",
        settings=Settings(entrypoint=(), command=(), health={}),
    ),
    "base-user-only": Adoption(
        "the container x", "node:24-slim", "1000:1000", deleted=("etc/motd",)
    ),
}
every_adoption = pytest.mark.parametrize("name", ADOPTIONS)


def files_of(name: str) -> dict[str, RenderedFile]:
    return render(plan(ADOPTIONS[name]), version="1.0")


@every_adoption
def test_dockerfile(name: str, snapshot: SnapshotAssertion) -> None:
    assert files_of(name)["Dockerfile"].text == snapshot(extension_class=as_file("Dockerfile"))


@every_adoption
def test_the_builder_sees_the_files_and_nothing_else(name: str) -> None:
    assert set(files_of(name)) == {"Dockerfile", ".dockerignore"}
    ignored = files_of(name)[".dockerignore"].text.splitlines()
    assert [line for line in ignored if not line.startswith("#")] == ["*", "!rootfs"]


@every_adoption
def test_layout_is_clean(name: str) -> None:
    text = files_of(name)["Dockerfile"].text
    assert "\n\n\n" not in text
    assert not re.search(r"[ \t]+$", text, re.MULTILINE)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@every_adoption
def test_hadolint_has_nothing_to_say(name: str, tmp_path: Path) -> None:
    place = tmp_path / "Dockerfile"
    place.write_text(files_of(name)["Dockerfile"].text, "utf-8")
    hadolint = Path(sys.executable).with_name("hadolint")
    rules = ["--ignore", "DL3008", "--ignore", "DL3018"]
    done = subprocess.run([hadolint, "--no-color", *rules, place], capture_output=True, text=True)
    assert done.stdout == ""
    assert done.returncode == 0


@every_adoption
def test_every_instruction_says_why_it_is_there(name: str) -> None:
    file = files_of(name)["Dockerfile"]
    for one in parse(file.text).instructions:
        origins = file.origins[one.first_line - 1 : one.last_line]
        assert one.comment or any(origin.why for origin in origins), one


def test_a_value_that_would_become_an_instruction_is_refused() -> None:
    evil = Adoption("x", "debian", settings=Settings(environment={"A": "1\nRUN evil"}))
    with pytest.raises(UnusableInput, match="control character"):
        plan(evil)
    with pytest.raises(UnusableInput, match="not an image reference"):
        plan(Adoption("x", "debian\nRUN evil"))
