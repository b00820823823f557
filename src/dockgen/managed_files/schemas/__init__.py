"""The JSON Schemas of the files and outputs that other programs read."""

from __future__ import annotations

from pathlib import Path

from dockgen.core.errors import UnusableInput, nearest

FOLDER = Path(__file__).parent


def names() -> list[str]:
    """The names of all schemas."""
    return sorted(place.stem for place in FOLDER.glob("*.json"))


def text_of(name: str) -> str:
    """The text of a schema.

    Raises:
        UnusableInput: there is none of that name.
    """
    known = names()
    if name not in known:
        near = nearest(name, known)
        raise UnusableInput(
            f"there is no schema named {name!r}",
            hint=f"did you mean {near}?" if near else f"choose from {', '.join(known)}",
        )
    return (FOLDER / f"{name}.json").read_text("utf-8")
