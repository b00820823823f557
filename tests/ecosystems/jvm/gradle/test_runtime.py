"""What Gradle's applications run on: distroless, or a Java made for them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import dockgen
from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Override
from dockgen.core.plan import Choices, Stages
from dockgen.dockerfile.parser import parse
from dockgen.ecosystems.registry import Detection
from tests.conftest import MakeProject

BOOT = """plugins {
    id 'java'
    id 'org.springframework.boot' version '3.5.7'
}
dependencies {
    implementation 'org.springframework.boot:spring-boot-starter-web'
}
"""
APPLICATION = 'plugins { application }\napplication { mainClass = "a.Main" }\n'
QUARKUS = 'plugins { id("io.quarkus") version "3.29.0" }\n'
SHADOW = 'plugins { id("com.gradleup.shadow") version "9.2.2" }\n'

SETTINGS = {"settings.gradle": "include 'app'\n", "app/src/main/java/a/Main.java": ""}


def detect(make: MakeProject, script: str, **given: object) -> Detection:
    overrides = {name: Override(value, Evidence("--set")) for name, value in given.items()}
    return dockgen.detect(make({"app/build.gradle": script, **SETTINGS}), overrides=overrides)


def dockerfile(found: Detection, base: str | None = None, stages: Stages | None = None) -> str:
    choices = Choices(base=base, stages=stages)
    return dockgen.render(dockgen.plan(found, choices))["Dockerfile"].text


def froms(text: str) -> list[str]:
    return [one.arguments for one in parse(text).instructions if one.keyword == "FROM"]


def test_distroless_has_its_own_java(project: MakeProject) -> None:
    text = dockerfile(detect(project, APPLICATION, language_version="21"), base="distroless")
    assert froms(text)[-1] == "gcr.io/distroless/java21-debian13:nonroot AS runtime"


def test_distroless_trains_with_a_shell_that_it_borrows(project: MakeProject) -> None:
    text = dockerfile(detect(project, BOOT, language_version="21"), base="distroless")
    assert "USER 0:0\n" in text
    assert '["/busybox/sh", "-c", "/busybox/timeout 120 java -XX:ArchiveClassesAtExit' in text
    assert text.count("/busybox/sh") == 1


def test_one_stage_needs_a_shell(project: MakeProject) -> None:
    found = detect(project, APPLICATION)
    with pytest.raises(UnusableInput, match="single stage needs a shell"):
        dockerfile(found, base="distroless", stages="single")


@pytest.mark.parametrize(
    ("base", "jdk", "lies_on"),
    [
        ("debian", "eclipse-temurin:21-jdk", "debian:trixie-slim"),
        ("alpine", "eclipse-temurin:21-jdk-alpine", "alpine:"),
        ("distroless", "eclipse-temurin:21-jdk", "gcr.io/distroless/java-base-debian13:nonroot"),
    ],
)
def test_a_java_of_its_own_is_made_in_a_stage_of_its_own(
    project: MakeProject, base: str, jdk: str, lies_on: str
) -> None:
    found = detect(project, APPLICATION, language_version="21", jlink="true")
    text = dockerfile(found, base=base)
    _, modules, made, runtime = froms(text)
    assert (modules, made) == ("build AS modules", f"{jdk} AS jre")
    assert runtime.startswith(lies_on)
    assert "COPY --from=jre /jre/ /opt/java/openjdk/" in text


def test_nobody_but_the_user_asks_for_it(project: MakeProject) -> None:
    assert "jlink" not in dockerfile(detect(project, APPLICATION))
    assert "jlink" not in dockerfile(detect(project, APPLICATION, jlink="false"))


@pytest.mark.parametrize(
    ("script", "looked_at"),
    [
        (
            APPLICATION,
            '--class-path "$(ls -d app/build/install/*/lib)/*:/own/*" app/build/libs/*.jar)"',
        ),
        (SHADOW, "--print-module-deps app/build/libs/*-all.jar)"),
        (
            QUARKUS,
            "/lib/boot/*' app/build/quarkus-app/app/*.jar app/build/quarkus-app/quarkus/*.jar)",
        ),
        (BOOT, "--class-path 'extracted/dependencies/lib/*:"),
        (
            BOOT.replace("3.5.7", "2.7.18"),
            "/BOOT-INF/lib/*' extracted/application/BOOT-INF/classes",
        ),
    ],
)
def test_jdeps_looks_at_what_the_build_has_made(
    project: MakeProject, script: str, looked_at: str
) -> None:
    assert looked_at in dockerfile(detect(project, script, jlink="true"))


@pytest.mark.parametrize(
    ("script", "stages", "given", "reason"),
    [
        (APPLICATION, "single", {}, "one stage has the JDK"),
        (APPLICATION, "multi", {"language_version": "8"}, "Java 8 has no modules"),
        (BOOT.replace("'java'", "'war'"), "multi", {}, "jdeps cannot read nested jars"),
        (
            APPLICATION,
            "multi",
            {"language_version": "17", "package_manager_version": "7.2"},
            "Gradle 7.2 builds on Java 11, whose jdeps does not support Java 17",
        ),
    ],
)
def test_where_it_cannot_be_the_reason_is_told(
    project: MakeProject,
    script: str,
    stages: Stages,
    given: dict[str, str],
    reason: str,
) -> None:
    with pytest.raises(UnusableInput, match=reason):
        dockerfile(detect(project, script, jlink="true", **given), stages=stages)


@pytest.mark.parametrize("script", [APPLICATION, BOOT, QUARKUS, SHADOW])
@pytest.mark.parametrize("base", ["debian", "alpine", "distroless"])
@pytest.mark.parametrize("jlink", ["true", "false"])
def test_hadolint_finds_nothing(
    project: MakeProject, tmp_path: Path, script: str, base: str, jlink: str
) -> None:
    place = tmp_path / "Dockerfile"
    place.write_text(dockerfile(detect(project, script, jlink=jlink), base=base), "utf-8")
    linted = subprocess.run(
        [Path(sys.executable).with_name("hadolint"), place], capture_output=True, text=True
    )
    assert linted.stdout == ""
