"""All rules by their codes."""

from __future__ import annotations

from dockgen.core.errors import UnusableInput, nearest
from dockgen.tools.review.finding import Rule
from dockgen.tools.review.rules import (
    artifacts,
    caching,
    copies,
    forms,
    installing,
    leaking,
    libraries,
    listening,
    stages,
    starting,
    versions,
)

MODULES = (
    versions,
    installing,
    artifacts,
    copies,
    stages,
    starting,
    forms,
    listening,
    libraries,
    leaking,
    caching,
)
RULES: dict[str, Rule] = {
    rule.code: rule
    for rule in sorted(
        (one for module in MODULES for one in module.RULES), key=lambda one: one.code
    )
}


def find(code: str) -> Rule:
    """The rule of that code, or of that name.

    Raises:
        UnusableInput: there is none.
    """
    named = {rule.name: rule for rule in RULES.values()}
    found = RULES.get(code.upper()) or named.get(code.lower())
    if found is None:
        near = nearest(code.upper(), RULES) or nearest(code.lower(), named)
        hint = f"did you mean {near}?" if near else f"there are {', '.join(RULES)}"
        raise UnusableInput(f"there is no rule {code!r}", hint=hint)
    return found


def chosen(
    select: tuple[str, ...] = (), ignore: tuple[str, ...] = (), *, preview: bool = False
) -> tuple[Rule, ...]:
    """The rules that run.

    Args:
        select: codes, or how they begin (`DG1`); without any, all.
        ignore: codes, or how they begin, that do not run.
        preview: whether the rules that are new in this minor release run too.

    Raises:
        UnusableInput: no rule has such a code.
    """
    for one in (*select, *ignore):
        if not any(code.startswith(one.upper()) for code in RULES):
            find(one)
    return tuple(
        rule
        for code, rule in RULES.items()
        if (preview or not rule.preview or code in {one.upper() for one in select})
        and (not select or code.startswith(tuple(one.upper() for one in select)))
        and not (ignore and code.startswith(tuple(one.upper() for one in ignore)))
    )
