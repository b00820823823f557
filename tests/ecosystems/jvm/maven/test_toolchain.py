"""The JDK that a build asks Maven's toolchains for."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockgen.core.facts import Evidence, Fact
from dockgen.ecosystems.jvm.maven import reactor
from dockgen.ecosystems.jvm.maven.invocation.toolchain import Toolchain, read
from tests.conftest import MakeProject
from tests.maven_projects import detect, dockerfile, instructions, value
from tests.poms import MAIN, MAIN_PATH, plugin, plugins, pom, properties


def toolchains(inner: str) -> str:
    return plugin(
        "maven-toolchains-plugin", f"<toolchains><jdk>{inner}</jdk></toolchains>", "toolchain"
    )


def found(project: MakeProject, entry: str, **given: str) -> Toolchain | None:
    text = pom(properties(**given), plugins(entry))
    return read(reactor.read(project({"pom.xml": text})).root)


@pytest.mark.parametrize(
    ("version", "java", "provided"),
    [
        ("17", "17", "17"),
        ("1.8", "8", "1.8"),
        ("17.0.9", "17", "17.0.9"),
        ("[17,)", "17", "17"),
        ("[21,22)", "21", "21"),
        ("${jdk}", "21", "21"),
    ],
)
def test_its_version_is_read(project: MakeProject, version: str, java: str, provided: str) -> None:
    made = found(project, toolchains(f"<version>{version}</version>"), jdk="21")
    assert made is not None
    assert made.java.value == java
    assert made.provides == (("version", provided),)


@pytest.mark.parametrize(
    "entry",
    [
        plugin("maven-compiler-plugin", "<jdkToolchain><version>21</version></jdkToolchain>"),
        plugin("maven-toolchains-plugin", "<version>21</version>", "select-jdk-toolchain"),
    ],
)
def test_other_places_ask_for_one_too(project: MakeProject, entry: str) -> None:
    made = found(project, entry)
    assert made is not None
    assert made.java.value == "21"


@pytest.mark.parametrize(
    "inner",
    ["", "<version>new</version>", "<version>${nothing}</version>", "<vendor>temurin</vendor>"],
)
def test_without_a_number_there_is_none(project: MakeProject, inner: str) -> None:
    assert found(project, toolchains(inner)) is None


def test_the_image_has_the_jdk_and_maven_is_told_where(project: MakeProject) -> None:
    entry = toolchains("<version>21</version><vendor>temurin</vendor>")
    text = pom(properties(maven_compiler_release="17"), plugins(entry))
    detection = detect(project, {"pom.xml": text, MAIN_PATH: MAIN})
    assert value(detection, "language_version") == "21"
    made = dockerfile(detection)
    assert "maven:3.9-eclipse-temurin-21 AS build" in instructions(made, "FROM")
    assert "<version>21</version><vendor>temurin</vendor>" in str(
        value(detection, "install_command")
    )
    assert str(value(detection, "build_command")).startswith(
        "mvn --batch-mode --toolchains toolchains.xml package"
    )


@given(
    st.text(st.characters(exclude_characters="%\\\x00\r", exclude_categories=["Cs"]), min_size=1)
)
def test_the_shell_writes_what_was_asked_for(vendor: str) -> None:
    place = Evidence("file", "pom.xml")
    command = Toolchain(Fact("21", place), (("version", "21"), ("vendor", vendor))).command
    shown = subprocess.run(
        ["sh", "-c", command.removesuffix(" > toolchains.xml")],
        capture_output=True,
        check=True,
        env={"JAVA_HOME": "/opt/java"},
    ).stdout.decode()
    assert "<jdkHome>/opt/java</jdkHome>" in shown
    escaped = vendor.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    escaped = escaped.replace('"', "&quot;").replace("'", "&#x27;")
    assert f"<vendor>{escaped}</vendor>" in shown
