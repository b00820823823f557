"""One Go file as text: what it imports, embeds and declares, without a compiler.

https://go.dev/ref/spec, https://pkg.go.dev/embed.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import TextFile

TOKEN = lazy_regex(
    r"//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/|\Z)|\"(?:\\.|[^\"\\\n])*\"|`[^`]*`|'(?:\\.|[^'\\\n])+'"
)
PACKAGE = lazy_regex(r"^[^\S\n]*package\s+(\w+)", re.MULTILINE)
IMPORT = lazy_regex(
    r"^[^\S\n]*import\s+(?:\((?P<block>[^)]*)\)|(?P<one>(?:[\w.]+\s+)?(?:\"[^\"\n]*\"|`[^`\n]*`)))",
    re.MULTILINE,
)
IMPORTED = lazy_regex(r"(?:([\w.]+)[ \t]+)?[\"`]([^\"`\n]+)[\"`]")
MAIN = lazy_regex(r"^func\s+main\s*\(\s*\)", re.MULTILINE)
EMBED = lazy_regex(r"^//go:embed[ \t]+(.+)$", re.MULTILINE)
CGO = lazy_regex(r"^[^\S\n]*(?://[^\S\n]*)?#cgo\b([^\n]*?):([^\n]+)$", re.MULTILINE)
CONSTANT = lazy_regex(
    r"\b(?!(?:const|var|return|type)\b)(?P<name>[A-Za-z_]\w*)(?:[ \t]+[\w.]+)?[ \t]*(?::=|=)[ \t]*"
    r"(?P<value>\"(?:\\.|[^\"\\\n])*\"|`[^`]*`|\d+)[ \t]*(?=[\n,;)}])"
)
CALL = lazy_regex(r"(?:\b(?P<qualifier>\w+)|[)\]])\.\s*(?P<name>\w+)\(")
MAX_ARGUMENTS = 600
"""How many characters of a call's arguments are looked at."""

MAX_CONSTANTS = 500


@dataclass(frozen=True)
class Call:
    """A call of a function of a package, or of a method: `os.Open(path)`.

    Args:
        qualifier: what stands before the dot; empty after another call.
        name: the function.
        start: the offset at which it begins.
        arguments: the text between the parentheses.
    """

    qualifier: str
    name: str
    start: int
    arguments: str

    @property
    def full(self) -> str:
        """Both names: `os.Open`."""
        return f"{self.qualifier}.{self.name}"


class GoFile:
    """A Go file.

    Args:
        file: the file.
    """

    def __init__(self, file: TextFile) -> None:
        self.file = file
        self.path = file.path

    @cached_property
    def code(self) -> str:
        """The text with comments turned into spaces, so that offsets stay the same."""
        return TOKEN.sub(_without_comment, self.file.text)

    @cached_property
    def package(self) -> str:
        """The name in its package clause; empty where there is none."""
        found = PACKAGE.search(self.code)
        return found[1] if found else ""

    @property
    def has_main(self) -> bool:
        """Whether it is of a program and holds its first function."""
        return self.package == "main" and MAIN.search(self.code) is not None

    @cached_property
    def imports(self) -> dict[str, str]:
        """The imported paths, each with the name that it is used by: its own, or a given one."""
        found = {}
        for statement in IMPORT.finditer(self.code):
            for name, path in IMPORTED.findall(statement["block"] or statement["one"] or ""):
                found[path] = name or _last(path)
        return found

    @property
    def embedded(self) -> tuple[Fact[str], ...]:
        """The patterns of its `//go:embed` lines."""
        found = []
        for match in EMBED.finditer(self.file.text):
            evidence = self.evidence(match.start(), "go:embed")
            found += [Fact(pattern, evidence) for pattern in _patterns(match[1])]
        return tuple(found)

    @property
    def c_flags(self) -> tuple[Fact[str], ...]:
        """What its `#cgo` lines say of libraries: `pkg-config: vips`, `LDFLAGS: -lfoo`."""
        return tuple(
            Fact(f"{match[1].split()[-1]}: {match[2].strip()}", self.evidence(match.start(), "cgo"))
            for match in CGO.finditer(self.file.text)
            if match[1].split() and _is_for_linux(match[1].split()[:-1])
        )

    @cached_property
    def constants(self) -> dict[str, str]:
        """The names that stand for one literal: `const addr = ":8080"`."""
        found: dict[str, str] = {}
        for match in CONSTANT.finditer(self.code):
            found.setdefault(match["name"], match["value"].strip('"`'))
            if len(found) >= MAX_CONSTANTS:
                break
        return found

    @cached_property
    def _calls(self) -> dict[str, list[tuple[str, int, int]]]:
        found: dict[str, list[tuple[str, int, int]]] = {}
        for match in CALL.finditer(self.code):
            place = (match["qualifier"] or "", match.start(), match.end())
            found.setdefault(match["name"], []).append(place)
        return found

    def calls(self, names: Collection[str]) -> Iterator[Call]:
        """The calls of functions and methods of these names, in no order."""
        for name in names:
            for qualifier, start, end in self._calls.get(name, ()):
                yield Call(qualifier, name, start, _arguments(self.code, end))

    def evidence(self, offset: int, key: str) -> Evidence:
        """The place of something that was found at an offset."""
        return Evidence(key, self.path, self.file.line_of(offset))


def _arguments(code: str, begin: int) -> str:
    """The text up to the parenthesis that closes a call."""
    depth = 1
    for offset in range(begin, min(len(code), begin + MAX_ARGUMENTS)):
        depth += {"(": 1, ")": -1}.get(code[offset], 0)
        if not depth:
            return code[begin:offset]
    return code[begin : begin + MAX_ARGUMENTS]


def _without_comment(token: re.Match[str]) -> str:
    text = token[0]
    return re.sub(r"[^\n]", " ", text) if text.startswith("/") else text


def _last(path: str) -> str:
    """The usual name of an import: the last part that is no version."""
    parts = [part for part in path.split("/") if not re.fullmatch(r"v\d+", part)]
    return re.sub(r"\.v\d+$|^go-|-go$", "", parts[-1]) if parts else path


def _patterns(text: str) -> list[str]:
    try:
        return shlex.split(text)
    except ValueError:
        return text.split()


def _is_for_linux(conditions: list[str]) -> bool:
    """Whether the words before the name of a `#cgo` variable hold: `linux,amd64 !darwin`."""
    if not conditions:
        return True
    holding = {"linux", "amd64", "unix", "cgo", "gc"}
    return any(
        all((term.lstrip("!") in holding) != term.startswith("!") for term in one.split(","))
        for one in conditions
    )
