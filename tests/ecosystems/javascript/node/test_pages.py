"""Sites of which more has to be known than where they lie."""

from __future__ import annotations

import json

import pytest

from dockgen.core.plan import Choices, Stages
from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import detect
from dockgen.rendering.render import render
from tests.conftest import MakeProject

SVELTE = {
    "scripts": {"build": "vite build"},
    "devDependencies": {"@sveltejs/kit": "3", "@sveltejs/adapter-static": "4"},
}


def dockerfile_of(make: MakeProject, files: dict[str, str], stages: Stages = "multi") -> str:
    detection = detect(make(files), detector="node")
    return render(plan(detection, Choices(stages=stages)))["Dockerfile"].text


@pytest.mark.parametrize(
    ("stages", "expected"),
    [
        ("multi", "COPY --from=build /app/www/200.html /usr/share/nginx/html/index.html\nCOPY"),
        ("single", "    && cp www/200.html /usr/share/nginx/html/index.html \\\n    && cp -R"),
    ],
)
def test_a_fallback_of_another_name_takes_the_place_of_nginxs_own_page(
    project: MakeProject, stages: Stages, expected: str
) -> None:
    adapter = "adapter({ pages: 'www', fallback: '200.html' })"
    config = f"export default {{ kit: {{ adapter: {adapter} }} }}"
    files = {"package.json": json.dumps(SVELTE), "svelte.config.js": config}
    assert expected in dockerfile_of(project, files, stages)


def test_a_site_with_an_index_keeps_it(project: MakeProject) -> None:
    text = dockerfile_of(project, {"package.json": json.dumps(SVELTE)})
    assert "index.html" not in text


def test_react_router_finds_itself_while_it_makes_pages(project: MakeProject) -> None:
    package = {
        "scripts": {"build": "react-router build", "start": "react-router-serve build/server.js"},
        "devDependencies": {"@react-router/dev": "8", "vite": "8"},
    }
    config = "export default { ssr: false }"
    files = {"package.json": json.dumps(package), "react-router.config.ts": config}
    assert "RUN NODE_OPTIONS=--dns-result-order=ipv4first npm run build\n" in dockerfile_of(
        project, files
    )
