"""`dockgen rule`."""

from __future__ import annotations

import click

from dockgen.tools import terminal


@click.command("rule")
@click.argument("code", required=False)
def command(code: str | None) -> None:
    """Explain a rule of `dockgen review` or `dockgen check`.

    Without CODE, they are listed.

    \b
    Example:
      dockgen rule DG101
    """
    from dockgen.managed_files import check_rules
    from dockgen.tools.review.finding import GROUPS
    from dockgen.tools.review.rules.all_rules import RULES, find
    from dockgen.tools.review.showing import page

    if code is not None:
        of_check = check_rules.find(code)
        terminal.say(check_rules.page(of_check) if of_check else page(find(code)), nl=False)
        return
    terminal.say(f"{check_rules.GROUP}xx  {check_rules.ABOUT}")
    for one in check_rules.CHECK_RULES.values():
        terminal.say(f"  {one.code}  {one.severity:<8} {one.title}")
    for group, title in GROUPS.items():
        terminal.say(f"{group}xx  {title}")
        for rule in RULES.values():
            if rule.code.startswith(group):
                terminal.say(f"  {rule.code}  {rule.severity:<8} {rule.title}")
