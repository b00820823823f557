"""Habits of real projects, each in the smallest form that shows it."""

from __future__ import annotations

import json

import pytest

from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import detect
from dockgen.managed_files.summary import next_commands
from tests.conftest import MakeProject
from tests.ecosystems.javascript.node.test_node import EXPRESS, LISTEN, dockerfile_of, verdict_of

TS = {"dependencies": {"express": "4"}, "devDependencies": {"typescript": "5"}}


@pytest.mark.parametrize(
    ("scripts", "command"),
    [
        ({"prestart:prod": "tsc", "start:prod": "node dist/a.js"}, "npm run prestart:prod"),
        ({"start": "npm run build:ts && node dist/a.js", "build:ts": "tsc"}, "npm run build:ts"),
        ({"start": "tsc && cp a b && node dist/a.js"}, "npx tsc && cp a b"),
        ({"start": "node dist/a.js", "heroku-postbuild": "tsc"}, "npm run heroku-postbuild"),
        (
            {
                "start": "node dist/a.js",
                "build": "tsc",
                "heroku-postbuild": "npm i && npm run build",
            },
            "npm run heroku-postbuild",
        ),
        (
            {"start": "node dist/a.js", "build": "tsc", "heroku-postbuild": "echo done"},
            "npm run build",
        ),
    ],
)
def test_a_build_without_a_script_of_that_name_is_found(
    project: MakeProject, scripts: dict[str, str], command: str
) -> None:
    facts = verdict_of(project, {"scripts": scripts, **TS}, {"src/a.ts": LISTEN}).findings.facts
    assert facts["build_command"].value == command
    assert facts["output_dir"].value == "dist"


def test_a_start_that_migrates_first_keeps_all_and_reads_the_port_of_its_last_step(
    project: MakeProject,
) -> None:
    scripts = {"build": "tsc", "start": "knex migrate:latest && node dist/a.js"}
    found = verdict_of(project, {"scripts": scripts, **TS}, {"src/a.ts": LISTEN})
    assert found.findings.facts["port"].value == 4000
    assert "output_dir" not in found.findings.facts


WRITES = "new Database('data/app.db')\n" + LISTEN


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({}, "RUN install --directory --owner=1000 --group=1000 data\n"),
        (
            {"data/app.db": ""},
            "--group=1000 data && chown --recursive 1000:1000 data\n",
        ),
        ({"data/.gitkeep": ""}, "RUN install --directory --owner=1000 --group=1000 data\n"),
    ],
)
def test_files_in_a_folder_that_is_written_belong_to_the_user(
    project: MakeProject, files: dict[str, str], line: str
) -> None:
    assert line in dockerfile_of(project, EXPRESS, {"server.js": WRITES, **files})


def test_a_folder_in_the_home_of_the_user_is_made(project: MakeProject) -> None:
    code = "mkdirSync(path.join(os.homedir(), '.shop'))\n" + LISTEN
    text = dockerfile_of(project, EXPRESS, {"server.js": code})
    assert "RUN install --directory --owner=1000 --group=1000 /home/node/.shop\n" in text


def test_a_server_in_a_folder_of_its_own_is_followed_there(project: MakeProject) -> None:
    package = {**EXPRESS, "scripts": {"start": "cd server && node index.js"}}
    found = verdict_of(project, package, {"server/index.js": LISTEN})
    assert found.findings.facts["port"].value == 4000


TESTS_ONLY = {"puppeteer": "24", "canvas": "3", "playwright": "1"}


def test_what_only_tests_need_of_the_system_stays_out_of_the_image(project: MakeProject) -> None:
    package = {**EXPRESS, "devDependencies": TESTS_ONLY}
    text = dockerfile_of(project, package, {"server.js": LISTEN})
    build, _, runtime = text.partition("AS runtime")
    assert "PUPPETEER_SKIP_DOWNLOAD=true" in build
    assert "libcairo2-dev" in build
    assert "apt-get" not in runtime
    assert "PUPPETEER" not in runtime


def test_a_browser_for_tests_is_no_part_of_what_a_bundle_needs(project: MakeProject) -> None:
    package = {
        "dependencies": {"nuxt": "4"},
        "devDependencies": TESTS_ONLY,
        "scripts": {"build": "nuxt build"},
    }
    found = verdict_of(project, package).findings.facts
    assert found["native_packages"].value == ("canvas",)
    assert found["native_development_packages"].value == ("puppeteer", "playwright")


@pytest.mark.parametrize(
    ("start", "development", "tool"),
    [
        ("babel-node a.js", "@babel/node", "babel-node"),
        ("sucrase-node a.js", "sucrase", "sucrase-node"),
        ("ts-node-dev a.ts", "ts-node-dev", "ts-node"),
        ("sequelize db:migrate && node a.js", "sequelize-cli", "sequelize"),
        ("npx prisma migrate deploy && node a.js", "prisma", "prisma"),
        ("node -r dotenv/config a.js", "dotenv", "dotenv"),
        ("node_modules/.bin/tsx a.ts", "tsx", "tsx"),
    ],
)
def test_a_development_package_that_the_start_needs_comes_into_the_image(
    project: MakeProject, start: str, development: str, tool: str
) -> None:
    package = {**EXPRESS, "scripts": {"start": start}, "devDependencies": {development: "1"}}
    found = verdict_of(project, package, {"a.js": LISTEN, "a.ts": LISTEN}).findings
    assert found.facts["production_install_command"].value == "npm install"
    assert f"{tool} runs the application but is a development dependency; move it" in found.warnings


@pytest.mark.parametrize("start", ["knex up && node a.js", "echo hi; exec node a.js", "sh -c 'x'"])
def test_other_tools_of_a_start_change_nothing(project: MakeProject, start: str) -> None:
    package = {**EXPRESS, "scripts": {"start": start}, "devDependencies": {"prisma": "1"}}
    found = verdict_of(project, package, {"a.js": LISTEN}).findings.facts
    assert found["production_install_command"].value == "npm install --omit=dev"


def test_a_server_of_hapi_is_seen(project: MakeProject) -> None:
    package = {"main": "a.js", "dependencies": {"@hapi/hapi": "21"}}
    source = "const server = Hapi.server({ port: 3005, host: 'localhost' })"
    found = verdict_of(project, package, {"a.js": source}).findings
    assert found.facts["port"].value == 3005
    assert any("listens on localhost only" in one for one in found.warnings)


def test_apollos_own_server_handles_signals(project: MakeProject) -> None:
    package = {"main": "a.js", "dependencies": {"@apollo/server": "4"}}
    source = "startStandaloneServer(server, { listen: { port: 4001 } })"
    found = verdict_of(project, package, {"a.js": source}).findings
    assert found.facts["port"].value == 4001
    assert not any("SIGTERM" in one for one in found.warnings)


@pytest.mark.parametrize("overridden", [False, True])
def test_a_port_that_the_script_sets_is_set_in_the_image(
    project: MakeProject, overridden: bool
) -> None:
    package = {**EXPRESS, "scripts": {"start": "PORT=5005 node server.js"}}
    given: dict[str, object] = {"port": 6000} if overridden else {}
    facts = verdict_of(project, package, {"server.js": LISTEN}, **given).findings.facts
    assert facts["port"].value == (6000 if overridden else 5005)
    assert ("environment" in facts) is not overridden


@pytest.mark.parametrize(
    ("wanted", "version", "old"),
    [("14.x", "14", True), ("^12 || ^10", "12", True), ("18", "18", True), (">=14", "26", False)],
)
def test_a_node_out_of_support_is_taken_and_said(
    project: MakeProject, wanted: str, version: str, old: bool
) -> None:
    package = {**EXPRESS, "engines": {"node": wanted}}
    found = verdict_of(project, package, {"server.js": LISTEN}).findings
    assert found.facts["language_version"].value == version
    assert any("out of support" in one for one in found.warnings) is old


def test_a_project_that_bun_starts_is_installed_by_bun(project: MakeProject) -> None:
    package = {**EXPRESS, "scripts": {"start": "bun run --hot server.js"}}
    facts = verdict_of(project, package, {"server.js": LISTEN}).findings.facts
    assert facts["package_manager"].value == "bun"
    assert str(facts["package_manager"].evidence) == "package.json:6  scripts.start"


@pytest.mark.parametrize(("options", "told"), [("", True), (" -a ::", False)])
def test_the_command_line_of_fastify_listens_on_every_interface(
    project: MakeProject, options: str, told: bool
) -> None:
    package = {
        "dependencies": {"fastify": "5", "fastify-cli": "7"},
        "scripts": {"start": f"fastify start{options} app.js"},
    }
    facts = verdict_of(project, package, {"app.js": "module.exports = async () => {}"})
    assert ("environment" in facts.findings.facts) is told


def test_development_packages_are_installed_where_the_environment_says_production(
    project: MakeProject,
) -> None:
    package = {
        **EXPRESS,
        "scripts": {"start": "tsx server.ts"},
        "devDependencies": {"tsx": "4"},
    }
    text = dockerfile_of(project, package, {"server.ts": LISTEN})
    assert text.index("ENV NODE_ENV=production") < text.index("NODE_ENV=development npm install\n")


CLIENT = 'generator client {\n provider = "prisma-client-js"\n}\n'
PRISMA = {
    **TS,
    "dependencies": {"express": "4", "@prisma/client": "6"},
    "devDependencies": {"prisma": "6", "typescript": "5"},
}


def prisma_of(make: MakeProject, scripts: dict[str, str], schema: str, **files: str) -> str:
    package = {**PRISMA, "scripts": {"build": "tsc", "start": "node dist/a.js", **scripts}}
    given = {"src/a.ts": LISTEN, "prisma/schema.prisma": schema}
    return dockerfile_of(make, package, {**given, **files})


def test_a_client_of_prisma_that_no_script_writes_is_written(project: MakeProject) -> None:
    text = prisma_of(project, {}, CLIENT)
    assert "RUN npx prisma generate && npm run build\n" in text
    assert "npm prune --omit=dev" in text


def test_a_client_among_the_sources_is_written_unless_it_is_there(project: MakeProject) -> None:
    schema = CLIENT.replace("}", ' output = "../src/generated"\n}')
    assert "prisma generate" in prisma_of(project, {}, schema)
    written = {"src/generated/index.js": ""}
    assert "prisma generate" not in prisma_of(project, {}, schema, **written)


@pytest.mark.parametrize(
    "scripts",
    [
        {"postinstall": "prisma generate"},
        {"prebuild": "x", "build": "npx prisma generate && tsc"},
        {"build": "npm run gen && tsc", "gen": "prisma generate"},
    ],
)
def test_a_script_that_writes_the_client_is_not_doubled(
    project: MakeProject, scripts: dict[str, str]
) -> None:
    assert "npx prisma generate &&" not in prisma_of(project, scripts, CLIENT)


@pytest.mark.parametrize(
    ("dependencies", "schema"),
    [
        ({"prisma": "6"}, {"prisma/schema.prisma": CLIENT}),
        ({"@prisma/client": "6"}, {"prisma/schema.prisma": CLIENT}),
        ({"@prisma/client": "6", "prisma": "6"}, {"other/schema.prisma": CLIENT}),
    ],
)
def test_no_client_is_written_without_prisma_or_its_schema(
    project: MakeProject, dependencies: dict[str, str], schema: dict[str, str]
) -> None:
    scripts = {"build": "tsc", "start": "node dist/a.js"}
    package = {"dependencies": {"express": "4", **dependencies}, "scripts": scripts}
    text = dockerfile_of(project, package, {"src/a.ts": LISTEN, **schema})
    assert "prisma generate" not in text


@pytest.mark.parametrize(
    ("source", "exposed"),
    [
        ("require('telegraf'); bot.launch()", False),
        ("import { Worker } from 'bullmq'; new Worker()", False),
        ("import { start } from '@/server'; start()", True),
        ("start(process.env.PORT)", True),
        ("app.listen()", True),
        ("", True),
    ],
)
def test_a_bot_or_a_worker_exposes_no_port(
    project: MakeProject, source: str, exposed: bool
) -> None:
    package = {"main": "bot.js", "scripts": {"start": "node ."}, "dependencies": {"telegraf": "4"}}
    text = dockerfile_of(project, package, {"bot.js": source})
    assert ("EXPOSE 3000" in text) is exposed
    assert ("ENV PORT" in text) is exposed
    assert 'CMD ["node", "bot.js"]' in text


def test_the_user_may_give_a_bot_a_port(project: MakeProject) -> None:
    package = {"scripts": {"start": "node ."}, "dependencies": {"telegraf": "4"}}
    facts = verdict_of(project, package, {"index.js": "bot.launch()"}, port=9000).findings.facts
    assert facts["port"].value == 9000


def test_a_main_file_that_is_not_there_is_said(project: MakeProject) -> None:
    verdict = verdict_of(project, {"main": "dist/a.js", "dependencies": {"express": "4"}})
    expected = "package.json names dist/a.js as main, which is not there, and no start script"
    assert verdict.reason == expected


def test_the_env_file_that_a_tool_reads_is_named(project: MakeProject) -> None:
    package = {**EXPRESS, "scripts": {"start": "env-cmd -f ./config/prod.env node server.js -f x"}}
    found = verdict_of(project, package, {"server.js": LISTEN}).findings
    assert any("docker run --env-file ./config/prod.env" in one for one in found.warnings)


@pytest.mark.parametrize("preload", ["-r tsconfig-paths/register ", ""])
def test_aliases_of_imports_that_are_read_at_the_start_come_into_the_image(
    project: MakeProject, preload: str
) -> None:
    package = {**TS, "scripts": {"build": "tsc", "start": f"node {preload}dist/a.js"}}
    files = {"src/a.ts": LISTEN, "tsconfig.json": "{}", "tsconfig.build.json": "{}"}
    text = dockerfile_of(project, package, files)
    assert ("COPY tsconfig.build.json tsconfig.json ./" in text) is bool(preload)


@pytest.mark.parametrize(
    "start",
    [
        'concurrently "npm run api" "npm run worker"',
        "concurrently npm:api npm:worker",
        "run-p api worker",
    ],
)
def test_several_processes_are_said_and_the_first_one_has_the_port(
    project: MakeProject, start: str
) -> None:
    scripts = {"start": start, "api": "node api.js", "worker": "node worker.js"}
    package = {**EXPRESS, "scripts": scripts}
    found = verdict_of(project, package, {"api.js": LISTEN, "worker.js": ""}).findings
    assert found.facts["port"].value == 4000
    assert any("several processes in one container" in one for one in found.warnings)


def test_a_tool_of_the_whole_machine_is_no_part_of_the_image(project: MakeProject) -> None:
    package = {**EXPRESS, "scripts": {"start": "pm2 start processes.json"}}
    apps = '{"apps": [{"script": "a.js"}, {"script": "b.js"}]}'
    found = verdict_of(project, package, {"processes.json": apps}).findings
    assert "pm2 starts the application and is no dependency: add it" in found.warnings


MIGRATES = {"build": "tsc && npm run db", "db": "prisma migrate deploy", "start": "node dist/a.js"}


def test_a_build_goes_without_the_database_that_it_migrates(project: MakeProject) -> None:
    found = verdict_of(project, {"scripts": MIGRATES, **TS}, {"src/a.ts": LISTEN}).findings
    assert found.facts["build_command"].value == "npx tsc"
    expected = "package.json:3 needs a database (prisma migrate deploy), which is not available"
    assert any(one.startswith(expected) for one in found.warnings)


def test_a_build_that_only_migrates_is_none(project: MakeProject) -> None:
    package = {**EXPRESS, "scripts": {"start": "node server.js", "build": "prisma db push"}}
    facts = verdict_of(project, package, {"server.js": LISTEN}).findings.facts
    assert "build_command" not in facts


COMMAND = {
    "name": "@acme/lint",
    "main": "dist/index.js",
    "bin": {"lint": "./dist/cli.js", "lint-init": "./dist/init.js"},
    "scripts": {"build": "tsc"},
    "devDependencies": {"typescript": "5"},
}


def test_a_program_of_the_command_line_takes_the_arguments_of_docker_run(
    project: MakeProject,
) -> None:
    files = {"src/cli.ts": "parse(process.argv)", "src/index.ts": "export const a = 1"}
    text = dockerfile_of(project, COMMAND, files)
    assert 'ENTRYPOINT ["/usr/bin/tini", "--", "node", "/app/dist/cli.js"]' in text
    assert "CMD" not in text
    made = plan(detect(project({"package.json": json.dumps(COMMAND), **files}), detector="node"))
    assert dict(next_commands(made, "lint", "Dockerfile", "."))["run"].endswith("--rm -i lint")
    assert "PORT" not in text


@pytest.mark.parametrize(
    ("package", "files", "command"),
    [
        (
            {**COMMAND, "bin": {"a": "./a.js", "b": "./b.js"}},
            {"src/index.ts": LISTEN},
            "dist/index.js",
        ),
        ({**COMMAND, "bin": "cli.js"}, {"cli.js": "", "src/index.ts": LISTEN}, "dist/index.js"),
        ({**COMMAND, "bin": "cli.js"}, {"cli.js": "", "src/index.ts": "let a"}, "cli.js"),
        ({"bin": {"one": "cli.js"}, "name": "a"}, {"cli.js": ""}, "cli.js"),
    ],
)
def test_a_main_file_that_serves_goes_before_a_command(
    project: MakeProject, package: dict[str, object], files: dict[str, str], command: str
) -> None:
    facts = verdict_of(project, package, files).findings.facts
    assert facts["start_command"].value == ("node", command)


def test_what_a_server_reads_and_writes_beside_its_build_is_there(project: MakeProject) -> None:
    package = {"scripts": {"build": "tsc", "start": "node dist/a.js"}, **TS}
    source = f"{LISTEN}; readFileSync('./schema.graphql'); multer({{ dest: 'uploads' }})"
    files = {"src/a.ts": source, "schema.graphql": ""}
    text = dockerfile_of(project, package, files)
    assert "COPY schema.graphql ./" in text
    assert "RUN install --directory --owner=1000 --group=1000 uploads" in text
    warnings = verdict_of(project, package, files).findings.warnings
    assert any(one.startswith("src/a.ts:1: the server writes to uploads") for one in warnings)


def test_a_folder_that_a_member_writes_to_lies_in_the_folder_of_the_member(
    project: MakeProject,
) -> None:
    member = {"name": "api", "scripts": {"start": "node a.js"}, "dependencies": {"express": "5"}}
    files = {
        "apps/api/package.json": json.dumps(member),
        "apps/api/a.js": LISTEN,
        "apps/api/uploads/.gitkeep": "",
    }
    text = dockerfile_of(project, {"workspaces": ["apps/*"]}, files)
    assert "--group=1000 apps/api/uploads" in text


PAGES = f"{LISTEN}; express.static('client/dist'); express.static(join('ui', 'build'))"
FRONT_END = {"client/package.json": '{"scripts": {"build": "vite build"}}', "server.js": PAGES}


@pytest.mark.parametrize(
    ("more", "files", "command"),
    [
        ({}, {}, "npm run --prefix=client build"),
        ({"packageManager": "bun@1.3.0"}, {}, "bun run --cwd=client build"),
        ({"scripts": {"start": "node server.js", "build": "make it"}}, {}, "npm run build"),
        ({}, {"client/package.json": '{"scripts": {"start": "x"}}'}, None),
        ({}, {"server.js": LISTEN}, None),
    ],
)
def test_a_front_end_that_the_server_sends_and_no_script_builds_is_built(
    project: MakeProject, more: dict[str, object], files: dict[str, str], command: str | None
) -> None:
    found = verdict_of(project, {**EXPRESS, **more}, {**FRONT_END, **files}).findings
    built = found.facts.get("build_command")
    assert (built.value if built else None) == command
    inner = found.words("inner_install_commands")
    assert inner == (("npm install --prefix=client",) if command and "client" in command else ())


def test_a_server_around_next_runs_beside_what_next_builds(project: MakeProject) -> None:
    package = {
        "dependencies": {"next": "16"},
        "scripts": {"build": "next build && tsc", "start": "node dist/server.js"},
    }
    for settings in ("", "export default { output: 'standalone' }"):
        files = {"server.ts": LISTEN, "next.config.ts": settings}
        text = dockerfile_of(project, package, files)
        assert "COPY --from=build /app/.next/ .next/" in text
        assert "COPY --from=build /app/dist/ dist/" in text


@pytest.mark.parametrize(
    "start", ["gulp", "gulp watch", "grunt serve", "ionic serve", "lite-server"]
)
def test_what_a_developer_leaves_running_starts_nothing(project: MakeProject, start: str) -> None:
    package = {"scripts": {"start": start}}
    reason = f"names nothing to start and no site to build: {start} is for development"
    assert verdict_of(project, package).reason.endswith(reason)
    package = {"scripts": {"start": start}, "dependencies": {"express": "5"}}
    facts = verdict_of(project, package, {"server.js": LISTEN}).findings.facts
    assert facts["start_command"].value == ("node", "server.js")


@pytest.mark.parametrize(
    ("start", "left", "command"),
    [
        ("concurrently 'npm run api' 'npm run page'", "page", "node server.js"),
        ('concurrently "npm:api" "npm:pages"', "pages", "node server.js"),
        ("run-p api page", "page", "node server.js"),
        ("run-p api other page", "", "node_modules/.bin/run-p api other page"),
        ("run-p api other", "", "node_modules/.bin/run-p api other"),
    ],
)
def test_a_server_for_the_developer_is_left_out_of_several_processes(
    project: MakeProject, start: str, left: str, command: str
) -> None:
    scripts = {
        "start": start,
        "api": "node server.js",
        "other": "node worker.js",
        "page": "cd client && npm start",
        "pages": "vite",
    }
    package = {"scripts": scripts, "dependencies": {"express": "5", "npm-run-all": "4"}}
    found = verdict_of(project, package, {"server.js": LISTEN}).findings
    assert " ".join(found.words("start_command")) == command
    note = f"{left} is for development only: it is left out of the start command"
    assert (note in found.warnings) is bool(left)


APPLICATION = {"projectType": "application", "architect": {"build": {"builder": "x:application"}}}


@pytest.mark.parametrize(
    ("projects", "script", "command"),
    [
        (("shop", "admin"), "ng build", "npm run build -- shop"),
        (("shop", "admin"), "ng build --configuration production", "npm run build -- shop"),
        (("shop", "admin"), "ng build admin", "npm run build"),
        (("shop",), "ng build", "npm run build"),
    ],
)
def test_angular_is_told_which_of_several_applications_it_builds(
    project: MakeProject, projects: tuple[str, ...], script: str, command: str
) -> None:
    package = {"dependencies": {"@angular/core": "21"}, "scripts": {"build": script}}
    made = {"lib": {"projectType": "library"}, **dict.fromkeys(projects, APPLICATION)}
    files = {"angular.json": json.dumps({"projects": made})}
    found = verdict_of(project, package, files).findings
    assert found.facts["build_command"].value == command
    assert any("another (admin)" in one for one in found.warnings) is command.endswith("shop")


def test_prisma_stays_where_a_source_calls_it_to_migrate(project: MakeProject) -> None:
    package = {
        "scripts": {"build": "tsc", "start": "node dist/a.js", "postinstall": "prisma generate"},
        "dependencies": {"@prisma/client": "6"},
        "devDependencies": {"prisma": "6", "typescript": "5"},
    }
    for source, kept in (("execa('prisma', ['migrate', 'deploy'])", True), ("x('prisma')", False)):
        text = dockerfile_of(project, package, {"src/a.ts": source, "schema.prisma": ""})
        assert ("pkg delete devDependencies.prisma" not in text) is kept
        assert "COPY schema.prisma ./" in text


def test_an_executable_of_bun_runs_beside_bun(project: MakeProject) -> None:
    build = "bun build --compile --outfile server src/a.ts"
    package = {"packageManager": "bun@1.3.0", "scripts": {"build": build, "start": "./server"}}
    text = dockerfile_of(project, package, {"src/a.ts": "Bun.serve()"})
    assert "FROM node" not in text
    assert 'CMD ["./server"]' in text


SITE = {"start": "vite", "build": "vite build", "server": "nodemon server/index.js"}
SENDS = "express().use(express.static(join(here, '../dist'))).listen(5000)"


@pytest.mark.parametrize(
    ("source", "given", "shape"),
    [
        (SENDS, {}, "built-server"),
        ("express().listen(5000)", {}, "static-site"),
        ("send('../dist')", {}, "static-site"),
        ("express().listen(5000)", {"start_command": "node server/index.js"}, "built-server"),
    ],
)
def test_a_server_that_sends_the_pages_of_a_site_is_the_image(
    project: MakeProject, source: str, given: dict[str, str], shape: str
) -> None:
    package = {"scripts": SITE, "dependencies": {"express": "5"}, "devDependencies": {"vite": "7"}}
    verdict = verdict_of(project, package, {"server/index.js": source}, **given)
    assert verdict.shape == shape
    if shape == "built-server":
        facts = verdict.findings.facts
        assert facts["start_command"].value == ("node", "server/index.js")
        assert (facts["port"].value, facts["build_command"].value) == (5000, "npm run build")


def test_the_only_process_of_a_procfile_is_started(project: MakeProject) -> None:
    files = {"Procfile": "# of Heroku: two\nrelease: x\nworker: node w.js\n", "w.js": "work()"}
    facts = verdict_of(project, {"dependencies": {"bullmq": "5"}}, files).findings.facts
    assert facts["start_command"].value == ("node", "w.js")
    assert "port" not in facts
    files["Procfile"] = "worker: node w.js\nclock: node c.js\n"
    assert not verdict_of(project, {"dependencies": {"bullmq": "5"}}, files).matched


@pytest.mark.parametrize(
    ("build", "files", "matched"),
    [
        ("tsc", {"src/main.ts": LISTEN}, True),
        ("tsc", {"src/other.ts": LISTEN}, False),
        ("tsc", {"src/main.ts": "let a"}, False),
        ("rollup", {"src/main.ts": LISTEN}, False),
    ],
)
def test_a_server_that_nothing_names_is_what_the_compiler_makes_of_the_usual_file(
    project: MakeProject, build: str, files: dict[str, str], matched: bool
) -> None:
    settings = {"tsconfig.json": '{"compilerOptions": {"outDir": "dist"}}'}
    verdict = verdict_of(project, {"scripts": {"build": build}}, {**settings, **files})
    assert verdict.matched is matched
    if matched:
        assert verdict.findings.facts["start_command"].value == ("node", "dist/main.js")


@pytest.mark.parametrize(
    ("start", "more", "matched"),
    [
        ("http-server", {}, False),
        ("npx --yes serve ./public", {}, False),
        ("serve dist", {}, True),
        ("serve", {"build": "node build.js"}, True),
    ],
)
def test_pages_that_need_no_build_are_left_to_nginx(
    project: MakeProject, start: str, more: dict[str, str], matched: bool
) -> None:
    files = {"index.html": "<p>", "public/index.html": "<p>"}
    verdict = verdict_of(project, {"scripts": {"start": start, **more}}, files)
    assert verdict.matched is matched
    if not matched:
        assert verdict.reason == f"package.json:3 serves pages as they are: {start}"


def test_a_site_whose_build_is_its_own_is_built_where_the_user_says_where_it_writes(
    project: MakeProject,
) -> None:
    package = {"scripts": {"build": "grunt prod", "start": "grunt dev"}}
    assert "--set output_dir=FOLDER names" in verdict_of(project, package).reason
    verdict = verdict_of(project, package, output_dir="build/prod")
    assert (verdict.shape, verdict.reason) == (
        "static-site",
        "found package.json with a build of its own",
    )


def test_a_workspace_of_libraries_and_a_command_is_an_image_of_the_command(
    project: MakeProject,
) -> None:
    files = {
        "packages/a/package.json": '{"name": "a", "main": "a.js"}',
        "packages/b/package.json": '{"name": "b", "bin": "b.js"}',
        "packages/c/package.json": '{"name": "c", "bin": "gone.js"}',
        "packages/b/b.js": "",
    }
    text = dockerfile_of(project, {"workspaces": ["packages/*"]}, files)
    assert 'ENTRYPOINT ["/usr/bin/tini", "--", "node", "/app/packages/b/b.js"]' in text


@pytest.mark.parametrize(
    ("version", "specifier", "told"),
    [
        ("11.28.10", "runtime:^24.4.0", " --no-runtime"),
        ("11.0.5", "runtime:^24.4.0", ""),
        ("12.1.0", "^24.4.0", ""),
    ],
)
def test_pnpm_fetches_no_nodejs_beside_that_of_the_image(
    project: MakeProject, version: str, specifier: str, told: str
) -> None:
    package = {
        "packageManager": f"pnpm@{version}",
        "devEngines": {"runtime": {"name": "node", "version": "^24.4.0", "onFail": "download"}},
        "scripts": {"build": "tsc", "start": "node dist/a.js"},
        "devDependencies": {"typescript": "5"},
    }
    lock = f"""lockfileVersion: '9.0'

importers:

  .:
    devDependencies:
      node:
        specifier: {specifier}
        version: runtime:24.11.0
      typescript:
        specifier: '5'
        version: 5.9.3
"""
    text = dockerfile_of(project, package, {"pnpm-lock.yaml": lock, "src/a.ts": LISTEN})
    assert "FROM node:24-slim" in text
    assert f"    pnpm install --frozen-lockfile{told}\n" in text
