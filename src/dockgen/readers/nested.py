"""What the readers of files made of nested keys have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping

from dockgen.core.facts import Evidence, Fact


class NestedKeys(ABC):
    """A file read into objects: its path, and the object at its top. Made by its subclasses."""

    path: str
    top: Mapping[str, object]

    @abstractmethod
    def line(self, *path: str) -> int | None:
        """The line of the key at this path, counted from 1; None where there is none."""

    def value(self, *path: str) -> object:
        """The value at this path of keys, or None."""
        found: object = self.top
        for key in path:
            if not isinstance(found, dict):
                return None
            found = found.get(key)
        return found

    def text(self, *path: str) -> Fact[str] | None:
        """The non-empty string at this path, with its evidence, or None."""
        found = self.value(*path)
        if not isinstance(found, str) or not found.strip():
            return None
        return Fact(found, self.evidence(*path))

    def keys(self, *path: str) -> tuple[str, ...]:
        """The keys of the object at this path; none where it is not an object."""
        found = self.value(*path)
        return tuple(found) if isinstance(found, dict) else ()

    def evidence(self, *path: str) -> Evidence:
        """The evidence for the value at this path."""
        return Evidence(".".join(path), self.path, self.line(*path))
