"""Applications of an Nx repository."""

from __future__ import annotations

import json

import pytest

from dockgen.detection import detect, plan
from dockgen.detectors.node import workspaces
from dockgen.errors import UnusableInput
from dockgen.facts import Evidence, Override
from dockgen.rendering import render
from tests.conftest import MakeProject

BUILD = {"executor": "@nx/esbuild:esbuild", "options": {"platform": "node", "main": "src/main.ts"}}
SERVER = {"targets": {"build": BUILD, "serve": {"executor": "@nx/js:node"}}}
PAGES = {
    "targets": {
        "build": {"executor": "@nx/vite:build", "options": {"outputPath": "dist/apps/web"}},
        "serve": {"executor": "@nx/vite:dev-server"},
    }
}
ROOT = {
    "name": "shop",
    "scripts": {},
    "dependencies": {"express": "5", "react": "19"},
    "devDependencies": {"nx": "23", "vite": "7"},
}
FILES = {
    "package.json": json.dumps(ROOT),
    "package-lock.json": "{}",
    "nx.json": "{}",
    "apps/api/project.json": json.dumps(SERVER),
    "apps/api/src/main.ts": "const port = process.env.PORT ? Number(process.env.PORT) : 3333;"
    "\napp.listen(port)",
    "apps/web/project.json": json.dumps(PAGES),
}


def dockerfile_of(make: MakeProject, files: dict[str, str], app: str = "") -> str:
    overrides = {"workspace": Override(app, Evidence("--app"))} if app else {}
    detection = detect(make(files), detector="node", overrides=overrides)
    return render(plan(detection))["Dockerfile"].text


def test_the_first_application_is_taken_and_the_others_are_named(project: MakeProject) -> None:
    detection = detect(project(FILES), detector="node")
    assert detection.facts["workspace"].value == "apps/api"
    assert detection.facts["port"].value == 3333
    warnings = detection.winner[1].findings.warnings
    assert any("--app picks another: apps/api, apps/web" in one for one in warnings)
    assert workspaces(detection.project) == ("apps/api", "apps/web")


@pytest.mark.parametrize("name", ["apps/api", "api"])
def test_a_server_starts_from_what_nx_built(project: MakeProject, name: str) -> None:
    text = dockerfile_of(project, FILES, name)
    assert "RUN npx nx build api\n" in text
    assert "COPY --from=build /app/dist/apps/api/ dist/apps/api/\n" in text
    assert 'CMD ["node", "dist/apps/api/main.js"]' in text


def test_a_site_is_served_from_where_nx_wrote_it(project: MakeProject) -> None:
    text = dockerfile_of(project, FILES, "web")
    assert "RUN npx nx build web\n" in text
    assert "COPY --from=build /app/dist/apps/web/ /usr/share/nginx/html/" in text


def test_a_site_without_a_known_library_is_served_all_the_same(project: MakeProject) -> None:
    root = json.dumps({"name": "shop", "devDependencies": {"nx": "23"}})
    detection = detect(
        project({**FILES, "package.json": root}),
        detector="node",
        overrides={"workspace": Override("web", Evidence("--app"))},
    )
    assert "a build of Nx" in detection.winner[1].reason


def test_an_unknown_application_is_refused_with_the_list(project: MakeProject) -> None:
    with pytest.raises(UnusableInput, match=r"nx.json \(apps/api, apps/web\)"):
        dockerfile_of(project, FILES, "nothing")


def nx_member() -> dict[str, str]:
    options = {"platform": "node", "outputPath": "apps/api/dist", "main": "apps/api/src/main.ts"}
    build = {"executor": "@nx/esbuild:esbuild", "options": options}
    targets = {"build": build, "serve": {"executor": "@nx/js:node"}}
    return {
        "package.json": json.dumps({**ROOT, "workspaces": ["apps/*"]}),
        "package-lock.json": "{}",
        "nx.json": "{}",
        "apps/api/package.json": json.dumps({"name": "@x/api", "nx": {"targets": targets}}),
        "apps/api/src/main.ts": "app.listen(3333)",
    }


def test_a_member_of_a_workspace_without_scripts_is_built_by_nx(project: MakeProject) -> None:
    text = dockerfile_of(project, nx_member())
    assert "COPY apps/api/package.json apps/api/\n" in text
    assert "RUN npx nx build @x/api\n" in text
    assert "COPY --from=build /app/apps/api/dist/ apps/api/dist/\n" in text
    assert 'CMD ["node", "dist/main.js"]' in text


def test_packages_that_pnpm_has_at_the_top_alone_reach_the_image(project: MakeProject) -> None:
    files = {
        **nx_member(),
        "pnpm-workspace.yaml": "packages: ['apps/*']\n",
        "pnpm-lock.yaml": "lockfileVersion: '9.0'\n",
    }
    del files["package-lock.json"]
    text = dockerfile_of(project, files)
    assert "deploy" not in text
    assert "COPY --from=dependencies /app/ ./\n" in text
