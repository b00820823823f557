"""A jar whose manifest names a main class, without the application plugin."""

from __future__ import annotations

import pytest

import dockgen as library
from dockgen.core.errors import NothingDetected
from tests.conftest import MakeProject
from tests.maven_projects import dockerfile, instructions, value

SETTINGS = {"settings.gradle": 'rootProject.name = "tracker"\n'}
PLUGIN = 'plugins { id "java" }\n'
LIBRARY = 'dependencies { implementation "org.slf4j:slf4j-jdk14:2.0.17" }\n'
NAMED = 'jar { manifest { attributes("Main-Class": "a.Main") } }\n'
COPY = (
    "tasks.register('copyDependencies', Copy) {\n"
    '  into "$projectDir/target/lib"\n  from configurations.runtimeClasspath\n}\n'
)
FAT = "jar {\n  from configurations.runtimeClasspath.collect { zipTree(it) }\n}\n"


@pytest.mark.parametrize(
    "script",
    [
        NAMED,
        "jar { manifest { attributes 'Main-Class': 'a.Main' } }\n",
        "jar.manifest.attributes['Main-Class'] = 'a.Main'\n",
        "def main = 'a.Main'\njar { manifest { attributes('Main-Class': main) } }\n",
    ],
)
def test_a_jar_without_libraries(project: MakeProject, script: str) -> None:
    found = library.detect(project({**SETTINGS, "build.gradle": PLUGIN + script}))
    assert value(found, "main_class") == "a.Main"
    assert value(found, "artifact") == "build/libs/tracker*.jar"
    assert value(found, "start_command") == (
        "java",
        "-XX:MaxRAMPercentage=75.0",
        "-jar",
        "application.jar",
    )
    assert str(value(found, "build_command")).endswith(" :jar")


def test_kotlins_form(project: MakeProject) -> None:
    script = 'plugins { java }\ntasks.jar { manifest { attributes("Main-Class" to "a.Main") } }\n'
    found = library.detect(project({"build.gradle.kts": script}))
    assert value(found, "artifact") == "build/libs/*.jar"


def test_libraries_that_a_task_copies(project: MakeProject) -> None:
    moved = 'jar.destinationDirectory = file("$projectDir/target")\n'
    script = PLUGIN + LIBRARY + moved + COPY + NAMED
    found = library.detect(project({**SETTINGS, "build.gradle": script}))
    assert value(found, "libraries") == "target/lib"
    assert str(value(found, "build_command")).endswith(" :jar :copyDependencies")
    copied = instructions(dockerfile(found), "COPY")
    assert "--from=build /workspace/target/lib/ lib/" in copied
    assert "--from=build /workspace/target/tracker*.jar ./application.jar" in copied
    assert value(found, "start_command") == (
        *("java", "-XX:MaxRAMPercentage=75.0", "-cp", "application.jar:lib/*", "a.Main"),
    )
    assert "cp -r /workspace/target/lib lib" in dockerfile(found, stages="single")


def test_a_jar_with_its_libraries_in_it(project: MakeProject) -> None:
    found = library.detect(project({**SETTINGS, "build.gradle": PLUGIN + LIBRARY + NAMED + FAT}))
    assert value(found, "libraries") is None
    assert "-jar" in value(found, "start_command")  # type: ignore[operator]


@pytest.mark.parametrize(
    "script",
    [
        PLUGIN,
        PLUGIN + LIBRARY + NAMED,
        PLUGIN + 'jar { manifest { attributes("Implementation-Title": "a.Main") } }\n',
        "// 'Main-Class': 'a.Main'\n" + PLUGIN,
    ],
)
def test_a_library_is_left_alone(project: MakeProject, script: str) -> None:
    with pytest.raises(NothingDetected):
        library.detect(project({**SETTINGS, "build.gradle": script}), detector="gradle")


def test_the_application_plugin_goes_first(project: MakeProject) -> None:
    script = 'plugins { id "application" }\napplication { mainClass = "b.Main" }\n' + NAMED
    found = library.detect(project({**SETTINGS, "build.gradle": script}))
    assert value(found, "main_class") == "b.Main"
