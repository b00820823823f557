"""The Maven that a project brings along."""

from __future__ import annotations

import pytest

from dockgen.core.facts import Evidence
from dockgen.ecosystems.jvm.maven.invocation.wrapper import Wrapper, read
from tests.conftest import MakeProject

PROPERTIES = ".mvn/wrapper/maven-wrapper.properties"
URL = "https://repo.maven.apache.org/maven2/org/apache/maven/apache-maven/3.9.16/apache-maven-3.9.16-bin.zip"
ONLY_SCRIPT = "#!/bin/sh\nexec_maven\n"
WITH_JAR = '#!/bin/sh\nwrapperJarPath="$BASE_DIR/.mvn/wrapper/maven-wrapper.jar"\n'


def wrapper(project: MakeProject, script: str, text: str, **more: str) -> Wrapper | None:
    files = {"mvnw": script, PROPERTIES: text}
    return read(project(files | {name.replace("_", "/"): body for name, body in more.items()}))


@pytest.mark.parametrize("escaped", [URL, URL.replace(":", "\\:")])
def test_its_version_is_that_of_the_distribution(project: MakeProject, escaped: str) -> None:
    found = wrapper(project, ONLY_SCRIPT, f"wrapperVersion=3.3.4\ndistributionUrl={escaped}\n")
    assert found is not None
    assert found.version.value == "3.9.16"
    assert found.version.evidence == Evidence("distributionUrl", PROPERTIES, 2)
    assert found.obstacle == ""


def test_a_checksum_never_fits_what_a_script_without_unzip_fetches(project: MakeProject) -> None:
    text = f"distributionUrl={URL}\ndistributionSha256Sum=0\n"
    found = wrapper(project, ONLY_SCRIPT, text)
    assert found is not None
    assert found.obstacle == "its checksum is that of the .zip and a JDK image has no unzip"


def test_a_script_that_needs_its_jar_needs_it_in_the_project(project: MakeProject) -> None:
    found = wrapper(project, WITH_JAR, f"distributionUrl={URL}\n")
    assert found is not None
    assert found.obstacle.endswith("is missing and a JDK image has no curl to fetch it with")


def test_a_downloader_in_source_needs_no_curl(project: MakeProject) -> None:
    files = {"mvnw": WITH_JAR, PROPERTIES: f"distributionUrl={URL}\n"}
    found = read(project({**files, ".mvn/wrapper/MavenWrapperDownloader.java": "class A {}"}))
    assert found is not None
    assert found.obstacle == ""


def test_a_jar_checks_the_zip_itself(project: MakeProject) -> None:
    text = f"distributionUrl={URL}\ndistributionSha256Sum=0\n"
    files = {"mvnw": WITH_JAR, PROPERTIES: text, ".mvn/wrapper/maven-wrapper.jar": "PK"}
    found = read(project(files))
    assert found is not None
    assert found.obstacle == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "distributionUrl=",
        "distributionUrl=https://x/maven-mvnd-1.0-bin.zip",
        "distributionUrl=https://x/maven.zip",
    ],
)
def test_a_wrapper_that_names_no_apache_maven_is_none(project: MakeProject, text: str) -> None:
    assert wrapper(project, ONLY_SCRIPT, text) is None


@pytest.mark.parametrize("files", [{"mvnw": ONLY_SCRIPT}, {PROPERTIES: f"distributionUrl={URL}"}])
def test_half_a_wrapper_is_none(project: MakeProject, files: dict[str, str]) -> None:
    assert read(project(files)) is None
