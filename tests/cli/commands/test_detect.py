"""`dockgen detect`: every verdict with its reason, every fact with its place."""

from __future__ import annotations

import json

from dockgen.ecosystems.registry import all_ecosystems
from tests.conftest import MakeProject, RunCommand

PAGE = "<!doctype html>"


def test_verdicts_and_facts_go_to_standard_output(
    project: MakeProject, dockgen: RunCommand
) -> None:
    done = dockgen("detect", project({"public/index.html": PAGE}).root)
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert "no  maven: no pom.xml" in lines
    assert "no  node: no package.json" in lines
    assert "yes static: found public/index.html" in lines
    assert "chosen: static, the only one that matches" in lines
    assert lines[-2].split(maxsplit=2) == [
        "port",
        "8080",
        "assumed: the default port of unprivileged nginx",
    ]


def test_nothing_detected_has_its_own_exit_code_and_still_gives_reasons(
    project: MakeProject, dockgen: RunCommand
) -> None:
    done = dockgen("detect", project({"notes.txt": ""}).root)
    assert done.code == 4
    assert "no  static: no index.html" in done.out
    assert "chosen" not in done.out


def test_json_holds_the_same(project: MakeProject, dockgen: RunCommand) -> None:
    done = dockgen("detect", "--json", project({"index.html": PAGE}).root)
    data = json.loads(done.out)
    assert (done.code, data["chosen"], data["shape"]) == (0, "static", "pages")
    assert data["facts"]["output_dir"]["evidence"]["file"] == "index.html"


def test_json_of_nothing_is_json(project: MakeProject, dockgen: RunCommand) -> None:
    done = dockgen("detect", "--json", project({}).root)
    assert done.code == 4
    assert json.loads(done.out)["chosen"] is None


def test_a_fact_can_be_decided(project: MakeProject, dockgen: RunCommand) -> None:
    done = dockgen("detect", "--set", "port=9000", project({"index.html": PAGE}).root)
    assert "  port        9000  --set port" in done.out.splitlines()


def test_settings_count_and_the_command_line_goes_before_them(
    project: MakeProject, dockgen: RunCommand
) -> None:
    made = project({"index.html": PAGE, ".dockgen.yml": "set:\n  port: 9000\n"})
    assert ".dockgen.yml:2  set.port" in dockgen("detect", made.root).out
    assert "9001" in dockgen("detect", "--set", "port=9001", made.root).out


def test_a_misspelt_fact_is_named_with_the_nearest(
    project: MakeProject, dockgen: RunCommand
) -> None:
    done = dockgen("detect", "--set", "prot=1", project({"index.html": PAGE}).root)
    assert (done.code, done.out) == (2, "")
    assert done.err == "dockgen: static has no fact named 'prot' here (did you mean port?)\n"


def test_a_fact_that_is_like_no_other_gets_the_list(
    project: MakeProject, dockgen: RunCommand
) -> None:
    made = project({"index.html": PAGE, ".dockgen.yml": "set:\n  xyzzy: 1\n"})
    done = dockgen("detect", made.root)
    assert done.err.startswith("dockgen: .dockgen.yml:2: static has no fact named 'xyzzy' here (it")


def test_a_detector_that_does_not_match_is_refused_with_its_reason(
    project: MakeProject, dockgen: RunCommand
) -> None:
    done = dockgen("detect", "--detector", "node", project({"index.html": PAGE}).root)
    assert (done.code, done.err) == (4, "dockgen: node does not fit: no package.json\n")


def test_a_detector_that_is_unknown_is_refused_with_the_list(
    project: MakeProject, dockgen: RunCommand
) -> None:
    done = dockgen("detect", "--detector", "cobol", project({}).root)
    assert done.code == 2
    names = ", ".join(one.name for one in all_ecosystems())
    assert f"no detector is named 'cobol' (there are {names})" in done.err


def test_another_detectors_broken_manifest_does_not_matter_where_one_is_asked_for(
    project: MakeProject, dockgen: RunCommand
) -> None:
    made = project({"index.html": PAGE, "package.json": "{"})
    assert dockgen("detect", made.root).code == 2
    asked = dockgen("detect", "--detector", "static", made.root)
    assert asked.code == 0
    assert "no  node: package.json:1: is not valid JSON" in asked.out


def test_what_a_terminal_would_obey_is_spelt_out(project: MakeProject, dockgen: RunCommand) -> None:
    package = r'{"name": "a\u001b[2Jb", "scripts": {"start": "node s.js"}}'
    done = dockgen("detect", project({"package.json": package, "s.js": ""}).root)
    assert "\x1b" not in done.out
    assert r"a\x1b[2Jb" in done.out
