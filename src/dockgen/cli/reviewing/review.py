"""`dockgen review`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from dockgen.cli.commands.options import checked_dockerfile, format_option, project_argument
from dockgen.core.errors import DONE, FOUND
from dockgen.tools import terminal

if TYPE_CHECKING:
    from dockgen.core.project import Project
    from dockgen.tools.review.finding import Rule
    from dockgen.tools.review.reviewing import Review


@click.command("review")
@project_argument
@click.option(
    "-f",
    "--file",
    "dockerfiles",
    multiple=True,
    metavar="NAME",
    help="Dockerfile, relative to PATH; repeatable. Default: every one in the repository.",
)
@format_option
@click.option("--select", multiple=True, metavar="CODES", help="Only these rules: DG101,DG2.")
@click.option("--ignore", multiple=True, metavar="CODES", help="All but these rules.")
@click.option(
    "--severity",
    type=click.Choice(["error", "warning", "note"]),
    default="note",
    show_default=True,
    help="The least severity that is shown and fails.",
)
@click.option("--preview", is_flag=True, help="Also run the rules that are new in this release.")
@click.option("--fix", is_flag=True, help="End what can be ended for sure, after the difference.")
@click.option("--diff", is_flag=True, help="Show what --fix would change; write nothing.")
def command(
    path: str,
    dockerfiles: tuple[str, ...],
    form: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    severity: str,
    preview: bool,
    fix: bool,
    diff: bool,
) -> int:
    """Compare any Dockerfile with the project that it builds.

    Finds the Dockerfiles of a repository, whoever wrote them, and reports where they contradict
    the project: each finding names both places. Style is left to linters. `dockgen rule CODE`
    explains a rule; a comment `# dockgen ignore=DG101 reason` above an instruction ignores one.
    Exits with code 1 if there is a finding.

    \b
    Examples:
      dockgen review
      dockgen review -f api.Dockerfile --select DG1,DG2
      dockgen review --fix
    """
    from dockgen.cli.commands.working import at_work
    from dockgen.core.project import Project
    from dockgen.tools.review.reviewing import review
    from dockgen.tools.review.rules.all_rules import chosen

    rules = chosen(_codes(select), _codes(ignore), preview=preview)
    names = [checked_dockerfile(one) for one in dockerfiles]
    with at_work(path, writes=fix and not diff):
        project = Project(path)
        if fix or diff:
            _fix(project, names, rules, writes=fix and not diff)
            if diff:
                return DONE
            project = Project(path)
        found = review(project, names, rules, severity)  # type: ignore[arg-type]  # click chose it
    _print(form, path, project, found, rules)
    return FOUND if found.findings else DONE


def _codes(given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code.strip() for one in given for code in one.split(",") if code.strip())


def _fix(project: Project, names: list[str], rules: tuple[Rule, ...], *, writes: bool) -> None:
    """Show what changes, and write it."""
    from dockgen.managed_files.draft import difference
    from dockgen.managed_files.writing import write_all
    from dockgen.tools.review.fixing import as_bytes, fixes

    changes = fixes(project, names, rules)
    terminal.say(difference(changes), nl=False, err=writes)
    if writes and changes:
        write_all(project.root, {one.path: as_bytes(project, one) for one in changes})


def _print(form: str, path: str, project: Project, found: Review, rules: tuple[Rule, ...]) -> None:
    import json

    from dockgen.cli.commands.check import shown_path
    from dockgen.tools.review import showing

    if form == "json":
        terminal.say_json(json.dumps(showing.as_json(found), indent=2, ensure_ascii=False))
    elif form == "sarif":
        data = showing.as_sarif(found, rules, project, showing.folder_of(path))
        terminal.say_json(json.dumps(data, indent=2, ensure_ascii=False))
    elif form == "markdown":
        terminal.say(showing.as_markdown(found), nl=False)
    elif form == "github":
        _annotate(path, found)
    else:
        terminal.say(
            showing.as_text(found, project, lambda one: shown_path(path, one), terminal.style)
        )


def _annotate(path: str, found: Review) -> None:
    from dockgen.cli.commands.check import LEVELS, workspace_path

    for one in found.findings:
        about = {
            "file": workspace_path(path, one.file),
            "line": str(one.problem.line),
            "title": f"dockgen {one.rule.code}",
        }
        against = f" ({one.problem.other})" if one.problem.other else ""
        message = f"{one.problem.message}{against} -> {one.problem.advice}"
        terminal.annotate(LEVELS[one.severity], about, message)
