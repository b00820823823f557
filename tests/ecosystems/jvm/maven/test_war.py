"""Wars: what Tomcat serves, and what stays executable."""

from __future__ import annotations

import pytest

import dockgen
from dockgen.core.errors import UnusableInput
from tests.conftest import MakeProject
from tests.maven_projects import detect, dockerfile, instructions, plan, value, warnings
from tests.poms import (
    MAIN,
    MAIN_PATH,
    boot_application,
    modules,
    parent,
    plugin,
    plugins,
    pom,
    properties,
)

PACKAGING = "<packaging>war</packaging>"
API = (
    "<dependencies><dependency><groupId>jakarta.servlet</groupId>"
    "<artifactId>jakarta.servlet-api</artifactId><version>6.0.0</version>"
    "<scope>provided</scope></dependency></dependencies>"
)
JAVA_21 = properties(maven_compiler_release="21")
WAR = pom(PACKAGING, JAVA_21, API)


def test_a_war_is_served_by_the_tomcat_of_its_servlet_api(project: MakeProject) -> None:
    found = detect(project, {"pom.xml": WAR})
    text = dockerfile(found)
    assert plan(found).shape == "tomcat"
    assert instructions(text, "FROM")[-1] == "tomcat:10.1-jre21-temurin AS runtime"
    assert instructions(text, "COPY")[-2:] == [
        "--from=build /libraries/ webapps/ROOT/WEB-INF/lib/",
        "--from=build /unpacked/ webapps/ROOT/",
    ]
    assert instructions(text, "EXPOSE") == ["8080"]
    assert instructions(text, "CMD") == ['["catalina.sh", "run"]']
    assert "jar -xf /workspace/target/app-*.war" in text


def test_a_war_in_one_stage_gets_tomcat_from_its_image(project: MakeProject) -> None:
    text = dockerfile(detect(project, {"pom.xml": WAR}), stages="single")
    assert len(instructions(text, "FROM")) == 1
    assert "--from=tomcat:10.1-jre21-temurin /usr/local/tomcat/ ./" in instructions(text, "COPY")
    assert "/usr/local/tomcat/webapps/ROOT" in instructions(text, "WORKDIR")


def test_a_context_path_is_a_folder_below_webapps(project: MakeProject) -> None:
    found = detect(project, {"pom.xml": WAR}, context_path="/eu/shop")
    assert "--from=build /unpacked/ webapps/eu#shop/" in instructions(dockerfile(found), "COPY")


def test_another_port_is_told_to_tomcat(project: MakeProject) -> None:
    text = dockerfile(detect(project, {"pom.xml": WAR}, port=9090))
    assert 's/<Connector port="8080"/<Connector port="9090"/' in text
    assert instructions(text, "EXPOSE") == ["9090"]
    assert "<Connector" not in dockerfile(detect(project, {"pom.xml": WAR}))


def test_a_tomcat_that_was_set_is_taken(project: MakeProject) -> None:
    text = dockerfile(detect(project, {"pom.xml": WAR}, tomcat_version="11"))
    assert "FROM tomcat:11.0-jre21-temurin AS runtime" in text


def test_a_war_for_an_old_java_runs_on_the_oldest_that_tomcat_takes(project: MakeProject) -> None:
    found = detect(
        project, {"pom.xml": pom(PACKAGING, properties(maven_compiler_release="8"), API)}
    )
    assert instructions(dockerfile(found), "FROM") == [
        "maven:3.9-eclipse-temurin-11 AS build",
        "tomcat:10.1-jre11-temurin AS runtime",
    ]
    assert warnings(found) == ("Tomcat 10.1 runs on Java 11: its images have no 8",)


def test_a_java_that_no_image_of_tomcat_has_is_refused_where_it_is_named(
    project: MakeProject,
) -> None:
    text = pom(PACKAGING, properties(maven_compiler_release="26"), API)
    with pytest.raises(UnusableInput, match="Tomcat has no image with Java 26") as problem:
        detect(project, {"pom.xml": text})
    assert problem.value.file == "pom.xml"


def test_alpine_is_refused_because_tomcats_image_has_none(project: MakeProject) -> None:
    with pytest.raises(UnusableInput, match="no variant on alpine"):
        plan(detect(project, {"pom.xml": WAR}), base="alpine")


def test_a_war_with_a_name_of_its_own_is_found_there(project: MakeProject) -> None:
    named = plugin("maven-war-plugin", "<classifier>prod</classifier>")
    text = pom(PACKAGING, JAVA_21, API, plugins(named))
    assert value(detect(project, {"pom.xml": text}), "artifact") == "target/app-*-prod.war"


def test_a_war_is_the_application_among_libraries(project: MakeProject) -> None:
    files = {
        "pom.xml": pom(modules("lib", "web"), "<packaging>pom</packaging>", JAVA_21),
        "lib/pom.xml": pom(artifact="lib", parent=parent("app")),
        "web/pom.xml": pom(PACKAGING, API, artifact="web", parent=parent("app")),
    }
    found = detect(project, files)
    assert value(found, "workspace") == "web"
    assert value(found, "artifact") == "web/target/web-*.war"
    files["admin/pom.xml"] = pom(PACKAGING, API, artifact="admin", parent=parent("app"))
    files["pom.xml"] = pom(modules("lib", "web", "admin"), "<packaging>pom</packaging>", JAVA_21)
    with pytest.raises(UnusableInput, match="the likeliest first: admin, web"):
        detect(project, files)
    assert value(detect(project, files, workspace="admin"), "workspace") == "admin"


def test_an_executable_war_of_spring_boot_stays_executable(project: MakeProject) -> None:
    found = detect(project, {"pom.xml": boot_application("4.1.2", PACKAGING)})
    assert plan(found).shape == "spring-boot"
    text = dockerfile(found)
    assert (
        instructions(text, "COPY")[-1]
        == "--from=build /workspace/target/app-*.war ./application.war"
    )
    assert instructions(text, "ENTRYPOINT")[0].endswith('"-jar", "application.war"]')


def test_shapes_that_the_build_does_not_make_are_refused(project: MakeProject) -> None:
    with pytest.raises(UnusableInput, match="Tomcat serves it"):
        plan(detect(project, {"pom.xml": WAR}), shape="executable-jar")
    jar = detect(project, {"pom.xml": pom(), MAIN_PATH: MAIN})
    with pytest.raises(UnusableInput, match="makes no war that needs a servlet container"):
        plan(jar, shape="tomcat")


def test_a_source_that_is_not_utf_8_is_passed_over(project: MakeProject) -> None:
    made = project({"pom.xml": pom(PACKAGING), "src/main/java/B.java": "import jakarta.servlet.A;"})
    (made.root / "src/main/java/A.java").write_bytes(b"\xff import javax.servlet.A;")
    found = dockgen.detect(made.root, detector="maven")
    assert value(found, "tomcat_version") == "10.1"
