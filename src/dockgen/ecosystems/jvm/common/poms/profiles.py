"""Which profiles of a POM are active in a build.

https://maven.apache.org/guides/introduction/introduction-to-profiles.html
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Collection, Mapping
from typing import NamedTuple

from dockgen.core.facts import Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.jvm.common.poms.parts import text_of
from dockgen.readers.xml import Element

CONFIG = ".mvn/maven.config"
ASKED = lazy_regex(r"(?:^|\s)(?:-P\s*|--activate-profiles[=\s]\s*)(\S+)")
BASE_FOLDER = lazy_regex(r"\$\{(?:project\.|pom\.)?basedir\}")

SYSTEM = {"name": "linux", "family": "unix"}
"""What the images of a build are."""


class Circumstances(NamedTuple):
    """What profiles depend on.

    Args:
        project: the project.
        folder: the folder of the module that is built; its parents' profiles look there too.
        given: the properties that the command line sets.
        asked: the profiles that it names; with `!` or `-` in front it turns one off.
    """

    project: Project
    folder: str
    given: Mapping[str, Fact[str]]
    asked: Collection[str]


def asked_in_config(project: Project) -> tuple[str, ...]:
    """The profiles that `.mvn/maven.config` names."""
    if not project.has(CONFIG):
        return ()
    named = ASKED.findall(project.read(CONFIG).text)
    return tuple(name for names in named for name in names.split(",") if name)


def active(top: Element, around: Circumstances) -> list[Element]:
    """The profiles of a POM that are active, in its order.

    Those that are active by default are so where no other one of the same POM is.
    """
    off = {name[1:] for name in around.asked if name[0] in "!-"}
    profiles = [one for one in top.all("profiles/profile") if text_of(one, "id") not in off]
    chosen = [one for one in profiles if _is_chosen(one, around)]
    by_default = (one for one in profiles if text_of(one, "activation/activeByDefault") == "true")
    return chosen or list(by_default)


def _is_chosen(profile: Element, around: Circumstances) -> bool:
    """Whether it is named, or all that it waits for holds."""
    if text_of(profile, "id") in around.asked:
        return True
    found = [
        holds(element, around)
        for name, holds in CONDITIONS.items()
        if (element := profile.find(f"activation/{name}")) is not None
    ]
    return bool(found) and all(found)


def _property_holds(condition: Element, around: Circumstances) -> bool:
    """`!name` waits for a property that is not set; so does a value after `!`."""
    name, value = text_of(condition, "name"), text_of(condition, "value")
    found = around.given.get(name.removeprefix("!"))
    if name.startswith("!"):
        return found is None
    if value.startswith("!"):
        return found is None or found.value != value[1:]
    return found is not None and value in {"", found.value}


def _file_holds(condition: Element, around: Circumstances) -> bool:
    exists, missing = text_of(condition, "exists"), text_of(condition, "missing")
    found = [_is_there(exists, around)] if exists else []
    if missing:
        there = _is_there(missing, around)
        found.append(None if there is None else not there)
    return bool(found) and all(found)


def _is_there(name: str, around: Circumstances) -> bool | None:
    """Whether a file or folder is there; None where only the build knows which one is meant."""
    plain = BASE_FOLDER.sub(".", name)
    path = posixpath.normpath(posixpath.join(around.folder, plain))
    if "${" in plain or re.match(r"\.\.|/", path):
        return None
    return around.project.has(path) or around.project.has_folder(path)


def _system_holds(condition: Element, _: Circumstances) -> bool:
    def holds(child: Element) -> bool:
        wanted = child.text.lower()
        same = SYSTEM.get(child.name) == wanted.removeprefix("!")
        return not same if wanted.startswith("!") else same

    return all(holds(child) for child in condition.children)


def _unknown(_: Element, __: Circumstances) -> bool:
    """What depends on the JDK that builds, which follows from the POM itself."""
    return False


CONDITIONS: dict[str, Callable[[Element, Circumstances], bool]] = {
    "property": _property_holds,
    "file": _file_holds,
    "os": _system_holds,
    "jdk": _unknown,
}
"""What a profile may wait for."""
