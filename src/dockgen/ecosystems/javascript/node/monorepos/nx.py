"""Nx: applications by the targets of project.json, or of `nx` in a package.json.

https://nx.dev/docs/reference/project-configuration. A target names an executor, which decides where
the build writes: https://nx.dev/docs/technologies/node/guides/deploying-node-projects.
"""

from __future__ import annotations

import posixpath
import shlex

from dockgen.core.facts import Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.javascript.node.monorepos import nx_inferred
from dockgen.ecosystems.javascript.node.monorepos.nx_names import NX, PROJECT
from dockgen.ecosystems.javascript.node.monorepos.picked import Picked
from dockgen.readers.json import JsonFile
from dockgen.readers.package_json import NAME as PACKAGE

SERVES_NODE = lazy_regex(r"@(?:nx|nrwl)/(?:js:node|node:)")
PAGES = lazy_regex(
    r"@(?:nx|nrwl)/(?:vite:build|web:|rspack:|webpack:|angular:)|@angular(?:-devkit)?/build"
)
BUILDS_NODE = lazy_regex(r"@(?:nx|nrwl)/(?:esbuild:|webpack:|js:(?:tsc|swc)|node:|rspack:)")
SYNCS = lazy_regex(r'"syncGenerators"|"@nx/js/typescript"')
"""What of nx.json brings generators that look at the repository before a build."""
BELOW = lazy_regex(r":application$")
"""Executors that write the pages to a folder `browser` below the output path."""


def applications(project: Project) -> dict[str, Picked]:
    """The applications that a project.json describes, by folder; none where Nx is not used.

    Raises:
        UnusableInput: a project.json cannot be used.
    """
    if not project.has(NX):
        return {}
    folders = [
        path.removesuffix(f"/{PROJECT}") for path in project.named(PROJECT) if _is_inner(path)
    ]
    found = {folder: application(project, folder) for folder in sorted(folders)}
    return {folder: one for folder, one in found.items() if one is not None}


def _is_inner(path: str) -> bool:
    return path.endswith(f"/{PROJECT}")


def application(project: Project, folder: str) -> Picked | None:
    """The application in a folder, or None where there is no project.json, or a library's.

    Raises:
        UnusableInput: its project.json or package.json cannot be used.
    """
    place = f"{folder}/{PROJECT}"
    if project.has(place):
        return _Targets(project, project.parsed(place, JsonFile), (), folder).application()
    place = f"{folder}/{PACKAGE}"
    if project.has(NX) and project.has(place):
        return _Targets(project, project.parsed(place, JsonFile), ("nx",), folder).application()
    return None


def build_options(project: Project) -> str:
    """What a build is told where only a part of the repository is there, with a space before it.

    A generator that keeps references between projects in step finds those that are not there, and a
    build without a terminal then ends: https://nx.dev/docs/concepts/sync-generators.
    """
    text = project.read(NX).text if project.has(NX) else ""
    return " --skip-sync" if SYNCS.search(text) else ""


class _Targets:
    """The targets of one project.

    Args:
        project: the repository.
        json: the file that holds them.
        above: the keys that lead to them.
        folder: the project's folder.
    """

    def __init__(
        self, project: Project, json: JsonFile, above: tuple[str, ...], folder: str
    ) -> None:
        self.project, self.json, self.above, self.folder = project, json, above, folder

    def application(self) -> Picked | None:
        """The application, or None for a library, an end-to-end test and what has no target."""
        executor = self._text("build", "executor")
        output = self._text("build", "options", "outputPath")
        if self.json.value(*self.above, "projectType") == "library":
            return None
        name = self.json.text(*self.above, "name") or self.json.text("name")
        called = name.value if name else posixpath.basename(self.folder)
        if executor is None:
            return self._inferred(called)
        build = f"nx build {shlex.quote(called)}{build_options(self.project)}"
        written = output.value if output else f"dist/{self.folder}"
        if self._is_server(executor.value):
            entry = posixpath.join(written, self._entry())
            return Picked(called, build, entry, executor.evidence, written, self.folder)
        if not PAGES.search(executor.value) or self._serves() is None:
            return None
        inner = "browser" if BELOW.search(executor.value) else ""
        written = posixpath.normpath(posixpath.join(written, inner))
        return Picked(called, build, "", executor.evidence, written, self.folder)

    def _inferred(self, called: str) -> Picked | None:
        """The application that a plugin builds by a tool's own configuration."""
        made = nx_inferred.build(self.project, self.folder)
        if made is None:
            return None
        build = f"nx build {shlex.quote(called)}"
        if made.target != "build":
            build = f"nx run {shlex.quote(f'{called}:{made.target}')}"
        build += build_options(self.project)
        picked = Picked(called, build, made.entry, made.evidence, made.output, self.folder)
        return picked._replace(framework=made.framework, command=made.command)

    def _is_server(self, executor: str) -> bool:
        serves = self._serves()
        if serves is not None and SERVES_NODE.search(serves.value):
            return True
        options = [self._text("build", "options", key) for key in ("platform", "target")]
        told = any(one is not None and one.value == "node" for one in options)
        return told and serves is not None and bool(BUILDS_NODE.search(executor))

    def _serves(self) -> Fact[str] | None:
        return self._text("serve", "executor") or self._text("dev", "executor")

    def _entry(self) -> str:
        """The name of the file that the build makes of the main one."""
        named = self._text("build", "options", "outputFileName")
        if named is not None:
            return named.value
        main = self._text("build", "options", "main")
        stem = posixpath.basename(main.value).rsplit(".", 1)[0] if main else "main"
        return f"{stem}{self._ending()}"

    def _ending(self) -> str:
        """The ending that esbuild is told to give, by the settings that production starts from."""
        keys = ("build", "options", "esbuildOptions", "outExtension", ".js")
        found = self._text(*keys)
        return found.value if found else ".js"

    def _text(self, target: str, *keys: str) -> Fact[str] | None:
        return self.json.text(*self.above, "targets", target, *keys)
