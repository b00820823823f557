"""`dockgen explain`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dockgen.cli.commands.working import say_leftovers
from dockgen.tools import terminal

if TYPE_CHECKING:
    from dockgen.core.facts import Fact, FactValue
    from dockgen.managed_files.explain import Explanation


MADE_BY = "Made by dockgen"
"""What the first comment of a Dockerfile says that dockgen wrote."""


@click.command("explain")
@click.argument("file", default="Dockerfile", type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(file: str, as_json: bool) -> None:
    """Show why each line of a Dockerfile is there.

    Lists below each instruction the reason for it and the facts behind it, with the file and line
    that they come from. Your own lines are marked as yours. FILE can be the folder of a
    Dockerfile.

    \b
    Example:
      dockgen explain my-project/Dockerfile
    """
    from dockgen.core.errors import UnusableInput
    from dockgen.managed_files import draft as session
    from dockgen.managed_files.explain import explain
    from dockgen.managed_files.lock import the_one_meant
    from dockgen.rendering.render import RenderedFile

    if Path(file).is_dir():
        file = str(Path(file) / the_one_meant(Path(file), "Dockerfile"))
    if not os.path.lexists(file):
        raise UnusableInput("no such file", file=file, hint="`dockgen init` writes it")
    root, dockerfile = _project_of(Path(file))
    say_leftovers(str(root))
    draft = session.draft(str(root), dockerfile, {})
    text = draft.detection.project.read(dockerfile).text
    earlier = draft.runs.get(dockerfile)
    written = earlier.files.get(dockerfile, "") if earlier else ""
    rendered = session.rendered_as_before(draft)
    if not written and MADE_BY not in text:
        rendered = RenderedFile("", ())  # a reason of dockgen's would be none of its author's
    explanations = explain(text, rendered, written, file)
    if as_json:
        import json

        lines = [one.as_json(draft.said) for one in explanations]
        data = {"schema": 1, "file": file, "instructions": lines}
        terminal.say_json(json.dumps(data, indent=2, ensure_ascii=False))
        return
    terminal.say(_shown(text, explanations, draft.said))


def _project_of(file: Path) -> tuple[Path, str]:
    """The project that a Dockerfile belongs to: the nearest folder above with dockgen's record."""
    from dockgen.managed_files.lock import LOCK

    for folder in file.parents:
        if (folder / LOCK).is_file():
            return folder, file.relative_to(folder).as_posix()
    return file.parent, file.name


def _shown(text: str, explanations: list[Explanation], facts: Mapping[str, Fact[FactValue]]) -> str:
    """The file, with the reasons below each instruction."""
    from dockgen.dockerfile.parser import lines_of
    from dockgen.managed_files.summary import value_text

    lines = lines_of(text)
    by_last_line = {one.instruction.last_line: one for one in explanations}
    width = len(str(len(lines)))
    shown = []
    for number, line in enumerate(lines, start=1):
        shown.append(f"{number:>{width}}  {line}".rstrip())
        one = by_last_line.get(number)
        if one is None:
            continue
        notes = [one.why] if one.why else []
        notes += [
            f"{name} {value_text(facts[name])}  {facts[name].evidence}"
            for name in one.facts
            if name in facts
        ]
        shown += [terminal.style(f"{'':>{width}}    ^ {note}", dim=True) for note in notes]
    return "\n".join(shown)
