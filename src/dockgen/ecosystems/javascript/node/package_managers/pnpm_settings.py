"""What the settings of pnpm say of an installation: https://pnpm.io/settings.

They stand in pnpm-workspace.yaml from pnpm 10 on, before that in package.json and `.npmrc`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from dockgen.core.project import Project
from dockgen.readers.package_json import PackageJson
from dockgen.readers.yaml import YamlFile

NAME = "pnpm-workspace.yaml"
NPMRC = ".npmrc"


def _read(project: Project) -> YamlFile | None:
    return project.parsed(NAME, YamlFile) if project.has(NAME) else None


def setting(project: Project, name: str) -> str:
    """A setting by its name in YAML, as it is written; empty where none says anything.

    Args:
        project: the project.
        name: its name, `nodeLinker` for example, which `.npmrc` calls `node-linker`.

    Raises:
        UnusableInput: the settings are no YAML.
    """
    settings = _read(project)
    found = settings.text(name) if settings else None
    if found is not None:
        return found.value.lower()
    if not project.has(NPMRC):
        return ""
    dashed = re.sub(r"[A-Z]", lambda match: f"-{match[0].lower()}", name)
    text = project.read(NPMRC).text
    match = re.search(
        rf"^[^\S\n]*{re.escape(dashed)}\s*=\s*[\"']?([^\s\"'#;]+)", text, re.MULTILINE
    )
    return match[1].lower() if match else ""


def files(project: Project, root: PackageJson) -> Iterator[str]:
    """The paths that the settings name: patches, and the file of hooks.

    Args:
        project: the project.
        root: the package.json at the top.

    Raises:
        UnusableInput: the settings are no YAML.
    """
    settings = _read(project)
    places = [settings.value("patchedDependencies")] if settings else []
    places.append(root.json.value("pnpm", "patchedDependencies"))
    named = [path for found in places if isinstance(found, dict) for path in found.values()]
    hooks = settings.value("pnpmfile") if settings else None
    named += hooks if isinstance(hooks, list) else [hooks]
    if project.has(NPMRC):
        text = project.read(NPMRC).text
        named += re.findall(r"^[^\S\n]*pnpmfile\s*=\s*[\"']?([^\s\"'#;]+)", text, re.MULTILINE)
    for path in named:
        if isinstance(path, str):
            yield posixpath.normpath(path)
