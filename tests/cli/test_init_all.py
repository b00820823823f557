"""`dockgen init --all` and `--github-actions`: how a repository's images are built together."""

from __future__ import annotations

import json
import re
import shutil
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML
from syrupy.assertion import SnapshotAssertion

from dockgen.cli.main import run
from dockgen.core.project import Project
from dockgen.core.quoting import Printable
from dockgen.integrations import bake, github_workflow
from dockgen.integrations.bake import Target
from dockgen.integrations.scalars import hcl_text
from dockgen.managed_files import lock
from tests.conftest import write_files
from tests.examples import FOLDER
from tests.file_snapshots import as_file


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for example, name in (("node-express", "api"), ("static-site", "web")):
        shutil.copytree(FOLDER / example, tmp_path / "shop" / name)
    return tmp_path / "shop"


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def init(folder: Path, *options: str) -> int:
    return run(["init", "--all", "--yes", *options, str(folder)])


def test_every_service_gets_what_init_writes_for_it_alone(repository: Path, tmp_path: Path) -> None:
    alone = tmp_path / "alone"
    shutil.copytree(repository, alone)
    for name in ("api", "web"):
        assert run(["init", "--yes", str(alone / name)]) == 0
    assert init(repository) == 0
    (repository / bake.PATH).unlink()
    assert contents(repository) == contents(alone)


def test_the_bake_file(repository: Path, snapshot: SnapshotAssertion) -> None:
    assert init(repository, "--image", "registry.example/team/") == 0
    assert (repository / bake.PATH).read_text("utf-8") == snapshot(extension_class=as_file("hcl"))


def test_a_second_run_changes_nothing(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert init(repository, "--github-actions") == 0
    before = contents(repository)
    capsys.readouterr()
    assert init(repository, "--github-actions") == 0
    assert contents(repository) == before
    assert "Nothing to do" in capsys.readouterr().err


def test_a_service_that_came_later_is_added_and_edits_stay(repository: Path) -> None:
    assert init(repository) == 0
    place = repository / bake.PATH
    mine = place.read_text("utf-8").replace(
        'context    = "api"', 'context = "api"\n  platforms = ["linux/arm64"]'
    )
    place.write_text(f"// ours\n{mine}", "utf-8")
    write_files(repository / "docs", {"index.html": "<p>"})
    assert init(repository) == 0
    text = place.read_text("utf-8")
    assert text.startswith("// ours\n")
    assert 'platforms = ["linux/arm64"]' in text
    assert text.count('target "docs" {') == 1
    assert re.search(r'targets = \[\s*"api",\s*"web",\s*"docs",\s*\]', text)


def target(name: str) -> Target:
    printable = Printable(name)
    return Target(printable, printable, printable, printable)


@pytest.mark.parametrize(
    ("there", "group"),
    [
        ('group "default" { targets = ["a"] }\n', 'group "default" { targets = ["a", "b"] }\n'),
        ('group "default" { targets = [] }\n', 'group "default" { targets = ["b"] }\n'),
        (
            'group "default" {\n  targets = [\n    "a"\n  ]\n}\n',
            'group "default" {\n  targets = [\n    "a",\n    "b"\n  ]\n}\n',
        ),
        ('group "all" { targets = ["a"] }\n', 'group "all" { targets = ["a"] }\n'),
    ],
)
def test_the_default_group_gets_the_new_target(there: str, group: str, tmp_path: Path) -> None:
    write_files(tmp_path, {bake.PATH: f'{there}target "a" {{}}\n'})
    text = bake.text(Project(tmp_path), [target("a"), target("b")])
    assert text.startswith(f'{group}target "a" {{}}\n\ntarget "b" {{\n')


def test_a_path_cannot_leave_its_quotes() -> None:
    assert hcl_text('a"b${c}%{d}\\') == 'a\\"b$${c}%%{d}\\\\'


def test_services_of_the_same_name_are_told_apart(repository: Path) -> None:
    shutil.copytree(repository / "api", repository / "old" / "api")
    assert init(repository) == 0
    text = (repository / bake.PATH).read_text("utf-8")
    assert 'tags       = ["${REGISTRY}api:${TAG}"]' in text
    assert 'tags       = ["${REGISTRY}old-api:${TAG}"]' in text


def test_nothing_is_written_where_one_file_is_the_users(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(repository / "web", {"Dockerfile": "FROM mine\n"})
    before = contents(repository)
    assert init(repository) == 3
    assert contents(repository) == before
    assert "dockgen: web/Dockerfile would be replaced" in capsys.readouterr().err
    assert init(repository, "--force") == 0
    assert b"FROM mine" not in (repository / "web/Dockerfile").read_bytes()


def test_a_dry_run_shows_all_and_writes_nothing(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(repository)
    assert run(["init", "--all", "--dry-run", "--github-actions", str(repository)]) == 0
    shown = capsys.readouterr().out
    for path in ("api/Dockerfile", "web/nginx.conf", bake.PATH, ".github/workflows/images.yml"):
        assert f"+++ b/{path}\n" in shown
    assert contents(repository) == before


@pytest.mark.parametrize(
    "option",
    [
        ("-f", "x"),
        ("--detector", "node"),
        ("--set", "a=b"),
        ("--shape", "x"),
        ("--json",),
    ],
)
def test_what_is_about_one_service_is_refused(
    option: tuple[str, ...], repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert init(repository, *option) == 2
    assert f"{option[0]} applies to one service" in capsys.readouterr().err


def test_stages_and_base_hold_for_every_service(repository: Path) -> None:
    assert init(repository, "--stages", "multi", "--base", "alpine") == 0
    for name in ("api", "web"):
        run_ = lock.read(repository / name)["Dockerfile"]
        assert (run_.stages, run_.base) == ("multi", "alpine")


def workflow(text: str) -> dict[str, object]:
    """The workflow, held to the schema that GitHub's editors use."""
    place = files("check_jsonschema").joinpath("builtin_schemas/vendor/github-workflows.json")
    data: dict[str, object] = YAML(typ="safe").load(text)
    jsonschema.validate(data, json.loads(place.read_text("utf-8")))
    return data


def without_version(text: str) -> str:
    return re.sub(r"dockgen-cli==[\w.]+", "dockgen-cli==0.0.0", text)


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it is after the first release."""
    monkeypatch.setattr(github_workflow, "PUBLISHED", True)


def test_a_workflow_rests_on_nothing_that_is_not_published(
    tmp_path: Path, repository: Path
) -> None:
    one = write_files(tmp_path / "one", {"index.html": "<p>"})
    assert run(["init", "--yes", "--github-actions", str(one)]) == 0
    assert run(["init", "--all", "--github-actions", str(repository)]) == 0
    for place in (one / github_workflow.ONE, repository / github_workflow.SEVERAL):
        text = place.read_text("utf-8")
        assert not [word for word in ("pipx", "dockgen-cli", "dockgen check") if word in text]
        assert "docker/build-push-action" in text or "docker/bake-action" in text


@pytest.mark.usefixtures("published")
def test_the_workflow_of_one_image(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    write_files(tmp_path, {"index.html": ""})
    assert run(["init", "--yes", "--github-actions", "-f", "web.Dockerfile", str(tmp_path)]) == 0
    text = (tmp_path / ".github/workflows/image.yml").read_text("utf-8")
    assert without_version(text) == snapshot(extension_class=as_file("yml"))
    assert workflow(text)["permissions"] == {"contents": "read", "packages": "write"}


@pytest.mark.usefixtures("published")
def test_the_workflow_of_several_images(repository: Path, snapshot: SnapshotAssertion) -> None:
    assert init(repository, "--github-actions") == 0
    text = (repository / ".github/workflows/images.yml").read_text("utf-8")
    assert without_version(text) == snapshot(extension_class=as_file("yml"))
    assert workflow(text)["name"] == "images"


PRIVATE = {
    "package.json": '{"scripts": {"start": "node a.js"}, "dependencies": {"express": "5"}}',
    "a.js": "",
    ".npmrc": "//npm.example/:_authToken=abc\n",
}
VARIABLE = {**PRIVATE, ".npmrc": "//npm.example/:_authToken=${NPM_TOKEN}\n"}


def test_what_builds_take_as_secrets_reaches_bake_and_the_workflow(tmp_path: Path) -> None:
    write_files(tmp_path / "my api", PRIVATE)
    write_files(tmp_path / "web", VARIABLE)
    assert init(tmp_path, "--github-actions") == 0
    text = (tmp_path / bake.PATH).read_text("utf-8")
    assert '  secret = [\n    "id=npmrc,src=my api/.npmrc",\n  ]\n' in text
    assert '  secret = [\n    "id=NPM_TOKEN,env=NPM_TOKEN",\n  ]\n' in text
    written = (tmp_path / ".github/workflows/images.yml").read_text("utf-8")
    steps = workflow(written)["jobs"]["images"]["steps"]  # type: ignore[index]
    put, built = steps[-2:]
    assert put["run"] == 'test -e "$SECRET_FILE_1" || printenv NPMRC > "$SECRET_FILE_1"\n'
    assert put["env"] == {"SECRET_FILE_1": "my api/.npmrc", "NPMRC": "${{ secrets.NPMRC }}"}
    assert built["env"] == {"NPM_TOKEN": "${{ secrets.NPM_TOKEN }}"}


@pytest.mark.parametrize(
    ("files", "given", "variable"),
    [(PRIVATE, "npmrc=NPMRC", "NPMRC"), (VARIABLE, "NPM_TOKEN=NPM_TOKEN", "NPM_TOKEN")],
)
def test_the_workflow_of_one_image_takes_its_secrets_from_the_repository(
    tmp_path: Path, files: dict[str, str], given: str, variable: str
) -> None:
    write_files(tmp_path, files)
    assert run(["init", "--yes", "--github-actions", str(tmp_path)]) == 0
    written = (tmp_path / ".github/workflows/image.yml").read_text("utf-8")
    built = workflow(written)["jobs"]["image"]["steps"][-1]  # type: ignore[index]
    assert built["with"]["secret-envs"] == f"{given}\n"
    assert built["env"] == {variable: f"${{{{ secrets.{variable} }}}}"}


def test_a_workflow_of_the_users_is_not_replaced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_files(tmp_path, {"index.html": "", ".github/workflows/image.yml": "mine"})
    assert run(["init", "--yes", "--github-actions", str(tmp_path)]) == 3
    assert ".github/workflows/image.yml would be replaced" in capsys.readouterr().err
    assert not (tmp_path / "Dockerfile").exists()
