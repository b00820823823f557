"""Scripts that an installation runs."""

from __future__ import annotations

import json

import pytest

from dockgen.ecosystems.javascript.node.scripts import lifecycle
from dockgen.ecosystems.javascript.node.scripts.lifecycle import Lifecycle
from dockgen.readers.package_json import PackageJson
from tests.conftest import MakeProject


def read(make: MakeProject, scripts: dict[str, str]) -> Lifecycle:
    package = PackageJson(make({"package.json": json.dumps({"scripts": scripts})}))
    return lifecycle.read(package, package.script("build"))


def names(facts: tuple[object, ...]) -> list[str]:
    return [str(getattr(fact, "value", "")) for fact in facts]


@pytest.mark.parametrize(
    "command",
    [
        "husky",
        "husky install",
        "npx husky",
        "husky || true",
        "lefthook install",
        "npx only-allow pnpm",
        "simple-git-hooks",
        "git config core.hooksPath .hooks",
    ],
)
def test_what_has_no_place_in_an_image_is_taken_out_and_never_runs(
    project: MakeProject, command: str
) -> None:
    found = read(project, {"prepare": command})
    assert names(found.removed) == ["prepare"]
    assert found.later == ()
    assert not found.changes_packages


@pytest.mark.parametrize(
    ("command", "changes"),
    [
        ("prisma generate", True),
        ("patch-package", True),
        ("husky && prisma generate", True),
        ("node scripts/setup.js", True),
        ("nuxt prepare", False),
        ("svelte-kit sync || echo ''", False),
        ("npm run types", False),
    ],
)
def test_what_needs_sources_runs_when_they_are_there(
    project: MakeProject, command: str, changes: bool
) -> None:
    found = read(project, {"postinstall": command, "types": "tsc --emitDeclarationOnly"})
    assert names(found.removed) == ["postinstall"]
    assert names(found.later) == ["postinstall"]
    assert found.changes_packages == changes


@pytest.mark.parametrize("command", ["npm run build", "tsc", "yarn build"])
def test_what_the_build_does_anyway_runs_once(project: MakeProject, command: str) -> None:
    assert read(project, {"prepare": command, "build": "tsc"}).later == ()


@pytest.mark.parametrize(
    ("command", "build", "later"),
    [
        ("nuxt prepare", "nuxt build", []),
        ("nuxi prepare", "npm run all", []),
        ("astro sync", "astro check && astro build", []),
        ("nuxt prepare && patch-package", "nuxt build", ["postinstall"]),
    ],
)
def test_types_that_a_build_writes_itself_are_not_written_before(
    project: MakeProject, command: str, build: str, later: list[str]
) -> None:
    scripts = {"postinstall": command, "build": build, "all": "nuxt generate"}
    assert names(read(project, scripts).later) == later


def test_a_package_without_such_scripts_changes_nothing(project: MakeProject) -> None:
    assert read(project, {"build": "tsc", "start": "node ."}) == Lifecycle()


@pytest.mark.parametrize(
    ("build", "changes"),
    [
        ("prisma generate && tsc", True),
        ("npm run generate && tsc", True),
        ("prisma --schema db/schema.prisma generate", True),
        ("prisma migrate deploy && tsc", False),
    ],
)
def test_a_build_that_generates_into_packages_changes_them(
    project: MakeProject, build: str, changes: bool
) -> None:
    scripts = {"build": build, "generate": "prisma generate"}
    assert read(project, scripts).changes_packages == changes


@pytest.mark.parametrize(
    ("command", "patches"),
    [
        ("patch-package", True),
        ("patch-package && husky", True),
        ("npx patch-package --error-on-fail", True),
        ("patch-package --patch-dir tools/patches", False),
        ("patch-package && node scripts/setup.js", False),
        ("husky", False),
    ],
)
def test_what_only_patches_needs_no_sources(
    project: MakeProject, command: str, patches: bool
) -> None:
    assert read(project, {"postinstall": command}).patches == patches
