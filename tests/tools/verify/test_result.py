from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from dockgen.tools.verify.building import Attempt, Failure
from dockgen.tools.verify.page_files import Missing
from dockgen.tools.verify.plain import as_json
from dockgen.tools.verify.result import Rebuild, Verification
from dockgen.tools.verify.running import Answer, RunResult
from dockgen.tools.verify.showing import ROWS
from dockgen.tools.verify.stopping import StopResult
from tests.tools.verify.verifications import BAD, FAILED, GOOD

SCHEMA = Draft202012Validator(
    json.loads(files("dockgen").joinpath("managed_files/schemas/verify.json").read_text("utf-8"))
)


def what(made: Verification) -> list[tuple[str, str]]:
    return [(one.level, one.what) for one in made.findings]


def test_the_verdict_is_the_exit_code() -> None:
    verdicts = [(one.verdict, one.exit_code) for one in (GOOD, BAD, FAILED)]
    assert verdicts == [("ok", 0), ("wrong", 1), ("failed", 5)]


def test_all_that_is_wrong_comes_first_and_notes_decide_nothing() -> None:
    levels = [one.level for one in BAD.findings]
    assert levels == sorted(levels, reverse=True)
    noted = replace(GOOD, unwanted=BAD.unwanted[1:], notes=("a note",))
    assert noted.findings
    assert noted.verdict == "ok"


def command(*, running: bool = False, **said: Any) -> RunResult:
    """How an image without a port ran whose ENTRYPOINT was given no arguments."""
    return RunResult(None, "/", None, 1, running=running, is_command=True, **said)


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (RunResult(80, "/", Answer(200), 1, running=True), []),
        (RunResult(80, "/", Answer(200), 1, running=True, missing=(Missing("/a.js", 404),)),
         [("wrong", "the page at / names files that are missing: GET /a.js returns 404")]),
        (RunResult(80, "/", Answer(0), 1, running=True),
         [("note", "the answer on port 80 is not HTTP")]),
        (RunResult(80, "/x", Answer(500), 1, running=True),
         [("wrong", "GET /x returns 500")]),
        (RunResult(80, "/", Answer(404), 1, running=True),
         [("note", "GET / returns 404")]),
        (RunResult(80, "/", Answer(200), 1, running=True, restarts=2),
         [("note", "it was started 3 times until its services were ready")]),
        (RunResult(80, "/", None, 60, running=True),
         [("wrong", "it runs but does not answer on port 80 within 60 s")]),
        (RunResult(80, "/", None, 1.5, running=False, exit_code=2),
         [("wrong", "it ended with exit code 2 after 1.5 s")]),
        (RunResult(80, "/", None, 0, running=False, exit_code=127),
         [("wrong", "it cannot be started")]),
        (RunResult(None, "/", None, 1, running=False, exit_code=0),
         [("note", "it exposes no port, so no request was sent")]),
        (RunResult(None, "/", None, 1, running=False, exit_code=1),
         [("wrong", "it ended with exit code 1 after 1.0 s")]),
        (command(exit_code=0),
         [("note", "it is a command: run without arguments, it ended with exit code 0")]),
        (command(running=True),
         [("note", "it is a command: run without arguments, it kept running")]),
        (command(exit_code=2, logs=("usage: lint [-h] FILE",)),
         [("note", "it is a command: run without arguments, it ended with exit code 2")]),
        (command(exit_code=1, logs=("error: missing required argument 'source'",)),
         [("note", "it is a command: run without arguments, it ended with exit code 1")]),
        (command(exit_code=1, logs=("TypeError: x is not a function",)),
         [("wrong", "it ended with exit code 1 after 1.0 s")]),
        (command(exit_code=1, logs=("Usage: lint FILE",), hint="install libc"),
         [("wrong", "it ended with exit code 1 after 1.0 s")]),
        (RunResult(None, "/", None, 1, running=False, exit_code=2, logs=("usage: lint FILE",)),
         [("wrong", "it ended with exit code 2 after 1.0 s")]),
    ],
)  # fmt: skip
def test_how_it_ran(run: RunResult, expected: list[tuple[str, str]]) -> None:
    assert what(replace(GOOD, run=run)) == expected


def test_a_path_that_the_user_named_must_be_there() -> None:
    run = RunResult(80, "/healthz", Answer(404), 1, running=True)
    assert replace(GOOD, run=run, path_given=True).verdict == "wrong"


@pytest.mark.parametrize(
    ("stopped", "expected"),
    [
        (StopResult("SIGTERM", 0.1, 143, killed=False), []),
        (StopResult("SIGQUIT", 0.1, 131, killed=False), []),
        (StopResult("SIGTERM", 0.1, 1, killed=False),
         [("note", "it ended with exit code 1 after the stop signal")]),
        (StopResult("SIGTERM", 10.1, 137, killed=True),
         [("wrong", "it does not stop on SIGTERM: it was killed after 10 s")]),
        (None, []),
    ],
)  # fmt: skip
def test_how_it_stopped(stopped: StopResult | None, expected: list[tuple[str, str]]) -> None:
    assert what(replace(GOOD, stopped=stopped)) == expected


@pytest.mark.parametrize("user", ["", "root", "0", "0:0", "root:root"])
def test_root_is_wrong_under_every_name(user: str) -> None:
    assert GOOD.image is not None
    made = replace(GOOD, image=replace(GOOD.image, user=user))
    assert what(made) == [("wrong", "it runs as root")]


def test_a_build_that_fails_after_an_edit_is_wrong() -> None:
    failure = Failure("RUN x", 3, "exit code 2", (), "")
    made = replace(GOOD, rebuild=Rebuild("a.py", Attempt(1, (), failure)))
    assert what(made) == [("wrong", "after an edit of a.py the build fails: exit code 2")]


def test_a_secret_that_is_deleted_again_is_still_there() -> None:
    assert (
        "wrong",
        (
            "a private key in the image: app/id_rsa; a later layer deletes it, "
            "but it stays in the earlier layer"
        ),
    ) in what(BAD)
    assert ("note", "build tools in the image: usr/bin/gcc, usr/bin/make") in what(BAD)


@pytest.mark.parametrize("made", [GOOD, BAD, FAILED], ids=["good", "bad", "failed"])
def test_the_json_fits_its_schema(made: Verification) -> None:
    SCHEMA.validate({"schema": 1, **as_json(made)})
    SCHEMA.validate({"schema": 1, "single": as_json(made), "multi": as_json(GOOD)})


def test_the_schema_takes_nothing_else() -> None:
    assert not SCHEMA.is_valid({"schema": 1, **as_json(GOOD), "more": 1})
    assert not SCHEMA.is_valid({"schema": 2, **as_json(GOOD)})
    assert not SCHEMA.is_valid({"schema": 1, "single": as_json(GOOD)})


def test_an_image_that_could_not_be_looked_into_is_wrong() -> None:
    made = replace(GOOD, unread="1.tar is no layer")
    assert made.verdict == "wrong"
    what = "its files were not checked for secrets, compilers and caches: 1.tar is no layer"
    assert [one.what for one in made.findings if one.level == "wrong"] == [what]
    assert "not checked" in ROWS["inside"](made)
