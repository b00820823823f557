"""The scripts that maven-wrapper-plugin writes, started as a generated Dockerfile starts them."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from dockgen.ecosystems.jvm.maven.invocation.commands import Commands
from tests.conftest import write_files
from tests.engine import engines

pytestmark = pytest.mark.engine

MAVEN = "3.9.9"
WITH_JAR = ("bin", "script", "source")
WRITTEN = {
    "3.1.0": WITH_JAR,
    "3.1.1": WITH_JAR,
    "3.2.0": (*WITH_JAR, "only-script"),
    "3.3.0": ("only-script",),
    "3.3.1": (*WITH_JAR, "only-script"),
    "3.3.2": (*WITH_JAR, "only-script"),
    "3.3.3": ("source", "only-script"),
    "3.3.4": (*WITH_JAR, "only-script"),
}
"""The types of each version of the plugin; some of 3.3.0 and 3.3.3 were never published."""

VARIANTS = [(version, kind) for version, kinds in WRITTEN.items() for kind in kinds]

DOCKERFILE = """\
FROM maven:3.9-eclipse-temurin-21 AS wrappers
COPY pom.xml ./
RUN --mount=type=cache,id=maven,target=/root/.m2 mvn --batch-mode --quiet generate-resources

FROM eclipse-temurin:25-jdk
COPY --from=wrappers /wrappers/ /wrappers/
COPY pom.xml try.sh ./
# As the official images from Java 22 on, which have no curl.
RUN rm -f /usr/bin/curl && sh try.sh
"""

UNPACK = (
    "<artifactItem><groupId>org.apache.maven.wrapper</groupId>"
    "<artifactId>maven-wrapper-distribution</artifactId><version>{version}</version>"
    "<classifier>{kind}</classifier><type>zip</type>"
    "<outputDirectory>/wrappers/{version}-{kind}</outputDirectory></artifactItem>"
)
POM = """\
<project><modelVersion>4.0.0</modelVersion>
<groupId>a</groupId><artifactId>a</artifactId><version>1</version><packaging>pom</packaging>
<build><plugins><plugin><artifactId>maven-dependency-plugin</artifactId><executions><execution>
<id>wrappers</id><phase>generate-resources</phase><goals><goal>unpack</goal></goals>
<configuration><artifactItems>{items}</artifactItems></configuration>
</execution></executions></plugin></plugins></build></project>
"""

URL = f"https://repo.maven.apache.org/maven2/org/apache/maven/apache-maven/{MAVEN}/apache-maven-{MAVEN}-bin.zip"


def attempt(version: str, kind: str, command: str) -> str:
    """The lines that start one wrapper: all but the type `script` need no curl."""
    folder = f"/wrappers/{version}-{kind}"
    works = "" if kind != "script" else "! "
    # A script without a jar fetches Maven itself; the jars all do it with the same Java program.
    afresh = "rm -rf /root/.m2/wrapper\n" if kind == "only-script" else ""
    return (
        f"cd {folder} && cp /pom.xml . && mkdir -p .mvn/wrapper\n"
        f"printf 'wrapperVersion={version}\\ndistributionType={kind}\\ndistributionUrl={URL}\\n'"
        " > .mvn/wrapper/maven-wrapper.properties\n"
        f"{afresh}"
        f"if {works}{command} --version > log 2>&1; then echo '{version}-{kind} as expected';"
        f" else cat log; exit 1; fi\n"
    )


def test_every_wrapper_that_the_plugin_writes_starts(docker: str, tmp_path: Path) -> None:
    start, script, *_ = shlex.split(Commands(wrapper=True, workspace="").resolve)
    items = "".join(UNPACK.format(version=one, kind=kind) for one, kind in VARIANTS)
    tries = (attempt(version, kind, f"{start} {script}") for version, kind in VARIANTS)
    write_files(
        tmp_path,
        {"Dockerfile": DOCKERFILE, "pom.xml": POM.format(items=items), "try.sh": "".join(tries)},
    )
    # The first wrapper that does not do as expected ends the build, and its log is the message.
    engines.build(docker, tmp_path, "dockgen-test-maven-wrapper")
