"""`dockgen review` and `dockgen rule`."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from dockgen.managed_files import check_rules
from dockgen.tools.review.finding import GROUPS
from dockgen.tools.review.rules.all_rules import RULES
from dockgen.tools.review.showing import page
from tests.command_line import Dockgen, files_in
from tests.conftest import write_files
from tests.examples import FOLDER
from tests.tools.review import NODE

WRONG = """\
FROM node:26-slim
WORKDIR /app
COPY package*.json ./
RUN npm ci
COPY . .
EXPOSE 8080
CMD ["npm", "start"]
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return write_files(tmp_path / "shop", {**NODE, "Dockerfile": WRONG})


def test_both_places_are_shown_and_counted(dockgen: Dockgen, shop: Path) -> None:
    done = dockgen("review", shop)
    assert done.code == 1
    assert done.out == (
        f"{shop}/Dockerfile:6: warning: DG110: port 8080 is exposed, but the application listens "
        "on 3000\n"
        "    EXPOSE 8080\n"
        f"  {shop}/server.js:1\n"
        "    require('express')().listen(3000)\n"
        "  -> write EXPOSE 3000\n"
        "\n"
        f"{shop}/Dockerfile:7: warning: DG305: `npm start` stays between the container and the "
        "application, and does not pass every signal on\n"
        '    CMD ["npm", "start"]\n'
        f"  {shop}/package.json:4\n"
        '    "scripts": {"start": "node server.js", "build": "vite build"},\n'
        '  -> start what it runs: CMD ["node", "server.js"]\n'
        "\n"
        "2 findings (2 warnings) in 1 Dockerfile; `dockgen review --fix` ends 2\n"
    )


def test_nothing_found(dockgen: Dockgen, shop: Path) -> None:
    done = dockgen("review", shop, "--severity", "error")
    assert (done.code, done.out) == (0, "no findings in 1 Dockerfile\n")
    done = dockgen("review", shop, "--ignore", "DG110,DG305")
    assert (done.code, done.out) == (0, "no findings in 1 Dockerfile\n")
    done = dockgen("review", shop, "--select", "DG2", "--select", "DG101")
    assert (done.code, done.out) == (0, "no findings in 1 Dockerfile\n")


def test_no_dockerfile(dockgen: Dockgen, tmp_path: Path) -> None:
    done = dockgen("review", tmp_path)
    assert (done.code, done.out) == (0, "no Dockerfile was found\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--select", "DG9"], "there is no rule 'DG9'"),
        (["-f", "none"], "none: cannot be read: no such file or directory"),
        (["-f", "../x"], "--file must be a path inside the project"),
    ],
)
def test_what_cannot_be_used(
    dockgen: Dockgen, shop: Path, arguments: list[str], message: str
) -> None:
    done = dockgen("review", shop, *arguments)
    assert done.code == 2
    assert message in done.err


def test_a_dockerfile_that_cannot_be_read_does_not_hide_the_others(
    dockgen: Dockgen, shop: Path
) -> None:
    (shop / "a.Dockerfile").write_text("FORM x\n")
    done = dockgen("review", shop)
    assert "a.Dockerfile: cannot be read: unknown instruction FORM" in done.out
    assert "2 findings" in done.out


@pytest.mark.parametrize(
    "comment",
    [
        "# dockgen ignore=DG110 the proxy listens there\nEXPOSE",
        "# dockgen ignore=DG305,DG110\n# more\nEXPOSE",
        "# dockgen ignore=DG1\nEXPOSE",
    ],
)
def test_a_comment_ignores_a_rule(dockgen: Dockgen, shop: Path, comment: str) -> None:
    (shop / "Dockerfile").write_text(WRONG.replace("EXPOSE", comment))
    assert "DG110" not in dockgen("review", shop).out


def test_a_comment_elsewhere_does_not(dockgen: Dockgen, shop: Path) -> None:
    (shop / "Dockerfile").write_text(f"# dockgen ignore=DG110\n\n{WRONG}")
    assert "DG110" in dockgen("review", shop).out
    (shop / "Dockerfile").write_text(f"# dockgen ignore-file=DG110,DG3 why\n\n{WRONG}")
    assert dockgen("review", shop).code == 0


def test_json_fits_its_schema(dockgen: Dockgen, shop: Path) -> None:
    (shop / "b.Dockerfile").write_text("FROM\n")
    data = json.loads(dockgen("review", shop, "--format", "json").out)
    text = files("dockgen").joinpath("managed_files/schemas/review.json").read_text("utf-8")
    schema = json.loads(text)
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(data)
    assert [one["code"] for one in data["findings"]] == ["DG110", "DG305"]
    assert data["findings"][0]["other"] == {"file": "server.js", "line": 1}
    assert data["unread"] == [{"file": "b.Dockerfile", "reason": "FROM needs an argument"}]


def test_annotations(dockgen: Dockgen, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(shop.parent))
    lines = dockgen("review", shop, "--format", "github").out.splitlines()
    assert lines[0] == (
        "::warning file=shop/Dockerfile,line=6,title=dockgen DG110::port 8080 is exposed, but the "
        "application listens on 3000 (server.js:1) -> write EXPOSE 3000"
    )


def test_markdown(dockgen: Dockgen, shop: Path) -> None:
    out = dockgen("review", shop, "--format", "markdown").out
    assert "| warning DG110 | " in out
    assert "| `Dockerfile:6` | port 8080 is exposed" in out
    assert out.endswith("`dockgen review --fix` ends 2\n")


def test_sarif(dockgen: Dockgen, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(shop.parent)
    log = json.loads(dockgen("review", "shop", "--format", "sarif").out)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert [one["id"] for one in run["tool"]["driver"]["rules"]] == list(RULES)
    first = run["results"][0]
    assert (first["ruleId"], first["level"]) == ("DG110", "warning")
    assert run["tool"]["driver"]["rules"][first["ruleIndex"]]["id"] == "DG110"
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "shop/Dockerfile"
    assert place["region"]["startLine"] == 6
    related = first["relatedLocations"][0]["physicalLocation"]
    assert related["artifactLocation"]["uri"] == "shop/server.js"
    (change,) = first["fixes"][0]["artifactChanges"]
    assert change["replacements"][0]["insertedContent"]["text"] == "EXPOSE 3000\n"
    region = change["replacements"][0]["deletedRegion"]
    assert (region["startLine"], region["endLine"]) == (6, 7)


def test_a_result_is_known_again_when_lines_move(dockgen: Dockgen, shop: Path) -> None:
    def prints() -> list[str]:
        log = json.loads(dockgen("review", shop, "--format", "sarif").out)
        return [one["partialFingerprints"]["lineAndRule/v1"] for one in log["runs"][0]["results"]]

    before = prints()
    (shop / "Dockerfile").write_text(f"# a comment\n{WRONG}")
    assert prints() == before


def test_a_difference_writes_nothing(dockgen: Dockgen, shop: Path) -> None:
    before = files_in(shop)
    done = dockgen("review", shop, "--diff")
    assert done.code == 0
    assert "-EXPOSE 8080\n+EXPOSE 3000\n" in done.out.replace('-CMD ["npm", "start"]\n', "")
    assert files_in(shop) == before


def test_a_fix_is_shown_and_written(dockgen: Dockgen, shop: Path) -> None:
    done = dockgen("review", shop, "--fix")
    assert (done.code, done.out) == (0, "no findings in 1 Dockerfile\n")
    assert "+EXPOSE 3000" in done.err
    text = (shop / "Dockerfile").read_text("utf-8")
    assert text == WRONG.replace("8080", "3000").replace('"npm", "start"', '"node", "server.js"')
    again = dockgen("review", shop, "--fix")
    assert (again.code, again.err) == (0, "")


def test_a_rule_is_explained(dockgen: Dockgen) -> None:
    done = dockgen("rule", "dg101")
    assert done.code == 0
    assert done.out == page(RULES["DG101"])
    assert dockgen("rule", "language-version").out == done.out
    listed = dockgen("rule").out
    assert all(code in listed for code in RULES)
    assert all(title in listed for title in GROUPS.values())


def test_an_unknown_rule(dockgen: Dockgen) -> None:
    done = dockgen("rule", "DG110x")
    assert (done.code, done.err) == (
        2,
        "dockgen: there is no rule 'DG110x' (did you mean DG110?)\n",
    )


DOCS = FOLDER.parent / "docs/rules"


@pytest.mark.parametrize("code", RULES)
def test_each_rule_has_a_page_that_says_the_same(code: str) -> None:
    assert (DOCS / f"{code}.md").read_text("utf-8") == page(RULES[code])


def test_there_is_no_page_of_a_rule_that_is_none() -> None:
    of_check = {rule.code for rule in check_rules.CHECK_RULES.values()}
    assert {place.stem for place in DOCS.glob("DG*.md")} == set(RULES) | of_check


@pytest.mark.parametrize("rule", check_rules.CHECK_RULES.values(), ids=lambda rule: rule.code)
def test_each_kind_of_finding_of_check_has_a_page(
    rule: check_rules.CheckRule, dockgen: Dockgen
) -> None:
    assert (DOCS / f"{rule.code}.md").read_text("utf-8") == check_rules.page(rule)
    assert dockgen("rule", rule.code.lower()).out == check_rules.page(rule)


def test_check_compares_a_dockerfile_that_dockgen_did_not_write(
    dockgen: Dockgen, shop: Path
) -> None:
    (shop / "Dockerfile").write_text(WRONG.replace("26", "20"))
    done = dockgen("check", shop)
    assert done.code == 1
    assert done.out == (
        f"{shop}/Dockerfile:1: error: DG101: the image has version 20, but package.json asks for "
        ">=22 (package.json:3)\n"
        f"{shop}/Dockerfile:6: warning: DG110: port 8080 is exposed, but the application listens "
        "on 3000 (server.js:1)\n"
        "  -> take an image of version 26\n"
        "  -> write EXPOSE 3000\n"
    )
    data = json.loads(dockgen("check", shop, "--format", "json").out)
    text = files("dockgen").joinpath("managed_files/schemas/check.json").read_text("utf-8")
    Draft202012Validator(json.loads(text)).validate(data)
    assert [one["kind"] for one in data["findings"]] == ["contradiction"] * 2


def test_check_takes_both_kinds(dockgen: Dockgen, shop: Path) -> None:
    assert dockgen("init", "-f", "own.Dockerfile", shop, "--yes").code == 0
    done = dockgen("check", shop)
    assert (done.code, done.out) == (0, f"{shop}/own.Dockerfile: up to date with the project\n")
    done = dockgen("check", "-f", "own.Dockerfile", "-f", "Dockerfile", shop)
    assert done.code == 0  # a warning fails with --strict only
    assert "DG110" in done.out
    assert dockgen("check", "-f", "Dockerfile", "--strict", shop).code == 1


def test_check_says_so_where_there_is_no_dockerfile(dockgen: Dockgen, tmp_path: Path) -> None:
    done = dockgen("check", write_files(tmp_path / "a", NODE))
    assert done.code == 2
    assert "dockgen has not written a Dockerfile for this project" in done.err


def test_init_beside_a_dockerfile_shows_what_is_wrong_and_three_ways_on(
    dockgen: Dockgen, shop: Path
) -> None:
    before = files_in(shop)
    done = dockgen("init", "--yes", shop)
    assert done.code == 3
    assert ":6: warning: DG110: port 8080 is exposed" in done.err
    assert done.err.endswith(
        "(`dockgen review --fix` mends it and keeps it yours, `dockgen init -f NAME` writes "
        "another beside it, --force replaces it)\n"
    )
    assert files_in(shop) == before
    assert dockgen("init", "--yes", "--force", shop).code == 0
