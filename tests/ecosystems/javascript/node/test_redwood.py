"""Redwood and Cedar: one image for the api and the web side."""

from __future__ import annotations

import json

import pytest

from dockgen.core.facts import Verdict
from dockgen.ecosystems.javascript.node import ECOSYSTEM
from dockgen.ecosystems.javascript.node.facts.server import EVERY_INTERFACE
from dockgen.ecosystems.javascript.node.monorepos import redwood
from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import detect
from dockgen.rendering.render import render
from tests.conftest import MakeProject

TOP = {"workspaces": ["api", "web"], "devDependencies": {"@redwoodjs/core": "8.9.0"}}
CEDAR = {
    "workspaces": ["api", "web"],
    "scripts": {"build": "cedar build", "start": "cedarjs-server"},
    "dependencies": {"@cedarjs/api-server": "5.0.3"},
    "devDependencies": {"@cedarjs/core": "5.0.3"},
}
API = {"name": "api", "dependencies": {"@redwoodjs/api": "8.9.0"}}
SERVING = {
    "name": "api",
    "dependencies": {"@redwoodjs/api": "8.9.0", "@redwoodjs/api-server": "8.9.0"},
}
FILES = {
    "yarn.lock": "__metadata:\n  version: 8\n",
    "api/src/functions/hello.js": "",
    "web/package.json": '{"name": "web", "dependencies": {"react": "18"}}',
}
SCHEMA = 'generator client {\n  provider = "prisma-client-js"\n}\n'


def made(
    make: MakeProject, top: object, api: object = API, **files: str
) -> tuple[Verdict, list[str]]:
    """The verdict, and the lines of the Dockerfile; `__` in a name stands for a slash."""
    more = {name.replace("__", "/").replace("_", "."): text for name, text in files.items()}
    project = make(
        {"package.json": json.dumps(top), "api/package.json": json.dumps(api), **FILES, **more}
    )
    found = detect(project)
    verdict = next(verdict for one, verdict in found.verdicts if one.name == "node")
    return verdict, render(plan(found))["Dockerfile"].text.splitlines()


def value(verdict: Verdict, name: str) -> object:
    return verdict.findings.facts[name].value


def said(verdict: Verdict, words: str) -> bool:
    return any(words in one for one in verdict.findings.warnings)


def test_one_server_serves_both_sides_with_the_packages_that_it_needs(project: MakeProject) -> None:
    verdict, lines = made(project, CEDAR, cedar_toml="[web]\nport = 8000\n")
    assert value(verdict, "framework") == "cedar"
    assert value(verdict, "production_install_command") != value(verdict, "install_command")
    assert "COPY web/package.json web/" in lines
    # Each side may have packages of its own, so that node_modules alone would not do.
    assert "COPY --from=dependencies /app/ ./" in lines
    assert "COPY cedar.toml ./" in lines
    assert "COPY --from=build /app/api/dist/ api/dist/" in lines
    assert "COPY --from=build /app/web/dist/ web/dist/" in lines
    assert "EXPOSE 8000" in lines
    assert lines[-1] == 'CMD ["node_modules/.bin/cedarjs-server"]'
    assert "workspace" not in verdict.findings.facts
    files = {"package.json": json.dumps(CEDAR), "api/package.json": json.dumps(API), **FILES}
    assert ECOSYSTEM.workspaces(project(files)) == ()


def test_a_server_that_comes_with_the_tool_keeps_the_development_packages(
    project: MakeProject,
) -> None:
    verdict, lines = made(project, TOP, api__db__schema_prisma=SCHEMA)
    assert value(verdict, "build_command") == "yarn rw build"
    assert value(verdict, "language_version") == "20"
    assert value(verdict, "production_install_command") == value(verdict, "install_command")
    assert said(verdict, "@redwoodjs/api-server among the dependencies of package.json makes it")
    assert "COPY --from=build /app/node_modules/.prisma/ node_modules/.prisma/" in lines
    assert "COPY --from=build /app/api/db/ api/db/" in lines
    assert lines[-1] == 'CMD ["node_modules/.bin/rw-server"]'


def test_a_server_among_the_packages_of_a_side_needs_no_development_packages(
    project: MakeProject,
) -> None:
    verdict, _ = made(project, TOP, SERVING)
    assert not said(verdict, "keeps the development packages")


def test_a_server_of_the_api_sides_own_is_said(project: MakeProject) -> None:
    verdict, _ = made(project, TOP, api__src__server_ts="")
    assert said(verdict, "api/src/server.ts is a server of the api side's own")


def test_variables_that_the_web_side_names_are_built_in(project: MakeProject) -> None:
    verdict, _ = made(
        project,
        TOP,
        redwood_toml='[web]\nhost = "localhost"\nincludeEnvironmentVariables = ["SHOP", "PLACE"]\n',
        _env_defaults="SHOP=books\nOTHER=x\nREDWOOD_ENV_COLOUR=red\n",
    )
    assert value(verdict, "build_arguments") == (
        ("SHOP", "books"),
        ("PLACE", ""),
        ("REDWOOD_ENV_COLOUR", "red"),
    )
    assert value(verdict, "environment") == (("REDWOOD_WEB_HOST", EVERY_INTERFACE),)


@pytest.mark.parametrize(
    ("text", "port"),
    [
        ("[web]\nport = 8910\n", 8910),
        ('[web]\nport = "${PORT:8912}"\n', 8912),
        ('[web]\nport = "${PORT}"\n', None),
        ("[api]\nport = 8911\n", None),
        ("web = 1\n", None),
    ],
)
def test_the_port_is_the_web_sides(project: MakeProject, text: str, port: int | None) -> None:
    found = redwood.settings(project({"redwood.toml": text})).port
    assert (found.value if found else None) == port


def test_without_a_configuration_nothing_is_known(project: MakeProject) -> None:
    assert redwood.settings(project({"package.json": "{}"})) == redwood.Settings()


TOP_SERVER = {
    "workspaces": ["packages/*"],
    "scripts": {"build": "tsc", "start": "node dist/server.js"},
    "dependencies": {"express": "5", "@x/lib": "workspace:*"},
    "devDependencies": {"typescript": "5"},
}
LIBRARY = {"name": "@x/lib", "main": "index.js", "scripts": {"prepare": "tsc"}}


def at_top(make: MakeProject, top: object) -> tuple[Verdict, list[str]]:
    library = {"packages/lib/package.json": json.dumps(LIBRARY), "packages/lib/index.js": ""}
    found = detect(make({"package.json": json.dumps(top), **library}))
    verdict = next(verdict for one, verdict in found.verdicts if one.name == "node")
    return verdict, render(plan(found))["Dockerfile"].text.splitlines()


def test_the_members_of_a_workspace_come_along_with_an_application_at_its_top(
    project: MakeProject,
) -> None:
    verdict, lines = at_top(project, TOP_SERVER)
    assert "COPY packages/lib/package.json packages/lib/" in lines
    assert (
        "RUN npm run prepare --workspace=packages/lib && npm run build"
        " && rm -rf node_modules packages/lib/node_modules"
    ) in lines
    kept = [line for line in lines if line.startswith("COPY --from=")]
    assert kept == ["COPY --from=dependencies /app/ ./", "COPY --from=build /app/ ./"]
    assert not said(verdict, "of a workspace, which is not here")


def test_outputs_of_the_two_sides_are_ignored_and_no_others(project: MakeProject) -> None:
    def ignored(top: object) -> list[str]:
        files = {"package.json": json.dumps(top), "api/package.json": json.dumps(API), **FILES}
        return render(plan(detect(project(files))))[".dockerignore"].text.splitlines()

    assert "api/dist" in ignored(CEDAR)
    assert "api/dist" not in ignored(TOP_SERVER | {"workspaces": ["api", "web"]})


def test_a_bundle_at_the_top_holds_what_it_needs_of_the_members(project: MakeProject) -> None:
    nuxt = {"scripts": {"build": "nuxt build"}, "dependencies": {"nuxt": "4"}}
    _, lines = at_top(project, TOP_SERVER | nuxt)
    assert "COPY --from=build /app/.output/ .output/" in lines
