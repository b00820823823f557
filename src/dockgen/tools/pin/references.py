"""The images that a Dockerfile names, each at its place in the text.

https://github.com/distribution/reference says how a reference is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dockgen.core.errors import UnusableInput
from dockgen.core.lazy_regex import lazy_regex
from dockgen.dockerfile.parser import Dockerfile, Instruction, parse

FROM = lazy_regex(r"(?:--\S+\s+)*+(?P<image>\S+)", re.IGNORECASE)
COPIED = lazy_regex(r"(?:^|\s)--from=(?P<image>\S+)")
MOUNTED = lazy_regex(r"(?:^|\s)--mount=(?:\S*,)?from=(?P<image>[^\s,]+)")
REFERENCE = lazy_regex(
    r"(?P<name>(?:(?P<host>[\w.-]+(?::\d+)?|\[[0-9a-fA-F:]+\](?::\d+)?)/)?"
    r"(?P<path>[a-z0-9]+(?:(?:\.|__?|-+|/)[a-z0-9]+)*))"
    r"(?::(?P<tag>\w[\w.-]{0,127}))?(?:@(?P<digest>sha256:[0-9a-f]{64}))?",
    re.ASCII,
)
HUB = "docker.io"


class Reference(NamedTuple):
    """A reference to an image, taken apart.

    Args:
        host: the registry: `docker.io` where none is named.
        repository: the repository there, `library/` included.
        tag: its tag; `latest` where there is none, which is what the engine takes.
        digest: its digest; empty where there is none.
        text: what is written, without the digest.
    """

    host: str
    repository: str
    tag: str
    digest: str
    text: str

    @property
    def without_digest(self) -> Reference:
        """The same as a tag alone."""
        return self._replace(digest="")


class Named(NamedTuple):
    """An image that a Dockerfile names.

    Args:
        line: the line that its instruction begins on, counted from 1.
        last_line: the last line of the instruction.
        written: how it is written.
        reference: what that means; None where a variable stands in it.
    """

    line: int
    last_line: int
    written: str
    reference: Reference | None


def reference(text: str) -> Reference:
    """Take a reference apart.

    Raises:
        UnusableInput: it is none.
    """
    match = REFERENCE.fullmatch(text)
    if match is None:
        raise UnusableInput(f"{text!r} is not an image reference")
    host, path = match["host"], match["path"]
    if host is not None and not re.search(r"[.:\[]", host) and host != "localhost":
        host, path = None, f"{host}/{path}"  # what has no dot and no port is no host
    host = HUB if host in {None, "index.docker.io", "registry-1.docker.io"} else host
    if host == HUB and "/" not in path:
        path = f"library/{path}"
    return Reference(
        str(host), path, match["tag"] or "latest", match["digest"] or "", text.partition("@")[0]
    )


def named_in(text: str, file: str) -> list[Named]:
    """The images that a Dockerfile names, in order, each where it stands.

    Raises:
        UnusableInput: it cannot be parsed, or a reference is none.
    """
    dockerfile = parse(text, file)
    found = []
    for instruction, written in _written(dockerfile):
        word = written.strip("\"'")
        try:
            made = None if "$" in word else reference(word)
        except UnusableInput as problem:
            problem.file, problem.line = file, instruction.first_line
            raise
        found.append(Named(instruction.first_line, instruction.last_line, word, made))
    return found


def _written(dockerfile: Dockerfile) -> Iterator[tuple[Instruction, str]]:
    stages: set[str] = set()
    count = 0
    for one in dockerfile.instructions:
        if one.keyword == "FROM":
            match = FROM.match(one.arguments)
            name = match["image"] if match else ""
            if name and name.lower() not in stages and name != "scratch":
                yield one, name
            stages |= {str(count), dockerfile.stages[count].name.lower()} - {""}
            count += 1
        elif one.keyword in {"COPY", "ADD", "RUN"}:
            pattern = MOUNTED if one.keyword == "RUN" else COPIED
            for match in pattern.finditer(one.arguments):
                if match["image"].strip("\"'").lower() not in stages:
                    yield one, match["image"]


def with_digests(text: str, digests: dict[str, str], named: list[Named]) -> str:
    """The Dockerfile with other digests; every other character stays.

    Args:
        text: the Dockerfile.
        digests: the digest that is to stand, by how the image is written now.
        named: the images that it names.
    """
    lines = text.split("\n")
    for one in named:
        digest = digests.get(one.written)
        if digest is None or one.reference is None:
            continue
        new = f"{one.reference.text}@{digest}"
        pattern = re.compile(rf"(?<![\w./:@-]){re.escape(one.written)}(?![\w./:@-])")
        for number in range(one.line - 1, one.last_line):
            if not lines[number].lstrip().startswith("#"):
                lines[number] = pattern.sub(new, lines[number])
    return "\n".join(lines)
