"""The text of Rust sources without what says nothing: comments, and modules of tests."""

from __future__ import annotations

import re

from dockgen.core.lazy_regex import lazy_regex

TOKEN = lazy_regex(
    r'//[^\n]*|/\*.*?(?:\*/|\Z)|b?r(?P<hashes>#*)".*?"(?P=hashes)|"(?:\\.|[^"\\])*"'
    r"|'(?:\\.[^']*|[^'\\\n])'",
    re.DOTALL,
)
"""A comment, a raw string, a string or a character: what braces and slashes may stand in."""

TESTS = lazy_regex(r"#\[cfg\(test\)\]\s*(?:#\[[^\]]*\]\s*)*(?:pub\s+)?mod\s+\w+\s*\{")


def without_comments(text: str) -> str:
    """The text with spaces in place of comments and of test modules, so that no line moves."""
    made = TOKEN.sub(lambda one: _blank(one[0]) if one[0].startswith("/") else one[0], text)
    for start in list(TESTS.finditer(made)):
        end = _closing(made, start.end())
        made = made[: start.start()] + _blank(made[start.start() : end]) + made[end:]
    return made


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _closing(text: str, position: int) -> int:
    """Where the block that is open at a position ends."""
    depth = 1
    for one in re.finditer(rf"{TOKEN.pattern}|[{{}}]", text[position:], re.DOTALL):
        depth += {"{": 1, "}": -1}.get(one[0], 0)
        if depth == 0:
            return position + one.end()
    return len(text)
