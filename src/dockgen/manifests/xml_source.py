"""XML with the line of every element, read without recursion and within bounds.

defusedxml refuses what makes XML dangerous to read: document types, entities, external files
(https://github.com/tiran/defusedxml#attack-vectors).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import name2codepoint
from io import StringIO
from typing import TYPE_CHECKING

from dockgen.errors import UnusableInput
from dockgen.patterns import lazy_regex
from dockgen.project import TextFile

if TYPE_CHECKING:
    from xml.sax.xmlreader import Locator

MAX_DEPTH = 100
"""How deep elements may lie in each other; a manifest written by a person has some ten levels."""

MAX_ELEMENTS = 100_000
"""How many elements a file may hold."""

ENTITY = lazy_regex(r"&(\w+);", re.ASCII)
XML_ENTITIES = frozenset({"amp", "lt", "gt", "quot", "apos"})


@dataclass(slots=True)
class Element:
    """An element.

    Args:
        name: its name, without a namespace prefix.
        line: the line that its start tag begins on, counted from 1.
        children: the elements directly below it, in order.
        text: the text directly inside it, stripped.
        attributes: its attributes, by name.
    """

    name: str
    line: int
    children: list[Element] = field(default_factory=list)
    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)

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
    from xml.sax import SAXParseException
    from xml.sax.handler import ContentHandler
    from xml.sax.xmlreader import InputSource

    from defusedxml import DefusedXmlException, DTDForbidden
    from defusedxml.sax import make_parser

    builder = _Builder(file.path)

    class Handler(ContentHandler):
        """Passes the parser's events on."""

        def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802  named by SAX
            builder.locator = locator

        def startElement(self, name: str, attrs: object) -> None:  # noqa: N802
            builder.start(name, dict(attrs.items()))  # type: ignore[attr-defined]

        def endElement(self, name: str) -> None:  # noqa: ARG002, N802
            builder.end()

        def characters(self, content: str) -> None:
            builder.text.append(content)

    parser = make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(Handler())
    source = InputSource(file.path)
    source.setCharacterStream(StringIO(_known_entities(file.text)))
    try:
        parser.parse(source)
    except DTDForbidden:
        raise UnusableInput(
            "declares a document type, which could pull in other files or swell without end",
            file=file.path,
            line=builder.line,
            hint="remove the <!DOCTYPE …> declaration",
        ) from None
    except DefusedXmlException as problem:  # pragma: no cover - needs a document type first
        raise UnusableInput(f"is unsafe XML: {problem}", file=file.path) from None
    except SAXParseException as problem:
        raise UnusableInput(
            f"is not well-formed XML: {problem.getMessage()}",
            file=file.path,
            line=problem.getLineNumber(),
        ) from None
    return builder.top


def _known_entities(text: str) -> str:
    def replace(match: re.Match[str]) -> str:
        name = match[1]
        if name in XML_ENTITIES or name not in name2codepoint:
            return match[0]
        return chr(name2codepoint[name])

    return ENTITY.sub(replace, text)


class _Builder:
    """Makes elements of the parser's events."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.locator: Locator | None = None
        self.text: list[str] = []
        self._open: list[tuple[Element, list[str]]] = []
        self._count = 0
        self.top = Element("", 1)

    @property
    def line(self) -> int:
        """The line that the parser has reached."""
        return (self.locator.getLineNumber() if self.locator else None) or 1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if len(self._open) >= MAX_DEPTH or self._count > MAX_ELEMENTS:
            what = "is nested too deeply" if len(self._open) >= MAX_DEPTH else "holds too much"
            raise UnusableInput(
                what,
                file=self.path,
                line=self.line,
                hint=f"at most {MAX_DEPTH} levels and {MAX_ELEMENTS:,} elements are read",
            )
        element = Element(name.rpartition(":")[2], self.line, attributes=attributes)
        if self._open:
            self._open[-1][0].children.append(element)
        else:
            self.top = element
        self._open.append((element, self.text))
        self.text = []

    def end(self) -> None:
        element, outer = self._open.pop()
        element.text = "".join(self.text).strip()
        self.text = outer
