"""The modules of a project: one, those of a workspace, and what they take from folders.

https://go.dev/ref/mod#workspaces, https://go.dev/ref/mod#go-mod-file-replace.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from functools import cached_property

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence
from dockgen.core.project import Project, once_per_project
from dockgen.ecosystems.go.go_mod import ModFile, Replacement

MODULE, SUMS, WORKSPACE, WORKSPACE_SUMS = "go.mod", "go.sum", "go.work", "go.work.sum"
VENDORED = "vendor/modules.txt"


def inside(folder: str, name: str) -> str:
    """A path below a folder of the project; the project's own folder is an empty one."""
    return posixpath.normpath(posixpath.join(folder, name))


def shown(folder: str) -> str:
    """A folder as Go's commands take it: `.` or `./cmd/api`."""
    return f"./{folder}" if folder else "."


@dataclass(frozen=True, eq=False)
class Build:
    """What one `go build` sees.

    Args:
        project: the project.
        work: its go.work; None where no workspace is used.
        modules: the modules by their folders; none for a program without go.mod.
        home: the folder that the build runs in: that of go.work, or of the one module.
    """

    project: Project
    work: ModFile | None
    modules: dict[str, ModFile]
    home: str = ""

    @cached_property
    def replacements(self) -> tuple[Replacement, ...]:
        """What any of its files takes from elsewhere."""
        files = [*([self.work] if self.work else []), *self.modules.values()]
        return tuple(one for file in files for one in file.replacements)

    @cached_property
    def reachable(self) -> dict[str, ModFile]:
        """The modules and the folders that they take other modules from.

        Raises:
            UnusableInput: such a folder holds no go.mod, or is outside the project.
        """
        found = dict(self.modules)
        files = [*([self.work] if self.work else []), *self.modules.values()]
        for file in files:
            for one in file.replacements:
                if one.is_local:
                    folder = self._folder_of(file, one)
                    found.setdefault(folder, _read(self.project, folder, one.evidence))
        return found

    def _folder_of(self, file: ModFile, replacement: Replacement) -> str:
        folder = inside(file.folder, replacement.target)
        if folder.startswith(("/", "..")):
            raise UnusableInput(
                f"{replacement.module} is taken from {replacement.target}, outside of the project",
                file=replacement.evidence.file,
                line=replacement.evidence.line,
                hint="run dockgen in the folder that holds both, with --set workspace=FOLDER",
            )
        return "" if folder == "." else folder

    @cached_property
    def paths(self) -> dict[str, str]:
        """The folder of each module by the path that it is imported by."""
        found = {}
        for folder, file in self.reachable.items():
            module = file.module
            if module is not None:
                found[module.value] = folder
        for file in [*([self.work] if self.work else []), *self.modules.values()]:
            for one in file.replacements:
                if one.is_local:
                    found[one.module] = self._folder_of(file, one)
        return found

    def folder_of(self, imported: str) -> str | None:
        """The folder of a package of the project's own; None for any other package."""
        path = imported
        while path and path not in self.paths:  # the longest path that it begins with
            path = path.rpartition("/")[0]
        if not path:
            return None
        folder = inside(self.paths[path], imported[len(path) :].lstrip("/") or ".")
        return "" if folder == "." else folder

    def module_of(self, folder: str) -> str | None:
        """The folder of the module that a package belongs to; None where it has none."""
        while True:
            if self.project.has(inside(folder, MODULE)):
                return folder
            if not folder:
                return None
            folder = posixpath.dirname(folder)

    def path_of(self, folder: str) -> str:
        """The path that a package is imported by; empty where it has none."""
        module = self.module_of(folder)
        if module is None or module not in self.reachable:
            return ""
        path = self.reachable[module].module
        below = posixpath.relpath(folder or ".", module or ".")
        return posixpath.join(path.value, "" if below == "." else below) if path else ""

    @property
    def vendored(self) -> str | None:
        """The list of vendored modules, where it is there: all sources are then in the project."""
        path = inside(self.home, VENDORED)
        return path if self.project.has(path) else None

    @property
    def manifests(self) -> tuple[str, ...]:
        """The files that decide which modules are downloaded."""
        names = [inside(self.home, one) for one in (WORKSPACE, WORKSPACE_SUMS)] if self.work else []
        names += [inside(folder, one) for folder in self.reachable for one in (MODULE, SUMS)]
        return tuple(name for name in dict.fromkeys(names) if self.project.has(name))


def read(project: Project, workspace: str = "") -> Build:
    """What a build sees: see `_build`; a workspace is the same whatever the user chose of it."""
    return _build(project, "" if project.has(WORKSPACE) else workspace)


@once_per_project
def _build(project: Project, workspace: str) -> Build:
    """What a build at the top of the project sees, or at a module's folder that the user chose.

    Args:
        project: the project.
        workspace: what the user chose: a module's folder, or one below it; empty for none.

    Raises:
        UnusableInput: a file cannot be read, or a folder of the workspace holds no module.
    """
    if project.has(WORKSPACE):
        work = ModFile(project.read(WORKSPACE))
        modules = {}
        for used in work.used:
            folder = inside("", used.value)
            if folder.startswith(("/", "..")):
                raise UnusableInput(
                    f"{used.value} is outside the project",
                    file=WORKSPACE,
                    line=used.evidence.line,
                )
            folder = "" if folder == "." else folder
            modules[folder] = _read(project, folder, used.evidence)
        return Build(project, work, modules)
    nearest = workspace
    while nearest and not project.has(inside(nearest, MODULE)):
        nearest = posixpath.dirname(nearest)
    if not project.has(inside(nearest, MODULE)):
        return Build(project, None, {}, nearest)
    return Build(project, None, {nearest: _read(project, nearest, Evidence("workspace"))}, nearest)


def _read(project: Project, folder: str, asked: Evidence) -> ModFile:
    path = inside(folder, MODULE)
    if not project.has(path):
        raise UnusableInput(
            f"{folder or '.'} holds no {MODULE}", file=asked.file or asked.key, line=asked.line
        )
    found = ModFile(project.read(path))
    if found.module is None:
        raise UnusableInput(
            "names no module", file=path, hint="begin it with `module example.com/name`"
        )
    return found
