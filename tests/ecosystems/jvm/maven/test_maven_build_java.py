"""The JDK that a Maven build insists to run on."""

from __future__ import annotations

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.ecosystems.jvm.maven.invocation.build_java import allows
from tests.conftest import MakeProject
from tests.maven_projects import detect, dockerfile, value
from tests.poms import MAIN, MAIN_PATH, modules, parent, plugin, plugins, pom, properties

JAVA_17 = properties(maven_compiler_release="17")


@pytest.mark.parametrize(
    ("requirement", "taken", "refused"),
    [
        ("17", (17, 21, 25), (8, 11)),
        ("1.8", (8, 17), (7,)),
        ("1.8.0_252", (8, 11), (7,)),
        ("[21,)", (21, 25), (17,)),
        ("(17,)", (17, 21), (11,)),
        ("[17,22)", (17, 21), (11, 22, 25)),
        ("[17,18),[21,22)", (17, 21), (18, 25)),
        ("[17]", (17,), (21,)),
        ("(,17]", (8, 11), (21,)),
        ("[17.0.9, 18)", (17,), (18,)),
        ("anything", (8, 25), ()),
    ],
)
def test_a_requirement_is_read_as_the_enforcer_reads_it(
    requirement: str, taken: tuple[int, ...], refused: tuple[int, ...]
) -> None:
    assert [java for java in taken if not allows(requirement, java)] == []
    assert [java for java in refused if allows(requirement, java)] == []


def enforced(requirement: str) -> str:
    rule = (
        f"<rules><requireJavaVersion><version>{requirement}</version></requireJavaVersion></rules>"
    )
    return plugin("maven-enforcer-plugin", rule, "enforce")


def test_the_build_runs_on_what_its_rules_ask_for_and_the_application_on_its_own(
    project: MakeProject,
) -> None:
    text = pom(JAVA_17, plugins(enforced("[21,)")))
    found = detect(project, {"pom.xml": text, MAIN_PATH: MAIN})
    assert value(found, "build_java") == "21"
    assert found.facts["build_java"].evidence.file == "pom.xml"
    assert "FROM maven:3.9-eclipse-temurin-21 AS build" in dockerfile(found)
    assert "FROM eclipse-temurin:17-jre AS runtime" in dockerfile(found)


def test_a_rule_of_the_parent_holds_for_its_modules(project: MakeProject) -> None:
    files = {
        "pom.xml": pom(JAVA_17, plugins(enforced("[25,)")), modules("app"), artifact="top"),
        "app/pom.xml": pom(parent=parent("top")),
        f"app/{MAIN_PATH}": MAIN,
    }
    assert value(detect(project, files), "build_java") == "25"


@pytest.mark.parametrize("requirement", ["17", "[11,)", "[17,22)", "${unknown}"])
def test_a_rule_that_takes_the_applications_java_changes_nothing(
    project: MakeProject, requirement: str
) -> None:
    text = pom(JAVA_17, plugins(enforced(requirement)))
    assert value(detect(project, {"pom.xml": text, MAIN_PATH: MAIN}), "build_java") is None


def test_a_rule_that_nothing_satisfies_is_told(project: MakeProject) -> None:
    files = {"pom.xml": pom(JAVA_17, plugins(enforced("[11,12)"))), MAIN_PATH: MAIN}
    with pytest.raises(UnusableInput, match=r"no Java with long-term support is '\[11,12\)'"):
        detect(project, files)
    assert value(detect(project, files, build_java="11"), "build_java") == "11"
