"""What an application of a workspace uses of it that no package.json of its own names.

A package manager that puts the packages of all members into one folder lets each member use the
tools and packages of every other, and a path in a script, a configuration or a source may lead
anywhere in the repository. What is read here is text: a path counts if something lies there.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from typing import NamedTuple

from dockgen.core.facts import Evidence
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, TextFile, once_per_project
from dockgen.ecosystems.javascript.node.monorepos import generated_elsewhere
from dockgen.ecosystems.javascript.node.monorepos.nx_names import Names
from dockgen.ecosystems.javascript.node.monorepos.workspaces import Member, Workspace
from dockgen.ecosystems.javascript.node.package_managers import pnpm_settings
from dockgen.ecosystems.javascript.node.scripts import (
    lifecycle,
    scripts,
    start_command,
    tool_packages,
)
from dockgen.readers.package_json import PackageJson

TEXTS = lazy_regex(r".*\.(?:[cm]?[jt]sx?|vue|svelte|astro|mdx|s?css|less)|(?:.*/)?tsconfig.*\.json")
NOT_BUILT = lazy_regex(
    r"(?:.*/)?(?:tests?|__tests__|__mocks__|e2e|cypress|playwright|coverage|\.storybook|dist|build|"
    r"out|node_modules)/.*"
    r"|.*(?:\.(?:spec|test|stories|e2e|cy)\.\w+|\.d\.[cm]?ts)"
    r"|(?:.*/)?(?:\.?eslint|jest|vitest|playwright|cypress|prettier|\.?stylelint|commitlint|karma|"
    r"tsconfig\.(?:test|spec|eslint))[\w.-]*"
)
"""What no build of an application reads."""

UPWARDS = lazy_regex(r"""["'`](?P<path>(?:\.\./)+[^"'`\s$]*|\.\.)(?P<open>\$\{)?[^"'`\s]*["'`]""")
JOINED = lazy_regex(
    r"\b(?:join|resolve)\(\s*(?:__dirname|import\.meta\.dirname|process\.cwd\(\))"
    r"(?P<parts>(?:\s*,\s*['\"`][^'\"`\n]*['\"`])+)"
)
IMPORTED = lazy_regex(
    r"(?:\bfrom\s*|\bimport\s*|\brequire\(\s*|\bimport\(\s*)['\"](?P<name>[@\w~#$][^'\"\n]*)['\"]"
)
COMMENT = lazy_regex(r"\s*(?://|\*|/\*|#)")
WORD = lazy_regex(r"[^\s\"'=,;:&|()]+")
MEMBER = lazy_regex(
    r"(?:--filter|-F|--workspace|-w|--scope|\bworkspace)[= ][\"']?(?:\./)?(?P<name>@?[\w./-]+)"
)
AT_THE_TOP = lazy_regex(
    r"(?:npm|pnpm|yarn|bun)\b[^&|;]*?\s(?:-w|--workspace-root|-T|--top-level|"
    r"(?:--prefix|-C|--dir|--cwd)[= ](?:\.\./)*\.\.)\s+(?:run\s+)?(?P<name>[\w:.-]+)"
    r"|\bcd\s+(?:\.\./)*\.\./?\s*&&\s*(?:npm|pnpm|yarn|bun)\s+(?:run\s+)?(?P<after>[\w:.-]+)"
)
"""How a script of a member calls one of those at the top."""

BUILDS = ("prebuild", "build", "postbuild", "heroku-postbuild", "compile", "predeploy")
STARTS = ("prestart", "start", "start:prod", "serve")
NEVER = lazy_regex(
    r"(?:.*/)?(?:node_modules|\.git|\.env[^/]*|dist|build|out|coverage|package\.json|"
    r"[^/]*lock[^/]*|README[^/]*)(?:/.*)?|.*\.(?:pem|key|p12|pfx|swp)"
)
"""What a build does not read, must not, or what it makes itself."""

ENDINGS = ("", ".ts", ".tsx", ".js", ".mjs", ".cjs", ".mts", ".jsx", ".json", ".css", ".scss")
MAX_TEXTS = 4_000


class Reach(NamedTuple):
    """What an application uses beside what it and its members depend on.

    Args:
        edges: the folders of members by the folder of the member that leads to them.
        unbuilt: those of which only sources are read, so that nothing has to build them.
        along: the folders of members whose packages have to be installed, too.
        folders: folders outside of all members, and such that hold several of them.
        files: files outside of all members.
        notes: what the user should know.
    """

    edges: dict[str, tuple[str, ...]]
    unbuilt: frozenset[str] = frozenset()
    along: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def leads_out(self) -> bool:
        """Whether anything is needed that no package.json names."""
        return bool(self.edges or self.along or self.folders or self.files)


def find(
    project: Project, workspace: Workspace, root: PackageJson, folder: str, *, paths: bool = True
) -> Reach:
    """What the application in a folder uses of the workspace.

    Args:
        project: the repository.
        workspace: its members.
        root: the package.json at the top.
        folder: the application's folder.
        paths: whether paths are followed; not where another tool's graph has them already.
    """
    walk = _Walk(project, workspace, root, folder, paths=paths)
    walk.run()
    return walk.result()


class _Walk:
    """Goes over the application and all members that it turns out to need."""

    def __init__(
        self,
        project: Project,
        workspace: Workspace,
        root: PackageJson,
        folder: str,
        *,
        paths: bool,
    ) -> None:
        self.project, self.workspace, self.root, self.app = project, workspace, root, folder
        self.paths = paths
        self.names = project.kept(Names)
        self.by_name = workspace.by_name
        self.programs = _programs(project, workspace)
        self.edges: dict[str, dict[str, None]] = {}
        self.read_only: set[str] = set()
        self.built: set[str] = set()
        self.asked: dict[str, tuple[str, Evidence]] = {}
        self.folders: set[str] = set()
        self.files: set[str] = set()
        self.notes: list[str] = []
        self.left = MAX_TEXTS

    def run(self) -> None:
        """Read members until no further one turns up."""
        seen: set[str] = set()
        while True:
            waiting = [one for one in self._needed() if one.folder not in seen]
            if not waiting:
                break
            for member in waiting:
                seen.add(member.folder)
                self._read_scripts(member)
                if self.paths:
                    self._read_texts(member.folder, member.folder)
            for reader, maker in generated_elsewhere.makers(
                self.project, self.workspace, self._needed()
            ):
                self._note_member(reader, maker, builds=False)

    def result(self) -> Reach:
        """What was found."""
        edges = {one: tuple(found) for one, found in self.edges.items() if found}
        declared = {one.folder for one in self.workspace.needed_by(self.app, {})}
        reached = {one.folder for one in self._needed()} - declared
        named = {
            self.by_name[name].folder
            for one in self._needed()
            if one.folder not in self.read_only or one.folder in self.built | declared
            for name in one.package.declared()
            if name in self.by_name
        }
        unbuilt = frozenset((reached & self.read_only) - self.built - named)
        along = self._along()
        folders = tuple(sorted(one for one in self.folders if not _lies_in(one, self.folders)))
        files = tuple(sorted(one for one in self.files if not _lies_in(one, self.folders)))
        return Reach(edges, unbuilt, tuple(along), folders, files, tuple(self.notes))

    def _needed(self) -> list[Member]:
        return self.workspace.needed_by(self.app, self.edges)

    def _read_scripts(self, member: Member) -> None:
        """What the scripts call that an image runs, and where the paths in them lead."""
        names = (*BUILDS, *lifecycle.NAMES, *(STARTS if member.folder == self.app else ()))
        found = [member.package.script(name) for name in names]
        if member.folder == self.app:
            found.append(start_command.script_of(member.package))
        for script in found:
            if script is None:
                continue
            text = scripts.expanded(script, member.package)
            at_top = [match["name"] or match["after"] for match in AT_THE_TOP.finditer(text)]
            for name in at_top:
                inner = self.root.script(name)
                if inner is not None:
                    self._read_script(
                        scripts.expanded(inner, self.root), member, "", script.evidence
                    )
            self._read_script(text, member, member.folder, script.evidence)

    def _read_script(self, text: str, member: Member, place: str, evidence: Evidence) -> None:
        for match in MEMBER.finditer(text):
            name = match["name"].rstrip("./")
            folder = self.by_name[name].folder if name in self.by_name else name
            if folder in self.workspace.members:
                self._note_member(member.folder, folder, builds=True)
        for tool in tool_packages.called(text):
            if tool in self.programs and not member.package.dependency(tool):
                self._note_member(member.folder, self.programs[tool], builds=True)
                continue
            for name in tool_packages.packages_of(tool):
                self._note_package(name, tool, evidence)
        for word in WORD.findall(text) if self.paths else ():
            if word.startswith("../") or (not place and "/" in word):
                self._note_path(posixpath.join(place, word), member.folder, evidence)

    def _read_texts(self, folder: str, reader: str) -> None:
        """What the texts below a folder import and read."""
        below = f"{folder}/"
        inner = [one for one in self.workspace.members if one.startswith(below)]
        found = [folder] if self.project.has(folder) else self.project.starting(below)
        for path in found:
            if not TEXTS.fullmatch(path):
                continue
            rest = path.removeprefix(below)
            if NOT_BUILT.fullmatch(rest) or any(path.startswith(f"{one}/") for one in inner):
                continue
            self.left -= 1
            file = self.project.readable(path) if self.left >= 0 else None
            if file is not None:
                self._read_text(file, reader)

    def _read_text(self, file: TextFile, reader: str) -> None:
        folder = posixpath.dirname(file.path)
        if ".." in file.text:
            for match in UPWARDS.finditer(file.text):
                if not _is_comment(file.text, match.start()):
                    evidence = Evidence("path", file.path, file.line_of(match.start()))
                    path = posixpath.join(folder, match["path"])
                    open_ = match["open"] is not None
                    self._note_path(path, reader, evidence, is_open=open_)
            for match in JOINED.finditer(file.text):
                parts = re.findall(r"['\"`]([^'\"`]*)['\"`]", match["parts"])
                start = reader if "process.cwd" in match[0] else folder
                evidence = Evidence("path", file.path, file.line_of(match.start()))
                self._note_path("/".join([start, *parts]), reader, evidence)
        for match in IMPORTED.finditer(file.text):
            if not _is_comment(file.text, match.start()):
                evidence = Evidence("import", file.path, file.line_of(match.start()))
                self._note_import(match["name"], reader, evidence)

    def _note_import(self, name: str, reader: str, evidence: Evidence) -> None:
        package = "/".join(name.split("/")[: 2 if name.startswith("@") else 1])
        if package in self.by_name:
            self._note_member(reader, self.by_name[package].folder, builds=True)
            return
        if not self._note_package(package, package, evidence, imported=True):
            for target in self.names.paths(name, several=False):
                self._note_path(target, reader, evidence)

    def _note_member(self, reader: str, folder: str, *, builds: bool) -> None:
        if folder == reader:
            return
        (self.built if builds else self.read_only).add(folder)
        known = {one.folder for one in self._needed()}
        if folder not in known:
            self.edges.setdefault(reader, {}).setdefault(folder)

    def _note_package(
        self, name: str, tool: str, evidence: Evidence, *, imported: bool = False
    ) -> bool:
        """Note a package that is used; whether any member has it."""
        if name not in self.workspace.by_declared:
            return name in self.root.declared()
        key = "imports" if imported else "calls"
        self.asked.setdefault(name, (f"{key} {tool}", evidence))
        return True

    def _along(self) -> list[str]:
        """The members whose packages are used, the ones with fewest others, each with a note."""
        if not _shares_packages(self.project):
            return []
        needed = self._needed()
        have = {*self.root.declared()}
        for member in needed:
            have |= {*member.package.declared(), *member.package.json.keys("peerDependencies")}
        found: dict[str, None] = {}
        for name, (used, evidence) in self.asked.items():
            if name in have or self._has_another(name, used, have):
                continue
            bringers = self.workspace.by_declared[name]
            chosen = next((one for one in bringers if one.folder in found), None)
            chosen = chosen or min(bringers, key=lambda one: len(one.package.declared()))
            found.setdefault(chosen.folder)
            self.notes.append(
                f"{evidence.file}:{evidence.line} {used}, which {chosen.folder}/package.json alone "
                f"asks for: its packages are installed, too; {name} in {self.app}/package.json "
                "would do"
            )
        return list(found)

    def _has_another(self, name: str, used: str, have: set[str]) -> bool:
        """Whether another package that is there brings the same tool."""
        tool = used.partition(" ")[2]
        return used.startswith("calls") and any(
            one in have for one in tool_packages.packages_of(tool) if one != name
        )

    def _note_path(
        self, path: str, reader: str, evidence: Evidence, *, is_open: bool = False
    ) -> None:
        fixed = re.split(r"[*?{\[]", path, maxsplit=1)[0]
        is_open |= fixed != path
        place = posixpath.normpath(fixed)
        if place.startswith((".", "/")) or NEVER.fullmatch(place):
            return
        if place == reader or place.startswith(f"{reader}/") or reader.startswith(f"{place}/"):
            return
        owner = self._owner(place)
        if owner is not None:
            there = place != owner and self._at(place) is not None
            self._note_member(reader, owner, builds=not there)
            return
        inside = [one for one in self.workspace.members if one.startswith(f"{place}/")]
        if inside:
            self._note_several(place, inside, evidence)
            return
        self._note_outside(place, reader, is_open=is_open)

    def _note_several(self, place: str, inside: list[str], evidence: Evidence) -> None:
        """A folder of members is read, any of which may be meant."""
        known = {one.folder for one in self._needed()}
        if place in self.folders or known & {*inside}:
            return
        self.folders.add(place)
        self.notes.append(
            f"{evidence.file}:{evidence.line} reads {place}/, which holds other members: all of "
            "it is copied, and a change to any of them rebuilds the image"
        )

    def _note_outside(self, place: str, reader: str, *, is_open: bool) -> None:
        found = self._at(place) or (place if is_open and self.project.has_folder(place) else None)
        if found is None or found in self.files or found in self.folders:
            return
        if self.project.has(found):
            folder = posixpath.dirname(found)
            self.files.add(found)
            self._read_texts(found, reader)
            if not folder:
                return
            inside = [one for one in self.workspace.members if one.startswith(f"{folder}/")]
            if inside:
                return
            found = folder  # with what is next to it
        self.folders.add(found)
        self._read_texts(found, reader)

    def _owner(self, path: str) -> str | None:
        """The innermost member in whose folder a path lies, or None."""
        while path:
            if path in self.workspace.members:
                return path
            path = posixpath.dirname(path)
        return None

    def _at(self, place: str) -> str | None:
        """The file or folder that a path means, or None."""
        stem = re.sub(r"\.([cm]?)js$", r".\1ts", place)
        index = (f"{place}/index{one}" for one in (".ts", ".tsx", ".js"))
        found = self.project.first(*(f"{place}{one}" for one in ENDINGS), stem, *index)
        return found or (place if self.project.has_folder(place) else None)


def _is_comment(text: str, offset: int) -> bool:
    line = text.rfind("\n", 0, offset) + 1
    return COMMENT.match(text, line, offset) is not None


def _lies_in(path: str, folders: Iterable[str]) -> bool:
    return any(path.startswith(f"{one}/") for one in folders)


@once_per_project
def _programs(_: Project, workspace: Workspace) -> dict[str, str]:
    """The tools that members bring, with the folders of those members."""
    programs: dict[str, str] = {}
    for member in workspace.members.values():
        found = member.package.json.value("bin")
        if isinstance(found, dict):
            programs |= {str(name): member.folder for name in found}
        elif isinstance(found, str):
            programs[member.name.rsplit("/", 1)[-1]] = member.folder
    return programs


def _shares_packages(project: Project) -> bool:
    """Whether every member sees the packages of all: pnpm lets it only where it is told to."""
    if not project.first("pnpm-lock.yaml", "pnpm-workspace.yaml"):
        return True
    setting = pnpm_settings.setting
    return (
        setting(project, "nodeLinker") == "hoisted" or setting(project, "shamefullyHoist") == "true"
    )
