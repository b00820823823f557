"""Dependencies call for services, and the application is told where they are."""

from __future__ import annotations

import json

import pytest

from dockgen.core.ecosystem import Ecosystem
from dockgen.core.facts import Evidence, Fact, Findings, Verdict, text
from dockgen.ecosystems.registry import Detection, all_ecosystems, detect, find
from dockgen.integrations.compose.service_dependencies import Address, Need, environment, needs_of
from dockgen.integrations.compose.services import KINDS
from tests.conftest import MakeProject

NODE = find("node")
ALL = [(name, package) for name, packages in NODE.services.items() for package in packages]


def node(make: MakeProject, *dependencies: str, source: str = "", **more: object) -> Detection:
    manifest = {
        "name": "shop",
        "scripts": {"start": "node server.js"},
        "dependencies": dict.fromkeys(dependencies, "^1.0.0"),
        **more,
    }
    return detect(make({"package.json": json.dumps(manifest, indent=2), "server.js": source}))


def address(need: Need) -> Address:
    return Address(need.service.name, {name: f"${{{name}}}" for name in need.service.credentials})


def told(detection: Detection) -> dict[str, str]:
    variables: dict[str, str] = {}
    for need in needs_of(detection):
        variables |= environment(need, address(need), detection, variables)
    return variables


@pytest.mark.parametrize(("name", "package"), ALL)
def test_an_npm_package_calls_for_its_service(
    name: str, package: str, project: MakeProject
) -> None:
    needs = needs_of(node(project, package))
    assert [need.service.name for need in needs] == [name]
    assert needs[0].package == package
    assert str(needs[0].evidence) == f"package.json:7  dependencies.{package}"


def test_a_development_dependency_calls_for_nothing(project: MakeProject) -> None:
    assert needs_of(node(project, "left-pad", devDependencies={"pg": "8"})) == ()


@pytest.mark.parametrize("ecosystem", all_ecosystems(), ids=lambda one: one.name)
def test_every_service_of_a_record_is_known(ecosystem: Ecosystem) -> None:
    assert set(ecosystem.services) <= {kind.name for kind in KINDS}


# fmt: off
DRIVERS = {
    "gradle": {
        "build.gradle.kts": 'plugins { application }\napplication { mainClass = "app.Main" }\n'
        'dependencies {\n  runtimeOnly("org.postgresql:postgresql:42.7.4")\n}\n',
        "settings.gradle.kts": "", "src/main/java/app/Main.java": "",
    },
    "gradle with a catalogue": {
        "build.gradle": "plugins { id 'application' }\napplication { mainClass = 'app.Main' }\n"
        "dependencies {\n  implementation libs.db\n}\n",
        "settings.gradle": "",
        "gradle/libs.versions.toml": '[libraries]\ndb = "org.postgresql:postgresql:42.7.4"\n',
    },
    "sbt": {
        "build.sbt": "enablePlugins(JavaAppPackaging)\n"
        'libraryDependencies += "org.postgresql" % "postgresql" % "42.7.4"\n',
        "project/plugins.sbt": 'addSbtPlugin("com.github.sbt" % "sbt-native-packager" % "1.11.0")',
        "src/main/scala/Main.scala": "@main def run() = ()",
    },
    "clojure": {
        "project.clj": '(defproject shop "1.0"\n  :main shop.core :aot [shop.core]\n'
        '  :dependencies [[org.clojure/clojure "1.12.0"]\n'
        '                 [org.postgresql/postgresql "42.7.4"]])\n',
        "src/shop/core.clj": "(ns shop.core (:gen-class))\n(defn -main [])\n",
    },
    "deno": {
        "deno.json": '{"tasks": {"start": "deno run -N main.ts"},\n'
        ' "imports": {"db": "npm:postgres@^3.4.0"}}',
        "main.ts": "Deno.serve(() => new Response(1));",
    },
}
# fmt: on


@pytest.mark.parametrize("name", DRIVERS)
def test_a_driver_calls_for_its_database_in_every_ecosystem(
    name: str, project: MakeProject
) -> None:
    detection = detect(project(DRIVERS[name]))
    assert detection.chosen == name.split(maxsplit=1)[0]
    needs = needs_of(detection)
    assert [need.service.name for need in needs] == ["postgres"]
    assert needs[0].evidence.line is not None
    variables = told(detection)
    assert "POSTGRES_PASSWORD" in json.dumps(variables)


def test_a_driver_of_sbt_s_tests_calls_for_nothing(project: MakeProject) -> None:
    files = dict(DRIVERS["sbt"])
    files["build.sbt"] = files["build.sbt"].replace('"42.7.4"', '"42.7.4" % Test')
    assert needs_of(detect(project(files))) == ()


def test_a_project_without_dependencies_needs_nothing(project: MakeProject) -> None:
    assert needs_of(detect(project({"index.html": "<p>pg redis mongodb"}))) == ()


def test_several_services_come_in_the_order_of_the_table(project: MakeProject) -> None:
    needs = needs_of(node(project, "amqplib", "ioredis", "pg"))
    assert [need.service.name for need in needs] == ["postgres", "redis", "rabbitmq"]


def test_two_packages_of_one_service_call_for_it_once(project: MakeProject) -> None:
    assert len(needs_of(node(project, "bullmq", "ioredis"))) == 1


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_variables_that_the_sources_read_are_those_that_are_set(
    kind: object, project: MakeProject
) -> None:
    assert kind in KINDS
    service = next(one for one in KINDS if one is kind)
    source = " ".join(f"process.env.{names[-1]}" for names in service.variables.values())
    variables = told(node(project, NODE.services[service.name][0], source=source))
    assert set(variables) == {names[-1] for names in service.variables.values()}
    assert variables[service.variables["host"][-1]] == service.name
    assert variables[service.variables["port"][-1]] == str(service.port)
    assert f"@{service.name}:{service.port}" in variables[service.variables["url"][-1]]


def test_a_name_inside_a_longer_one_is_not_read(project: MakeProject) -> None:
    variables = told(node(project, "ioredis", source="process.env.MY_REDIS_HOST_NAME"))
    assert set(variables) == {"REDIS_URL"}


def test_without_a_known_name_the_most_common_ones_are_set(project: MakeProject) -> None:
    variables = told(node(project, "pg", "mysql2"))
    assert variables["DATABASE_URL"].startswith("postgresql://")
    assert variables["PGHOST"] == "postgres"
    assert variables["MYSQL_URL"].startswith("mysql://")


def test_a_source_that_cannot_be_read_says_nothing(project: MakeProject) -> None:
    detection = node(project, "pg", source="process.env.DB_HOST")
    (detection.project.root / "broken.js").write_bytes(b"\xff\xfe DB_USER")
    assert set(told(detect(detection.project.root))) == {"DB_HOST"}


POM = """\
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.example</groupId>
  <artifactId>shop</artifactId>
  <version>1</version>
  {}
</project>
"""
MAIN = 'class Main { public static void main(String[] args) { System.getenv("DB_HOST"); } }\n'


def dependency(name: str, scope: str = "compile") -> str:
    group, artifact = name.split(":")
    return (
        f"<dependencies><dependency><groupId>{group}</groupId><artifactId>{artifact}</artifactId>"
        f"<version>1</version><scope>{scope}</scope></dependency></dependencies>"
    )


@pytest.mark.parametrize(
    ("name", "package"),
    [(name, one) for name, packages in find("maven").services.items() for one in packages],
)
def test_a_maven_artifact_calls_for_its_service(
    name: str, package: str, project: MakeProject
) -> None:
    files = {"pom.xml": POM.format(dependency(package)), "src/main/java/Main.java": MAIN}
    needs = needs_of(detect(project(files)))
    assert [(need.service.name, need.package) for need in needs] == [(name, package)]
    assert needs[0].evidence.file == "pom.xml"
    assert needs[0].evidence.line == 6


def test_an_artifact_for_tests_calls_for_nothing(project: MakeProject) -> None:
    text = POM.format(dependency("org.postgresql:postgresql", "test"))
    assert needs_of(detect(project({"pom.xml": text, "src/main/java/Main.java": MAIN}))) == ()


def test_a_module_needs_what_the_modules_below_it_need(project: MakeProject) -> None:
    child = (
        "<project><parent><groupId>com.example</groupId><artifactId>shop</artifactId>"
        "<version>1</version></parent><artifactId>{}</artifactId>{}</project>"
    )
    modules = "<packaging>pom</packaging><modules><module>data</module><module>app</module>"
    files = {
        "pom.xml": POM.format(f"{modules}<module>other</module></modules>"),
        "data/pom.xml": child.format("data", dependency("redis.clients:jedis")),
        "app/pom.xml": child.format("app", dependency("com.example:data")),
        "app/src/main/java/Main.java": MAIN,
        "other/pom.xml": child.format("other", dependency("com.rabbitmq:amqp-client")),
        "other/src/main/java/Other.java": "// REDIS_URL\n",
    }
    detection = detect(project(files))
    (need,) = needs_of(detection)
    assert (need.service.name, need.evidence.file) == ("redis", "data/pom.xml")
    assert set(told(detection)) == {"REDIS_URL"}


def jvm(make: MakeProject, framework: str, version: str, language: str = "java") -> Detection:
    """A detection with the facts of a JVM application, whoever found them."""
    findings = Findings()
    findings.settle("language", text, Fact(language, Evidence("file", "pom.xml")))
    if framework:
        findings.settle("framework", text, Fact(framework, Evidence("file", "pom.xml")))
        findings.settle("framework_version", text, Fact(version, Evidence("file", "pom.xml")))
    detection = detect(make({"index.html": ""}))
    verdict = Verdict(matched=True, reason="found pom.xml", shape="spring-boot", findings=findings)
    detector = detection.verdicts[0][0]
    return Detection(detection.project, ((detector, verdict),), detector.name, "")


def set_for(detection: Detection, name: str, package: str = "") -> dict[str, str]:
    service = next(one for one in KINDS if one.name == name)
    need = Need(service, package, Evidence("file", "pom.xml"))
    return environment(need, address(need), detection)


SPRING = {
    "postgres": {
        "SPRING_DATASOURCE_URL": "jdbc:postgresql://postgres:5432/${POSTGRES_DB}",
        "SPRING_DATASOURCE_USERNAME": "${POSTGRES_USER}",
        "SPRING_DATASOURCE_PASSWORD": "${POSTGRES_PASSWORD}",
    },
    "mariadb": {
        "SPRING_DATASOURCE_URL": "jdbc:mariadb://mariadb:3306/${MARIADB_DATABASE}",
        "SPRING_DATASOURCE_USERNAME": "${MARIADB_USER}",
        "SPRING_DATASOURCE_PASSWORD": "${MARIADB_PASSWORD}",
    },
    "redis": {
        "SPRING_DATA_REDIS_HOST": "redis",
        "SPRING_DATA_REDIS_PASSWORD": "${REDIS_PASSWORD}",
    },
    "rabbitmq": {
        "SPRING_RABBITMQ_HOST": "rabbitmq",
        "SPRING_RABBITMQ_USERNAME": "${RABBITMQ_USER}",
        "SPRING_RABBITMQ_PASSWORD": "${RABBITMQ_PASSWORD}",
    },
}


@pytest.mark.parametrize(("name", "expected"), SPRING.items())
def test_spring_boot_is_told_in_its_own_names(
    name: str, expected: dict[str, str], project: MakeProject
) -> None:
    assert set_for(jvm(project, "spring-boot", "4.1.2"), name) == expected


@pytest.mark.parametrize(
    ("version", "variable"),
    [
        ("4.0.0", "SPRING_MONGODB_URI"),
        ("3.5.7", "SPRING_DATA_MONGODB_URI"),
        ("x", "SPRING_DATA_MONGODB_URI"),
    ],
)
def test_spring_boot_4_renamed_the_address_of_mongodb(
    version: str, variable: str, project: MakeProject
) -> None:
    told_ = set_for(jvm(project, "spring-boot", version), "mongo")
    assert list(told_) == [variable]
    assert told_[variable].endswith("@mongo:27017/${MONGO_DB}?authSource=admin")


def test_a_reactive_driver_gets_an_address_of_its_kind(project: MakeProject) -> None:
    told_ = set_for(
        jvm(project, "spring-boot", "4.0.0"), "postgres", "org.postgresql:r2dbc-postgresql"
    )
    assert told_["SPRING_R2DBC_URL"] == "r2dbc:postgresql://postgres:5432/${POSTGRES_DB}"


@pytest.mark.parametrize(
    ("name", "variable"),
    [
        ("mysql", "QUARKUS_DATASOURCE_JDBC_URL"),
        ("valkey", "QUARKUS_REDIS_HOSTS"),
        ("mongo", "QUARKUS_MONGODB_CONNECTION_STRING"),
        ("rabbitmq", "RABBITMQ_HOST"),
    ],
)
def test_quarkus_is_told_in_its_own_names(name: str, variable: str, project: MakeProject) -> None:
    assert name in set_for(jvm(project, "quarkus", "3.30"), name)[variable]


def test_plain_java_gets_a_jdbc_address(project: MakeProject) -> None:
    assert set_for(jvm(project, "", ""), "postgres") == {
        "DATABASE_URL": "jdbc:postgresql://postgres:5432/${POSTGRES_DB}"
        "?user=${POSTGRES_USER}&password=${POSTGRES_PASSWORD}"
    }
