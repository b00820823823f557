"""What looks like a credential is neither written nor printed, wherever a project says it."""

# ruff: noqa: E501  tables of values

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockgen.core.credentials import (
    credentials_in,
    masked,
    without_credentials,
    words_without_credentials,
)
from tests.conftest import RunCommand, write_files

SECRET = "s3cr3t-Value1"  # noqa: S105  nobody issued it
FORM = "ghp_" + "x1" * 18


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"git+https://u:{SECRET}@git.example/x.git", "git+https://***@git.example/x.git"),
        (f"https://{FORM}@github.com/a/b", "https://***@github.com/a/b"),
        (f"https://{SECRET}abcdef0123456:@h.example", "https://***@h.example"),
        (f"https://:{SECRET}@h.example/x", "https://***@h.example/x"),
        (f"jdbc:postgresql://u:{SECRET}@db:5432/x", "jdbc:postgresql://***@db:5432/x"),
        (f"a redis://:{SECRET}@[::1]:6379 b", "a redis://***@[::1]:6379 b"),
        (f"API_TOKEN={SECRET} make", "API_TOKEN=*** make"),
        (f"export DB_PASSWORD='{SECRET} x' && a", "export DB_PASSWORD=*** && a"),
        (f"java -Dspring.datasource.password={SECRET} -jar a", "java -Dspring.datasource.password=*** -jar a"),
        (f"a --api-key={SECRET}", "a --api-key=***"),
        (f"a --password {SECRET} b", "a --password *** b"),
        (f"-PsigningKey={SECRET}", "-PsigningKey=***"),
        (f"x {FORM} y", "x *** y"),
    ],
)  # fmt: skip
def test_a_credential_is_masked(text: str, shown: str) -> None:
    assert masked(text) == shown
    assert list(credentials_in(text))
    assert masked(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "git+ssh://git@github.com/a/b.git", "https://user@bitbucket.org/a/b", "git@github.com:a/b",
        "https://u:$PASS@h.example", "db://${U:-app}:${P:-change-me}@h/d",
        "https://${USER}:${PASS}@h.example", "https://u:***@h.example",
        "https://unpkg.com/@scope/pkg@1.2.3", "https://h.example/a:b@c", "http://localhost:3000",
        'NPM_TOKEN="$(cat /run/secrets/NPM_TOKEN)" npm ci', "NPM_TOKEN=NPM_TOKEN",
        "TOKEN=${TOKEN-} a", "DB_PASSWORD_FILE=/run/secrets/db", "PASSWORD_MIN_LENGTH=12",
        "--mount=type=secret,id=npmrc,target=/root/.npmrc,required=true", "--secret id=a,src=.npmrc",
        "ACCESS_TOKEN_TTL=15m", "tokenizer=bpe-large", "NODE_ENV=production", "PORT=3000",
        "TOKEN_URL=https://id.example/token", "POSTGRES_PASSWORD=change-me",
        "MAX_TOKENS=100000", "--password-file secret.txt", "compass=north", "KEY=value",
    ],
)  # fmt: skip
def test_what_is_no_credential_stays(text: str) -> None:
    assert masked(text) == text
    assert without_credentials(text) == text
    assert words_without_credentials(text.split()) == tuple(text.split())


def test_a_command_takes_from_its_environment_what_stood_in_it() -> None:
    made = without_credentials(f"cross-env API_TOKEN={SECRET} A=1 x --token={SECRET}")
    assert made == 'cross-env API_TOKEN="${API_TOKEN-}" A=1 x --token=***'
    words = ("env", f"API_TOKEN={SECRET}", "A=1", "x", "--token", SECRET, "--id", "7")
    assert words_without_credentials(words) == ("env", "A=1", "x", "--token", "***", "--id", "7")


@given(st.text())
def test_masking_twice_is_masking_once(text: str) -> None:
    assert masked(masked(text)) == masked(text)


@pytest.mark.parametrize(
    "piece", ["://", "a://b:", "@", "a=", "--a ", "-", "'", "token=", "xox", "_"]
)
def test_masking_is_linear(piece: str) -> None:
    """At sixteen times the length, what is quadratic takes 256 times as long."""
    short, long = (min(_seconds(piece * count) for _ in range(3)) for count in (2_000, 32_000))
    assert long < 0.05 + short * 80, (short, long)


def _seconds(text: str) -> float:
    begun = time.perf_counter()
    masked(text)
    return time.perf_counter() - begun


GIT = f"git+https://u:{SECRET}@git.example/x.git"
SERVER = "require('http').createServer().listen(3000)\n"


def package(**more: object) -> str:
    return json.dumps({"name": "x", "scripts": {"start": "node server.js"}} | more, indent=2)


PROJECTS: dict[str, dict[str, str]] = {
    "start": {"package.json": package(scripts={"start": f"API_TOKEN={SECRET} node server.js"})},
    "start-export": {
        "package.json": package(scripts={"start": f"export API_TOKEN={SECRET}; node server.js"})
    },
    "start-cross-env": {
        "package.json": package(scripts={"start": f"cross-env API_TOKEN={SECRET} node server.js"})
    },
    "start-argument": {
        "package.json": package(scripts={"start": f"node server.js --api-key {SECRET}"})
    },
    "start-url": {
        "package.json": package(scripts={"start": f"node server.js --db=pg://u:{SECRET}@db/x"})
    },
    "build": {
        "package.json": package(
            scripts={"start": "node server.js", "build": f"API_TOKEN={SECRET} make"}
        )
    },
    "dependency": {"package.json": package(dependencies={"express": GIT, "pg": GIT})},
    "manager": {"package.json": package(packageManager=f"yarn@https://u:{SECRET}@h.example/y.js")},
    "procfile": {"package.json": package(scripts={}), "Procfile": f"web: API_TOKEN={SECRET} node server.js\n"},
    "registry": {
        "package.json": package(),
        ".npmrc": f"registry=https://u:{SECRET}@npm.example/\n",
    },
    "settings": {
        "package.json": package(),
        ".dockgen.yml": f"set:\n  build_command: 'API_TOKEN={SECRET} make'\n",
    },
    "deno": {
        "deno.json": json.dumps(
            {"tasks": {"start": f"API_TOKEN={SECRET} deno run -A main.ts", "build": f"x --token={SECRET}"},
             "imports": {"a": f"https://u:{SECRET}@h.example/mod.ts"}}
        ),
        "main.ts": "Deno.serve(() => new Response('x'))",
    },
    "gradle": {
        "build.gradle": "plugins { id 'java'; id 'application' }\napplication { mainClass = 'A'\n"
        f"applicationDefaultJvmArgs = ['-Dapi.token={SECRET}'] }}\n"
        f"repositories {{ maven {{ url 'https://u:{SECRET}@m.example/r' }} }}",
        "settings.gradle": "rootProject.name = 'x'",
        "gradle.properties": f"org.gradle.jvmargs=-Dhttp.proxyPassword={SECRET}\napiToken={SECRET}\n",
        "gradlew": "#!/bin/sh\n",
        "gradle/wrapper/gradle-wrapper.properties": "distributionUrl="
        f"https\\://u:{SECRET}@g.example/gradle-9.2-bin.zip\n",
        "src/main/java/A.java": "class A { public static void main(String[] a) {} }",
    },
    "maven": {
        "pom.xml": "<project><modelVersion>4.0.0</modelVersion><groupId>a</groupId>"
        "<artifactId>x</artifactId><version>1</version><repositories><repository><id>r</id>"
        f"<url>https://u:{SECRET}@m.example/r</url></repository></repositories></project>",
        "src/main/java/A.java": "class A { public static void main(String[] a) {} }",
        ".mvn/maven.config": f"-Dapi.token={SECRET}\n",
        ".mvn/wrapper/maven-wrapper.properties": f"distributionUrl=https://u:{SECRET}@m.example/apache-maven-3.9.11-bin.zip\n",
    },
    "hugo": {
        "hugo.toml": f"title = 'x'\n[module]\n[[module.imports]]\npath = 'https://u:{SECRET}@h.example/m'\n",
        "content/a.md": "x",
        "go.mod": f"module x\nrequire https://u:{SECRET}@h.example/m v1.0.0\n",
    },
    "leiningen": {
        "project.clj": '(defproject a "1" :main a.core :uberjar-name "a.jar"'
        f' :jvm-opts ["-Dapi.token={SECRET}"] :repositories [["r" "https://u:{SECRET}@h.example"]])',
    },
    "sbt": {
        "build.sbt": 'lazy val a = (project in file(".")).enablePlugins(JavaAppPackaging)\n'
        f'Universal / javaOptions ++= Seq("-Dapi.token={SECRET}")\nresolvers += "r" at "https://u:{SECRET}@h"\n',
        "project/build.properties": "sbt.version=1.11.0\n",
        "project/plugins.sbt": 'addSbtPlugin("com.github.sbt" % "sbt-native-packager" % "1.11.0")\n',
    },
}  # fmt: skip
"""A project for each place that a credential was seen to come through."""
COMMANDS = (
    ["detect"], ["detect", "--json"], ["init", "--yes", "--dry-run", "--compose"],
    ["init", "--yes", "--dry-run", "--json"], ["init", "--yes", "--compose", "--github-actions"],
    ["explain"], ["explain", "--json"], ["check"], ["check", "--json"], ["update"], ["context"],
    ["context", "--json"], ["editor", "vscode"],
)  # fmt: skip


@pytest.mark.parametrize("name", PROJECTS)
def test_no_credential_is_written_or_printed(
    name: str, tmp_path: Path, dockgen: RunCommand
) -> None:
    files = (
        {"server.js": SERVER, **PROJECTS[name]}
        if "package.json" in PROJECTS[name]
        else PROJECTS[name]
    )
    folder = write_files(tmp_path / "shop", files)
    printed = ""
    for command in COMMANDS:
        done = dockgen(*command, folder)
        assert SECRET not in done.out + done.err, command
        assert done.code in {0, 1, 2, 4}, done.err
        printed += done.out + done.err
    for place in folder.rglob("*"):
        own = place.relative_to(folder).as_posix()
        if place.is_file() and own not in files:
            assert SECRET not in place.read_text("utf-8"), own
    assert (folder / "Dockerfile").exists() or "dockgen: " in printed


@pytest.mark.parametrize("name", ["start", "start-export", "start-argument", "dependency"])
def test_the_user_is_told_the_place_and_what_to_do(
    name: str, tmp_path: Path, dockgen: RunCommand
) -> None:
    folder = write_files(tmp_path / "shop", {"server.js": SERVER, **PROJECTS[name]})
    said = dockgen("init", "--yes", folder).err
    assert "holds what looks like a credential" in said
    assert "note: package.json:" in said
    assert "pass it as a variable at run time, or to the build as a secret" in said
    assert "ENV API_TOKEN" not in (folder / "Dockerfile").read_text("utf-8")
