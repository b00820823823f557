"""What copier's extension asks dockgen, and what it says when it cannot be answered."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import copier
import pytest

from dockgen.core.errors import UnusableInput
from dockgen.integrations.copier import answers as copier_door
from dockgen.integrations.copier.extension import keep_settings
from dockgen.rendering import scaffolds
from tests.conftest import write_files
from tests.integrations.copier.conftest import commit, git
from tests.integrations.copier.test_copy import copy, texts

NODE = {"package.json": '{"scripts": {"start": "node server.js"}}', "server.js": ""}


def ask(folder: Path, **answers: object) -> dict[str, object]:
    request = {"schema": 1, "ask": "questions", "folder": str(folder), "answers": answers}
    reply = copier_door.answer(request)
    assert isinstance(reply.get("answer"), dict), reply
    found: dict[str, object] = reply["answer"]  # type: ignore[assignment]  # checked above
    return found


def test_the_defaults_are_what_was_found(tmp_path: Path) -> None:
    found = ask(write_files(tmp_path, NODE))
    assert (found["detector"], found["shape"], found["new"]) == ("node", "server", False)
    assert found["port"] == "3000"
    assert found["notes"]  # no lockfile


def test_the_answer_to_one_question_decides_the_defaults_of_the_next(tmp_path: Path) -> None:
    found = ask(write_files(tmp_path, {**NODE, "index.html": ""}), detector="static")
    assert (found["detector"], found["shape"], found["port"]) == ("static", "pages", "8080")
    assert found["detectors"] == {
        "node": "found package.json with something to start",
        "static": "found index.html",
    }


def test_the_detector_of_the_settings_is_the_default_with_its_own_facts(tmp_path: Path) -> None:
    settings = "schema: 1\ndetector: static\nset:\n  output_dir: www\n"
    files = {**NODE, "www/index.html": "", ".dockgen.yml": settings}
    assert ask(write_files(tmp_path, files))["detector"] == "static"


def test_a_folder_without_a_project_offers_those_that_can_be_started(tmp_path: Path) -> None:
    found = ask(tmp_path / "new", detector="node")
    assert found["new"] is True
    assert set(found["detectors"]) == set(scaffolds.available())  # type: ignore[call-overload]
    assert found["shapes"] == {"server": found["shapes"]["server"]}  # type: ignore[index]


def test_what_cannot_be_started_is_said_so() -> None:
    with pytest.raises(
        UnusableInput, match=r"cannot create a new project .* node static-site .*node server"
    ):
        scaffolds.files("node", "static-site", "app")


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        ({"schema": 2, "ask": "questions"}, "the template uses schema 1"),
        (
            {"schema": 1, "ask": "questions", "folder": "x", "answers": {"detector": "cobol"}},
            "dockgen cannot create a new project for cobol",
        ),
    ],
)
def test_what_cannot_be_answered_is_one_sentence(request_: dict[str, object], message: str) -> None:
    assert message in str(copier_door.answer(request_)["error"])


def test_the_door_answers_json_with_json(tmp_path: Path) -> None:
    request = {"schema": 1, "ask": "files", "folder": str(write_files(tmp_path, NODE))}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "dockgen.integrations.copier.answers"],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout)["answer"]
    assert set(answer) == {"Dockerfile", ".dockerignore", ".dockgen.yml", ".dockgen.lock"}


def test_a_template_whose_code_fails_is_named(template: Path, tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    write_files(repository, {"src/dockgen/__init__.py": "raise ImportError('a broken tag')\n"})
    (repository / "copier.yml").write_bytes((template / "copier.yml").read_bytes())
    write_files(repository, {"templates/copier/x": ""})
    git(repository, "init", "--quiet")
    commit(repository, "Broken")
    git(repository, "tag", "v1.0.0")
    with pytest.raises(copier.errors.UserMessageError, match=r"own code failed: .*a broken tag"):
        copy(repository, tmp_path / "app")


def test_settings_are_kept_only_where_there_are_some(tmp_path: Path) -> None:
    keep_settings(tmp_path, "schema: 1\n")
    assert texts(tmp_path) == {}
    write_files(tmp_path, {".dockgen.yml": "schema: 1\n"})
    keep_settings(tmp_path, "schema: 1\nbase: alpine\n")
    assert texts(tmp_path) == {".dockgen.yml": "schema: 1\nbase: alpine\n"}
    keep_settings(tmp_path, "")
    assert texts(tmp_path) == {".dockgen.yml": "schema: 1\nbase: alpine\n"}
