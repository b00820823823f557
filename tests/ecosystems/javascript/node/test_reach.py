"""What an application of a workspace uses that no package.json of its own names."""

from __future__ import annotations

import json

import pytest

from dockgen.core.facts import Verdict
from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import detect
from dockgen.rendering.render import render
from tests.conftest import MakeProject

TOP = {"name": "root", "workspaces": ["apps/*", "packages/*"]}
SERVER = "const s = require('express')().listen(process.env.PORT || 4100)"


def api(build: str = "tsc", start: str = "node dist/server.js", **more: object) -> str:
    found = {
        "name": "@x/api",
        "scripts": {"build": build, "start": start},
        "dependencies": {"express": "5"},
        **more,
    }
    return json.dumps(found, indent=1)


def member(name: str, **more: object) -> str:
    return json.dumps({"name": name, **more}, indent=1)


def made(
    make: MakeProject, files: dict[str, str], top: dict[str, object] | None = None
) -> tuple[Verdict, str]:
    base = {
        "package.json": json.dumps({**TOP, **(top or {})}),
        "package-lock.json": "{}",
        "apps/api/src/server.ts": SERVER,
    }
    found = detect(make({**base, **files}), detector="node")
    node = next(verdict for one, verdict in found.verdicts if one.name == "node")
    return node, render(plan(found))["Dockerfile"].text


def test_a_tool_that_another_member_declares_is_installed(project: MakeProject) -> None:
    found, text = made(
        project,
        {
            "apps/api/package.json": api("cross-env X=1 tsc"),
            "packages/lib/package.json": member("@x/lib", devDependencies={"cross-env": "7"}),
            "packages/big/package.json": member(
                "@x/big", dependencies={"cross-env": "7", "ms": "2", "chalk": "5"}
            ),
        },
    )
    assert "COPY packages/lib/package.json packages/lib/" in text
    assert "packages/big" not in text
    assert "COPY packages/lib/ " not in text  # its packages are wanted, and not its sources
    assert (
        "apps/api/package.json:4 calls cross-env, which packages/lib/package.json alone asks for: "
        "its packages are installed, too; cross-env in apps/api/package.json would do"
    ) in found.findings.warnings


@pytest.mark.parametrize(
    ("build", "tool"),
    [
        ("npm run inner", "rimraf"),
        ("npx rimraf dist && tsc", "rimraf"),
        ("run-s clean compile", "npm-run-all2"),
        ("FOO=1 cross-env BAR=2 rollup -c", "rollup"),
        ("(cd src && lessc a.less a.css)", "less"),
        ("tsc && swc src -d dist", "@swc/cli"),
    ],
)
def test_a_tool_is_found_wherever_a_script_calls_it(
    project: MakeProject, build: str, tool: str
) -> None:
    scripts = {"build": build, "inner": "rimraf dist", "start": "node dist/server.js"}
    _, text = made(
        project,
        {
            "apps/api/package.json": api(scripts=scripts),
            "packages/lib/package.json": member("@x/lib", devDependencies={tool: "1"}),
        },
    )
    assert "COPY packages/lib/package.json packages/lib/" in text


def test_what_the_application_or_the_top_declares_is_not_looked_for(project: MakeProject) -> None:
    lib = {"packages/lib/package.json": member("@x/lib", devDependencies={"cross-env": "7"})}
    own = {"apps/api/package.json": api("cross-env tsc", devDependencies={"cross-env": "7"})}
    found, text = made(project, {**own, **lib})
    assert "packages/lib" not in text
    at_top = {"apps/api/package.json": api("cross-env tsc")}
    _, text = made(project, {**at_top, **lib}, {"devDependencies": {"cross-env": "7"}})
    assert "packages/lib" not in text
    assert not [one for one in found.findings.warnings if "cross-env" in one]


def test_pnpm_shows_no_member_the_packages_of_another(project: MakeProject) -> None:
    files = {
        "apps/api/package.json": api("cross-env tsc"),
        "packages/lib/package.json": member("@x/lib", devDependencies={"cross-env": "7"}),
        "pnpm-workspace.yaml": "packages: ['apps/*', 'packages/*']\n",
        "pnpm-lock.yaml": "lockfileVersion: '9.0'\n",
    }
    _, text = made(project, files, {"packageManager": "pnpm@10.2.0"})
    assert "packages/lib" not in text
    hoisted = {**files, ".npmrc": "node-linker=hoisted\n"}
    _, text = made(project, hoisted, {"packageManager": "pnpm@10.2.0"})
    assert "COPY packages/lib/package.json packages/lib/" in text


def test_yarn_installs_the_packages_of_the_other_member_too(project: MakeProject) -> None:
    files = {
        "apps/api/package.json": api("cross-env tsc"),
        "packages/lib/package.json": member("@x/lib", devDependencies={"cross-env": "7"}),
        "yarn.lock": "__metadata:\n  version: 8\n",
        ".yarnrc.yml": "nodeLinker: node-modules\n",
    }
    _, text = made(project, files, {"packageManager": "yarn@4.9.0"})
    assert "yarn workspaces focus root @x/api @x/lib\n" in text


def test_a_package_that_only_another_member_declares_is_there_at_run_time(
    project: MakeProject,
) -> None:
    _, text = made(
        project,
        {
            "apps/api/package.json": api(),
            "apps/api/src/server.ts": f"import ms from 'ms'\n// import x from 'chalk'\n{SERVER}",
            "packages/lib/package.json": member("@x/lib", dependencies={"ms": "2"}),
            "packages/other/package.json": member("@x/other", dependencies={"chalk": "5"}),
        },
    )
    assert "COPY packages/lib/package.json packages/lib/" in text
    assert "packages/other" not in text


def test_a_member_that_is_imported_without_being_declared_is_built(project: MakeProject) -> None:
    lib = member("@x/lib", main="dist/index.js", scripts={"build": "tsc"})
    _, text = made(
        project,
        {
            "apps/api/package.json": api(),
            "apps/api/src/server.ts": f"import lib from '@x/lib'\n{SERVER}",
            "packages/lib/package.json": lib,
            "packages/lib/src/index.ts": "",
        },
    )
    assert "RUN npm run build --workspace=packages/lib" in text


def test_a_program_of_a_member_is_built_before_it_is_called(project: MakeProject) -> None:
    cli = member("@x/cli", bin={"make-pages": "dist/cli.js"}, scripts={"build": "tsc"})
    _, text = made(
        project,
        {
            "apps/api/package.json": api("make-pages src"),
            "packages/cli/package.json": cli,
            "packages/cli/src/cli.ts": "",
        },
    )
    assert "RUN npm run build --workspace=packages/cli" in text


@pytest.mark.parametrize(
    ("path", "content"),
    [
        (
            "tsconfig.json",
            '{"compilerOptions": {"paths": {"@lib/*": ["../../packages/lib/src/*"]}}}',
        ),
        (
            "vite.config.ts",
            "export default { resolve: { alias: { lib: '../../packages/lib/src' } } }",
        ),
        ("webpack.config.js", "alias: path.resolve(__dirname, '..', '..', 'packages/lib', 'src')"),
        ("src/a.ts", "import { a } from '../../../packages/lib/src/index'"),
        ("src/a.vue", "<script>import { a } from '../../../packages/lib/src'</script>"),
        ("src/a.css", "@import '../../../packages/lib/src/index.ts';"),
    ],
)
def test_sources_of_a_sibling_come_along_unbuilt(
    project: MakeProject, path: str, content: str
) -> None:
    lib = member("@x/lib", scripts={"build": "tsc"}, dependencies={"ms": "2"})
    _, text = made(
        project,
        {
            "apps/api/package.json": api(),
            f"apps/api/{path}": content,
            "packages/lib/package.json": lib,
            "packages/lib/src/index.ts": "",
        },
    )
    assert "COPY packages/lib/package.json packages/lib/" in text
    assert "COPY packages/lib/ packages/lib/" in text
    assert "--workspace=packages/lib" not in text


def test_an_alias_of_the_shared_tsconfig_is_followed(project: MakeProject) -> None:
    paths = {"compilerOptions": {"paths": {"#lib/*": ["packages/lib/src/*"]}}}
    _, text = made(
        project,
        {
            "tsconfig.base.json": json.dumps(paths),
            "apps/api/package.json": api(),
            "apps/api/src/a.ts": "import { a } from '#lib/index'",
            "packages/lib/package.json": member("@x/lib"),
            "packages/lib/src/index.ts": "",
        },
    )
    assert "COPY packages/lib/ packages/lib/" in text


@pytest.mark.parametrize(
    ("config", "there", "copied"),
    [
        ("publicDir: '../../public'", "public/a.png", "COPY public/ public/"),
        ("publicDir: '../shared/public'", "apps/shared/public/a.png", "COPY apps/shared/public/ "),
        ("base: '../../vite.shared.ts'", "vite.shared.ts", "COPY vite.shared.ts "),
        ("data: '../../data/a.json'", "data/a.json", "COPY data/ data/"),
    ],
)
def test_what_a_configuration_names_outside_of_all_members_comes_along(
    project: MakeProject, config: str, there: str, copied: str
) -> None:
    web = member("@x/web", scripts={"build": "vite build"}, devDependencies={"vite": "8"})
    _, text = made(
        project,
        {
            "apps/web/package.json": web,
            "apps/web/index.html": "",
            "apps/web/vite.config.ts": f"export default {{ {config} }}",
            there: "{}",
        },
    )
    assert copied in text.replace("tsconfig.base.json vite.shared.ts", "vite.shared.ts")


@pytest.mark.parametrize("folder", ["../..", "../../", "../../env"])
def test_env_files_above_the_application_are_read(project: MakeProject, folder: str) -> None:
    web = member("@x/web", scripts={"build": "vite build"}, devDependencies={"vite": "8"})
    place = folder.removeprefix("../..").strip("/")
    _, text = made(
        project,
        {
            "apps/web/package.json": web,
            "apps/web/index.html": "",
            "apps/web/vite.config.ts": f"export default {{ envDir: '{folder}' }}",
            f"{place}/.env.production".lstrip("/"): "VITE_TITLE=Shop\n",
        },
    )
    assert "ARG VITE_TITLE=Shop" in text
    assert ".env" not in text


def test_a_folder_of_members_is_copied_whole_with_one_note(project: MakeProject) -> None:
    code = "import fs from 'fs'\nfor (const one of fs.readdirSync('../../packages')) require(one)"
    found, text = made(
        project,
        {
            "apps/api/package.json": api("node build.mjs"),
            "apps/api/build.mjs": code,
            "packages/a/package.json": member("@x/a"),
            "packages/b/package.json": member("@x/b"),
            "packages/b/index.js": "",
        },
    )
    assert "COPY packages/ packages/" in text
    notes = [one for one in found.findings.warnings if "packages/" in one]
    assert " ".join(notes) == (
        "apps/api/build.mjs:2 reads packages/, which holds other members: all of it is copied, "
        "and a change to any of them rebuilds the image"
    )


def test_turbo_does_not_prune_what_only_a_path_leads_to(project: MakeProject) -> None:
    files = {
        "turbo.json": "{}",
        "apps/api/package.json": api(),
        "apps/api/src/a.ts": "import { a } from '../../../packages/lib/src/index'",
        "packages/lib/package.json": member("@x/lib"),
        "packages/lib/src/index.ts": "",
    }
    _, text = made(project, files, {"devDependencies": {"turbo": "2.5.0"}})
    assert "turbo@2.5.0 prune" not in text
    assert "COPY packages/lib/ packages/lib/" in text


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("src/a.test.ts", "import { a } from '../../../packages/lib/src/index'"),
        ("vitest.config.ts", "alias: '../../packages/lib/src'"),
        ("src/b.ts", "// import { a } from '../../../packages/lib/src/index'"),
        ("next.config.js", "outputFileTracingRoot: path.join(__dirname, '../../')"),
        ("src/c.ts", "import { a } from '../own'"),
    ],
)
def test_tests_comments_and_the_top_itself_lead_nowhere(
    project: MakeProject, path: str, content: str
) -> None:
    _, text = made(
        project,
        {
            "apps/api/package.json": api(),
            f"apps/api/{path}": content,
            "packages/lib/package.json": member("@x/lib"),
            "packages/lib/src/index.ts": "",
        },
    )
    assert "packages/" not in text
