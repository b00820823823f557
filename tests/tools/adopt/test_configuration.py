from __future__ import annotations

import pytest

from dockgen.tools.adopt.configuration import Configuration, Settings, health_check, read, settings
from tests.tools.adopt.archives import tree

TREE = tree({"etc/passwd": "node:x:1000:1000::/home/node:/bin/sh\n"})


def test_an_inspection_of_either_engine_is_read() -> None:
    docker = read(
        {
            "Env": ["PATH=/bin", "A=b=c", "HOSTNAME=x"],
            "User": "node",
            "WorkingDir": "/app",
            "ExposedPorts": {"80/tcp": {}, "53/udp": {}},
            "Entrypoint": ["e"],
            "Cmd": ["c"],
            "Volumes": {"/v": {}},
            "Labels": {"l": "1"},
            "StopSignal": "SIGQUIT",
            "Healthcheck": {"Test": ["NONE"]},
        }
    )
    assert docker == Configuration(
        {"PATH": "/bin", "A": "b=c"}, "node", "/app", ("53/udp", "80/tcp"), ("e",), ("c",),
        ("/v",), {"l": "1"}, "SIGQUIT", {"Test": ["NONE"]},
    )  # fmt: skip
    podman = read({"Env": ["container=podman", "TERM=xterm"], "Entrypoint": "/e", "StopSignal": 15})
    assert podman == Configuration(entrypoint=("/e",))
    assert read({}) == Configuration()


def test_only_what_differs_from_the_base_image_is_said() -> None:
    base = Configuration({"PATH": "/bin"}, command=("bash",), labels={"a": "1"}, ports=("80/tcp",))
    assert settings(base, base, TREE) == Settings()
    after = Configuration(
        {"PATH": "/bin", "MODE": "x", "API_TOKEN": "abc123"},
        user="node",
        folder="/app",
        ports=("80/tcp", "8080/tcp"),
        command=("serve",),
        volumes=("/data",),
        labels={"a": "1", "b": "2", "com.docker.compose.project": "p"},
        stop_signal="SIGINT",
        health={"Test": ["NONE"]},
    )
    assert settings(base, after, TREE) == Settings(
        environment={"MODE": "x"},
        user="1000:1000",
        folder="/app",
        ports=("8080/tcp",),
        command=("serve",),
        volumes=("/data",),
        labels={"b": "2"},
        stop_signal="SIGINT",
        health={"Test": ["NONE"]},
        secrets=("API_TOKEN",),
    )


def test_what_the_base_image_sets_can_be_set_back() -> None:
    base = Configuration(
        user="node", folder="/app", entrypoint=("e",), command=("c",), stop_signal="SIGQUIT"
    )
    made = settings(base, Configuration(), TREE)
    assert (made.user, made.folder, made.stop_signal) == ("0:0", "/", "SIGTERM")
    assert (made.entrypoint, made.command) == ((), ())


def test_a_new_entrypoint_takes_the_command_away_so_it_is_said_again() -> None:
    base = Configuration(command=("c",))
    made = settings(base, Configuration(entrypoint=("e",), command=("c",)), TREE)
    assert (made.entrypoint, made.command) == (("e",), ("c",))
    assert settings(Configuration(), Configuration(entrypoint=("e",)), TREE).command is None


@pytest.mark.parametrize(
    ("health", "options", "command"),
    [
        ({"Test": ["CMD", "a", "b"]}, [], ["a", "b"]),
        (
            {"Test": ["CMD-SHELL", "a || b"], "Interval": 30_000_000_000, "Timeout": 1_500_000_000,
             "StartPeriod": 5_000_000_000, "Retries": 3},
            ["--interval=30s", "--timeout=1500ms", "--start-period=5s", "--retries=3"],
            "a || b",
        ),
        ({"Test": ["NONE"]}, [], None),
        ({}, [], None),
    ],
)  # fmt: skip
def test_a_health_check_as_the_instruction_takes_it(
    health: dict[str, object], options: list[str], command: object
) -> None:
    assert health_check(health) == (options, command)
