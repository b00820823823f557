"""Which Java a project asks for."""

from __future__ import annotations

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact
from dockgen.core.project import Project
from dockgen.ecosystems.jvm.common.java_version import (
    image_for,
    newest_lts,
    of_pom,
    of_version_files,
    release,
)
from dockgen.ecosystems.jvm.common.poms.reader import PomReader
from tests.conftest import MakeProject
from tests.poms import boot_parent, modules, parent, plugin, plugins, pom, properties

COMPILER = "maven-compiler-plugin"


def java_of(project: MakeProject, text: str, **more: str) -> Fact[str] | None:
    return of_pom(PomReader(project({"pom.xml": text, **more})).read("pom.xml"))


def compiler(configuration: str) -> str:
    return plugins(plugin(COMPILER, configuration))


def managed(configuration: str) -> str:
    entry = plugin(COMPILER, configuration)
    return f"<build><pluginManagement><plugins>{entry}</plugins></pluginManagement></build>"


@pytest.mark.parametrize(
    ("parts", "java"),
    [
        ([properties(maven_compiler_release="21")], "21"),
        ([properties(maven_compiler_release="21", maven_compiler_source="17")], "21"),
        ([properties(maven_compiler_source="17", maven_compiler_target="21")], "21"),
        ([properties(maven_compiler_source="1.8")], "8"),
        ([properties(jdk="21", maven_compiler_release="${jdk}")], "21"),
        ([properties(maven_compiler_release="17"), compiler("<release>21</release>")], "21"),
        ([properties(maven_compiler_release="21"), compiler("<source>17</source>")], "21"),
        ([properties(maven_compiler_target="17"), managed("<target>21</target>")], "21"),
        ([compiler("<source>1.7</source><target>1.8</target>")], "8"),
    ],
)
def test_release_goes_before_target_and_configuration_before_properties(
    project: MakeProject, parts: list[str], java: str
) -> None:
    found = java_of(project, pom(*parts))
    assert found is not None
    assert found.value == java


def test_the_evidence_is_the_property_that_was_read(project: MakeProject) -> None:
    text = pom(properties(jdk="21"), plugins(plugin(COMPILER, "<release>${jdk}</release>")))
    assert java_of(project, text) == Fact("21", Evidence("project/properties/jdk", "pom.xml", 5))


def test_an_execution_that_compiles_for_something_else_does_not_count(project: MakeProject) -> None:
    execution = (
        "<executions><execution><id>java11</id><configuration><release>11</release>"
        "</configuration></execution></executions>"
    )
    entry = f"<plugin><artifactId>{COMPILER}</artifactId>{execution}</plugin>"
    text = pom(properties(maven_compiler_release="8"), plugins(entry))
    found = java_of(project, text)
    assert found is not None
    assert found.value == "8"


@pytest.mark.parametrize(
    ("boot", "values", "java"),
    [
        ("3.5.7", {"java_version": "21"}, "21"),
        ("3.5.7", {}, "17"),
        ("4.1.2", {}, "17"),
        ("9.0.0", {}, "17"),
        ("2.7.18", {}, "8"),
        ("1.5.22.RELEASE", {}, "6"),
        ("2.7.18", {"java_version": "17"}, "17"),
        # From 3 on the parent sets the release, which goes before source and target.
        ("3.5.7", {"maven_compiler_source": "21"}, "17"),
        ("3.5.7", {"maven_compiler_release": "21"}, "21"),
        ("2.7.18", {"maven_compiler_target": "11"}, "11"),
    ],
)
def test_spring_boots_parent_reads_java_version_and_has_a_default(
    project: MakeProject, boot: str, values: dict[str, str], java: str
) -> None:
    found = java_of(project, pom(properties(**values), parent=boot_parent(boot)))
    assert found is not None
    assert found.value == java


def test_the_default_of_spring_boots_parent_says_so(project: MakeProject) -> None:
    found = java_of(project, pom(parent=boot_parent("3.5.7")))
    assert found is not None
    assert found.evidence.reason == "the default of spring-boot-starter-parent 3.5.7"
    assert found.evidence.line == 2


def test_java_version_counts_under_a_parent_that_is_not_known(project: MakeProject) -> None:
    text = pom(properties(java_version="21"), parent=parent("corporate", path=""))
    found = java_of(project, text)
    assert found is not None
    assert found.value == "21"


@pytest.mark.parametrize("parts", [[], [properties(java_version="21")]])
def test_a_pom_that_says_nothing_to_the_compiler_asks_for_no_java(
    project: MakeProject, parts: list[str]
) -> None:
    assert java_of(project, pom(*parts)) is None


def test_a_spring_parent_with_an_unknown_version_has_no_default(project: MakeProject) -> None:
    assert java_of(project, pom(parent=boot_parent("${boot}"))) is None


def test_the_release_is_read_from_a_parent_on_disk(project: MakeProject) -> None:
    files = {
        "pom.xml": pom(properties(maven_compiler_release="21"), modules("app"), artifact="top"),
        "app/pom.xml": pom(parent=parent("top")),
    }
    found = of_pom(PomReader(project(files)).read("app/pom.xml"))
    assert found is not None
    assert (found.value, found.evidence.file) == ("21", "pom.xml")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("${jdk}", r"pom.xml:5: \$\{jdk\} is defined nowhere in the project"),
        ("lts", r"pom.xml:5: 'lts' is not a Java release"),
    ],
)
def test_a_release_that_is_no_number_is_an_error(
    project: MakeProject, value: str, message: str
) -> None:
    with pytest.raises(UnusableInput, match=message):
        java_of(project, pom(properties(maven_compiler_release=value)))


@pytest.mark.parametrize(
    ("path", "text", "java", "line"),
    [
        (".java-version", "\n21\n", "21", 2),
        (".java-version", "1.8.0_402", "8", 1),
        (".java-version", "openjdk64-17.0.9", "17", 1),
        (".sdkmanrc", "# comment\njava=21.0.5-tem\n", "21", 2),
        (".tool-versions", "nodejs 24\njava temurin-21.0.5+11.0.LTS # x\n", "21", 2),
        (".tool-versions", "java corretto-musl-17.0.1", "17", 1),
        ("mise.toml", "[tools]\njava = '25'\n", "25", 2),
        ("mise.toml", "[tools]\nnode = '24'\njava = { version = 'zulu-21' }\n", "21", 3),
        ("mise.toml", "tools = { java = 21 }\n", "21", None),
        ("mise.toml", "[tools]\njava = ['21', '17']\n", "21", 2),
        (".mise.toml", "[tools]\njava = '25'\n", "25", 2),
        (".config/mise.toml", "[tools]\njava = '25'\n", "25", 2),
        ("system.properties", "maven.version=3.9.9\njava.runtime.version=17\n", "17", 2),
        ("system.properties", "java.runtime.version=zulu-1.8.0_402\n", "8", 1),
    ],
)
def test_the_version_managers_files_are_read(
    project: MakeProject, path: str, text: str, java: str, line: int | None
) -> None:
    found = of_version_files(project({path: text}))
    assert found is not None
    assert (found.value, found.evidence.file, found.evidence.line) == (java, path, line)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".java-version", "\n"),
        (".java-version", "system"),
        (".sdkmanrc", "maven=3.9"),
        (".tool-versions", "java\nnodejs 24"),
        ("mise.toml", "[tools]\njava = 'lts'"),
        ("mise.toml", "tools = 1"),
        ("mise.toml", "[tools]\njava = []"),
        ("system.properties", "maven.version=3.9.9"),
        ("mise.toml", ""),
        ("README", "java 21"),
    ],
)
def test_a_file_that_names_no_number_says_nothing(
    project: MakeProject, path: str, text: str
) -> None:
    assert of_version_files(project({path: text})) is None


def test_one_version_file_goes_before_another(project: MakeProject) -> None:
    found = of_version_files(project({".sdkmanrc": "java=21", ".java-version": "system"}))
    assert found is not None
    assert found.value == "21"


def test_the_files_count_in_the_order_of_the_guide(project: MakeProject) -> None:
    files = {
        ".java-version": "11",
        ".sdkmanrc": "java=17-tem",
        ".tool-versions": "java temurin-21",
        "mise.toml": "[tools]\njava = '25'",
        "system.properties": "java.runtime.version=8",
    }
    made = project(files)
    for path, java in zip(files, ("11", "17", "21", "25", "8"), strict=True):
        found = of_version_files(Project(made.root))
        assert found is not None
        assert found.value == java
        (made.root / path).unlink()


def test_a_file_that_is_not_toml_is_an_error(project: MakeProject) -> None:
    with pytest.raises(UnusableInput, match=r"mise.toml: is not valid TOML"):
        of_version_files(project({"mise.toml": "[tools"}))


def test_without_a_version_the_newest_long_term_release_is_taken() -> None:
    assert newest_lts().value == "25"
    assert newest_lts().evidence.is_default


@pytest.mark.parametrize(
    ("java", "image", "warning"),
    [
        ("21", "21", ""),
        ("12", "17", "Java 12 has no image; 17, the next long-term release, runs it"),
        ("6", "8", "Java 6 has no image; 8, the next long-term release, runs it"),
        ("26", "26", "Java 26 has received no security fixes since 2026-09-30"),
        ("99", "99", "Java 99 is newer than what was known on 2026-11-24"),
    ],
)
def test_a_release_without_an_image_goes_to_the_next_that_runs_it(
    java: str, image: str, warning: str
) -> None:
    assert image_for(java) == (image, warning)


@pytest.mark.parametrize(("value", "java"), [("21", "21"), (21, "21"), ("1.8", "8")])
def test_a_release_is_a_number(value: object, java: str) -> None:
    assert release(value) == java


@pytest.mark.parametrize("value", ["lts", "", True, "21 ", "21\nRUN x"])
def test_anything_else_is_not_a_release(value: object) -> None:
    with pytest.raises(ValueError, match="a Java release such as 21"):
        release(value)
