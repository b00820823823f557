"""Pages that no browser can show as they lie in the project: a build has to make them readable."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from dockgen.core.errors import UnusableInput
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, TextFile

COMMENT = lazy_regex(r"<!--.*?-->", re.DOTALL)
LOADED = lazy_regex(
    r"<script\b[^>]*?\ssrc\s*=\s*[\"']?(?P<script>[^\"'\s>?#]+)"
    r"|<link\b(?=[^>]*\srel\s*=\s*[\"']?stylesheet)[^>]*?\shref\s*=\s*[\"']?(?P<style>[^\"'\s>?#]+)",
    re.IGNORECASE,
)
SOURCE = lazy_regex(r".+\.(?:[cm]?tsx?|jsx|vue|svelte|scss|sass|less|styl|coffee)", re.IGNORECASE)
"""What no browser reads as it is."""

TEMPLATE = lazy_regex(r"<%[=-]?\s*[\w.]+|%PUBLIC_URL%|%BASE_URL%|%VITE_\w+%|%sveltekit\.\w+%")
"""What a build puts a value in the place of."""

BARE_IMPORT = lazy_regex(
    r"^[^\S\n]*(?:import\s++(?:(?:(?!from\s++[\"'])[\w*{},$]++\s++)+from\s++)?"
    r"|export\s++(?:(?!from\s++[\"'])[\w*{},$]++\s++)+from\s++)"
    r"[\"'](?P<name>@?[a-z][\w.-]*(?:/[\w./-]+)?)[\"']",
    re.MULTILINE,
)
"""A package by its name, which a browser finds by an import map alone:
https://developer.mozilla.org/docs/Web/HTML/Reference/Elements/script/type/importmap."""

IMPORT_MAP = lazy_regex(r"<script\b[^>]*type\s*=\s*[\"']?importmap", re.IGNORECASE)
EXTERNAL = lazy_regex(r"(?:[a-z]+:|//|\{|\$)", re.IGNORECASE)


def reason(project: Project, index: str, *, has_build: bool) -> str | None:
    """Why a home page cannot be served as it is, or None.

    Args:
        project: the project.
        index: the page.
        has_build: whether a script builds; only then is a missing file the build's.
    """
    try:
        file = project.read(index)
    except UnusableInput:
        return None  # a page that cannot be read as UTF-8 is served as it is
    text = COMMENT.sub(lambda one: "\n" * one[0].count("\n"), file.text)
    for path, line in _loaded(text, file):
        why = _why(project, index, text, path, has_build=has_build)
        if why is not None:
            return f"{index}:{line} loads {path}, {why}"
    template = TEMPLATE.search(text) if has_build else None
    if template is not None:
        return (
            f"{index}:{file.line_of(template.start())} holds {template[0]}, which a build fills in"
        )
    return None


def _loaded(text: str, file: TextFile) -> Iterator[tuple[str, int]]:
    """The scripts and style sheets of the project that a page loads, each with its line."""
    for match in LOADED.finditer(text):
        kind = str(match.lastgroup)
        if not EXTERNAL.match(match[kind]):
            yield match[kind], file.line_of(match.start(kind))


def _why(project: Project, index: str, page: str, path: str, *, has_build: bool) -> str | None:
    if SOURCE.fullmatch(path):
        return "which a build must make readable"
    folder = "" if path.startswith("/") else posixpath.dirname(index)
    tops = [posixpath.join(folder, path.lstrip("/"))]
    if path.startswith("/"):
        tops.append(posixpath.join(posixpath.dirname(index), path.lstrip("/")))
    paths = list(map(posixpath.normpath, tops))
    found = next((one for one in paths if project.has(one)), None)
    if found is None and not project.has(index) and any(map(project.exists, paths)):
        return None  # the whole folder was built before, and the user names it
    if found is None:
        return "which is not there before the build" if has_build else None
    script = project.readable(found) if found.endswith((".js", ".mjs")) else None
    if script is None or IMPORT_MAP.search(page):
        return None
    bare = BARE_IMPORT.search(script.text)
    if bare is not None:
        line = script.line_of(bare.start("name"))
        return f"and {found}:{line} imports the package {bare['name']}, which a build must put in"
    return None
