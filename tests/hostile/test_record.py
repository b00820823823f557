"""A record names what dockgen can make; nothing else is merged into, deleted or read for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from dockgen.core.errors import DONE, UNUSABLE
from tests.hostile.conftest import Checkout
from tests.hostile.traced import run

Lock = dict[str, Any]


def tampered(checkout: Checkout, change: Callable[[Lock], None]) -> None:
    checkout.start()
    place = checkout.root / ".dockgen.lock"
    lock = json.loads(place.read_text())
    change(lock)
    place.write_text(json.dumps(lock))


def named(lock: Lock, path: str, text: str) -> None:
    lock["dockerfiles"]["Dockerfile"]["files"][path] = [text]


@pytest.mark.parametrize("command", ["update", "check", "explain", "init"])
@pytest.mark.parametrize(
    "path",
    [
        ".git/HEAD",
        ".git/config",
        ".env",
        "notes.txt",
        "public/index.html",
        "../outside/victim",
        "/etc/passwd",
        ".git/nginx.conf",
        "infra/nginx.conf",
        ".git/Dockerfile",
        "other.Dockerfile",
        "Dockerfile.dockerignore",
        ".dockgen.yml",
        "nginx.conf/../.env",
        "",
    ],
)
def test_only_paths_that_dockgen_makes_are_taken_from_a_record(
    checkout: Checkout, command: str, path: str
) -> None:
    checkout.write(".env", "s\n")
    checkout.write("notes.txt", "s\n")
    tampered(checkout, lambda lock: named(lock, path, "s\n"))
    checkout.before = checkout.untouchable()
    folder = checkout.root / "Dockerfile" if command == "explain" else checkout.root
    done = run(command, folder)
    checkout.assert_untouched(done)
    assert done.code == UNUSABLE
    assert f".dockgen.lock: lists {path!r}, which dockgen does not write" in done.err
    assert (checkout.root / ".env").read_text() == "s\n"
    assert (checkout.root / "notes.txt").read_text() == "s\n"


@pytest.mark.parametrize(
    "name", [".git/config", ".git/Dockerfile", ".env", "package.json", "../Dockerfile", "x.sh"]
)
def test_a_record_names_no_other_file_as_a_dockerfile(checkout: Checkout, name: str) -> None:
    def rename(lock: Lock) -> None:
        run_ = lock["dockerfiles"].pop("Dockerfile")
        lock["dockerfiles"][name] = run_ | {"files": {name: ["x"]}}

    tampered(checkout, rename)
    done = run("update", checkout.root)
    checkout.assert_untouched(done)
    assert done.code == UNUSABLE
    assert f"lists {name!r}, which dockgen does not write" in done.err


@pytest.mark.parametrize("command", ["update", "check"])
@pytest.mark.parametrize("templates", ["..", "/", "../outside", ".git", "public/../.."])
def test_a_record_leads_to_no_templates_outside(
    checkout: Checkout, command: str, templates: str
) -> None:
    write = checkout.outside / "_shared"
    write.mkdir()
    (write / "header.jinja").write_text("# from beside")

    def lead(lock: Lock) -> None:
        lock["dockerfiles"]["Dockerfile"]["facts"]["templates"]["value"] = templates

    tampered(checkout, lead)
    done = run(command, checkout.root)
    assert "from beside" not in done.out + (checkout.root / "Dockerfile").read_text()
    assert not [path for path in done.read if path.startswith(str(checkout.outside))]


@pytest.mark.parametrize("name", ["docker/web.Dockerfile", "Dockerfile.prod", "web.Containerfile"])
def test_what_dockgen_makes_is_updated(checkout: Checkout, name: str) -> None:
    assert run("init", "--yes", "-f", name, checkout.root).code == DONE
    done = run("update", checkout.root)
    assert (done.code, done.out) == (DONE, f"{name}: nothing to do\n")
