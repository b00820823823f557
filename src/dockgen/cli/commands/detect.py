"""`dockgen detect`."""

from __future__ import annotations

import click

from dockgen.cli.commands.options import detection_options, overrides_of, project_argument
from dockgen.cli.commands.working import say_leftovers
from dockgen.core.errors import UNDETECTED
from dockgen.core.quoting import visible
from dockgen.tools import terminal


@click.command("detect")
@project_argument
@detection_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    path: str,
    detector: str | None,
    app: str | None,
    process: str | None,
    assignments: tuple[str, ...],
    as_json: bool,
) -> int:
    """Show what was detected, and where it was read.

    Prints the result of every detector, and for every fact the file and line that it comes from.

    \b
    Example:
      dockgen detect --json my-project
    """
    from dockgen.ecosystems.registry import detect, opened
    from dockgen.managed_files import settings as settings_module
    from dockgen.managed_files.summary import facts_table

    say_leftovers(path)
    project = opened(path)
    settings = settings_module.read(project, "Dockerfile").updated(
        detector=detector, overrides=overrides_of(assignments, app, process=process)
    )
    detection = detect(project, detector=settings.detector, overrides=settings.overrides)
    if as_json:
        import json

        terminal.say_json(json.dumps(detection.as_json(), indent=2, ensure_ascii=False))
    else:
        for one, verdict in detection.verdicts:
            mark = "yes" if verdict.matched else "no "
            name = terminal.style(one.name, bold=verdict.matched)
            terminal.say(f"{mark} {name}: {visible(verdict.reason)}")
        if detection.chosen:
            terminal.say(f"\nchosen: {detection.chosen}, {detection.reason}\n")
            terminal.say(facts_table(detection, terminal.width()))
    return 0 if detection.chosen else UNDETECTED
