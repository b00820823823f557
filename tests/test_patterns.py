"""Every pattern over lines takes steps that grow as its text: twice the text, twice the steps.

The texts are made from the pattern itself: what leads to each of its repetitions, what is repeated
there many times, and an end that it does not expect. Steps are counted, not seconds.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

import dockgen
from dockgen.core.lazy_regex import _LazyRegex
from tests.regex_steps import LIMIT, Steps, texts

TIMES = 20
SOURCES = Path(dockgen.__file__).parent
ONE_PASS = {"search", "findall", "finditer", "sub", "split"}


def compiled() -> Iterator[tuple[str, re.Pattern[str]]]:
    """The patterns that modules hold."""
    for one in pkgutil.walk_packages(dockgen.__path__, "dockgen."):
        if one.name.endswith("__main__"):
            continue
        try:
            module = importlib.import_module(one.name)
        except ImportError:
            continue  # an extra that is not installed here
        for name, value in vars(module).items():
            if isinstance(value, _LazyRegex):
                value = re.compile(*value._arguments)  # noqa: PLW2901
            if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
                yield f"{one.name}.{name}", value


def written_in_place() -> Iterator[tuple[str, re.Pattern[str]]]:
    """The patterns that are written where they are used."""
    for path in SOURCES.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            called, first = ast.unparse(node.func), node.args[0] if node.args else None
            if not called.startswith("re.") or node.func.attr not in ONE_PASS:
                continue
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                flags = re.MULTILINE if "MULTILINE" in ast.unparse(node) else 0
                place = f"{path.relative_to(SOURCES)}:{node.lineno}"
                yield place, re.compile(first.value, flags)


def over_lines() -> dict[str, re.Pattern[str]]:
    """Those that look at every line of a text, which are the ones that read whole files."""
    found: dict[tuple[str, int], tuple[str, re.Pattern[str]]] = {}
    for name, pattern in (*compiled(), *written_in_place()):
        if pattern.flags & re.MULTILINE:
            found.setdefault((pattern.pattern, pattern.flags), (name, pattern))
    return dict(found.values())


def growth(pattern: re.Pattern[str]) -> tuple[float, str]:
    """By how much the steps grow with twice the text, at worst, and for which text."""
    steps, worst = Steps(pattern), (0.0, "")
    for few, many in zip(texts(pattern, TIMES), texts(pattern, 2 * TIMES), strict=True):
        count = steps.of_search(many)
        if count >= LIMIT:
            return float("inf"), many
        if count > 20 * len(many):
            worst = max(worst, (count / max(steps.of_search(few), 1), many))
    return worst


CALLED_ON_SHORT_TEXT = {
    "dockgen.ecosystems.jvm.common.ktor.HOCON_PORT",
}
"""A block that does not end is read to the end for each of its beginnings; within the 60 seconds
that a project may take."""


def test_patterns_over_lines_are_linear() -> None:
    patterns = over_lines()
    assert len(patterns) > 50
    slow: dict[str, str] = {}

    def look() -> None:
        for name, pattern in patterns.items():
            ratio, text = growth(pattern)
            if ratio > 2.8 and name not in CALLED_ON_SHORT_TEXT:
                slow[name] = f"{ratio:.1f} {text[:40]!r} {pattern.pattern}"

    before = sys.getrecursionlimit()
    size = threading.stack_size(256 * 1024 * 1024)
    sys.setrecursionlimit(20_000)
    try:
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    finally:
        sys.setrecursionlimit(before)
        threading.stack_size(size)
    assert slow == {}


@pytest.mark.parametrize(
    ("expression", "slow"),
    [(r"^\s*include\b", True), (r"^[^\S\n]*include\b", False), (r"^(?:a|aa)+$", True),
     (r"^(?:a|b)+$", False), (r"^a.*b.*c", True), (r"^x\s*:\s*y", False)],
)  # fmt: skip
def test_the_count_tells_what_grows(expression: str, slow: bool) -> None:
    assert (growth(re.compile(expression, re.MULTILINE))[0] > 2.8) is slow
