"""The configuration that a Spring Boot application carries."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact
from dockgen.core.project import TextFile
from dockgen.ecosystems.jvm.common.spring_config import SpringConfig, listening_port
from tests.conftest import MakeProject

RESOURCES = "src/main/resources"


def config(project: MakeProject, files: Mapping[str, str], folder: str = "") -> SpringConfig:
    found = project({f"{folder}{RESOURCES}/{path}": text for path, text in files.items()})
    return SpringConfig(found, folder.strip("/"), {"http.port": "9000"}.get)


def port_in(project: MakeProject, files: Mapping[str, str]) -> str | None:
    found = config(project, files).get("server.port")
    return found.value if found else None


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("application.properties", "a=1\nserver.port=8081\n", 2),
        ("application.yml", "a: 1\n\nserver:\n  port: 8081\n", 4),
        ("application.yaml", "server.port: 8081\n", 1),
        ("config/application.yml", "{server: {port: '8081'}}", 1),
    ],
)
def test_the_port_is_found_with_its_line(
    project: MakeProject, name: str, text: str, line: int
) -> None:
    found = config(project, {name: text}).get("server.port")
    assert found == Fact("8081", Evidence("server.port", f"{RESOURCES}/{name}", line))


def test_a_modules_configuration_lies_in_its_folder(project: MakeProject) -> None:
    found = config(project, {"application.yml": "server.port: 1"}, folder="app/").get("server.port")
    assert found is not None
    assert found.evidence.file == f"app/{RESOURCES}/application.yml"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("application.properties", "application.yml"),
        ("application.yml", "application.yaml"),
        ("config/application.yaml", "application.properties"),
    ],
)
def test_one_file_goes_before_another(project: MakeProject, first: str, second: str) -> None:
    texts = {True: "server.port={}", False: "server: {{port: {}}}"}
    files = {
        name: texts[name.endswith("properties")].format(value)
        for name, value in ((first, 1), (second, 2))
    }
    assert port_in(project, files) == "1"


def test_a_later_document_goes_before_an_earlier_one(project: MakeProject) -> None:
    assert port_in(project, {"application.yml": "server.port: 1\n---\nserver.port: 2\n"}) == "2"
    assert port_in(project, {"application.properties": "server.port=1\n#---\nserver.port=2"}) == "2"


@pytest.mark.parametrize("key", ["spring.config.activate.on-profile", "spring.profiles"])
def test_a_document_for_a_profile_that_is_not_active_does_not_count(
    project: MakeProject, key: str
) -> None:
    text = f"server.port: 1\n---\n{key}: prod\nserver.port: 2\n"
    assert port_in(project, {"application.yml": text}) == "1"


def test_a_profile_that_is_active_by_itself_counts(project: MakeProject) -> None:
    files = {
        "application.yml": "spring.profiles.active: dev, prod\nserver.port: 1\n",
        "application-dev.yml": "server.port: 2\n",
        "application-prod.properties": "server.port=3\n",
        "application-other.yml": "server.port: 4\n",
    }
    assert port_in(project, files) == "3"


def test_the_document_of_an_active_profile_counts(project: MakeProject) -> None:
    text = (
        "spring.profiles.active: prod\nserver.port: 1\n"
        "---\nspring.config.activate.on-profile: prod\nserver.port: 2\n"
    )
    assert port_in(project, {"application.yml": text}) == "2"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("${PORT:8081}", "8081"),
        ("${PORT}", "${PORT}"),
        ("${A:${B:8082}}", "8082"),
        ("${base.port}", "7000"),
        ("@http.port@", "9000"),
        ("${PORT:@http.port@}", "9000"),
        ("@nothing@", "nothing"),
        ("${server.port}", "${server.port}"),
    ],
)
def test_placeholders_are_put_in(project: MakeProject, value: str, expected: str) -> None:
    files = {"application.yml": f"base.port: 7000\nserver:\n  port: {value}\n"}
    assert port_in(project, files) == expected


def test_a_list_and_an_alias_are_passed_over(project: MakeProject) -> None:
    text = "a: &a {b: 1, c: [1, 2]}\nserver: *a\nloop: &l {self: *l}\n"
    found = config(project, {"application.yml": text})
    assert found.get("server.b") is None
    assert found.get("a.c") is None
    assert found.get("a.b") is not None


def test_an_empty_file_and_a_file_without_keys_say_nothing(project: MakeProject) -> None:
    assert port_in(project, {"application.yml": "", "application.yaml": "just text"}) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: [", r"application.yml:2: is not valid YAML"),
        ("a: 1\n\tb: 2", r"application.yml:2: is not valid YAML"),
        ("a: \x00", r"application.yml: is not valid YAML"),
        ("[" * 1000, r"application.yml: is nested too deeply"),
    ],
)
def test_a_file_that_is_not_yaml_is_refused(project: MakeProject, text: str, message: str) -> None:
    with pytest.raises(UnusableInput, match=message):
        config(project, {"application.yml": text})


@pytest.mark.parametrize(
    ("text", "serves", "port", "warning"),
    [
        ("server.port=8081", False, 8081, ""),
        ("", True, 8080, ""),
        ("server.port=", True, 8080, ""),
        ("", False, None, ""),
        ("server.port=-1", True, None, ""),
        ("server.port=0", True, None, ":1: server.port 0 takes any free port"),
        ("server.port=${PORT}", True, 8080, ":1: server.port is ${PORT}, which nothing here sets"),
        ("server.port=81\nspring.main.web-application-type=none", True, None, ""),
        ("server.port=81\nspring.main.web-application-type=reactive", True, 81, ""),
    ],
)
def test_the_port_that_is_listened_on(
    project: MakeProject, text: str, serves: bool, port: int | None, warning: str
) -> None:
    files = {"application.properties": text}
    found, said = listening_port(config(project, files), serves=serves)
    assert (found.value if found else None) == port
    assert said == (f"{RESOURCES}/application.properties{warning}" if warning else "")


@pytest.mark.parametrize("value", ["http", "99999", "80 80", "1e3"])
def test_what_is_not_a_port_is_refused(project: MakeProject, value: str) -> None:
    with pytest.raises(UnusableInput, match=r"application.properties:1: server.port is not a port"):
        listening_port(
            config(project, {"application.properties": f"server.port={value}"}), serves=True
        )


RES = RESOURCES
APPLICATION = f"{RES}/application.properties"


def sourced(project: MakeProject, files: dict[str, str], source: str = "") -> SpringConfig:
    sources = (TextFile("src/main/java/App.java", source),) if source else ()
    return SpringConfig(project(files), "", lambda _: None, sources=sources)


def port(config: SpringConfig) -> str | None:
    found = config.get("server.port")
    return found.value if found else None


@pytest.mark.parametrize(
    "annotation",
    [
        '@PropertySource("classpath:portal.properties")',
        '@PropertySource(value = {"classpath:portal.properties"})',
        '@PropertySource("classpath:/portal.properties")',
        '@PropertySources({@PropertySource(name = "p", value = "classpath:portal.properties")})',
    ],
)
def test_a_property_source_is_read(project: MakeProject, annotation: str) -> None:
    files = {f"{RES}/portal.properties": "server.port= 8070\n"}
    assert port(sourced(project, files, annotation)) == "8070"
    assert port(sourced(project, {**files, APPLICATION: "server.port=1\n"}, annotation)) == "1"


def test_the_last_property_source_wins(project: MakeProject) -> None:
    files = {f"{RES}/a.properties": "server.port=1\n", f"{RES}/b.properties": "server.port=2\n"}
    text = '@PropertySource({"classpath:a.properties", "classpath:b.properties"})'
    assert port(sourced(project, files, text)) == "2"


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ("classpath:extra.yml", f"{RES}/extra.yml"),
        ("optional:classpath:/web/extra.yml", f"{RES}/web/extra.yml"),
        ("optional:file:./conf/extra.yml", "conf/extra.yml"),
        ("extra.yml", f"{RES}/extra.yml"),
    ],
)
def test_an_import_goes_before_the_file_that_names_it(
    project: MakeProject, location: str, path: str
) -> None:
    said = f"server.port=1\nspring.config.import={location}\n"
    files = {APPLICATION: said, path: "server:\n  port: 2\n"}
    assert port(sourced(project, files)) == "2"


def test_several_imports_in_one_value_or_in_a_list(project: MakeProject) -> None:
    extra = {f"{RES}/a.yml": "server:\n  port: 1\n", f"{RES}/b.yml": "server:\n  port: 2\n"}
    said = "spring.config.import=classpath:a.yml,classpath:b.yml\n"
    assert port(sourced(project, {APPLICATION: said, **extra})) == "2"
    said = "spring:\n  config:\n    import:\n      - a.yml\n      - b.yml\n"
    other = {f"{RES}/application.yml": said, **extra}
    assert port(sourced(project, {**other, APPLICATION: ""})) == "2"


def test_imports_of_imports_end(project: MakeProject) -> None:
    files = {
        APPLICATION: "spring.config.import=a.properties\n",
        f"{RES}/a.properties": "spring.config.import=application.properties,b.properties\n",
        f"{RES}/b.properties": "server.port=3\nspring.config.import=file:/etc/x.yml\n",
    }
    assert port(sourced(project, files)) == "3"


def test_a_config_tree_in_the_project(project: MakeProject) -> None:
    files = {
        APPLICATION: "spring.config.import=optional:configtree:config/tree/\n",
        "config/tree/server/port": "7070\n",
        "config/tree/db.user": "app\n",
    }
    config = sourced(project, files)
    assert port(config) == "7070"
    found = config.get("db.user")
    assert found is not None
    assert (found.value, found.evidence.file) == ("app", "config/tree/db.user")
    outside = {APPLICATION: "spring.config.import=configtree:/run/secrets/,configtree:../x/\n"}
    assert port(sourced(project, {**outside, "config/tree/server/port": ""})) is None


@pytest.mark.parametrize(
    "said",
    [
        "spring.profiles.active=prod\n",
        "spring.profiles.include=prod\n",
        "spring.profiles.default=prod\n",
        "spring.profiles.active=live\nspring.profiles.group.live=a,prod\n",
        "spring.profiles.active[0]=a\nspring.profiles.active[1]=prod\n",
    ],
)
def test_profiles_that_are_turned_on(project: MakeProject, said: str) -> None:
    files = {APPLICATION: f"server.port=1\n{said}", f"{RES}/application-prod.yml": "server.port: 2"}
    assert port(sourced(project, files)) == "2"


def test_a_default_profile_gives_way_to_an_active_one(project: MakeProject) -> None:
    said = "server.port=1\nspring.profiles.default=prod\nspring.profiles.active=other\n"
    files = {APPLICATION: said, f"{RES}/application-prod.yml": "server.port: 2"}
    assert port(sourced(project, files)) == "1"


@pytest.mark.parametrize(
    "source",
    [
        'application.setAdditionalProfiles("prod");',
        'new SpringApplicationBuilder(App.class).profiles("a", "prod").run(args);',
    ],
)
def test_profiles_that_the_sources_turn_on(project: MakeProject, source: str) -> None:
    files = {APPLICATION: "server.port=1\n", f"{RES}/application-prod.yml": "server.port: 2"}
    assert port(sourced(project, files, source)) == "2"


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        ("prod", True),
        ("!dev", True),
        ("prod & cloud", False),
        ("prod & !cloud", True),
        ("dev | prod", True),
        ("dev,staging", False),
        ("default", False),
    ],
)
def test_expressions_of_profiles(project: MakeProject, expression: str, holds: bool) -> None:
    text = (
        "spring:\n  profiles:\n    active: prod\n---\n"
        f'spring:\n  config:\n    activate:\n      on-profile: "{expression}"\nserver:\n  port: 2\n'
    )
    assert port(sourced(project, {f"{RES}/application.yml": text})) == ("2" if holds else None)
