"""`dockgen mcp`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("mcp")
@click.argument("path", default=".", type=click.Path())
def command(path: str) -> None:
    """Serve dockgen's commands to coding agents.

    The commands are detect, init, explain, check, context and verify. Speaks the Model Context
    Protocol on standard input and output, for the projects below PATH and no others. Nothing is
    written unless an agent calls `init` with write=true. Needs the extra `mcp`.

    \b
    Example:
      dockgen mcp ~/projects
    """
    try:
        from dockgen.integrations.mcp_server import server
    except ModuleNotFoundError as problem:
        from dockgen.core.errors import UnusableInput

        raise UnusableInput(
            f"the module {problem.name} is missing",
            hint='`pipx install ".[mcp]"` from the clone installs dockgen with it',
        ) from None
    server(Path(path)).run()
