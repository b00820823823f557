"""What Cargo.lock says: the crates of the whole graph, and what each of them depends on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from dockgen.core.project import Project, once_per_project
from dockgen.readers.toml import TomlFile

NAME = "Cargo.lock"
MAX_BYTES = 16 * 1024 * 1024


class Crate(NamedTuple):
    """A crate of the lockfile.

    Args:
        name: its name.
        version: its version.
        dependencies: the names of the crates that it depends on.
        line: the line of its name, counted from 1.
    """

    name: str
    version: str
    dependencies: tuple[str, ...]
    line: int


class Lock:
    """The crates of a Cargo.lock by name; of several versions, the last counts.

    Args:
        crates: the crates.
    """

    def __init__(self, crates: Iterable[Crate]) -> None:
        self.crates: dict[str, Crate] = {}
        self._dependencies: dict[str, set[str]] = {}
        for one in crates:
            self.crates[one.name] = one
            self._dependencies.setdefault(one.name, set()).update(one.dependencies)

    def reached_from(self, names: Iterable[str]) -> frozenset[str]:
        """The names of these crates and of all that they depend on.

        The lockfile holds what the tests need, too: it does not tell the kinds of dependencies
        apart.
        """
        found: set[str] = set()
        waiting = [name for name in names if name in self.crates]
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting += [one for one in self._dependencies[name] if one in self.crates]
        return frozenset(found)

    def depends(self, name: str, *others: str) -> bool:
        """Whether a crate depends directly on one of others."""
        return not self._dependencies.get(name, set()).isdisjoint(others)


@once_per_project
def read(project: Project) -> Lock | None:
    """The lockfile at the top; None where there is none.

    Raises:
        UnusableInput: it cannot be read or is not TOML.
    """
    if not project.has(NAME):
        return None
    file = project.read(NAME, MAX_BYTES)
    listed = TomlFile(file).top.get("package")
    lines = [n for n, line in enumerate(file.text.split("\n"), 1) if line.startswith("name = ")]
    tables = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    if len(lines) != len(tables):
        lines = [1] * len(tables)
    return Lock(
        Crate(
            str(table.get("name", "")),
            str(table.get("version", "")),
            tuple(str(one).split(" ", 1)[0] for one in _list(table.get("dependencies"))),
            line,
        )
        for table, line in zip(tables, lines, strict=True)
    )


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
