"""Quarkus with Maven."""

from __future__ import annotations

import json

import pytest

from dockgen.core.errors import UnusableInput
from tests.conftest import MakeProject
from tests.maven_projects import detect, dockerfile, instructions, plan, value, warnings
from tests.poms import modules, parent, plugin, plugins, pom, properties

CONFIG = "src/main/resources/application.properties"
PLUGIN = (
    "<plugin><groupId>io.quarkus.platform</groupId><artifactId>quarkus-maven-plugin</artifactId>"
    "<version>${quarkus.platform.version}</version><extensions>true</extensions>"
    "<executions><execution><goals><goal>build</goal></goals></execution></executions></plugin>"
)
REST = (
    "<dependencies><dependency><groupId>io.quarkus</groupId>"
    "<artifactId>quarkus-rest</artifactId></dependency></dependencies>"
)
VERSION = properties(maven_compiler_release="21", quarkus_platform_version="3.33.2")
POM = pom(VERSION, REST, plugins(PLUGIN))


def test_a_fast_jar_is_copied_folder_by_folder(project: MakeProject) -> None:
    found = detect(project, {"pom.xml": POM})
    text = dockerfile(found)
    assert plan(found).shape == "quarkus"
    assert instructions(text, "COPY")[-4:] == [
        "--from=build /workspace/target/quarkus-app/lib/ lib/",
        "--from=build /workspace/target/quarkus-app/*.jar ./",
        "--from=build /workspace/target/quarkus-app/app/ app/",
        "--from=build /workspace/target/quarkus-app/quarkus/ quarkus/",
    ]
    assert json.loads(instructions(text, "ENTRYPOINT")[0])[-2:] == ["-jar", "quarkus-run.jar"]
    assert value(found, "framework") == "quarkus"
    assert value(found, "framework_version") == "3.33.2"
    assert found.facts["port"].evidence.reason.startswith("Quarkus listens there")


def test_in_one_stage_the_folder_is_copied_whole(project: MakeProject) -> None:
    text = dockerfile(detect(project, {"pom.xml": POM}), stages="single")
    assert "cp -r /workspace/target/quarkus-app/. ." in text


def test_the_version_may_stand_with_the_bom(project: MakeProject) -> None:
    bom = (
        "<dependencyManagement><dependencies><dependency><groupId>io.quarkus.platform</groupId>"
        "<artifactId>quarkus-bom</artifactId><version>3.30.1</version></dependency></dependencies>"
        "</dependencyManagement>"
    )
    text = pom(bom, plugins(PLUGIN.replace("<version>${quarkus.platform.version}</version>", "")))
    assert value(detect(project, {"pom.xml": text}), "framework_version") == "3.30.1"
    unknown = detect(project, {"pom.xml": text.replace(bom, "")})
    assert value(unknown, "framework_version") is None


def test_a_plugin_that_only_generates_code_makes_no_application(project: MakeProject) -> None:
    library = PLUGIN.replace("<goal>build</goal>", "<goal>generate-code</goal>")
    files = {
        "pom.xml": pom(modules("lib", "app"), "<packaging>pom</packaging>", VERSION),
        "lib/pom.xml": pom(plugins(library), artifact="lib", parent=parent("app")),
        "app/pom.xml": pom(REST, plugins(PLUGIN), artifact="web", parent=parent("app")),
    }
    found = detect(project, files)
    assert value(found, "workspace") == "app"
    assert value(found, "artifact") == "app/target/quarkus-app"


@pytest.mark.parametrize(
    ("config", "port"),
    [
        ("quarkus.http.port=9000\n", 9000),
        ("quarkus.http.port=9000\n%prod.quarkus.http.port=9001\n", 9001),
        ("quarkus.http.port=9000\n%dev.quarkus.http.port=9001\n", 9000),
        ("quarkus.http.port=${PORT:9002}\n", 9002),
    ],
)
def test_the_port_is_that_of_production(project: MakeProject, config: str, port: int) -> None:
    found = detect(project, {"pom.xml": POM, CONFIG: config})
    assert value(found, "port") == port


def test_the_file_of_the_profile_goes_first(project: MakeProject) -> None:
    specific = CONFIG.replace(".properties", "-prod.properties")
    files = {"pom.xml": POM, CONFIG: "quarkus.http.port=1\n", specific: "quarkus.http.port=2\n"}
    assert value(detect(project, files), "port") == 2


def test_yaml_names_it_too(project: MakeProject) -> None:
    text = '"%prod":\n  quarkus:\n    http:\n      port: 9003\n'
    files = {"pom.xml": POM, "src/main/resources/application.yaml": text}
    assert value(detect(project, files), "port") == 9003


def test_without_an_http_extension_nothing_is_listened_on(project: MakeProject) -> None:
    text = POM.replace("quarkus-rest<", "quarkus-rest-client<")
    assert value(detect(project, {"pom.xml": text}), "port") is None
    assert value(detect(project, {"pom.xml": text}, port="9000"), "port") == 9000


def test_a_port_that_nothing_sets_is_a_warning(project: MakeProject) -> None:
    found = detect(project, {"pom.xml": POM, CONFIG: "quarkus.http.port=${PORT}\n"})
    assert value(found, "port") == 8080
    assert "which nothing here sets" in warnings(found)[0]


@pytest.mark.parametrize(
    ("text", "config"),
    [
        (POM, "quarkus.package.jar.type=uber-jar\n"),
        (POM, "quarkus.package.type=uber-jar\n"),
        (
            POM.replace(
                "<properties>",
                "<properties><quarkus.package.jar.type>uber-jar</quarkus.package.jar.type>",
            ),
            "",
        ),
    ],
)
def test_an_uber_jar_is_run_as_one(project: MakeProject, text: str, config: str) -> None:
    found = detect(project, {"pom.xml": text, CONFIG: config})
    assert plan(found).shape == "executable-jar"
    assert instructions(dockerfile(found), "COPY")[-1] == (
        "--from=build /workspace/target/app-*-runner.jar ./application.jar"
    )
    assert "-Dquarkus" not in str(value(found, "build_command"))


@pytest.mark.parametrize(
    ("config", "artifact"),
    [
        ("quarkus.package.runner-suffix=-all\n", "target/app-*-all.jar"),
        ("quarkus.package.jar.add-runner-suffix=false\n", "target/app-1.0.jar"),
        ("quarkus.package.output-name=shop\n", "target/shop-runner.jar"),
        ("quarkus.package.output-directory=out\n", "target/out/app-*-runner.jar"),
    ],
)
def test_an_uber_jar_has_the_name_that_the_build_gives_it(
    project: MakeProject, config: str, artifact: str
) -> None:
    files = {"pom.xml": POM, CONFIG: f"quarkus.package.jar.type=uber-jar\n{config}"}
    assert value(detect(project, files), "artifact") == artifact


def test_a_fast_jar_may_lie_elsewhere(project: MakeProject) -> None:
    files = {"pom.xml": POM, CONFIG: "quarkus.package.output-directory=out\n"}
    assert value(detect(project, files), "artifact") == "target/out"


def test_a_legacy_jar_has_its_libraries_beside_it(project: MakeProject) -> None:
    found = detect(project, {"pom.xml": POM, CONFIG: "quarkus.package.jar.type=legacy-jar\n"})
    assert instructions(dockerfile(found), "COPY")[-2:] == [
        "--from=build /workspace/target/lib/ lib/",
        "--from=build /workspace/target/app-*-runner.jar ./application.jar",
    ]


def test_what_the_user_sets_is_told_to_the_build(project: MakeProject) -> None:
    found = detect(project, {"pom.xml": POM}, package_type="uber-jar")
    assert str(value(found, "build_command")).endswith("-Dquarkus.package.jar.type=uber-jar")
    with pytest.raises(UnusableInput, match="one of fast-jar, uber-jar, legacy-jar, native"):
        detect(project, {"pom.xml": POM}, package_type="exe")


def test_shapes_that_it_does_not_have_are_refused(project: MakeProject) -> None:
    with pytest.raises(UnusableInput, match="--set package_type=uber-jar makes one"):
        plan(detect(project, {"pom.xml": POM}), shape="executable-jar")
    jar = pom(
        plugins(
            plugin(
                "maven-jar-plugin",
                "<archive><manifest><mainClass>A</mainClass></manifest></archive>",
            )
        )
    )
    with pytest.raises(UnusableInput, match="does not make a fast jar"):
        plan(detect(project, {"pom.xml": jar}), shape="quarkus")


def of_version(version: str, *parts: str) -> str:
    plugged = plugin("quarkus-maven-plugin", "", "build").replace(
        "</artifactId>", f"</artifactId><version>{version}</version>", 1
    )
    return pom(*parts, plugins(plugged))


@pytest.mark.parametrize(
    ("version", "parts", "kind"),
    [
        ("0.28.1", (), "legacy-jar"),
        ("1.11.7.Final", (), "legacy-jar"),
        ("1.12.0.Final", (), "fast-jar"),
        ("3.29.0", (), "fast-jar"),
        ("1.11.0.Final", (properties(**{"quarkus.package.type": "jar"}),), "legacy-jar"),
        ("1.11.0.Final", (properties(**{"quarkus.package.type": "fast-jar"}),), "fast-jar"),
        ("1.2.0.Final", (properties(**{"quarkus.package.uber-jar": "true"}),), "uber-jar"),
        ("3.29.0", (properties(**{"quarkus.package.type": "jar"}),), "fast-jar"),
    ],
)
def test_what_a_version_makes_by_default(
    project: MakeProject, version: str, parts: tuple[str, ...], kind: str
) -> None:
    found = detect(project, {"pom.xml": of_version(version, *parts)})
    assert value(found, "package_type") == kind
    if kind == "legacy-jar":
        assert value(found, "artifact") == "target/app-*-runner.jar"
        assert value(found, "libraries") == "target/lib"
