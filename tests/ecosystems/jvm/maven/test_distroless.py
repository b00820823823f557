"""Bases without a shell."""

from __future__ import annotations

import json

import pytest

from dockgen.core.errors import UnusableInput
from tests.conftest import MakeProject
from tests.maven_projects import detect, dockerfile, instructions, plan
from tests.poms import MAIN, MAIN_PATH, boot_application, pom, properties

BOOT = {"pom.xml": boot_application("4.1.2", properties(java_version="25"))}
JAR = {"pom.xml": pom(properties(maven_compiler_release="21")), MAIN_PATH: MAIN}


def test_what_runs_there_needs_no_shell(project: MakeProject) -> None:
    text = dockerfile(detect(project, BOOT), base="distroless")
    made = text.partition("# application")[2]
    assert "FROM gcr.io/distroless/java25-debian13:nonroot AS application" in text
    assert "FROM gcr.io/distroless/java-base-debian13:debug AS shell" in text
    borrowed = "--mount=type=bind,from=shell,source=/busybox,target=/busybox "
    runs = instructions(f"# application{made}", "RUN")
    assert [one.startswith(borrowed) for one in runs] == [True]
    assert json.loads(runs[0].removeprefix(borrowed))[:2] == ["/busybox/sh", "-c"]
    assert instructions(text, "USER") == ["0:0", "10001:10001"]


def test_without_a_cache_nobody_becomes_root(project: MakeProject) -> None:
    text = dockerfile(detect(project, JAR), base="distroless")
    assert instructions(text, "USER") == ["10001:10001"]
    assert instructions(text, "FROM")[-1] == "gcr.io/distroless/java21-debian13:nonroot AS runtime"


def test_a_java_of_its_own_lies_on_the_base_for_such_ones(project: MakeProject) -> None:
    found = detect(project, JAR, jlink="true", language_version="11")
    assert instructions(dockerfile(found, base="distroless"), "FROM")[-2:] == [
        "eclipse-temurin:11-jdk AS jre",
        "gcr.io/distroless/java-base-debian13:nonroot AS runtime",
    ]


@pytest.mark.parametrize(
    ("files", "choices", "reason"),
    [
        (JAR, {"stages": "single"}, "single stage needs a shell"),
        ({"pom.xml": pom("<packaging>war</packaging>")}, {}, "no variant on distroless"),
    ],
)
def test_where_it_cannot_be_the_reason_is_told(
    project: MakeProject, files: dict[str, str], choices: dict[str, str], reason: str
) -> None:
    with pytest.raises(UnusableInput, match=reason):
        plan(detect(project, files), base="distroless", **choices)
