"""Variables that a build writes into what it makes."""

from __future__ import annotations

import json

import pytest

from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import detect
from dockgen.rendering.render import render
from tests.conftest import MakeProject

VITE = {"scripts": {"build": "vite build"}, "devDependencies": {"vite": "6"}}
KIT = {
    "scripts": {"build": "vite build"},
    "devDependencies": {"@sveltejs/kit": "2", "@sveltejs/adapter-node": "5", "vite": "6"},
}
NEXT = {"scripts": {"build": "next build"}, "dependencies": {"next": "15", "react": "19"}}
ASTRO = {"scripts": {"build": "astro build"}, "dependencies": {"astro": "5"}}


def made(
    make: MakeProject, package: object, files: dict[str, str]
) -> tuple[list[str], list[str], tuple[str, ...]]:
    """The lines of the Dockerfile, the notes and the secrets of the plan."""
    found = detect(make({"package.json": json.dumps(package), **files}), detector="node")
    planned = plan(found)
    text = render(planned)["Dockerfile"].text
    return text.splitlines(), list(found.winner[1].findings.warnings), planned.secrets


@pytest.mark.parametrize(
    ("package", "files", "arguments"),
    [
        (
            VITE,
            {".env.example": "VITE_API=http://localhost:4000\nOTHER=1\n", "a.ts": ""},
            ["ARG VITE_API=http://localhost:4000"],
        ),
        (VITE, {"a.ts": "fetch(import.meta.env.VITE_API ?? '/x')"}, ["ARG VITE_API"]),
        (VITE, {"index.html": "<title>%VITE_TITLE%</title>"}, ["ARG VITE_TITLE"]),
        (
            VITE,
            {".env": "VITE_API=/api\n", ".env.example": "VITE_API=x\n", "a.ts": ""},
            ["ARG VITE_API=/api"],
        ),
        (VITE, {"a.test.ts": "import.meta.env.VITE_T", "b.ts": "import.meta.env.MODE"}, []),
        (NEXT, {"app/a.tsx": "process.env.NEXT_PUBLIC_URL"}, ["ARG NEXT_PUBLIC_URL"]),
        (ASTRO, {".env.sample": "PUBLIC_SITE=a\n"}, ["ARG PUBLIC_SITE=a"]),
        (
            KIT,
            {"src/a.ts": "import { PUBLIC_A, PUBLIC_B as B } from '$env/static/public'"},
            ['ARG PUBLIC_A=""', 'ARG PUBLIC_B=""'],
        ),
    ],
)
def test_public_variables_are_arguments_with_a_note(
    project: MakeProject, package: object, files: dict[str, str], arguments: list[str]
) -> None:
    lines, notes, secrets = made(project, package, files)
    assert [one for one in lines if one.startswith("ARG ")] == arguments
    said = any("docker build --build-arg" in one for one in notes)
    assert said is (bool(arguments) and ".env" not in files)
    assert secrets == ()


PRIVATE = "import { URL_A, TOKEN } from '$env/static/private'"


def test_what_sveltekit_imports_as_private_is_a_build_secret(project: MakeProject) -> None:
    lines, notes, secrets = made(project, KIT, {"src/a.server.ts": PRIVATE})
    assert secrets == ("id=URL_A,env=URL_A", "id=TOKEN,env=TOKEN")
    assert (
        "RUN --mount=type=secret,id=URL_A,required=true --mount=type=secret,id=TOKEN,required=true "
        'URL_A="$(cat /run/secrets/URL_A)" TOKEN="$(cat /run/secrets/TOKEN)" npm run build'
    ) in lines
    assert any("src/a.server.ts:1" in one and "--secret id=URL_A,env=URL_A" in one for one in notes)


def test_a_secret_that_pages_read_is_a_build_secret(project: MakeProject) -> None:
    files = {
        ".env.example": "CMS_TOKEN=\nUNUSED_TOKEN=\nPUBLIC_A=1\n",
        "src/a.astro": "fetch(import.meta.env.CMS_TOKEN)",
    }
    lines, _, secrets = made(project, ASTRO, files)
    assert secrets == ("id=CMS_TOKEN,env=CMS_TOKEN",)
    assert "ARG PUBLIC_A=1" in lines
