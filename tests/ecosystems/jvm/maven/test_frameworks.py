"""Micronaut, Helidon, Vert.x, Dropwizard and others, and the languages that they are written in."""

from __future__ import annotations

import json

import pytest

from dockgen.core.errors import UnusableInput
from tests.conftest import MakeProject
from tests.maven_projects import detect, dockerfile, instructions, value, warnings
from tests.poms import MAIN, MAIN_PATH, plugin, plugins, pom, properties

RESOURCES = "src/main/resources"
MAIN_CLASS = properties(exec_mainClass="com.example.Main", maven_compiler_release="21")
SHADE = plugin(
    "maven-shade-plugin",
    "<transformers><transformer><mainClass>com.example.Main</mainClass></transformer></transformers>",
    "shade",
)


def dependency(name: str, version: str = "1.0") -> str:
    group, artifact = name.split(":")
    return (
        f"<dependencies><dependency><groupId>{group}</groupId><artifactId>{artifact}</artifactId>"
        f"<version>{version}</version></dependency></dependencies>"
    )


def outer(group: str, artifact: str, version: str) -> str:
    return (
        f"<parent><groupId>{group}</groupId><artifactId>{artifact}</artifactId>"
        f"<version>{version}</version><relativePath/></parent>"
    )


def start(text: str) -> list[str]:
    command: list[str] = json.loads(instructions(text, "ENTRYPOINT")[0])
    return command


# Micronaut

MICRONAUT = pom(
    properties(exec_mainClass="com.example.Main"),
    dependency("io.micronaut:micronaut-http-server-netty"),
    plugins("<plugin><artifactId>micronaut-maven-plugin</artifactId></plugin>"),
    parent=outer("io.micronaut.platform", "micronaut-parent", "4.10.8"),
)


def test_micronauts_libraries_get_a_layer_of_their_own(project: MakeProject) -> None:
    found = detect(project, {"pom.xml": MICRONAUT})
    text = dockerfile(found)
    assert value(found, "framework") == "micronaut"
    assert instructions(text, "COPY")[-2:] == [
        "--from=build /workspace/target/dependency/ lib/",
        "--from=build /workspace/target/original-app-*.jar ./application.jar",
    ]
    assert start(text)[-3:] == ["-cp", "application.jar:lib/*", "com.example.Main"]
    assert value(found, "port") == 8080


def test_micronauts_parent_has_a_default_and_a_property(project: MakeProject) -> None:
    found = detect(project, {"pom.xml": MICRONAUT})
    assert value(found, "language_version") == "17"
    assert (
        found.facts["language_version"].evidence.reason == "the default of micronaut-parent 4.10.8"
    )
    newer = MICRONAUT.replace("<properties>", "<properties><release.version>21</release.version>")
    assert value(detect(project, {"pom.xml": newer}), "language_version") == "21"


@pytest.mark.parametrize(
    ("config", "port", "warned"),
    [
        ("micronaut.server.port=${PORT:9000}\n", 9000, False),
        ("micronaut.server.port=-1\n", None, True),
        ("other=1\n", 8080, False),
    ],
)
def test_micronauts_port(
    project: MakeProject, config: str, port: int | None, *, warned: bool
) -> None:
    files = {"pom.xml": MICRONAUT, f"{RESOURCES}/application.properties": config}
    found = detect(project, files)
    assert value(found, "port") == port
    assert bool(warnings(found)) is warned


# Helidon


def helidon(kind: str, library: str) -> str:
    named = (
        "<plugin><artifactId>maven-dependency-plugin</artifactId><executions><execution>"
        "<id>copy-libs</id></execution></executions></plugin>"
    )
    return pom(
        properties(mainClass="com.example.Main"),
        dependency(library),
        plugins(named),
        parent=outer("io.helidon.applications", f"helidon-{kind}", "4.2.0"),
    )


def test_helidons_libraries_lie_where_its_parent_puts_them(project: MakeProject) -> None:
    found = detect(project, {"pom.xml": helidon("se", "io.helidon.webserver:helidon-webserver")})
    assert value(found, "framework") == "helidon"
    assert value(found, "language_version") == "21"
    assert value(found, "libraries") == "target/libs"
    assert "copy-dependencies" not in str(value(found, "build_command"))


def test_helidons_parent_leaves_the_version_out_of_the_jars_name(project: MakeProject) -> None:
    found = detect(project, {"pom.xml": helidon("se", "io.helidon.webserver:helidon-webserver")})
    assert value(found, "artifact") == "target/app.jar"
    assert found.facts["artifact"].evidence.reason == "helidon-se leaves the version out"


@pytest.mark.parametrize(
    ("version", "main"),
    [("4.2.0", "io.helidon.Main"), ("3.2.0", "io.helidon.microprofile.cdi.Main")],
)
def test_helidons_parent_for_microprofile_names_a_main_class(
    project: MakeProject, version: str, main: str
) -> None:
    text = helidon("mp", "io.helidon.microprofile.bundles:helidon-microprofile")
    text = text.replace("<mainClass>com.example.Main</mainClass>", "").replace("4.2.0", version)
    found = detect(project, {"pom.xml": text})
    assert value(found, "main_class") == main
    assert start(dockerfile(found))[-2:] == ["application.jar:lib/*", main]


@pytest.mark.parametrize(
    ("kind", "library", "files", "port"),
    [
        ("se", "io.helidon.webserver:helidon-webserver", {}, None),
        (
            "se",
            "io.helidon.webserver:helidon-webserver",
            {f"{RESOURCES}/application.yaml": "server:\n  port: 9001\n"},
            9001,
        ),
        (
            "se",
            "io.helidon.webserver:helidon-webserver",
            {MAIN_PATH: f"{MAIN}// WebServer.builder().port(9002).build()\n"},
            9002,
        ),
        ("mp", "io.helidon.microprofile.bundles:helidon-microprofile", {}, 7001),
        (
            "mp",
            "io.helidon.microprofile.bundles:helidon-microprofile",
            {f"{RESOURCES}/META-INF/microprofile-config.properties": "server.port=9003\n"},
            9003,
        ),
        (
            "mp",
            "io.helidon.microprofile.server:helidon-microprofile-server",
            {f"{RESOURCES}/META-INF/microprofile-config.properties": "server.host=0.0.0.0\n"},
            7001,
        ),
    ],
)
def test_helidons_port(
    project: MakeProject, kind: str, library: str, files: dict[str, str], port: int | None
) -> None:
    found = detect(project, {"pom.xml": helidon(kind, library), **files})
    assert value(found, "port") == port


# Vert.x, Javalin, Ktor


def test_vertx_plugin_makes_a_jar_that_its_launcher_starts(project: MakeProject) -> None:
    made = plugin("vertx-maven-plugin", "", "initialize", "package")
    text = pom(MAIN_CLASS, dependency("io.vertx:vertx-web"), plugins(made))
    source = "class A { void start() { server.requestHandler(r)\n.listen(8888); } }"
    found = detect(project, {"pom.xml": text, "src/main/java/A.java": source})
    assert value(found, "main_class") == "io.vertx.core.Launcher"
    assert value(found, "framework") == "vertx"
    assert value(found, "port") == 8888
    assert start(dockerfile(found))[-2:] == ["-jar", "application.jar"]


def test_vertx_plugin_may_name_another_launcher(project: MakeProject) -> None:
    made = plugin("vertx-maven-plugin", "<launcher>com.example.Main</launcher>", "package")
    text = pom(MAIN_CLASS, dependency("io.vertx:vertx-core"), plugins(made))
    assert value(detect(project, {"pom.xml": text}), "main_class") == "com.example.Main"


@pytest.mark.parametrize(
    ("library", "code", "port"),
    [
        ("io.javalin:javalin", "app.start(7070);", 7070),
        ("io.javalin:javalin", 'app.start(env("PORT", 7071));', 7071),
        ("io.ktor:ktor-server-netty", "embeddedServer(Netty, port = 9090)", 9090),
        ("io.javalin:javalin", "app.start();", None),
        ("io.javalin:javalin", "app.start(99999);", None),
    ],
)
def test_a_port_in_the_sources_is_read(
    project: MakeProject, library: str, code: str, port: int | None
) -> None:
    files = {
        "pom.xml": pom(MAIN_CLASS, dependency(library), plugins(SHADE)),
        MAIN_PATH: MAIN,
        "src/main/java/com/example/Server.java": f"class Server {{ void go() {{ {code} }} }}",
    }
    assert value(detect(project, files), "port") == port


# Dropwizard

DROPWIZARD = pom(MAIN_CLASS, dependency("io.dropwizard:dropwizard-core"), plugins(SHADE))
CONNECTORS = "server:\n  applicationConnectors:\n    - type: http\n      port: 9000\n"


def test_dropwizard_is_started_as_a_server_with_its_configuration(project: MakeProject) -> None:
    found = detect(project, {"pom.xml": DROPWIZARD, "config.yml": CONNECTORS})
    text = dockerfile(found)
    assert start(text)[-4:] == ["-jar", "application.jar", "server", "config.yml"]
    assert "config.yml ./" in instructions(text, "COPY")
    assert "config.yml ./" in instructions(dockerfile(found, stages="single"), "COPY")
    assert value(found, "port") == 9000
    assert found.facts["port"].evidence.line == 4


@pytest.mark.parametrize(
    ("files", "configuration", "port"),
    [
        ({}, None, 8080),
        ({"app.yml": "server:\n  connector:\n    port: 9001\n"}, "app.yml", 9001),
        ({"config/production.yml": CONNECTORS}, "config/production.yml", 9000),
        ({"a.yml": CONNECTORS, "b.yml": CONNECTORS}, None, 8080),
        ({"config.yml": "server:\n  applicationConnectors: []\n"}, "config.yml", 8080),
        ({"config.yml": CONNECTORS.replace("9000", "${PORT:-9002}")}, "config.yml", 9002),
        ({"config.yml": "logging:\n  level: INFO\n"}, "config.yml", 8080),
    ],
)
def test_dropwizards_configuration_is_looked_for(
    project: MakeProject, files: dict[str, str], configuration: str | None, port: int
) -> None:
    found = detect(project, {"pom.xml": DROPWIZARD, **files})
    assert value(found, "configuration") == configuration
    assert value(found, "port") == port
    named = ["server", configuration.rpartition("/")[2]] if configuration else ["server"]
    assert start(dockerfile(found))[-len(named) :] == named


# Kotlin and Groovy


def kotlin(configuration: str = "", **given: str) -> str:
    return pom(
        properties(**given), plugins(plugin("kotlin-maven-plugin", configuration, "compile"))
    )


def test_kotlins_main_function_is_the_class_of_its_file(project: MakeProject) -> None:
    files = {
        "pom.xml": kotlin(),
        "src/main/kotlin/com/example/app.kt": (
            'package com.example\n\nfun main() { env("PORT", 7000) }\n'
        ),
    }
    found = detect(project, files)
    assert value(found, "language") == "kotlin"
    assert value(found, "main_class") == "com.example.AppKt"
    assert value(found, "port") == 7000


@pytest.mark.parametrize(
    ("configuration", "given", "java"),
    [
        ("<jvmTarget>17</jvmTarget>", {}, "17"),
        ("<jvmTarget>${java.version}</jvmTarget>", {"java_version": "21"}, "21"),
        ("", {"kotlin_compiler_jvmTarget": "1.8"}, "8"),
        ("<jvmTarget>17</jvmTarget>", {"maven_compiler_release": "21"}, "21"),
        ("<jvmTarget>21</jvmTarget>", {"maven_compiler_release": "17"}, "21"),
        ("", {"maven_compiler_release": "17"}, "17"),
    ],
)
def test_the_newer_of_what_both_compilers_compile_for_runs_both(
    project: MakeProject, configuration: str, given: dict[str, str], java: str
) -> None:
    files = {
        "pom.xml": kotlin(configuration, **given),
        "src/main/kotlin/Main.kt": "fun main() {}\n",
    }
    assert value(detect(project, files), "language_version") == java


def test_a_jvm_target_that_is_no_release_is_refused(project: MakeProject) -> None:
    files = {
        "pom.xml": kotlin("<jvmTarget>new</jvmTarget>"),
        "src/main/kotlin/M.kt": "fun main() {}",
    }
    with pytest.raises(UnusableInput, match="'new' is not a Java release"):
        detect(project, files)


@pytest.mark.parametrize(
    ("bytecode", "given", "java"),
    [
        ("<targetBytecode>17</targetBytecode>", {}, "17"),
        ("<targetBytecode>${jdk}</targetBytecode>", {"jdk": "21"}, "21"),
        ("<targetBytecode>17</targetBytecode>", {"maven_compiler_target": "21"}, "21"),
        ("", {"maven_compiler_target": "21"}, "21"),
    ],
)
def test_groovys_bytecode_counts_beside_the_compilers(
    project: MakeProject, bytecode: str, given: dict[str, str], java: str
) -> None:
    text = pom(properties(**given), plugins(plugin("gmavenplus-plugin", bytecode, "compile")))
    files = {"pom.xml": text, "src/main/groovy/App.groovy": "class App { static main(a) {} }\n"}
    assert value(detect(project, files), "language_version") == java


def test_groovys_main_method_is_found(project: MakeProject) -> None:
    source = "package com.example\nclass App {\n  static main(args) { println 'hi' }\n}\n"
    files = {
        "pom.xml": pom(plugins(plugin("gmavenplus-plugin", "", "compile"))),
        "src/main/groovy/com/example/App.groovy": source,
    }
    found = detect(project, files)
    assert value(found, "language") == "groovy"
    assert found.facts["main_class"].evidence.line == 3
    assert value(found, "main_class") == "com.example.App"
