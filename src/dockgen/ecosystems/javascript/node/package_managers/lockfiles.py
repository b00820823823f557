"""What lockfiles say: their format, what they were made for, and which versions they hold.

They are written by machines, so each is read by the few lines of it that matter here; a lockfile
of a hundred thousand lines takes no time. Formats:
https://docs.npmjs.com/cli/configuring-npm/package-lock-json, https://pnpm.io/git#lockfiles,
https://classic.yarnpkg.com/en/docs/yarn-lock, https://yarnpkg.com/configuration/yarnrc,
https://bun.com/docs/pm/lockfile.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, TextFile, once_per_project
from dockgen.readers.json import JsonFile

CONFLICT = lazy_regex(r"^(<{7} |={7}$|>{7} )", re.MULTILINE)
LIMIT = 64 * 1024 * 1024
"""Lockfiles grow far beyond what other manifests hold."""

GROUPS = ("dependencies", "devDependencies", "optionalDependencies")


class Locked(NamedTuple):
    """A lockfile, read.

    Args:
        path: its path.
        format: the version of its format; None where it does not say.
        wanted: for each member of the workspace (`""` is the root) the ranges it was made for, by
            package; None where the format does not keep them.
        descriptors: every `name@range` that it answers, where the format keeps those.
        versions: the version of each package.
        line_of: the line that says so, by package.
        needs: the names of the packages that each package depends on.
        by_version: whether its manager compares versions with ranges, and not ranges alone.
        places: the version at each place of the installed tree; empty for a folder.
    """

    path: str
    format: Fact[str] | None = None
    wanted: dict[str, dict[str, str]] | None = None
    descriptors: frozenset[str] = frozenset()
    versions: Mapping[str, str] = MappingProxyType({})
    line_of: Callable[[str], int | None] = lambda _: None
    needs: Mapping[str, set[str]] = MappingProxyType({})
    by_version: bool = False
    places: Mapping[str, str] = MappingProxyType({})

    def version(self, name: str) -> Fact[str] | None:
        """The version of a package, or None where the lockfile does not hold it."""
        found = self.versions.get(name)
        return Fact(found, Evidence(name, self.path, self.line_of(name))) if found else None


@once_per_project
def read(project: Project, path: str) -> Locked:
    """Read a lockfile.

    Raises:
        UnusableInput: it cannot be read, or holds the marks of a merge that was not finished.
    """
    name = path.rsplit("/", 1)[-1]
    if name not in READERS:
        return Locked(path)  # bun.lockb is binary
    file = project.read(path, LIMIT)
    conflict = CONFLICT.search(file.text)
    if conflict:
        raise UnusableInput(
            "holds the marks of a merge that was not finished",
            file=path,
            line=file.line_of(conflict.start()),
            hint="let the package manager rewrite it",
        )
    return READERS[name](file)


def _npm(file: TextFile) -> Locked:
    json = JsonFile(file)
    packages = json.value("packages")
    number = json.value("lockfileVersion")
    format_version = Fact(str(number), json.evidence("lockfileVersion")) if number else None
    if not isinstance(packages, dict):
        return Locked(file.path, format_version)
    wanted, places, installed = {}, {}, dict[str, str]()
    versions: dict[str, str] = {}
    needs: dict[str, set[str]] = {}
    for place, entry in packages.items():
        if not isinstance(entry, dict):
            continue
        if "node_modules/" not in place:
            wanted[place] = _ranges(entry)
            continue
        name = place.rsplit("node_modules/", 1)[-1]
        installed[place] = "" if entry.get("link") else str(entry.get("version", ""))
        needs.setdefault(name, set()).update(_ranges(entry))
        if name not in versions or place == f"node_modules/{name}":
            versions[name] = str(entry.get("version", ""))
            places[name] = place

    def line_of(name: str) -> int | None:
        return json.line("packages", places.get(name, ""))

    found = Locked(file.path, format_version, wanted, frozenset(), versions, line_of, needs)
    return found._replace(by_version=True, places=installed)


def _ranges(entry: dict[str, object]) -> dict[str, str]:
    groups = [group for name in GROUPS if isinstance(group := entry.get(name), dict)]
    return {str(name): str(wanted) for group in groups for name, wanted in group.items()}


PNPM_LINE = lazy_regex(r"( *)(?:'([^']+)'|\"([^\"]+)\"|([^\s:'\"][^:]*)):(?: (.*))?")
PNPM_PACKAGE = lazy_regex(r"/?((?:@[^/@]+/)?[^/@]+)[@/]([0-9][^(_]*)")


def _pnpm(file: TextFile) -> Locked:
    """The indentation is the machine's own, so the keys can be followed line by line."""
    wanted: dict[str, dict[str, str]] = {}
    versions: dict[str, str] = {}
    lines: dict[str, int] = {}
    needs: dict[str, set[str]] = {}
    format_version = None
    keys: list[str] = []
    for number, line in enumerate(file.text.splitlines(), start=1):
        match = PNPM_LINE.fullmatch(line)
        if match is None:
            continue
        depth = len(match[1]) // 2
        key = match[2] or match[3] or match[4]
        value = (match[5] or "").strip().strip("'\"")
        keys[depth:] = [key]
        if keys == ["lockfileVersion"]:
            format_version = Fact(value, Evidence("lockfileVersion", file.path, number))
        elif value:
            _note_pnpm(keys, value, wanted)
        elif keys[0] in {"packages", "snapshots"} and depth == 1:
            package = PNPM_PACKAGE.match(key)
            if package:
                versions.setdefault(package[1], package[2])
                lines.setdefault(package[1], number)
        if keys[0] in {"packages", "snapshots"} and len(keys) == 4 and value:
            package = PNPM_PACKAGE.match(keys[1])
            if package:
                needs.setdefault(package[1], set()).add(key)
    found = wanted or None
    return Locked(file.path, format_version, found, frozenset(), versions, lines.get, needs)


def _note_pnpm(keys: list[str], value: str, wanted: dict[str, dict[str, str]]) -> None:
    """Note a range: `importers/<member>/<group>/<name>/specifier`, and the older forms of it."""
    match keys:
        case ["importers", member, group, name, "specifier"] if group in GROUPS:
            wanted.setdefault(_folder_of(member), {})[name] = value
        case ["importers", member, "specifiers", name]:
            wanted.setdefault(_folder_of(member), {})[name] = value
        case [group, name, "specifier"] if group in GROUPS:
            wanted.setdefault("", {})[name] = value
        case ["specifiers", name]:
            wanted.setdefault("", {})[name] = value
        case _:
            return


def _folder_of(importer: str) -> str:
    """The folder that `.`, `apps/api` or, from where Rush installs, `../../apps/api` stands for."""
    return re.sub(r"^(?:\.\./)+", "", "" if importer == "." else importer)


YARN_HEAD = lazy_regex(r"(?!__metadata)(\S.*):")
YARN_VERSION = lazy_regex(r'  version:? "?([^"\s]+)"?')
YARN_NEED = lazy_regex(r'    "?((?:@[^/"\s]+/)?[^\s":]+)"?:? "?(.+?)"?')
YARN_MEMBER = lazy_regex(r".+@workspace:(?P<folder>(?![\^~*])\S+)")


def _yarn(file: TextFile) -> Locked:
    """Both formats of Yarn: entries start at the first column and list their descriptors."""
    descriptors: set[str] = set()
    versions: dict[str, str] = {}
    lines: dict[str, int] = {}
    needs: dict[str, set[str]] = {}
    format_version, names, group = None, list[str](), ""
    wanted, member = dict[str, dict[str, str]](), None
    for number, line in enumerate(file.text.splitlines(), start=1):
        head = YARN_HEAD.fullmatch(line)
        if head and not line.startswith("#"):
            found = [one.strip().strip('"') for one in head[1].split(", ")]
            descriptors.update(one.replace("@npm:", "@") for one in found)
            names = [_name_of(one) for one in found]
            member = next((one["folder"] for one in map(YARN_MEMBER.fullmatch, found) if one), None)
            if member is not None:
                wanted[_folder_of(member)] = {}
            continue
        if not line.startswith("    "):
            group = line.strip()
        version = YARN_VERSION.fullmatch(line)
        if version and names:
            versions.setdefault(names[0], version[1])
            lines.setdefault(names[0], number)
        elif version:
            format_version = Fact(version[1], Evidence("__metadata.version", file.path, number))
        need = YARN_NEED.fullmatch(line)
        if need and names and group in {"dependencies:", "optionalDependencies:"}:
            needs.setdefault(names[0], set()).add(need[1])
            if member is not None:
                wanted[_folder_of(member)][need[1]] = need[2]
    known = frozenset(descriptors)
    return Locked(file.path, format_version, wanted or None, known, versions, lines.get, needs)


def _name_of(descriptor: str) -> str:
    return descriptor[:1] + descriptor[1:].partition("@")[0]


def _bun(file: TextFile) -> Locked:
    json = JsonFile(file, comments=True)
    number = json.value("lockfileVersion")
    format_version = Fact(str(number), json.evidence("lockfileVersion")) if number else None
    members, packages = json.value("workspaces"), json.value("packages")
    wanted = {
        str(place): _ranges(entry)
        for place, entry in (members.items() if isinstance(members, dict) else ())
        if isinstance(entry, dict)
    }
    versions, needs = {}, {}
    for name, entry in packages.items() if isinstance(packages, dict) else ():
        if not (isinstance(entry, list) and entry and isinstance(entry[0], str)):
            continue
        versions[str(name)] = entry[0].rpartition("@")[2]
        details = [part for part in entry if isinstance(part, dict)]
        needs[str(name)] = {one for part in details for one in _ranges(part)}

    def line_of(name: str) -> int | None:
        return json.line("packages", name)

    return Locked(file.path, format_version, wanted, frozenset(), versions, line_of, needs)


READERS: dict[str, Callable[[TextFile], Locked]] = {
    "package-lock.json": _npm,
    "npm-shrinkwrap.json": _npm,
    "pnpm-lock.yaml": _pnpm,
    "yarn.lock": _yarn,
    "bun.lock": _bun,
}
