"""Applications of an Nx repository."""

from __future__ import annotations

import json

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Override
from dockgen.ecosystems.javascript.node import ECOSYSTEM as NODE
from dockgen.ecosystems.javascript.node.monorepos import nx_graph
from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import detect
from dockgen.rendering.render import render
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
    assert NODE.workspaces(detection.project) == ("apps/api", "apps/web")


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


GRAPH = {
    **FILES,
    "tsconfig.base.json": '{"compilerOptions": {"paths": {"@shop/cart": ["libs/cart/index.ts"]}}}',
    "jest.preset.js": "",
    "README.md": "",
    "libs/cart/project.json": "{}",
    "libs/cart/index.ts": "",
    "libs/other/project.json": "{}",
    "apps/api/src/main.ts": "import '@shop/cart';\napp.listen(3333)",
}
COPIES = (
    "COPY jest.preset.js nx.json tsconfig.base.json ./\n"
    "COPY libs/cart/ libs/cart/\n"
    "COPY apps/api/ apps/api/\n"
    "RUN npx nx build api\n"
)


def test_only_what_the_application_imports_is_copied(project: MakeProject) -> None:
    assert COPIES in dockerfile_of(project, GRAPH)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (
            {"apps/api/src/plugins.ts": "\nawait import(name)"},
            "apps/api/src/plugins.ts:2: the name",
        ),
        ({"nx.json": '{"plugins": ["./tools/plugin"]}'}, "nx.json:1: ./tools/plugin may add"),
    ],
)
def test_all_is_copied_and_said_where_the_graph_is_uncertain(
    project: MakeProject, files: dict[str, str], said: str
) -> None:
    found = {**GRAPH, **files}
    assert "COPY . .\nRUN npx nx build api\n" in dockerfile_of(project, found)
    warnings = detect(project(found), detector="node").winner[1].findings.warnings
    assert any(said in one and "built from all projects" in one for one in warnings)


def test_where_no_file_can_be_named_the_place_is_the_file(
    project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nx_graph, "MAX_SOURCES", 0)
    warnings = detect(project(GRAPH), detector="node").winner[1].findings.warnings
    assert any(one.startswith("jest.preset.js: more than 0 files") for one in warnings)


def test_scripts_of_the_installation_find_what_they_read(project: MakeProject) -> None:
    scripts = {"postinstall": "prisma generate --schema prisma/schema.prisma && node fix.js"}
    files = {
        **GRAPH,
        "package.json": json.dumps({**ROOT, "scripts": scripts}),
        "prisma/schema.prisma": "",
        "fix.js": "",
        "views/index.html": "",
    }
    text = dockerfile_of(project, files)
    assert "COPY fix.js jest.preset.js nx.json package.json tsconfig.base.json ./\n" in text
    assert "COPY prisma/ prisma/\nCOPY views/ views/\nCOPY libs/cart/ libs/cart/\n" in text


def test_members_of_a_workspace_need_what_nx_says_beside_package_json(
    project: MakeProject,
) -> None:
    files = {
        **nx_member(),
        "package.json": json.dumps({**ROOT, "workspaces": ["apps/*", "libs/*"]}),
        "apps/api/src/main.ts": "import '../../../version.js';\napp.listen(3333)",
        "libs/cart/package.json": '{"name": "cart"}',
        "libs/other/package.json": '{"name": "other"}',
        "shared/plain/project.json": '{"name": "plain"}',
        "version.js": "",
    }
    member = json.loads(files["apps/api/package.json"])
    member["nx"]["implicitDependencies"] = ["cart", "plain"]
    files["apps/api/package.json"] = json.dumps(member)
    text = dockerfile_of(project, files)
    assert "COPY libs/cart/package.json libs/cart/\n" in text
    assert (
        "COPY nx.json version.js ./\nCOPY shared/plain/ shared/plain/\n"
        "COPY libs/cart/ libs/cart/\nCOPY apps/api/ apps/api/\n"
    ) in text
    assert "libs/other" not in text


def test_a_server_that_a_plugin_builds_listens_where_its_sources_say(project: MakeProject) -> None:
    files = {
        **FILES,
        "nx.json": '{"plugins": ["@nx/webpack/plugin"]}',
        "apps/api/project.json": "{}",
        "apps/api/webpack.config.js": "module.exports = { plugins: [new X({ target: 'node' })] }",
    }
    text = dockerfile_of(project, files)
    assert "RUN npx nx build api\n" in text
    assert "EXPOSE 3333\n" in text
    assert 'CMD ["node", "apps/api/dist/main.js"]' in text


SYNCS = pytest.mark.parametrize(
    "settings", ['{"plugins": ["@nx/js/typescript"]}', '{"sync": {"syncGenerators": ["a:b"]}}']
)


@SYNCS
def test_a_build_is_not_ended_by_references_to_what_is_not_there(
    project: MakeProject, settings: str
) -> None:
    text = dockerfile_of(project, {**FILES, "nx.json": settings})
    assert "RUN npx nx build api --skip-sync\n" in text


@SYNCS
def test_nor_is_the_build_of_a_member(project: MakeProject, settings: str) -> None:
    member = {**nx_member(), "nx.json": settings}
    assert "RUN npx nx build @x/api --skip-sync\n" in dockerfile_of(project, member)
    package = {"name": "@x/api", "scripts": {"build": "tsc", "start": "node dist/main.js"}}
    text = dockerfile_of(project, {**member, "apps/api/package.json": json.dumps(package)})
    assert "RUN npx nx run-many --targets=build --projects=@x/api --skip-sync\n" in text


def framework(
    plugin: str, package: str, files: dict[str, str], name: str = "build"
) -> dict[str, str]:
    """A repository with one application that a plugin builds by a framework's own command."""
    nx = {"plugins": [{"plugin": plugin, "options": {"buildTargetName": name}}]}
    versions = {package: "16.0.0", "react-router": "7", "@remix-run/serve": "2"}
    root = {"name": "shop", "dependencies": versions, "devDependencies": {"nx": "23"}}
    inside = {"project.json": "{}", "src/app.js": "", "public/robots.txt": "", **files}
    return {
        "package.json": json.dumps(root),
        "package-lock.json": "{}",
        "nx.json": json.dumps(nx),
        "public/at-the-top.txt": "",
        **{f"apps/web/{path}": text for path, text in inside.items()},
    }


def case(files: dict[str, str], *expected: str) -> tuple[dict[str, str], tuple[str, ...]]:
    """A repository, and what stands in its Dockerfile."""
    return files, expected


NEXT = ("@nx/next/plugin", "next")
STANDALONE = {"next.config.js": "module.exports = { output: 'standalone' }"}
ROUTER = ("@nx/react/router-plugin", "@react-router/dev")
FRAMEWORKS = {
    "next": case(
        framework(*NEXT, {"next.config.js": "module.exports = {}"}, "next:build"),
        "RUN npx nx run web:next:build && rm -rf apps/web/.next/cache\n",
        "COPY --from=build /app/apps/web/.next/ apps/web/.next/\n",
        "COPY apps/web/public/ apps/web/public/\n",
        "RUN install --directory --owner=1000 --group=1000 apps/web/.next/cache\n",
        "ENV PATH=/app/node_modules/.bin:$PATH\n",
        "WORKDIR /app/apps/web\nUSER 1000:1000\nEXPOSE 3000\n" + 'CMD ["next", "start"]\n',
    ),
    "next, standalone": case(
        framework(*NEXT, STANDALONE),
        "RUN npx nx build web\n",
        "COPY --from=build /app/apps/web/.next/standalone/ ./\n",
        "COPY --from=build /app/apps/web/public/ apps/web/public/\n",
        'CMD ["node", "apps/web/server.js"]\n',
    ),
    "next, exported": case(
        framework(*NEXT, {"next.config.ts": "export default { output: 'export' }"}),
        "COPY --from=build /app/apps/web/out/ /usr/share/nginx/html/\n",
    ),
    "nuxt": case(
        framework("@nx/nuxt/plugin", "nuxt", {"nuxt.config.ts": "export default {}"}),
        "COPY --from=build /app/apps/web/.output/ .output/\n",
        'CMD ["node", ".output/server/index.mjs"]\n',
    ),
    "react-router": case(
        framework(*ROUTER, {"react-router.config.ts": "export default {}", "package.json": "{}"}),
        "RUN npx nx build web\n",
        "COPY apps/web/package.json apps/web/\n",
        "COPY --from=build /app/apps/web/build/ apps/web/build/\n",
        'CMD ["react-router-serve", "build/server/index.js"]\n',
    ),
    "react-router, one page": case(
        framework(*ROUTER, {"react-router.config.ts": "export default { ssr: false }"}),
        "COPY --from=build /app/apps/web/build/client/ /usr/share/nginx/html/\n",
    ),
    "remix": case(
        framework(
            "@nx/remix/plugin",
            "@remix-run/dev",
            {"vite.config.ts": "import { vitePlugin } from '@remix-run/dev'"},
        ),
        'CMD ["remix-serve", "build/server/index.js"]\n',
    ),
}


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_a_framework_runs_in_the_folder_of_its_application(project: MakeProject, name: str) -> None:
    files, expected = FRAMEWORKS[name]
    text = dockerfile_of(project, files)
    assert [one for one in expected if one not in text] == []
    assert "COPY apps/web/ apps/web/\n" in text
    assert "COPY public/" not in text


def test_a_member_without_scripts_is_built_by_the_plugin_for_its_framework(
    project: MakeProject,
) -> None:
    files = framework(*NEXT, STANDALONE)
    member = {"name": "@shop/web", "dependencies": {"next": "16"}}
    root = {"name": "shop", "workspaces": ["apps/*"], "devDependencies": {"nx": "23"}}
    text = dockerfile_of(
        project,
        files
        | {"package.json": json.dumps(root), "apps/web/package.json": json.dumps(member)}
        | {"apps/web/project.json": '{"name": "@shop/web"}'},
    )
    assert "RUN npx nx build @shop/web\n" in text
    assert "COPY --from=build /app/apps/web/.next/standalone/ ./\n" in text
