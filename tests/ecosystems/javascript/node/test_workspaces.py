"""Applications of a workspace."""

from __future__ import annotations

import json
import re

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Override
from dockgen.core.plan import Choices, Stages
from dockgen.ecosystems.javascript.node import ECOSYSTEM as NODE
from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import detect
from dockgen.rendering.render import render
from tests.conftest import MakeProject

API = {
    "name": "@x/api",
    "scripts": {"build": "tsc", "start": "node dist/server.js"},
    "dependencies": {"@x/lib": "*", "express": "5"},
}
WEB = {"name": "@x/web", "scripts": {"build": "vite build"}, "devDependencies": {"vite": "8"}}
LIB = {"name": "@x/lib", "main": "dist/index.js", "scripts": {"build": "tsc"}}
OTHER = {"name": "@x/other", "dependencies": {"ms": "2"}}
FILES = {
    "apps/api/package.json": json.dumps(API),
    "apps/api/src/server.ts": "app.listen(process.env.PORT || 4100)",
    "apps/web/package.json": json.dumps(WEB),
    "packages/lib/package.json": json.dumps(LIB),
    "packages/lib/src/index.ts": "",
    "packages/other/package.json": json.dumps(OTHER),
    "tsconfig.base.json": "{}",
}
NPM = {
    "package.json": json.dumps({"name": "root", "workspaces": ["apps/*", "packages/*"]}),
    "package-lock.json": "{}",
}
PNPM = {
    "package.json": json.dumps({"name": "root", "packageManager": "pnpm@12.3.0"}),
    "pnpm-workspace.yaml": "packages: ['apps/*', 'packages/*']\n",
    "pnpm-lock.yaml": "lockfileVersion: '9.0'\n",
}


def dockerfile_of(
    make: MakeProject, files: dict[str, str], app: str | None = None, choices: Choices | None = None
) -> str:
    overrides = {"workspace": Override(app, Evidence("--app"))} if app else {}
    detection = detect(make({**FILES, **files}), detector="node", overrides=overrides)
    rendered = render(plan(detection, choices))
    assert not any("packages/other" in file.text for file in rendered.values())
    return rendered["Dockerfile"].text


def test_the_manifests_and_sources_of_exactly_the_needed_members_are_copied(
    project: MakeProject,
) -> None:
    text = dockerfile_of(project, NPM)
    copied = [line for line in text.splitlines() if line.startswith("COPY ")]
    assert copied == [
        "COPY package.json package-lock.json ./",
        "COPY packages/lib/package.json packages/lib/",
        "COPY apps/api/package.json apps/api/",
        "COPY tsconfig.base.json ./",
        "COPY packages/lib/ packages/lib/",
        "COPY apps/api/ apps/api/",
        "COPY --from=dependencies /app/ ./",
        "COPY --from=build /app/packages/lib/dist/ packages/lib/dist/",
        "COPY --from=build /app/apps/api/dist/ apps/api/dist/",
    ]
    lines = text.splitlines()
    library = lines.index("RUN npm run build --workspace=packages/lib")
    assert lines[library - 1] == "COPY packages/lib/ packages/lib/"
    assert lines[library + 1] == "COPY apps/api/ apps/api/"
    assert lines[library + 2] == "RUN npm run build --workspace=apps/api"
    assert "WORKDIR /app/apps/api" in text
    assert 'CMD ["node", "dist/server.js"]' in text
    assert "EXPOSE 4100" in text


def test_pnpm_deploys_the_application(project: MakeProject) -> None:
    text = dockerfile_of(project, PNPM)
    assert "pnpm --filter=@x/api deploy --prod /prod" in text
    assert "AS dependencies" not in text
    assert "COPY --from=build /prod/node_modules/ node_modules/" in text
    assert text.index("deploy --prod /prod") < text.index("COPY apps/api/ apps/api/")
    assert "COPY --from=build /app/apps/api/dist/ dist/" in text


def test_pnpm_deploys_after_scripts_of_the_application(project: MakeProject) -> None:
    scripts = {"build": "tsc", "start": "node dist/server.js", "postinstall": "prisma generate"}
    package = json.dumps({**API, "scripts": scripts})
    text = dockerfile_of(project, {**PNPM, "apps/api/package.json": package})
    assert text.index("COPY apps/api/ apps/api/") < text.index("deploy --prod /prod")
    assert "COPY --from=build /prod/dist/ dist/" in text


@pytest.mark.parametrize(
    ("version", "settings", "legacy"),
    [
        ("9.1.0", "", False),
        ("10.2.0", "", True),
        ("10.2.0", "injectWorkspacePackages: true\n", False),
        ("11.0.0", "", True),
        ("12.1.9", "", True),
        ("12.2.0", "", False),
    ],
)
def test_pnpm_deploys_the_old_way_where_it_has_to(
    project: MakeProject, version: str, settings: str, legacy: bool
) -> None:
    files = {
        **PNPM,
        "package.json": json.dumps({"packageManager": f"pnpm@{version}"}),
        "pnpm-workspace.yaml": PNPM["pnpm-workspace.yaml"] + settings,
    }
    assert ("--legacy" in dockerfile_of(project, files)) == legacy


def test_a_script_of_a_members_installation_runs_before_its_build(project: MakeProject) -> None:
    scripts = {"postinstall": "prisma generate", "build": "tsc"}
    lib = json.dumps({**LIB, "scripts": scripts})
    run = "npm run {} --workspace=packages/lib"
    text = dockerfile_of(project, {**NPM, "packages/lib/package.json": lib})
    assert f"RUN {run.format('postinstall')} && {run.format('build')}" in text
    lib = json.dumps({"name": "@x/lib", "scripts": {"postinstall": "prisma generate"}})
    text = dockerfile_of(project, {**NPM, "packages/lib/package.json": lib})
    assert f"RUN {run.format('postinstall')}\n" in text
    assert "COPY --from=dependencies /app/packages/lib/ packages/lib/" in text


def test_builds_of_members_name_their_folders(project: MakeProject) -> None:
    made = project({**FILES, **NPM})
    given = {"member_builds": Override("tsc", Evidence("--set"))}
    with pytest.raises(UnusableInput, match="FOLDER:COMMAND"):
        detect(made, detector="node", overrides=given)


COLONS = {
    "package.json": json.dumps({"name": "root", "workspaces": ["apps/*", "libs:own/*"]}),
    "package-lock.json": "{}",
    "apps/api/package.json": FILES["apps/api/package.json"],
    "libs:own/lib:1/package.json": FILES["packages/lib/package.json"],
    "libs:own/lib:1/src/index.ts": "export const a = 1\n",
}


@pytest.mark.parametrize("stages", ["multi", "single"])
def test_a_member_in_a_folder_with_a_colon_is_built(project: MakeProject, stages: Stages) -> None:
    made = detect(project(COLONS), detector="node")
    text = render(plan(made, Choices(stages=stages)))["Dockerfile"].text
    assert "COPY libs:own/lib:1/ libs:own/lib:1/\nRUN npm run build --workspace=" in text


@pytest.mark.parametrize(
    "value",
    [
        "'packages/lib:npm run one'",
        ["packages/lib:npm run one"],
        {"packages/lib": "npm run one"},
        (("packages/lib", "npm run one"),),
    ],
)
def test_builds_of_members_are_decided_in_every_spelling(
    project: MakeProject, value: object
) -> None:
    given = {"member_builds": Override(value, Evidence("--set"))}
    found = detect(project({**FILES, **NPM}), detector="node", overrides=given)
    assert found.facts["member_builds"].value == (("packages/lib", "npm run one"),)


BERRY = {"name": "root", "packageManager": "yarn@4.1.0", "workspaces": ["apps/*", "packages/*"]}
YARN = {"package.json": json.dumps(BERRY), "yarn.lock": "__metadata:\n  version: 8\n"}


def test_yarn_focuses_on_the_application(project: MakeProject) -> None:
    text = dockerfile_of(project, YARN)
    assert "yarn workspaces focus root @x/api" in text
    assert "yarn workspaces focus @x/api --production" in text
    assert "RUN yarn workspace @x/lib run build" in text
    assert "RUN yarn workspace @x/api run build" in text
    assert "rm -rf" not in text.replace("rm -rf /var/lib/apt/lists", "")


@pytest.mark.parametrize("scripts", [{}, {"postinstall": "patch-package"}])
def test_what_yarn_alone_reads_stays_out_of_the_image(
    project: MakeProject, scripts: dict[str, str]
) -> None:
    plain = {"name": "@x/api", "scripts": {"start": "node server.js"}, "dependencies": {"ms": "2"}}
    text = dockerfile_of(
        project,
        YARN
        | {".yarn/cache/a-npm-1.0.0-0-0.zip": "", "patches/ms+2.1.3.patch": ""}
        | {"package.json": json.dumps({**BERRY, "scripts": scripts})}
        | {"apps/api/package.json": json.dumps(plain)},
        "apps/api",
    )
    assert "COPY .yarn/cache/ .yarn/cache/\n" in text
    assert "    yarn workspaces focus @x/api --production && rm -rf .yarn\n" in text


def test_turborepo_prunes_in_a_stage_of_its_own(project: MakeProject) -> None:
    root = {**json.loads(NPM["package.json"]), "devDependencies": {"turbo": "^2.5.0"}}
    files = {**NPM, "package.json": json.dumps(root), "turbo.json": "{}"}
    text = dockerfile_of(project, files)
    assert "RUN npx --yes turbo@2.5.0 prune @x/api --docker" in text
    assert "COPY --from=pruned /app/out/json/ ./" in text
    assert "COPY --from=pruned /app/out/full/ ./" in text
    assert "RUN npx turbo run build --filter=@x/api" in text
    single = dockerfile_of(project, files, choices=Choices(stages="single"))
    assert "--from=" not in single


@pytest.mark.parametrize(
    ("tool", "command"),
    [
        ("nx", "npx nx run-many --targets=build --projects=@x/api"),
        ("lerna", "npx lerna run build --scope=@x/api --include-dependencies"),
    ],
)
def test_a_tool_that_knows_the_order_builds(project: MakeProject, tool: str, command: str) -> None:
    root = {**json.loads(NPM["package.json"]), "devDependencies": {tool: "1"}}
    assert f"RUN {command}" in dockerfile_of(project, {**NPM, "package.json": json.dumps(root)})


def test_another_application_is_picked_by_folder_or_name(project: MakeProject) -> None:
    for app in ("apps/web", "./apps/web/", "@x/web"):
        text = dockerfile_of(project, NPM, app)
        assert "COPY apps/web/nginx.conf /etc/nginx/nginx.conf" in text
        assert "COPY --from=build /app/apps/web/dist/ /usr/share/nginx/html/" in text


def test_what_is_no_member_is_an_error_that_names_the_members(project: MakeProject) -> None:
    with pytest.raises(UnusableInput, match=re.escape("--app: workspace must be a member")):
        dockerfile_of(project, NPM, "apps/nope")


def test_several_applications_are_a_question_and_a_note(project: MakeProject) -> None:
    found = detect(project({**FILES, **NPM})).winner[1].findings
    assert found.questions[0] == "workspace"
    assert found.facts["applications"].value == ("apps/api", "apps/web")
    assert any("--app picks another" in one for one in found.warnings)


def test_a_single_application_is_no_question(project: MakeProject) -> None:
    files = {path: text for path, text in {**FILES, **NPM}.items() if "web" not in path}
    found = detect(project(files)).winner[1].findings
    assert "workspace" not in found.questions
    assert found.facts["workspace"].value == "apps/api"
    assert not any("--app" in one for one in found.warnings)


def test_a_member_without_a_build_is_copied_as_it_is(project: MakeProject) -> None:
    plain = {key: value for key, value in API.items() if key != "scripts"}
    files = {
        **NPM,
        "apps/api/package.json": json.dumps({**plain, "scripts": {"start": "node src/server.ts"}}),
        "packages/lib/package.json": json.dumps({"name": "@x/lib", "main": "src/index.ts"}),
    }
    text = dockerfile_of(project, files)
    assert "AS build" not in text
    assert "COPY packages/lib/ packages/lib/" in text
    assert "COPY apps/api/ apps/api/" in text


def test_a_workspace_of_libraries_alone_is_no_application(project: MakeProject) -> None:
    files = {path: text for path, text in FILES.items() if not path.startswith("apps")}
    verdicts = detect(project({**files, **NPM})).verdicts
    node = next(verdict for one, verdict in verdicts if one.name == "node")
    assert not node.matched


def test_next_standalone_lies_below_its_folder(project: MakeProject) -> None:
    web = {"name": "@x/web", "scripts": {"build": "next build"}, "dependencies": {"next": "16"}}
    files = {
        **NPM,
        "apps/web/package.json": json.dumps(web),
        "apps/web/next.config.mjs": "export default { output: 'standalone' }",
    }
    text = dockerfile_of(project, files, "apps/web")
    assert "COPY --from=build /app/apps/web/.next/standalone/ ./" in text
    assert "COPY --from=build /app/apps/web/.next/static/ apps/web/.next/static/" in text
    assert 'CMD ["node", "apps/web/server.js"]' in text


def test_folders_that_scripts_reach_into_are_copied(project: MakeProject) -> None:
    api = {**API, "scripts": {"build": "node ../../tools/build.js", "start": "node dist/a.js"}}
    files = {**NPM, "apps/api/package.json": json.dumps(api), "tools/build.js": ""}
    assert "COPY tools/ tools/" in dockerfile_of(project, files)


def test_install_scripts_of_every_member_are_taken_out(project: MakeProject) -> None:
    lib = {**LIB, "scripts": {"build": "tsc", "prepare": "tsc"}}
    root = {**json.loads(NPM["package.json"]), "scripts": {"prepare": "husky"}}
    files = {
        **NPM,
        "package.json": json.dumps(root),
        "packages/lib/package.json": json.dumps(lib),
    }
    text = dockerfile_of(project, files)
    assert "npm pkg delete scripts.prepare" in text
    assert "npm pkg delete --prefix packages/lib scripts.prepare" in text


NEST = {
    "package.json": json.dumps(
        {
            "dependencies": {"@nestjs/core": "12"},
            "scripts": {"build": "nest build", "start": "nest start"},
        }
    ),
    "package-lock.json": "{}",
    "nest-cli.json": json.dumps(
        {
            "monorepo": True,
            "projects": {
                "api": {"type": "application", "root": "apps/api"},
                "worker": {"type": "application", "root": "apps/worker"},
            },
        }
    ),
    "apps/api/src/main.ts": "await app.listen(process.env.PORT ?? 3111)",
}


def test_an_application_of_a_nest_monorepo_is_built_and_started_by_its_name(
    project: MakeProject,
) -> None:
    text = dockerfile_of(project, NEST)
    assert "RUN npx nest build api" in text
    assert 'CMD ["node", "dist/apps/api/main.js"]' in text
    assert "EXPOSE 3111" in text
    text = dockerfile_of(project, NEST, "worker")
    assert "RUN npx nest build worker" in text
    assert 'CMD ["node", "dist/apps/worker/main.js"]' in text
    with pytest.raises(UnusableInput, match="workspace must be an application of nest-cli"):
        dockerfile_of(project, NEST, "nope")


def test_packages_are_deployed_after_the_one_command_that_builds_all_members(
    project: MakeProject,
) -> None:
    root = {"packageManager": "pnpm@12.3.0", "devDependencies": {"lerna": "9"}}
    lines = dockerfile_of(project, {**PNPM, "package.json": json.dumps(root)}).splitlines()
    build = next(i for i, one in enumerate(lines) if "lerna run build" in one)
    assert any("deploy" in one for one in lines[build + 1 :])
    assert not any(" deploy " in one for one in lines[:build])


def test_the_applications_are_offered_to_all(project: MakeProject) -> None:
    assert NODE.workspaces(project({**FILES, **NPM})) == ("apps/api", "apps/web")
    assert NODE.workspaces(project({"package.json": "{}"})) == ()


def test_a_member_takes_the_whole_of_a_build_that_does_not_say_where_it_writes(
    project: MakeProject,
) -> None:
    lib = {"name": "@x/lib", "scripts": {"build": "make"}}
    api = {**API, "scripts": {"build": "make", "start": "node server.js"}}
    files = {
        **NPM,
        "packages/lib/package.json": json.dumps(lib),
        "apps/api/package.json": json.dumps(api),
        "apps/api/server.js": "x.listen(1)",
    }
    text = dockerfile_of(project, files)
    assert "COPY --from=build /app/packages/lib/ packages/lib/" in text
    assert "&& rm -rf apps/api/node_modules" in text
    assert "COPY --from=build /app/apps/api/ apps/api/" in text


def test_pnpm_deploys_the_whole_where_the_output_is_unknown(project: MakeProject) -> None:
    api = {**API, "scripts": {"build": "make", "start": "node server.js"}}
    files = {
        **PNPM,
        "apps/api/package.json": json.dumps(api),
        "apps/api/server.js": "x.listen(1)",
    }
    assert "COPY --from=build /prod/ ./" in dockerfile_of(project, files)


def test_tools_are_found_on_the_path_of_a_workspace(project: MakeProject) -> None:
    api = {**API, "scripts": {"build": "tsc", "start": "serve-it dist"}}
    text = dockerfile_of(project, {**NPM, "apps/api/package.json": json.dumps(api)})
    assert "ENV PATH=/app/apps/api/node_modules/.bin:/app/node_modules/.bin:$PATH" in text
    assert 'CMD ["serve-it", "dist"]' in text


def test_members_are_in_no_lockfile_of_yarn_1_and_that_is_not_stale(project: MakeProject) -> None:
    files = {**NPM, "yarn.lock": 'express@5:\n  version "5.0.0"\n'}
    del files["package-lock.json"]
    found = detect(project({**FILES, **files})).winner[1].findings
    assert not any("out of date" in one for one in found.warnings)


def test_a_configuration_in_typescript_keeps_the_development_packages_of_a_member(
    project: MakeProject,
) -> None:
    web = {
        "name": "web",
        "dependencies": {"next": "15.5.6"},
        "devDependencies": {"typescript": "5"},
        "scripts": {"build": "next build", "start": "next start"},
    }
    made = project(
        {
            "package.json": json.dumps({"private": True, "packageManager": "pnpm@10.0.0"}),
            "pnpm-workspace.yaml": "packages: ['apps/*']",
            "pnpm-lock.yaml": "lockfileVersion: '9.0'",
            "apps/web/package.json": json.dumps(web),
            "apps/web/next.config.ts": "export default {}",
        }
    )
    text = render(plan(detect(made, detector="node")))["Dockerfile"].text
    assert "pnpm --filter=web deploy --legacy /prod" in text


@pytest.mark.parametrize(
    ("start", "folder"),
    [
        ("pnpm --filter @x/web preview", "apps/web"),
        ("npm start -w apps/web", "apps/web"),
        ("yarn workspace @x/web preview", "apps/web"),
        ("cd apps/web && npm start", "apps/web"),
        ("turbo run start", "apps/api"),
        ("npm start -w apps/api && npm start -w apps/web", "apps/api"),
    ],
)
def test_the_start_script_at_the_top_names_the_application(
    project: MakeProject, start: str, folder: str
) -> None:
    top = json.dumps({"workspaces": ["apps/*", "packages/*"], "scripts": {"start": start}})
    facts = detect(project({**FILES, "package.json": top}), detector="node").facts
    assert facts["workspace"].value == folder
