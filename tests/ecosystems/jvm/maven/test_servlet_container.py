"""Which Tomcat a war is for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockgen.core.facts import Evidence
from dockgen.ecosystems.jvm.maven import reactor
from dockgen.ecosystems.jvm.maven.war import servlet_container
from tests.conftest import MakeProject
from tests.poms import boot_parent, dependencies, pom

WAR = "<packaging>war</packaging>"
DESCRIPTOR = "src/main/webapp/WEB-INF/web.xml"
SERVLET = "src/main/java/com/example/Hello.java"


def dependency(group: str, artifact: str, version: str = "", scope: str = "provided") -> str:
    given = f"<version>{version}</version>" if version else ""
    return (
        f"<dependencies><dependency><groupId>{group}</groupId><artifactId>{artifact}</artifactId>"
        f"{given}<scope>{scope}</scope></dependency></dependencies>"
    )


def tomcat(project: MakeProject, text: str, **files: str) -> tuple[str, Evidence]:
    made = project({"pom.xml": text, **files})
    root = reactor.read(made).root
    found = servlet_container.tomcat(made, root, root.dependencies)
    return found.value, found.evidence


@pytest.mark.parametrize(
    ("group", "artifact", "version", "line"),
    [
        ("javax.servlet", "javax.servlet-api", "4.0.1", "9.0"),
        ("javax.servlet", "servlet-api", "2.5", "9.0"),
        ("javax.servlet", "javax.servlet-api", "", "9.0"),
        ("javax", "javaee-api", "8.0.1", "9.0"),
        ("jakarta.servlet", "jakarta.servlet-api", "4.0.4", "9.0"),
        ("jakarta.servlet", "jakarta.servlet-api", "5.0.0", "10.1"),
        ("jakarta.servlet", "jakarta.servlet-api", "6.0.0", "10.1"),
        ("jakarta.servlet", "jakarta.servlet-api", "6.1.0", "11.0"),
        ("jakarta.platform", "jakarta.jakartaee-api", "8.0.0", "9.0"),
        ("jakarta.platform", "jakarta.jakartaee-web-api", "10.0.0", "10.1"),
        ("jakarta.platform", "jakarta.jakartaee-api", "11.0.0", "11.0"),
        ("org.apache.tomcat", "tomcat-servlet-api", "10.1.40", "10.1"),
        ("org.springframework", "spring-webmvc", "5.3.39", "9.0"),
        ("org.springframework", "spring-webmvc", "6.2.1", "10.1"),
        ("org.springframework", "spring-webmvc", "7.0.1", "11.0"),
    ],
)
def test_the_api_that_it_is_compiled_with_decides(
    project: MakeProject, group: str, artifact: str, version: str, line: str
) -> None:
    found, place = tomcat(project, pom(WAR, dependency(group, artifact, version)))
    assert found == line
    assert place.file == "pom.xml"


def test_a_version_that_is_managed_elsewhere_in_the_pom_counts(project: MakeProject) -> None:
    managed = dependency("jakarta.servlet", "jakarta.servlet-api", "6.0.0")
    text = pom(
        WAR,
        f"<dependencyManagement>{managed}</dependencyManagement>",
        dependency("jakarta.servlet", "jakarta.servlet-api"),
    )
    assert tomcat(project, text)[0] == "10.1"


@pytest.mark.parametrize(
    ("version", "line"), [("2.7.18", "9.0"), ("3.5.7", "10.1"), ("4.1.2", "11.0")]
)
def test_the_parent_of_spring_boot_decides_where_no_version_is_named(
    project: MakeProject, version: str, line: str
) -> None:
    api = dependency("jakarta.servlet", "jakarta.servlet-api")
    assert tomcat(project, pom(WAR, api, parent=boot_parent(version)))[0] == line


@pytest.mark.parametrize(
    ("head", "line"),
    [
        ('<web-app version="3.1"', "9.0"),
        ('<web-app version="4.0"', "9.0"),
        ('<web-app version="5.0"', "10.1"),
        ('<web-app version="6.1"', "11.0"),
    ],
)
def test_the_deployment_descriptor_decides_where_no_dependency_does(
    project: MakeProject, head: str, line: str
) -> None:
    found = tomcat(project, pom(WAR), **{DESCRIPTOR: f"\n{head}/>"})
    assert found == (line, Evidence("web-app/version", DESCRIPTOR, 2))


def test_a_descriptor_with_a_document_type_is_an_old_one(project: MakeProject) -> None:
    text = '<!DOCTYPE web-app PUBLIC "-//Sun Microsystems, Inc.//DTD Web Application 2.3//EN" "x">'
    assert tomcat(project, pom(WAR), **{DESCRIPTOR: f"{text}<web-app/>"})[0] == "9.0"


@pytest.mark.parametrize(("package", "line"), [("javax", "9.0"), ("jakarta", "10.1")])
def test_an_import_decides_where_nothing_else_does(
    project: MakeProject, package: str, line: str
) -> None:
    source = f"package com.example;\nimport {package}.servlet.http.HttpServlet;\n"
    files = {DESCRIPTOR: "<web-app/>", "src/main/java/A.java": "class A {}", SERVLET: source}
    found = tomcat(project, pom(WAR), **files)
    assert found == (line, Evidence(f"import {package}.servlet", SERVLET, 2))


def test_the_newest_is_assumed_where_nothing_tells(project: MakeProject) -> None:
    found, place = tomcat(project, pom(WAR, dependencies("gson")))
    assert found == "11.0"
    assert place.is_default


@pytest.mark.parametrize(
    ("java", "line", "image"),
    [
        ("8", "9.0", "8"),
        ("8", "10.1", "11"),
        ("8", "11.0", "17"),
        ("18", "9.0", "21"),
        ("25", "11.0", "25"),
        ("26", "11.0", None),
    ],
)
def test_its_java_is_one_that_its_images_have(java: str, line: str, image: str | None) -> None:
    assert servlet_container.java_for(java, line) == image


@pytest.mark.parametrize(
    ("given", "path", "folder"),
    [
        ("/", "/", "ROOT"),
        ("", "/", "ROOT"),
        ("shop", "/shop", "shop"),
        ("/shop/", "/shop", "shop"),
        ("/eu/shop", "/eu/shop", "eu#shop"),
    ],
)
def test_a_context_path_is_a_folder(given: str, path: str, folder: str) -> None:
    assert servlet_container.context_path(given) == path
    assert servlet_container.folder_of(path) == folder


@given(st.text())
def test_a_context_path_is_a_path_or_refused(text: str) -> None:
    try:
        path = servlet_container.context_path(text)
    except ValueError:
        return
    assert path.startswith("/")
    assert not set(path) & set(" \n$\"'\\#?*")


@pytest.mark.parametrize(("given", "line"), [("9", "9.0"), (11, "11.0"), ("10.1", "10.1")])
def test_a_line_may_be_given_by_its_number(given: object, line: str) -> None:
    assert servlet_container.line(given) == line


@pytest.mark.parametrize("given", ["10", "8.5", "x"])
def test_a_line_without_support_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match=r"one of 9\.0, 10\.1, 11\.0"):
        servlet_container.line(given)
