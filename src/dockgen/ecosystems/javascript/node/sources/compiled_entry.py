"""Where TypeScript's compiler writes an entry file, which rootDir and all of its sources decide.

Without `rootDir`, the output repeats the sources' folders from the longest path on that all of them
share: https://www.typescriptlang.org/tsconfig/#rootDir. A seed script beside `src`, or an import of
package.json, moves `dist/main.js` to `dist/src/main.js`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.dockerfile.linear_regex import whole_match
from dockgen.ecosystems.javascript.common import listening_port
from dockgen.ecosystems.javascript.node.scripts import scripts
from dockgen.ecosystems.javascript.node.sources import tsconfig
from dockgen.readers.json import JsonFile, json_with_comments
from dockgen.readers.package_json import PackageJson

COMPILES = lazy_regex(r"\btsc\b|\bnest\s+build\b")
OTHERWISE = lazy_regex(
    r"\b(?:esbuild|webpack|tsup|rollup|ncc|swc|babel|vite|nx|tsc-alias|mv|cp)\b|--outDir|--rootDir"
    r"|\btsc\s[^&|;]*(?:-b|--build)\b"
)
"""What else has a say in where files lie."""

NAMED = lazy_regex(r"\btsc\b[^&|;]*?(?:-p|--project)[ =]['\"]?([\w@./-]+)")
JSON_IMPORT = lazy_regex(r"(?:from\s+|require\(\s*)['\"](\.{1,2}/[^'\"]+\.json)['\"]")


class _Config:
    """A tsconfig.json with what it extends."""

    def __init__(self, project: Project, path: str) -> None:
        self.path = path
        self.folder = posixpath.dirname(path)
        self._chain = list(_chain(project, path, set()))

    def option(self, name: str) -> tuple[object, JsonFile | None]:
        """A compiler option, and the file that sets it."""
        for json in self._chain:
            found = json.value("compilerOptions", name)
            if found is not None:
                return found, json
        return None, None

    def folder_option(self, name: str) -> str | None:
        """A folder, relative to the project."""
        found, json = self.option(name)
        if not isinstance(found, str) or json is None:
            return None
        inside = found.replace("${configDir}/", "")
        return posixpath.normpath(posixpath.join(posixpath.dirname(json.path), inside))

    def patterns(self, name: str) -> list[str] | None:
        """`include`, `exclude` or `files` of the nearest file that has it, from the project on."""
        for json in self._chain:
            found = json.value(name)
            if isinstance(found, list):
                folder = posixpath.dirname(json.path)
                return [posixpath.normpath(posixpath.join(folder, str(one))) for one in found]
        return None


def _chain(project: Project, path: str, seen: set[str]) -> Iterator[JsonFile]:
    if path in seen or len(seen) >= tsconfig.MOST_FILES:
        return
    seen.add(path)
    try:
        json = project.parsed(path, json_with_comments)
    except UnusableInput:
        return
    yield json
    extended = json.value("extends")
    for one in reversed(extended if isinstance(extended, list) else [extended]):
        base = tsconfig.extended(project, posixpath.dirname(path), one)
        if base:
            yield from _chain(project, base, seen)


def find(
    project: Project, package: PackageJson, entry: str, build: Fact[str] | None
) -> Fact[str] | None:
    """Where the build writes the entry file, if that is another place than the start says.

    Args:
        project: the project.
        package: the application's package.json.
        entry: the file that is started, relative to the application.
        build: the script that builds.

    Returns:
        The file that is written, with what moves it; None where the start is right, or it is not
        plain.
    """
    text = scripts.expanded(build, package) if build else ""
    if not COMPILES.search(text) or OTHERWISE.search(text) or project.has(package.inside(entry)):
        return None
    config = _config(project, package, text)
    output = config.folder_option("outDir") if config else None
    started = posixpath.normpath(package.inside(entry))
    if config is None or output is None or not started.startswith(f"{output}/"):
        return None
    source = next(iter(listening_port.sources_of(project, entry, package.folder)), None)
    if source is None or not source.endswith((".ts", ".mts", ".cts", ".tsx")):
        return None
    root, evidence = _root(project, config, source)
    stem = re.sub(r"\.([mc]?)tsx?$", r".\1js", posixpath.relpath(source, root or "."))
    written = posixpath.normpath(posixpath.join(output, stem))
    if stem.startswith("..") or written.rsplit(".", 1)[0] == re.sub(r"\.[mc]?js$", "", started):
        return None
    inside = posixpath.relpath(written, package.folder or ".")
    return Fact(inside, evidence)


def _config(project: Project, package: PackageJson, text: str) -> _Config | None:
    named = NAMED.search(text)
    usual = ("tsconfig.build.json", "tsconfig.json") if "nest" in text else ("tsconfig.json",)
    names = (named[1], f"{named[1]}/tsconfig.json") if named else usual
    path = project.first(*(posixpath.normpath(package.inside(one)) for one in names))
    return _Config(project, path) if path else None


def _root(project: Project, config: _Config, source: str) -> tuple[str, Evidence]:
    """The folder that the output repeats the sources from, and the file that makes it so."""
    told = config.folder_option("rootDir")
    if told is not None:
        _, json = config.option("rootDir")
        place = json or project.parsed(config.path, json_with_comments)
        return told.removeprefix(".").lstrip("/"), place.evidence("compilerOptions", "rootDir")
    if config.option("composite")[0] is True:
        return config.folder, Evidence("composite", config.path)
    inputs = list(dict.fromkeys([source, *_inputs(project, config), *_imported(project, source)]))
    root = posixpath.commonpath([posixpath.dirname(one) or "." for one in inputs]) if inputs else ""
    folders = [posixpath.dirname(one) for one in inputs]
    if "" in folders:
        root = ""
    own = posixpath.dirname(source).split("/")[0]
    other = next((one for one in inputs if one.split("/")[0] != own), source)
    return root, Evidence("compiled", other)


def _inputs(project: Project, config: _Config) -> Iterator[str]:
    """The sources that the compiler is given: `files`, `include` less `exclude`."""
    files, include = config.patterns("files"), config.patterns("include")
    yield from (one for one in files or [] if project.has(one))
    if include is None and files is not None:
        return
    everything = posixpath.join(config.folder, "**/*")
    output = config.folder_option("outDir")
    excluded = config.patterns("exclude")
    if excluded is None:
        excluded = [posixpath.join(config.folder, "node_modules"), *([output] if output else [])]
    wanted = [whole_match(_expression(one)) for one in include or [everything]]
    unwanted = [whole_match(_expression(one)) for one in excluded]
    endings: tuple[str, ...] = (".ts", ".tsx", ".mts", ".cts")
    if config.option("allowJs")[0] is True:
        endings += (".js", ".jsx", ".mjs", ".cjs")
    for path in project.with_suffix(*endings):
        if re.search(r"\.d\.[mc]?ts$", path):
            continue
        if "node_modules/" in path or any(fits(path) for fits in unwanted):
            continue
        if any(fits(path) for fits in wanted):
            yield path


def _imported(project: Project, source: str) -> Iterator[str]:
    """What the entry file leads to, JSON too, which the compiler copies."""
    for file in listening_port.followed(project, source):
        yield file.path
        for match in JSON_IMPORT.finditer(file.text):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(file.path), match[1]))
            if project.has(path):
                yield path


def _expression(pattern: str) -> str:
    """A pattern of tsconfig.json; one without an ending and a `*` in its last part is a folder."""
    last = pattern.rsplit("/", 1)[-1]
    whole = pattern if "." in last.lstrip(".") or "*" in last else f"{pattern}/**/*"
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", whole.removeprefix("./"))
    fixed = {"**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return "".join(fixed.get(one) or re.escape(one) for one in parts)
