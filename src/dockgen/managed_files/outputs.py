"""Which files dockgen can make: what a record may name, so that it names nothing else.

The record lies in the project and may come from anywhere. An update merges into the files that it
names and deletes those that are no longer needed, so a name that dockgen would never give is an
error.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Mapping

from dockgen.core.errors import DockgenError, UnusableInput
from dockgen.core.safe_files import parts_of
from dockgen.ecosystems.registry import find
from dockgen.rendering.render import ignore_file_of

DOCKERFILE_NAME = r"(?i:(?:.+\.)?(?:Dockerfile|Containerfile)|(?:Dockerfile|Containerfile)\..+)"
NOT_DOCKERFILES = (".dockerignore", ".rej", ".orig")
"""What the name of a file ends in that is next to a Dockerfile and is none."""

FOLDER_FACTS = ("workspace", "application_folder")
"""The facts that name the folder of an application, where its companions lie."""


def is_dockerfile(path: str) -> bool:
    """Whether a path is one that dockgen writes a Dockerfile to."""
    name = posixpath.basename(path)
    return (
        _is_inside(path)
        and re.fullmatch(DOCKERFILE_NAME, name) is not None
        and not name.endswith(NOT_DOCKERFILES)
    )


def _is_inside(path: str) -> bool:
    try:
        return "/".join(parts_of(path)) == path
    except DockgenError:
        return False


def refuse_other_names(dockerfile: str) -> None:
    """Refuse to write a Dockerfile under a name that is none.

    Raises:
        UnusableInput: `update` would not take this name from the record.
    """
    if not is_dockerfile(dockerfile):
        raise UnusableInput(
            f"{dockerfile} is not a Dockerfile name that dockgen supports",
            hint="use Dockerfile, NAME.Dockerfile or Dockerfile.NAME, in any folder that does "
            "not belong to version control",
        )


def strange(
    dockerfile: str, files: Collection[str], detector: str, facts: Mapping[str, object]
) -> str | None:
    """The first path that dockgen cannot have made for a Dockerfile; None where it made all.

    Args:
        dockerfile: the Dockerfile.
        files: what is said to belong to it.
        detector: the detector that is said to have made them.
        facts: what is said of the project, as the record keeps it.
    """
    if not is_dockerfile(dockerfile):
        return dockerfile
    others = [path for path in files if path not in (dockerfile, ignore_file_of(dockerfile))]
    if not others:
        return None
    companions = _companions(detector)
    folders = {"", *(_value(facts.get(name)) for name in FOLDER_FACTS)}
    for path in others:
        folder, name = posixpath.split(path)
        known = path in companions or (name in companions and folder in folders)
        if not known or not _is_inside(path):
            return path
    return None


def _companions(detector: str) -> Collection[str]:
    try:
        return find(detector).companions
    except UnusableInput:
        return ()


def _value(fact: object) -> str:
    value = fact.get("value") if isinstance(fact, dict) else ""
    return posixpath.normpath(value) if isinstance(value, str) and value else ""
