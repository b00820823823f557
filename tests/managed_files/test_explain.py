"""Why each line of a Dockerfile is there, and whose it is."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact
from dockgen.managed_files.explain import EARLIER, YOURS, explain
from dockgen.rendering.render import Origin, RenderedFile
from tests.conftest import MakeProject, RunCommand

RENDERED = RenderedFile(
    "# build makes it\nFROM node:24 AS build\nRUN npm ci \\\n    --omit=dev\nEXPOSE 8080\n",
    (
        Origin(),
        Origin(("language_version",), "slim"),
        Origin(("install_command",), "frozen"),
        Origin(("package_manager",)),
        Origin(("port",)),
    ),
)


def test_what_was_not_touched_is_explained_by_its_origins() -> None:
    made = explain(RENDERED.text, RENDERED)
    assert [one.facts for one in made] == [
        ("language_version",),
        ("install_command", "package_manager"),
        ("port",),
    ]
    assert [one.why for one in made] == ["slim", "frozen", ""]
    assert made[0].comment == "build makes it"
    assert made[1].text == "RUN npm ci \\\n    --omit=dev"


def test_a_line_of_the_users_is_named_as_theirs() -> None:
    text = RENDERED.text.replace("EXPOSE 8080\n", "RUN mine\nEXPOSE 8080\n")
    made = explain(text, RENDERED)
    assert [one.why for one in made] == ["slim", "frozen", YOURS, ""]
    assert made[2].facts == ()


def test_an_edited_part_of_an_instruction_keeps_the_reasons_of_the_rest() -> None:
    made = explain(RENDERED.text.replace("--omit=dev", "--omit=dev --mine"), RENDERED)
    assert made[1].why == f"frozen {YOURS}"
    assert made[1].facts == ("install_command",)


def test_a_line_of_an_earlier_run_is_named_as_such() -> None:
    text = RENDERED.text.replace("node:24", "node:22")
    assert explain(text, RENDERED, earlier=text)[0].why == EARLIER
    assert explain(text, RENDERED)[0].why == YOURS


def test_a_line_that_is_alike_elsewhere_has_no_reason_of_dockgens() -> None:
    text = RENDERED.text.replace(
        "FROM node:24 AS build\n", "FROM node:24 AS mine\nEXPOSE 8080\nFROM node:24 AS build\n"
    )
    made = {(one.instruction.first_line, one.why) for one in explain(text, RENDERED)}
    assert (3, YOURS) in made
    moved = RENDERED.text.replace("EXPOSE 8080\n", "FROM other AS last\nEXPOSE 8080\n")
    assert explain(moved, RENDERED)[-1].why == YOURS


def test_what_a_user_added_is_theirs_though_dockgen_would_write_it_now() -> None:
    earlier = RENDERED.text.replace("EXPOSE 8080\n", "")
    assert explain(RENDERED.text, RENDERED, earlier=earlier)[-1].why == YOURS


def test_a_dockerfile_by_hand_gets_no_reasons(project: MakeProject, dockgen: RunCommand) -> None:
    made = project({"index.html": "<p>"})
    text = dockgen("init", "--yes", "--dry-run", made.root).out
    assert "FROM" in text
    assert dockgen("init", "--yes", made.root).code == 0
    body = (made.root / "Dockerfile").read_text().splitlines(keepends=True)[2:]
    (made.root / "Dockerfile").write_text("# ours\n" + "".join(body))
    for name in (".dockgen.lock", ".dockgen.yml"):
        (made.root / name).unlink()
    said = json.loads(dockgen("explain", "--json", made.root / "Dockerfile").out)
    assert {one["why"] for one in said["instructions"]} <= {YOURS}
    assert not any(one["facts"] for one in said["instructions"])


def test_what_is_no_dockerfile_is_said() -> None:
    with pytest.raises(UnusableInput, match="api:1: unknown instruction WHAT"):
        explain("WHAT x\n", RENDERED, file="api")


def test_an_explanation_as_data() -> None:
    facts = {"port": Fact(8080, Evidence("listen", "app.js", 3))}
    first, _, last = explain(RENDERED.text, RENDERED)
    assert last.as_json(facts) == {
        "first_line": 5,
        "last_line": 5,
        "instruction": "EXPOSE",
        "text": "EXPOSE 8080",
        "why": "",
        "facts": {
            "port": {"value": 8080, "evidence": {"file": "app.js", "line": 3, "key": "listen"}}
        },
    }
    assert first.as_json(facts)["facts"] == {}


def test_a_comment_is_a_reason_where_there_is_no_other() -> None:
    rendered = RenderedFile("# what it is\nFROM x\n", (Origin(), Origin()))
    assert explain(rendered.text, rendered)[0].as_json({})["why"] == "what it is"


@given(st.lists(st.sampled_from([*RENDERED.text.splitlines(), "", "RUN mine", "# mine"])))
def test_any_edit_is_explained_instruction_by_instruction(lines: list[str]) -> None:
    text = "".join(f"{line}\n" for line in lines)
    try:
        made = explain(text, RENDERED)
    except UnusableInput:
        return
    for one in made:
        assert one.text == "\n".join(
            lines[one.instruction.first_line - 1 : one.instruction.last_line]
        )
        assert one.why or one.facts
