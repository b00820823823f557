"""`dockgen list`."""

from __future__ import annotations

import click

from dockgen.tools import terminal


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--templates", is_flag=True, help="Print the folder with the templates instead.")
def command(as_json: bool, templates: bool) -> None:
    """List the detectors, their shapes and their base images.

    \b
    Example:
      dockgen list
    """
    from dockgen.ecosystems.registry import all_ecosystems

    if templates:
        from dockgen.rendering.render import templates_folder

        terminal.say(str(templates_folder()))
        return
    detectors = all_ecosystems()
    if as_json:
        import json

        data = {
            "schema": 1,
            "detectors": [
                {
                    "name": one.name,
                    "precedence": one.precedence,
                    "shapes": dict(one.shapes),
                    "bases": dict(one.bases),
                }
                for one in detectors
            ],
        }
        terminal.say_json(json.dumps(data, indent=2, ensure_ascii=False))
        return
    for number, one in enumerate(detectors):
        terminal.say(("\n" if number else "") + terminal.style(one.name, bold=True))
        for title, offered in (("shape", one.shapes), ("base", one.bases)):
            for name, what in offered.items():
                terminal.say(f"  {title:<6} {name:<18} {what}")
