"""Gradle's version catalog: https://docs.gradle.org/current/userguide/version_catalogs.html."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact
from dockgen.core.project import Project, TextFile

PATH = "gradle/libs.versions.toml"


@dataclass(frozen=True, slots=True)
class Catalog:
    """What the catalog names; an alias is written as scripts write it, `ktor.server.core`.

    Args:
        versions: the versions by alias.
        libraries: `group:name` by alias.
        plugins: the plugins' ids by alias.
        plugin_versions: the plugins' versions by id.
        bundles: the libraries' aliases by bundle.
        library_versions: the libraries' versions by `group:name`.
    """

    versions: Mapping[str, Fact[str]] = field(default_factory=dict)
    libraries: Mapping[str, str] = field(default_factory=dict)
    plugins: Mapping[str, str] = field(default_factory=dict)
    plugin_versions: Mapping[str, Fact[str]] = field(default_factory=dict)
    bundles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    library_versions: Mapping[str, Fact[str]] = field(default_factory=dict)


def read(project: Project) -> Catalog:
    """The project's catalog; an empty one where it has none.

    Raises:
        UnusableInput: it cannot be read or is not TOML.
    """
    if not project.has(PATH):
        return Catalog()
    file = project.read(PATH)
    try:
        data = tomllib.loads(file.text)
    except (tomllib.TOMLDecodeError, RecursionError) as problem:
        raise UnusableInput(f"is not valid TOML: {problem}", file=PATH) from None
    versions = {
        dotted(name): Fact(version, _place(file, "versions", name))
        for name, entry in _table(data, "versions").items()
        if (version := _version(entry))
    }
    plugins, plugin_versions = _plugins(file, _table(data, "plugins"), versions)
    libraries, library_versions = _libraries(file, _table(data, "libraries"), versions)
    bundles = {
        dotted(name): tuple(dotted(str(one)) for one in entry)
        for name, entry in _table(data, "bundles").items()
        if isinstance(entry, list)
    }
    return Catalog(versions, libraries, plugins, plugin_versions, bundles, library_versions)


Names = dict[str, str]
Versions = dict[str, Fact[str]]


def _plugins(
    file: TextFile, table: Mapping[str, object], versions: Versions
) -> tuple[Names, Versions]:
    """The plugins' ids by alias, and their versions by id."""
    names: Names = {}
    found: Versions = {}
    for name, entry in table.items():
        plugin, given = _plugin(entry)
        version = _named(given, versions) or _literal(given, _place(file, "plugins", name))
        names |= {dotted(name): plugin} if plugin else {}
        found |= {plugin: version} if plugin and version else {}
    return names, found


def _libraries(
    file: TextFile, table: Mapping[str, object], versions: Versions
) -> tuple[Names, Versions]:
    """The libraries' `group:name` by alias, and their versions by that."""
    names: Names = {}
    found: Versions = {}
    for name, entry in table.items():
        module = _library(entry)
        given = entry.get("version") if isinstance(entry, dict) else _third(entry)
        version = _named(given, versions) or _literal(given, _place(file, "libraries", name))
        names |= {dotted(name): module} if module else {}
        found |= {module: version} if module and version else {}
    return names, found


def _third(entry: object) -> str:
    """The version in `group:name:version`."""
    return ":".join(str(entry).split(":")[2:3])


def dotted(alias: str) -> str:
    """An alias as scripts write it."""
    return re.sub(r"[-_]", ".", alias)


def _table(data: Mapping[str, object], name: str) -> dict[str, object]:
    table = data.get(name, {})
    return table if isinstance(table, dict) else {}


def _version(entry: object) -> str:
    """A version, rich or plain: `strictly`, `require` and `prefer` name one."""
    if isinstance(entry, dict):
        named = (entry.get(key) for key in ("strictly", "require", "prefer"))
        entry = next((one for one in named if one), "")
    return entry if isinstance(entry, str) else ""


def _plugin(entry: object) -> tuple[str, object]:
    if isinstance(entry, str):
        plugin, _, version = entry.partition(":")
        return plugin, version
    if isinstance(entry, dict):
        return str(entry.get("id", "")), entry.get("version")
    return "", None


def _named(given: object, versions: Mapping[str, Fact[str]]) -> Fact[str] | None:
    name = given.get("ref") if isinstance(given, dict) else None
    return versions.get(dotted(name)) if isinstance(name, str) else None


def _literal(given: object, place: Evidence) -> Fact[str] | None:
    version = _version(given)
    return Fact(version, place) if version else None


def _library(entry: object) -> str:
    if isinstance(entry, str):
        return ":".join(entry.split(":")[:2])
    if isinstance(entry, dict) and "module" in entry:
        return str(entry["module"])
    if isinstance(entry, dict) and "name" in entry:
        return f"{entry.get('group', '')}:{entry['name']}"
    return ""


def _place(file: TextFile, table: str, name: str) -> Evidence:
    """The line of a key below the heading of its table."""
    heading = re.search(rf"^[ \t]*\[{table}\]", file.text, re.MULTILINE)
    start = heading.end() if heading else 0
    key = re.compile(rf"^[ \t]*[\"']?{re.escape(name)}[\"']?\s*[=.]", re.MULTILINE)
    match = key.search(file.text, start)
    end = match.end() - 1 if match else 0
    return Evidence(f"{table}.{name}", file.path, file.line_of(end) if match else None)
