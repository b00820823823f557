"""The command line: the group, its exit codes, and the one place where errors are shown."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import Any

import click

from dockgen import __version__
from dockgen.core.errors import UNUSABLE, DockgenError
from dockgen.core.quoting import visible
from dockgen.tools import terminal

SECTIONS = {
    "Write a Dockerfile": {
        "init": "Write the Dockerfile, its .dockerignore and the files they need.",
        "review": "Compare any Dockerfile with the project that it builds.",
        "rule": "Explain a rule of `dockgen review` or `dockgen check`.",
        "detect": "Show what was detected, and where it was read.",
        "list": "List the detectors, their shapes and their base images.",
        "adopt": "Turn a container or an image into a Dockerfile.",
    },
    "Keep it current": {
        "check": "Check whether a Dockerfile still matches the project.",
        "pin": "Write the digest of each base image next to its tag.",
        "update": "Merge changes of the project into your edited files.",
    },
    "Understand it": {
        "explain": "Show why each line of a Dockerfile is there.",
        "context": "Show what a build sends, and what it should not send.",
        "layers": "Show the contents and the wasted space of each image layer.",
    },
    "Prove it": {
        "verify": "Build the image, run it, send a request, stop it, inspect it.",
    },
    "Use it from your tools": {
        "editor": "Write editor tasks or a development container.",
        "lsp": "Serve findings of `dockgen review` to editors.",
        "mcp": "Serve dockgen's commands to coding agents.",
        "schema": "Print the JSON Schema of a file or an output.",
        "completion": "Print the completion script for a shell.",
    },
}
"""The commands as `--help` groups them, with what each says of itself there; the modules are
imported when they are called, so that `--help` is instant."""

COMMANDS = {name: text for section in SECTIONS.values() for name, text in section.items()}
"""The same without the sections."""

ELSEWHERE = {
    **{name: f"dockgen.cli.reviewing.{name}" for name in ("review", "rule", "lsp")},
    "pin": "dockgen.cli.images.pin",
}
"""The modules of the commands that do not lie with the others."""

ALLOCATIONS_BEFORE_COLLECTION = 50_000
"""More than a short command makes, and few enough that a long one does not pile up garbage."""

BROKEN_PIPE = 141
"""What a shell reports for a program that SIGPIPE ended."""


class LazyGroup(click.Group):
    """A group whose commands lie in modules of their own, imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """The names of all commands, in order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the command."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(ELSEWHERE.get(cmd_name, f"dockgen.cli.commands.{cmd_name}"))
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is named first; for a misspelt one, name the nearest."""
        name = args[0]
        if not name.startswith("-") and name not in COMMANDS:
            from dockgen.core.errors import nearest

            near = nearest(name, COMMANDS)
            hint = f"Did you mean {near}?" if near else "`dockgen --help` lists the commands."
            ctx.fail(f"No such command '{name}'. {hint}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a reader that went away ends it quietly, where click would say 1."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise click.exceptions.Exit(BROKEN_PIPE) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Print the commands from the table, without importing them."""
        width = max(map(len, COMMANDS))
        for section, commands in SECTIONS.items():
            with formatter.section(section):
                # One column for all sections: names are padded to the longest one.
                formatter.write_dl([(name.ljust(width), text) for name, text in commands.items()])


@click.command(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done, 1 a check found something, 2 unusable input, 3 refused to "
    "overwrite, 4 nothing detected, 5 engine missing or build failed.",
)
@click.version_option(__version__, prog_name="dockgen", message="%(prog)s %(version)s")
@click.pass_context
def group(ctx: click.Context) -> None:
    """Write the Dockerfile that a senior engineer of your ecosystem would have written.

    dockgen reads the project, says how it knows what it knows, and leaves you a Dockerfile that
    is yours to edit.

    \b
    Example:
      cd my-project && dockgen init
    """
    if os.environ.get("NO_COLOR"):  # https://no-color.org
        ctx.color = False


def main(args: list[str] | None = None, prog_name: str = "dockgen") -> None:
    """Run the command line and exit with its code.

    Args:
        args: the arguments; None takes those of the process.
        prog_name: the name that usage messages show.
    """
    # What is loaded stays until the end: looking through it for garbage, time and again, is a
    # tenth of the time that a short command takes.
    gc.freeze()
    gc.set_threshold(ALLOCATIONS_BEFORE_COLLECTION)
    code = run(args, prog_name)
    gc.freeze()
    sys.exit(code)


def run(args: list[str] | None = None, prog_name: str = "dockgen") -> int:
    """Run the command line and return its exit code."""
    try:
        result: Any = group.main(args, prog_name, standalone_mode=False)
    except click.exceptions.Exit as done:
        return done.exit_code
    except (Exception, KeyboardInterrupt) as problem:
        return _explain(problem)
    return result if isinstance(result, int) else 0


def _explain(problem: BaseException) -> int:
    """Say what went wrong in one sentence, and return the exit code."""
    match problem:
        case DockgenError():
            return _complain(str(problem), problem.exit_code, problem.details)
        case click.ClickException():
            terminal.show_usage_error(problem)
            return problem.exit_code
        case click.Abort() | KeyboardInterrupt():
            return _complain("interrupted; nothing was written", 130)
        case BrokenPipeError():
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 141  # what a shell reports for a program that SIGPIPE ended
    if os.environ.get("DOCKGEN_DEBUG"):
        raise problem
    what = f"internal error: {type(problem).__name__}: {problem}"
    return _complain(f"{what} (a bug in dockgen; set DOCKGEN_DEBUG=1 for the traceback)", UNUSABLE)


def _complain(sentence: str, code: int, details: tuple[str, ...] = ()) -> int:
    lines = (f"dockgen: {visible(sentence)}", *(f"  {visible(one)}" for one in details))
    terminal.say("\n".join(lines), err=True)
    return code
