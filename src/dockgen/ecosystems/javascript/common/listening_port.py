"""Where a JavaScript server listens, as far as its sources say so plainly."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, TextFile
from dockgen.ecosystems.javascript.common import named_ports

LISTENS = lazy_regex(
    r"\.listen\(|createServer\(|Bun\.serve|\bserve\(|Deno\.serve|createApp\("
    r"|\b[hH]api\.[sS]erver\(|\bstartStandaloneServer\("
    r"|\bexport\s+default\s*\{[^}]{0,300}?\bfetch\s*[(:,}]"
)
"""The last one is Bun's: https://bun.com/docs/runtime/http/server#export-default-syntax."""
LOCAL = lazy_regex(
    r"(?:\.listen\([^;]{0,120}?|\bhost(?:name)?\s*:\s*)['\"](localhost|127\.0\.0\.1|::1)['\"]"
)
HOST_VARIABLE = lazy_regex(
    r"process\.env\.(HOST|HOSTNAME)\s*(?:\|\||\?\?)\s*['\"](localhost|127\.0\.0\.1|::1)['\"]"
)
IMPORT = lazy_regex(r"(?:from\s+|import\s+|require\(|import\()\s*['\"](\.{1,2}/[^'\"]+)['\"]")
SOURCE_ENDINGS = (".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs")
MAX_FILES = 60
"""How many files are followed from the entry file."""


def sources_of(project: Project, entry: str, folder: str = "") -> tuple[str, ...]:
    """The files of the project that an entry file may have been made from.

    `dist/server.js` may come from `src/server.ts`; a file that exists stands for itself.
    """
    path = posixpath.normpath(posixpath.join(folder, entry))
    if project.has(path):
        return (path,)
    name = posixpath.normpath(entry)
    stem = name.rsplit(".", 1)[0] if "." in name.rsplit("/", 1)[-1] else name
    inner = stem.split("/", 1)[-1]
    apart = posixpath.join(posixpath.dirname(inner), "src", posixpath.basename(inner))
    beside = re.sub(r"/(?:dist|build|out)/", "/src/", stem)
    usual = [f"src/{posixpath.basename(one)}" for one in (name, stem)]
    stems = dict.fromkeys(
        [stem, f"{stem}/index", inner, f"src/{inner}", f"src/{stem}", apart, beside, *usual]
    )
    paths = (
        posixpath.normpath(posixpath.join(folder, f"{one}{ending}"))
        for one in stems
        for ending in SOURCE_ENDINGS
    )
    return tuple(path for path in paths if project.has(path))


def followed(project: Project, entry: str | None, folder: str = "") -> Iterator[TextFile]:
    """The entry file and the files of the project that it imports, nearest first."""
    waiting = list(sources_of(project, entry, folder)) if entry else []
    seen = set(waiting)
    for _ in range(MAX_FILES):
        if not waiting:
            return
        path = waiting.pop(0)
        file = project.readable(path)
        if file is None:
            continue
        yield file
        for match in IMPORT.finditer(file.text):
            base = posixpath.normpath(posixpath.join(posixpath.dirname(path), match[1]))
            target = existing(project, base)
            if target is not None and target not in seen:
                seen.add(target)
                waiting.append(target)


def existing(project: Project, base: str) -> str | None:
    """The file of the project that an import of this path means, or None."""
    stem = re.sub(r"\.[mc]?jsx?$", "", base)
    candidates = [base, *(f"{stem}{ending}" for ending in SOURCE_ENDINGS)]
    candidates += [f"{base}/index{ending}" for ending in SOURCE_ENDINGS]
    return next((one for one in candidates if project.has(one)), None)


def read(project: Project, entry: str | None, folder: str = "") -> Fact[int] | None:
    """The port that the server's sources name, or None."""
    return named_ports.choose(followed(project, entry, folder), LISTENS)


TOLD = lazy_regex(
    r"(?:^|\s)(?:--(?:port|listen|bind)[ =]|-[pl][ =]?)[\"']?"
    r"(?:(?:tcp://)?(?:[\w.*-]*:)?(?P<port>\d{2,5})(?=[\s\"']|$)|\$\{\w+:?-(?P<other>\d{2,5})\})"
    r"|(?:^|\s)PORT=[\"']?(?:\$\{\w+:?-)?(?P<set>\d{2,5})\b|\$\{PORT:?-(?P<own>\d{2,5})\}"
)


def in_arguments(command: Fact[tuple[str, ...]]) -> Fact[int] | None:
    """The port that a command names.

    `--port 4000`, `--listen 0.0.0.0:4873`, `${PORT:-4000}`, `PORT=${WEB_PORT:-4000}`.
    """
    match = TOLD.search(" ".join(command.value))
    return Fact(int(match[str(match.lastgroup)]), command.evidence) if match else None


def listens(project: Project, entry: str, folder: str = "") -> bool:
    """Whether the entry file, or a file that it leads to, opens a server."""
    return any(LISTENS.search(file.text) for file in followed(project, entry, folder))


ALIASED = lazy_regex(r"(?:from\s+|import\s+|require\(|import\()\s*['\"](?:@/|~|#|src/)")
"""An import by a path that a configuration gives another meaning, which is not followed."""


def opens_nothing(project: Project, entry: str | None, folder: str = "") -> bool:
    """Whether all sources of a program are seen, and none opens a server: a bot or a worker."""
    files = list(followed(project, entry, folder))
    return any(file.text.strip() for file in files) and not any(
        LISTENS.search(file.text) or ALIASED.search(file.text) or "PORT" in file.text
        for file in files
    )


class Binding(NamedTuple):
    """A server that only its own machine can reach.

    Args:
        address: the address that it listens on.
        variable: the variable that changes it, or None.
        evidence: where that stands.
    """

    address: str
    variable: str | None
    evidence: Evidence


def local_binding(project: Project, entry: str | None, folder: str = "") -> Binding | None:
    """Where a server listens on the loopback address alone, or None."""
    for file in followed(project, entry, folder):
        if not LISTENS.search(file.text) and not HOST_VARIABLE.search(file.text):
            continue
        changed = HOST_VARIABLE.search(file.text)
        if changed:
            line = file.line_of(changed.start())
            return Binding(changed[2], changed[1], Evidence("host", file.path, line))
        fixed = LOCAL.search(file.text)
        if fixed:
            line = file.line_of(fixed.start(1))
            return Binding(fixed[1], None, Evidence("host", file.path, line))
    return None


FASTIFY_LISTEN = lazy_regex(r"\.listen\(\s*\{(?![^}]{0,300}\bhost\b)[^}]{0,300}\}")


def fastify_binding(project: Project, entry: str | None, folder: str = "") -> Binding | None:
    """A Fastify server that is given no host: https://fastify.dev/docs/latest/Reference/Server/#listen."""
    for file in followed(project, entry, folder):
        match = FASTIFY_LISTEN.search(file.text)
        if match:
            line = file.line_of(match.start())
            return Binding("localhost", None, Evidence("listen", file.path, line))
    return None


HANDLES_BOTH = lazy_regex(
    r"enableShutdownHooks|close-?with-?grace|lightship|startStandaloneServer|death\(|node-cleanup",
    re.IGNORECASE,
)
"""What handles SIGINT and SIGTERM by itself."""


def handles_signals(project: Project, entry: str | None, folder: str = "") -> bool:
    """Whether a program handles both the signal of Ctrl-C and that of `docker stop`.

    The kernel gives PID 1 no default action for a signal, so a program that handles none of its
    own cannot be stopped but by force:
    https://github.com/nodejs/docker-node/blob/main/docs/BestPractices.md#handling-kernel-signals.
    """
    texts = [file.text for file in followed(project, entry, folder)]
    if any(HANDLES_BOTH.search(text) for text in texts):
        return True
    return all(any(name in text for text in texts) for name in ("SIGINT", "SIGTERM"))
