"""What PM2 runs by a configuration file."""

from __future__ import annotations

import json

import pytest

from dockgen.ecosystems.javascript.node.scripts import start_command
from dockgen.ecosystems.javascript.node.scripts.start_command import Start
from dockgen.readers.package_json import PackageJson
from tests.conftest import MakeProject

SOURCE = """module.exports = {
  apps: [{
    name: 'api', script: './dist/server.js', exec_mode: 'cluster', instances: %s,
    node_args: '--enable-source-maps', args: 'serve now',
    env: { LOG: 'info', NODE_ENV: 'production' }, env_staging: { PORT: 5000 },
  }],
}
"""


def started(make: MakeProject, start: str, files: dict[str, str], **scripts: str) -> Start:
    package = json.dumps({"scripts": {"start": start, **scripts}})
    made = make({"package.json": package, **files})
    found = start_command.read(made, PackageJson(made))
    assert found is not None
    return found


def test_one_application_runs_without_pm2(project: MakeProject) -> None:
    start = "pm2-runtime start ecosystem.config.js --env staging"
    found = started(project, start, {"ecosystem.config.js": SOURCE % 1})
    expected = ("node", "--enable-source-maps", "dist/server.js", "serve", "now")
    assert found.arguments.value == expected
    assert str(found.arguments.evidence) == "ecosystem.config.js:3  apps.script"
    values = {name: one.value for name, one in found.environment.items()}
    assert values == {"LOG": "info", "PORT": "5000"}
    assert found.notes == (
        "PM2 only restarts the application, which the container runtime does: it is left out",
    )


@pytest.mark.parametrize("count", ["'max'", "4"])
def test_several_instances_are_several_containers(project: MakeProject, count: str) -> None:
    found = started(project, "pm2 start e.config.cjs", {"e.config.cjs": SOURCE % count})
    kept = count.strip("'")
    assert found.notes == (
        f"PM2 keeps {kept} instances in one container: start as many containers",
    )
    assert set(found.environment) == {"LOG"}


@pytest.mark.parametrize(
    "apps",
    [
        [{"script": "src/index.js", "instances": 1, "watch": False, "time": True}],
        {"script": "./src/index.js"},
        [{"script": "npm", "args": "run go"}],
        [{"script": "src/index.js", "interpreter": "node"}],
    ],
)
def test_a_file_of_json_is_read_too(project: MakeProject, apps: object) -> None:
    files = {"ecosystem.config.json": json.dumps({"apps": apps})}
    start = "pm2 start ecosystem.config.json --no-daemon"
    found = started(project, start, files, go="node src/index.js")
    assert found.arguments.value == ("node", "src/index.js")


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"ecosystem.config.js": "module.exports = make()"},
        {"ecosystem.config.js": "x = { script: 1 }"},
        {"ecosystem.config.js": "x = {apps: [{script: 'a.js'}, {script: 'b.js'}]}"},
    ],
)
def test_several_applications_and_what_cannot_be_read_stay_with_pm2(
    project: MakeProject, files: dict[str, str]
) -> None:
    found = started(project, "pm2 start ecosystem.config.js --no-daemon", files)
    expected = ("node_modules/.bin/pm2-runtime", "ecosystem.config.js")
    assert found.arguments.value == expected


@pytest.mark.parametrize("apps", ["[]", "3", '[{"script": []}]'])
def test_a_file_of_json_without_an_application_stays_with_pm2(
    project: MakeProject, apps: str
) -> None:
    files = {"e.config.json": f'{{"apps": {apps}, "x": {{"script":1}}}}'}
    found = started(project, "pm2-runtime e.config.json", files)
    assert found.arguments.value[-1] == "e.config.json"


def test_another_argument_is_no_file_of_pm2(project: MakeProject) -> None:
    assert started(project, "pm2-runtime app", {}).arguments.value[-1] == "app"
