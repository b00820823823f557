"""`dockgen editor`."""

from __future__ import annotations

from pathlib import Path

import click

from dockgen.cli.commands.options import checked_dockerfile, file_option, project_argument
from dockgen.cli.commands.working import at_work
from dockgen.tools import terminal


@click.command("editor")
@click.argument("editor", type=click.Choice(["vscode", "zed", "jetbrains", "devcontainer"]))
@project_argument
@file_option
@click.option("--force", is_flag=True, help="Replace your tasks that have the same name.")
@click.option("--dry-run", is_flag=True, help="Show the difference; write nothing.")
def command(editor: str, path: str, dockerfile: str, force: bool, dry_run: bool) -> None:
    """Write editor tasks or a development container.

    The tasks are init, update, check, verify, lint, build, run and stop. VS Code shows their
    findings on the affected lines. Your own tasks and comments stay.

    \b
    Examples:
      dockgen editor vscode
      dockgen editor devcontainer my-project
    """
    from dockgen.integrations.editors import files_for
    from dockgen.managed_files import draft as session
    from dockgen.managed_files.lock import the_one_meant
    from dockgen.managed_files.writing import Status, write_all

    with at_work(path, writes=not dry_run):
        chosen = the_one_meant(Path(path), checked_dockerfile(dockerfile))
        draft = session.draft(path, chosen, {})
        files = files_for(editor, draft, force=force)
        changes = session.additions(draft.root, files.texts)
        if dry_run:
            terminal.say_difference(session.difference(changes))
            return
        texts = {one.path: one.text for one in changes if one.status is not Status.UNCHANGED}
        write_all(draft.root, texts)
    said = f"Wrote {', '.join(texts)}" if texts else "Nothing to do: everything is up to date"
    terminal.say(said, err=True)
    if files.kept:
        names = ", ".join(files.kept)
        terminal.say(f"Kept {names}, which you changed (use --force to replace it)", err=True)
