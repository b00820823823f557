"""Optional files that cannot be read are passed over with a note; what is needed is an error."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.ecosystems.registry import detect
from tests.conftest import MakeProject, RunCommand

SERVER = {
    "package.json": '{"name": "x", "scripts": {"start": "node server.js"}, '
    '"dependencies": {"express": "5"}}',
    "server.js": "app.listen(3000)",
}
NEXT = {
    "package.json": '{"workspaces": ["apps/*"]}',
    "apps/web/package.json": '{"name": "w", "scripts": {"build": "next build", "start": '
    '"next start"}, "dependencies": {"next": "15.5.0", "react": "19", "react-dom": "19"}}',
}
FLASK = {
    "requirements.txt": "flask\ngunicorn\n",
    "app.py": "from flask import Flask\napp = Flask('')",
}
GO = {"go.mod": "module example.org/x\n\ngo 1.25\n", "main.go": "package main\nfunc main() {}\n"}

DANGLING = {
    "a version file": (SERVER, ".nvmrc"),
    "a setting of TypeScript": (SERVER, "tsconfig.json"),
    "an env file": (SERVER, ".env"),
    "a framework's settings in a member": (NEXT, "apps/web/next.config.js"),
    "a member's env file": (NEXT, "apps/web/.env.production"),
    "settings of npm": (NEXT, ".npmrc"),
    "a version of Python": (FLASK, ".python-version"),
    "a Procfile": (FLASK, "Procfile"),
    "a version of Go": (GO, ".go-version"),
    "documentation": (GO, "docs/README.md"),
}


@pytest.mark.parametrize(("files", "path"), DANGLING.values(), ids=list(DANGLING))
def test_a_link_to_nothing_is_a_note(
    project: MakeProject, files: dict[str, str], path: str
) -> None:
    made = project(files)
    link = made.root / path
    link.parent.mkdir(exist_ok=True, parents=True)
    link.symlink_to("nowhere/at/all")
    detection = detect(made.root)
    assert detection.chosen
    assert f"{path} is a link to nothing, so it is passed over" in (
        detection.winner[1].findings.warnings
    )


def outside(file: Path) -> None:
    file.symlink_to("/etc/hostname")


def not_text(file: Path) -> None:
    file.write_bytes(b"\xff\xfe\x00x")


def too_large(file: Path) -> None:
    file.touch()
    os.truncate(file, 2**30)


@pytest.mark.parametrize("spoil", [outside, not_text, too_large])
@pytest.mark.parametrize(
    ("files", "path"),
    [(SERVER, ".nvmrc"), (FLASK, "Procfile"), (FLASK, ".python-version"), (GO, ".go-version")],
)
def test_another_file_that_cannot_be_read_is_a_note(
    project: MakeProject, files: dict[str, str], path: str, spoil: object
) -> None:
    made = project(files)
    spoil(made.root / path)  # type: ignore[operator]
    detection = detect(made.root)
    (note,) = [one for one in detection.winner[1].findings.warnings if path in one]
    assert note.startswith(f"{path} is ")
    assert note.endswith(", so it is passed over")


@pytest.mark.parametrize(
    ("files", "path"),
    [
        (SERVER, "package.json"),
        (FLASK, "requirements.txt"),
        (GO, "go.mod"),
        (SERVER | {"package-lock.json": "{}"}, "package-lock.json"),
    ],
)
def test_what_is_needed_is_an_error(project: MakeProject, files: dict[str, str], path: str) -> None:
    made = project(files)
    (made.root / path).unlink()
    outside(made.root / path)
    with pytest.raises(UnusableInput, match=f"{path}: is a link to a file outside the project"):
        detect(made.root)


def test_a_manifest_that_is_a_link_to_nothing_is_an_error(project: MakeProject) -> None:
    made = project(SERVER)
    (made.root / "package.json").unlink()
    (made.root / "package.json").symlink_to("gone")
    with pytest.raises(UnusableInput, match=r"package\.json: cannot be read: no such file"):
        detect(made.root)


def test_of_many_files_three_are_named(project: MakeProject, dockgen: RunCommand) -> None:
    made = project(SERVER)
    for number in range(9):
        (made.root / f"page{number}.md").symlink_to("gone")
    done = dockgen("init", "--yes", made.root)
    assert done.code == 0
    assert done.err.count("is a link to nothing") == 3
    assert "6 more files cannot be read and are passed over" in done.err


def test_all_services_are_found_beside_a_file_that_cannot_be_read(
    project: MakeProject, dockgen: RunCommand
) -> None:
    made = project({f"{one}/{path}": text for one in "ab" for path, text in SERVER.items()})
    not_text(made.root / "a/.nvmrc")
    done = dockgen("init", "--all", made.root)
    assert done.code == 0
    assert "a/.nvmrc" in done.err or ".nvmrc is not UTF-8 text" in done.err
