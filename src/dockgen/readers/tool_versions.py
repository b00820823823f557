"""What the version managers of many tools are told: asdf and mise.

https://asdf-vm.com/manage/configuration.html#tool-versions,
https://mise.jdx.dev/configuration.html, https://mise.jdx.dev/dev-tools/.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.readers.toml import TomlFile

ASDF = ".tool-versions"
MISE = (
    ".mise.toml",
    "mise.toml",
    "mise/config.toml",
    ".mise/config.toml",
    ".config/mise.toml",
    ".config/mise/mise.toml",
    ".config/mise/config.toml",
)
"""The files of mise that are committed and always read, the strongest first.

What only holds for one developer (`mise.local.toml`) or where `MISE_ENV` says so
(`mise.production.toml`) is not among them.
"""

FRAGMENTS = ".config/mise/conf.d/"
PREFIXED = lazy_regex(r"(?:ref:(?=v?\d)|(?:latest|prefix):)(.+)")
"""`ref:v22.1.0` is a tag, `latest:22` and `prefix:22` the newest of a line."""


def asdf(project: Project, names: Iterable[str], folders: Iterable[str] = ("",)) -> list[Fact[str]]:
    """The versions of a tool in `.tool-versions`: in each of the folders, the preferred one.

    Args:
        project: the project.
        names: the names of the tool.
        folders: where the file may lie, the strongest first.
    """
    known, found = set(names), []
    for path in _existing(project, folders, (ASDF,)):
        for number, line in enumerate(project.read(path).text.splitlines(), start=1):
            name, *versions = line.partition("#")[0].split() or [""]
            found += [
                Fact(version, Evidence(name, path, number))
                for version in _said(versions)[:1]
                if name in known
            ]
    return found


def mise(project: Project, names: Iterable[str], folders: Iterable[str] = ("",)) -> list[Fact[str]]:
    """The versions of a tool in the files of mise, the strongest file first.

    Args:
        project: the project.
        names: the names of the tool.
        folders: where the files may lie, the strongest first.

    Raises:
        UnusableInput: a file is not TOML.
    """
    known, found = tuple(names), []
    for path in _existing(project, folders, MISE):
        file = TomlFile(project.read(path))
        for name in (one for one in known if file.value("tools", one) is not None):
            versions = _said(_plain(file.value("tools", name)))
            evidence = file.evidence("tools", name)
            found += [Fact(version, evidence) for version in versions[:1]]
    return found


def _existing(project: Project, folders: Iterable[str], names: tuple[str, ...]) -> Iterator[str]:
    for folder in dict.fromkeys(folders):
        below = f"{folder}/" if folder else ""
        yield from (f"{below}{name}" for name in names if project.has(f"{below}{name}"))
        if names is MISE:
            start = f"{below}{FRAGMENTS}"
            parts = project.starting(start)
            yield from sorted((one for one in parts if one.endswith(".toml")), reverse=True)


def _plain(value: object) -> list[str]:
    """`"22"`, `22`, `{ version = "22" }`, and lists of these."""
    if isinstance(value, list):
        return [version for one in value for version in _plain(one)]
    if isinstance(value, dict):
        return _plain(value.get("version"))
    return [str(value)] if isinstance(value, str | int | float) else []


def _said(versions: Iterable[str]) -> list[str]:
    """Without those that only one machine knows the meaning of."""
    found = []
    for version in versions:
        if version == "system" or version.startswith("path:") or "{{" in version:
            continue
        prefixed = PREFIXED.fullmatch(version)
        found.append(prefixed[1] if prefixed else version)
    return found
