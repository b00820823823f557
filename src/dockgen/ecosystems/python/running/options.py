"""Options of servers' command lines: what says where to listen is taken out of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dockgen.core.lazy_regex import lazy_regex

LISTENING = {
    "gunicorn": ("-b", "--bind"),
    "uvicorn": ("--host", "--port"),
    "hypercorn": ("-b", "--bind"),
    "daphne": ("-b", "--bind", "-p", "--port"),
    "granian": ("--host", "--port"),
    "waitress-serve": ("--host", "--port", "--listen"),
    "fastapi": ("--host", "--port"),
    "streamlit": ("--server.port", "--server.address", "--server.headless"),
    "chainlit": ("--host", "--port"),
    "functions-framework": ("--port", "--host"),
    "litestar": ("--host", "-H", "--port", "-p"),
}
"""The options by which servers are told an address, by their command."""

PORT = lazy_regex(r"(?:.*[:=])?(\d{2,5})")
FLAGS = frozenset({"--server.headless"})


def without_address(words: Sequence[str]) -> tuple[tuple[str, ...], int]:
    """A server's command without its address, and the port that it named; 0 for a variable.

    Args:
        words: the command, the server's name first.
    """
    options = LISTENING.get(words[0], ())
    kept: list[str] = []
    port = 0
    waiting = iter(words)
    for word in waiting:
        name, equals, value = word.partition("=")
        short = next((one for one in options if len(one) == 2 and word.startswith(one)), "")
        if name in options and (equals or name in FLAGS):
            port = _port(value) or port
        elif word in options:
            port = _port(next(waiting, "")) or port
        elif short and len(word) > 2:
            port = _port(word[2:]) or port
        else:
            kept.append(word)
    return tuple(kept), port


def _port(value: str) -> int:
    match = PORT.fullmatch(value)
    return int(match[1]) if match else 0


def plain(command: str) -> str:
    """A command without what only a developer's machine needs in front of it: `poetry run`."""
    return re.sub(
        r"^(?:exec\s+)?(?:(?:poetry|pipenv|uv|pdm|rye|hatch)\s+run\s+)?(?:python3?\s+-m\s+(?=(?:gunicorn|uvicorn|hypercorn|flask|streamlit|celery)\b))?",
        "",
        command,
    )
