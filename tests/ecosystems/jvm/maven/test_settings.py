"""Maven's settings, and the secrets in them."""

from __future__ import annotations

import pytest

import dockgen
from dockgen.core.errors import UnusableInput
from dockgen.core.project import Project
from tests.conftest import MakeProject
from tests.maven_projects import detect, dockerfile, instructions, plan, value
from tests.poms import MAIN, MAIN_PATH, pom, properties

JAR = {"pom.xml": pom(properties(maven_compiler_release="21")), MAIN_PATH: MAIN}
CONFIG = ".mvn/maven.config"


def settings(password: str) -> str:
    return (
        "<settings><servers><server><id>internal</id>\n"
        f"<password>{password}</password></server></servers></settings>"
    )


PLAIN = "<settings><mirrors><mirror><id>m</id></mirror></mirrors></settings>"


def test_a_password_comes_in_as_a_secret_and_stays_out_of_the_context(
    project: MakeProject,
) -> None:
    found = detect(project, {**JAR, "settings.xml": settings("hunter2")})
    made = dockgen.render(plan(found), syntax_line=False)
    text = made["Dockerfile"].text
    mount = "--mount=type=secret,id=maven-settings.xml,target=/workspace/settings.xml,required=true"
    assert text.count(mount) == 2
    assert "mvn --batch-mode --settings settings.xml package" in text
    assert "hunter2" not in text
    assert "\nsettings.xml\n" in made[".dockerignore"].text
    assert plan(found).secrets == ("id=maven-settings.xml,src=settings.xml",)
    assert found.facts["secret_files"].evidence.line == 2


def test_settings_without_a_secret_are_copied(project: MakeProject) -> None:
    found = detect(project, {**JAR, "settings.xml": PLAIN})
    assert "settings.xml ./" in instructions(dockerfile(found), "COPY")
    assert plan(found).secrets == ()


def test_variables_in_them_are_secrets_too(project: MakeProject) -> None:
    found = detect(project, {**JAR, "settings.xml": settings("${env.NEXUS_PASSWORD}")})
    text = dockerfile(found)
    assert "--mount=type=secret,id=NEXUS_PASSWORD,required=true" in text
    assert (
        'NEXUS_PASSWORD="$(cat /run/secrets/NEXUS_PASSWORD)" && export NEXUS_PASSWORD && mvn'
        in text
    )
    assert plan(found).secrets == ("id=NEXUS_PASSWORD,env=NEXUS_PASSWORD",)
    assert value(found, "secret_files") is None


@pytest.mark.parametrize(
    "option", ["-s build/ci.xml", "--settings=build/ci.xml", "-T1C\n--settings\nbuild/ci.xml\n"]
)
def test_a_file_that_maven_config_names_needs_no_option(project: MakeProject, option: str) -> None:
    found = detect(project, {**JAR, CONFIG: option, "build/ci.xml": PLAIN})
    assert "build/ci.xml build/" in instructions(dockerfile(found), "COPY")
    assert "--settings" not in str(value(found, "build_command"))


def test_settings_beside_mavens_own_come_along_with_them(project: MakeProject) -> None:
    found = detect(project, {**JAR, CONFIG: "-s .mvn/settings.xml", ".mvn/settings.xml": PLAIN})
    assert value(found, "settings_file") is None
    assert ".mvn/ .mvn/" in instructions(dockerfile(found), "COPY")


@pytest.mark.parametrize("option", ["-s ../ci.xml", "-s missing.xml", "-DskipTests -P-s"])
def test_a_file_that_is_not_there_says_nothing(project: MakeProject, option: str) -> None:
    found = detect(project, {**JAR, CONFIG: option})
    assert "secret" not in dockerfile(found)
    assert value(found, "settings_file") is None


def test_settings_that_are_not_xml_are_refused(project: MakeProject) -> None:
    with pytest.raises(UnusableInput, match=r"settings.xml:1: holds <other>"):
        detect(project, {**JAR, "settings.xml": "<other/>"})


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "windows-1252", "iso-8859-15"])
def test_a_pom_may_declare_an_encoding_of_its_own(project: MakeProject, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>\n' + pom(
        "<name>Größe</name>", properties(maven_compiler_release="17")
    )
    made = project({MAIN_PATH: MAIN})
    (made.root / "pom.xml").write_bytes(text.encode(encoding))
    found = dockgen.detect(made.root, detector="maven")
    assert value(found, "language_version") == "17"
    assert "Größe" in Project(made.root).read("pom.xml").text


@pytest.mark.parametrize("declared", ["us-ascii", "rot13", "utf-16", "no-such-one"])
def test_another_encoding_than_it_declares_is_refused(project: MakeProject, declared: str) -> None:
    made = project({MAIN_PATH: MAIN})
    text = f'<?xml version="1.0" encoding="{declared}"?>\n<project>\xe9</project>'
    (made.root / "pom.xml").write_bytes(text.encode("latin-1"))
    with pytest.raises(UnusableInput, match=r"pom.xml:2: is not (UTF-8|us-ascii) text"):
        dockgen.detect(made.root, detector="maven")
