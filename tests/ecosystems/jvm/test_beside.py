"""What an application reads and writes beside itself, with Maven and with Gradle."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import dockgen as library
from dockgen.core.facts import Evidence, Override
from dockgen.core.plan import Choices
from dockgen.ecosystems.registry import Detection
from tests.conftest import MakeProject
from tests.maven_projects import dockerfile, instructions, value, warnings
from tests.poms import MAIN, MAIN_PATH, boot_application, dependencies, pom

YAML = "src/main/resources/application.yml"
LOGBACK = "src/main/resources/logback-spring.xml"
SOURCE = "src/main/java/A.java"
MAVEN = {"pom.xml": boot_application()}
GRADLE = {
    "build.gradle": (
        "plugins {\n  id 'org.springframework.boot' version '3.5.7'\n}\n"
        "dependencies {\n  implementation 'org.springframework.boot:spring-boot-starter-web'\n}\n"
    )
}


def detected(project: MakeProject, files: dict[str, str]) -> Detection:
    return library.detect(project(files))


def in_source(statement: str) -> dict[str, str]:
    return {SOURCE: f"class A {{\n  void a() {{ {statement} }}\n}}\n"}


@pytest.mark.parametrize("build", [MAVEN, GRADLE], ids=["maven", "gradle"])
@pytest.mark.parametrize("path", ["config/application.yml", "application.yml"])
def test_the_configuration_beside_the_jar_is_copied_and_read_first(
    project: MakeProject, build: dict[str, str], path: str
) -> None:
    files = {**build, YAML: "server:\n  port: 8081\n", path: "server:\n  port: 9090\n"}
    found = detected(project, {**files, "config/checkstyle.xml": ""})
    assert value(found, "runtime_files") == (path,)
    assert value(found, "port") == 9090
    to = "config/" if "/" in path else "./"
    for stages in ("single", "multi"):
        assert f"{path} {to}" in instructions(dockerfile(found, stages=stages), "COPY")


def test_a_start_in_the_build_has_the_configuration_too(project: MakeProject) -> None:
    files = {
        **MAVEN,
        SOURCE: 'class A {\n  @Value("${shop.currency}") String currency;\n}\n',
        "config/application.yml": "shop:\n  currency: EUR\n",
    }
    found = detected(project, files)
    assert value(found, "aot_cache") is True
    text = dockerfile(found)
    assert text.index("COPY config/") < text.index("AS training")


def test_the_configuration_of_a_module_lies_beside_its_jar(project: MakeProject) -> None:
    from tests.poms import BOOT_PLUGIN, boot_parent, modules, parent, plugins

    files = {
        "pom.xml": pom(modules("app"), artifact="top", parent=boot_parent("4.1.2")),
        "app/pom.xml": pom(plugins(BOOT_PLUGIN), parent=parent("top")),
        f"app/{MAIN_PATH}": MAIN,
        "app/config/application.yml": "a: 1\n",
    }
    found = detected(project, files)
    assert "app/config/application.yml config/" in instructions(dockerfile(found), "COPY")


def test_vertx_reads_its_own_file(project: MakeProject) -> None:
    main = MAIN.replace("{}", '{ vertx.listen(config.getInteger("http.port")); }')
    files = {
        "pom.xml": pom(dependencies("vertx-core", "vertx-config", group="io.vertx")),
        MAIN_PATH: main,
        "conf/config.json": '{\n  "http.port": 8090\n}\n',
    }
    found = detected(project, files)
    assert value(found, "runtime_files") == ("conf/config.json",)
    assert value(found, "port") == 8090
    assert found.facts["port"].evidence.line == 2


@pytest.mark.parametrize(
    "statement",
    [
        'Files.readString(Path.of("conf/a.txt"));',
        'Files.readString(Path.of("conf", "a.txt"));',
        'Files.lines(Paths.get("./conf/a.txt"));',
        'new FileInputStream("conf/a.txt");',
        'new FileReader(new File("conf/a.txt"));',
    ],
)
def test_a_file_that_the_sources_open_is_copied(project: MakeProject, statement: str) -> None:
    found = detected(project, {**MAVEN, **in_source(statement), "conf/a.txt": ""})
    assert "conf/a.txt conf/" in instructions(dockerfile(found), "COPY")


@pytest.mark.parametrize("path", ["/etc/a", "../a", "src/a.txt", "key.pem", ".env", "missing.txt"])
def test_what_is_elsewhere_secret_or_missing_is_not(project: MakeProject, path: str) -> None:
    files = {"src/a.txt": "", "key.pem": "", ".env": ""}
    found = detected(project, {**MAVEN, **in_source(f'new File("{path}");'), **files})
    assert "runtime_files" not in found.facts


@pytest.mark.parametrize(
    ("files", "folders", "line"),
    [
        ({YAML: "spring:\n  datasource:\n    url: jdbc:h2:file:./data/shop\n"}, ("data",), 3),
        ({YAML: "spring.datasource.url: jdbc:h2:./data/shop;MODE=MySQL\n"}, ("data",), 1),
        ({YAML: "spring.datasource.url: jdbc:sqlite:var/db/shop.db\n"}, ("var/db",), 1),
        ({YAML: "spring.datasource.url: jdbc:hsqldb:file:data/x;a=b\n"}, ("data",), 1),
        ({YAML: "logging.file.name: logs/app.log\n"}, ("logs",), 1),
        ({YAML: "logging.file.path: logs\n"}, ("logs",), 1),
        ({YAML: "logging.file.name: ${LOGS:./logs}/app.log\n"}, ("logs",), 1),
        ({YAML: "app:\n  upload-dir: ./uploads\n"}, ("uploads",), 2),
        ({LOGBACK: "<a>\n<file>logs/app.log</file></a>"}, ("logs",), 2),
        ({LOGBACK: "<a><file>${LOG_PATH:-logs}/app.log</file></a>"}, ("logs",), 1),
        (
            {"src/main/resources/log4j2.xml": '<a>\n<RollingFile fileName="logs/a.log"/></a>'},
            ("logs",),
            2,
        ),
        (in_source('Files.createDirectories(Path.of("uploads"));'), ("uploads",), 2),
        (in_source('new FileOutputStream("out/a.bin");'), ("out",), 2),
        (in_source('new File("uploads").mkdirs();'), ("uploads",), 2),
    ],
)
@pytest.mark.parametrize("build", [MAVEN, GRADLE], ids=["maven", "gradle"])
def test_a_folder_that_the_application_writes_is_its_users(
    project: MakeProject,
    build: dict[str, str],
    files: dict[str, str],
    folders: tuple[str, ...],
    line: int,
) -> None:
    found = detected(project, {**build, **files})
    assert value(found, "writable_folders") == folders
    assert found.facts["writable_folders"].evidence.line == line
    assert "is lost with the container: mount a volume to keep it" in " ".join(warnings(found))
    for base in ("debian", "distroless"):
        text = dockerfile(found, base=base)
        assert f" && mkdir -p /writable/{folders[0]} \\\n" in text
        assert "COPY --from=build --chown=10001:10001 /writable/ ./" in text
    single = library.render(library.plan(found, Choices(stages="single")))["Dockerfile"].text
    assert f"RUN install --directory --owner=10001 --group=10001 {folders[0]}\n" in single


@pytest.mark.parametrize("build", [MAVEN, GRADLE], ids=["maven", "gradle"])
@pytest.mark.parametrize("choices", [{}, {"base": "distroless"}, {"stages": "single"}])
def test_hadolint_finds_nothing(
    project: MakeProject, tmp_path: Path, build: dict[str, str], choices: dict[str, str]
) -> None:
    files = {**build, YAML: "logging.file.name: logs/a.log\n", "config/application.yml": "a: 1\n"}
    place = tmp_path / "Dockerfile"
    for cache in ("true", "false"):
        overrides = {"aot_cache": Override(cache, Evidence("--set"))}
        found = library.detect(project(files), overrides=overrides)
        place.write_text(dockerfile(found, **choices), "utf-8")
        linted = subprocess.run(
            [Path(sys.executable).with_name("hadolint"), place], capture_output=True, text=True
        )
        assert linted.stdout == ""


@pytest.mark.parametrize(
    "text",
    [
        "spring.datasource.url: jdbc:h2:mem:shop\n",
        "spring.datasource.url: jdbc:h2:/data/shop\n",
        "spring.datasource.url: jdbc:postgresql://db/shop\n",
        "logging.file.name: /var/log/app.log\n",
        "logging.file.name: ${LOGS}/app.log\n",
        "app.path: images\n",
    ],
)
def test_what_lies_elsewhere_or_in_memory_is_no_folder(project: MakeProject, text: str) -> None:
    assert "writable_folders" not in detected(project, {**MAVEN, YAML: text}).facts


def test_a_file_in_the_working_folder_itself_is_told(project: MakeProject) -> None:
    found = detected(project, {**MAVEN, YAML: "logging.file.name: app.log\n"})
    assert "writable_folders" not in found.facts
    assert f"{YAML}:1: a file is written into the working folder itself" in warnings(found)[0]


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({YAML: "app:\n  work-dir: ${user.home}/.homer\n"}, 2),
        ({YAML: "spring.datasource.url: jdbc:h2:~/shop\n"}, 1),
        ({LOGBACK: "<a>\n<file>${HOME}/app.log</file></a>"}, 2),
        (in_source('new File(System.getProperty("user.home"), "x");'), 2),
    ],
)
@pytest.mark.parametrize("build", [MAVEN, GRADLE], ids=["maven", "gradle"])
def test_the_user_gets_the_home_folder_that_the_application_names(
    project: MakeProject, build: dict[str, str], files: dict[str, str], line: int
) -> None:
    found = detected(project, {**build, **files})
    assert value(found, "home_folder") == "home"
    assert found.facts["home_folder"].evidence.line == line
    assert str(found.facts["writable_folders"].value).find("home") > 0
    for base in ("debian", "distroless"):
        text = dockerfile(found, base=base)
        assert "\nENV HOME=/app/home\n" in text
        assert "COPY --from=build --chown=10001:10001 /writable/ ./" in text


def test_without_a_home_that_is_named_none_is_made(project: MakeProject) -> None:
    found = detected(project, {**MAVEN, YAML: "app:\n  home: x\n"})
    assert "home_folder" not in found.facts
