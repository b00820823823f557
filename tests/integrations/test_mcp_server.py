"""`dockgen mcp`, asked over its real protocol by the client of the official SDK."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters

from tests.command_line import NODE, Dockgen
from tests.conftest import MakeProject

SERVER = [sys.executable, "-P", "-m", "dockgen", "mcp"]


def talk(root: Path, questions: Callable[[Client], Awaitable[Any]]) -> Any:
    """Start the server for a folder, connect, and return what the questions return."""

    async def session() -> Any:
        environment = {name: os.environ[name] for name in ("HOME", "PATH") if name in os.environ}
        server = StdioServerParameters(
            command=SERVER[0], args=[*SERVER[1:], str(root)], env=environment
        )
        async with Client(server, read_timeout_seconds=120) as client:
            return await questions(client)

    return asyncio.run(session())


def call(root: Path, tool: str, **arguments: object) -> dict[str, Any]:
    """Call one tool and return its structured answer."""

    async def ask(client: Client) -> Any:
        return await client.call_tool(tool, arguments)

    result = talk(root, ask)
    assert not result.is_error, result.content
    answer: dict[str, Any] = result.structured_content
    return answer


def test_the_tools_say_what_they_do_and_whether_they_change_anything(tmp_path: Path) -> None:
    async def tools(client: Client) -> Any:
        return (await client.list_tools()).tools

    listed = {tool.name: tool for tool in talk(tmp_path, tools)}
    assert set(listed) == {"detect", "init", "explain", "check", "context", "verify"}
    assert all(tool.description for tool in listed.values())
    reading = {name for name, tool in listed.items() if tool.annotations.read_only_hint}
    assert reading == {"detect", "explain", "check", "context"}


def test_detect_answers_with_facts_and_their_evidence(project: MakeProject) -> None:
    root = project(NODE).root
    answer = call(root.parent, "detect", folder=root.name)
    assert answer["exit_code"] == 0
    assert answer["output"]["chosen"] == "node"
    evidence = answer["output"]["facts"]["start_command"]["evidence"]
    assert (evidence["file"], evidence["line"]) == ("package.json", 3)


def test_init_shows_the_files_and_writes_them_only_when_told(project: MakeProject) -> None:
    root = project(NODE).root
    shown = call(root, "init", facts={"port": "4711"})
    assert "EXPOSE 4711" in shown["output"]["files"]["Dockerfile"]
    assert not (root / "Dockerfile").exists()
    written = call(root, "init", write=True, facts={"port": "4711"})
    assert written["exit_code"] == 0
    assert "EXPOSE 4711" in (root / "Dockerfile").read_text()


def test_init_keeps_a_dockerfile_of_the_users(project: MakeProject) -> None:
    root = project(NODE | {"Dockerfile": "FROM scratch\n"}).root
    answer = call(root, "init", write=True)
    assert answer["exit_code"] == 3
    assert "Dockerfile" in " ".join(answer["messages"])
    assert (root / "Dockerfile").read_text() == "FROM scratch\n"


def test_check_names_the_stale_line(project: MakeProject, dockgen: Dockgen) -> None:
    root = project(NODE).root
    assert dockgen("init", "--yes", root).code == 0
    (root / ".nvmrc").write_text("24\n")
    answer = call(root, "check")
    assert (answer["exit_code"], answer["meaning"]) == (1, "found something")
    finding = answer["output"]["findings"][0]
    assert (finding["file"], finding["evidence"]["file"]) == ("Dockerfile", ".nvmrc")
    assert finding["line"] > 1


def test_explain_and_context_answer(project: MakeProject, dockgen: Dockgen) -> None:
    root = project(NODE).root
    assert dockgen("init", "--yes", root).code == 0
    explained = call(root, "explain")["output"]["instructions"]
    assert any(one["facts"] for one in explained)
    assert call(root, "context")["output"]["dockerfile"] == "Dockerfile"


def test_verify_says_that_no_engine_answers(
    project: MakeProject, dockgen: Dockgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = project(NODE).root
    assert dockgen("init", "--yes", root).code == 0
    monkeypatch.setenv("PATH", str(root))
    answer = call(root, "verify")
    assert (answer["exit_code"], answer["output"]) == (5, None)
    assert "docker" in " ".join(answer["messages"])


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("detect", {"folder": ".."}),
        ("init", {"folder": "/etc", "write": True}),
        ("explain", {"dockerfile": "../secret/Dockerfile"}),
        ("explain", {"dockerfile": "/etc/passwd"}),
        ("check", {"folder": "no-such-folder"}),
    ],
)
def test_nothing_outside_of_the_folder_served_is_touched(
    project: MakeProject, tool: str, arguments: dict[str, object]
) -> None:
    root = project(NODE).root

    async def ask(client: Client) -> Any:
        return await client.call_tool(tool, arguments)

    result = talk(root, ask)
    assert result.is_error
    assert "folder" in result.content[0].text


def test_a_folder_that_is_none_is_refused_before_the_server_starts(
    tmp_path: Path, dockgen: Dockgen
) -> None:
    done = dockgen("mcp", tmp_path / "nothing")
    assert done.code == 2
    assert "no such folder" in done.err


def test_without_the_extra_it_says_how_to_install_it(
    tmp_path: Path, dockgen: Dockgen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    monkeypatch.delitem(sys.modules, "dockgen.integrations.mcp_server", raising=False)
    done = dockgen("mcp", tmp_path)
    assert done.code == 2
    assert '.[mcp]"' in done.err
