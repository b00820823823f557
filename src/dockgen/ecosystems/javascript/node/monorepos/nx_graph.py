"""The graph of an Nx repository, read as text: what an application needs of the other projects.

Nx finds it in the same places: https://nx.dev/docs/concepts/how-project-graph-is-built. What it
compiles to know is looked up here by its spelling, and a string that may name another project
counts as one that does, since a folder too many costs a rebuild and one too few the build.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import NamedTuple

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, TextFile
from dockgen.ecosystems.javascript.node.monorepos.nx_names import NX, Names
from dockgen.readers.json import JsonFile, json_with_comments

SOURCES = lazy_regex(r".*\.(?:[cm]?[jt]sx?|vue|svelte|astro|mdx|html|s?css|sass|less)")
TESTS = lazy_regex(r".*(?:\.(?:spec|test|stories|e2e|cy)\.\w+|/__tests__/.*)")
QUOTED = lazy_regex(r"""["'`]([@\w.~/][^"'`\s]*)["'`]""")
COMPUTED = lazy_regex(
    r"(?<![\w$.])(?:import|require)\((?:\s|/\*.*?\*/)*(?!//)(?=[\w$(]|`\$\{)(?!__dirname\b)"
)
"""A module whose name has to be computed, apart from what is next to the file."""
WORDS = lazy_regex(r"[@\w.*{}-][^\s\"'=,;]*")
CONFIGURES = lazy_regex(r"(?:tsconfig.*|project|package|\.babelrc|\.swcrc)(?:\.json)?")
MADE = frozenset({"node_modules", "dist", "build", "out", "out-tsc", "tmp", "coverage"})
"""Folders at the top that builds write; many configurations name them."""
MAX_BYTES = 1024 * 1024
MAX_SOURCES = 20_000

Keys = tuple[str, ...]


class Needed(NamedTuple):
    """What an application is made of.

    Args:
        folders: the folders of the projects, and others that they read; dependencies first.
        files: files outside all projects.
        edges: which of the folders each of them reads.
        evidence: a place that names another project, or the application's own file.
        uncertain: what stands in the way of knowing; None where all is known.
    """

    folders: tuple[str, ...]
    files: tuple[str, ...]
    edges: dict[str, tuple[str, ...]]
    evidence: Evidence
    uncertain: Evidence | None


def needed(project: Project, folder: str, top: tuple[str, ...] = ()) -> Needed:
    """What the application in this folder needs, itself last.

    Args:
        project: the repository.
        folder: the application's folder.
        top: files at the top whose own needs count as well.

    Raises:
        UnusableInput: nx.json or a project.json cannot be used.
    """
    return _Walk(project, folder).result(top)


class _Walk:
    """Goes from the application to all that it reaches."""

    def __init__(self, project: Project, folder: str) -> None:
        self.project, self.start = project, folder
        self.names = Names(project)
        self.edges: dict[str, dict[str, Evidence]] = {}
        self.files: set[str] = set()
        self.uncertain = self._unknown_plugin()
        self.read = 0

    def result(self, top: tuple[str, ...]) -> Needed:
        ordered: list[str] = []
        for path in (NX, *top):
            self._visit(path, ordered)
        self._visit(self.start, ordered)
        reached = [
            evidence
            for found in self.edges.values()
            for place, evidence in found.items()
            if place in self.names.folders
        ]
        own = self.project.first(f"{self.start}/project.json", f"{self.start}/package.json")
        alone = Evidence("file", own, reason="it names no other project")
        folders = tuple(one for one in ordered if not self._is_inside(one, ordered))
        edges = {one: tuple(found) for one, found in self.edges.items()}
        files = tuple(sorted(self.files))
        return Needed(folders, files, edges, reached[0] if reached else alone, self.uncertain)

    def _is_inside(self, place: str, others: list[str]) -> bool:
        """Whether it is a file, or a folder that comes along with another one."""
        return place in self.project.files or any(place.startswith(f"{one}/") for one in others)

    def _unknown_plugin(self) -> Evidence | None:
        """A plugin of nx.json that may add to the graph; those of Nx itself read what is read here.

        https://nx.dev/docs/extending-nx/project-graph-plugins
        """
        json = self.project.parsed(NX, json_with_comments)
        plugins = json.value("plugins")
        for one in plugins if isinstance(plugins, list) else []:
            name = one.get("plugin") if isinstance(one, dict) else one
            known = isinstance(name, str) and name.startswith(("@nx/", "@nrwl/"))
            if not known or name in self.names.by_package:
                evidence = json.evidence("plugins")
                return evidence._replace(reason=f"{name} may add to the graph of projects")
        return None

    def _visit(self, place: str, ordered: list[str]) -> None:
        """Reads a folder or file and what it reaches, those first; without recursion."""
        waiting = [(place, False)]
        while waiting:
            one, done = waiting.pop()
            if done:
                ordered.append(one)
            elif one not in self.edges:
                self.edges[one] = {}
                for target, evidence in self._reached(one):
                    if target != one:
                        self.edges[one].setdefault(target, evidence)
                waiting.append((one, True))
                waiting += [(target, False) for target in self.edges[one]]

    def _reached(self, place: str) -> Iterator[tuple[str, Evidence]]:
        yield from self._declared(place)
        for path in self._texts(place):
            self.read += 1
            if self.read > MAX_SOURCES:
                reason = f"more than {MAX_SOURCES} files would have to be read"
                self.uncertain = self.uncertain or Evidence("file", path, reason=reason)
                return
            try:
                file = self.project.read(path, MAX_BYTES)
            except UnusableInput:
                continue  # too long to be written by hand, or no text
            yield from self._named_in(file)

    def _texts(self, place: str) -> list[str]:
        found = [place] if self.project.has(place) else self.project.starting(f"{place}/")
        return [path for path in found if SOURCES.fullmatch(path)]

    def _named_in(self, file: TextFile) -> Iterator[tuple[str, Evidence]]:
        """What the strings of a source name, whatever they are for."""
        for match in QUOTED.finditer(file.text):
            evidence = Evidence("import", file.path)
            for target in self._targets(match[1].lstrip("~"), posixpath.dirname(file.path)):
                yield target, evidence._replace(line=file.line_of(match.start()))
        if self.uncertain is None and not TESTS.fullmatch(file.path):
            computed = COMPUTED.search(file.text)
            if computed is not None:
                line = file.line_of(computed.start())
                reason = "the name of a module is computed"
                self.uncertain = Evidence("import", file.path, line, reason)

    def _targets(self, text: str, folder: str) -> Iterator[str]:
        """The folders and files that a string in a file of this folder may mean."""
        fixed = re.split(r"[`*?$]", text, maxsplit=1)[0]
        if text.startswith("."):
            path = posixpath.normpath(posixpath.join(folder, fixed))
            yield from self._at(path, several=fixed != text)
        else:
            for path in self.names.paths(fixed, several=fixed != text):
                yield from self._at(path, several=False)

    def _at(self, path: str, *, several: bool) -> Iterator[str]:
        """What lies at a path: a project, or else a folder or a file outside all of them."""
        if path.startswith("..") or path.partition("/")[0] in MADE:
            return
        owner = self.names.owner(path)
        if owner is not None:
            yield owner
            return
        below = self.names.below(path)
        if several and path != ".":
            yield from below
            return
        file = self._file(path)
        folder = posixpath.dirname(file or "")
        if file and folder and not self.names.below(f"{folder}/"):
            yield folder  # with what is next to it
        elif file:
            self.files.add(file)
            yield file
        elif not below and self.project.has_folder(path):
            yield path

    def _file(self, path: str) -> str | None:
        endings = ("", ".ts", ".tsx", ".js", ".mjs", ".cjs", ".mts", ".cts", ".jsx", ".json")
        index = (f"{path}/index{ending}" for ending in (".ts", ".tsx", ".js"))
        stem = re.sub(r"\.([cm]?)js$", r".\1ts", path)
        return self.project.first(*(f"{path}{one}" for one in endings), stem, *index)

    def _declared(self, place: str) -> Iterator[tuple[str, Evidence]]:
        """What the configuration files in a folder name."""
        below = f"{place}/"
        for path in [place] if place == NX else self.project.starting(below):
            if path != NX and not CONFIGURES.fullmatch(path.removeprefix(below)):
                continue
            try:
                json = self.project.parsed(path, json_with_comments)
            except UnusableInput:
                continue  # the tool whose file it is will say what is wrong with it
            for keys, target in self._declared_in(json, place):
                yield target, json.evidence(*keys)

    def _declared_in(self, json: JsonFile, folder: str) -> Iterator[tuple[Keys, str]]:
        for keys in IMPLICIT:
            for text in _strings(json.value(*keys)):
                yield from ((keys, one) for one in self._implicit(text))
        for keys in PACKAGES:
            known = (self.names.by_package.get(name) for name in json.keys(*keys))
            yield from ((keys, one) for one in known if one)
        for keys in PATHS:
            for text in _strings(json.value(*keys)):
                if text.startswith("."):
                    yield from ((keys, one) for one in self._targets(text, folder))
        for keys in COMMANDS:
            value = json.value(*keys)
            for text in _projects_named(value):
                yield from ((keys, one) for one in self._implicit(text))
            for text in _strings(value):
                yield from ((keys, one) for one in self._commanded(text, folder))

    def _commanded(self, text: str, folder: str) -> Iterator[str]:
        """What the options or the command line of a target name: paths, and targets of others."""
        for word in WORDS.findall(text):
            clean = word.replace("{workspaceRoot}/", "").replace("{projectRoot}", folder)
            name, colon, _ = clean.partition(":")
            if colon and name in self.names.by_name:
                yield self.names.by_name[name]
            elif "/" in name:
                yield from self._targets(name, folder)
                if not name.startswith("."):
                    yield from self._at(posixpath.normpath(name.split("*")[0]), several=False)

    def _implicit(self, text: str) -> Iterator[str]:
        """https://nx.dev/docs/reference/project-configuration#implicitdependencies."""
        if text.startswith("tag:"):
            yield from self.names.tagged(text.removeprefix("tag:"))
        for name, folder in self.names.by_name.items():
            if fnmatchcase(name, text):
                yield folder


IMPLICIT = (("implicitDependencies",), ("nx", "implicitDependencies"))
PACKAGES = (("dependencies",), ("devDependencies",), ("peerDependencies",))
PATHS = (("extends",), ("references",), ("files",))
COMMANDS = (("targets",), ("nx", "targets"), ("targetDefaults",), ("scripts",))
"""Keys of the files that configure a project or Nx, by what their strings may name."""


def _projects_named(value: object) -> Iterator[str]:
    """The projects in `dependsOn`: names, globs and tags.

    https://nx.dev/docs/reference/project-configuration#dependson
    """
    targets = value.values() if isinstance(value, dict) else ()
    for target in targets:
        needs = target.get("dependsOn") if isinstance(target, dict) else None
        for one in needs if isinstance(needs, list) else []:
            yield from _strings(one.get("projects")) if isinstance(one, dict) else ()


def _strings(value: object) -> Iterator[str]:
    """All strings in a value, keys of objects among them."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, dict):
            waiting += [*one, *one.values()]
        elif isinstance(one, list):
            waiting += one
