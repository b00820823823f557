"""Wars that take more from their server than Tomcat has."""

from __future__ import annotations

import pytest

from dockgen.ecosystems.jvm.common.poms.reader import PomReader
from dockgen.ecosystems.jvm.maven.war.jakarta_ee import beyond_tomcat
from tests.conftest import MakeProject
from tests.maven_projects import detect, warnings
from tests.poms import plugin, plugins, pom

SOURCE = "src/main/java/shop/Cart.java"


def dependency(name: str, version: str = "10.0.0", scope: str = "provided") -> str:
    group, artifact = name.split(":")
    return (
        f"<dependency><groupId>{group}</groupId><artifactId>{artifact}</artifactId>"
        f"<version>{version}</version><scope>{scope}</scope></dependency>"
    )


PLATFORM = dependency("jakarta.platform:jakarta.jakartaee-api")


def told(project: MakeProject, source: str, *dependencies: str, build: str = "") -> str:
    text = pom(
        "<packaging>war</packaging>", f"<dependencies>{''.join(dependencies)}</dependencies>"
    )
    files = {"pom.xml": text.replace("</project>", f"{build}</project>"), SOURCE: source}
    return "\n".join(warnings(detect(project, files)))


def test_what_tomcat_lacks_is_told_with_its_place(project: MakeProject) -> None:
    said = told(project, "package shop;\nimport jakarta.ejb.Stateless;\n", PLATFORM)
    assert said == (
        f"{SOURCE}:2: Tomcat has no jakarta.ejb, which this imports; the war needs a server such as"
        " WildFly, Open Liberty, Payara or TomEE, or libraries that bring it"
    )


def test_the_server_is_the_one_that_a_plugin_starts(project: MakeProject) -> None:
    build = plugins(plugin("liberty-maven-plugin"))
    said = told(project, "import javax.ws.rs.GET;\n", dependency("javax:javaee-api"), build=build)
    assert "Tomcat has no javax.ws.rs" in said
    assert "needs Open Liberty, or" in said


@pytest.mark.parametrize(
    ("source", "brought"),
    [
        ("import jakarta.servlet.http.HttpServlet;\n", ""),
        ("import jakarta.ws.rs.GET;\n", "org.glassfish.jersey.containers:jersey-container-servlet"),
        ("import jakarta.inject.Inject;\n", "org.jboss.weld.servlet:weld-servlet-core"),
        ("import jakarta.faces.view.ViewScoped;\n", "org.glassfish:jakarta.faces"),
        ("import jakarta.persistence.Entity;\n", "org.hibernate.orm:hibernate-core"),
        ("import java.util.List;\n", ""),
    ],
)
def test_what_tomcat_or_the_war_has_is_not_told(
    project: MakeProject, source: str, brought: str
) -> None:
    more = (dependency(brought, scope="compile"),) if brought else ()
    assert told(project, source, PLATFORM, *more) == ""


def test_a_war_for_servlets_alone_is_not_looked_into(project: MakeProject) -> None:
    servlets = dependency("jakarta.servlet:jakarta.servlet-api", "6.0.0")
    assert told(project, "import jakarta.inject.Inject;\n", servlets) == ""


def test_a_source_that_cannot_be_read_is_passed_over(project: MakeProject) -> None:
    war = pom("<packaging>war</packaging>", f"<dependencies>{PLATFORM}</dependencies>")
    made = project({"pom.xml": war, SOURCE: ""})
    (made.root / SOURCE).write_bytes(b"\xff import jakarta.ejb.Stateless;")
    read = PomReader(made).read("pom.xml")
    assert beyond_tomcat(made, read, read.dependencies) == ""
