"""dockgen's commands as tools for coding agents, over the Model Context Protocol.

Each tool runs one command in a process of its own and hands on the JSON that it prints, so an
agent reads the same facts, evidence and findings as a person, and a crash or an endless read ends
that one call alone. https://modelcontextprotocol.io
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import BaseModel, Field

from dockgen import __version__
from dockgen.core.errors import UnusableInput
from dockgen.tools.engine.processes import run

if TYPE_CHECKING:
    from collections.abc import Callable

INSTRUCTIONS = """\
dockgen writes the Dockerfile of a project, and says for every line which file of the project it \
comes from. Start with `detect`. `init` shows the files it would write; call it with write=true \
to write them. `check` says what in a written Dockerfile no longer matches the project. `verify` \
builds the image, runs it, sends a request and stops it. An answer whose exit_code is not 0 says \
in `messages` what is wrong, in which file and line, and what to do."""

MEANINGS = {
    0: "done",
    1: "found something",
    2: "unusable input",
    3: "refused to overwrite a file that dockgen did not write",
    4: "nothing detected",
    5: "no container engine, or the build failed",
}
"""What the exit codes of the command line mean."""

SECONDS = 120.0
"""How long a command may take that only reads and writes files."""

SECONDS_OF_A_BUILD = 3600.0
"""How long a command may take that builds an image."""

Assignments = Annotated[
    dict[str, str] | None,
    Field(description="Facts to set instead of the detected ones, such as port or start_command."),
]
Folder = Annotated[str, Field(description="The project's folder, below the folder served.")]
File = Annotated[str, Field(description="The Dockerfile, relative to the project's folder.")]
App = Annotated[str | None, Field(description="The application in a monorepo, as apps/api.")]


class Answer(BaseModel):
    """What a command answered.

    Args:
        exit_code: 0 done, 1 found something, 2 unusable input, 3 refused to overwrite, 4 nothing
            detected, 5 no engine or a failed build.
        meaning: the same in words.
        output: what the command printed as JSON; `dockgen schema NAME` describes it.
        messages: what it said beside that: notes, or what is wrong and what to do.
    """

    exit_code: int
    meaning: str
    output: dict[str, Any] | None
    messages: list[str]


class Commands:
    """Runs commands on projects below one folder.

    Args:
        root: the folder; a project outside of it is refused.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()

    def folder(self, path: str) -> str:
        """A project's folder, as the command line takes it.

        Raises:
            ToolError: it lies outside of the folder served, or is no folder.
        """
        place = (self.root / path).resolve()
        if not place.is_relative_to(self.root):
            raise ToolError(f"{path!r} lies outside of {self.root}, the folder served here")
        if not place.is_dir():
            raise ToolError(f"{path!r} is no folder below {self.root}")
        return str(place)

    def file(self, path: str, name: str) -> str:
        """A file of a project, as the command line takes it.

        Raises:
            ToolError: the project or the file lies outside of the folder served.
        """
        place = Path(self.folder(path), name)
        if not place.resolve().is_relative_to(self.root):
            raise ToolError(f"{name!r} lies outside of {self.root}, the folder served here")
        return str(place)

    async def answer(self, *arguments: str, seconds: float = SECONDS) -> Answer:
        """Run one command to its end and return what it answered."""
        # -P: the working folder may hold a module of any name.
        command = [sys.executable, "-P", "-m", "dockgen", *arguments]
        env = {"NO_COLOR": "1", "PYTHONUTF8": "1"}
        try:
            done = await asyncio.to_thread(run, command, given="", seconds=seconds, env=env)
        except TimeoutError:
            return Answer(
                exit_code=2,
                meaning=MEANINGS[2],
                output=None,
                messages=[f"dockgen {arguments[0]} took longer than {seconds:g} s and was ended"],
            )
        output, printed = _json_of(done.out)
        return Answer(
            exit_code=done.code,
            meaning=MEANINGS.get(done.code, "ended by a signal"),
            output=output,
            messages=[*printed, *filter(None, done.err.splitlines())],
        )


def _json_of(text: str) -> tuple[dict[str, Any] | None, Sequence[str]]:
    """What a command printed: its JSON, or the lines it printed instead."""
    try:
        found = json.loads(text)
    except ValueError:
        return None, [line for line in text.splitlines() if line]
    return (found, ()) if isinstance(found, dict) else (None, [text])


def server(root: Path) -> MCPServer:
    """The server, ready to run.

    Args:
        root: the folder whose projects it works on.

    Raises:
        UnusableInput: it is no folder.
    """
    if not root.is_dir():
        raise UnusableInput("no such folder", file=os.fspath(root))
    made = MCPServer("dockgen", instructions=INSTRUCTIONS, version=__version__)
    commands = Commands(root)
    for tool, hints in (*_reading(commands), *_changing(commands)):
        made.add_tool(tool, annotations=hints)
    return made


Tool = tuple["Callable[..., Any]", ToolAnnotations]


def _reading(commands: Commands) -> Sequence[Tool]:
    """The tools that change nothing."""

    async def detect(folder: Folder = ".", app: App = None, facts: Assignments = None) -> Answer:
        """Detect what a project is: every fact with the file and line that it was read from."""
        path = commands.folder(folder)
        return await commands.answer("detect", "--json", *_options(app, facts), path)

    async def explain(folder: Folder = ".", dockerfile: File = "Dockerfile") -> Answer:
        """Explain each instruction of a Dockerfile: its reason, and the facts behind it."""
        file = commands.file(folder, dockerfile)
        return await commands.answer("explain", "--json", file)

    async def check(
        folder: Folder = ".",
        *,
        strict: Annotated[bool, Field(description="Count warnings as findings too.")] = False,
    ) -> Answer:
        """Check whether written Dockerfiles still match the project; names each stale line."""
        path = commands.folder(folder)
        more = ("--strict",) if strict else ()
        return await commands.answer("check", "--format", "json", *more, path)

    async def context(folder: Folder = ".", dockerfile: File = "Dockerfile") -> Answer:
        """Measure the build context: what a build sends, and secrets or clutter in it."""
        path = commands.folder(folder)
        named = () if dockerfile == "Dockerfile" else ("-f", dockerfile)
        return await commands.answer("context", "--json", *named, path)

    reads = ToolAnnotations(read_only_hint=True, open_world_hint=False)
    return [(tool, reads) for tool in (detect, explain, check, context)]


def _changing(commands: Commands) -> Sequence[Tool]:
    """The tools that write files, or build and run an image."""

    async def init(  # noqa: PLR0913  one argument for each field that an agent fills in
        folder: Folder = ".",
        *,
        app: App = None,
        facts: Assignments = None,
        stages: Annotated[
            Literal["single", "multi"] | None, Field(description="One build stage or several.")
        ] = None,
        write: Annotated[bool, Field(description="Write the files; else only show them.")] = False,
        compose: Annotated[
            bool, Field(description="Also compose.yaml with the services that it needs.")
        ] = False,
    ) -> Answer:
        """Make the Dockerfile and its .dockerignore; refuses to replace a file of the user's."""
        path = commands.folder(folder)
        options = [*_options(app, facts), *(("--stages", stages) if stages else ())]
        options += ["--compose"] if compose else []
        options += ["--yes"] if write else ["--dry-run"]
        return await commands.answer("init", "--json", *options, path)

    async def verify(
        folder: Folder = ".",
        dockerfile: File = "Dockerfile",
        request: Annotated[str | None, Field(description="The path to request over HTTP.")] = None,
        environment: Annotated[
            dict[str, str] | None, Field(description="Variables for the container.")
        ] = None,
    ) -> Answer:
        """Build the image, run it read-only, send a request, stop it, and inspect it."""
        path = commands.folder(folder)
        options = ["-f", dockerfile, *(("--path", request) if request else ())]
        options += [f"--env={name}={value}" for name, value in (environment or {}).items()]
        seconds = SECONDS_OF_A_BUILD
        return await commands.answer("verify", "--json", *options, path, seconds=seconds)

    writes = ToolAnnotations(
        read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=False
    )
    builds = ToolAnnotations(read_only_hint=False, destructive_hint=False, open_world_hint=True)
    return [(init, writes), (verify, builds)]


def _options(app: str | None, facts: dict[str, str] | None) -> list[str]:
    named = [f"--app={app}"] if app else []
    return named + [f"--set={name}={value}" for name, value in (facts or {}).items()]
