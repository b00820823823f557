"""The port that a framework's configuration names."""

from __future__ import annotations

import re

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Fact, default
from dockgen.ecosystems.jvm.common.spring_config import SpringConfig


def of(
    config: SpringConfig, keys: tuple[str, ...], otherwise: int | None, framework: str
) -> tuple[Fact[int] | None, str]:
    """The port that an application listens on, and what the user should know about it.

    Args:
        config: its configuration.
        keys: the keys that name the port, what wins first.
        otherwise: where it listens when no key is set; None where it does not.
        framework: what the framework is called.

    Returns:
        The port, or None where nothing is listened on or any port is taken.

    Raises:
        UnusableInput: what a key says is not a port.
    """
    found = next((one for key in keys if (one := config.get(key)) and one.value), None)
    if found is None:
        reason = f"{framework} listens there when {keys[-1]} is not set"
        return (Fact(otherwise, default(reason)) if otherwise else None), ""
    place = found.evidence
    if "${" in found.value:
        reason = f"{keys[-1]} is {found.value}, which nothing here sets"
        warning = f"{place.file}:{place.line}: {reason}"
        return (Fact(otherwise, default(reason)) if otherwise else None), warning
    if not re.fullmatch(r"-?\d{1,9}", found.value) or int(found.value) > 65535:
        raise UnusableInput(
            f"{keys[-1]} is not a port: {found.value!r}", file=place.file, line=place.line
        )
    number = int(found.value)
    if number <= 0:
        return None, f"{place.file}:{place.line}: {keys[-1]} {number} takes any free port"
    return Fact(number, place), ""
