"""What a build needs and its image lacks: programs, credentials, a Git repository, an SDK."""

from __future__ import annotations

import pytest

import dockgen as library
from dockgen.core.facts import Evidence, Override
from dockgen.ecosystems.jvm.common.building.programs import name_of
from tests.conftest import MakeProject
from tests.ecosystems.jvm.gradle.test_detect import APPLICATION, BOOT
from tests.maven_projects import dockerfile, instructions, value, warnings
from tests.poms import MAIN, MAIN_PATH, boot_application, plugin, plugins, pom


def notes(project: MakeProject, files: dict[str, str]) -> tuple[str, ...]:
    return warnings(library.detect(project(files)))


EXEC = plugin("exec-maven-plugin", "<executable>{}</executable>", "exec")
ANT = plugin("maven-antrun-plugin", '<target><exec executable="{}"/></target>', "run")


@pytest.mark.parametrize("calling", [EXEC, ANT], ids=["exec", "ant"])
@pytest.mark.parametrize(
    ("program", "package"),
    [("git", "git"), ("protoc.exe", "protobuf-compiler"), ("/usr/bin/make", "make")],
)
def test_a_program_that_maven_calls_is_named_with_its_line(
    project: MakeProject, calling: str, program: str, package: str
) -> None:
    text = pom(plugins(calling.format(program)))
    (note,) = notes(project, {"pom.xml": text, MAIN_PATH: MAIN})
    assert note == (
        f"pom.xml:5: the build calls {name_of(program)}, which its image does not have;"
        f' "packages: {{build: [{package}]}}" in .dockgen.yml adds it from the distribution'
    )


def npm_in(text: str) -> list[str]:
    return [one for one in instructions(text, "COPY") if one.startswith("--from=node:")]


@pytest.mark.parametrize(
    ("asked", "image"),
    [
        ('{"scripts": {"build": "node b.js"}, "engines": {"node": "22.x"}}', "node:22-slim"),
        ('{"scripts": {"build": "node b.js"}}', "node:26-slim"),
        ('{"name": "no-build"}', "node:26-slim"),
        ("not JSON", "node:26-slim"),
    ],
)
def test_node_js_is_there_where_maven_calls_it(
    project: MakeProject, asked: str, image: str
) -> None:
    files = {
        "pom.xml": pom(plugins(EXEC.format("npm"))),
        MAIN_PATH: MAIN,
        "web/package.json": asked,
        "web/package-lock.json": '{"lockfileVersion": 3, "packages": {}}',
        "web/node_modules/a/package.json": "{}",
    }
    found = library.detect(project(files), detector="maven")
    assert not any("the build calls" in one for one in warnings(found))
    for stages in ("single", "multi"):
        assert npm_in(dockerfile(found, stages=stages)) == [
            f"--from={image} /usr/local/bin/ /usr/local/bin/",
            f"--from={image} /usr/local/lib/node_modules/ /usr/local/lib/node_modules/",
        ]


@pytest.mark.parametrize("program", ["yarn", "pnpm.cmd", "/usr/bin/npx", "node"])
def test_package_managers_that_gradle_calls(project: MakeProject, program: str) -> None:
    script = f"{BOOT}tasks.register('web', Exec) {{\n  commandLine('{program}', 'run')\n}}\n"
    found = library.detect(project({"build.gradle": script}), detector="gradle")
    text = dockerfile(found)
    assert len(npm_in(text)) == 2
    installed = [one for one in instructions(text, "RUN") if one.startswith("npm install --global")]
    assert len(installed) == (1 if program in {"yarn", "pnpm.cmd"} else 0)


def test_what_node_js_loads(project: MakeProject) -> None:
    files = {"pom.xml": pom(plugins(EXEC.format("npm"))), MAIN_PATH: MAIN}
    found = library.detect(project(files), detector="maven")
    assert any("libatomic1" in one for one in instructions(dockerfile(found), "RUN"))
    alpine = dockerfile(found, stages="single", base="alpine")
    assert any(one.startswith("--from=node:26-alpine ") for one in npm_in(alpine))
    assert any(one == "apk add --no-cache libstdc++" for one in instructions(alpine, "RUN"))
    old = Override("node:24-slim", Evidence("--set"))
    found = library.detect(project(files), detector="maven", overrides={"node_image": old})
    assert "libatomic1" not in dockerfile(found)


def test_no_node_js_where_nothing_calls_it(project: MakeProject) -> None:
    files = {"pom.xml": pom(), MAIN_PATH: MAIN, "web/package.json": "{}"}
    assert npm_in(dockerfile(library.detect(project(files), detector="maven"))) == []


def test_a_front_end_that_maven_calls_may_read_anything(project: MakeProject) -> None:
    text = pom(plugins(EXEC.format("npm")))
    found = library.detect(project({"pom.xml": text, MAIN_PATH: MAIN, "web/index.html": ""}))
    assert value(found, "sources") == (".",)


@pytest.mark.parametrize(
    "text",
    [
        plugins(EXEC.format("java")),  # the image has it
        plugins(plugin("exec-maven-plugin", "<executable>npm</executable>")),  # nothing calls it
        plugins(plugin("exec-maven-plugin", "<executable>npm</executable>", "java")),
    ],
)
def test_what_is_there_or_not_called_is_no_fault(project: MakeProject, text: str) -> None:
    assert notes(project, {"pom.xml": pom(text), MAIN_PATH: MAIN}) == ()


@pytest.mark.parametrize(
    "line",
    [
        'commandLine("make", "ci")',
        "commandLine 'make', 'ci'",
        "commandLine = listOf('make', 'ci')",
        "commandLine = ['make', 'ci']",
        "executable = 'make'",
        "executable 'make.cmd'",
    ],
)
def test_a_program_that_gradle_calls_is_named_with_its_line(
    project: MakeProject, line: str
) -> None:
    script = f"{BOOT}tasks.register('web', Exec) {{\n  {line}\n  commandLine('make', 'run')\n}}\n"
    (note,) = notes(project, {"build.gradle": script})
    assert note.startswith("build.gradle:9: the build calls make, which its image does not have")


def test_a_version_from_git_is_told_with_its_line(project: MakeProject) -> None:
    script = "plugins {\n  id 'application'\n  id 'com.palantir.git-version' version '4.0.0'\n}\n"
    (note,) = notes(project, {"build.gradle": f"{script}application {{ mainClass = 'a.B' }}\n"})
    assert note.startswith(
        "build.gradle:3: com.palantir.git-version makes the version from the Git"
    )


def test_an_android_project_of_the_build_is_told_with_its_line(project: MakeProject) -> None:
    files = {
        "settings.gradle": "include 'server', 'phone'\n",
        "server/build.gradle": APPLICATION,
        "phone/build.gradle": "plugins {\n  id 'com.android.application' version '8.11.2'\n}\n",
    }
    (note,) = notes(project, files)
    assert note.startswith("phone/build.gradle:2: com.android.application needs the Android SDK")


REPOSITORY = "<repositories><repository><id>a</id><url>{}</url></repository></repositories>"
GITHUB = "https://maven.pkg.github.com/acme/lib"


@pytest.mark.parametrize(
    ("url", "told"),
    [
        (GITHUB, True),
        ("https://pkgs.dev.azure.com/acme/_packaging/a/maven/v1", True),
        ("https://gitlab.com/api/v4/projects/1/packages/maven", True),
        ("https://repo.maven.apache.org/maven2", False),
        ("https://repo.example/maven", False),
    ],
)
def test_a_repository_that_asks_for_credentials_is_told_where_none_are_given(
    project: MakeProject, url: str, *, told: bool
) -> None:
    text = boot_application("4.1.2", REPOSITORY.format(url))
    found = notes(project, {"pom.xml": text})
    assert bool(found) is told
    settings = "<settings><servers><server><id>a</id></server></servers></settings>"
    assert notes(project, {"pom.xml": text, ".mvn/settings.xml": settings}) == ()


def test_settings_of_another_name_are_offered(project: MakeProject) -> None:
    text = boot_application("4.1.2", REPOSITORY.format(GITHUB))
    (note,) = notes(project, {"pom.xml": text, "ci_settings.xml": "<settings/>"})
    assert f"{GITHUB} asks for credentials, and Maven is given none: -s ci_settings.xml" in note
