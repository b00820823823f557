"""`dockgen rule`."""

from __future__ import annotations

import click

from dockgen.tools import terminal


@click.command("rule")
@click.argument("code", required=False)
def command(code: str | None) -> None:
    """Explain a rule of `dockgen review`.

    Without CODE, they are listed.

    \b
    Example:
      dockgen rule DG101
    """
    from dockgen.tools.review.finding import GROUPS
    from dockgen.tools.review.rules.all_rules import RULES, find
    from dockgen.tools.review.showing import page

    if code is not None:
        terminal.say(page(find(code)), nl=False)
        return
    for group, title in GROUPS.items():
        terminal.say(f"{group}xx  {title}")
        for rule in RULES.values():
            if rule.code.startswith(group):
                terminal.say(f"  {rule.code}  {rule.severity:<8} {rule.title}")
