"""Which Python a project asks for.

Version managers' files go before what the project allows: https://github.com/pyenv/pyenv,
https://docs.readthedocs.com/platform/stable/config-file/v2.html#build-tools-python,
https://packaging.python.org/en/latest/specifications/pyproject-toml/#requires-python.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact, default
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.core.versions import product
from dockgen.readers.toml import TomlFile
from dockgen.readers.yaml import YamlFile

READ_THE_DOCS = (".readthedocs.yaml", ".readthedocs.yml")
NUMBER = lazy_regex(r"(?:python-)?(\d+\.\d+(?:\.\d+)?)\b.*")
CLAUSE = lazy_regex(
    r"(?P<operator>~=|==|!=|>=|<=|>|<|\^|~)?\s*v?(?P<version>\d+(?:\.\d+){0,2})(\.\*)?"
)


def read(project: Project, pyproject: TomlFile | None) -> Fact[str]:
    """The version of Python, at the precision in which the project gives it.

    Args:
        project: the project.
        pyproject: its pyproject.toml, or None.

    Raises:
        UnusableInput: a file cannot be read, or no supported release lies in the range.
    """
    return next(_found(project, pyproject), None) or Fact(
        product("python").default, default("a Python version that most packages support")
    )


def _found(project: Project, pyproject: TomlFile | None) -> Iterator[Fact[str]]:
    for name, key in ((".python-version", "file"), (".tool-versions", "python")):
        if project.has(name):
            yield from _first_line(project, name, key)
    for name in READ_THE_DOCS:
        if project.has(name):
            asked = YamlFile(project.read(name)).text("build", "tools", "python")
            number = NUMBER.fullmatch(asked.value) if asked else None
            if asked and number:
                yield Fact(number[1], asked.evidence)
    if pyproject is not None:
        path = ("project", "requires-python")
        older = ("tool", "poetry", "dependencies", "python")
        allowed = pyproject.text(*path) or pyproject.text(*older)
        if allowed:
            yield Fact(_newest_inside(allowed), allowed.evidence)


def _first_line(project: Project, name: str, key: str) -> Iterator[Fact[str]]:
    for line, text in enumerate(project.read(name).text.split("\n"), start=1):
        words = text.partition("#")[0].split()
        if key != "file":
            words = words[1:] if words[:1] == [key] else []
        if words and (number := NUMBER.fullmatch(words[0])):
            yield Fact(number[1], Evidence(key, name, line))


def _newest_inside(allowed: Fact[str]) -> str:
    """The default line if the range holds it, else the newest supported one that it holds."""
    python = product("python")
    lines = [python.default, *(line.version for line in python.supported())]
    for line in lines:
        if _allows(allowed.value, line):
            return line
    raise UnusableInput(
        f"no supported Python is in the range {allowed.value!r}",
        file=allowed.evidence.file,
        line=allowed.evidence.line,
        hint=f"supported are {', '.join(lines[1:])}",
    )


def _allows(allowed: str, line: str) -> bool:
    clauses = [CLAUSE.fullmatch(part.strip()) for part in allowed.split(",") if part.strip()]
    return all(clause is None or _holds(clause, line) for clause in clauses)


def _holds(clause: re.Match[str], line: str) -> bool:
    """Whether some release of a line (`3.13`) can satisfy a clause (`>=3.9`)."""
    given = tuple(map(int, clause["version"].split(".")))
    asked, ours = given[:2], tuple(map(int, line.split(".")))
    match clause["operator"] or "==":
        case ">=" | ">":
            return ours >= asked
        case "<":
            return ours < asked or (len(given) > 2 and ours == asked and given[2] > 0)
        case "<=":
            return ours <= asked
        case "!=":
            return ours != asked or len(given) > 2
        case "~=" | "^":
            same = (
                ours[0] == asked[0]
                if len(given) < 3 or clause["operator"] == "^"
                else ours == asked
            )
            return same and ours >= asked
        case _:
            return ours[: len(asked)] == asked
