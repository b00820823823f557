"""`dockgen schema`."""

from __future__ import annotations

import click

from dockgen.tools import terminal


@click.command("schema")
@click.argument("name", required=False)
def command(name: str | None) -> None:
    """Print the JSON Schema of a file or an output.

    Without NAME, they are listed.

    \b
    Example:
      dockgen schema config
    """
    from dockgen.managed_files.schemas import names, text_of

    terminal.say(text_of(name) if name else "\n".join(names()), nl=name is None)
