"""Gradle projects: what is read from their scripts, and the images that are planned."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

import dockgen
from dockgen.core.errors import NothingDetected, UnusableInput
from dockgen.core.facts import Evidence, Override
from dockgen.core.plan import Choices, Stages
from dockgen.ecosystems.registry import Detection
from tests.conftest import MakeProject
from tests.poms import MAIN, MAIN_PATH

BOOT = """plugins {
    id 'java'
    id 'org.springframework.boot' version '3.5.7'
}
dependencies {
    implementation 'org.springframework.boot:spring-boot-starter-web'
}
"""
APPLICATION = """plugins {
    application
}
application {
    mainClass.set("com.example.Main")
}
"""
WRAPPER = {
    "gradlew": "#!/bin/sh\n",
    "gradle/wrapper/gradle-wrapper.jar": "",
    "gradle/wrapper/gradle-wrapper.properties": (
        "distributionUrl=https\\://services.gradle.org/distributions/gradle-8.14.3-bin.zip\n"
    ),
}
POM = (
    "<project><modelVersion>4.0.0</modelVersion><groupId>g</groupId><artifactId>a</artifactId>"
    "<version>1</version><build><plugins><plugin><groupId>org.springframework.boot</groupId>"
    "<artifactId>spring-boot-maven-plugin</artifactId><version>3.5.7</version></plugin></plugins>"
    "</build></project>"
)


def detected(make: MakeProject, files: Mapping[str, str], **given: object) -> Detection:
    overrides = {name: Override(value, Evidence("--set")) for name, value in given.items()}
    return dockgen.detect(make(files), overrides=overrides)


def value(detection: Detection, name: str) -> object:
    return detection.facts[name].value


def dockerfile(detection: Detection, choices: Choices | None = None) -> str:
    return dockgen.render(dockgen.plan(detection, choices))["Dockerfile"].text


@pytest.mark.parametrize(
    ("script", "kind"),
    [
        (BOOT, "spring-boot"),
        (APPLICATION, "distribution"),
        ('plugins { id("io.quarkus") version "3.29.0" }', "quarkus"),
        ('plugins { id("com.gradleup.shadow") version "9.2.2" }', "executable-jar"),
    ],
)
def test_the_plugin_decides_the_shape(project: MakeProject, script: str, kind: str) -> None:
    assert detected(project, {"build.gradle": script}).winner[1].shape == kind


@pytest.mark.parametrize(
    "script",
    [
        "plugins { id 'java-library' }",
        "plugins { id 'org.springframework.boot' version '3.5.7' apply false }",
        "plugins { // id 'application'\n}",
        "plugins { /* id 'application' */ }",
        "description = \"plugins { id 'application' }\"",
    ],
)
def test_what_applies_no_plugin_that_makes_an_application_is_none(
    project: MakeProject, script: str
) -> None:
    assert detected(project, {"build.gradle": script}).chosen is None


@pytest.mark.parametrize(
    ("line", "java"),
    [
        ("java { toolchain { languageVersion = JavaLanguageVersion.of(21) } }", "21"),
        ("kotlin { jvmToolchain(17) }", "17"),
        ("tasks.withType(JavaCompile) { options.release = 11 }", "11"),
        ("tasks.compileJava { options.release.set(17) }", "17"),
        ("sourceCompatibility = JavaVersion.VERSION_1_8", "8"),
        ("sourceCompatibility = '17'", "17"),
        ("java { sourceCompatibility = JavaVersion.VERSION_21 }", "21"),
        ("// jvmToolchain(17)\nkotlin { jvmToolchain(21) }", "21"),
        ("targetCompatibility = 21\nsourceCompatibility = 17", "21"),
        (
            "sourceCompatibility = 17\njava.toolchain.languageVersion = JavaLanguageVersion.of(25)",
            "25",
        ),
        ("sourceCompatibility = javaVersion", "17"),
    ],
)
def test_the_java_that_a_script_asks_for(project: MakeProject, line: str, java: str) -> None:
    files = {"build.gradle": f"{BOOT}{line}\n", "gradle.properties": "javaVersion=17\n"}
    detection = detected(project, files)
    assert value(detection, "language_version") == java
    assert detection.facts["language_version"].evidence.line is not None


def test_a_commented_toolchain_is_no_evidence(project: MakeProject) -> None:
    detection = detected(project, {"build.gradle": f"{BOOT}/*\njvmToolchain(17)\n*/\n"})
    assert detection.facts["language_version"].evidence.is_default


def test_a_version_file_decides_where_no_script_does(project: MakeProject) -> None:
    detection = detected(project, {"build.gradle": BOOT, ".java-version": "21\n"})
    assert value(detection, "language_version") == "21"


def test_a_convention_plugin_is_read_with_the_project_that_applies_it(
    project: MakeProject,
) -> None:
    convention = "buildSrc/src/main/kotlin/demo.service.gradle.kts"
    files = {
        "settings.gradle.kts": 'include("app")\n',
        "app/build.gradle.kts": 'plugins { id("demo.service") }\n',
        convention: 'plugins {\n id("org.springframework.boot")\n}\nkotlin { jvmToolchain(21) }\n',
    }
    detection = detected(project, files)
    assert detection.facts["language_version"].evidence == Evidence("jvmToolchain", convention, 4)
    assert "COPY buildSrc/ buildSrc/" in dockerfile(detection)


def test_the_wrapper_decides_the_image_and_the_newest_java_it_runs_on(
    project: MakeProject,
) -> None:
    detection = detected(project, {"build.gradle": BOOT, **WRAPPER})
    text = dockerfile(detection)
    assert value(detection, "package_manager_version") == "8.14.3"
    assert "FROM eclipse-temurin:21-jdk AS build" in text
    assert "sh ./gradlew --no-daemon :bootJar" in text
    assert "cp -au /root/.gradle /cache/" in text


def test_a_wrapper_from_windows_is_made_readable(project: MakeProject) -> None:
    found = detected(project, {"build.gradle": BOOT, **WRAPPER, "gradlew": "#!/bin/sh\r\nexec\r\n"})
    assert value(found, "windows_line_ends") == ("gradlew",)
    assert "RUN sed -i 's/\\r$//' gradlew\n" in dockerfile(found)


def test_without_a_wrapper_gradles_own_image_builds(project: MakeProject) -> None:
    text = dockerfile(detected(project, {"build.gradle": f"{BOOT}sourceCompatibility = 17\n"}))
    assert "FROM gradle:9-jdk17 AS build" in text
    assert "gradle --no-daemon :bootJar" in text


@pytest.mark.parametrize("missing", ["gradlew", "gradle/wrapper/gradle-wrapper.jar"])
def test_a_wrapper_that_is_not_whole_still_names_the_gradle_of_the_image(
    project: MakeProject, missing: str
) -> None:
    files = {path: text for path, text in WRAPPER.items() if path != missing}
    detection = detected(project, {"build.gradle": BOOT, **files})
    assert detection.facts["wrapper"].value is False
    assert (
        detection.facts["wrapper"].evidence.reason
        == f"there is no whole wrapper: {missing} is missing"
    )
    assert value(detection, "package_manager_version") == "8.14.3"
    assert "FROM gradle:8.14.3-jdk21 AS build" in dockerfile(detection)


def test_a_wrapper_whose_address_names_no_gradle_is_none(project: MakeProject) -> None:
    properties = "gradle/wrapper/gradle-wrapper.properties"
    for text in ("distributionUrl=https\\://example.com/gradle.zip\n", "zipStorePath=a\n"):
        detection = detected(project, {"build.gradle": BOOT, **WRAPPER, properties: text})
        reason = "there is no whole wrapper: its properties name no Gradle"
        assert detection.facts["wrapper"].evidence.reason == reason
        assert value(detection, "package_manager_version") == "9"


def wrapped(version: str) -> dict[str, str]:
    """The properties of a wrapper alone."""
    path = "gradle/wrapper/gradle-wrapper.properties"
    return {path: WRAPPER[path].replace("8.14.3", version)}


@pytest.mark.parametrize(
    ("version", "build"),
    [
        ("4.4.1", "gradle:4.4.1-jdk8"),
        ("5.6.4", "gradle:5.6.4-jdk11"),
        ("7.2", "gradle:7.2-jdk11"),
        ("7.6.4", "gradle:7.6.4-jdk17"),
        ("8.4", "gradle:8.4-jdk17"),
        ("9.1.0", "gradle:9.1.0-jdk21"),
    ],
)
def test_an_old_gradle_builds_on_the_newest_java_that_it_runs_on(
    project: MakeProject, version: str, build: str
) -> None:
    files = {"build.gradle": BOOT, ".java-version": "21\n", **wrapped(version)}
    text = dockerfile(detected(project, files))
    assert f"FROM {build} AS build" in text
    assert "FROM eclipse-temurin:21-jre AS application" in text


@pytest.mark.parametrize(
    ("version", "user", "cache"),
    [("5.3.1", True, "/root/.gradle"), ("5.4.1", False, "/home/gradle/.gradle")],
)
@pytest.mark.parametrize("stages", ["multi", "single"])
def test_an_image_that_starts_as_another_user_builds_as_root(
    project: MakeProject, version: str, user: bool, cache: str, stages: Stages
) -> None:
    detection = detected(project, {"build.gradle": BOOT, **wrapped(version)})
    text = dockerfile(detection, Choices(stages=stages))
    assert ("\nUSER 0:0\nWORKDIR /workspace\n" in text) is user
    if stages == "multi":
        assert "id=gradle,target=/cache,sharing=locked " in text
        assert f"cp -au {cache} /cache/" in text
    else:
        assert f"id=gradle,target={cache},sharing=locked " in text


def test_gradle_9_builds_for_an_older_java_on_17(project: MakeProject) -> None:
    text = dockerfile(detected(project, {"build.gradle": f"{BOOT}sourceCompatibility = 11\n"}))
    assert "FROM gradle:9-jdk17 AS build" in text
    assert "FROM eclipse-temurin:11-jre AS runtime" in text


def test_a_java_that_the_wrappers_gradle_cannot_run_on_is_told(project: MakeProject) -> None:
    detection = detected(project, {"build.gradle": f"{BOOT}jvmToolchain(25)\n", **WRAPPER})
    (warning,) = detection.winner[1].findings.warnings
    assert warning.endswith(
        "Gradle 8.14.3 does not run on Java 25, so it builds on 21 what 25 runs;"
        " Gradle 9.1 runs on it"
    )


@pytest.mark.parametrize(
    ("files", "asked", "build"),
    [
        (wrapped("9.1.0"), 11, "gradle:9.1.0-jdk17"),
        (wrapped("8.14.3"), 25, "gradle:8.14.3-jdk21"),
        (WRAPPER, 25, "eclipse-temurin:21-jdk"),
    ],
)
@pytest.mark.parametrize("stages", ["multi", "single"])
def test_a_toolchain_that_gradle_does_not_run_on_lies_beside_its_own_java(
    project: MakeProject, files: Mapping[str, str], asked: int, build: str, stages: Stages
) -> None:
    line = f"java {{ toolchain {{ languageVersion = JavaLanguageVersion.of({asked}) }} }}\n"
    detection = detected(project, {"build.gradle": APPLICATION + line, **files})
    assert value(detection, "toolchains") == (str(asked),)
    text = dockerfile(detection, Choices(stages=stages))
    assert f"FROM eclipse-temurin:{asked}-jdk AS toolchain-{asked}" in text
    assert f"FROM {build} AS {'build' if stages == 'multi' else 'runtime'}" in text
    assert f"COPY --from=toolchain-{asked} /opt/java/openjdk/ /usr/lib/jvm/java-{asked}/" in text


@pytest.mark.parametrize(
    "line",
    [
        "kotlin { jvmToolchain(17) }",  # Gradle runs on it itself
        "kotlin { jvmToolchain(20) }",  # no image has it
        "sourceCompatibility = 11",  # a newer compiler makes it
    ],
)
def test_no_second_java_where_one_does(project: MakeProject, line: str) -> None:
    detection = detected(project, {"build.gradle": f"{APPLICATION}{line}\n"})
    assert "toolchains" not in detection.facts
    assert "toolchain" not in dockerfile(detection)


def test_every_project_that_is_built_may_ask_for_a_java(project: MakeProject) -> None:
    asks = "java {{ toolchain {{ languageVersion = JavaLanguageVersion.of({}) }} }}\n"
    files = {
        "settings.gradle": "include 'app', 'client', 'other'\n",
        "app/build.gradle": (
            f"{APPLICATION}{asks.format(17)}dependencies {{ implementation project(':client') }}\n"
        ),
        "client/build.gradle": asks.format(8),
        "other/build.gradle": asks.format(11),
        **{f"{name}/src/main/java/A.java": "" for name in ("app", "client", "other")},
        **WRAPPER,
    }
    detection = detected(project, files)
    assert value(detection, "toolchains") == ("8",)
    text = dockerfile(detection)
    assert "FROM eclipse-temurin:17-jdk AS build" in text
    assert "COPY --from=toolchain-8 /opt/java/openjdk/ /usr/lib/jvm/java-8/" in text


def test_gradles_daemon_may_run_on_a_java_of_its_own(project: MakeProject) -> None:
    asks = "java { toolchain { languageVersion = JavaLanguageVersion.of(17) } }\n"
    files = {
        "build.gradle": BOOT + asks,
        "gradle/gradle-daemon-jvm.properties": "#made by updateDaemonJvm\ntoolchainVersion=21\n",
        **WRAPPER,
    }
    detection = detected(project, files)
    assert value(detection, "build_java") == "21"
    assert detection.facts["build_java"].evidence.line == 2
    text = dockerfile(detection)
    assert "FROM eclipse-temurin:21-jdk AS build" in text
    assert "COPY --from=toolchain-17 /opt/java/openjdk/ /usr/lib/jvm/java-17/" in text
    assert "FROM eclipse-temurin:17-jre AS application" in text


def test_a_jdk_of_one_machine_is_not_the_builds(project: MakeProject) -> None:
    files = {
        "build.gradle": BOOT,
        "gradle.properties": "a=b\norg.gradle.java.home=/usr/lib/jvm/java-17-openjdk-amd64\n",
        **WRAPPER,
    }
    detection = detected(project, files)
    assert value(detection, "language_version") == "17"
    option = '-Dorg.gradle.java.home="$JAVA_HOME"'
    for name, task in (("install_command", "dependencies"), ("build_command", "bootJar")):
        assert value(detection, name) == f"sh ./gradlew {option} --no-daemon :{task}"
    assert f"sh ./gradlew {option} --no-daemon :bootJar \\\n" in dockerfile(detection)
    (note,) = detection.winner[1].findings.warnings
    assert note.startswith("gradle.properties:2: org.gradle.java.home is a folder of one machine")


def test_a_java_that_the_user_sets_leaves_the_toolchain_to_the_build(project: MakeProject) -> None:
    files = {"build.gradle": f"{APPLICATION}kotlin {{ jvmToolchain(17) }}\n"}
    text = dockerfile(detected(project, files, language_version=21))
    assert "FROM eclipse-temurin:17-jdk AS toolchain-17" in text
    assert "FROM eclipse-temurin:21-jre AS runtime" in text


MULTI = {
    "settings.gradle.kts": 'include("app", ":core", "util", "tool")\n',
    "app/build.gradle.kts": APPLICATION + 'dependencies { implementation(project(":core")) }\n',
    "core/build.gradle.kts": "dependencies { api(projects.util) }\n",
    "util/build.gradle.kts": "",
    "tool/build.gradle.kts": "",
    **{f"{name}/src/main/java/A.java": "" for name in ("app", "core", "util", "tool")},
}


def test_only_the_sources_of_what_the_application_needs_are_copied(project: MakeProject) -> None:
    detection = detected(project, MULTI)
    assert value(detection, "modules") == (":app", ":core", ":util")
    assert value(detection, "sources") == ("app/", "core/", "util/")
    text = dockerfile(detection)
    assert "COPY tool/build.gradle.kts tool/" in text
    assert ":app:installDist" in text
    assert "COPY tool/ tool/" not in text


def test_several_applications_ask_for_a_choice(project: MakeProject) -> None:
    files = {
        **{
            path.replace("tool", "office"): text.replace("tool", "office")
            for path, text in MULTI.items()
        },
        "office/build.gradle.kts": APPLICATION,
    }
    with pytest.raises(UnusableInput, match="the likeliest first: app, office"):
        detected(project, files)
    assert value(detected(project, files, workspace=":office"), "build_command") == (
        "gradle --no-daemon :office:installDist"
    )
    with pytest.raises(UnusableInput, match="no project at 'core' can be run"):
        detected(project, files, workspace="core")


def test_a_project_may_lie_in_another_folder(project: MakeProject) -> None:
    files = {
        "settings.gradle": "include 'app'\nproject(':app').projectDir = file('services/app')\n",
        "services/app/build.gradle": BOOT,
    }
    assert value(detected(project, files), "artifact") == "services/app/build/libs/*.jar"


def test_a_catalog_names_plugins_libraries_and_bundles(project: MakeProject) -> None:
    catalog = """[versions]
boot = { strictly = "3.4.1" }
[libraries]
web = "org.springframework.boot:spring-boot-starter-web:3.4.1"
jpa = { group = "org.springframework.boot", name = "spring-boot-starter-data-jpa" }
[bundles]
server = ["web", "jpa"]
[plugins]
spring-boot = { id = "org.springframework.boot", version.ref = "boot" }
short = "com.example:1"
"""
    script = (
        "plugins { alias(libs.plugins.spring.boot) }\n"
        "dependencies { implementation(libs.bundles.server) }\n"
    )
    detection = detected(
        project, {"build.gradle.kts": script, "gradle/libs.versions.toml": catalog}
    )
    version = detection.facts["framework_version"]
    assert (version.value, version.evidence.line) == ("3.4.1", 2)
    assert value(detection, "port") == 8080
    assert value(detection, "aot_cache") is False
    assert detection.facts["aot_cache"].evidence.reason == "it connects to a database at startup"


def test_a_broken_catalog_is_named(project: MakeProject) -> None:
    files = {"build.gradle": BOOT, "gradle/libs.versions.toml": "[versions"}
    with pytest.raises(UnusableInput, match=r"gradle/libs\.versions\.toml: is not valid TOML"):
        detected(project, files)


@pytest.mark.parametrize(
    "line", ["bootJar { launchScript() }", "bootJar { layered { enabled = false } }"]
)
def test_an_archive_without_layers_stays_whole(project: MakeProject, line: str) -> None:
    text = dockerfile(detected(project, {"build.gradle": f"{BOOT}{line}\n"}))
    assert "COPY --from=build /workspace/build/libs/*.jar ./application.jar" in text
    assert "jarmode" not in text


def test_a_cache_cannot_be_asked_of_an_archive_that_stays_whole(project: MakeProject) -> None:
    files = {"build.gradle": f"{BOOT}bootJar {{ launchScript() }}\n"}
    with pytest.raises(UnusableInput, match="aot_cache is unavailable"):
        detected(project, files, aot_cache="true")


def test_a_war_of_spring_boot_is_run_as_it_is(project: MakeProject) -> None:
    text = dockerfile(detected(project, {"build.gradle": f"{BOOT}apply plugin: 'war'\n"}))
    assert ":bootWar" in text
    assert "/workspace/build/libs/*.war ./application.war" in text


def test_a_plugin_without_a_version_is_assumed_to_be_current(project: MakeProject) -> None:
    script = "apply plugin: 'org.springframework.boot'\n"
    detection = detected(project, {"build.gradle": script})
    assert detection.facts["framework_version"].evidence.is_default


def test_a_plugins_version_may_stand_in_the_settings(project: MakeProject) -> None:
    files = {
        "settings.gradle": (
            "pluginManagement { plugins { id 'org.springframework.boot' version '3.4.2' } }\n"
        ),
        "build.gradle": "plugins { id 'org.springframework.boot' }\n",
    }
    assert value(detected(project, files), "framework_version") == "3.4.2"


def test_quarkus_is_copied_as_its_fast_jar(project: MakeProject) -> None:
    files = {
        "build.gradle": "plugins { id 'io.quarkus' version '3.29.0' }\n",
        "src/main/resources/application.properties": "quarkus.http.port=9000\n",
    }
    text = dockerfile(detected(project, files))
    assert "COPY --from=build /workspace/build/quarkus-app/lib/ lib/" in text
    assert "EXPOSE 9000" in text
    assert '"-jar", "quarkus-run.jar"]' in text


@pytest.mark.parametrize(
    ("line", "jar"),
    [
        ("", "*-all.jar"),
        ('shadowJar { archiveClassifier.set("") }', "*.jar"),
        ("shadowJar { archiveClassifier = 'fat' }", "*-fat.jar"),
    ],
)
def test_the_shadow_jar_is_the_one_with_its_classifier(
    project: MakeProject, line: str, jar: str
) -> None:
    script = f"plugins {{ id 'com.gradleup.shadow' version '9.2.2' }}\n{line}\n"
    assert value(detected(project, {"build.gradle": script}), "artifact") == f"build/libs/{jar}"


def test_micronaut_listens_where_it_does_by_default(project: MakeProject) -> None:
    script = (
        "plugins { id 'io.micronaut.application' version '4.6.0' }\n"
        "dependencies { implementation 'io.micronaut:micronaut-http-server-netty' }\n"
        "application { mainClass = 'com.example.Main' }\n"
    )
    detection = detected(project, {"build.gradle": script})
    assert value(detection, "framework") == "micronaut"
    assert detection.facts["port"].evidence.is_default


def test_the_only_main_function_is_the_main_class(project: MakeProject) -> None:
    files = {
        "build.gradle.kts": "plugins {\n    application\n}\n",
        "src/main/kotlin/app.kt": "package com.example\n\nfun main() {}\n",
    }
    assert value(detected(project, files), "main_class") == "com.example.AppKt"
    with pytest.raises(UnusableInput, match="several files have a main function"):
        detected(project, {**files, "src/main/kotlin/B.kt": "fun main() {}\n"})


def test_a_main_class_that_cannot_be_read_is_asked_for(project: MakeProject) -> None:
    files = {"build.gradle.kts": "plugins {\n    application\n}\n"}
    with pytest.raises(UnusableInput, match="no mainClass here that can be read"):
        detected(project, files)
    assert value(detected(project, files, main_class="a.B"), "main_class") == "a.B"


@pytest.mark.parametrize(
    ("more", "chosen", "reason"),
    [
        ({"gradlew": ""}, "gradle", "no wrapper but Gradle's is here"),
        ({"gradlew": "", "mvnw": ""}, "maven", "Maven's wrapper is next to Gradle's scripts"),
        ({}, "maven", "neither brings a wrapper"),
    ],
)
def test_beside_a_pom_the_wrapper_decides(
    project: MakeProject, more: Mapping[str, str], chosen: str, reason: str
) -> None:
    files = {"build.gradle": BOOT, "pom.xml": POM, MAIN_PATH: MAIN, **more}
    detection = detected(project, files)
    assert detection.chosen == chosen
    assert reason in detection.reason
    other = "maven" if chosen == "gradle" else "gradle"
    assert dockgen.detect(detection.project, detector=other).chosen == other


def test_another_shape_than_the_builds_is_refused(project: MakeProject) -> None:
    detection = detected(project, {"build.gradle": BOOT})
    with pytest.raises(UnusableInput, match="makes the shape spring-boot, not quarkus"):
        dockgen.plan(detection, Choices(shape="quarkus"))


def test_a_control_character_is_refused_with_its_place(project: MakeProject) -> None:
    script = APPLICATION.replace("com.example.Main", "a\x07b")
    with pytest.raises(UnusableInput, match=r"build\.gradle:5: main_class contains a control"):
        detected(project, {"build.gradle": script})


def test_a_project_without_gradles_scripts_is_none(project: MakeProject) -> None:
    with pytest.raises(NothingDetected, match=r"no build\.gradle or settings\.gradle"):
        dockgen.detect(project({"a.txt": ""}), detector="gradle")


def test_a_lone_project_without_a_script_keeps_its_folder(project: MakeProject) -> None:
    files = {**MULTI, "settings.gradle.kts": 'include("app", "core", "util", "tool", "bare")\n'}
    detection = detected(project, {**files, "bare/src/main/java/B.java": ""})
    assert value(detection, "folders") == ("bare",)
    assert "RUN mkdir -p bare\n" in dockerfile(detection)


def test_ktors_configuration_goes_before_its_sources(project: MakeProject) -> None:
    script = (
        APPLICATION + 'dependencies {\n  implementation("io.ktor:ktor-server-netty:3.4.0")\n}\n'
    )
    files = {
        "build.gradle.kts": script,
        "src/main/kotlin/App.kt": "fun main() { embeddedServer(Netty, port = 1234) }\n",
    }
    assert value(detected(project, files), "port") == 1234
    conf = {"src/main/resources/application.conf": "ktor { deployment { port = 8088 } }\n"}
    assert value(detected(project, files | conf), "port") == 8088


@pytest.mark.parametrize("version", ["1.12", "nightly"])
def test_a_gradle_that_no_table_knows_is_left_to_the_user(
    project: MakeProject, version: str
) -> None:
    detection = detected(project, {"build.gradle": BOOT}, package_manager_version=version)
    assert value(detection, "language_version") == "25"
    assert f"FROM gradle:{version}-jdk25 AS build" in dockerfile(detection)


def test_a_toolchain_that_is_no_release_is_not_believed(project: MakeProject) -> None:
    files = {
        "build.gradle": f"{BOOT}sourceCompatibility = level\n",
        "gradle.properties": "level=newest\n",
    }
    assert detected(project, files).facts["language_version"].evidence.is_default
