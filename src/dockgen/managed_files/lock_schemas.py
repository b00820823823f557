"""Records of older schemas, read as today's.

Schema 1 packed the two values of a pair into one text. The tables here say how, for the facts that
were written so; they do not grow, since no later schema packs anything.
docs/decisions/0131-typed-facts.md says why.
"""

from __future__ import annotations

VARIABLES = ("build_arguments", "build_environment", "environment")
"""`NAME=VALUE`."""
PAIRS = ("built_parts", "deployed_clients", "member_builds", "member_outputs")
"""`FIRST:SECOND`."""
KEYS = ("released_packages", "removed_scripts")
"""`FOLDER:KEY`, or `KEY` alone for the project's own folder."""
SECTIONS = ("scripts.", "devDependencies.")
"""How a key begins; a script's name may hold a colon."""


def of_schema_1(facts: dict[str, object]) -> dict[str, object]:
    """The facts of one run, as the first schema wrote them, with their types.

    A fact of another form is left as it is.
    """
    return {name: _converted(name, fact) for name, fact in facts.items()}


def _converted(name: str, fact: object) -> object:
    if not isinstance(fact, dict) or not isinstance(fact.get("value"), list):
        return fact
    words = [str(one) for one in fact["value"]]
    if name in VARIABLES:
        return {**fact, "value": dict(_parted(one, "=") for one in words)}
    if name in PAIRS:
        return {**fact, "value": [list(_parted(one, ":")) for one in words]}
    if name in KEYS:
        return {**fact, "value": [_key(one) for one in words]}
    return fact


def _parted(word: str, separator: str) -> tuple[str, str]:
    first, _, second = word.partition(separator)
    return first, second


def _key(word: str) -> list[str]:
    if word.startswith(SECTIONS):
        return [".", word]
    for section in SECTIONS:
        folder, there, key = word.partition(f":{section}")
        if there:
            return [folder or ".", section + key]
    return [".", word]
