"""Trees and ignore files made up at random, the same ones for the same seed."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

NAMES = (
    *("a", "b", "ab", "foo", "bar", "a.txt", "b.md", ".env", "d1", "node_modules", "a b", "é"),
    *("!n", "#h", "^c", "a^b", "x[1]", "[", "*", "a?", "$x", "{a}", "(p)", "|", "a+b", "\\d", "z-"),
    *("A\n", "\udcff"),
)
PLAIN_NAMES = ("a", "b", "ab", "foo", "a.txt", "b.md", ".env", "node_modules", "src", "é")
PIECES = (
    *(
        "*",
        "**",
        "?",
        "/",
        "**/",
        "/**",
        "a",
        "b",
        "foo",
        ".txt",
        ".md",
        "a*",
        "***",
        "//",
        "..",
        ".",
    ),
    *(
        "[a-c]",
        "[^a]",
        "[!a]",
        "[*]",
        "[a?]",
        "[.]",
        "[a\\]b]",
        "[\\-a]",
        "[ -~]",
        "]",
        "^",
        "+",
        "(",
    ),
    *(
        "[[:alpha:]]",
        "[^[:alpha:]]",
        "[\\d]",
        "\\d",
        "\\w",
        "\\*",
        "\\[",
        "\\?",
        "\\\\",
        "\\b",
        "\\A",
    ),
    *(
        "\\x61",
        "\\x{61}",
        "\\141",
        "\\pL",
        "\\p{Lu}",
        "\\Q",
        "{",
        "a{",
        "{2}",
        "{,3}",
        "|",
        "$",
        "-",
    ),
    *("!", "#", " ", "é", "\udcff"),
)
BROKEN = ("[", "[^", "[a-]", "[z-a]", "[-a]", "[[:x:]]", "\\y", "\\1", "\\é", "a{3,2}*", "*{2}")


@dataclass(frozen=True)
class Case:
    """A tree and an ignore file for it."""

    number: int
    ignore: bytes
    folders: tuple[str, ...]
    files: tuple[str, ...]

    def write(self, folder: Path) -> Path:
        """Make the tree on disk, with the ignore file in it."""
        folder.mkdir()
        for path in self.folders:
            (folder / path).mkdir()
        for path in self.files:
            (folder / path).write_text(path[-1:], "utf-8", "surrogateescape")
        (folder / ".dockerignore").write_bytes(self.ignore)
        return folder


def cases(seed: int, count: int, *, plain: bool = False) -> Iterator[Case]:
    """The first so many cases of a seed.

    Plain ones have names of letters and patterns of such names, `*`, `?`, `**` and `!`.
    """
    chance = random.Random(seed)  # noqa: S311  for tests, and meant to repeat
    for number in range(count):
        folders, files = _tree(chance, PLAIN_NAMES if plain else NAMES)
        paths = folders + files
        share = 1.0 if plain and paths else 0.45
        lines = [_pattern(chance, paths, share) for _ in range(chance.randint(1, 6))]
        yield Case(number, os.fsencode("\n".join(lines)), tuple(folders), tuple(files))


def _tree(chance: random.Random, names: Sequence[str]) -> tuple[list[str], list[str]]:
    folders, files = [""], list[str]()
    for _ in range(chance.randint(1, 14)):
        above, name = chance.choice(folders), chance.choice(names)
        path = f"{above}/{name}" if above else name
        if path in folders or path in files:
            continue
        (folders if chance.random() < 0.5 and path.count("/") < 4 else files).append(path)
    return folders[1:], files


def _pattern(chance: random.Random, paths: list[str], share: float) -> str:
    if paths and chance.random() < share:
        parts = [_blurred(chance, part) for part in chance.choice(paths).split("/")]
        text = "/".join(parts[: chance.randint(1, len(parts))])
        text = chance.choice(("", "", "", "/", "**/", "./")) + text
        text += chance.choice(("", "", "", "", "/", "/**", "/*"))
    else:
        pieces = (*PIECES, chance.choice(BROKEN)) if chance.random() < 0.1 else PIECES
        text = "".join(chance.choice(pieces) for _ in range(chance.randint(1, 5)))
    return (
        chance.choice(("", "", "!", " ", "\t!", "! "))
        + text
        + chance.choice(("", "", "", "\r", "\t"))
    )


def _blurred(chance: random.Random, part: str) -> str:
    """A part of a path, or a wildcard that stands for it."""
    if chance.random() < 0.5:
        return part
    return chance.choice(("*", "**", f"{part[:1]}*", f"*{part[-1:]}", f"?{part[1:]}", part))
