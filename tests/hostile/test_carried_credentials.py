"""`context` finds credentials inside ordinary files by what they hold."""

# ruff: noqa: E501  a table of files

from __future__ import annotations

import json

import pytest

from tests.conftest import MakeProject, RunCommand

SECRET = "s3cr3t-Value1"  # noqa: S105  nobody issued it
URL = f"https://u:{SECRET}@r.example/x"
PAD = "#" * 40_000 + "\n"

CARRYING = {
    "package.json": json.dumps({"dependencies": {"a": f"git+{URL}"}}, indent=1),
    "api/package.json": json.dumps({"scripts": {"start": f"API_TOKEN={SECRET} node a.js"}}),
    "package-lock.json": f'{{"x": "{" " * 40_000}",\n "resolved": "{URL}"}}',
    "yarn.lock": f'{PAD}a:\n  resolved "{URL}"\n',
    "pnpm-lock.yaml": f"{PAD}tarball: {URL}\n",
    ".yarnrc": f'registry "{URL}"\n',
    "pom.xml": f"<project><url>{URL}</url></project>",
    "build.gradle": f"maven {{ url '{URL}' }}",
    "gradle.properties": f"org.gradle.jvmargs=-Dhttp.proxyPassword={SECRET}\n",
    "gradle/wrapper/gradle-wrapper.properties": f"distributionUrl=https\\://u:{SECRET}@g.example/g.zip\n",
    ".mvn/wrapper/maven-wrapper.properties": f"distributionUrl={URL}\n",
    "src/main/resources/application.yml": f"spring:\n  datasource:\n    password: {SECRET}\n",
    "src/main/resources/application-prod.properties": f"spring.datasource.password={SECRET}\n",
    "requirements.txt": f"--extra-index-url {URL}\na==1\n",
    "pyproject.toml": f'[[tool.uv.index]]\nurl = "{URL}"\n',
    "Gemfile": f'source "{URL}"\n',
    "schema.prisma": f'url = "postgresql://u:{SECRET}@db.example/x"\n',
    "hugo.toml": f'path = "{URL}"\n',
    "Procfile": f"web: API_TOKEN={SECRET} ./run\n",
    "deno.json": json.dumps({"imports": {"a": URL}}),
    "config/settings.json": json.dumps({"k": "-----BEGIN PRIVATE KEY-----\n" + "x" * 60}),
    "appsettings.json": json.dumps({"Smtp": {"Password": SECRET}}, indent=1),
}
HARMLESS = {
    "package.json": '{"dependencies": {"jsonwebtoken": "^9.0.0", "a": "git+ssh://git@h.example/a"}}',
    ".yarnrc": 'registry "https://registry.example"\n',
    "application.yml": "spring:\n  datasource:\n    password: ${DB_PASSWORD}\n  x: {token-uri: a}\n",
    "application-dev.yml": "url: postgres://postgres:postgres@localhost/x\n",
    "gradle.properties": "org.gradle.jvmargs=-Xmx1g\nkotlin.code.style=official\n",
    "requirements.txt": "--index-url https://${USER}:${TOKEN}@r.example/simple\n",
    "schema.prisma": 'url = env("DATABASE_URL")\n',
    "pom.xml": "<project><password>${env.P}</password></project>",
}


@pytest.mark.parametrize("path", CARRYING)
def test_a_credential_in_an_ordinary_file_is_named_and_not_shown(
    project: MakeProject, dockgen: RunCommand, path: str
) -> None:
    root = project({path: CARRYING[path], "a.txt": ""}).root
    done = dockgen("context", "--json", root)
    risks = [one for one in json.loads(done.out)["risks"] if one["kind"] == "secret"]
    assert [one["path"] for one in risks] == [path]
    said = dockgen("context", root)
    assert path in said.out
    assert done.code == said.code == 0  # a report, not a check
    assert SECRET not in done.out + said.out


def test_ordinary_files_without_one_are_left_alone(
    project: MakeProject, dockgen: RunCommand
) -> None:
    done = dockgen("context", "--json", project(HARMLESS).root)
    assert [one for one in json.loads(done.out)["risks"] if one["kind"] == "secret"] == []


def test_the_line_and_what_to_do_are_said(project: MakeProject, dockgen: RunCommand) -> None:
    said = dockgen("context", project({"yarn.lock": CARRYING["yarn.lock"]}).root).out
    assert "line 3 contains a credential: a password in a URL" in said
    assert "pass it as a variable at run time or as a build secret" in said
