"""Which jar is to be run."""

from __future__ import annotations

import pytest

from dockgen.core.facts import Evidence, Fact
from dockgen.ecosystems.jvm.common.poms.pom import Pom
from dockgen.ecosystems.jvm.common.poms.reader import PomReader
from dockgen.ecosystems.jvm.maven.artifact import Jar, Libraries, final_name, libraries, of_jar
from tests.conftest import MakeProject
from tests.poms import dependencies, parent, plugin, plugins, pom, properties

MANIFEST = "<archive><manifest><mainClass>a.Main</mainClass></manifest></archive>"
TRANSFORMER = "<transformers><transformer/><transformer>{}</transformer></transformers>"
FAT = "<descriptorRefs><descriptorRef>jar-with-dependencies</descriptorRef></descriptorRefs>"
ATTACHED = "<shadedArtifactAttached>true</shadedArtifactAttached>"
SOURCES = plugin("maven-source-plugin", "", "jar-no-fork")


def read(project: MakeProject, *parts: str, version: str = "1.0") -> Pom:
    return PomReader(project({"pom.xml": pom(*parts, version=version)})).read("pom.xml")


def jar_of(project: MakeProject, *parts: str, version: str = "1.0") -> Jar:
    found = read(project, *parts, version=version)
    return of_jar(found, final_name(found))


def build(*entries: str, name: str = "", directory: str = "") -> str:
    return (
        f"<build><finalName>{name}</finalName><directory>{directory}</directory>"
        f"<plugins>{''.join(entries)}</plugins></build>"
    )


@pytest.mark.parametrize(
    ("parts", "path"),
    [
        ([], "target/app-*.jar"),
        ([build(name="shop")], "target/shop.jar"),
        ([build(name="${project.artifactId}-${project.version}")], "target/app-*.jar"),
        ([build(name="${project.version}")], "target/1.0.jar"),
        ([build(name="my shop-${project.version}")], "target/my shop-1.0.jar"),
        ([build(name="shop-${unknown}")], "target/shop-*.jar"),
        ([build(directory="${basedir}/out")], "out/app-*.jar"),
        ([build(SOURCES)], "target/app-1.0.jar"),
        ([build(plugin("maven-source-plugin"))], "target/app-*.jar"),
        ([build(plugin("maven-jar-plugin", "", "test-jar"))], "target/app-1.0.jar"),
        ([build(plugin("maven-jar-plugin", "<classifier>x</classifier>"))], "target/app-*-x.jar"),
        (
            [build(SOURCES, plugin("maven-jar-plugin", "<classifier>x</classifier>"))],
            "target/app-*-x.jar",
        ),
        (
            [
                build(
                    plugin(
                        "maven-jar-plugin",
                        "<outputDirectory>${project.basedir}/o</outputDirectory>",
                    )
                )
            ],
            "o/app-*.jar",
        ),
    ],
)
def test_the_name_survives_a_new_version_where_nothing_else_would_fit(
    project: MakeProject, parts: list[str], path: str
) -> None:
    assert jar_of(project, *parts).path.value == path


def test_a_version_that_is_defined_nowhere_becomes_a_wildcard(project: MakeProject) -> None:
    assert jar_of(project, version="${revision}").path.value == "target/app-*.jar"


def test_a_pom_without_a_version_becomes_a_wildcard(project: MakeProject) -> None:
    text = "<project><artifactId>app</artifactId></project>"
    found = PomReader(project({"pom.xml": text})).read("pom.xml")
    assert of_jar(found, final_name(found)).path.value == "target/app-*.jar"


def test_a_final_name_of_a_parent_is_put_together_in_the_child(project: MakeProject) -> None:
    files = {
        "pom.xml": pom(build(name="x-${project.artifactId}"), artifact="top"),
        "app/pom.xml": pom(parent=parent("top")),
    }
    found = PomReader(project(files)).read("app/pom.xml")
    assert final_name(found).value == "x-app"


@pytest.mark.parametrize("path", ["manifest/mainClass", "manifestEntries/Main-Class"])
def test_a_jar_with_a_main_class_in_its_manifest(project: MakeProject, path: str) -> None:
    outer, inner = path.split("/")
    archive = f"<archive><{outer}><{inner}>a.Main</{inner}></{outer}></archive>"
    found = jar_of(project, plugins(plugin("maven-jar-plugin", archive)))
    assert found.main_class is not None
    assert found.main_class.value == "a.Main"
    assert found.names_main_class
    assert not found.holds_all


@pytest.mark.parametrize(
    "part",
    [
        properties(exec_mainClass="a.Main"),
        properties(**{"start-class": "a.Main"}),
        plugins(plugin("exec-maven-plugin", "<mainClass>a.Main</mainClass>", "java")),
    ],
)
def test_a_main_class_that_is_named_for_something_else_is_not_in_the_manifest(
    project: MakeProject, part: str
) -> None:
    found = jar_of(project, part)
    assert found.main_class is not None
    assert (found.main_class.value, found.names_main_class) == ("a.Main", False)


def test_a_main_class_that_is_defined_nowhere_is_none(project: MakeProject) -> None:
    archive = "<archive><manifest><mainClass>${main}</mainClass></manifest></archive>"
    assert jar_of(project, plugins(plugin("maven-jar-plugin", archive))).main_class is None


@pytest.mark.parametrize(
    ("configuration", "path"),
    [
        ("", "target/app-1.0.jar"),
        ("<shadedArtifactAttached>false</shadedArtifactAttached>", "target/app-1.0.jar"),
        (ATTACHED, "target/app-*-shaded.jar"),
        (
            f"{ATTACHED}<shadedClassifierName>all</shadedClassifierName>",
            "target/app-*-all.jar",
        ),
        ("<finalName>all</finalName>", "target/all.jar"),
        (
            "<outputFile>${project.build.directory}/x/all.jar</outputFile>",
            "target/x/all.jar",
        ),
    ],
)
def test_a_shaded_jar(project: MakeProject, configuration: str, path: str) -> None:
    entry = TRANSFORMER.format("<mainClass>a.Main</mainClass>")
    found = jar_of(project, plugins(plugin("maven-shade-plugin", configuration + entry, "shade")))
    assert found.path.value == path
    assert found.holds_all
    assert found.names_main_class


def test_a_shaded_jar_may_keep_the_manifest_of_the_jar(project: MakeProject) -> None:
    found = jar_of(
        project,
        plugins(plugin("maven-shade-plugin", "", "shade"), plugin("maven-jar-plugin", MANIFEST)),
    )
    assert found.names_main_class


def test_a_shaded_jar_may_get_its_main_class_by_an_entry(project: MakeProject) -> None:
    entry = TRANSFORMER.format("<manifestEntries><Main-Class>a.Main</Main-Class></manifestEntries>")
    found = jar_of(project, plugins(plugin("maven-shade-plugin", entry, "shade")))
    assert found.main_class is not None
    assert found.main_class.evidence.key.endswith("transformer/manifestEntries/Main-Class")


def test_a_shade_plugin_that_is_bound_to_nothing_makes_no_jar(project: MakeProject) -> None:
    assert not jar_of(project, plugins(plugin("maven-shade-plugin"))).holds_all


@pytest.mark.parametrize(
    ("configuration", "path"),
    [
        (FAT, "target/app-*-jar-with-dependencies.jar"),
        (
            f"{FAT}<appendAssemblyId>true</appendAssemblyId>",
            "target/app-*-jar-with-dependencies.jar",
        ),
        (f"{FAT}<appendAssemblyId>false</appendAssemblyId>", "target/app-1.0.jar"),
        (f"{FAT}<finalName>all</finalName>", "target/all-jar-with-dependencies.jar"),
    ],
)
def test_an_assembled_jar(project: MakeProject, configuration: str, path: str) -> None:
    entry = plugin("maven-assembly-plugin", configuration + MANIFEST, "single")
    found = jar_of(project, plugins(entry))
    assert (found.path.value, found.holds_all, found.names_main_class) == (path, True, True)


@pytest.mark.parametrize(
    "entry",
    [
        plugin("maven-assembly-plugin", FAT),
        plugin("maven-assembly-plugin", "<descriptors/>", "single"),
    ],
)
def test_another_assembly_makes_no_jar_to_run(project: MakeProject, entry: str) -> None:
    assert not jar_of(project, plugins(entry)).holds_all


def test_libraries_are_copied_to_where_the_plugin_puts_them(project: MakeProject) -> None:
    found = libraries(read(project, dependencies("gson", group="g")))
    evidence = Evidence("project/dependencies/dependency", "pom.xml", 5)
    assert found == Libraries(Fact("target/dependency", evidence), copied=False)


@pytest.mark.parametrize(
    ("configuration", "folder"),
    [
        ("", "target/dependency"),
        ("<outputDirectory>${project.build.directory}/lib</outputDirectory>", "target/lib"),
    ],
)
def test_a_pom_that_copies_its_libraries_is_believed(
    project: MakeProject, configuration: str, folder: str
) -> None:
    entry = plugin("maven-dependency-plugin", configuration, "copy-dependencies")
    found = libraries(read(project, dependencies("gson", group="g"), plugins(entry)))
    assert found is not None
    assert (found.folder.value, found.copied) == (folder, True)


def test_a_jar_without_dependencies_needs_no_libraries(project: MakeProject) -> None:
    text = dependencies("junit").replace("</dependency>", "<scope>test</scope></dependency>")
    assert libraries(read(project, text)) is None
