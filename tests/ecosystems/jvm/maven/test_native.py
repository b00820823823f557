"""Native executables: of Quarkus on its builder image; of others the jar, with a note."""

from __future__ import annotations

import json

import pytest

from dockgen.core.errors import UnusableInput
from tests.conftest import MakeProject
from tests.ecosystems.jvm.maven.test_quarkus import CONFIG, POM
from tests.maven_projects import detect, dockerfile, instructions, plan, value, warnings
from tests.poms import boot_application, plugin, plugins, properties

ENABLED = "-Dquarkus.native.enabled=true -Dquarkus.package.jar.enabled=false"


def profile(*said: str, name: str = "native") -> str:
    """The POM with a profile that says something of its own."""
    text = f"<profiles><profile><id>{name}</id><properties>{''.join(said)}</properties></profile>"
    return POM.replace("<build>", f"{text}</profiles><build>")


def older(version: str) -> str:
    return POM.replace("3.33.2", version)


def test_it_is_compiled_on_the_builder_image_and_runs_without_java(project: MakeProject) -> None:
    found = detect(project, {"pom.xml": POM}, package_type="native")
    text = dockerfile(found)
    assert plan(found).shape == "native"
    assert instructions(text, "FROM") == [
        "quay.io/quarkus/ubi9-quarkus-mandrel-builder-image:jdk-21 AS build",
        "quay.io/quarkus/ubi9-quarkus-micro-image:2.0 AS runtime",
    ]
    assert instructions(text, "COPY")[0] == (
        "--from=maven:3.9-eclipse-temurin-21 /usr/share/maven/ /usr/share/maven/"
    )
    assert instructions(text, "COPY")[-1] == (
        "--from=build /workspace/target/app-*-runner ./application"
    )
    assert str(value(found, "build_command")).endswith(ENABLED)
    assert instructions(text, "USER") == ["0:0", "1001", "10001:10001"]
    assert instructions(text, "EXPOSE") == ["8080"]
    assert json.loads(instructions(text, "ENTRYPOINT")[0]) == ["./application"]


def test_in_one_stage_the_builder_image_runs_it(project: MakeProject) -> None:
    text = dockerfile(detect(project, {"pom.xml": POM}, package_type="native"), stages="single")
    assert len(instructions(text, "FROM")) == 1
    assert instructions(text, "RUN")[-1] == "cp /workspace/target/app-*-runner application"
    assert instructions(text, "USER") == ["0:0", "10001:10001"]


def test_a_wrapper_brings_maven_along(project: MakeProject) -> None:
    url = "https://x.example/apache-maven-3.9.9-bin.zip"
    files = {
        "pom.xml": POM,
        "mvnw": "#!/bin/sh\n",
        ".mvn/wrapper/maven-wrapper.properties": f"distributionUrl={url}\n",
    }
    text = dockerfile(detect(project, files, package_type="native"))
    assert "COPY --from=maven" not in text
    assert "sh ./mvnw --batch-mode package" in text


@pytest.mark.parametrize(("java", "jdk"), [("17", "21"), ("21", "21"), ("25", "25")])
def test_the_builder_has_the_java_that_is_asked_for_or_the_next(
    project: MakeProject, java: str, jdk: str
) -> None:
    found = detect(project, {"pom.xml": POM}, package_type="native", language_version=java)
    assert instructions(dockerfile(found), "FROM")[0].partition(" ")[0].endswith(f":jdk-{jdk}")


@pytest.mark.parametrize("config", ["quarkus.native.enabled=true\n", "quarkus.package.type=native"])
def test_a_configuration_that_always_makes_one_is_followed(
    project: MakeProject, config: str
) -> None:
    found = detect(project, {"pom.xml": POM, CONFIG: config})
    assert plan(found).shape == "native"
    assert found.facts["package_type"].evidence.line == 1
    assert "-Dquarkus" not in str(value(found, "build_command"))


@pytest.mark.parametrize(
    ("config", "option"),
    [
        ("quarkus.native.enabled=true\n", "-Dquarkus.native.enabled=false"),
        ("quarkus.package.type=native\n", "-Dquarkus.package.type=fast-jar"),
    ],
)
def test_the_user_may_decide_for_a_jar(project: MakeProject, config: str, option: str) -> None:
    found = detect(project, {"pom.xml": POM, CONFIG: config}, package_type="fast-jar")
    assert plan(found).shape == "quarkus"
    assert str(value(found, "build_command")).endswith(option)


@pytest.mark.parametrize(
    ("text", "end"),
    [
        (profile("<quarkus.native.enabled>true</quarkus.native.enabled>"), "-Pnative"),
        (profile("<quarkus.package.type>native</quarkus.package.type>"), "-Pnative"),
        (profile("<skipITs>false</skipITs>"), ENABLED),
        (profile("<quarkus.native.enabled>true</quarkus.native.enabled>", name="x"), ENABLED),
        (
            profile(
                "<quarkus.native.enabled>true</quarkus.native.enabled>",
                "<quarkus.native.container-build>true</quarkus.native.container-build>",
            ),
            "-Pnative -Dquarkus.native.container-build=false",
        ),
        (older("3.8.1"), "-Dquarkus.package.type=native"),
        (POM.replace("<version>${quarkus.platform.version}</version>", ""), ENABLED),
    ],
)
def test_the_build_is_told_in_the_projects_own_way(
    project: MakeProject, text: str, end: str
) -> None:
    found = detect(project, {"pom.xml": text}, package_type="native")
    assert str(value(found, "build_command")).endswith(f"-DskipTests {end}")


def test_a_profile_that_nobody_asks_for_changes_nothing(project: MakeProject) -> None:
    text = profile("<quarkus.native.enabled>true</quarkus.native.enabled>")
    assert plan(detect(project, {"pom.xml": text})).shape == "quarkus"


def test_a_build_within_an_image_starts_no_engine(project: MakeProject) -> None:
    files = {"pom.xml": POM, CONFIG: "quarkus.native.container-build=true\n"}
    found = detect(project, files, package_type="native")
    assert str(value(found, "build_command")).endswith("-Dquarkus.native.container-build=false")


def test_the_executable_has_the_name_that_the_build_gives_it(project: MakeProject) -> None:
    config = "quarkus.package.output-name=shop\nquarkus.package.output-directory=out\n"
    found = detect(project, {"pom.xml": POM, CONFIG: config}, package_type="native")
    assert value(found, "artifact") == "target/out/shop-runner"


def test_an_older_quarkus_has_no_builder_image(project: MakeProject) -> None:
    asking = {"pom.xml": older("3.2.0"), CONFIG: "quarkus.package.type=native\n"}
    found = detect(project, asking)
    assert plan(found).shape == "quarkus"
    assert warnings(found)[0] == (
        f"{CONFIG}:1: the builder images of native executables are for Quarkus 3.8 and newer;"
        " the image runs the fast-jar instead"
    )
    with pytest.raises(UnusableInput, match=r"cannot be native: .* 3\.8 and newer"):
        detect(project, asking, package_type="native")


@pytest.mark.parametrize(
    ("given", "choices", "reason"),
    [
        ({"jlink": "true"}, {}, "a native executable needs no Java"),
        ({}, {"base": "alpine"}, "Quarkus' own micro image"),
        ({"language_version": "27"}, {}, "no builder image of Quarkus compiles Java 27"),
        ({}, {"shape": "quarkus"}, "does not make a fast jar"),
        ({}, {"shape": "executable-jar"}, "--set package_type=fast-jar makes one"),
    ],
)
def test_where_it_cannot_be_the_reason_is_told(
    project: MakeProject, given: dict[str, str], choices: dict[str, str], reason: str
) -> None:
    found = detect(project, {"pom.xml": POM}, package_type="native", **given)
    with pytest.raises(UnusableInput, match=reason):
        plan(found, **choices)


def test_the_shape_alone_does_not_make_one(project: MakeProject) -> None:
    with pytest.raises(UnusableInput, match="--set package_type=native makes"):
        plan(detect(project, {"pom.xml": POM}), shape="native")


def test_what_graalvms_plugin_makes_in_every_build_is_left_out(project: MakeProject) -> None:
    bound = plugin("native-maven-plugin", "", "compile-no-fork")
    text = boot_application("4.1.2", properties(java_version="21"))
    text = text.replace("</project>", f"{plugins(bound)}</project>")
    found = detect(project, {"pom.xml": text})
    assert str(value(found, "build_command")).endswith("-DskipNativeBuild=true")
    assert "native-image is in neither a JDK's image nor Maven's" in warnings(found)[-1]


def test_graalvms_plugin_that_waits_for_a_command_changes_nothing(project: MakeProject) -> None:
    text = boot_application("4.1.2", properties(java_version="21"))
    waiting = text.replace("</project>", f"{plugins(plugin('native-maven-plugin'))}</project>")
    found = detect(project, {"pom.xml": waiting})
    assert warnings(found) == ()
    assert "skipNativeBuild" not in str(value(found, "build_command"))
