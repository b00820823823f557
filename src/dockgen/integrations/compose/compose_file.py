"""A compose file of the user's: what it holds, and how to add to it without losing any of it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Mapping
from io import StringIO
from typing import TYPE_CHECKING, Any

from dockgen.core.errors import UnusableInput
from dockgen.core.project import TextFile

if TYPE_CHECKING:
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap

MERGED_KEYS = ("environment", "depends_on")
"""Keys of the application's service to which entries are added; its other keys stay alone."""


class ComposeFile:
    """A compose file.

    Args:
        file: the file.

    Raises:
        UnusableInput: it is not YAML, or not a compose file.
    """

    def __init__(self, file: TextFile) -> None:
        self.file = file
        self._top = _load(file)
        services = self._top.get("services")
        if services is not None and not isinstance(services, dict):
            raise UnusableInput("services must be a mapping", file=file.path, line=self._line())
        self.services: Mapping[str, Any] = {
            str(name): entry if isinstance(entry, dict) else {}
            for name, entry in (services or {}).items()
        }

    def _line(self) -> int:
        return int(self._top.lc.key("services")[0]) + 1

    def application(self, dockerfile: str, folder: str = ".") -> str | None:
        """The service that builds this Dockerfile with this folder as its context, or None."""
        for name, entry in self.services.items():
            build = entry.get("build")
            if build is None:
                continue
            given = build if isinstance(build, dict) else {"context": build}
            context = posixpath.normpath(str(given.get("context", ".")))
            if context == folder and str(given.get("dockerfile", "Dockerfile")) == dockerfile:
                return name
        return None

    def service_of_image(self, repositories: Collection[str]) -> str | None:
        """The service that runs an image of one of these repositories, or None."""
        for name, entry in self.services.items():
            repository = re.sub(r"(:[^/]*)?(@.*)?$", "", str(entry.get("image", "")))
            if any(repository == one or repository.endswith(f"/{one}") for one in repositories):
                return name
        return None

    def environment(self, name: str) -> dict[str, str]:
        """What a service's environment says, whichever of its two forms it has."""
        said = self.services[name].get("environment") or {}
        if isinstance(said, list):
            pairs = (str(entry).partition("=") for entry in said)
            return {key: value for key, _, value in pairs}
        return {str(key): str(value) for key, value in said.items() if value is not None}

    def has_healthcheck(self, name: str) -> bool:
        """Whether a service says how its health is told."""
        return "healthcheck" in self.services[name]

    def free_name(self, wanted: str) -> str:
        """The name that is wanted, with a number where a service has it already."""
        number, name = 2, wanted
        while name in self.services:
            name, number = f"{wanted}-{number}", number + 1
        return name

    def merged_with(self, fresh: str) -> str:
        """This file's text with what only the fresh one says.

        Services, volumes and secrets that are missing are added, and the application's service gets
        the variables, dependencies and secrets of its build that it lacks. Everything else stays.

        Args:
            fresh: a compose file.
        """
        added = _load(TextFile(self.file.path, fresh))
        changed = False
        for section in ("services", "volumes", "secrets"):
            changed |= self._add_section(section, added.get(section) or {})
        if not changed:
            return self.file.text
        out = StringIO()
        _writer(self.file.text).dump(self._top, out)
        return out.getvalue()

    def _add_section(self, section: str, added: Mapping[str, Any]) -> bool:
        from ruamel.yaml.comments import CommentedMap

        if not added:
            return False
        changed = False
        if self._top.get(section) is None:
            self._top[section] = CommentedMap()
        own = self._top[section]
        for name, entry in added.items():
            if name not in own:
                own[name] = entry
                changed = True
            elif section == "services":
                changed |= _complete(own, name, entry)
        return changed


def _complete(services: CommentedMap, name: str, fresh: Mapping[str, Any]) -> bool:
    """Add to a service's environment and dependencies what they lack."""
    if not isinstance(services[name], dict):
        services[name] = fresh
        return True
    changed = False
    for key in MERGED_KEYS:
        if key in fresh:
            changed |= _add_entries(services[name], key, fresh[key])
    if "volumes" in fresh and "volumes" not in services[name]:
        services[name]["volumes"] = fresh["volumes"]
        changed = True
    return _add_secrets(services[name], fresh.get("build")) or changed


def _add_secrets(service: CommentedMap, fresh: object) -> bool:
    """Add to a service's build what it takes as secrets, unless it names some itself."""
    own = service.get("build")
    if not isinstance(fresh, dict) or "secrets" not in fresh or own is None:
        return False
    if not isinstance(own, dict):
        service["build"] = {"context": own, "secrets": fresh["secrets"]}
        return True
    if "secrets" in own:
        return False
    own["secrets"] = fresh["secrets"]
    return True


def _add_entries(service: CommentedMap, key: str, fresh: Mapping[str, Any]) -> bool:
    own = service.get(key)
    if own is None:
        service[key] = fresh
        return True
    if isinstance(own, list):
        known = {str(entry).partition("=")[0] for entry in own}
        missing = [name for name in fresh if name not in known]
        own += [f"{name}={fresh[name]}" if key == "environment" else name for name in missing]
        return bool(missing)
    absent = [name for name in fresh if name not in own]
    for name in absent:
        own[name] = fresh[name]
    return bool(absent)


def _load(file: TextFile) -> CommentedMap:
    from ruamel.yaml.comments import CommentedMap
    from ruamel.yaml.error import YAMLError

    try:
        top = _writer(file.text).load(file.text)
    except YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        what = getattr(problem, "problem", None) or "it cannot be parsed"
        raise UnusableInput(
            f"is not valid YAML: {what}", file=file.path, line=mark.line + 1 if mark else None
        ) from None
    except (RecursionError, ValueError):
        raise UnusableInput("is not valid YAML", file=file.path) from None
    if top is None:
        return CommentedMap()
    if not isinstance(top, CommentedMap):
        raise UnusableInput("must contain `key: value` lines", file=file.path, line=1)
    return top


def _writer(text: str) -> YAML:
    """A reader and writer that keeps the file's own indentation."""
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 4096
    mapping = _indentation(text)
    dash = _dash_offset(text)
    yaml.indent(mapping=mapping, sequence=dash + 2, offset=dash)
    return yaml


def _indentation(text: str) -> int:
    """How far the first nested key is indented."""
    found = re.search(
        r"^[\w-]+:[ \t]*(?:#.*)?\n(?:[ \t]*(?:#.*)?\n)*( +)[^ #\n]", text, re.MULTILINE
    )
    return len(found[1]) if found else 2


def _dash_offset(text: str) -> int:
    """How far the dashes of a list stand to the right of its key."""
    found = re.search(r"^( *)[\w-]+:[ \t]*(?:#.*)?\n(?:[ \t]*#.*\n)*( *)- ", text, re.MULTILINE)
    return max(len(found[2]) - len(found[1]), 0) if found else 2
