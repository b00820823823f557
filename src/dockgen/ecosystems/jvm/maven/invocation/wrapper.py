"""The Maven that a project brings along: https://maven.apache.org/tools/wrapper/."""

from __future__ import annotations

from typing import NamedTuple

from dockgen.core.facts import Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.readers import properties as properties_source

SCRIPT = "mvnw"
FOLDER = ".mvn/wrapper"
JAR = f"{FOLDER}/maven-wrapper.jar"
PROPERTIES = f"{FOLDER}/maven-wrapper.properties"
DOWNLOADER = f"{FOLDER}/MavenWrapperDownloader.java"
"""What a wrapper of the type `source` fetches its jar with: it needs a JDK and nothing else."""

DISTRIBUTION = lazy_regex(r".*/apache-maven-(?P<version>\d[\w.-]*?)-bin\.(?:zip|tar\.gz)")


class Wrapper(NamedTuple):
    """The wrapper of a project.

    Args:
        version: the Maven that it fetches.
        obstacle: why it cannot fetch it on a JDK image, which has neither curl nor unzip; empty
            where it can.
    """

    version: Fact[str]
    obstacle: str


def read(project: Project) -> Wrapper | None:
    """The project's wrapper, or None where it has none that names an Apache Maven.

    Raises:
        UnusableInput: one of its files cannot be read.
    """
    if not project.has(SCRIPT) or not project.has(PROPERTIES):
        return None
    properties = properties_source.parse(project.read(PROPERTIES))
    url = properties.get("distributionUrl")
    match = DISTRIBUTION.fullmatch(url.value.strip()) if url else None
    if url is None or match is None:
        return None
    return Wrapper(Fact(match["version"], url.evidence), _obstacle(project, properties))


def _obstacle(project: Project, properties: properties_source.Properties) -> str:
    """Why the wrapper's script fails where there is nothing but a JDK.

    A script without a jar downloads with a Java program of its own, but unpacks a `.tar.gz` where
    unzip is missing, which the checksum of the `.zip` never fits:
    https://github.com/apache/maven-wrapper/issues/425. A script that needs the jar fetches it with
    curl or wget, or with the source of a downloader that some wrappers bring. From Java 22 on,
    eclipse-temurin's images have neither: https://github.com/adoptium/containers/issues/814.
    """
    needs_jar = "maven-wrapper.jar" in project.read(SCRIPT).text
    if needs_jar and (project.has(JAR) or project.has(DOWNLOADER)):
        return ""
    if needs_jar:
        return f"{JAR} is missing and a JDK image has no curl to fetch it with"
    if "distributionSha256Sum" in properties:
        return "its checksum is that of the .zip and a JDK image has no unzip"
    return ""
