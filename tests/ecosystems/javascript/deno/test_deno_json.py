"""deno.json."""

from __future__ import annotations

import json
import shlex

import pytest

from dockgen.ecosystems.javascript.deno import deno_json
from tests.conftest import MakeProject

SERVES = "Deno.serve(() => new Response('x'))"


def start_of(make: MakeProject, tasks: object, files: dict[str, str] | None = None) -> str | None:
    found = deno_json.read(make({"deno.json": json.dumps({"tasks": tasks}), **(files or {})}))
    return " ".join(found.start.value) if found else None


@pytest.mark.parametrize(
    ("tasks", "expected"),
    [
        ({"start": "deno run -A main.ts"}, "deno run -A main.ts"),
        ({"start": "deno run --watch -A main.ts"}, "deno run -A main.ts"),
        ({"start": {"command": "deno serve app.ts"}}, "deno serve app.ts"),
        ({"start": "deno task prod", "prod": "deno run a.ts"}, "deno run a.ts"),
        ({"start": "deno task start"}, None),
        ({"serve": "deno run a.ts"}, "deno run a.ts"),
        ({"start": "deno run a.ts $ARGS"}, "sh -c exec deno run a.ts $ARGS"),
        ({"start": "deno run b.ts && deno run a.ts"}, "sh -c deno run b.ts && deno run a.ts"),
        ({"start": "deno run 'a.ts"}, "sh -c deno run 'a.ts"),
        ({"lint": "deno lint"}, None),
        ({"start": "vite"}, None),
        (
            {"start": "deno run -A --watch=a/ dev.ts", "preview": "deno run main.ts"},
            "deno run main.ts",
        ),
        ({"start": "deno -A main.ts"}, "deno -A main.ts"),
        ({"start": "deno task --cwd api start"}, "deno task --cwd api start"),
    ],
)
def test_the_task_that_starts_it_is_followed(
    project: MakeProject, tasks: object, expected: str | None
) -> None:
    assert start_of(project, tasks) == expected


def test_the_usual_file_starts_where_no_task_does(project: MakeProject) -> None:
    expected = "deno run --allow-net --allow-env --allow-read main.ts"
    assert start_of(project, {}, {"main.ts": SERVES}) == expected
    assert start_of(project, {}, {"main.ts": "console.log(1)"}) is None
    assert deno_json.read(project({"a": ""})) is None


@pytest.mark.parametrize(
    ("command", "entry"),
    [
        ("deno run -A ./main.ts x", "main.ts"),
        ("deno serve --port=8000 a.ts", "a.ts"),
        ("deno serve --port 8000 -c deno.prod.json a.ts", "a.ts"),
        ("deno -A a.ts", "a.ts"),
        ("sh -c 'deno run b.ts && exec deno run a.ts $X'", "a.ts"),
        ('sh -c "deno run \'a.ts"', None),
        ("node a.js", None),
        ("deno task start", None),
        ("deno run", None),
    ],
)
def test_the_entry_file_is_the_first_word_that_is_no_option(
    command: str, entry: str | None
) -> None:
    assert deno_json.entry_of(shlex.split(command)) == entry


def test_only_options_that_decide_what_is_imported_are_kept() -> None:
    command = "deno run -A --import-map map.json --unstable-kv --port 1 -c=x.json a.ts --config y"
    expected = ("--import-map", "map.json", "--unstable-kv", "-c=x.json")
    assert deno_json.resolving_options(shlex.split(command)) == expected


def test_a_build_task_that_only_checks_or_compiles_is_none(project: MakeProject) -> None:
    tasks = {"start": "deno run a.ts", "build": "deno check a.ts"}
    found = deno_json.read(project({"deno.json": json.dumps({"tasks": tasks})}))
    assert found is not None
    assert found.build is None


@pytest.mark.parametrize(
    ("files", "version"),
    [
        ({".dvmrc": "v2.1.0\n"}, "2.1.0"),
        ({".tool-versions": "nodejs 24\ndeno 2.1.1\n"}, "2.1.1"),
        ({"mise.toml": '[tools]\ndeno = "2.1.2"\n'}, "2.1.2"),
        ({".mise.toml": '[tools]\ndeno = { version = "2.1.3" }\n'}, "2.1.3"),
        ({".dvmrc": "2\n", ".tool-versions": "deno\n", "mise.toml": "[tools]\ndeno = 2\n"}, None),
    ],
)
def test_only_an_exact_version_is_taken(
    project: MakeProject, files: dict[str, str], version: str | None
) -> None:
    found = deno_json.version(project(files))
    assert (None if found.evidence.is_default else found.value) == version
