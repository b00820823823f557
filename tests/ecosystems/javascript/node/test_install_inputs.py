"""The files of the project that an installation reads."""

from __future__ import annotations

import json

import pytest

from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import detect
from dockgen.rendering.render import render
from tests.conftest import MakeProject

START = {"start": "node index.js"}
YARN = {"yarn.lock": "__metadata:\n  version: 8\n", "index.js": ""}
PNPM = {"pnpm-lock.yaml": "lockfileVersion: '9.0'\n", "index.js": ""}


def copied(make: MakeProject, files: dict[str, str], **package: object) -> list[str]:
    """The COPY lines of the stage that installs."""
    given = {"package.json": json.dumps({"scripts": START, "name": "top", **package})}
    text = render(plan(detect(make({**given, **files}), detector="node")))["Dockerfile"].text
    return [line for line in text.splitlines() if line.startswith("COPY ") and "--from" not in line]


@pytest.mark.parametrize(
    ("files", "package", "line"),
    [
        (
            {**PNPM, "pnpm-workspace.yaml": "patchedDependencies:\n  a@1: tools/patches/a.patch\n"},
            {},
            "COPY tools/patches/a.patch tools/patches/",
        ),
        (PNPM, {"pnpm": {"patchedDependencies": {"a@1": "./a.patch"}}}, "a.patch"),
        ({**PNPM, "pnpm-workspace.yaml": "pnpmfile: tools/hooks.cjs\n"}, {}, "tools/hooks.cjs"),
        ({**PNPM, ".npmrc": "pnpmfile=tools/hooks.cjs\n"}, {}, "tools/hooks.cjs"),
        (
            {"bun.lock": "{}", "index.js": ""},
            {"patchedDependencies": {"a@1": "tools/patches/a.patch"}},
            "tools/patches/a.patch",
        ),
        (
            YARN,
            {"dependencies": {"a": "patch:a@npm%3A1.0.0#./tools/patches/a.patch"}},
            "tools/patches/a.patch",
        ),
        (
            YARN,
            {"resolutions": {"a@npm:1": "patch:a@npm%3A1.0.0#optional!~/tools/patches/a.patch"}},
            "tools/patches/a.patch",
        ),
        (
            YARN,
            {"resolutions": {"a": "patch:a@1#~/b.patch&~/tools/patches/a.patch::version=1"}},
            "tools/patches/a.patch",
        ),
        (YARN, {"dependencies": {"a": "exec:./tools/make.js"}}, "tools/make.js"),
        ({**YARN, ".yarnrc.yml": "yarnPath: tools/hooks.cjs\n"}, {}, "tools/hooks.cjs"),
        (
            {"package-lock.json": "{}", "index.js": ""},
            {"scripts": {**START, "postinstall": "patch-package --patch-dir tools/patches"}},
            "COPY tools/patches/ tools/patches/",
        ),
    ],
)
def test_what_settings_name_is_there_before_packages_are_installed(
    project: MakeProject, files: dict[str, str], package: dict[str, object], line: str
) -> None:
    there = ("tools/patches/a.patch", "a.patch", "tools/hooks.cjs", "tools/make.js")
    lines = copied(project, {**dict.fromkeys(there, ""), **files}, **package)
    before = lines[: next((i for i, one in enumerate(lines) if one == "COPY . ."), len(lines))]
    assert any(line in one for one in before)


def test_what_is_named_and_missing_is_not_copied(project: MakeProject) -> None:
    package = {"pnpm": {"patchedDependencies": {"a@1": "gone.patch"}}}
    assert not any("gone.patch" in line for line in copied(project, PNPM, **package))


MEMBERS = {
    "apps/api/package.json": json.dumps(
        {
            "name": "api",
            "scripts": {"build": "stamp a b", "start": "node dist/a.js"},
            "dependencies": {"hono": "4"},
            "devDependencies": {"stamp": "*", "cli": "*", "many": "*"},
        }
    ),
    "packages/stamp/package.json": '{"name": "stamp", "bin": "./bin/stamp.js"}',
    "packages/stamp/bin/stamp.js": "",
    "packages/cli/package.json": '{"name": "cli", "bin": {"a": "a.js", "b": "dist/b.js"}}',
    "packages/cli/a.js": "",
    "packages/many/package.json": '{"name": "many", "directories": {"bin": "tools"}}',
    "packages/many/tools/one": "",
    "packages/docs/package.json": '{"name": "docs", "dependencies": {"ms": "2"}}',
}


@pytest.mark.parametrize(
    ("files", "package"),
    [
        ({"package-lock.json": "{}"}, {"workspaces": ["apps/*", "packages/*"]}),
        (
            {**PNPM, "pnpm-workspace.yaml": "packages: ['apps/*', 'packages/*']\n"},
            {"packageManager": "pnpm@10.18.0"},
        ),
        ({"bun.lock": "{}"}, {"workspaces": ["apps/*", "packages/*"]}),
        (
            {"package-lock.json": "{}", "turbo.json": "{}"},
            {"workspaces": ["apps/*", "packages/*"], "devDependencies": {"turbo": "2.0.0"}},
        ),
    ],
    ids=["npm", "pnpm", "bun", "turbo"],
)
def test_programs_of_members_are_there_when_they_are_linked(
    project: MakeProject, files: dict[str, str], package: dict[str, object]
) -> None:
    lines = copied(project, {**MEMBERS, **files}, **package)
    assert "COPY packages/stamp/bin/stamp.js packages/stamp/bin/" in lines
    assert "COPY packages/cli/a.js packages/cli/" in lines
    assert "COPY packages/many/tools/one packages/many/tools/" in lines
    assert not any("dist/b.js" in one for one in lines)


@pytest.mark.parametrize(
    ("version", "all_of_them", "command"),
    [
        ("1.3.11", True, "bun install --frozen-lockfile --filter=top --filter=api"),
        ("1.2.0", True, "bun install --frozen-lockfile --filter=top --filter=api"),
        ("1.1.20", True, "bun install --frozen-lockfile"),
        ("1.4.5", False, "bun install --frozen-lockfile"),
        ("1", False, "bun install --frozen-lockfile"),
    ],
)
def test_bun_before_1_4_has_every_manifest_and_chooses(
    project: MakeProject, version: str, all_of_them: bool, command: str
) -> None:
    package = {
        "name": "top",
        "scripts": START,
        "packageManager": f"bun@{version}",
        "workspaces": ["apps/*", "packages/*"],
    }
    files = {**MEMBERS, "bun.lock": "{}", "package.json": json.dumps(package)}
    text = render(plan(detect(project(files), detector="node")))["Dockerfile"].text
    assert ("COPY packages/docs/package.json packages/docs/" in text) == all_of_them
    assert f"    {command}\n" in text
    assert "COPY packages/docs/ " not in text


@pytest.mark.parametrize(
    ("version", "settings", "wanted", "stays"),
    [
        ("10.18.0", "linkWorkspacePackages: true\n", "^1.0.0", True),
        ("10.18.0", "linkWorkspacePackages: deep\n", "^1.0.0", True),
        ("10.18.0", "", "^1.0.0", False),
        ("8.15.9", "", "^1.0.0", True),
        ("8.15.9", "linkWorkspacePackages: false\n", "^1.0.0", False),
        ("8.15.9", "", "workspace:*", False),
        ("10.18.0", "linkWorkspacePackages: true\n", "workspace:^", False),
        ("10.18.0", "", "link:../../packages/lib", True),
        (
            "10.18.0",
            "linkWorkspacePackages: true\ninjectWorkspacePackages: true\n",
            "^1.0.0",
            False,
        ),
        ("7.3.0", "", "workspace:*", True),
    ],
)
def test_members_stay_where_links_lead_to(
    project: MakeProject, version: str, settings: str, wanted: str, stays: bool
) -> None:
    api = {
        "name": "api",
        "scripts": {"build": "tsc", "start": "node dist/a.js"},
        "dependencies": {"lib": wanted, "hono": "4"},
    }
    lib = {"name": "lib", "version": "1.0.0", "main": "dist/i.js", "scripts": {"build": "tsc"}}
    package = {"name": "top", "packageManager": f"pnpm@{version}"}
    files = {
        "package.json": json.dumps(package),
        "pnpm-lock.yaml": PNPM["pnpm-lock.yaml"],
        "pnpm-workspace.yaml": f"packages: ['apps/*', 'packages/*']\n{settings}",
        "apps/api/package.json": json.dumps(api),
        "packages/lib/package.json": json.dumps(lib),
    }
    text = render(plan(detect(project(files), detector="node")))["Dockerfile"].text
    assert (" deploy " not in text) == stays
    assert ("packages/lib/dist/ packages/lib/dist/" in text) == stays
