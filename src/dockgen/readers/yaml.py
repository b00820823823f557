"""YAML with the line of every key, read for its data alone.

Tags mean something to the program that a file is for (`!ENV`, `!!python/name:…`), and nothing
here: a value with a tag is read as what it is without it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import TextFile
from dockgen.readers.nested import NestedKeys

if TYPE_CHECKING:
    from ruamel.yaml.nodes import Node

MAX_DEPTH = 60
"""How deep a file may nest; a configuration that a person wrote has some ten levels."""

BRACKETS = lazy_regex(rf"(?:[\[{{]\s*){{{MAX_DEPTH}}}")
"""Brackets that open one after another: the parser takes seconds to find that there are many."""

MOST_CHARACTERS = 512 * 1024
"""How large a file may be: the parser reads some 80 KiB a second, and a configuration that a person
wrote has a tenth of that."""

MOST_NODES = 50_000
"""How many values a file may hold, counted where aliases put them: a file of ten lines can hold
billions of them (https://en.wikipedia.org/wiki/Billion_laughs_attack)."""

Path = tuple[str, ...]


class YamlFile(NestedKeys):
    """A YAML file whose top is a mapping; an empty one is an empty mapping.

    Args:
        file: the file; only its first document is read.

    Raises:
        UnusableInput: it is not YAML, nested too deeply, or its top is not a mapping.
    """

    def __init__(self, file: TextFile) -> None:
        self.path = file.path
        self._lines: dict[Path, int] = {}
        self._nodes = 0
        node = next(_documents(file), None)
        data = (self._read(node, ()) if node is not None else {}) or {}
        if not isinstance(data, dict):
            raise UnusableInput("must contain `key: value` lines", file=file.path, line=1)
        self.top: dict[str, object] = data

    def line(self, *path: str) -> int | None:
        """The line of the key at this path, counted from 1; None where there is none."""
        return self._lines.get(path)

    def text(self, *path: str) -> Fact[str] | None:
        """The non-empty scalar at this path as it is written, with its evidence, or None."""
        found = self.value(*path)
        if not isinstance(found, str) or found in {"", "~", "null"}:
            return None
        return Fact(found, self.evidence(*path))

    def _read(self, node: Node, path: Path) -> object:
        """A node as plain data: every scalar is the text that is written."""
        from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

        self._nodes += 1
        if len(path) > MAX_DEPTH:
            raise UnusableInput("is nested too deeply", file=self.path)
        if self._nodes > MOST_NODES:
            raise UnusableInput(f"holds more than {MOST_NODES} values", file=self.path)
        if isinstance(node, MappingNode):
            found = {}
            for key, value in node.value:
                name = (*path, str(key.value))
                self._lines.setdefault(name, key.start_mark.line + 1)
                found[name[-1]] = self._read(value, name)
            return found
        if isinstance(node, SequenceNode):
            return [self._read(one, (*path, str(index))) for index, one in enumerate(node.value)]
        return str(node.value) if isinstance(node, ScalarNode) else None


def documents(file: TextFile) -> Iterator[Mapping[str, Fact[str]]]:
    """The documents of a file, each with its scalars by their dotted keys; `key[0]` in a list.

    What an alias points to is read where it stands first.

    Raises:
        UnusableInput: it is not YAML, is nested too deeply, or is too large.
    """
    for top in _documents(file):
        yield dict(_scalars(top, file.path))


def _scalars(top: Node, path: str) -> Iterator[tuple[str, Fact[str]]]:
    from ruamel.yaml.nodes import MappingNode, ScalarNode, SequenceNode

    waiting: deque[tuple[str, Node]] = deque([("", top)])
    seen: set[int] = set()
    while waiting:
        prefix, node = waiting.popleft()
        if not isinstance(node, MappingNode) or id(node) in seen:
            continue
        seen.add(id(node))
        for key, value in node.value:
            name = f"{prefix}{key.value}"
            if isinstance(value, ScalarNode):
                evidence = Evidence(name, path, key.start_mark.line + 1)
                yield name, Fact(str(value.value), evidence)
            elif isinstance(value, SequenceNode):
                for number, item in enumerate(value.value):
                    if isinstance(item, ScalarNode):
                        place = Evidence(name, path, item.start_mark.line + 1)
                        yield f"{name}[{number}]", Fact(str(item.value), place)
            else:
                waiting.append((f"{name}.", value))


def _documents(file: TextFile) -> Iterator[Node]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    if len(file.text) > MOST_CHARACTERS:
        raise UnusableInput(
            f"is larger than the {MOST_CHARACTERS // 1024} KiB that are read of YAML",
            file=file.path,
        )
    if BRACKETS.search(file.text):
        raise UnusableInput("is nested too deeply", file=file.path)
    try:
        yield from YAML().compose_all(file.text)
    except YAMLError as problem:
        mark = getattr(problem, "problem_mark", None) or getattr(problem, "context_mark", None)
        what = getattr(problem, "problem", None) or getattr(problem, "context", None)
        raise UnusableInput(
            f"is not valid YAML: {what or problem}",
            file=file.path,
            line=mark.line + 1 if mark else None,
        ) from None
    except RecursionError:
        raise UnusableInput("is nested too deeply", file=file.path) from None
    except ValueError:
        raise UnusableInput("is not valid YAML", file=file.path) from None
