"""Profiles decide what a build makes."""

from __future__ import annotations

import pytest

from tests.conftest import MakeProject
from tests.maven_projects import detect, dockerfile, plan, value
from tests.poms import (
    BOOT_PLUGIN,
    MAIN,
    MAIN_PATH,
    boot_parent,
    modules,
    parent,
    plugins,
    pom,
)

YAML = "src/main/resources/application.yml"


def dependency(name: str) -> str:
    group, artifact = name.split(":")
    return (
        f"<dependencies><dependency><groupId>{group}</groupId><artifactId>{artifact}</artifactId>"
        "<version>9.1.0</version></dependency></dependencies>"
    )


def profile(name: str, *parts: str, activation: str = "") -> str:
    waits = f"<activation>{activation}</activation>" if activation else ""
    return f"<profiles><profile><id>{name}</id>{waits}{''.join(parts)}</profile></profiles>"


def test_a_plugin_may_stand_in_a_profile_that_a_file_of_the_module_turns_on(
    project: MakeProject,
) -> None:
    waits = "<file><exists>src/main/resources/application.yml</exists></file>"
    packing = profile("springboot", plugins(BOOT_PLUGIN), activation=waits)
    found = detect(
        project,
        {
            "pom.xml": pom(modules("vets", "names"), packing, parent=boot_parent("3.4.1")),
            "names/pom.xml": pom(artifact="names", parent=parent("app")),
            "vets/pom.xml": pom(artifact="vets", parent=parent("app")),
            f"vets/{YAML}": "server:\n  port: 8083\n",
            f"vets/{MAIN_PATH}": MAIN,
        },
    )
    assert value(found, "workspace") == "vets"
    assert plan(found).shape == "spring-boot"
    assert "extract --layers" in dockerfile(found)


@pytest.mark.parametrize(
    ("name", "named"),
    [
        ("tech.jhipster:jhipster-framework", "prod"),
        ("io.github.jhipster:jhipster-framework", "prod"),
        ("com.vaadin:vaadin-spring-boot-starter", "production"),
    ],
)
def test_a_generators_profile_for_production_builds_the_image(
    project: MakeProject, name: str, named: str
) -> None:
    text = pom(dependency(name), plugins(BOOT_PLUGIN), profile(named), parent=boot_parent("4.0.6"))
    found = detect(project, {"pom.xml": text})
    assert value(found, "profiles") == (named,)
    for command in ("install_command", "build_command"):
        assert f"--batch-mode --activate-profiles {named} " in str(value(found, command))
    without = detect(project, {"pom.xml": text.replace(f"<id>{named}</id>", "<id>x</id>")})
    assert value(without, "profiles") is None


def test_the_user_names_profiles_and_the_pom_is_read_with_them(project: MakeProject) -> None:
    files = {
        "pom.xml": pom(profile("boot", plugins(BOOT_PLUGIN)), parent=boot_parent("4.1.2")),
        MAIN_PATH: MAIN,
    }
    assert plan(detect(project, files)).shape == "executable-jar"
    found = detect(project, files, profiles="boot,fast")
    assert plan(found).shape == "spring-boot"
    assert "--activate-profiles boot,fast" in str(value(found, "build_command"))


def test_a_frontend_in_the_profile_is_built_from_all_files(project: MakeProject) -> None:
    frontend = plugins(
        BOOT_PLUGIN, "<plugin><artifactId>frontend-maven-plugin</artifactId></plugin>"
    )
    text = pom(
        dependency("tech.jhipster:jhipster-framework"),
        plugins(BOOT_PLUGIN),
        profile("prod", frontend),
        parent=boot_parent("4.0.6"),
    )
    found = detect(project, {"pom.xml": text, "package.json": "{}", MAIN_PATH: MAIN})
    assert value(found, "sources") == (".",)
