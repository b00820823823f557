"""The JSON Schemas of the files and outputs that other programs read."""

from __future__ import annotations

from difflib import get_close_matches
from importlib.resources import files

from dockgen.errors import UnusableInput


def names() -> list[str]:
    """The names of all schemas."""
    found = (entry.name for entry in files(__name__).iterdir())
    return sorted(name.removesuffix(".json") for name in found if name.endswith(".json"))


def text_of(name: str) -> str:
    """The text of a schema.

    Raises:
        UnusableInput: there is none of that name.
    """
    known = names()
    if name not in known:
        near = get_close_matches(name, known, n=1)
        raise UnusableInput(
            f"no schema is named {name!r}",
            hint=f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}",
        )
    return files(__name__).joinpath(f"{name}.json").read_text("utf-8")
