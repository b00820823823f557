"""`copier copy`: the same bytes as `dockgen init`, on a project that is there and on a new one."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import copier
import pytest

from dockgen.cli.main import run
from dockgen.ecosystems.registry import detect
from dockgen.managed_files import lock as record
from dockgen.rendering import scaffolds
from tests import examples
from tests.conftest import write_files

COPIER = Path(sys.executable).with_name("copier")
NEW = [(detector, shape) for detector, all_ in scaffolds.available().items() for shape in all_]


def copy(template: Path, folder: Path, **data: object) -> None:
    copier.run_copy(
        str(template), folder, data=data, defaults=True, overwrite=True, quiet=True, unsafe=True
    )


def texts(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8", "surrogateescape")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git/" not in path.as_posix()
    }


def example(name: str, folder: Path) -> Path:
    """A copy of an example, in a folder of its own name."""
    place = folder / name
    shutil.copytree(examples.FOLDER / name, place)
    return place


@pytest.mark.parametrize("name", examples.NAMES)
def test_copier_writes_the_same_bytes_as_init(name: str, template: Path, tmp_path: Path) -> None:
    by_init, by_copier = example(name, tmp_path / "init"), example(name, tmp_path / "copier")
    assert run(["init", "--yes", str(by_init)]) == 0
    copy(template, by_copier)
    assert texts(by_copier) == texts(by_init)


def test_other_answers_give_what_the_options_of_init_give(template: Path, tmp_path: Path) -> None:
    by_init, by_copier = (
        example("node-express", tmp_path / "init"),
        example("node-express", tmp_path / "copier"),
    )
    options = ["--stages", "multi", "--base", "alpine", "--image", "team/app", "--set", "port=9000"]
    assert run(["init", "--yes", *options, str(by_init)]) == 0
    copy(template, by_copier, stages="multi", base="alpine", image="team/app", port="9000")
    assert texts(by_copier) == texts(by_init)


def test_any_fact_can_be_decided_with_data(template: Path, tmp_path: Path) -> None:
    folder = example("static-site", tmp_path)
    (folder / "www").mkdir()
    (folder / "www/index.html").write_text("<p>Other pages</p>", "utf-8")
    copy(template, folder, set="{output_dir: www}")
    assert "COPY www/ " in (folder / "Dockerfile").read_text("utf-8")
    assert "output_dir: www" in (folder / ".dockgen.yml").read_text("utf-8")


def test_the_settings_that_are_there_are_the_defaults(template: Path, tmp_path: Path) -> None:
    folder = example("node-express", tmp_path)
    mine = "# ours\nschema: 1\nstages: multi # we like it\nset:\n  port: 9001\n"
    (folder / ".dockgen.yml").write_text(mine, "utf-8")
    copy(template, folder)
    kept = (folder / ".dockgen.yml").read_text("utf-8")
    assert mine.strip() in kept
    assert "EXPOSE 9001" in (folder / "Dockerfile").read_text("utf-8")


@pytest.mark.parametrize(("detector", "shape"), NEW)
def test_a_new_folder_gets_a_project_of_the_chosen_kind(
    detector: str, shape: str, template: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "My App"
    copy(template, folder, detector=detector, shape=shape)
    detection = detect(folder)
    assert (detection.chosen, detection.winner[1].shape) == (detector, shape)
    assert detection.facts["name"].value in {"my-app", "My App"}
    assert run(["init", "--yes", "--dry-run", str(folder)]) == 0
    before = texts(folder)
    assert run(["init", "--yes", str(folder)]) == 0
    assert texts(folder) == before


def test_a_new_folder_without_a_word_gets_the_first_kind(template: Path, tmp_path: Path) -> None:
    folder = tmp_path / "app"
    copy(template, folder)
    assert detect(folder).chosen == NEW[0][0]


OTHERS = {
    "a library in Python": {"setup.cfg": "[metadata]\nname = tools\n", "tools.py": "x = 1\n"},
    "sources alone": {"main.swift": 'print("hello")\n'},
    "notes": {"notes.txt": "later\n", "README.md": "# notes\n"},
    "Go that only tests": {"go.mod": "module example.com/a\n\ngo 1.25\n", "a.go": "package a\n"},
}


@pytest.mark.parametrize("files", OTHERS.values(), ids=OTHERS)
def test_a_project_that_is_not_recognised_gets_no_other_one(
    files: dict[str, str], template: Path, tmp_path: Path
) -> None:
    folder = write_files(tmp_path / "app", files)
    with pytest.raises(copier.errors.UserMessageError, match="only in an empty folder"):
        copy(template, folder)
    assert texts(folder) == files


def test_a_new_repository_may_hold_its_readme(template: Path, tmp_path: Path) -> None:
    files = {
        ".git/HEAD": "x",
        "README.md": "# app\n",
        ".gitignore": "/target\n",
        "LICENSE": "MIT\n",
    }
    folder = write_files(tmp_path / "app", files)
    copy(template, folder, detector="node", shape="server")
    assert detect(folder).chosen == "node"
    assert (folder / "README.md").read_text() == "# app\n"


def test_copier_says_what_dockgen_says_of_a_broken_manifest(template: Path, tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{\n  "name": \n}', "utf-8")
    with pytest.raises(copier.errors.UserMessageError, match=r"dockgen: package.json:3: is not"):
        copy(template, tmp_path)
    assert set(texts(tmp_path)) == {"package.json"}


def test_an_answer_that_is_not_offered_is_refused(template: Path, tmp_path: Path) -> None:
    folder = example("node-express", tmp_path)
    with pytest.raises(ValueError, match=r"Invalid choice for 'base'.*'debian', 'alpine'"):
        copy(template, folder, base="windows")
    with pytest.raises(copier.errors.UserMessageError, match="port must be a port from 1 to 65535"):
        copy(template, folder, port="http")


def test_the_command_works_without_a_terminal_from_a_tag(
    tagged_repository: Path, tmp_path: Path
) -> None:
    folder = example("node-express", tmp_path)
    options = ["--trust", "--defaults", "--data", "stages=multi", "--vcs-ref", "v7.0.0"]
    done = subprocess.run(
        [COPIER, "copy", *options, tagged_repository, folder],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "docker build -t node-express ." in done.stderr
    assert "Made by dockgen 7.0.0 " in (folder / "Dockerfile").read_text("utf-8")
    assert record.read_origin(folder) == record.Origin(str(tagged_repository), "v7.0.0")
    lock = json.loads((folder / ".dockgen.lock").read_text("utf-8"))
    assert lock["dockerfiles"]["Dockerfile"]["version"] == "7.0.0"


def test_the_command_shows_one_sentence_where_it_cannot_go_on(
    tagged_repository: Path, tmp_path: Path
) -> None:
    (tmp_path / "package.json").write_text("[]", "utf-8")
    done = subprocess.run(
        [COPIER, "copy", "--trust", "--defaults", tagged_repository, tmp_path],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "dockgen: package.json:1: contains a list" in done.stderr
    assert "Traceback" not in done.stderr
