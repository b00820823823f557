"""What a Maven build reads beside its POMs."""

from __future__ import annotations

import pytest

from dockgen.core.facts import Findings
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
        (plugins(plugin("x", "<f>config/checkstyle.xml</f>")), "config/checkstyle.xml", "config/"),
        (plugins(plugin("x", "<f>./rules.xml</f>")), "rules.xml", "rules.xml"),
        (plugins(plugin("x", "<f>build\\ant\\a.xml</f>")), "build/ant/a.xml", "build/"),
        (plugins(plugin("x", "<f>a.xml, etc/b.xml</f>")), "etc/b.xml", "etc/"),
        (
            "<properties><rules>${basedir}/etc/a.xml</rules></properties>"
            + plugins(plugin("x", "<f>${rules}</f>")),
            "etc/a.xml",
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
    [
        "${basedir}/missing",
        "${basedir}/../x",
        "${basedir}/target/x",
        "${basedir}/src/x",
        "/etc",
        "${basedir}",
        "**/*.xml",
        "${unknown}/a.xml",
        "x" * 1000,
    ],
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


@pytest.mark.parametrize(
    "text",
    [
        "${project.basedir}/../../.rules/a.xml",
        "../../.rules/a.xml",
        "${project.parent.basedir}/.rules/a.xml",
        "${project.rootDirectory}/.rules/a.xml",
        "${session.executionRootDirectory}/.rules/a.xml",
    ],
)
def test_a_path_above_a_module_is_followed(project: MakeProject, text: str) -> None:
    files = {
        "pom.xml": pom(modules("apps/web"), artifact="top"),
        ".rules/a.xml": "<a/>",
        ".rules/b.xml": "<b/>",
        "apps/web/pom.xml": pom(
            plugins(plugin("x", f"<f>{text}</f>")), parent=parent("top", path="../../pom.xml")
        ),
        "apps/web/src/main/java/A.java": "",
    }
    found = project(files)
    reactor = maven_reactor.read(found)
    made = [reactor.modules["apps/web"]]
    assert maven_sources.read_by(found, reactor, made) == ("apps/web/src/", ".rules/")


def test_a_path_of_a_parent_is_relative_to_the_module_and_to_the_parent(
    project: MakeProject,
) -> None:
    files = {
        "pom.xml": pom(plugins(plugin("x", "<f>rules.xml</f>")), modules("app"), artifact="top"),
        "rules.xml": "",
        "app/rules.xml": "",
        "app/pom.xml": pom(parent=parent("top")),
        "app/src/main/java/A.java": "",
    }
    found = project(files)
    reactor = maven_reactor.read(found)
    made = [reactor.modules["app"]]
    assert maven_sources.read_by(found, reactor, made) == (
        "app/src/", "app/rules.xml", "rules.xml",
    )  # fmt: skip


def test_a_bare_word_is_no_module(project: MakeProject) -> None:
    files = {
        "pom.xml": pom(modules("app", "core"), artifact="top"),
        "app/pom.xml": pom(plugins(plugin("x", "<f>core</f>")), parent=parent("top")),
        "app/src/main/java/A.java": "",
        "app/core/pom.xml": pom(artifact="inner"),
        "core/pom.xml": pom(parent=parent("top"), artifact="core"),
        "core/src/main/java/A.java": "",
    }
    found = project(files)
    reactor = maven_reactor.read(found)
    assert maven_sources.read_by(found, reactor, [reactor.modules["app"]]) == ("app/src/",)


def test_what_an_assembly_names_comes_too(project: MakeProject) -> None:
    descriptor = (
        "<assembly><fileSets><fileSet><directory>${basedir}/conf</directory></fileSet></fileSets>"
        "<files><file><source>LICENSE</source></file></files></assembly>"
    )
    assembly = plugins(
        plugin("maven-assembly-plugin", "<descriptors><d>assembly/dist.xml</d></descriptors>")
    )
    files = {"assembly/dist.xml": descriptor, "conf/a.properties": "", "LICENSE": ""}
    assert sources(project, assembly, **files) == ("src/", "assembly/", "conf/", "LICENSE")


def manifests(project: MakeProject, *parts: str, **files: str) -> tuple[str, ...]:
    found = project({"pom.xml": pom(*parts), "src/main/java/A.java": "", **files})
    reactor = maven_reactor.read(found)
    findings = Findings({})
    maven_sources.settle(found, reactor, [reactor.root], findings)
    return findings.words("manifests")


@pytest.mark.parametrize(
    "url",
    ["file://${project.basedir}/repo", "file:///${basedir}/repo", "file:./repo", "${basedir}/repo"],
)
@pytest.mark.parametrize("kind", ["repositories/repository", "pluginRepositories/pluginRepository"])
def test_a_repository_in_the_project_comes_before_its_dependencies(
    project: MakeProject, url: str, kind: str
) -> None:
    outer, inner = kind.split("/")
    part = f"<{outer}><{inner}><id>a</id><url>{url}</url></{inner}></{outer}>"
    assert manifests(project, part, **{"repo/g/a/1/a-1.jar": ""}) == ("pom.xml", "repo/")


def test_a_jar_of_the_project_comes_before_its_dependencies(project: MakeProject) -> None:
    part = (
        "<dependencies><dependency><groupId>g</groupId><artifactId>a</artifactId>"
        "<scope>system</scope><systemPath>${basedir}/lib/a.jar</systemPath></dependency>"
        "</dependencies>"
    )
    assert manifests(project, part, **{"lib/a.jar": ""}) == ("pom.xml", "lib/a.jar")


def test_a_repository_elsewhere_is_none_of_the_project(project: MakeProject) -> None:
    part = (
        "<repositories><repository><url>https://repo.example/repo</url></repository></repositories>"
    )
    assert manifests(project, part, **{"repo/a": ""}) == ("pom.xml",)
