"""`dockgen init --compose`: the application with its services, in a file that compose accepts."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML
from syrupy.assertion import SnapshotAssertion

from dockgen.cli.main import run
from dockgen.core.project import Project
from dockgen.ecosystems.registry import find
from dockgen.integrations.compose.services import KINDS
from dockgen.integrations.compose.services_file import Application, needs_text, next_commands, texts
from dockgen.managed_files import draft
from tests.conftest import write_files
from tests.examples import FOLDER
from tests.file_snapshots import as_file

SERVER = "require('http').createServer().listen(process.env.PORT || 3000)\n"


def shop(folder: Path, *dependencies: str, **more: str) -> Path:
    manifest = {
        "name": "shop",
        "scripts": {"start": "node server.js"},
        "dependencies": dict.fromkeys(dependencies, "^1.0.0"),
    }
    text = json.dumps(manifest, indent=2)
    return write_files(folder, {"package.json": text, "server.js": SERVER, **more})


def composed(folder: Path, dockerfile: str = "Dockerfile") -> dict[str, str]:
    return texts(Project(folder), [application(folder, dockerfile)])


def application(folder: Path, dockerfile: str = "Dockerfile") -> Application:
    return Application(draft.draft(str(folder), dockerfile, {}))


def services_of(text: str) -> dict[str, dict[str, object]]:
    services: dict[str, dict[str, object]] = YAML(typ="safe").load(text)["services"]
    return services


def test_the_compose_file_of_an_example(snapshot: SnapshotAssertion) -> None:
    written = composed(FOLDER / "node-postgres")
    assert list(written) == ["compose.yaml", ".env.example"]
    assert written["compose.yaml"] == snapshot(extension_class=as_file("yaml"))
    assert written[".env.example"] == snapshot(extension_class=as_file("env"))


WRITES = """fs.mkdirSync('data')
fs.mkdirSync('/srv/files')
fs.mkdirSync('logs')
fs.mkdirSync('files')
fs.mkdirSync('data/inner')
"""


def test_what_the_application_writes_is_kept_in_volumes(tmp_path: Path) -> None:
    folder = shop(tmp_path, **{"server.js": WRITES + SERVER})
    made = YAML(typ="safe").load(composed(folder)["compose.yaml"])
    app = made["services"]["app"]
    assert app["volumes"] == [
        "app-data:/app/data",
        "app-files:/srv/files",
        "app-files-2:/app/files",
    ]
    assert app["tmpfs"][1:] == ["/app/logs:mode=1777"]
    assert list(made["volumes"]) == ["app-data", "app-files", "app-files-2"]


KEEPERS = {
    "python": {
        "requirements.txt": "fastapi==0.115.0\nuvicorn==0.30.0\n",
        "main.py": "import os\nfrom fastapi import FastAPI\napp = FastAPI()\nos.makedirs('data')\n",
    },
    "rust": {
        "Cargo.toml": '[package]\nname = "keeper"\nversion = "1.0.0"\nedition = "2024"\n',
        "Cargo.lock": 'version = 4\n[[package]]\nname = "keeper"\nversion = "1.0.0"\n',
        "src/main.rs": 'fn main() { std::fs::create_dir_all("data"); '
        'std::net::TcpListener::bind("0.0.0.0:9000"); }\n',
    },
    "go": {
        "go.mod": "module example.com/keeper\n\ngo 1.25\n",
        "main.go": 'package main\n\nimport (\n"net/http"\n"os"\n)\n\nfunc main() {\n'
        'os.MkdirAll("data", 0o755)\nhttp.ListenAndServe(":9000", nil)\n}\n',
    },
    "clojure": {
        "project.clj": '(defproject keeper "1.0" :main keeper.core\n'
        ' :dependencies [[com.h2database/h2 "2.3.232"]] :uberjar-name "keeper.jar")\n',
        "src/keeper/core.clj": "(ns keeper.core (:gen-class))\n"
        '(def url "jdbc:h2:file:./data/keeper")\n(defn -main [] nil)\n',
    },
}


@pytest.mark.parametrize("name", KEEPERS)
def test_every_ecosystem_keeps_what_is_written(tmp_path: Path, name: str) -> None:
    made = YAML(typ="safe").load(composed(write_files(tmp_path, KEEPERS[name]))["compose.yaml"])
    assert made["services"]["app"]["volumes"] == ["app-data:/app/data"]


@pytest.mark.parametrize(
    ("own", "volumes"),
    [
        ("", ["app-data:/app/data"]),
        ("    volumes:\n      - ./data:/app/data\n", ["./data:/app/data"]),
    ],
)
def test_a_service_of_the_users_keeps_its_volumes(
    tmp_path: Path, own: str, volumes: list[str]
) -> None:
    compose = f"services:\n  app:\n    build: .\n{own}"
    folder = shop(tmp_path, **{"server.js": "fs.mkdirSync('data')\n" + SERVER})
    write_files(folder, {"compose.yaml": compose})
    made = YAML(typ="safe").load(composed(folder)["compose.yaml"])
    assert made["services"]["app"]["volumes"] == volumes
    assert ("volumes" in made) == (not own)


def test_every_service_at_once(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    folder = shop(tmp_path, *(find("node").services[kind.name][0] for kind in KINDS))
    assert composed(folder)["compose.yaml"] == snapshot(extension_class=as_file("yaml"))


def test_the_file_follows_the_published_schema(tmp_path: Path) -> None:
    folder = shop(tmp_path, *(find("node").services[kind.name][0] for kind in KINDS))
    place = files("check_jsonschema").joinpath("builtin_schemas/vendor/compose-spec.json")
    schema = json.loads(place.read_text("utf-8"))
    jsonschema.validate(YAML(typ="safe").load(composed(folder)["compose.yaml"]), schema)


def test_an_application_alone_needs_no_env_file() -> None:
    written = composed(FOLDER / "static-site")
    assert list(written) == ["compose.yaml"]
    app = services_of(written["compose.yaml"])["app"]
    assert app["ports"] == ["8080:8080"]
    assert "depends_on" not in app


PRIVATE = "//npm.example/:_authToken=abc\n"


@pytest.mark.parametrize(
    ("npmrc", "secret"),
    [
        (PRIVATE, {"npmrc": {"file": "./.npmrc"}}),
        (PRIVATE.replace("abc", "${NPM_TOKEN}"), {"NPM_TOKEN": {"environment": "NPM_TOKEN"}}),
    ],
)
def test_what_the_build_takes_as_a_secret_is_named(
    tmp_path: Path, npmrc: str, secret: dict[str, dict[str, str]]
) -> None:
    folder = shop(tmp_path, **{".npmrc": npmrc})
    text = composed(folder)["compose.yaml"]
    data = YAML(typ="safe").load(text)
    name = next(iter(secret))
    assert data["secrets"] == secret
    (service,) = data["services"].values()
    assert service["build"]["secrets"] == [{"source": name, "target": name}]


@pytest.mark.parametrize(
    ("build", "expected"),
    [
        (".", {"context": ".", "secrets": [{"source": "npmrc", "target": "npmrc"}]}),
        ("{context: .}", {"context": ".", "secrets": [{"source": "npmrc", "target": "npmrc"}]}),
        ("{context: ., secrets: [mine]}", {"context": ".", "secrets": ["mine"]}),
    ],
)
def test_a_service_that_is_there_gets_the_secrets_of_its_build(
    tmp_path: Path, build: str, expected: dict[str, object]
) -> None:
    there = f"services:\n  web:\n    build: {build}\n"
    folder = shop(tmp_path, **{".npmrc": PRIVATE, "compose.yaml": there})
    data = YAML(typ="safe").load(composed(folder)["compose.yaml"])
    assert data["services"]["web"]["build"] == expected
    assert data["secrets"] == {"npmrc": {"file": "./.npmrc"}}


def test_another_dockerfile_is_named(tmp_path: Path) -> None:
    text = composed(shop(tmp_path), "docker/api.Dockerfile")["compose.yaml"]
    build = services_of(text)["app"]["build"]
    assert build == {"context": ".", "dockerfile": "docker/api.Dockerfile"}


def test_a_database_that_is_there_is_used_with_its_own_credentials(tmp_path: Path) -> None:
    mine = """\
services:
  web:
    build: .
  db:
    image: postgres:16-alpine
    environment:
      POSTGRES_USER: shop
      POSTGRES_PASSWORD: ${DB_SECRET}
"""
    written = composed(shop(tmp_path, "pg", **{"docker-compose.yml": mine}))
    assert list(written) == ["docker-compose.yml"]
    text = written["docker-compose.yml"]
    assert text.startswith(mine.split("  db:", maxsplit=1)[0])
    services = services_of(text)
    assert set(services) == {"web", "db"}
    environment = services["web"]["environment"]
    assert isinstance(environment, dict)
    address = "postgresql://shop:${DB_SECRET}@db:5432/${POSTGRES_DB}"
    assert environment["DATABASE_URL"] == address
    assert services["web"]["depends_on"] == {"db": {"condition": "service_started"}}


def test_a_database_with_a_healthcheck_is_waited_for(tmp_path: Path) -> None:
    mine = "services:\n  db: {image: postgres, healthcheck: {test: [CMD, pg_isready]}}\n"
    text = composed(shop(tmp_path, "pg", **{"compose.yml": mine}))["compose.yml"]
    assert services_of(text)["app"]["depends_on"] == {"db": {"condition": "service_healthy"}}


def test_a_service_of_the_same_name_that_is_something_else_stays(tmp_path: Path) -> None:
    mine = "services:\n  app: {image: mine}\n  postgres: {image: my/exporter}\n"
    text = composed(shop(tmp_path, "pg", **{"compose.yaml": mine}))["compose.yaml"]
    services = services_of(text)
    assert services["app"] == {"image": "mine"}
    assert services["postgres"] == {"image": "my/exporter"}
    assert services["app-2"]["depends_on"] == {"postgres-2": {"condition": "service_healthy"}}
    assert services["postgres-2"]["volumes"] == ["postgres-2-data:/var/lib/postgresql"]


def test_an_example_of_the_env_file_that_is_there_gets_what_it_lacks(tmp_path: Path) -> None:
    folder = shop(tmp_path, "pg", **{".env.example": "export POSTGRES_USER=me\nOTHER=1"})
    assert composed(folder)[".env.example"] == (
        "export POSTGRES_USER=me\nOTHER=1\nPOSTGRES_PASSWORD=change-me\nPOSTGRES_DB=app\n"
    )
    (folder / ".env.example").write_text(composed(folder)[".env.example"], "utf-8")
    assert composed(folder)[".env.example"].count("POSTGRES_DB") == 1


def test_init_writes_it_once_and_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shop(tmp_path, "pg")
    assert run(["init", "--yes", "--compose", str(folder)]) == 0
    out, said = capsys.readouterr()
    assert "compose: postgres for pg  package.json:7  dependencies.pg" in said
    assert "add it before you put a password there" in said
    assert out.endswith("up     docker compose up --build\nenv    cp .env.example .env\n")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    assert run(["init", "--yes", "--compose", str(folder)]) == 0
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_dry_run_shows_it_and_writes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shop(tmp_path, "pg", **{"compose.yaml": "services:\n  app:\n    build: .\n"})
    assert run(["init", "--compose", "--dry-run", str(folder)]) == 0
    shown = capsys.readouterr().out
    assert "--- a/compose.yaml\n+++ b/compose.yaml" in shown
    assert "+  postgres:" in shown
    assert not (folder / "Dockerfile").exists()


@pytest.mark.parametrize("line", [".env", "*.env", "/.env"])
def test_a_gitignore_that_names_the_env_file_needs_no_word(line: str, tmp_path: Path) -> None:
    folder = shop(tmp_path, "pg", **{".gitignore": f"node_modules\n{line}\n", ".env": ""})
    made = (Project(folder), [application(folder)])
    assert ".gitignore" not in needs_text(*made)
    assert next_commands(*made) == (("up", "docker compose up --build"),)


def test_without_a_need_it_says_so(tmp_path: Path) -> None:
    made = (Project(shop(tmp_path)), [application(tmp_path)])
    assert needs_text(*made) == "  compose: no dependency needs another service"


def test_a_broken_compose_file_stops_before_anything_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shop(tmp_path, "pg", **{"compose.yaml": "services:\n\tapp: {}\n"})
    assert run(["init", "--yes", "--compose", str(folder)]) == 2
    assert "dockgen: compose.yaml:2: is not valid YAML" in capsys.readouterr().err
    assert not (folder / "Dockerfile").exists()


def test_services_of_a_repository_come_together_in_one_file(
    tmp_path: Path, snapshot: SnapshotAssertion, capsys: pytest.CaptureFixture[str]
) -> None:
    shop(tmp_path / "api", "pg", "ioredis")
    shop(tmp_path / "worker", "pg")
    write_files(tmp_path / "web", {"index.html": ""})
    assert run(["init", "--all", "--compose", "--yes", str(tmp_path)]) == 0
    text = (tmp_path / "compose.yaml").read_text("utf-8")
    assert text == snapshot(extension_class=as_file("yaml"))
    services = services_of(text)
    assert [services[name]["build"] for name in ("api", "web", "worker")] == [
        {"context": "api"},
        {"context": "web"},
        {"context": "worker"},
    ]
    assert services["api"]["ports"] == ["3000:3000"]
    assert services["worker"]["ports"] == ["3001:3000"]
    assert "docker compose up --build" in capsys.readouterr().out
    assert run(["init", "--all", "--compose", "--yes", str(tmp_path)]) == 0
    assert (tmp_path / "compose.yaml").read_text("utf-8") == text


def test_the_json_holds_the_files_beside_the_images_own(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shop(tmp_path, "pg")
    options = ["--compose", "--github-actions", "--json", "--dry-run"]
    assert run(["init", *options, str(folder)]) == 0
    paths = set(json.loads(capsys.readouterr().out)["files"])
    assert {"compose.yaml", ".env.example", ".github/workflows/image.yml"} < paths


def test_an_env_file_that_is_there_is_completed_by_its_owner(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shop(tmp_path, "pg")
    own = "STRIPE_KEY=sk_live_1\nPOSTGRES_USER=shop\n"
    write_files(folder, {".env": own})
    assert run(["init", "--yes", "--compose", str(folder)]) == 0
    said = "".join(capsys.readouterr())
    assert "development values hold until .env sets POSTGRES_PASSWORD, POSTGRES_DB;" in said
    assert "cp .env.example .env" not in said
    assert "sk_live_1" not in said
    assert (folder / ".env").read_text() == own
    assert ":?" not in (folder / "compose.yaml").read_text()
