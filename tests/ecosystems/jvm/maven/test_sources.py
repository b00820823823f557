"""What a Maven build reads beside its POMs."""

from __future__ import annotations

import pytest

from dockgen.ecosystems.jvm.maven import reactor as maven_reactor
from dockgen.ecosystems.jvm.maven import sources as maven_sources
from tests.conftest import MakeProject
from tests.poms import modules, parent, plugin, plugins, pom


def sources(project: MakeProject, *parts: str, **files: str) -> tuple[str, ...]:
    found = project({"pom.xml": pom(*parts), "src/main/java/A.java": "", **files})
    reactor = maven_reactor.read(found)
    return maven_sources.read_by(found, reactor, [reactor.root])


def test_the_sources_are_the_folder_src(project: MakeProject) -> None:
    assert sources(project, **{"README.md": ""}) == ("src/",)


@pytest.mark.parametrize(
    ("part", "path", "expected"),
    [
        ("<build><sourceDirectory>java</sourceDirectory></build>", "java/A.java", "java/"),
        (
            "<build><resources><resource><directory>${basedir}/conf</directory></resource></resources></build>",
            "conf/a.xml",
            "conf/",
        ),
        (plugins(plugin("x", "<f>${project.basedir}/api/a.yaml</f>")), "api/a.yaml", "api/"),
        (
            plugins(plugin("x", "<f>${basedir}/checkstyle.xml</f>")),
            "checkstyle.xml",
            "checkstyle.xml",
        ),
        (
            plugins(plugin("x", "<f>${maven.multiModuleProjectDirectory}/etc/a</f>")),
            "etc/a",
            "etc/",
        ),
        ("", "lombok.config", "lombok.config"),
    ],
)
def test_what_a_pom_names_comes_with_them(
    project: MakeProject, part: str, path: str, expected: str
) -> None:
    assert set(sources(project, part, **{path: ""})) == {"src/", expected}


@pytest.mark.parametrize(
    "text",
    ["${basedir}/missing", "${basedir}/../x", "${basedir}/target/x", "${basedir}/src/x", "/etc"],
)
def test_what_is_not_there_or_comes_anyway_does_not(project: MakeProject, text: str) -> None:
    assert sources(project, plugins(plugin("x", f"<f>{text}</f>"))) == ("src/",)


def test_a_build_that_runs_node_may_read_anything(project: MakeProject) -> None:
    assert sources(project, plugins(plugin("frontend-maven-plugin"))) == (".",)


def test_a_module_brings_its_own_and_what_lies_at_the_top(project: MakeProject) -> None:
    referring = plugins(plugin("x", "<f>${session.executionRootDirectory}/rules.xml</f>"))
    files = {
        "pom.xml": pom(referring, modules("app", "other"), artifact="top"),
        "rules.xml": "",
        "lombok.config": "",
        "app/pom.xml": pom(parent=parent("top")),
        "app/src/main/java/A.java": "",
        "other/pom.xml": pom(parent=parent("top"), artifact="other"),
        "other/src/main/java/A.java": "",
    }
    found = project(files)
    reactor = maven_reactor.read(found)
    assert maven_sources.read_by(found, reactor, [reactor.modules["app"]]) == (
        "app/src/", "rules.xml", "lombok.config",
    )  # fmt: skip
