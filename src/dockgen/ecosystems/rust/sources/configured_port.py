"""The port in a configuration file that a program reads with the crates config or figment."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, TextFile
from dockgen.ecosystems.rust.sources.listening import REMOTE, VARIABLE
from dockgen.ecosystems.rust.sources.program import Sources, evidence_of

CRATES = frozenset(("config", "figment", "twelf", "confy", "loco-rs"))
FOLDERS = ("config/", "configuration/", "settings/", "conf/", "")
NAMES = ("production", "prod", "base", "default", "settings", "configuration", "config", "app")
ENDINGS = (".toml", ".yaml", ".yml")

ENVIRONMENT = lazy_regex(r"(?:^|_)(?:ENV|ENVIRONMENT|RUN_MODE|PROFILE)$")
LINE = lazy_regex(r"(?P<indent>[ \t]*)(?P<key>[\w-]+)\s*[:=]\s*[\"']?(?P<value>[^\"'#\n]*)")
HEADING = lazy_regex(r"\s*\[+(?P<name>[^\]]+)\]+")
DEFAULT = lazy_regex(r"default\s*=\s*\"?(\d{2,5})")


def read(sources: Sources, crates: frozenset[str]) -> Fact[int] | None:
    """The port that a configuration file says; None where none does.

    Args:
        sources: the program's sources.
        crates: the crates that it depends on.
    """
    if crates.isdisjoint(CRATES):
        return None
    for path in _files(sources.project):
        file = sources.project.readable(path)
        found = _port(file) if file is not None else None
        if found is not None:
            return found
    return None


def production_variable(sources: Sources, crates: frozenset[str]) -> Fact[str] | None:
    """The variable that chooses among configuration files, where one of them is for production.

    Without it such a program takes the file of the developer's machine.

    Args:
        sources: the program's sources.
        crates: the crates that it depends on.
    """
    here = any(
        sources.project.has(f"{folder}production{ending}")
        for folder in FOLDERS
        for ending in ENDINGS
    )
    if not here or crates.isdisjoint(CRATES):
        return None
    for file, found in sources.each(VARIABLE):
        if ENVIRONMENT.search(found["name"]):
            return Fact(found["name"], evidence_of(file, found))
    return None


def _files(project: Project) -> Iterator[str]:
    for folder in FOLDERS:
        for name in NAMES:
            for written in (name, name.capitalize()):
                paths = (f"{folder}{written}{ending}" for ending in ENDINGS)
                yield from (path for path in paths if project.has(path))


def _port(file: TextFile) -> Fact[int] | None:
    """The first key `port` that belongs to no other service."""
    above: list[tuple[int, str]] = []
    for number, line in enumerate(file.text.splitlines(), start=1):
        heading = HEADING.fullmatch(line.rstrip())
        if heading:
            above = [(-1, heading["name"])]
            continue
        match = LINE.match(line)
        if match is None:
            continue
        depth = len(match["indent"])
        above = [one for one in above if one[0] < depth]
        keys = [*(name for _, name in above), match["key"]]
        if re.fullmatch(r"(?:\w+_)?port", match["key"]) and not any(map(REMOTE.search, keys)):
            value = DEFAULT.search(line)
            written = value[1] if value else match["value"].strip()
            if written.isdigit() and 0 < int(written) < 65536:
                return Fact(int(written), Evidence(".".join(keys), file.path, number))
        above.append((depth, match["key"]))
    return None
