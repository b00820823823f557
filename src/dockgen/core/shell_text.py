"""A command line as its author wrote it, made safe to stand before and after others.

A comment would swallow what follows on its line, an open quote or a here-document what follows in
the file. The grammar: https://pubs.opengroup.org/onlinepubs/9799919799/utilities/V3_chap02.html.
"""

from __future__ import annotations

import json

BLANKS = " \t"
BEFORE_A_WORD = " \t;&|()<>`"
OPERATORS = ("&&", "||", "|", "&", ";")
ARITHMETIC = "$(("
GOES_ON = "ends with a backslash, so it would continue on the next line"


class Unfinished(ValueError):
    """A command that goes on behind its end, or is none; the message says why."""


def finished(command: str) -> str:
    """A command without its comment, as one that ends where its text ends.

    Args:
        command: one line for a shell.

    Raises:
        Unfinished: it is empty, ends in the middle of something, holds a here-document, or is an
            option or a list to the builder: https://docs.docker.com/reference/dockerfile/#run.
    """
    text = command[: _Scan(command).end].rstrip(BLANKS)
    if not text:
        raise Unfinished("is only a comment" if command.strip() else "is empty")
    if text.endswith("\\"):  # for the builder it goes on, whatever stands before it
        raise Unfinished(GOES_ON)
    if text.endswith(OPERATORS) and not text.endswith((r"\;", ";;")):
        raise Unfinished("ends with an operator, so it would continue with the next command")
    if text.lstrip().startswith("-"):
        raise Unfinished("starts with a dash, so the builder would read it as an option")
    if text.lstrip().startswith("[") and _is_list(text):
        raise Unfinished("is a list, which the builder runs without a shell")
    return text


def _is_list(text: str) -> bool:
    try:
        return isinstance(json.loads(text), list)
    except ValueError:
        return False


class _Scan:
    """Reads a command from left to right, once.

    Args:
        command: the command.
    """

    def __init__(self, command: str) -> None:
        self.text = command
        self.place = 0
        self.open: list[str] = []
        self.end = len(command)
        while self.place < self.end:
            self._step()
        if self.open:
            raise Unfinished(f"has an opening character without its {self.open[-1].strip('a')}")

    def _step(self) -> None:
        one, top = self.text[self.place], self.open[-1] if self.open else ""
        if top == "'":
            self._move(1, closes=one == "'")
        elif one == "\\":
            if self.place + 1 == len(self.text):
                raise Unfinished(GOES_ON)
            self._move(2)
        elif one == top[-1:]:
            self._move(1, closes=True)
        elif self.text.startswith(ARITHMETIC, self.place):
            self._move(3, opens=("a)", "a)"))
        elif self.text.startswith(("$(", "${"), self.place):
            self._move(2, opens=(")" if self.text[self.place + 1] == "(" else "}",))
        elif one in '"`':
            self._move(1, opens=(one,))
        elif top in {'"', "}"}:
            self._move(1, opens=("'",) if top == "}" and one == "'" else ())
        elif top == "a)":
            self._move(1, opens=("a)",) if one == "(" else ())
        else:
            self._bare(one)

    def _bare(self, one: str) -> None:
        """A character outside of quotes, variables and arithmetic."""
        if one == "#" and (self.place == 0 or self.text[self.place - 1] in BEFORE_A_WORD):
            self.end = self.place
        elif self.text.startswith("<<<", self.place):
            self._move(3)
        elif self.text.startswith("<<", self.place):
            raise Unfinished("contains a here-document, which would include the following lines")
        elif one == "'":
            self._move(1, opens=("'",))
        else:
            self._move(1, opens=(")",) if one == "(" else ())

    def _move(self, count: int, *, opens: tuple[str, ...] = (), closes: bool = False) -> None:
        if closes:
            self.open.pop()
        self.open += opens
        self.place += count
