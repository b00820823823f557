"""POMs: properties, parents, profiles, plugins."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact
from dockgen.ecosystems.jvm.common.poms.parts import Model
from dockgen.ecosystems.jvm.common.poms.pom import MAX_REFERENCES, Pom
from dockgen.ecosystems.jvm.common.poms.reader import PomReader
from dockgen.readers.xml import Element
from tests.conftest import MakeProject
from tests.poms import dependencies, modules, parent, plugin, plugins, pom, properties


def one(project: MakeProject, text: str, path: str = "pom.xml") -> Pom:
    return PomReader(project({path: text})).read(path)


def value_of(fact: Fact[str] | None) -> str | None:
    return fact.value if fact else None


# Properties


def test_a_property_knows_where_it_was_read(project: MakeProject) -> None:
    found = one(project, pom("", properties(java_version="21"))).property("java.version")
    assert found == Fact("21", Evidence("project/properties/java.version", "pom.xml", 6))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${a}", "1"),
        ("x-${a}-${b}", "x-1-1/2"),
        ("${c${a}}", "nested"),
        ("${unknown}", "${unknown}"),
        ("${project.artifactId}/${project.version}/${pom.groupId}", "app/1.0/com.example"),
        ("${artifactId}", "app"),
        ("${project.build.finalName}", "app-1.0"),
        ("${project.build.directory}/${project.packaging}", "target/jar"),
        ("${basedir}", "."),
        ("$ { } ${}", "$ { } ${}"),
    ],
)
def test_properties_are_put_in(project: MakeProject, text: str, value: str) -> None:
    found = one(project, pom(properties(a="1", b="${a}/2", c1="nested", asked=text)))
    assert value_of(found.property("asked")) == value


def test_the_evidence_of_a_value_that_is_a_property_is_the_propertys(project: MakeProject) -> None:
    found = one(project, pom("<packaging>\n${kind}</packaging>", properties(kind="war")))
    assert found.packaging == Fact("war", Evidence("project/properties/kind", "pom.xml", 7))


@pytest.mark.parametrize("values", [{"a": "${a}"}, {"a": "${b}", "b": "x${c}", "c": "${a}"}])
def test_a_property_that_refers_to_itself_is_an_error(
    project: MakeProject, values: dict[str, str]
) -> None:
    with pytest.raises(UnusableInput, match=r"pom.xml:5: property a refers to itself: a -> "):
        one(project, pom(properties(**values))).property("a")


def test_properties_that_swell_are_an_error(project: MakeProject) -> None:
    names = [f"p{number}" for number in range(30)]
    doubling = {name: f"${{{after}}}${{{after}}}" for name, after in pairwise(names)}
    with pytest.raises(UnusableInput, match=r"pom.xml:5: becomes longer than 10,000 characters"):
        one(project, pom(properties(**doubling, p29="x"))).property("p0")


def test_properties_that_double_nothing_are_read_at_once(project: MakeProject) -> None:
    names = [f"p{number}" for number in range(MAX_REFERENCES - 1)]
    doubling = {name: f"${{{after}}}${{{after}}}" for name, after in pairwise(names)}
    assert value_of(one(project, pom(properties(**doubling, p48=""))).property("p0")) == ""


def test_a_long_row_of_properties_is_an_error(project: MakeProject) -> None:
    row = {f"p{number}": f"${{p{number + 1}}}" for number in range(MAX_REFERENCES + 2)}
    with pytest.raises(UnusableInput, match="is referred to too deeply"):
        one(project, pom(properties(**row))).property("p0")


NAMES = st.sampled_from(["a", "b", "c", "d"])
VALUES = st.lists(st.one_of(NAMES.map(lambda name: f"${{{name}}}"), st.sampled_from("xy${}")))


@given(st.dictionaries(NAMES, VALUES.map("".join), max_size=4))
def test_any_properties_are_put_in_or_refused(values: dict[str, str]) -> None:
    top, properties = Element("project", 1), Element("properties", 1)
    top.children.append(properties)
    for number, (name, text) in enumerate(values.items()):
        properties.children.append(Element(name, number))
        properties.children[-1].text = text
    found = Pom("pom.xml", (Model("pom.xml", "project", top, own=True),), ("pom.xml",), None, {})
    for name in values:
        try:
            fact = found.property(name)
        except UnusableInput as problem:
            assert problem.file == "pom.xml"  # noqa: PT017
        else:
            assert fact is not None
            assert found.resolve(fact).value == fact.value


def test_the_command_line_of_the_project_goes_before_its_properties(project: MakeProject) -> None:
    reader = PomReader(
        project(
            {
                "pom.xml": pom(properties(revision="1"), version="${revision}"),
                ".mvn/maven.config": "--batch-mode\n-Drevision=2\n",
            }
        )
    )
    version = reader.read("pom.xml").version
    assert version == Fact("2", Evidence("-Drevision", ".mvn/maven.config", 2))


# Parents


def test_a_parent_on_disk_hands_down_properties_dependencies_and_coordinates(
    project: MakeProject,
) -> None:
    files = {
        "pom.xml": pom(
            properties(java_version="21"), dependencies("web"), modules("app"), artifact="top"
        ),
        "app/pom.xml": f"<project>{parent('top')}<artifactId>app</artifactId></project>",
    }
    found = PomReader(project(files)).read("app/pom.xml")
    assert found.files == ("app/pom.xml", "pom.xml")
    assert found.outer_parent is None
    assert value_of(found.property("java.version")) == "21"
    assert value_of(found.property("project.parent.version")) == "1.0"
    assert [dependency.coordinates.artifact for dependency in found.dependencies] == ["web"]
    assert (found.group, value_of(found.version)) == ("com.example", "1.0")
    assert found.packaging.value == "jar"
    assert found.modules == ()


@pytest.mark.parametrize("path", ["../shared", "../shared/pom.xml", "../shared/"])
def test_a_relative_path_names_the_parents_folder_or_file(project: MakeProject, path: str) -> None:
    files = {
        "shared/pom.xml": pom(properties(a="1"), artifact="shared"),
        "app/pom.xml": pom(parent=parent("shared", path=path)),
    }
    assert value_of(PomReader(project(files)).read("app/pom.xml").property("a")) == "1"


@pytest.mark.parametrize("path", [None, "", "../other.xml", "../../outside"])
def test_a_parent_that_is_not_in_the_project_is_known_by_its_coordinates(
    project: MakeProject, path: str | None
) -> None:
    files = {
        "pom.xml": pom(artifact="something-else"),
        "app/pom.xml": pom(
            properties(v="3.5"), parent=parent("corporate", version="${v}", path=path)
        ),
    }
    outer = PomReader(project(files)).read("app/pom.xml").outer_parent
    assert outer is not None
    assert (outer.key, outer.version) == (("com.example", "corporate"), "3.5")
    assert outer.evidence == Evidence("project/parent/artifactId", "app/pom.xml", 2)


def test_a_pom_that_is_its_own_parent_is_an_error(project: MakeProject) -> None:
    files = {
        "pom.xml": pom(artifact="a", parent=parent("b", path="b")),
        "b/pom.xml": pom(artifact="b", parent=parent("a")),
    }
    message = r"pom.xml:2: is its own parent: pom.xml -> b/pom.xml -> pom.xml"
    with pytest.raises(UnusableInput, match=message):
        PomReader(project(files)).read("pom.xml")


# Profiles


def profile(body: str, *, active: str = "true") -> str:
    activation = f"<activation><activeByDefault>{active}</activeByDefault></activation>"
    return f"<profile><id>p</id>{activation}{body}</profile>"


def test_a_profile_that_is_active_by_default_goes_before_the_pom(project: MakeProject) -> None:
    profiles = profile(properties(a="2")) + profile(properties(a="3")) + "<profile/>"
    found = one(project, pom(properties(a="1"), f"<profiles>{profiles}</profiles>"))
    assert found.property("a") == Fact(
        "3", Evidence("project/profiles/profile/properties/a", "pom.xml", 6)
    )


def test_a_profile_that_is_not_active_does_not_count(project: MakeProject) -> None:
    profiles = f"<profiles>{profile(properties(a='2'), active='false')}</profiles>"
    assert value_of(one(project, pom(properties(a="1"), profiles)).property("a")) == "1"


# Dependencies


def test_a_managed_scope_holds_where_a_dependency_names_none(project: MakeProject) -> None:
    entry = "<groupId>g</groupId><artifactId>{}</artifactId><scope>{}</scope>"
    managed = f"<dependency>{entry.format('a', 'test')}</dependency>"
    found = one(
        project,
        pom(
            f"<dependencyManagement><dependencies>{managed}</dependencies></dependencyManagement>",
            dependencies("a", "b", group="g"),
        ),
    )
    runs = {one.coordinates.artifact: one.runs_with_the_application for one in found.dependencies}
    assert runs == {"a": False, "b": True}


def test_dependencies_have_their_properties_put_in(project: MakeProject) -> None:
    text = (
        "<dependencies><dependency><groupId>${g}</groupId><artifactId>a</artifactId>"
        "<version>${v}</version><type>test-jar</type><optional>true</optional>"
        "<exclusions><exclusion/></exclusions></dependency></dependencies>"
    )
    (found,) = one(project, pom(properties(g="group", v="1"), text)).dependencies
    assert (found.coordinates.group, found.coordinates.version) == ("group", "1")
    assert (found.type, found.optional) == ("test-jar", True)
    assert found.coordinates.evidence.line == 6


# Plugins


def test_the_configuration_of_a_plugin_goes_before_the_management_of_plugins(
    project: MakeProject,
) -> None:
    managed = (
        f"<pluginManagement><plugins>{plugin('p', '<a>2</a><b>3</b>')}</plugins></pluginManagement>"
    )
    found = one(
        project, pom(f"<build><plugins>{plugin('p', '<a>1</a>')}</plugins>{managed}</build>")
    ).plugin("p")
    assert found is not None
    assert value_of(found.setting("a")) == "1"
    assert value_of(found.setting("b")) == "3"
    assert found.setting("c") is None


def test_a_plugin_that_is_only_managed_is_not_used_unless_the_lifecycle_does(
    project: MakeProject,
) -> None:
    text = pom(
        "<build><pluginManagement><plugins>"
        f"{plugin('p', '<a>1</a>')}</plugins></pluginManagement></build>"
    )
    found = one(project, text)
    assert found.plugin("p") is None
    assert found.plugin("p", lifecycle=True) is not None
    assert found.plugin("q", lifecycle=True) is None


def test_an_executions_configuration_counts_if_the_execution_is_meant(project: MakeProject) -> None:
    executions = "".join(
        f"<execution><id>{name}</id><configuration><a>{name}</a></configuration></execution>"
        for name in ("first", "second")
    )
    text = f"<plugin><artifactId>p</artifactId><executions>{executions}</executions></plugin>"
    found = one(project, pom(plugins(text))).plugin("p")
    assert found is not None
    assert value_of(found.setting("a")) == "first"
    assert value_of(found.setting("a", ("second",))) == "second"
    assert found.setting("a", ()) is None


def test_a_plugin_that_is_not_inherited_stays_with_the_parent(project: MakeProject) -> None:
    kept = "<plugin><artifactId>p</artifactId><inherited>false</inherited></plugin>"
    files = {
        "pom.xml": pom(plugins(kept), artifact="top"),
        "app/pom.xml": pom(parent=parent("top")),
    }
    reader = PomReader(project(files))
    assert reader.read("pom.xml").plugin("p") is not None
    assert reader.read("app/pom.xml").plugin("p") is None


# What cannot be used


@pytest.mark.parametrize(
    ("artifact", "message"),
    [
        ("", "pom.xml:3: artifactId is missing"),
        ("a$(x)", r"pom.xml:3: artifactId holds 'a\$\(x\)'"),
        ("a&#10;RUN x", r"pom.xml:3: artifactId holds 'a\\nRUN x'"),
        ("${name}", r"pom.xml:3: artifactId holds '\$\{name\}'"),
        ('a"b', "pom.xml:3: artifactId holds"),
        ("a\\b", "pom.xml:3: artifactId holds"),
    ],
)
def test_an_artifact_id_that_maven_refuses_is_an_error(
    project: MakeProject, artifact: str, message: str
) -> None:
    with pytest.raises(UnusableInput, match=message):
        _ = one(project, pom(artifact=artifact)).artifact


def test_a_pom_without_an_artifact_id_is_an_error(project: MakeProject) -> None:
    with pytest.raises(UnusableInput, match=r"pom.xml:1: artifactId is missing"):
        _ = one(project, "<project/>").artifact


def test_a_pom_without_a_version_and_without_a_parent_has_none(project: MakeProject) -> None:
    found = one(project, "<project><artifactId>a</artifactId></project>")
    assert (found.version, found.group) == (None, "")
