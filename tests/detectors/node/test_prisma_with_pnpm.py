"""What pnpm would keep beside Prisma's client is released by an override."""

from __future__ import annotations

import pytest

from tests.conftest import MakeProject
from tests.detectors.node.test_node import LISTEN, dockerfile_of

CLIENT = 'generator client {\n provider = "prisma-client-js"\n}\n'
LOCKFILE = "lockfileVersion: '9.0'\n"


def text_of(make: MakeProject, version: str, schema: str = CLIENT, **more: str) -> str:
    package = {
        "packageManager": f"pnpm@{version}",
        "scripts": {"build": "prisma generate && tsc", "start": "node dist/a.js", **more},
        "dependencies": {"@prisma/client": "7", "express": "5"},
        "devDependencies": {"prisma": "7", "typescript": "5"},
    }
    files = {"src/a.ts": LISTEN, "prisma/schema.prisma": schema, "pnpm-lock.yaml": LOCKFILE}
    return dockerfile_of(make, package, files)


@pytest.mark.parametrize("version", ["9.12.0", "9", "10", "10.20.0"])
def test_optional_peers_are_taken_out_and_the_client_stays(
    project: MakeProject, version: str
) -> None:
    text = text_of(project, version)
    assert "pnpm.overrides[@prisma/client>prisma]=-" in text
    client = "node_modules/@prisma/client/../../.prisma"
    aside, back = f"cp -R {client} /client", f"cp -R /client/. {client}/"
    assert text.index(aside) < text.index("pnpm install --prod") < text.index(back)
    assert "pnpm pkg delete devDependencies.prisma devDependencies.typescript &&" in text


@pytest.mark.parametrize("version", ["8.15.0", "9.11.0", "11.0.0"])
def test_another_pnpm_prunes_as_ever(project: MakeProject, version: str) -> None:
    text = text_of(project, version)
    assert "pnpm prune --prod --ignore-scripts" in text
    assert "overrides" not in text


def test_a_client_among_the_sources_is_not_put_aside(project: MakeProject) -> None:
    text = text_of(project, "10", CLIENT.replace("}", ' output = "../src/generated"\n}'))
    assert "pnpm.overrides" in text
    assert "/client/." not in text


def test_an_image_that_migrates_keeps_the_tool(project: MakeProject) -> None:
    assert "pnpm.overrides" not in text_of(project, "10", deploy="prisma migrate deploy")


def test_overrides_of_the_project_are_left_alone(project: MakeProject) -> None:
    project({"pnpm-workspace.yaml": "overrides:\n  a: 1\n"})
    assert "pnpm.overrides" not in text_of(project, "10")


def test_a_lockfile_without_a_version_of_pnpm_takes_the_usual_line(project: MakeProject) -> None:
    package = {
        "scripts": {"postinstall": "prisma generate", "build": "tsc", "start": "node dist/a.js"},
        "dependencies": {"@prisma/client": "7"},
        "devDependencies": {"prisma": "7"},
    }
    files = {"src/a.ts": LISTEN, "schema.prisma": CLIENT, "pnpm-lock.yaml": LOCKFILE}
    assert "pnpm.overrides" in dockerfile_of(project, package, files)
