"""What a newcomer reads: messages, hints and tables."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dockgen.ecosystems.registry import detect
from dockgen.managed_files.summary import facts_table
from tests.conftest import MakeProject, RunCommand
from tests.examples import NAMES, detection_of


@pytest.mark.parametrize("name", NAMES)
def test_the_table_fits_a_terminal(name: str) -> None:
    detection = detection_of(name)
    narrow, wide = facts_table(detection, 80), facts_table(detection)
    longest = max(len(word) for word in wide.split())
    assert max(map(len, narrow.splitlines())) <= max(80, longest + 40)
    assert narrow.split() == wide.split()  # nothing is cut off


@pytest.mark.parametrize(
    ("typed", "said"),
    [("inti", "Did you mean init?"), ("chekc", "Did you mean check?"), ("x", "--help")],
)
def test_a_misspelt_command_names_the_nearest(typed: str, said: str, dockgen: RunCommand) -> None:
    done = dockgen(typed)
    assert done.code == 2
    assert said in done.err


def test_a_file_that_is_not_there_is_no_folder(dockgen: RunCommand) -> None:
    done = dockgen("explain", "nosuch")
    assert (done.code, done.err.strip()) == (
        2,
        "dockgen: nosuch: no such file (`dockgen init` writes it)",
    )


@pytest.mark.parametrize(
    ("file", "language"),
    [
        ("Package.swift", "Swift"),
        ("Gemfile", "Ruby"),
        ("composer.json", "PHP"),
        ("Shop.csproj", "C#"),
        ("mix.exs", "Elixir"),
        ("CMakeLists.txt", "C or C++"),
    ],
)
def test_a_language_without_a_detector_is_named(
    file: str, language: str, project: MakeProject, dockgen: RunCommand
) -> None:
    made = project({file: "", "notes.md": ""})
    assert detect(made).chosen is None
    done = dockgen("init", "--yes", made.root)
    assert done.code == 4
    assert f"this looks like {language} ({file}), and dockgen has no detector" in done.err
    assert "dockgen verify" in done.err


NODE = {
    "package.json": json.dumps({"scripts": {"start": "node server.js"}}),
    "package-lock.json": "{}",
    "server.js": "require('http').createServer().listen(3000)\n",
}


def test_an_edit_of_the_users_is_called_one(project: MakeProject, dockgen: RunCommand) -> None:
    root = project(NODE).root
    assert dockgen("init", "--yes", root).code == 0
    place = root / "Dockerfile"
    place.write_text(place.read_text() + "LABEL team=shop\n")
    done = dockgen("init", "--yes", root)
    assert done.code == 3
    assert "you have edited what dockgen wrote" in done.err
    assert "dockgen update" in done.err


def test_a_push_needs_a_registry(project: MakeProject, dockgen: RunCommand) -> None:
    root = project(NODE).root
    assert "push" not in dockgen("init", "--yes", root).out
    named = dockgen("init", "--yes", "--force", "--image", "registry.example/team/shop", root)
    assert "push   docker push registry.example/team/shop" in named.out


MONOREPO = {
    "package.json": json.dumps({"name": "top", "workspaces": ["apps/*"]}),
    "package-lock.json": '{"lockfileVersion": 3, "packages": {}}',
    **{
        f"apps/{name}/{file}": text
        for name in ("api", "web")
        for file, text in {
            "package.json": json.dumps({"name": name, "scripts": {"start": "node server.js"}}),
            "server.js": f"require('http').createServer().listen({3000 + len(name)})\n",
        }.items()
    },
}


@pytest.fixture
def monorepo(project: MakeProject, dockgen: RunCommand) -> Path:
    root = project(MONOREPO).root
    assert dockgen("init", "--all", root).code == 0
    return root


@pytest.mark.parametrize("command", [["explain"], ["editor", "vscode"], ["verify"]])
def test_the_dockerfiles_of_init_all_are_named(
    command: list[str], monorepo: Path, dockgen: RunCommand
) -> None:
    done = dockgen(*command, monorepo)
    assert done.code == 2
    assert "-f chooses one of those here: apps/api/Dockerfile, apps/web/Dockerfile" in done.err


def test_a_folder_of_the_repository_is_checked_with_the_record_above(
    monorepo: Path, dockgen: RunCommand
) -> None:
    done = dockgen("check", monorepo / "apps/api")
    assert (done.code, done.out.count("up to date")) == (0, 1)
    assert "apps/api/Dockerfile: up to date" in done.out


def test_each_service_has_tasks_of_its_own(monorepo: Path, dockgen: RunCommand) -> None:
    for name in ("api", "web"):
        assert dockgen("editor", "vscode", "-f", f"apps/{name}/Dockerfile", monorepo).code == 0
    text = (monorepo / ".vscode/tasks.json").read_text("utf-8")
    labels = [line.split('"')[3] for line in text.splitlines() if '"label"' in line]
    assert {"dockgen: build apps/api", "dockgen: build apps/web"} <= set(labels)


def test_the_only_dockerfile_of_the_record_is_meant(
    project: MakeProject, dockgen: RunCommand
) -> None:
    root = project(NODE).root
    assert dockgen("init", "--yes", "-f", "api.Dockerfile", root).code == 0
    assert "CMD" in dockgen("explain", root).out


def test_a_driver_of_a_database_hints_at_compose(project: MakeProject, dockgen: RunCommand) -> None:
    package = {"scripts": {"start": "node server.js"}, "dependencies": {"pg": "8"}}
    root = project({**NODE, "package.json": json.dumps(package)}).root
    hint = "it needs postgres (for pg): `dockgen init --compose`"
    assert hint in dockgen("init", "--yes", root).err
    assert hint not in dockgen("init", "--yes", "--compose", root).err
    assert hint not in dockgen("init", "--yes", root).err  # compose.yaml is there now


def test_an_env_file_is_handed_over(project: MakeProject, dockgen: RunCommand) -> None:
    root = project({**NODE, ".env.example": "KEY=1\n"}).root
    out = dockgen("init", "--yes", root).out
    assert f"env    cp {root}/.env.example {root}/.env\n" in out
    assert f"docker run --rm -p 3000:3000 --env-file {root}/.env demo\n" in out
    (root / ".env").write_text("KEY=2\n")
    out = dockgen("init", "--yes", root).out
    assert "cp " not in out
    assert f"--env-file {root}/.env demo\n" in out
