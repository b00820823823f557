from __future__ import annotations

import json
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest

from dockgen.core.errors import EngineProblem, UnusableInput
from dockgen.tools.verify.services import (
    Composition,
    NoCompose,
    application_in,
    compose_file,
    isolated,
    needed_by,
    shared_networks,
)
from tests.conftest import write_files
from tests.fake_engine import FakeEngine


def model(root: Path) -> dict[str, Any]:
    """What `compose config` prints of a project with everything in it."""
    return {
        "name": "x",
        "services": {
            "web": {
                "build": {"context": str(root), "dockerfile": "Dockerfile"},
                "depends_on": {"db": {"condition": "service_healthy"}, "jobs": {}},
                "environment": {"DB": "postgres://db", "UNSET": None},
                "command": ["serve"],
                "networks": {"back": None, "front": None},
            },
            "db": {
                "image": "postgres:18",
                "container_name": "mine",
                "restart": "always",
                "ports": [{"target": 5432, "published": "5432"}],
                "depends_on": {"disk": {"condition": "service_started"}},
                "networks": {"back": None},
                "volumes": [
                    {"type": "volume", "source": "data", "target": "/var/lib"},
                    {"type": "bind", "source": str(root / "init.sql"), "target": "/init.sql"},
                    {"type": "bind", "source": str(root / "conf"), "target": "/conf"},
                    {"type": "bind", "source": str(root / "new"), "target": "/new"},
                    {"type": "bind", "source": "/etc/localtime", "target": "/etc/localtime"},
                ],
            },
            "disk": {"image": "disk:1", "networks": {"back": None}},
            "jobs": {"build": {"context": str(root / "jobs")}},
            "mail": {"image": "mail:1"},
        },
        "networks": {"back": {"name": "x_back", "ipam": {}}, "front": {}},
        "volumes": {"data": {"name": "x_data", "external": True}},
        "secrets": {"key": {"file": "/k"}},
    }


@pytest.fixture
def root(tmp_path: Path) -> Path:
    files = {
        "init.sql": "create",
        "conf/a": "1",
        "Dockerfile": "FROM x",
        "compose.yaml": "services",
    }
    return write_files(tmp_path / "project", files)


def test_the_first_compose_file_by_composes_own_order_is_taken(tmp_path: Path) -> None:
    assert compose_file(tmp_path) is None
    write_files(tmp_path, {"docker-compose.yml": "", "compose.yml": ""})
    assert compose_file(tmp_path) == "compose.yml"


def test_the_application_is_the_service_built_from_the_dockerfile(root: Path) -> None:
    assert application_in(model(root), root, "Dockerfile") == "web"
    assert application_in(model(root), root, "other.Dockerfile") == ""
    assert application_in({}, root, "Dockerfile") == ""


def test_needed_is_what_it_depends_on_and_what_that_depends_on(root: Path) -> None:
    assert needed_by(model(root), "web") == ["db", "disk", "jobs"]


def test_without_dependencies_all_that_is_not_built_is_needed(root: Path) -> None:
    assert needed_by(model(root), "") == ["db", "disk", "mail"]
    assert needed_by({}, "") == []


def test_the_application_joins_the_networks_where_its_services_are(root: Path) -> None:
    made = model(root)
    web = made["services"]["web"]
    assert shared_networks(made, web, ["db", "disk"]) == ["back"]
    assert shared_networks(made, {}, ["db"]) == ["back"]
    assert shared_networks(made, {}, ["mail"]) == ["default"]


def test_what_is_started_has_no_hold_on_anything_of_the_users(root: Path, tmp_path: Path) -> None:
    changed = isolated(model(root), ["db", "disk"], root, tmp_path / "scratch")
    db = changed["services"]["db"]
    assert set(changed["services"]) == {"db", "disk"}
    assert set(db) == {"image", "depends_on", "networks", "volumes"}
    data, init, conf, new, clock = db["volumes"]
    assert data["source"] == "data"
    assert Path(init["source"]).read_text() == "create"
    assert (Path(conf["source"]) / "a").read_text() == "1"
    assert Path(new["source"]).is_dir()
    assert not (root / "new").exists()
    for mount in (init, conf, new):
        assert not Path(mount["source"]).is_relative_to(root)
    assert clock["read_only"] is True
    assert changed["volumes"] == {"data": {}}
    assert changed["networks"] == {"back": {}, "front": {}}
    assert changed["secrets"] == {"key": {"file": "/k"}}


def test_a_socket_of_the_machine_is_passed_on_as_it_is(root: Path, tmp_path: Path) -> None:
    place = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(place))
        mount = {"type": "bind", "source": str(place), "target": "/s"}
        made = {"services": {"a": {"image": "a", "volumes": [mount]}}}
        assert isolated(made, ["a"], root, tmp_path)["services"]["a"]["volumes"] == [mount]


@pytest.fixture
def composition(root: Path, tmp_path: Path) -> Composition:
    fake = FakeEngine(tmp_path / "bin")
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    return Composition(fake.engine, root, "compose.yaml", "Dockerfile", "n", scratch)


@pytest.fixture
def fake(composition: Composition, tmp_path: Path) -> FakeEngine:
    made = FakeEngine(tmp_path / "bin")
    made.answer("compose")
    made.answer(
        "compose", "--project-name", "n", "--file", str(composition.written), "ps", out="c\n"
    )
    return made


def test_the_model_is_composes_own_with_the_override_beside_it(
    composition: Composition, fake: FakeEngine, root: Path
) -> None:
    write_files(root, {"compose.override.yaml": ""})
    fake.answer("compose", out='a warning\n{"services": {}}')
    assert composition.model() == {"services": {}}
    override = str(root / "compose.override.yaml")
    assert override in fake.asked[0]


@pytest.mark.parametrize(
    "said",
    [
        "docker: 'compose' is not a docker command.",
        "unknown shorthand flag: 'p' in -p",
        "Error: looking up compose provider failed",
    ],
)
def test_no_compose_is_told_apart(composition: Composition, fake: FakeEngine, said: str) -> None:
    fake.answer("compose", err=said, code=1)
    with pytest.raises(NoCompose, match="docker has no compose command"):
        composition.model()


def test_a_broken_compose_file_and_a_missing_socket_are_told(
    composition: Composition, fake: FakeEngine
) -> None:
    fake.answer("compose", err="validating: services.db must be a mapping\n", code=1)
    with pytest.raises(UnusableInput, match="must be a mapping"):
        composition.model()
    gone = "Cannot connect to unix:///run/podman/podman.sock\nError: executing x: exit status 1\n"
    fake.answer("compose", err=gone, code=1)
    with pytest.raises(EngineProblem, match="podman's socket"):
        composition.model()


def state(**given: object) -> str:
    return json.dumps([{"State": {"Running": True, "ExitCode": 0, **given}}])


def test_services_are_started_awaited_and_removed(
    composition: Composition, fake: FakeEngine, root: Path
) -> None:
    fake.answer("container", "inspect", out=state(Health={"Status": "healthy"}))
    with composition.started(model(root), 5) as started:
        assert started.names == ("db", "disk", "jobs")
        assert started.application == "web"
        assert started.environment == {"DB": "postgres://db"}
        assert started.command == ("serve",)
        assert started.networks == ("n_back",)
    steps = [asked[5] for asked in fake.asked if asked[0] == "compose"]
    assert steps[0] == "up"
    assert steps[-1] == "down"


def test_nothing_is_started_where_nothing_is_needed(
    composition: Composition, fake: FakeEngine, root: Path
) -> None:
    made = {"services": {"web": {"build": {"context": str(root)}, "environment": {"A": "1"}}}}
    with composition.started(made, 5) as started:
        assert (started.names, started.networks) == ((), ())
        assert started.environment == {"A": "1"}
    assert fake.asked == []


def test_a_service_that_ends_badly_or_never_gets_ready_is_told_and_all_is_removed(
    composition: Composition, fake: FakeEngine, root: Path
) -> None:
    fake.answer("logs", out="no password\n")
    fake.answer("container", "inspect", out=state(Running=False, ExitCode=1))
    with pytest.raises(EngineProblem, match="db ended with exit code 1: no password"):
        composition.started(model(root), 5).__enter__()
    shutil.rmtree(composition.scratch)
    composition.scratch.mkdir()
    fake.answer("container", "inspect", out=state(Health={"Status": "starting"}))
    with pytest.raises(EngineProblem, match="db is not ready after 0 s"):
        composition.started(model(root), 0.1).__enter__()
    assert fake.asked[-1][5] == "down"


def test_work_that_has_ended_well_is_ready(
    composition: Composition, fake: FakeEngine, root: Path
) -> None:
    fake.answer("container", "inspect", out=state(Running=False))
    made = model(root)
    done = {"condition": "service_completed_successfully"}
    made["services"]["web"]["depends_on"] = {"jobs": done}
    with composition.started(made, 5) as started:
        assert started.names == ("jobs",)


def test_where_compose_cannot_remove_them_the_engine_does(
    composition: Composition, fake: FakeEngine, root: Path
) -> None:
    fake.answer("container", "inspect", out=state())
    down = ["--project-name", "n", "--file", str(composition.written), "down"]
    fake.answer("compose", *down, err="the socket is gone", code=1)
    fake.answer("ps", out="c1\nc2\n")
    fake.answer("network", "ls")
    fake.answer("volume", "ls", out="v\n")
    fake.answer("rm")
    fake.answer("volume", "rm")
    with composition.started(model(root), 5):
        pass
    removals = [asked for asked in fake.asked if "rm" in asked]
    assert removals == [["rm", "--force", "--volumes", "c1", "c2"], ["volume", "rm", "v"]]


def test_a_service_that_cannot_be_started_is_told(
    composition: Composition, fake: FakeEngine, root: Path
) -> None:
    up = ["--project-name", "n", "--file", str(composition.written), "up"]
    fake.answer("compose", *up, err="pull access denied for postgres\n", code=1)
    with pytest.raises(EngineProblem, match="pull access denied"):
        composition.started(model(root), 5).__enter__()
