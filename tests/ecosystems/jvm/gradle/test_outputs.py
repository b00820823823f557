"""Where a Gradle build puts what it makes, and what it fetches from within the project."""

from __future__ import annotations

import pytest

from tests.conftest import MakeProject
from tests.ecosystems.jvm.gradle.test_detect import APPLICATION, BOOT, detected, dockerfile, value

SHADOW = "plugins { id 'com.gradleup.shadow' version '9.2.2' }\n"


@pytest.mark.parametrize(
    ("script", "artifact"),
    [
        ("bootJar { archiveFileName = 'app.jar' }", "build/libs/app.jar"),
        ("bootJar {\n  destinationDirectory = file('dist')\n}", "dist/*.jar"),
        ('bootJar {\n  destinationDirectory = file("$projectDir/out")\n}', "out/*.jar"),
        ("bootJar {\n  destinationDir = file('dist')\n  archiveName 'a.jar'\n}", "dist/*.jar"),
        ("bootJar.archiveFileName = 'app.jar'", "build/libs/app.jar"),
        ("tasks.bootJar { archiveFileName.set('app.jar') }", "build/libs/app.jar"),
        ("tasks.named('bootJar') { archiveFileName = 'app.jar' }", "build/libs/app.jar"),
        (
            'tasks.getByName<BootJar>("bootJar") { archiveFileName.set("app.jar") }',
            "build/libs/app.jar",
        ),
        ("tasks.withType<BootJar> { archiveFileName.set('a.jar') }", "build/libs/a.jar"),
        (
            "bootJar {\n  destinationDirectory.set(layout.projectDirectory.dir('dist'))\n}",
            "dist/*.jar",
        ),
        (
            "bootJar {\n  destinationDirectory = layout.buildDirectory.dir('boot')\n}",
            "build/boot/*.jar",
        ),
        (
            'bootJar {\n  archiveFileName = "${project.name}-${version}.jar"\n}',
            "build/libs/*-*.jar",
        ),
        ("layout.buildDirectory = file('out')", "out/libs/*.jar"),
        ("layout.buildDirectory.set(layout.projectDirectory.dir('out'))", "out/libs/*.jar"),
        ("buildDir = 'out'", "out/libs/*.jar"),
        ("buildDir = new File(rootDir, 'out')", "out/libs/*.jar"),
        ("buildDir = 'out'\nbootJar { archiveFileName = 'a.jar' }", "out/libs/a.jar"),
        ("jar { archiveFileName = 'plain.jar' }", "build/libs/*.jar"),
        ("// bootJar { archiveFileName = 'app.jar' }", "build/libs/*.jar"),
        ("archivesBaseName = 'other'", "build/libs/*.jar"),
    ],
)
def test_the_archive_lies_where_the_script_says(
    project: MakeProject, script: str, artifact: str
) -> None:
    detection = detected(project, {"build.gradle": f"{BOOT}{script}\n"})
    assert value(detection, "artifact") == artifact
    assert f"-jar {artifact} " in dockerfile(detection)


@pytest.mark.parametrize(
    "script",
    [
        "bootJar {\n  destinationDirectory = file(System.getenv('OUT'))\n}",
        "layout.buildDirectory = file(findProperty('out'))",
        'layout.buildDirectory = file("$base/${name}")',
    ],
)
def test_an_output_that_is_computed_is_told(project: MakeProject, script: str) -> None:
    detection = detected(project, {"build.gradle": f"{BOOT}{script}\n"})
    assert value(detection, "artifact") == "build/libs/*.jar"
    (note,) = detection.winner[1].findings.warnings
    assert note.startswith("build.gradle:")
    assert note.endswith("--set artifact=PATH names what the build makes")
    given = detected(project, {"build.gradle": f"{BOOT}{script}\n"}, artifact="out/a.jar")
    assert given.winner[1].findings.warnings == ()


def test_a_project_of_several_builds_into_its_own_folder(project: MakeProject) -> None:
    files = {
        "settings.gradle": "include 'app'\n",
        "build.gradle": "allprojects { layout.buildDirectory = file('out') }\n",
        "app/build.gradle": f'{BOOT}bootJar {{ destinationDirectory = file("$rootDir/dist") }}\n',
        "app/src/main/java/A.java": "",
    }
    assert value(detected(project, files), "artifact") == "dist/*.jar"
    files["app/build.gradle"] = BOOT
    assert value(detected(project, files), "artifact") == "app/out/libs/*.jar"


def test_a_distribution_and_its_jars_follow_the_build_folder(project: MakeProject) -> None:
    detection = detected(project, {"build.gradle": f"{APPLICATION}buildDir = 'out'\n"})
    assert value(detection, "artifact") == "out/install"
    assert value(detection, "project_jars") == ("out/libs/*.jar",)


def test_a_shadow_jar_follows_them_too(project: MakeProject) -> None:
    script = (
        "shadowJar {\n  archiveFileName = 'all.jar'\n  destinationDirectory = file('dist')\n}\n"
    )
    detection = detected(project, {"build.gradle": SHADOW + script})
    assert value(detection, "artifact") == "dist/all.jar"


@pytest.mark.parametrize(
    "line",
    [
        "maven { url 'repo' }",
        "maven { url = uri('repo') }",
        'maven { url = uri("$rootDir/repo") }',
        "maven { url = 'file:repo' }",
        "flatDir { dirs 'repo' }",
        "flatDir { dir('repo') }",
    ],
)
def test_a_repository_of_the_project_comes_before_its_dependencies(
    project: MakeProject, line: str
) -> None:
    files = {"build.gradle": f"{BOOT}repositories {{ {line} }}\n", "repo/a-1.jar": ""}
    assert "repo/" in value(detected(project, files), "manifests")  # type: ignore[operator]


def test_a_repository_elsewhere_is_none_of_the_project(project: MakeProject) -> None:
    line = "repositories { maven { url 'https://repo.example/repo' } }\n"
    detection = detected(project, {"build.gradle": BOOT + line, "repo/a-1.jar": ""})
    assert value(detection, "manifests") == ("build.gradle",)
