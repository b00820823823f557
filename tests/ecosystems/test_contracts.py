"""What holds for every registered ecosystem, present and to come."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest

from dockgen.core.ecosystem import Ecosystem
from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Fact, FactValue
from dockgen.core.project import SKIPPED_FOLDERS
from dockgen.core.versions import product
from dockgen.ecosystems.registry import all_ecosystems, detect
from dockgen.integrations.compose.services import KINDS
from dockgen.rendering.render import templates_folder
from tests.conftest import MakeProject
from tests.examples import NAMES, detection_of

ECOSYSTEMS = all_ecosystems()
MARKS = [(one.name, mark) for one in ECOSYSTEMS for mark in one.manifests if "*" not in mark]


def by_name(ecosystem: Ecosystem) -> str:
    return ecosystem.name


@pytest.mark.parametrize("ecosystem", ECOSYSTEMS, ids=by_name)
def test_a_record_is_complete(ecosystem: Ecosystem) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9-]*", ecosystem.name)
    assert ecosystem.title
    assert ecosystem.shapes
    assert ecosystem.bases
    assert all((*ecosystem.shapes.values(), *ecosystem.bases.values()))
    assert all("{}" in comment for comment in ecosystem.comments.values())
    assert all(suffix.startswith(".") for suffix in ecosystem.comments)
    assert set(ecosystem.services) <= {kind.name for kind in KINDS}


@pytest.mark.parametrize("ecosystem", ECOSYSTEMS, ids=by_name)
def test_the_expressions_of_a_record_are_ones(ecosystem: Ecosystem) -> None:
    for name, pattern in ecosystem.releases:
        assert re.compile(pattern).groups == 1
        assert product(name).releases
    for pattern in (*ecosystem.caches, *(row.command for row in ecosystem.gone)):
        re.compile(pattern)
    for row in ecosystem.credentials:
        re.compile(row.path)
        re.compile(row.content or b"")


def test_all_but_the_last_say_why_they_go_first() -> None:
    *others, last = ECOSYSTEMS
    assert all(one.precedence for one in others)
    assert not last.precedence


@pytest.mark.parametrize("ecosystem", ECOSYSTEMS, ids=by_name)
def test_an_empty_folder_is_nobody_s(ecosystem: Ecosystem, project: MakeProject) -> None:
    verdict = ecosystem.detect(project({"notes.txt": "nothing here\n"}), {})
    assert not verdict.matched
    assert verdict.reason


@pytest.mark.parametrize(("name", "manifest"), MARKS)
def test_an_empty_manifest_is_an_answer_or_a_clear_error(
    name: str, manifest: str, project: MakeProject
) -> None:
    made = project({manifest: ""})
    with suppress(UnusableInput):  # any other error is a fault
        detection = detect(made)
        assert all(verdict.reason for _, verdict in detection.verdicts), name


@pytest.mark.parametrize("ecosystem", ECOSYSTEMS, ids=by_name)
def test_it_has_an_example(ecosystem: Ecosystem) -> None:
    assert any(detection_of(name).chosen == ecosystem.name for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_fact_of_an_example_says_where_it_is_from(name: str) -> None:
    for fact in detection_of(name).facts.values():
        assert_evident(fact)


def assert_evident(fact: Fact[FactValue]) -> None:
    place = fact.evidence
    assert place.key
    assert place.file or place.reason or place.key == "folder name", place


@pytest.mark.parametrize("ecosystem", ECOSYSTEMS, ids=by_name)
def test_its_templates_lie_where_it_does(ecosystem: Ecosystem) -> None:
    module = ecosystem.detect.__module__.removeprefix("dockgen.ecosystems.")
    folder = templates_folder().joinpath(*module.split("."))
    assert list(folder.glob("*.Dockerfile.jinja"))


def test_what_tools_install_is_never_read_as_the_project_s_own() -> None:
    installed = {row.name for one in ECOSYSTEMS for row in one.generated if row.dependencies}
    assert installed <= SKIPPED_FOLDERS
