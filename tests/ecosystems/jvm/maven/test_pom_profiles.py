"""Which profiles of a POM are active."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from dockgen.ecosystems.jvm.common.poms.reader import PomReader
from tests.conftest import MakeProject
from tests.poms import modules, parent, pom, properties


def profile(name: str, activation: str) -> str:
    """A profile that sets a property to its own name."""
    said = f"<activation>{activation}</activation>" if activation else ""
    return f"<profile><id>{name}</id>{said}{properties(active=name)}</profile>"


def profiles(*entries: str) -> str:
    return f"<profiles>{''.join(entries)}</profiles>"


def active(
    project: MakeProject,
    *entries: str,
    asked: tuple[str, ...] = (),
    files: Mapping[str, str] | None = None,
) -> str:
    """Which profile the property comes from."""
    made = {"pom.xml": pom(profiles(*entries)), **(files or {})}
    found = PomReader(project(made), asked).read("pom.xml").property("active")
    return found.value if found else ""


CONFIG = ".mvn/maven.config"
DEFAULT = profile("usual", "<activeByDefault>true</activeByDefault>")


@pytest.mark.parametrize(
    ("activation", "holds"),
    [
        ("", False),
        ("<activeByDefault>false</activeByDefault>", False),
        ("<file><exists>app.yml</exists></file>", True),
        ("<file><exists>${basedir}/conf</exists></file>", True),
        ("<file><exists>${project.basedir}/app.yml</exists></file>", True),
        ("<file><exists>none.yml</exists></file>", False),
        ("<file><missing>none.yml</missing></file>", True),
        ("<file><missing>app.yml</missing></file>", False),
        ("<file><exists>app.yml</exists><missing>app.yml</missing></file>", False),
        ("<file><exists>${user.home}/app.yml</exists></file>", False),
        ("<file><missing>${user.home}/app.yml</missing></file>", False),
        ("<file><exists>../app.yml</exists></file>", False),
        ("<file/>", False),
        ("<property><name>given</name></property>", True),
        ("<property><name>given</name><value>1</value></property>", True),
        ("<property><name>given</name><value>2</value></property>", False),
        ("<property><name>given</name><value>!2</value></property>", True),
        ("<property><name>given</name><value>!1</value></property>", False),
        ("<property><name>other</name></property>", False),
        ("<property><name>!other</name></property>", True),
        ("<property><name>!given</name></property>", False),
        ("<os><family>unix</family></os>", True),
        ("<os><family>Windows</family></os>", False),
        ("<os><family>!windows</family></os>", True),
        ("<os><name>linux</name><arch>amd64</arch></os>", False),
        ("<jdk>[9,)</jdk>", False),
        ("<file><exists>app.yml</exists></file><property><name>other</name></property>", False),
    ],
)
def test_a_profile_is_active_where_all_that_it_waits_for_holds(
    project: MakeProject, activation: str, *, holds: bool
) -> None:
    files = {"app.yml": "", "conf/a": "", CONFIG: "-Dgiven=1\n"}
    assert active(project, profile("one", activation), files=files) == ("one" if holds else "")


def test_the_default_gives_way_to_any_other_of_its_pom(project: MakeProject) -> None:
    other = profile("other", "<property><name>!x</name></property>")
    assert active(project, DEFAULT, other) == "other"
    assert active(project, DEFAULT, profile("other", "")) == "usual"


@pytest.mark.parametrize("config", ["-Pone,two\n", "-P one\n", "--activate-profiles=one\n"])
def test_the_command_line_names_some(project: MakeProject, config: str) -> None:
    assert active(project, DEFAULT, profile("one", ""), files={CONFIG: config}) == "one"


def test_the_command_line_turns_some_off(project: MakeProject) -> None:
    assert active(project, DEFAULT, files={CONFIG: "-P!usual\n"}) == ""
    assert active(project, DEFAULT, files={CONFIG: "-P -usual\n"}) == ""
    assert active(project, DEFAULT, asked=("-usual",)) == ""


def test_the_build_is_told_of_some(project: MakeProject) -> None:
    assert active(project, DEFAULT, profile("prod", ""), asked=("prod",)) == "prod"


def test_a_parents_profile_looks_into_the_folder_of_the_module(project: MakeProject) -> None:
    waiting = profile("web", "<file><exists>src/web.yml</exists></file>")
    reader = PomReader(
        project(
            {
                "pom.xml": pom(modules("a", "b"), profiles(waiting)),
                "a/pom.xml": pom(artifact="a", parent=parent("app")),
                "a/src/web.yml": "",
                "b/pom.xml": pom(artifact="b", parent=parent("app")),
            }
        )
    )
    assert reader.read("a/pom.xml").property("active") is not None
    assert reader.read("b/pom.xml").property("active") is None
