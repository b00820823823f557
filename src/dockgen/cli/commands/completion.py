"""`dockgen completion`."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from dockgen.tools import terminal


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the completion script for a shell.

    \b
    Example:
      dockgen completion bash >> ~/.bashrc
    """
    maker = get_completion_class(shell)
    assert maker is not None  # noqa: S101  the choices are click's own
    root = ctx.find_root()
    terminal.say(maker(root.command, {}, "dockgen", "_DOCKGEN_COMPLETE").source())
