"""Profiles that pack the application or bring its driver; values that name no class."""

from __future__ import annotations

import pytest

from dockgen.core.errors import NothingDetected
from tests.conftest import MakeProject
from tests.maven_projects import detect, plan, value, warnings
from tests.poms import (
    BOOT_PLUGIN,
    MAIN,
    MAIN_PATH,
    boot_application,
    dependencies,
    modules,
    parent,
    plugin,
    plugins,
    pom,
)

MANAGED = (
    "<dependencyManagement><dependencies><dependency><groupId>org.springframework.boot</groupId>"
    "<artifactId>spring-boot-dependencies</artifactId><version>3.4.9</version></dependency>"
    "</dependencies></dependencyManagement>"
)
REPACKAGED = BOOT_PLUGIN.replace(
    "</plugin>",
    "<executions><execution><goals><goal>repackage</goal></goals></execution></executions></plugin>",
)
NAMED = "<archive><manifest><mainClass>com.example.Main</mainClass></manifest></archive>"
WEB = dependencies("spring-boot-starter-web")


def profile(name: str, *parts: str, by_default: bool = False) -> str:
    active = (
        "<activation><activeByDefault>true</activeByDefault></activation>" if by_default else ""
    )
    return f"<profiles><profile><id>{name}</id>{active}{''.join(parts)}</profile></profiles>"


def driver(artifact: str = "postgresql", group: str = "org.postgresql") -> str:
    return dependencies(artifact, group=group)


def reactor(library: str, application: str) -> dict[str, str]:
    return {
        "pom.xml": pom(modules("client", "server"), MANAGED, artifact="top"),
        "client/pom.xml": pom(library, parent=parent("top"), artifact="client"),
        "server/pom.xml": pom(WEB, application, parent=parent("top"), artifact="server"),
        f"server/{MAIN_PATH}": MAIN,
    }


def test_the_plugin_without_repackage_makes_no_application(project: MakeProject) -> None:
    files = reactor(plugins(BOOT_PLUGIN), profile("release", plugins(REPACKAGED)))
    found = detect(project, files)
    assert value(found, "workspace") == "server"
    assert value(found, "profiles") == ("release",)
    assert "--activate-profiles release" in str(value(found, "build_command"))


def test_a_library_alone_with_the_plugin_is_left_alone(project: MakeProject) -> None:
    with pytest.raises(NothingDetected, match="a library"):
        detect(project, {"pom.xml": pom(MANAGED, WEB, plugins(BOOT_PLUGIN))})
    found = detect(project, {"pom.xml": pom(MANAGED, WEB, plugins(BOOT_PLUGIN)), MAIN_PATH: MAIN})
    assert "spring-boot:repackage" in str(value(found, "build_command"))


def test_a_module_whose_jar_nobody_packs_runs_beside_its_libraries(project: MakeProject) -> None:
    found = detect(project, reactor("", plugins(BOOT_PLUGIN)))
    assert plan(found).shape == "executable-jar"
    assert value(found, "libraries") == "server/target/dependency"
    assert "lib/*" in " ".join(value(found, "start_command"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("packing", "name"),
    [
        (plugins(plugin("maven-assembly-plugin", NAMED, "single")), "dist"),
        (plugins(REPACKAGED), "prod"),
        (
            plugins(
                plugin(
                    "maven-shade-plugin",
                    "<transformers><transformer><mainClass>a.B</mainClass></transformer></transformers>",
                    "shade",
                )
            ),
            "docker",
        ),
    ],
)
def test_what_packs_in_a_profile(project: MakeProject, packing: str, name: str) -> None:
    found = detect(project, {"pom.xml": pom(MANAGED, WEB, profile(name, packing)), MAIN_PATH: MAIN})
    assert value(found, "profiles") == (name,)


@pytest.mark.parametrize("name", ["dev", "integration-test", "native", "local"])
def test_profiles_for_other_ends_are_left_alone(project: MakeProject, name: str) -> None:
    files = {"pom.xml": pom(MANAGED, WEB, profile(name, plugins(REPACKAGED))), MAIN_PATH: MAIN}
    assert value(detect(project, files), "profiles") is None


def test_a_profile_is_not_needed_where_the_build_packs_by_itself(project: MakeProject) -> None:
    files = {"pom.xml": boot_application("3.4.9", profile("release", plugins(REPACKAGED)))}
    assert value(detect(project, files), "profiles") is None


def test_the_driver_of_the_profile_for_production(project: MakeProject) -> None:
    found = detect(project, {"pom.xml": boot_application("3.4.9", profile("prod", driver()))})
    assert value(found, "profiles") == ("prod",)
    assert found.facts["profiles"].evidence.reason == "it brings org.postgresql:postgresql"


def test_drivers_of_several_profiles_are_said(project: MakeProject) -> None:
    files = {"pom.xml": boot_application("3.4.9", profile("postgres", driver()))}
    found = detect(project, files)
    assert value(found, "profiles") is None
    (said,) = [one for one in warnings(found) if "postgres" in one]
    assert said.startswith("pom.xml:")
    assert "--set profiles=postgres builds with it" in said


def test_a_driver_that_is_there_already_asks_for_no_profile(project: MakeProject) -> None:
    parts = (driver(), profile("prod", driver("mysql-connector-j", "com.mysql")))
    assert (
        value(detect(project, {"pom.xml": boot_application("3.4.9", *parts)}), "profiles") is None
    )
    active = profile("h2", driver(), by_default=True)
    assert (
        value(detect(project, {"pom.xml": boot_application("3.4.9", active)}), "profiles") is None
    )


@pytest.mark.parametrize("none", ["none", "NONE", "n/a", "TODO", "${main.class}", "undefined"])
def test_a_placeholder_is_no_class(project: MakeProject, none: str) -> None:
    configured = f"<mainClass>{none}</mainClass>"
    files = {
        "pom.xml": pom(
            modules("ext", "server"),
            plugins(plugin("exec-maven-plugin", configured)),
            artifact="top",
        ),
        "ext/pom.xml": pom(parent=parent("top"), artifact="ext"),
        "server/pom.xml": pom(parent=parent("top"), artifact="server"),
        f"server/{MAIN_PATH}": MAIN,
    }
    found = detect(project, files)
    assert value(found, "workspace") == "server"
    assert value(found, "main_class") == "com.example.Main"
