"""Packages from Git and from folders, and folders with packages of their own."""

from __future__ import annotations

import json

import pytest

from tests.conftest import MakeProject
from tests.ecosystems.javascript.node.test_node import EXPRESS, LISTEN, dockerfile_of, verdict_of


def asking_for(wanted: str, group: str = "dependencies") -> dict[str, object]:
    return {**EXPRESS, group: {"express": "5", "other": wanted}}


@pytest.mark.parametrize(
    "wanted",
    [
        "github:acme/other#v1",
        "acme/other",
        "git+https://example.com/other.git#abc",
        "https://example.com/other.git",
        "git@example.com:acme/other.git",
    ],
)
def test_a_package_from_git_needs_git_where_it_is_installed(
    project: MakeProject, wanted: str
) -> None:
    text = dockerfile_of(project, asking_for(wanted), {"server.js": LISTEN})
    install, _, runtime = text.partition("AS runtime")
    assert "--no-install-recommends ca-certificates git " in install
    assert "apt-get" not in runtime


@pytest.mark.parametrize("wanted", ["^1.0.0", "npm:@acme/other@1", "https://x.example/a.tgz", "*"])
def test_a_package_of_a_registry_needs_no_git(project: MakeProject, wanted: str) -> None:
    assert "git" not in dockerfile_of(project, asking_for(wanted), {"server.js": LISTEN})


def test_a_package_over_ssh_is_said(project: MakeProject) -> None:
    package = asking_for("git+ssh://git@example.com/acme/other.git")
    found = verdict_of(project, package, {"server.js": LISTEN}).findings
    assert "package.json:4 fetches other over SSH" in " ; ".join(found.warnings)


@pytest.mark.parametrize("wanted", ["file:./libs/other", "link:libs/other", "./libs/other"])
def test_a_package_from_a_folder_is_there_when_packages_are_installed(
    project: MakeProject, wanted: str
) -> None:
    files = {"server.js": LISTEN, "libs/other/package.json": "{}"}
    text = dockerfile_of(project, asking_for(wanted), files)
    assert text.index("COPY libs/other/ libs/other/") < text.index("npm install")


def test_a_linked_folder_lies_beside_what_was_built(project: MakeProject) -> None:
    package = {
        **asking_for("file:libs/other"),
        "scripts": {"build": "tsc", "start": "node dist/a.js"},
    }
    files = {"src/a.ts": LISTEN, "libs/other/package.json": "{}"}
    runtime = dockerfile_of(project, package, files).partition("AS runtime")[2]
    assert "COPY libs/other/ libs/other/" in runtime


def test_an_archive_is_copied_with_the_manifests(project: MakeProject) -> None:
    package = asking_for("file:vendor/other-1.0.0.tgz", "devDependencies")
    text = dockerfile_of(project, package, {"server.js": LISTEN, "vendor/other-1.0.0.tgz": ""})
    assert text.index("COPY vendor/other-1.0.0.tgz vendor/") < text.index("npm install")


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("file:../other", "takes a package from ../other, outside the project"),
        ("file:gone", "takes a package from gone, which is not there"),
        ("workspace:*", "asks for other of a workspace, which is not here"),
    ],
)
def test_a_package_that_a_build_cannot_have_is_said(
    project: MakeProject, wanted: str, said: str
) -> None:
    found = verdict_of(project, asking_for(wanted), {"server.js": LISTEN}).findings
    assert f"package.json:4 {said}" in " ; ".join(found.warnings)


INNER = {"server.js": LISTEN, "client/package.json": '{"scripts": {"build": "vite build"}}'}


@pytest.mark.parametrize(
    "build",
    [
        "cd client && npm install && npm run build",
        "npm install --prefix client && npm run build --prefix client",
        "yarn --cwd client install && yarn --cwd client build",
        "(cd client && yarn && yarn build)",
    ],
)
def test_packages_of_a_folder_that_is_built_stay_out_of_the_image(
    project: MakeProject, build: str
) -> None:
    package = {**EXPRESS, "scripts": {"start": "node server.js", "build": build}}
    text = dockerfile_of(project, package, INNER)
    assert "RUN npm run build && rm -rf node_modules client/node_modules\n" in text


@pytest.mark.parametrize(
    ("lockfile", "command"),
    [
        ({}, "npm install --prefix=client"),
        ({"client/package-lock.json": "{}"}, "npm ci --prefix=client"),
        ({"client/yarn.lock": ""}, "npx --yes yarn@1 --cwd client install --frozen-lockfile"),
        ({"client/pnpm-lock.yaml": ""}, "npx --yes pnpm@10 --dir client install --frozen-lockfile"),
        (
            {"client/yarn.lock": "", "client/.yarnrc.yml": ""},
            "npx --yes @yarnpkg/cli-dist@4 --cwd client install --immutable",
        ),
    ],
)
def test_a_folder_whose_packages_no_script_installs_gets_them(
    project: MakeProject, lockfile: dict[str, str], command: str
) -> None:
    scripts = {"start": "node server.js", "build": "cd client && npm run build"}
    text = dockerfile_of(project, {**EXPRESS, "scripts": scripts}, {**INNER, **lockfile})
    assert f"RUN {command} && npm run build && rm -rf" in text


def test_a_folder_of_the_same_package_manager_is_installed_by_the_one_that_is_there(
    project: MakeProject,
) -> None:
    scripts = {"start": "node server.js", "build": "cd client && pnpm build"}
    files = {**INNER, "pnpm-lock.yaml": "", "client/pnpm-lock.yaml": ""}
    text = dockerfile_of(project, {**EXPRESS, "scripts": scripts}, files)
    assert "RUN pnpm --dir client install --frozen-lockfile && pnpm run build" in text


def test_a_server_with_packages_of_its_own_keeps_them(project: MakeProject) -> None:
    package = {"scripts": {"start": "cd server && node index.js"}}
    files = {"server/index.js": LISTEN, "server/package.json": json.dumps(EXPRESS)}
    text = dockerfile_of(project, package, files)
    assert "RUN npm install --prefix=server && rm -rf node_modules\n" in text


def test_packages_that_the_installation_changed_stay_and_those_of_a_folder_go(
    project: MakeProject,
) -> None:
    package = {
        **EXPRESS,
        "scripts": {
            "start": "node server.js",
            "postinstall": "patch-package && cd client && npm install",
            "build": "cd client && npm run build",
        },
    }
    text = dockerfile_of(project, package, INNER)
    assert "npm run postinstall && npm run build && rm -rf client/node_modules" in text
    assert "COPY --from=dependencies /app/ ./" in text


def test_a_folder_without_packages_of_its_own_changes_nothing(project: MakeProject) -> None:
    package = {**EXPRESS, "scripts": {"start": "node server.js", "build": "cd client && make"}}
    text = dockerfile_of(project, package, {"server.js": LISTEN, "client/Makefile": ""})
    assert "client" not in text
