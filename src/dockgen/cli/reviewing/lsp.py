"""`dockgen lsp`."""

from __future__ import annotations

import click


@click.command("lsp")
def command() -> None:
    """Serve findings of `dockgen review` to editors.

    Speaks the Language Server Protocol on standard input and output. In any file called
    Dockerfile it shows what a review finds while you type, what the project says about a line on
    hover, and fixes as code actions. Needs the extra `lsp`.

    \b
    Example:
      dockgen lsp
    """
    try:
        from dockgen.integrations.language_server import server
    except ModuleNotFoundError as problem:
        from dockgen.core.errors import UnusableInput

        raise UnusableInput(
            f"the module {problem.name} is missing",
            hint='`pipx install ".[lsp]"` from the clone installs dockgen with it',
        ) from None
    server().start_io()
