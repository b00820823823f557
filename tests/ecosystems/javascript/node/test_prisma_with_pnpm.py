"""What pnpm keeps beside Prisma's client, and the word on how it would not."""

from __future__ import annotations

import pytest

from tests.conftest import MakeProject
from tests.ecosystems.javascript.node.test_node import LISTEN, dockerfile_of, verdict_of

NOTE = "pnpm keeps prisma and typescript"


def package(version: str, **scripts: str) -> dict[str, object]:
    return {
        "packageManager": f"pnpm@{version}",
        "scripts": {"build": "prisma generate && tsc", "start": "node dist/a.js", **scripts},
        "dependencies": {"@prisma/client": "7", "express": "5"},
        "devDependencies": {"prisma": "7", "typescript": "5"},
    }


def files(**more: str) -> dict[str, str]:
    schema = 'generator client {\n provider = "prisma-client-js"\n}\n'
    return {
        "src/a.ts": LISTEN,
        "prisma/schema.prisma": schema,
        "pnpm-lock.yaml": "lockfileVersion: '9.0'\n",
        **more,
    }


def notes(make: MakeProject, made: dict[str, object], **more: str) -> str:
    return " ".join(verdict_of(make, made, files(**more)).findings.warnings)


@pytest.mark.parametrize("version", ["9.12.0", "9", "10"])
def test_the_image_prunes_plainly_and_a_note_names_the_override(
    project: MakeProject, version: str
) -> None:
    text = dockerfile_of(project, package(version), files())
    assert "RUN pnpm prune --prod --ignore-scripts\n" in text
    said = notes(project, package(version))
    assert NOTE in said
    assert "overrides of pnpm in package.json, '@prisma/client>prisma'" in said


def test_a_newer_pnpm_has_its_settings_in_a_file_of_its_own(project: MakeProject) -> None:
    workspace = {"pnpm-workspace.yaml": "onlyBuiltDependencies: []\n"}
    assert "in pnpm-workspace.yaml" in notes(project, package("10"), **workspace)
    assert "in package.json" in notes(project, package("9"), **workspace)


def test_from_11_on_there_is_no_other_place_for_them(project: MakeProject) -> None:
    assert "in pnpm-workspace.yaml" in notes(project, package("11.0.0"))


def test_nothing_is_said_where_the_override_is_there_or_cannot_be(project: MakeProject) -> None:
    made = package("10") | {"pnpm": {"overrides": {"@prisma/client>prisma": "-"}}}
    assert NOTE not in notes(project, made)
    assert NOTE not in notes(project, package("8.15.0"))


@pytest.mark.parametrize(
    ("version", "keeps"),
    [("11.27.1", True), ("11.28.0", False), ("11", False), ("12.5.0", True), ("12.8.0", False)],
)
def test_a_newer_pnpm_keeps_them_no_more(
    project: MakeProject, version: str, *, keeps: bool
) -> None:
    assert (NOTE in notes(project, package(version))) == keeps


def test_an_image_that_migrates_needs_the_tool(project: MakeProject) -> None:
    assert NOTE not in notes(project, package("10", deploy="prisma migrate deploy"))
