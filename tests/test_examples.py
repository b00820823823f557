"""Every example, in both stage forms: detected, planned, rendered and held to its snapshot."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from dockgen.core.plan import Choices, Stages
from dockgen.dockerfile.parser import parse
from dockgen.ecosystems.planning import plan
from dockgen.managed_files.recorded_plan import as_json, from_json, rendered, said_now
from dockgen.managed_files.settings import Settings
from dockgen.rendering.render import render
from tests.examples import FOLDER, FORMS, NAMES, VERSION, detection_of, files_of
from tests.file_snapshots import as_file

HADOLINT_EXCEPTIONS = ("DL3008", "DL3018")
"""The rules that ask to pin distribution packages: a pinned version vanishes from the mirrors."""

every_example = pytest.mark.parametrize("name", NAMES)
both_forms = pytest.mark.parametrize("stages", FORMS)


@every_example
def test_facts(name: str, snapshot: SnapshotAssertion) -> None:
    detection = detection_of(name)
    lines = [f"{detection.chosen}: {detection.reason}"]
    lines += [f"{key}: {fact.value!r}  <- {fact.evidence}" for key, fact in detection.facts.items()]
    lines += [f"note: {warning}" for warning in detection.winner[1].findings.warnings]
    assert "\n".join(lines) + "\n" == snapshot(extension_class=as_file("txt"))


@every_example
@both_forms
def test_dockerfile(name: str, stages: Stages, snapshot: SnapshotAssertion) -> None:
    text = files_of(name, stages)["Dockerfile"].text
    assert text == snapshot(extension_class=as_file("Dockerfile"))


@every_example
def test_ignore_file(name: str, snapshot: SnapshotAssertion) -> None:
    single, multi = (files_of(name, stages)[".dockerignore"].text for stages in FORMS)
    assert single == multi
    assert multi == snapshot(extension_class=as_file("dockerignore"))


@every_example
@both_forms
def test_companions(name: str, stages: Stages, snapshot: SnapshotAssertion) -> None:
    for path, file in files_of(name, stages).items():
        if path not in {"Dockerfile", ".dockerignore"}:
            assert file.text == snapshot(extension_class=as_file(path.rsplit(".", 1)[-1]))


@every_example
@both_forms
def test_layout_of_every_file_is_clean(name: str, stages: Stages) -> None:
    for path, file in files_of(name, stages).items():
        assert "\n\n\n" not in file.text, path
        assert not re.search(r"[ \t]\n", file.text), path
        assert file.text.endswith("\n"), path
        assert not file.text.endswith("\n\n"), path
        assert not re.search("[\ue000-\uf8ff]", file.text), path


@every_example
@both_forms
def test_every_instruction_has_a_reason(name: str, stages: Stages) -> None:
    file = files_of(name, stages)["Dockerfile"]
    for one in parse(file.text).instructions:
        origins = file.origins[one.first_line - 1 : one.last_line]
        known = any(origin.facts or origin.why for origin in origins)
        assert known or one.comment or one.keyword == "WORKDIR", one


@every_example
@both_forms
def test_every_stage_is_named_and_described_above_its_from(name: str, stages: Stages) -> None:
    dockerfile = parse(files_of(name, stages)["Dockerfile"].text)
    froms = [one for one in dockerfile.instructions if one.keyword == "FROM"]
    for stage, instruction in zip(dockerfile.stages, froms, strict=True):
        assert stage.name, instruction
        assert instruction.comment.startswith(f"{stage.name} "), instruction


@every_example
@both_forms
def test_hadolint_finds_nothing(name: str, stages: Stages, tmp_path: Path) -> None:
    place = tmp_path / "Dockerfile"
    place.write_text(files_of(name, stages)["Dockerfile"].text, "utf-8")
    ignored = [part for rule in HADOLINT_EXCEPTIONS for part in ("--ignore", rule)]
    linted = subprocess.run(
        [Path(sys.executable).with_name("hadolint"), *ignored, place],
        capture_output=True,
        text=True,
    )
    assert (linted.returncode, linted.stdout) == (0, "")


@every_example
@both_forms
def test_the_image_runs_as_a_numeric_user_who_is_not_root(name: str, stages: Stages) -> None:
    dockerfile = parse(files_of(name, stages)["Dockerfile"].text)
    last = len(dockerfile.stages) - 1
    users = [
        one.arguments
        for one in dockerfile.instructions
        if one.keyword == "USER" and one.stage == last
    ]
    assert users
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", users[-1])


@every_example
@both_forms
def test_a_plan_is_made_from_recorded_facts_alone(name: str, stages: Stages) -> None:
    """What the lock keeps of the facts says all that the files say."""
    detection = detection_of(name)
    made = plan(detection, Choices(stages=stages))
    recorded = json.loads(json.dumps(as_json(said_now(detection, Settings(), made))))
    again = rendered(from_json(recorded), FOLDER / name, "Dockerfile", VERSION)
    now = files_of(name, stages)
    assert {path: file.text for path, file in again.items()} == {
        path: file.text for path, file in now.items()
    }


@pytest.mark.parametrize("stages", FORMS)
def test_a_shape_that_the_user_chose_is_made_again_from_the_record(stages: Stages) -> None:
    detection = detection_of("spring-boot")
    made = plan(detection, Choices(shape="executable-jar", stages=stages))
    now = render(made, version=VERSION)
    recorded = as_json(said_now(detection, Settings(), made))
    again = rendered(from_json(recorded), FOLDER / "spring-boot", "Dockerfile", VERSION)
    assert again["Dockerfile"].text == now["Dockerfile"].text
    assert '"-jar"' in now["Dockerfile"].text
