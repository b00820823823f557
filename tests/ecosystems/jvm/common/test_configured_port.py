"""The port that a framework's configuration names."""

from __future__ import annotations

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence
from dockgen.ecosystems.jvm.common import configured_port
from dockgen.ecosystems.jvm.common.spring_config import SpringConfig
from tests.conftest import MakeProject

FILE = "src/main/resources/application.properties"


def port(
    project: MakeProject, text: str, otherwise: int | None = 8080
) -> tuple[int | None, Evidence | None, str]:
    config = SpringConfig(project({FILE: text}), "", lambda _: None)
    found, warning = configured_port.of(config, ("a.port", "b.port"), otherwise, "Quick")
    return (found.value, found.evidence, warning) if found else (None, None, warning)


def test_the_first_key_that_is_set_names_it(project: MakeProject) -> None:
    assert port(project, "b.port=81\na.port=82\n") == (82, Evidence("a.port", FILE, 2), "")
    assert port(project, "b.port=81\na.port=\n")[0] == 81


def test_without_a_key_it_is_the_frameworks_own(project: MakeProject) -> None:
    number, place, _ = port(project, "")
    assert number == 8080
    assert place is not None
    assert place.reason == "Quick listens there when b.port is not set"
    assert port(project, "", None) == (None, None, "")


def test_a_placeholder_counts_by_what_stands_behind_its_colon(project: MakeProject) -> None:
    assert port(project, "a.port=${PORT:9000}\n")[0] == 9000


def test_a_placeholder_that_nothing_sets_is_a_warning(project: MakeProject) -> None:
    number, _, warning = port(project, "a.port=${PORT}\n")
    assert (number, warning) == (8080, f"{FILE}:1: b.port is ${{PORT}}, which nothing here sets")
    assert port(project, "a.port=${PORT}\n", None)[0] is None


@pytest.mark.parametrize("free", ["0", "-1"])
def test_any_free_port_is_none_and_a_warning(project: MakeProject, free: str) -> None:
    assert port(project, f"a.port={free}\n") == (
        None,
        None,
        f"{FILE}:1: b.port {free} takes any free port",
    )


@pytest.mark.parametrize("text", ["http", "70000", "1" * 30])
def test_what_is_no_port_is_refused_with_its_place(project: MakeProject, text: str) -> None:
    with pytest.raises(UnusableInput, match="is not a port") as problem:
        port(project, f"\na.port={text}\n")
    assert (problem.value.file, problem.value.line) == (FILE, 2)
