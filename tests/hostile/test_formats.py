"""What a project is called stays a text in every generated file, as its parsers read it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from dockgen.cli.main import run
from dockgen.core.errors import UnusableInput
from dockgen.integrations import github_workflow
from dockgen.integrations.scalars import (
    ESCAPED_EXPRESSION,
    compose_image,
    compose_scalar,
    hcl_text,
    is_harmless_word,
    registry_prefix,
    workflow_scalar,
    yaml_scalar,
)
from tests.conftest import write_files

WORDS = (
    "null Null NULL ~ true True yes Yes YES no on On ON off y n Y N 0x10 0o17 017 0b11 1e3 1E3 "
    "12 1_000 -1 +1 .5 . .. .inf -.INF .nan 12:30:45 190:20 2026-11-29 2026-11-29T06:58:20Z = << "
    "- -- --- ... ? ! & * # % @ ` | > [ ] { } , : '' \"\" ./ -rf a: a:b a#b :a"
).split()
LINES = (
    "a b", "a  b", " a", "a ", "a: b", "a #b", "- a", "? a", "x - y", "'", '"', "a\\", "$HOME",
    "${HOME}", "${{ github.token }}", "a${{ secrets.X }}b", "%{ if true }", "${x}", "é", "\ufeff",
    "\ufffe", "😀", "", "!!python/object:os.system", "&a *a", "<<: *a", "::error::x",
)  # fmt: skip
TEXTS = (*WORDS, *LINES)
texts = st.sampled_from(TEXTS) | st.text(max_size=12)


def read(version: str, text: str) -> object:
    yaml = YAML(typ="safe", pure=True)
    yaml.version = version
    return yaml.load(text)


def holds(scalar: str, text: str) -> None:
    """Assert that a scalar is that text: as a value, in a list, and as a key."""
    for version in ("1.1", "1.2"):
        assert read(version, f"a: {scalar}\nb: 1\n") == {"a": text, "b": 1}, version
        assert read(version, f"- {scalar}\n- 1\n") == [text, 1], version
        assert read(version, f"{scalar}: x\nb: 1\n") == {text: "x", "b": 1}, version


@pytest.mark.parametrize("text", TEXTS)
def test_a_scalar_of_yaml_is_that_text(text: str) -> None:
    holds(yaml_scalar(text), text)


@given(texts)
def test_any_text_is_a_scalar_of_yaml_or_refused(text: str) -> None:
    try:
        scalar = yaml_scalar(text)
    except UnusableInput:
        return
    assert read("1.1", f"a: {scalar}") == read("1.2", f"a: {scalar}") == {"a": text}


@pytest.mark.parametrize("text", ["a\nb", "a\rb", "\x1b[2J", "\u202ea", "\u2028", "\x85", "\0"])
def test_what_no_line_can_hold_is_refused(text: str) -> None:
    for made in (yaml_scalar, compose_scalar, workflow_scalar, hcl_text):
        with pytest.raises(UnusableInput, match="control character"):
            made(text)


@pytest.mark.parametrize("name", ["null", "on", "off", "yes", "no", "true", "12", "0x10", "1e3"])
def test_an_image_is_a_text_in_compose_whatever_it_is_called(name: str) -> None:
    holds(compose_image(name), name)


@given(texts)
def test_no_expression_of_github_is_left_in_a_value(text: str) -> None:
    try:
        read_back = read("1.2", f"a: {workflow_scalar(text)}")
    except UnusableInput:
        return
    assert isinstance(read_back, dict)
    assert "${{" not in read_back["a"].replace(ESCAPED_EXPRESSION, "")
    assert read_back["a"].replace(ESCAPED_EXPRESSION, "${{") == text


@given(texts)
def test_a_harmless_word_means_itself_to_a_shell(text: str) -> None:
    if is_harmless_word(text):
        assert re.fullmatch(r"[\w./@+:=-]+", text, re.ASCII)
        assert not text.startswith("-")


@pytest.mark.parametrize("given", ['x"y', "x${y}", "%{if true}", "a b", "x\ny", "-rf"])
def test_what_cannot_stand_before_an_image_is_refused(given: str) -> None:
    with pytest.raises(UnusableInput, match=r"the start of an image name|control"):
        registry_prefix(given)
    assert registry_prefix("registry.example:5000/team/") == "registry.example:5000/team/"


FOLDERS = (
    "a${{ github.token }}", "-rf", "--help", "null", "on", "0x10", "12:30:45", "a b", "$(id)",
    "it's", "${HOME}", "%{if}", "a;b", "a&&b", "~", "#a", "!a", "a#b", "git@example.com", "a,b",
)  # fmt: skip
SECRET = "//npm.example/:_authToken=abc\n"  # noqa: S105  of a made-up registry


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository whose folders have hostile names, with all that dockgen writes for it."""
    root = tmp_path_factory.mktemp("hostile") / "shop"
    for folder in FOLDERS:
        write_files(
            root / "apps" / folder,
            {
                "package.json": '{"scripts": {"start": "node a.js"}, "dependencies": {"pg": "8"}}',
                "a.js": "require('http').createServer().listen(3000)",
                ".npmrc": SECRET,
            },
        )
    command = ["init", "--all", "--yes", "--compose", "--github-actions", str(root)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(github_workflow, "PUBLISHED", True)
        assert run(command) == 0
    return root


def test_a_workflow_holds_names_in_variables_alone(repository: Path) -> None:
    text = (repository / ".github/workflows/images.yml").read_text("utf-8")
    for version in ("1.1", "1.2"):
        made = read(version, text)
        assert isinstance(made, dict)
        steps = made["jobs"]["images"]["steps"]
        checks = [step for step in steps if step.get("name", "").startswith("Check ")]
        assert len(checks) == len(FOLDERS)
        for step in steps:
            line = step.get("run", "")
            assert "${{" not in line
            syntax = subprocess.run(["sh", "-n"], input=line, text=True, capture_output=True)
            bash = "[[" in line or ",," in line  # the one step that every repository has
            assert bash or syntax.returncode == 0, line
        for step, folder in zip(checks, sorted(f"apps/{one}" for one in FOLDERS), strict=True):
            checked = step.get("env", {}).get("CHECKED_FOLDER", step["run"].rpartition(" ")[2])
            assert checked.replace(ESCAPED_EXPRESSION, "${{") == folder


def test_a_variable_is_quoted_and_no_option(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The line is run by a shell, with a program that prints what it is given."""
    monkeypatch.setattr(github_workflow, "PUBLISHED", True)
    write_files(tmp_path / "-rf", {"index.html": ""})
    write_files(tmp_path / "b $(id) ';", {"index.html": ""})
    assert run(["init", "--all", "--yes", "--github-actions", str(tmp_path)]) == 0
    made = read("1.2", (tmp_path / ".github/workflows/images.yml").read_text("utf-8"))
    assert isinstance(made, dict)
    shown = write_files(tmp_path / "bin", {"pipx": '#!/bin/sh\nprintf "%s\\n" "$@"\n'}) / "pipx"
    shown.chmod(0o755)
    given = []
    for step in made["jobs"]["images"]["steps"]:
        if step.get("name", "").startswith("Check "):
            environment = {"PATH": f"{shown.parent}:/usr/bin:/bin", **step.get("env", {})}
            done = subprocess.run(  # noqa: S602  as the runner does it
                step["run"], shell=True, env=environment, text=True, capture_output=True, check=True
            )
            given.append(done.stdout.splitlines()[-2:])
    assert given == [["--", "-rf"], ["--", "b $(id) ';"]]


def test_compose_reads_every_name_as_a_text(repository: Path) -> None:
    text = (repository / "compose.yaml").read_text("utf-8")
    made = [read(version, text) for version in ("1.1", "1.2")]
    assert made[0] == made[1]
    services = made[0]["services"]  # type: ignore[index]
    assert all(isinstance(name, str) for name in services)
    built = [
        one["build"]["context"].replace("$$", "$") for one in services.values() if "build" in one
    ]
    assert sorted(one.removeprefix("./") for one in built) == sorted(
        f"apps/{one}" for one in FOLDERS
    )


def test_names_that_are_no_text_hold_when_they_are_added_to_a_file(tmp_path: Path) -> None:
    write_files(tmp_path, {"package.json": '{"name": "on", "scripts": {"start": "node a.js"}}'})
    write_files(tmp_path, {"a.js": "", "compose.yaml": "services:\n  null-object:\n    image: a\n"})
    assert run(["init", "--yes", "--compose", str(tmp_path)]) == 0
    for version in ("1.1", "1.2"):
        made = read(version, (tmp_path / "compose.yaml").read_text("utf-8"))
        assert isinstance(made, dict)
        assert made["services"]["app"]["image"] == "on"


@pytest.mark.skipif(shutil.which("docker") is None, reason="no docker here")
def test_docker_reads_compose_and_bake_as_they_are_meant(repository: Path) -> None:
    """Neither asks the daemon for anything."""
    (repository / ".env").write_text((repository / ".env.example").read_text("utf-8"), "utf-8")
    compose = _asked(repository, "compose", "config", "--format=json")
    built = [one["build"] for one in compose["services"].values() if "build" in one]
    contexts = {one["context"].replace("$$", "$") for one in built}  # printed as it is written
    assert contexts == {str(repository / "apps" / one) for one in FOLDERS}
    bake = _asked(repository, "buildx", "bake", "--print", "--file=docker-bake.hcl")
    assert {one["context"] for one in bake["target"].values()} == {f"apps/{one}" for one in FOLDERS}


def _asked(folder: Path, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(["docker", *arguments], cwd=folder, capture_output=True, text=True)
    if "is not a docker command" in done.stderr or "unknown flag" in done.stderr:
        pytest.skip(done.stderr.partition("\n")[0])
    assert done.returncode == 0, done.stderr
    made: dict[str, Any] = json.loads(done.stdout)
    return made


@given(texts)
def test_a_text_of_hcl_ends_at_its_quotes_and_holds_no_template(text: str) -> None:
    try:
        escaped = hcl_text(text)
    except UnusableInput:
        return
    bare = re.sub(r'\\[\\"]|\$\$\{|%%\{', "", escaped)
    assert not re.search(r'["\\]|\$\{|%\{', bare)
