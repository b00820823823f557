"""What a server reads beside its program, as far as its sources name it plainly.

A path is relative to the working directory, which is the application's folder.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, TextFile
from dockgen.ecosystems.javascript.common.listening_port import SOURCE_ENDINGS

CALLED = lazy_regex(
    r"(?P<module>\b(?:from|import|require\(|import\())?\s*"
    r"['\"`](?P<path>\.{0,2}/?[\w@-][\w@./ -]*)['\"`]"
)
ROOTED = lazy_regex(r"process\.cwd\(\)\s*,\s*(?P<parts>(?:['\"][\w./-]+['\"]\s*,?\s*)+)")
NEVER_READ = lazy_regex(
    r"(?:.*/)?(?:package(?:-lock)?\.json|tsconfig[\w.-]*\.json|\.[^/]*(?:/.*)?|id_\w+|coverage/.*"
    r"|[^/]*\.(?:pem|key|p12|pfx|md|log|swp)|(?:LICENSE|README|Dockerfile|docker-|compose)[^/]*)"
)
"""What no image needs to run, or must not hold."""


def read(project: Project, files: Iterable[TextFile], folder: str) -> list[str]:
    """The files of the project that a server opens while it runs, relative to the application.

    Sources and what is imported come with the build; a file beside it does not.
    """
    found: dict[str, None] = {}
    for file in files:
        for path in _named(file, folder):
            inside = posixpath.join(folder, path)
            usable = not path.startswith("..") and not NEVER_READ.fullmatch(path)
            if usable and not path.endswith(SOURCE_ENDINGS) and project.has(inside):
                found.setdefault(path)
    return list(found)


def _named(file: TextFile, folder: str) -> Iterator[str]:
    """The paths that a source names, relative to the application."""
    for match in CALLED.finditer(file.text):
        if match["module"] or not re.search(r"[./]", match["path"]):
            continue
        yield posixpath.normpath(match["path"])
        if match["path"].startswith("../"):  # of __dirname, which lies as deep in the build
            place = posixpath.join(posixpath.dirname(file.path), match["path"])
            yield posixpath.relpath(place, folder or ".")
    for match in ROOTED.finditer(file.text):
        yield posixpath.normpath("/".join(re.findall(r"[\w./-]+", match["parts"])))
