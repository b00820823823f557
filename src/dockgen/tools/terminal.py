r"""The one place that prints: what comes from a project is shown, and neither obeyed nor leaked.

A terminal obeys control characters, a CI system lines of a certain form, and either may be kept in
a log that others read. So control characters are spelt out (`\x1b`), commands to a CI system lose
their form, and what looks like a credential is masked.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from typing import Any

import click

from dockgen.core.credentials import masked
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.quoting import CONTROL, spelt_out, visible

NONCE = os.urandom(8).hex()
"""What only this process knows: text of a project cannot pretend to be a style of ours."""

OBEYED = lazy_regex(rf"(?P<ours>\ue000{NONCE}\d+\ue001|\n|\t|\r(?=\n))|{CONTROL.pattern}")
STYLE = lazy_regex(rf"\ue000{NONCE}(\d+)\ue001")

CI_VARIABLES = ("GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION")
"""What is set where lines of the output are read as commands: GitHub and what runs its workflows,
Azure Pipelines, TeamCity."""

COMMAND = lazy_regex(
    rf"(?m)^((?:[^\S\n]|\ue000{NONCE}\d+\ue001)*):(?=:)|(?<=#)#(?=(?:vso|teamcity)?\[)"
)
"""https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions,
https://learn.microsoft.com/en-us/azure/devops/pipelines/scripts/logging-commands and
https://www.jetbrains.com/help/teamcity/service-messages.html. GitHub's older form, `##[error]`,
counts anywhere in a line."""

_SEQUENCES: list[str] = []


def style(text: str, **styles: Any) -> str:
    """A text with colours; only `say` can print it.

    Args:
        text: the text.
        styles: what `click.style` takes.
    """
    return text.join(_marked(one) for one in click.style("\0", **styles).split("\0"))


def _marked(sequence: str) -> str:
    if sequence not in _SEQUENCES:
        _SEQUENCES.append(sequence)
    return f"\ue000{NONCE}{_SEQUENCES.index(sequence)}\ue001"


def printable(text: str) -> str:
    """A text of any number of lines as `say` prints it."""
    shown = OBEYED.sub(_unless_ours, masked(text))
    if any(os.environ.get(one) for one in CI_VARIABLES):
        shown = COMMAND.sub(lambda match: f"{match[1] or ''}{_as_number(match[0][-1])}", shown)
    return STYLE.sub(lambda match: _SEQUENCES[int(match[1])], shown)


def _unless_ours(match: re.Match[str]) -> str:
    return match["ours"] or spelt_out(match)


def _as_number(character: str) -> str:
    return f"\\x{ord(character):02x}"


def say(text: str, *, err: bool = False, nl: bool = True) -> None:
    """Print a text.

    Args:
        text: what to print; styles in it are those of `style`.
        err: whether it goes to standard error.
        nl: whether a line end follows.
    """
    click.echo(printable(text), err=err, nl=nl)


def say_difference(text: str, *, err: bool = False) -> None:
    """Print a unified diff, with the colours that people know from Git."""
    lines = [_coloured(line) for line in text.splitlines(keepends=True)]
    say("".join(lines), err=err, nl=False)


def _coloured(line: str) -> str:
    if line.startswith(("+++", "---")):
        return style(line, bold=True)
    colours = {"+": "green", "-": "red", "@": "cyan"}
    return style(line, fg=colours[line[0]]) if line[:1] in colours else line


def width(*, err: bool = False) -> int | None:
    """The columns of the terminal that is printed to; None where it is none."""
    import shutil
    import sys

    stream = sys.stderr if err else sys.stdout
    return max(shutil.get_terminal_size().columns, 40) if stream.isatty() else None


def say_json(text: str, *, nl: bool = True) -> None:
    """Print JSON: the same data for whoever parses it, but for credentials.

    Args:
        text: the JSON.
        nl: whether a line end follows.
    """
    shown = OBEYED.sub(_unless_line_end, masked(text)).replace("##", "#\\u0023")
    click.echo(shown, nl=nl)


def _unless_line_end(match: re.Match[str]) -> str:
    """JSON's own spelling; what stands outside of its texts are line ends only."""
    return match[0] if match[0] == "\n" else "".join(f"\\u{ord(one):04x}" for one in match[0])


def annotate(level: str, properties: Mapping[str, str], message: str) -> None:
    """Print a workflow command of GitHub's that puts a message on a line of a file.

    Args:
        level: `error`, `warning` or `notice`.
        properties: what it is about: `file`, `line`, `title`.
        message: what to say.
    """
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    click.echo(f"::{level} {told}::{_data(message)}")


def _data(text: str) -> str:
    lines = (visible(line) for line in masked(text).splitlines())
    return "%0A".join(line.replace("%", "%25") for line in lines)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def confirm(question: str) -> bool:
    """Ask whether something is to be done; see `click.confirm`."""
    return click.confirm(printable(visible(question)), err=True)


def prompt(question: str, default: str) -> str:
    """Ask for a text; see `click.prompt`."""
    answer: str = click.prompt(printable(visible(question)), default=default, err=True)
    return answer


def show_usage_error(problem: click.ClickException) -> None:
    """Print a complaint of click's, which quotes what the user typed, or a glob found."""
    problem.message = printable(visible(problem.message))  # type: ignore[misc]
    problem.show()
