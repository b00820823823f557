"""A Java run time of the modules that an application uses."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dockgen.core.errors import UnusableInput
from tests.conftest import MakeProject
from tests.maven_projects import detect, dockerfile, instructions, plan, value
from tests.poms import (
    MAIN,
    MAIN_PATH,
    boot_application,
    dependencies,
    plugin,
    plugins,
    pom,
    properties,
)

JAVA_21 = properties(java_version="21")
THIN = {"pom.xml": pom(dependencies("gson", group="com.google.code.gson")), MAIN_PATH: MAIN}
QUARKUS = pom(plugins(plugin("quarkus-maven-plugin", "", "build")))


def runs(text: str) -> str:
    return "\n".join(instructions(text, "RUN"))


def test_it_is_made_only_where_it_is_asked_for(project: MakeProject) -> None:
    found = detect(project, {"pom.xml": boot_application("4.1.2", JAVA_21)})
    assert value(found, "jlink") is None
    assert "jlink" not in dockerfile(found)
    assert dockerfile(
        detect(project, {"pom.xml": boot_application("4.1.2", JAVA_21)}, jlink="false")
    ) == (dockerfile(found))


def test_a_stage_of_its_own_makes_it_from_a_list_alone(project: MakeProject) -> None:
    found = detect(project, {"pom.xml": boot_application("4.1.2", JAVA_21)}, jlink="true")
    text = dockerfile(found)
    assert instructions(text, "FROM") == [
        "maven:3.9-eclipse-temurin-21 AS build",
        "build AS modules",
        "eclipse-temurin:21-jdk AS jre",
        "debian:trixie-slim AS application",
        "application AS training",
        "application AS runtime",
    ]
    assert "--from=modules /modules /modules" in instructions(text, "COPY")
    assert "--from=jre /jre/ /opt/java/openjdk/" in instructions(text, "COPY")
    assert "extracted/dependencies/lib/*:" in runs(text)
    assert "--compress=zip-6" in runs(text)
    assert "java.management" in runs(text)


def test_alpine_takes_a_jdk_with_the_same_c_library(project: MakeProject) -> None:
    found = detect(project, THIN, jlink="true")
    froms = instructions(dockerfile(found, base="alpine"), "FROM")
    assert froms[2] == "eclipse-temurin:25-jdk-alpine AS jre"
    assert froms[3].startswith("alpine:")


@pytest.mark.parametrize(
    ("java", "boot", "dumped"),
    [("17", "3.5.7", True), ("25", "3.5.7", False), ("25", "3.2.0", True)],
)
def test_the_jdks_own_classes_are_dumped_unless_an_aot_cache_holds_them(
    project: MakeProject, java: str, boot: str, *, dumped: bool
) -> None:
    text = boot_application(boot, properties(java_version=java))
    made = dockerfile(detect(project, {"pom.xml": text}, jlink="true"))
    assert ("-Xshare:dump" in made) is dumped


@pytest.mark.parametrize(
    ("files", "looked_at"),
    [
        (THIN, "--class-path 'target/dependency/*' target/app-*.jar"),
        (
            {"pom.xml": QUARKUS},
            "/lib/boot/*' target/quarkus-app/app/*.jar target/quarkus-app/quarkus/*.jar",
        ),
        (
            {"pom.xml": boot_application("2.7.18", properties(java_version="11"))},
            "/BOOT-INF/lib/*' extracted/application/BOOT-INF/classes",
        ),
    ],
)
def test_jdeps_looks_at_what_the_build_has_made(
    project: MakeProject, files: dict[str, str], looked_at: str
) -> None:
    assert looked_at in runs(dockerfile(detect(project, files, jlink="true")))


def test_modules_can_be_added(project: MakeProject) -> None:
    given = {"jlink": "true", "jlink_modules": ["jdk.localedata", "jdk.charsets"]}
    text = runs(dockerfile(detect(project, THIN, **given)))
    assert ",jdk.localedata,jdk.charsets" in text


@pytest.mark.parametrize(
    ("java", "extra", "compression"),
    [("11", ",jdk.crypto.ec", "--compress=2"), ("25", 'jdk.zipfs" >', "--compress=zip-6")],
)
def test_what_a_release_does_differently(
    project: MakeProject, java: str, extra: str, compression: str
) -> None:
    text = runs(dockerfile(detect(project, THIN, jlink="true", language_version=java)))
    assert extra in text
    assert compression in text


@pytest.mark.parametrize(
    ("files", "choices", "given", "reason"),
    [
        (THIN, {"stages": "single"}, {}, "one stage has the JDK"),
        (THIN, {}, {"language_version": "8"}, "Java 8 has no modules"),
        ({"pom.xml": pom("<packaging>war</packaging>")}, {}, {}, "Tomcat's image has its own Java"),
        (
            {"pom.xml": boot_application("4.1.2", "<packaging>war</packaging>")},
            {},
            {},
            "jdeps cannot read nested jars",
        ),
    ],
)
def test_where_it_cannot_be_the_reason_is_told(
    project: MakeProject,
    files: dict[str, str],
    choices: dict[str, str],
    given: dict[str, str],
    reason: str,
) -> None:
    with pytest.raises(UnusableInput, match=reason):
        plan(detect(project, files, jlink="true", **given), **choices)


@pytest.mark.parametrize(
    "files", [THIN, {"pom.xml": QUARKUS}, {"pom.xml": boot_application("3.5.7")}]
)
@pytest.mark.parametrize("base", ["debian", "alpine"])
def test_hadolint_finds_nothing(
    project: MakeProject, tmp_path: Path, files: dict[str, str], base: str
) -> None:
    place = tmp_path / "Dockerfile"
    found = detect(project, {**files, MAIN_PATH: MAIN}, jlink="true")
    place.write_text(dockerfile(found, base=base), "utf-8")
    linted = subprocess.run(
        [Path(sys.executable).with_name("hadolint"), place], capture_output=True, text=True
    )
    assert linted.stdout == ""
