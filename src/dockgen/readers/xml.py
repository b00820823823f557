"""XML with the line of every element, read without recursion and within bounds.

What makes XML dangerous to read, entities that swell and external files, takes a document type
(https://github.com/tiran/defusedxml#attack-vectors), and that is refused as soon as it begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.parsers import expat

from dockgen.core.errors import UnusableInput
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import TextFile

MAX_DEPTH = 100
"""How deep elements may lie in each other; a manifest written by a person has some ten levels."""

MAX_ELEMENTS = 100_000
"""How many elements a file may hold."""

ENTITY = lazy_regex(r"&(?!(?:amp|lt|gt|quot|apos);)(\w+);", re.ASCII)
"""The name of a character that XML itself does not know."""


class Element:
    """An element.

    Args:
        name: its name, without a namespace prefix.
        line: the line that its start tag begins on, counted from 1.
        attributes: its attributes, by name.
    """

    __slots__ = ("attributes", "children", "line", "name", "text")

    def __init__(self, name: str, line: int, attributes: dict[str, str] | None = None) -> None:
        self.name = name
        self.line = line
        self.attributes = attributes or {}
        self.children: list[Element] = []
        """The elements directly below it, in order."""
        self.text = ""
        """The text directly inside it, stripped."""

    def find(self, path: str) -> Element | None:
        """The first element at this path of names (`build/finalName`) below this one, or None."""
        return next(self.all(path), None)

    def all(self, path: str) -> Iterator[Element]:
        """The elements at this path of names below this one, in order."""
        name, _, rest = path.partition("/")
        for child in self.children:
            if child.name == name:
                if rest:
                    yield from child.all(rest)
                else:
                    yield child

    def texts(self) -> Iterator[str]:
        """The text of this element and of all below it."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element.text
            waiting.extend(element.children)


def parse(file: TextFile, *, root: str) -> Element:
    """Parse a file.

    The names of HTML's characters (`&eacute;`) are read as Maven reads them, without a document
    type that declares them.

    Args:
        file: the file.
        root: the name that its outermost element must have.

    Returns:
        The outermost element.

    Raises:
        UnusableInput: it is empty, not well-formed, holds a document type, lies too deep, holds too
            much, or its outermost element has another name.
    """
    if not file.text.strip():
        raise UnusableInput("is empty", file=file.path)
    top = _read(file)
    if top.name != root:
        raise UnusableInput(
            f"holds <{top.name}> where <{root}> is expected", file=file.path, line=top.line
        )
    return top


def _read(file: TextFile) -> Element:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    builder = _Builder(file.path, parser)
    parser.StartDoctypeDeclHandler = builder.refuse_document_type
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    try:
        parser.Parse(_known_entities(file.text), True)  # noqa: FBT003  what else it takes has no name
    except expat.ExpatError as problem:
        raise UnusableInput(
            f"is not well-formed XML: {expat.ErrorString(problem.code)}",
            file=file.path,
            line=problem.lineno,
        ) from None
    return builder.top


def _known_entities(text: str) -> str:
    def replace(match: re.Match[str]) -> str:
        from html.entities import name2codepoint

        name = match[1]
        return match[0] if name not in name2codepoint else chr(name2codepoint[name])

    return ENTITY.sub(replace, text)


class _Builder:
    """Makes elements of the parser's events."""

    def __init__(self, path: str, parser: expat.XMLParserType) -> None:
        self.path = path
        self.parser = parser
        self.text: list[str] = []
        self._open: list[tuple[Element, list[str]]] = []
        self._count = 0
        self.top = Element("", 1)

    def refuse_document_type(self, *_: object) -> None:
        raise UnusableInput(
            "declares a document type, which could include other files or expand without limit",
            file=self.path,
            line=self.parser.CurrentLineNumber,
            hint="remove the <!DOCTYPE …> declaration",
        )

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        line = self.parser.CurrentLineNumber
        if len(self._open) >= MAX_DEPTH or self._count > MAX_ELEMENTS:
            what = "is nested too deeply" if len(self._open) >= MAX_DEPTH else "contains too much"
            raise UnusableInput(
                what,
                file=self.path,
                line=line,
                hint=f"at most {MAX_DEPTH} levels and {MAX_ELEMENTS:,} elements are read",
            )
        element = Element(name.rpartition(":")[2], line, attributes)
        if self._open:
            self._open[-1][0].children.append(element)
        else:
            self.top = element
        self._open.append((element, self.text))
        self.text = []

    def characters(self, content: str) -> None:
        self.text.append(content)

    def end(self, _: str) -> None:
        element, outer = self._open.pop()
        element.text = "".join(self.text).strip()
        self.text = outer
