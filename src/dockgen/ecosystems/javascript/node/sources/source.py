"""Literals in JavaScript and TypeScript configuration files, without running them.

A configuration file is a program. What is read here is what stands in it plainly: a string, a
number or a flag behind a key, inside objects that may be wrapped in any number of calls
(`defineConfig({ build: { outDir: "www" } })`). Anything that has to be computed is left alone,
apart from `path.resolve(__dirname, "www")`, which most webpack configurations hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import TextFile
from dockgen.ecosystems.javascript.node.sources import expressions

TOKEN = lazy_regex(
    r"""
    (?P<comment>//[^\n]*|/\*.*?\*/)
  | (?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\$]|\\.|\$(?!\{))*`)
  | (?P<number>\d+(?:\.\d+)?)
  | (?P<name>[A-Za-z_$][\w$]*)
  | (?P<arrow>=>)
  | (?P<mark>[{}()\[\]:,;=?|&+])
    """,
    re.VERBOSE | re.DOTALL,
)
STRUCTURE = lazy_regex(r"\s*(?:[\[{]|async\b|function\b|\([^()]*\)\s*=>|\w+\s*=>)")
"""What is no single value."""

HERE = frozenset({"__dirname", "dirname", "cwd"})
JOINERS = frozenset({"resolve", "join"})
OPENERS = {"{": "}", "(": ")", "[": "]"}
ENDS_OF_VALUE = frozenset(",;=?|&+")

Keys = tuple[str, ...]


class _Frame:
    """An open bracket: the key that it is the value of, and what stands in it so far."""

    def __init__(self, closer: str, key: str | None, call: str) -> None:
        self.closer = closer
        self.key = key
        self.call = call
        self.strings: list[tuple[str, int]] = []
        self.here = False


class Literals:
    """The literals of a JavaScript file, by the keys that lead to them.

    Args:
        file: the file.
    """

    def __init__(self, file: TextFile) -> None:
        self.path = file.path
        self.text = file.text
        self._found: dict[Keys, tuple[str, int]] = {}
        reader = _Reader(file.text)
        for keys, value, offset in reader.literals():
            self._found.setdefault(keys, (value, file.line_of(offset)))
        self._offsets = reader.offsets
        self._line_of = file.line_of
        self.computed: dict[Keys, int] = {}
        """The lines of values that were asked for and cannot be worked out, by their keys."""

    def get(self, *keys: str) -> Fact[str] | None:
        """The literal behind these keys as text (`true` for a flag), or None."""
        found = self._found.get(keys) or self._worked_out(keys)
        if found is None:
            return None
        return Fact(found[0], Evidence(".".join(keys), self.path, found[1]))

    def offset(self, *keys: str) -> int | None:
        """Where the value behind these keys begins, whatever it is; None where there is none."""
        return self._offsets.get(keys)

    def begins_here(self, *keys: str) -> bool:
        """Whether the path behind these keys is given from the folder of the file on."""
        try:
            found = expressions.value(self.text, self._offsets.get(keys, len(self.text)))
        except expressions.Unknown:
            return False
        return isinstance(found, expressions.Place)

    def _worked_out(self, keys: Keys) -> tuple[str, int] | None:
        """The value of an expression, or None where it has none."""
        offset = self._offsets.get(keys)
        if offset is None or STRUCTURE.match(self.text, offset):
            return None
        line = self._line_of(offset)
        try:
            found = expressions.value(self.text, offset)
        except expressions.Unknown:
            self.computed[keys] = line
            return None
        if isinstance(found, expressions.Place):
            return found.path, line
        if found is None or found == "":
            return None
        return ("true" if found else "false") if isinstance(found, bool) else found, line

    def below(self, key: str) -> dict[str, Fact[str]]:
        """The literals behind keys that follow this one, by those keys joined with dots."""
        return {
            ".".join(keys[1:]): Fact(value, Evidence(".".join(keys), self.path, line))
            for keys, (value, line) in self._found.items()
            if keys[0] == key and len(keys) > 1
        }


class _Reader:
    """Walks over the tokens once and keeps the stack of open brackets."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._frames: list[_Frame] = []
        self._key: str | None = None  # the key whose value is being read
        self._before = ""  # the piece before the present one
        self._word: tuple[str, int] | None = None  # a name or string that may become a key
        self.offsets: dict[Keys, int] = {}
        """Where the value behind each path of keys begins."""

    def literals(self) -> Iterator[tuple[Keys, str, int]]:
        for match in TOKEN.finditer(self._text):
            kind = str(match.lastgroup)
            if kind == "comment":
                continue
            yield from self._take(kind, match[0], match.start())
            self._before = match[0]

    def _take(self, kind: str, piece: str, offset: int) -> Iterator[tuple[Keys, str, int]]:
        if kind in {"string", "number", "name"}:
            yield from self._take_word(kind, piece, offset)
        elif piece in OPENERS:
            call = self._before if piece == "(" else ""
            self._frames.append(_Frame(OPENERS[piece], self._key, call))
            self._key = None
        elif kind == "mark" and piece in OPENERS.values():
            yield from self._close(piece)
        elif piece == ":" and self._word is not None and self._in_object():
            self._key, self._word = self._word[0], None
            self.offsets.setdefault((*self._keys(), self._key), offset + 1)
        elif piece in ENDS_OF_VALUE:
            self._note_shorthand(piece)
            self._key = None

    def _take_word(self, kind: str, piece: str, offset: int) -> Iterator[tuple[Keys, str, int]]:
        value = piece[1:-1] if kind == "string" else piece
        follows_key = self._before == ":"
        self._word = (value, offset) if self._before in {"{", ","} else None
        if self._key is not None and follows_key and (kind != "name" or piece in {"true", "false"}):
            yield (*self._keys(), self._key), value, offset
        if self._frames and self._frames[-1].closer == ")":
            if kind == "string":
                self._frames[-1].strings.append((value, offset))
            self._frames[-1].here |= piece in HERE

    def _note_shorthand(self, piece: str) -> None:
        """`{ outDir }` is the value of what has that name."""
        if piece == "," and self._word is not None and self._in_object():
            name, offset = self._word
            spread = self._text[max(0, offset - 3) : offset] == "..."
            if self._text.startswith(name, offset) and not spread:
                self.offsets.setdefault((*self._keys(), name), offset)

    def _close(self, piece: str) -> Iterator[tuple[Keys, str, int]]:
        if not self._frames or self._frames[-1].closer != piece:
            return
        self._note_shorthand("," if piece == "}" else "")
        self._word = None
        frame = self._frames.pop()
        self._key = None
        if piece == ")" and frame.here and frame.call not in JOINERS and self._frames:
            self._frames[-1].here = True  # process.cwd()
        if frame.key and frame.call in JOINERS and frame.here and frame.strings:
            parts = [text.removeprefix("./").strip("/") for text, _ in frame.strings]
            yield (*self._keys(), frame.key), "/".join(parts), frame.strings[0][1]

    def _in_object(self) -> bool:
        return bool(self._frames) and self._frames[-1].closer == "}"

    def _keys(self) -> Keys:
        return tuple(frame.key for frame in self._frames if frame.key is not None)
