"""Regular expressions that are compiled when they are first used.

Compiling takes about as long as importing a module, and one project needs few of the patterns
that the readers of all ecosystems know.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _LazyRegex:
    """Stands for a compiled pattern and becomes one at the first use."""

    def __init__(self, expression: str, flags: int) -> None:
        self._arguments = (expression, flags)

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(*self._arguments), name)
        setattr(self, name, value)  # the next use finds it without coming here
        return value


def lazy_regex(expression: str, flags: int = 0) -> re.Pattern[str]:
    """A regular expression that is compiled when one of its methods is first asked for.

    Args:
        expression: the expression, in the syntax of https://docs.python.org/3/library/re.html.
        flags: the flags that `re.compile` takes.
    """
    return cast("re.Pattern[str]", _LazyRegex(expression, int(flags)))
