"""The command line as a whole: help, exit codes, colours, and what it makes of bad input."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest

import dockgen as package
from dockgen.cli import main
from dockgen.cli.main import COMMANDS
from tests.conftest import MakeProject, RunCommand, as_somebody_else, write_files

PAGE = "<!doctype html>"


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_every_command_has_an_example_that_is_one_of_its_own(
    dockgen: RunCommand, command: str
) -> None:
    done = dockgen(command, "--help")
    assert done.code == 0
    examples = re.split(r"Examples?:\n", done.out)[1].split("\n\n")[0]
    assert all(line.strip().startswith(f"dockgen {command}") for line in examples.splitlines())


@pytest.mark.parametrize("command", COMMANDS)
def test_the_table_says_of_a_command_what_its_help_says(dockgen: RunCommand, command: str) -> None:
    assert COMMANDS[command] in " ".join(dockgen(command, "--help").out.split())


@pytest.mark.parametrize("option", ["-h", "--help"])
def test_the_help_lists_commands_and_exit_codes(dockgen: RunCommand, option: str) -> None:
    done = dockgen(option)
    assert done.code == 0
    for name, what in COMMANDS.items():
        assert re.search(rf"^  {name} +{re.escape(what)}$", done.out, re.MULTILINE)
    assert "Exit codes: 0 done, 1 a check found something, 2 unusable input" in done.out


def test_without_arguments_the_help_is_shown_as_an_error(dockgen: RunCommand) -> None:
    done = dockgen()
    assert done.code == 2
    assert "Usage: dockgen" in done.err


def test_the_version(dockgen: RunCommand) -> None:
    assert dockgen("--version").out == f"dockgen {package.__version__}\n"


@pytest.mark.parametrize("arguments", [["nope"], ["init", "--nope"], ["init", "a", "b"]])
def test_wrong_usage_is_exit_code_two(dockgen: RunCommand, arguments: list[str]) -> None:
    done = dockgen(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "Error: " in done.err


def test_the_module_runs_like_the_script(tmp_path: Path) -> None:
    write_files(tmp_path, {"notes.txt": ""})
    done = subprocess.run(
        [sys.executable, "-m", "dockgen", "detect"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (4, "")
    assert "no  static: no index.html" in done.stdout


def test_help_imports_no_more_than_click() -> None:
    program = (
        "import sys; from dockgen.cli import main as cli; cli.run(['--help']); "
        "print(*{'jinja2', 'ruamel', 'copier', 'dockgen.managed_files.draft'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == ""


def test_no_color_turns_colours_off_where_they_would_be_on(
    project: MakeProject, dockgen: RunCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project({"index.html": PAGE}).root
    monkeypatch.setattr("click.utils.should_strip_ansi", lambda _stream, color=None: color is False)
    monkeypatch.setattr(
        "click.utils.resolve_color_default",
        lambda color=None: _color_of_context() if color is None else color,
    )
    assert "\x1b[" in dockgen("detect", root).out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in dockgen("detect", root).out


def _color_of_context() -> bool | None:
    context = click.get_current_context(silent=True)
    return context.color if context else None


def test_an_internal_error_is_one_sentence_and_debugging_shows_where(
    dockgen: RunCommand, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("by\x1bnought")

    monkeypatch.setattr("dockgen.ecosystems.registry.all_ecosystems", fail)
    done = dockgen("list")
    assert done.code == 2
    assert done.err.startswith(
        "dockgen: internal error: ZeroDivisionError: by\\x1bnought (a bug in"
    )
    monkeypatch.setenv("DOCKGEN_DEBUG", "1")
    with pytest.raises(ZeroDivisionError):
        dockgen("list")


def test_an_interruption_is_said(dockgen: RunCommand, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("dockgen.ecosystems.registry.all_ecosystems", interrupt)
    done = dockgen("list")
    assert (done.code, done.err.strip()) == (130, "dockgen: interrupted; nothing was written")


def test_a_reader_that_goes_away_ends_it_quietly() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "dockgen", "list"],
        stdout=writer,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(writer)
    assert (done.returncode, done.stderr) == (141, b"")


def test_main_exits_with_the_code(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main.main(["--version"])
    assert caught.value.code == 0
    assert "dockgen" in capsys.readouterr().out


def test_public_names_are_there_and_others_are_not() -> None:
    for name in package.__all__:
        assert getattr(package, name) is not None
    with pytest.raises(AttributeError, match="module 'dockgen' has no attribute 'nope'"):
        getattr(package, "nope")  # noqa: B009  mypy knows that it is not there


def test_the_three_steps_from_another_program(project: MakeProject) -> None:
    detection = package.detect(project({"index.html": PAGE}).root)
    files = package.render(package.plan(detection, package.Choices(base="alpine")))
    assert "-alpine" in files["Dockerfile"].text


# What a stranger's folder may hold, and what is said of it after "dockgen: ".
Prepare = Callable[[Path], object]
MANIFEST = "package.json"


def _holds(content: str | bytes, path: str = MANIFEST) -> Prepare:
    raw = content if isinstance(content, bytes) else content.encode()
    return lambda root: (root / path).write_bytes(raw)


def _links_to(target: str) -> Prepare:
    return lambda root: (root / MANIFEST).symlink_to(target)


BAD_INPUT: dict[str, tuple[Prepare, str]] = {
    "empty": (_holds(""), "package.json: is empty\n"),
    "blank": (_holds(" \n"), "package.json: is empty\n"),
    "truncated": (_holds('{\n"a": '), "package.json:2: is not valid JSON"),
    "not UTF-8": (_holds(b'{\n"a": "\xff"}'), "package.json:2: is not UTF-8"),
    "UTF-16": (_holds("{}".encode("utf-16")), "package.json:1: is not UTF-8"),
    "huge": (_holds(b" " * 5_000_000), "package.json: is larger than 4 MiB"),
    "deep": (_holds('{"a":' * 99_999), "package.json: is nested too deeply"),
    "a list": (_holds("[]"), "package.json:1: contains a list where an object"),
    "a number": (_holds("1" * 9999), "package.json: contains a number that"),
    "binary": (_holds(bytes(range(256))), "package.json:"),
    "half a character": (
        _holds(r'{"name": "\ud800", "scripts": {"start": "node ."}}'),
        "package.json:1: name is not text",
    ),
    "a loop of links": (_links_to(MANIFEST), "package.json: cannot be read"),
    "a broken link": (_links_to("gone"), "package.json: cannot be read: no such"),
    "a link outside": (_links_to("/etc/passwd"), "package.json: is a link to"),
    "a pipe": (lambda root: os.mkfifo(root / MANIFEST), "package.json: is not an ordinary file"),
    "bad settings": (_holds("base: [", ".dockgen.yml"), ".dockgen.yml:1: is not valid YAML"),
    "bytes as settings": (_holds(b"\xff", ".dockgen.yml"), ".dockgen.yml:1: is not UTF-8"),
}


@pytest.mark.parametrize("command", ["init", "detect"])
@pytest.mark.parametrize(("prepare", "message"), BAD_INPUT.values(), ids=BAD_INPUT)
def test_bad_input_is_one_sentence_and_changes_nothing(
    tmp_path: Path, dockgen: RunCommand, command: str, prepare: Prepare, message: str
) -> None:
    prepare(tmp_path)
    before = sorted(tmp_path.iterdir())
    done = dockgen(command, tmp_path)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"dockgen: {message}")
    assert done.err.count("\n") == 1
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize("files", [{}, {"notes.txt": ""}, {"package.json/x": ""}])
def test_a_folder_without_a_manifest_has_its_own_exit_code(
    project: MakeProject, dockgen: RunCommand, files: dict[str, str]
) -> None:
    done = dockgen("init", project(files).root)
    assert (done.code, done.out) == (4, "")
    assert done.err.startswith("dockgen: nothing here that dockgen knows (gradle: no build.gradle")


@pytest.mark.parametrize("command", ["init", "detect"])
def test_a_path_that_is_no_folder(tmp_path: Path, dockgen: RunCommand, command: str) -> None:
    write_files(tmp_path, {"pom.xml": ""})
    place = tmp_path / "pom.xml"
    said = f"dockgen: {place}: is a file, not a folder (give the project's folder)\n"
    assert (dockgen(command, place).code, dockgen(command, place).err) == (2, said)
    gone = tmp_path / "gone"
    assert dockgen(command, gone).err == f"dockgen: {gone}: no such folder\n"


@pytest.mark.parametrize("command", ["init", "detect"])
def test_a_folder_without_permission(tmp_path: Path, dockgen: RunCommand, command: str) -> None:
    shut = tmp_path / "shut"
    shut.mkdir(mode=0o000)
    dockgen(command, tmp_path)  # imports all that the other user may not read
    with as_somebody_else(tmp_path):
        done = dockgen(command, shut)
    assert (done.code, done.err) == (2, f"dockgen: {shut}: cannot be listed: permission denied\n")


def test_a_damaged_record_stops_before_anything_is_written(
    project: MakeProject, dockgen: RunCommand
) -> None:
    root = project({"index.html": PAGE, ".dockgen.lock": "{"}).root
    done = dockgen("init", root)
    assert done.code == 2
    assert done.err.startswith("dockgen: .dockgen.lock: was damaged (restore it from version")
    assert not (root / "Dockerfile").exists()


def test_a_folder_where_a_file_is_to_be_written(project: MakeProject, dockgen: RunCommand) -> None:
    root = project({"index.html": PAGE, "Dockerfile/x": ""}).root
    done = dockgen("init", root)
    assert done.code == 2
    assert done.err.endswith("dockgen: Dockerfile: is a folder, where a file is expected\n")
