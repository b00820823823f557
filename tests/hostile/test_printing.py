"""What comes from a project is shown on a terminal and in a log, and never obeyed there."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

import dockgen as package
from dockgen.tools import terminal
from tests.conftest import MakeProject, RunCommand

PACKAGE = Path(package.__file__).parent
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
NASTY = "\x1b[2J\x1b]0;x\x07\x9b31m\u202eevil\x7f"
PRINTING = r"print|click\.(echo|secho|style|prompt|confirm)|.*std(out|err)\.write"
COMMANDS = ("::error::x", "  ::add-mask::x", "a ##[error]x", "##vso[task.x]", "##teamcity[x]")


def test_one_place_prints() -> None:
    """Everything else asks it to; the other two speak to a program, not to a person."""
    programs = {"answers.py", "live.py"}
    found = []
    for path in PACKAGE.rglob("*.py"):
        if path.name == "terminal.py" or path.name in programs:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if re.fullmatch(PRINTING, name):
                found.append(f"{path.name}: {ast.unparse(node)}")
    assert not found


@given(st.text())
def test_no_control_character_is_printed(text: str) -> None:
    shown = terminal.printable(text)
    assert not OBEYED.search(shown.replace("\r\n", ""))
    shown.encode()  # halves of characters are spelt out as well


@given(st.text())
def test_what_is_harmless_is_printed_as_it_is(text: str) -> None:
    if text.isprintable() and text.isascii() and "=" not in text and "@" not in text:
        assert terminal.printable(text) == text


def test_a_style_of_ours_is_printed_and_one_of_the_projects_is_shown() -> None:
    ours = terminal.style("\x1b[8mname", fg="red")
    assert terminal.printable(ours) == click.style(r"\x1b[8mname", fg="red")
    assert terminal.printable("\ue0000\ue001") == r"\ue0000\ue001"


@given(st.lists(st.sampled_from([*COMMANDS, "::", "##", "[", "\n", " ", "a", NASTY])).map("".join))
def test_no_line_is_a_command_to_a_ci_system(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GITHUB_ACTIONS", "true")
        for shown in (
            terminal.printable(text),
            terminal.printable(terminal.style(text, bold=True)),
        ):
            bare = click.unstyle(shown)
            assert not any(line.lstrip().startswith("::") for line in bare.splitlines())
            assert not re.search(r"##(vso|teamcity)?\[", bare)


def test_without_a_ci_system_two_colons_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in terminal.CI_VARIABLES:
        monkeypatch.delenv(name, raising=False)
    assert terminal.printable("::error::x ##[y]") == "::error::x ##[y]"


@given(st.dictionaries(st.text(), st.text() | st.lists(st.text())))
def test_json_is_the_same_data_and_holds_no_control_character(data: dict[str, object]) -> None:
    printed: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(click, "echo", lambda text, **_: printed.append(text))
        terminal.say_json(json.dumps(data, indent=2, ensure_ascii=False))
    assert not OBEYED.search(printed[0])
    assert not re.search(r"##(vso|teamcity)?\[", printed[0])
    if "=" not in str(data) and "@" not in str(data):
        assert json.loads(printed[0]) == data


def test_an_annotation_stays_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    message = f"a\n::error::b\r{NASTY}%"
    terminal.annotate("warning", {"file": "a,b:c\n::x", "line": "1", "title": "t"}, message)
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert said.startswith("::warning file=a%2Cb%3Ac%0A%3A%3Ax,line=1,title=t::a%0A::error::b")
    assert not OBEYED.search(said)


def nasty_project(project: MakeProject) -> Path:
    manifest = {
        "name": "x\n::error::owned",
        "description": NASTY,
        "scripts": {"start": "node a.js"},
        "dependencies": {f"express{NASTY}": "1\n::error::owned", "express": f"5{NASTY}"},
    }
    files = {
        "package.json": json.dumps(manifest),
        "a.js": "",
        f"{NASTY}/index.html": "",
        "\n::error::owned.pem": "-----BEGIN RSA PRIVATE KEY-----\n" + "x" * 60,
        ".dockerignore": f"{NASTY}\n",
    }
    return project(files).root


@pytest.mark.parametrize(
    "command",
    [
        ["detect"], ["detect", "--json"], ["init", "--dry-run", "--yes"], ["context"],
        ["context", "--list"], ["context", "--json"], ["init", "--all", "--dry-run"],
        ["init", "--yes", "--force"], ["check"], ["update"], ["explain"],
        ["check", "--format=github"],
        ["verify"], ["init", "--set", f"a{NASTY}=b"], [NASTY], ["detect", f"--{NASTY}"],
    ],
    ids=lambda words: " ".join(words).encode("unicode_escape").decode(),
)  # fmt: skip
def test_no_command_prints_what_a_terminal_or_github_obeys(
    project: MakeProject,
    dockgen: RunCommand,
    command: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = nasty_project(project)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("PATH", "/nonexistent")
    if command[0] in {"update", "check", "explain"}:
        dockgen("init", "--yes", "--force", folder)
        with (folder / "Dockerfile").open("a") as file:
            file.write(f"# {NASTY}\n::error::mine\n")
    done = dockgen(*command, folder)
    for printed in (done.out, done.err):
        assert not OBEYED.search(printed)
        lines = [line.lstrip() for line in printed.splitlines()]
        ours = [line for line in lines if line.startswith("::")]
        assert all("title=dockgen" in line for line in ours), ours
    assert "internal error" not in done.err
