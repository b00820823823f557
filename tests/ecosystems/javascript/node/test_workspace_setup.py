"""Scripts of an installation in a workspace, and packages that scripts change."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dockgen.core.plan import Choices
from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import detect
from dockgen.rendering.render import render
from tests.conftest import MakeProject

LIB: dict[str, Any] = {"name": "@x/lib", "version": "1.0.0"}
API: dict[str, Any] = {
    "name": "@x/api",
    "scripts": {"start": "node src/server.js"},
    "dependencies": {"@x/lib": "*", "express": "5"},
}
BUILT = {**API, "scripts": {"build": "tsc", "start": "node dist/server.js"}}
LOCKFILES = {
    "npm": {"package-lock.json": "{}"},
    "yarn": {"yarn.lock": "# yarn lockfile v1\n"},
    "yarn-berry": {"yarn.lock": "__metadata:\n  version: 8\n"},
    "bun": {"bun.lock": "{}"},
    "pnpm": {
        "pnpm-lock.yaml": "lockfileVersion: '9.0'\n",
        "pnpm-workspace.yaml": "packages: ['apps/*', 'libs/*']\n",
    },
}


def files(
    api: dict[str, Any] = API,
    lib: dict[str, Any] = LIB,
    *,
    top: dict[str, str] | None = None,
    manager: str = "npm",
    **root: Any,
) -> dict[str, str]:
    """A workspace of an application, the library that it uses, and one that it does not."""
    package = {"name": "root", "workspaces": ["apps/*", "libs/*"], "scripts": top or {}, **root}
    return {
        "package.json": json.dumps(package),
        **LOCKFILES[manager],
        "apps/api/package.json": json.dumps(api),
        "apps/api/src/server.js": "app.listen(process.env.PORT || 4100)",
        "libs/lib/package.json": json.dumps(lib),
        "libs/lib/index.js": "",
        "libs/other/package.json": json.dumps({"name": "@x/other"}),
        "patches/ms+2.1.3.patch": "",
    }


def dockerfile_of(make: MakeProject, given: dict[str, str], choices: Choices | None = None) -> str:
    rendered = render(plan(detect(make(given), detector="node"), choices))
    return re.sub(r" \\\n +", " ", rendered["Dockerfile"].text)


def warnings_of(make: MakeProject, given: dict[str, str]) -> str:
    return "\n".join(detect(make(given), detector="node").winner[1].findings.warnings)


def stage(text: str, name: str) -> list[str]:
    """The instructions of a stage, without the mounts."""
    body = re.search(rf" AS {name}\n(.*?)(?=\n\n# [a-z]+ |\Z)", text, re.DOTALL)
    assert body is not None
    lines = [re.sub(r"--mount=\S+ ", "", line) for line in body[1].splitlines()]
    return [line for line in lines if line]


PATCH = {"postinstall": "patch-package", "prepare": "husky"}


def test_packages_are_patched_before_the_development_packages_go(project: MakeProject) -> None:
    assert stage(dockerfile_of(project, files(top=PATCH)), "dependencies") == [
        "COPY package.json package-lock.json ./",
        "COPY libs/lib/package.json libs/lib/",
        "COPY apps/api/package.json apps/api/",
        "COPY patches/ patches/",
        "RUN npm pkg delete scripts.postinstall scripts.prepare",
        "RUN npm ci",
        "COPY package.json ./",
        "RUN npm run postinstall && npm prune --omit=dev --ignore-scripts",
    ]


def test_packages_are_patched_before_sources_are_there(project: MakeProject) -> None:
    text = dockerfile_of(project, files(BUILT, top=PATCH))
    assert stage(text, "build") == [
        "RUN npm ci",
        "COPY package.json ./",
        "RUN npm run postinstall",
        "COPY libs/lib/ libs/lib/",
        "COPY apps/api/ apps/api/",
        "RUN npm run build --workspace=apps/api",
    ]


def test_the_image_gets_the_packages_that_scripts_changed(project: MakeProject) -> None:
    text = dockerfile_of(project, files(BUILT, top=PATCH))
    folders = "libs/lib/node_modules apps/api/node_modules"
    prune = f"RUN npm prune --omit=dev --ignore-scripts && mkdir -p {folders}"
    assert stage(text, "dependencies") == [prune]
    assert stage(text, "runtime")[2:11] == [
        "COPY --from=dependencies /app/node_modules/ node_modules/",
        "COPY --from=dependencies /app/libs/lib/node_modules/ libs/lib/node_modules/",
        "COPY --from=dependencies /app/apps/api/node_modules/ apps/api/node_modules/",
        "COPY package.json ./",
        "COPY libs/lib/package.json libs/lib/",
        "COPY apps/api/package.json apps/api/",
        "COPY libs/lib/ libs/lib/",
        "COPY --from=build /app/apps/api/dist/ apps/api/dist/",
        "WORKDIR /app/apps/api",
    ]


def test_a_single_stage_patches_too(project: MakeProject) -> None:
    text = dockerfile_of(project, files(top=PATCH), Choices(stages="single"))
    lines = stage(text, "runtime")
    assert lines.index("RUN npm ci") < lines.index("RUN npm run postinstall")
    assert lines.index("RUN npm run postinstall") < lines.index("COPY apps/api/ apps/api/")


@pytest.mark.parametrize(
    ("manager", "prune"),
    [
        ("yarn", "RUN yarn install --frozen-lockfile --production --ignore-scripts"),
        ("yarn-berry", "RUN yarn workspaces focus @x/api --production"),
    ],
)
def test_every_package_manager_patches_and_prunes(
    project: MakeProject, manager: str, prune: str
) -> None:
    lines = stage(dockerfile_of(project, files(top=PATCH, manager=manager)), "dependencies")
    assert any(line.startswith("RUN yarn run postinstall") for line in lines)
    assert lines[-1].startswith(prune)


def test_bun_cannot_prune_and_that_is_said(project: MakeProject) -> None:
    given = files(top=PATCH, manager="bun")
    assert stage(dockerfile_of(project, given), "dependencies")[-1] == "RUN bun run postinstall"
    assert "keeps the development packages, because scripts.postinstall" in warnings_of(
        project, given
    )
    text = dockerfile_of(project, files(BUILT, top=PATCH, manager="bun"))
    assert "COPY --from=build /app/node_modules/ node_modules/" in text
    assert "mkdir -p libs/lib/node_modules apps/api/node_modules" in text
    assert "AS dependencies" not in text


def test_bun_keeps_what_scripts_changed_without_a_workspace_too(project: MakeProject) -> None:
    package = {**BUILT, "scripts": {**BUILT["scripts"], "postinstall": "prisma generate"}}
    text = dockerfile_of(project, {"package.json": json.dumps(package), "bun.lock": "{}"})
    assert "COPY --from=build /app/node_modules/ node_modules/" in text


def test_patches_reach_a_pruned_workspace(project: MakeProject) -> None:
    given = files(BUILT, top=PATCH, devDependencies={"turbo": "2.5.0"}) | {"turbo.json": "{}"}
    text = dockerfile_of(project, given)
    assert "COPY patches/ patches/" in stage(text, "tools")
    assert "COPY --from=pruned /app/out/json/package.json ./" in stage(text, "build")


def test_other_scripts_at_the_top_run_when_all_sources_are_there(project: MakeProject) -> None:
    lib = {**LIB, "scripts": {"build": "tsc"}, "main": "dist/index.js"}
    top = {"postinstall": "node scripts/setup && prisma generate --schema=libs/lib/schema.prisma"}
    more = {"scripts/setup.js": "", "prisma.config.ts": "", "unread/a.js": ""}
    text = dockerfile_of(project, files(BUILT, lib, top=top) | more)
    run = "npm run build --workspace"
    assert stage(text, "build") == [
        "RUN npm ci",
        "COPY package.json prisma.config.ts ./",
        "COPY scripts/ scripts/",
        "COPY libs/lib/ libs/lib/",
        "COPY apps/api/ apps/api/",
        f"RUN npm run postinstall && {run}=libs/lib && {run}=apps/api",
    ]


def test_an_application_without_a_build_takes_what_such_a_script_made(project: MakeProject) -> None:
    text = dockerfile_of(project, files(top={"postinstall": "node scripts/setup.js"}))
    assert "RUN npm run postinstall\n" in text
    assert "COPY --from=dependencies /app/apps/api/ apps/api/" in text
    assert "COPY --from=dependencies /app/apps/api/node_modules/" not in text


@pytest.mark.parametrize(
    "script", ["npm run x --workspace=@x/other", "node libs/other/setup.js", "pnpm -F '@x/other' x"]
)
def test_a_script_that_calls_for_another_member_does_not_run(
    project: MakeProject, script: str
) -> None:
    given = files(top={"postinstall": script})
    assert "npm run postinstall" not in dockerfile_of(project, given)
    assert "calls for libs/other, which apps/api does not depend on" in warnings_of(project, given)


@pytest.mark.parametrize(
    ("api", "lib", "root"),
    [
        ({**BUILT["scripts"], "build": "prisma generate && tsc"}, {}, {}),
        ({**BUILT["scripts"], "postinstall": "prisma generate"}, {}, {}),
        (BUILT["scripts"], {"postinstall": "prisma generate"}, {}),
        (BUILT["scripts"], {"build": "prisma generate"}, {}),
        (BUILT["scripts"], {"db:generate": "prisma generate"}, {"devDependencies": {"nx": "22"}}),
    ],
)
def test_a_generated_client_in_installed_packages_reaches_the_image(
    project: MakeProject, api: dict[str, str], lib: dict[str, str], root: dict[str, Any]
) -> None:
    given = files({**API, "scripts": api}, {**LIB, "scripts": lib}, **root)
    text = dockerfile_of(project, given)
    assert stage(text, "dependencies")[0].startswith("RUN npm prune --omit=dev --ignore-scripts")
    assert "COPY --from=dependencies /app/node_modules/ node_modules/" in text


def test_a_build_that_generates_leaves_its_packages_to_the_image(project: MakeProject) -> None:
    package = {**BUILT, "scripts": {**BUILT["scripts"], "build": "prisma generate && tsc"}}
    text = dockerfile_of(project, {"package.json": json.dumps(package), "package-lock.json": "{}"})
    assert stage(text, "dependencies") == ["RUN npm prune --omit=dev --ignore-scripts"]


def test_members_without_production_packages_come_without_any(project: MakeProject) -> None:
    api = {**BUILT, "dependencies": {}, "devDependencies": {"@x/lib": "*"}}
    runtime = stage(dockerfile_of(project, files(api)), "runtime")
    assert "COPY apps/api/package.json apps/api/" in runtime
    assert not any("node_modules" in line for line in runtime)


PRISMA = {
    **BUILT,
    "scripts": {**BUILT["scripts"], "build": "prisma generate && tsc"},
    "dependencies": {"@prisma/client": "7", "express": "5"},
    "devDependencies": {"prisma": "7", "typescript": "5", "vitest": "4"},
}


def test_npm_gives_up_tools_that_prisma_names_as_optional_peers(project: MakeProject) -> None:
    text = dockerfile_of(project, {"package.json": json.dumps(PRISMA), "package-lock.json": "{}"})
    release = "npm pkg delete devDependencies.prisma devDependencies.typescript"
    assert stage(text, "dependencies") == [
        f"RUN {release} && npm prune --omit=dev --ignore-scripts"
    ]
    text = dockerfile_of(project, files(PRISMA, devDependencies={"typescript": "5"}))
    assert stage(text, "dependencies")[0].startswith(
        "RUN npm pkg delete devDependencies.typescript && npm pkg delete --prefix apps/api "
        "devDependencies.prisma devDependencies.typescript && npm prune"
    )


@pytest.mark.parametrize(
    "change",
    [
        {"scripts": {**PRISMA["scripts"], "migrate": "prisma migrate deploy"}},
        {"scripts": {**PRISMA["scripts"], "start": "prisma migrate deploy && node dist/server.js"}},
        {"engines": {"node": "22"}},
        {"packageManager": "npm@10.9.0"},
        {"devDependencies": {"vitest": "4"}},
        {"dependencies": {"express": "5"}},
    ],
)
def test_a_tool_that_the_image_may_need_stays(project: MakeProject, change: dict[str, Any]) -> None:
    package = json.dumps({**PRISMA, **change})
    text = dockerfile_of(project, {"package.json": package, "package-lock.json": "{}"})
    assert "npm pkg delete" not in text


def test_npm_of_a_version_that_can_gives_them_up(project: MakeProject) -> None:
    package = json.dumps({**PRISMA, "engines": {"node": "22"}, "packageManager": "npm@11.6.0"})
    text = dockerfile_of(project, {"package.json": package, "package-lock.json": "{}"})
    assert "npm pkg delete devDependencies.prisma" in text


def test_other_package_managers_keep_no_optional_peers(project: MakeProject) -> None:
    given = {"package.json": json.dumps(PRISMA), "yarn.lock": "# yarn lockfile v1\n"}
    assert "pkg delete" not in dockerfile_of(project, given)


SCHEMA = 'generator client {\n  provider = "prisma-client-js"\n}\n'
DATABASE = {"dependencies": {"@prisma/client": "6"}, "scripts": {"build": "prisma generate"}}


def test_pnpm_deploys_the_client_that_prisma_generated(project: MakeProject) -> None:
    given = files(BUILT, {**LIB, **DATABASE}, manager="pnpm")
    text = dockerfile_of(project, {**given, "libs/lib/prisma/schema.prisma": SCHEMA})
    source = "libs/lib/node_modules/@prisma/client/../../.prisma"
    to = "/prod/node_modules/@x/lib/../../@prisma/client/../../"
    assert stage(text, "build")[-1] == f"RUN cp -R {source} {to}"


def test_pnpm_deploys_the_applications_own_client(project: MakeProject) -> None:
    given = files({**PRISMA, "name": "@x/api"}, manager="pnpm")
    text = dockerfile_of(project, {**given, "apps/api/schema.prisma": SCHEMA})
    source = "apps/api/node_modules/@prisma/client/../../.prisma"
    to = "/prod/node_modules/@prisma/client/../../"
    assert stage(text, "build")[-1] == f"RUN cp -R {source} {to}"


@pytest.mark.parametrize(
    ("lib", "more"),
    [
        (LIB, {}),
        ({**LIB, **DATABASE}, {"libs/lib/schema.prisma": SCHEMA.replace("-js", "")}),
        ({**LIB, **DATABASE}, {"libs/lib/schema.prisma": SCHEMA.replace("}", '  output = "x"\n}')}),
        ({**LIB, **DATABASE}, {"libs/lib/schema.prisma": SCHEMA, ".npmrc": "node-linker=hoisted"}),
        (
            {**LIB, **DATABASE},
            {
                "libs/lib/schema.prisma": SCHEMA,
                "pnpm-workspace.yaml": "nodeLinker: hoisted\npackages: ['apps/*', 'libs/*']\n",
            },
        ),
        ({**LIB, **DATABASE, "name": "unused"}, {"libs/lib/schema.prisma": SCHEMA}),
    ],
)
def test_pnpm_has_nothing_to_add_where_the_client_lies_elsewhere(
    project: MakeProject, lib: dict[str, Any], more: dict[str, str]
) -> None:
    api = {**BUILT, "devDependencies": {"unused": "*"}}
    text = dockerfile_of(project, files(api, lib, manager="pnpm") | more)
    assert "deploy --prod" in text
    assert "cp -R" not in text


def test_patches_are_applied_again_to_what_pnpm_deploys(project: MakeProject) -> None:
    api = {**BUILT, "dependencies": {**API["dependencies"], "ms": "2", "@acme/x": "1"}}
    given = files(api, top=PATCH, manager="pnpm") | {
        "patches/@acme+x+1.0.0.patch": "",
        "patches/of-another+1.0.0.patch": "",
        "patches/README.md": "",
    }
    assert (
        "RUN mkdir /prod/patches && "
        "cp patches/@acme+x+1.0.0.patch patches/ms+2.1.3.patch /prod/patches/ && "
        "pnpm --dir /prod exec /app/node_modules/.bin/patch-package && rm -r /prod/patches"
    ) in dockerfile_of(project, given)
    assert "patch-package" not in warnings_of(project, given)


def test_a_patch_that_pnpms_deployed_folder_has_no_place_for_is_said(project: MakeProject) -> None:
    lib = {**LIB, "dependencies": {"ms": "2"}}
    given = files(BUILT, lib, top=PATCH, manager="pnpm") | {"patches/a++b+1.0.0.patch": ""}
    assert "mkdir /prod/patches" not in dockerfile_of(project, given)
    said = warnings_of(project, given)
    assert "what patches/a++b+1.0.0.patch, patches/ms+2.1.3.patch changes: `pnpm patch`" in said


@pytest.mark.parametrize("script", ["patch-package", "prisma generate && npx patch-package --x"])
def test_yarn_1_patches_again_what_it_has_put_back(project: MakeProject, script: str) -> None:
    package = {**BUILT, "scripts": {**BUILT["scripts"], "postinstall": script}}
    given = {"package.json": json.dumps(package), "yarn.lock": "# yarn lockfile v1\n"}
    patch = script.rpartition("npx ")[2]
    aside, prune = stage(dockerfile_of(project, given), "dependencies")
    assert aside == "RUN mkdir /tools && cp -R node_modules /tools/"
    assert prune.startswith("RUN yarn install --frozen-lockfile --production --ignore-scripts")
    assert prune.endswith(f" && PATH=/tools/node_modules/.bin:$PATH {patch}")


@pytest.mark.parametrize("manager", ["npm", "yarn", "yarn-berry", "bun", "pnpm"])
@pytest.mark.parametrize("api", [API, BUILT, PRISMA])
def test_hadolint_finds_nothing(
    project: MakeProject, tmp_path: Path, manager: str, api: dict[str, Any]
) -> None:
    given = files({**api, "name": "@x/api"}, top=PATCH, manager=manager)
    rendered = render(plan(detect(project(given), detector="node"), None))
    place = tmp_path / "Dockerfile"
    place.write_text(rendered["Dockerfile"].text)
    command: list[str | Path] = [
        Path(sys.executable).with_name("hadolint"),
        "--ignore",
        "DL3008",
        place,
    ]
    linted = subprocess.run(command, capture_output=True, text=True)
    assert (linted.returncode, linted.stdout) == (0, "")
