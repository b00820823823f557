"""The files that a page names: its scripts, styles and pictures, asked for as a browser would."""

from __future__ import annotations

import http.client
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

MOST_BYTES = 2 * 1024 * 1024
"""How much of a page is read."""
MOST_FILES = 60
"""How many of its files are asked for."""
MOST_REDIRECTS = 4
SECONDS = 5.0
SAFE = "/%:@!$&'()*+,;=~-._"
"""What an address holds as it is: https://www.rfc-editor.org/rfc/rfc3986#section-3.3."""

RELATIONS = frozenset(("stylesheet", "icon", "modulepreload", "preload", "manifest"))
"""The links of a page that a browser loads by itself."""


class Missing(NamedTuple):
    """A file that a page names and that is not there.

    Args:
        path: its address on the server.
        status: what came back; 0 for no answer.
        is_page: whether a page came back in the place of a script or a style.
    """

    path: str
    status: int
    is_page: bool = False

    def __str__(self) -> str:
        said = "is answered with a page" if self.is_page else f"returns {self.status}"
        return f"{self.path} {said if self.is_page or self.status else 'is not answered'}"


class _Reply(NamedTuple):
    status: int
    kind: str
    body: bytes
    location: str


class _Names(HTMLParser):
    """The addresses that a page names, in their order."""

    def __init__(self) -> None:
        super().__init__()
        self.base = ""
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag names."""
        said = {name: value or "" for name, value in attrs}
        if tag == "base" and not self.base:
            self.base = said.get("href", "")
        elif tag in {"script", "img"} and said.get("src"):
            self.found.append(said["src"])
        elif tag == "link" and RELATIONS & set(said.get("rel", "").lower().split()):
            self.found += [said["href"]] if said.get("href") else []


def missing(host: str, port: int, path: str) -> tuple[Missing, ...]:
    """The files of the same server that a page names and that are not there.

    Args:
        host: where the server answers.
        port: the port there.
        path: the page; redirects on the same server are followed.
    """
    place, reply = _page(host, port, path)
    if reply is None or reply.status >= 400 or not _is_html(reply):
        return ()
    names = _Names()
    names.feed(reply.body.decode("utf-8", "replace"))
    found = []
    for address in _own(names, place):
        answer = _get(host, port, address, limit=1)
        if answer is None or answer.status >= 400:
            found.append(Missing(address, answer.status if answer else 0))
        elif _is_html(answer):
            found.append(Missing(address, answer.status, is_page=True))
    return tuple(found)


def _page(host: str, port: int, path: str) -> tuple[str, _Reply | None]:
    """A page with the address that it is at in the end."""
    for _ in range(MOST_REDIRECTS):
        reply = _get(host, port, path, limit=MOST_BYTES)
        if reply is None or reply.status not in {301, 302, 303, 307, 308}:
            return path, reply
        target = urlsplit(_joined(f"http://localhost{path}", reply.location))
        if target.hostname not in {"localhost", host}:
            return path, None
        path = target.path + (f"?{target.query}" if target.query else "")
    return path, None


def _own(names: _Names, place: str) -> list[str]:
    """The addresses on the same server, each once."""
    base = _joined(f"http://localhost{place}", names.base) or f"http://localhost{place}"
    found: dict[str, None] = {}
    for name in names.found:
        parts = urlsplit(_joined(base, name.strip()))
        if parts.scheme in {"http", "https"} and parts.netloc == "localhost" and parts.path:
            path = quote(parts.path, safe=SAFE)
            found[path + (f"?{parts.query}" if parts.query else "")] = None
    return list(found)[:MOST_FILES]


def _joined(base: str, name: str) -> str:
    """An address seen from a page; empty where it is none."""
    try:
        return urljoin(base, name)
    except ValueError:
        return ""


def _is_html(reply: _Reply) -> bool:
    return reply.kind.partition(";")[0].strip().lower() in {"text/html", "application/xhtml+xml"}


def _get(host: str, port: int, path: str, limit: int) -> _Reply | None:
    connection = http.client.HTTPConnection(host, port, timeout=SECONDS)
    try:
        connection.request("GET", path, headers={"Host": "localhost", "Connection": "close"})
        answer = connection.getresponse()
        kind, location = answer.getheader("Content-Type", ""), answer.getheader("Location", "")
        return _Reply(answer.status, kind, answer.read(limit), location)
    except (OSError, http.client.HTTPException, ValueError):
        return None
    finally:
        connection.close()
