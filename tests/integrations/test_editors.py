"""`dockgen editor`: tasks that run, whose findings land on their lines, beside the user's own."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from defusedxml import ElementTree
from syrupy.assertion import SnapshotAssertion

from dockgen.cli.main import COMMANDS, run
from dockgen.core.project import TextFile
from dockgen.integrations.editor_tasks import CHECK, HADOLINT, Matcher, Task, tasks_of
from dockgen.integrations.editors import EDITORS, JETBRAINS, VSCODE, ZED
from dockgen.managed_files import draft
from dockgen.readers.json_editing import Jsonc
from tests.examples import FOLDER
from tests.file_snapshots import as_file

NAMES = ["init", "update", "check", "review", "verify", "lint", "build", "run", "stop"]


@pytest.fixture
def example(tmp_path: Path) -> Path:
    folder = tmp_path / "node-express"
    shutil.copytree(FOLDER / "node-express", folder)
    return folder


def tasks(folder: Path, dockerfile: str = "Dockerfile") -> dict[str, Task]:
    return {one.name: one for one in tasks_of(draft.draft(str(folder), dockerfile, {}))}


def edit(editor: str, folder: Path, *options: str) -> None:
    assert run(["editor", editor, str(folder), *options]) == 0


def loaded(file: Path) -> object:
    return Jsonc(TextFile(file.name, file.read_text("utf-8"))).top.value


@dataclass(frozen=True)
class Problem:
    file: str
    line: int
    severity: str
    message: str
    code: str = ""


def problems(matcher: Matcher, output: str) -> list[Problem]:
    """What VS Code finds: each pattern of a matcher on a line of its own, one after the other."""
    lines, found = output.splitlines(), []
    for start in range(len(lines)):
        said = _said(matcher, lines[start:])
        if said is not None:
            file = f"{matcher.folder}/{said['file']}".lstrip("/")
            severity = said.get("severity", matcher.severity)
            found.append(
                Problem(file, int(said["line"]), severity, said["message"], said.get("code", ""))
            )
    return found


def _said(matcher: Matcher, lines: list[str]) -> dict[str, str] | None:
    said: dict[str, str] = {}
    if len(lines) < len(matcher.patterns):
        return None
    for pattern, groups, line in zip(matcher.patterns, matcher.groups, lines, strict=False):
        match = re.search(pattern, line)
        if match is None:
            return None
        said |= {name: match[group] for name, group in groups.items()}
    return said


def all_problems(matchers: Iterable[Matcher], output: str) -> list[Problem]:
    return [problem for matcher in matchers for problem in problems(matcher, output)]


@pytest.mark.parametrize("editor", EDITORS)
def test_the_files_of_an_editor(editor: str, example: Path, snapshot: SnapshotAssertion) -> None:
    before = set(example.rglob("*"))
    edit(editor, example)
    for file in sorted(set(example.rglob("*")) - before):
        if file.is_file():
            text = file.read_text("utf-8")
            assert text == snapshot(extension_class=as_file(file.suffix.lstrip(".")))


@pytest.mark.parametrize("editor", EDITORS)
def test_a_second_run_changes_nothing(
    editor: str, example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(editor, example)
    before = {path: path.read_bytes() for path in example.rglob("*") if path.is_file()}
    capsys.readouterr()
    edit(editor, example)
    assert capsys.readouterr().err == "Nothing to do: everything is up to date\n"
    assert {path: path.read_bytes() for path in example.rglob("*") if path.is_file()} == before


MINE = """\
// Our tasks. Do not touch.
{
    "version": "2.0.0",
    "tasks": [
        // first, the tests
        {
            "label": "test", /* npm */
            "type": "npm",
            "script": "test",
        },
        { "label": "seed", "type": "shell", "command": "./seed.sh" } // careful
    ],
    "inputs": [] // none yet
}
"""


def test_tasks_of_the_user_and_their_comments_all_stay(example: Path) -> None:
    place = example / VSCODE
    place.parent.mkdir()
    place.write_text(MINE, "utf-8")
    edit("vscode", example)
    text = place.read_text("utf-8")
    for line in MINE.splitlines():
        assert line in text or line.replace(" // careful", ", // careful") in text
    data = loaded(place)
    assert isinstance(data, dict)
    labels = [task["label"] for task in data["tasks"]]
    assert labels == ["test", "seed", *(f"dockgen: {name}" for name in NAMES)]
    assert '        {\n            "label": "dockgen: init",' in text
    edit("vscode", example)
    assert place.read_text("utf-8") == text


@pytest.mark.parametrize(
    "text", ["", "{}", "{\n  // nothing\n}\n", '{"version": "2.0.0", "tasks": []}']
)
def test_a_file_without_tasks_gets_them(text: str, example: Path) -> None:
    place = example / VSCODE
    place.parent.mkdir()
    place.write_text(text, "utf-8")
    edit("vscode", example)
    data = loaded(place)
    assert isinstance(data, dict)
    assert data["version"] == "2.0.0"
    assert [task["label"] for task in data["tasks"]] == [f"dockgen: {name}" for name in NAMES]
    assert "// nothing" in place.read_text("utf-8") or "// nothing" not in text


def test_zed_tasks_of_the_user_stay(example: Path) -> None:
    place = example / ZED
    place.parent.mkdir()
    place.write_text('// mine\n[\n\t{"label": "test", "command": "npm test"},\n]\n', "utf-8")
    edit("zed", example)
    text = place.read_text("utf-8")
    assert text.startswith(
        '// mine\n[\n\t{"label": "test", "command": "npm test"},\n\t{\n\t\t"label"'
    )
    data = loaded(place)
    assert isinstance(data, list)
    assert [task["label"] for task in data] == ["test", *(f"dockgen: {name}" for name in NAMES)]


@pytest.mark.parametrize(("editor", "path"), [("vscode", VSCODE), ("zed", ZED)])
def test_a_task_that_the_user_changed_stays_until_it_is_forced(
    editor: str, path: str, example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(editor, example)
    place = example / path
    pristine = changed = place.read_text("utf-8")
    for name in ("check", "stop"):
        label = f'"label": "dockgen: {name}",'
        changed = changed.replace(label, f'{label} "mine": true,')
    place.write_text(changed, "utf-8")
    edit(editor, example)
    assert place.read_text("utf-8") == changed
    assert "Kept dockgen: check, dockgen: stop, which you changed" in capsys.readouterr().err
    edit(editor, example, "--force")
    assert place.read_text("utf-8") == pristine


def test_a_run_configuration_that_the_user_changed_stays_until_it_is_forced(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit("jetbrains", example)
    place = example / JETBRAINS / "dockgen-run.run.xml"
    pristine = place.read_text("utf-8")
    place.write_text(pristine.replace("3000:3000", "80:3000"), "utf-8")
    edit("jetbrains", example)
    assert "80:3000" in place.read_text("utf-8")
    assert "Kept .run/dockgen-run.run.xml" in capsys.readouterr().err
    edit("jetbrains", example, "--force")
    assert place.read_text("utf-8") == pristine


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        (VSCODE, "[]", "does not contain an object with tasks"),
        (VSCODE, '{"tasks": 1}', "tasks must be a list"),
        (VSCODE, '{"tasks": [}', "is not JSON with comments"),
        (ZED, "{}", "tasks must be a list"),
        (".devcontainer/devcontainer.json", "[]", "does not contain an object"),
    ],
)
def test_a_file_that_cannot_be_used_is_named_and_left_alone(
    path: str, text: str, message: str, example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (example / path).parent.mkdir()
    (example / path).write_text(text, "utf-8")
    editor = {VSCODE: "vscode", ZED: "zed"}.get(path, "devcontainer")
    assert run(["editor", editor, str(example)]) == 2
    assert f"dockgen: {path}:1: {message}" in capsys.readouterr().err
    assert (example / path).read_text("utf-8") == text


def test_a_dry_run_shows_the_difference_and_writes_nothing(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit("vscode", example, "--dry-run")
    assert "+++ b/.vscode/tasks.json" in capsys.readouterr().out
    assert not (example / VSCODE).exists()


def test_another_dockerfile_is_named_in_every_task(example: Path) -> None:
    known = tasks(example, "docker/api.Dockerfile")
    for name in ("init", "update", "check", "verify", "build"):
        assert "-f docker/api.Dockerfile" in known[name].line
    assert known["lint"].command[-1] == "docker/api.Dockerfile"
    assert {one.folder for one in known["build"].matchers} == {"docker"}


# --- what the tasks do, and what is read from what they print ---


def result(task: Task, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a task's own command line in a folder, as an editor would."""
    tools = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["sh", "-c", task.line],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": tools},
    )


@pytest.mark.parametrize("name", [name for name in ("init", "update", "check") if name in COMMANDS])
def test_a_task_of_dockgen_runs_in_the_project(name: str, example: Path) -> None:
    assert run(["init", "--yes", str(example)]) == 0
    done = result(tasks(example)[name], example)
    assert done.returncode == 0, done.stderr


def test_every_task_of_dockgen_is_a_command_or_comes_from_another_program(example: Path) -> None:
    programs = {one.command[0] for one in tasks(example).values()}
    assert programs == {"dockgen", "hadolint", "docker"}


def test_findings_of_check_land_on_their_lines(example: Path) -> None:
    assert run(["init", "--yes", str(example)]) == 0
    if "check" not in COMMANDS:
        output = "Dockerfile:5: error: language_version 24 -> 22, .nvmrc:1\n  -> dockgen update\n"
    else:
        (example / ".nvmrc").write_text("22\n", "utf-8")
        done = result(tasks(example)["check"], example)
        assert done.returncode == 1
        output = done.stdout
    found = problems(CHECK, output)
    assert found
    lines = (example / "Dockerfile").read_text("utf-8").splitlines()
    assert any("node:24" in lines[one.line - 1] for one in found)
    assert {(one.file, one.severity) for one in found} == {("Dockerfile", "error")}
    assert "24" in found[0].message


def test_what_is_no_finding_of_check_is_not_read_as_one() -> None:
    assert problems(CHECK, "Dockerfile: up to date with the project\n  -> dockgen update\n") == []


def test_findings_of_hadolint_land_on_their_lines(example: Path) -> None:
    (example / "Dockerfile").write_text("FROM node\nRUN cd /tmp\nUSER root\n", "utf-8")
    done = result(tasks(example)["lint"], example)
    assert done.returncode == 1
    found = {one.code: one for one in all_problems(HADOLINT, done.stdout)}
    assert len(found) == len(done.stdout.splitlines())
    assert found["DL3006"].line == 1
    assert found["DL3003"] == Problem(
        "Dockerfile", 2, "warning", "Use WORKDIR to switch to a directory", "DL3003"
    )
    assert found["SC2164"].line == 2
    assert found["DL3002"].line == 3


def test_a_file_that_hadolint_cannot_parse_is_a_problem_too(example: Path) -> None:
    (example / "Dockerfile").write_text("FROM node:24\nRUNN x\n", "utf-8")
    done = result(tasks(example)["lint"], example)
    found = all_problems(HADOLINT, done.stdout + done.stderr)
    assert [(one.file, one.line, one.severity) for one in found] == [("Dockerfile", 2, "error")]


def test_hadolint_finds_nothing_in_what_dockgen_writes(example: Path) -> None:
    assert run(["init", "--yes", str(example)]) == 0
    done = result(tasks(example)["lint"], example)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_files_for_jetbrains_are_xml_with_the_command_line(example: Path) -> None:
    edit("jetbrains", example)
    for name, task in tasks(example).items():
        top = ElementTree.parse(example / JETBRAINS / f"dockgen-{name}.run.xml").getroot()
        assert top is not None
        configuration = top.find("configuration")
        assert configuration is not None
        assert configuration.get("name") == task.label
        options = {one.get("name"): one.get("value") for one in configuration.iter("option")}
        assert options["SCRIPT_TEXT"] == task.line


def test_the_files_for_vs_code_and_zed_hold_the_command_line(example: Path) -> None:
    edit("vscode", example)
    edit("zed", example)
    code, zed = loaded(example / VSCODE), loaded(example / ZED)
    assert isinstance(code, dict)
    assert isinstance(zed, list)
    lines = [task.command for task in tasks(example).values()]
    assert [(one["command"], *one["args"]) for one in code["tasks"]] == lines
    assert [(one["command"], *one["args"]) for one in zed] == lines


# --- the container to develop in ---

CONTAINERS = {
    "node-express": ("node:24", "npm ci", [3000]),
    "node-typescript": ("node:26", "pnpm install --frozen-lockfile", [3000]),
    "static-site": ("buildpack-deps:trixie-scm", None, None),
    "vite-react": ("node:26", "npm ci", None),
}


@pytest.mark.parametrize("name", CONTAINERS)
def test_the_container_to_develop_in_comes_from_the_facts(name: str, tmp_path: Path) -> None:
    image, install, ports = CONTAINERS[name]
    folder = tmp_path / name
    shutil.copytree(FOLDER / name, folder)
    edit("devcontainer", folder)
    data = json.loads((folder / ".devcontainer/devcontainer.json").read_text("utf-8"))
    assert data["image"] == image
    assert data.get("forwardPorts") == ports
    assert str(data.get("postCreateCommand", "")).endswith(install or "")


def test_a_devcontainer_that_is_there_gets_only_what_it_lacks(
    example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = example / ".devcontainer/devcontainer.json"
    place.parent.mkdir()
    mine = '{\n\t// ours\n\t"name": "Shop",\n\t"build": { "dockerfile": "Dockerfile" }\n}\n'
    place.write_text(mine, "utf-8")
    edit("devcontainer", example)
    text = place.read_text("utf-8")
    assert text.startswith(
        '{\n\t// ours\n\t"name": "Shop",\n\t"build": { "dockerfile": "Dockerfile" },\n'
    )
    assert set(json.loads(text.replace("// ours", ""))) == {
        *("name", "build", "init", "forwardPorts", "postCreateCommand"),
    }
    assert "Kept name" in capsys.readouterr().err
    edit("devcontainer", example)
    assert place.read_text("utf-8") == text
