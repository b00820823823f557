"""Which files of a project a Gradle build reads: its scripts first, then the sources."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence

from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, once_per_project
from dockgen.ecosystems.jvm.gradle import SCRIPTS, SETTINGS, outputs
from dockgen.ecosystems.jvm.gradle.build import Build, Module

BESIDE = ("lombok.config",)
"""What a compiler or its plugins read beside the sources: https://projectlombok.org/features/configuration."""

NAMED = (
    r"\b(?:file|files|fileTree|dir|srcDirs?|from)\s*(?:\(|=|\s)\s*\[?\s*(?P<quote>[\"'])(?P<path>[^\"'$\n]+)"
    r"|(?P<top>\$\{?(?:rootDir|projectDir|(?:rootProject|project)\.projectDir)\}?)/(?P<below>[^\"'$\n]+)"
)
"""Files that a script names: https://docs.gradle.org/current/userguide/working_with_files.html."""

REPOSITORIES = (
    r"\b(?:url|dirs?)\s*(?:\.set\s*\(|=|\(|\s)\s*(?:uri\s*\(|file\s*\(|\s)*[\"']"
    r"(?:file:/*)?(?P<top>\$\{?(?:rootDir|projectDir|(?:rootProject|project)\.projectDir)\}?/)?"
    r"(?P<path>[^\"'$:\n]+)[\"']"
)
"""Repositories that lie in the project:
https://docs.gradle.org/current/userguide/supported_repository_types.html#sec:local-repository."""

FRONT_END = lazy_regex(
    r"com\.github\.node-gradle\.node|com\.moowork\.node|org\.siouan\.frontend-.*|com\.vaadin"
)
"""Plugins that build a front end from files beside `src`."""

OUTPUTS = {"build", "out", "bin", ".gradle", "node_modules"}


def manifests(build: Build) -> tuple[str, ...]:
    """What decides the dependencies, each folder's as they are to be copied."""
    return _manifests(build.project, build)


@once_per_project
def _manifests(project: Project, build: Build) -> tuple[str, ...]:
    has = project.has
    paths = [
        *(one for one in (*SETTINGS, "gradle.properties") if has(one)),
        *(["gradle/"] if project.has_folder("gradle") else []),
        *(f"{folder}/" for folder in build.included if folder != "gradle"),
    ]
    for module in build.modules.values():
        names = (*SCRIPTS, "gradle.properties", "gradle.lockfile")
        own = [posixpath.join(module.folder, name) for name in names]
        paths += [one for one in own if has(one)]
    applied = (script.file.path for one in build.modules.values() for script in one.scripts)
    folders = tuple(path for path in paths if path.endswith("/"))
    paths += [path for path in applied if not path.startswith(folders)]
    return tuple(dict.fromkeys((*paths, *_repositories(build))))


def _repositories(build: Build) -> Iterator[str]:
    """The folders of the project that dependencies are fetched from."""
    scripts = [(one, module.folder) for module in build.modules.values() for one in module.scripts]
    scripts += [(one, "") for one in build.others]
    for script, folder in scripts:
        inside = script.only([span for _, span in script.spans(r"\brepositories")])
        for match in inside.find(REPOSITORIES):
            base = "" if match["top"] and "root" in match["top"] else folder
            path = posixpath.normpath(posixpath.join(base, match["path"]))
            if not path.startswith(("..", "/", ".")) and build.project.has_folder(path):
                yield f"{path}/"


def bare(build: Build) -> tuple[str, ...]:
    """The folders of projects without a script, which Gradle 9 insists on."""
    return _bare(build.project, build)


@once_per_project
def _bare(_: Project, build: Build) -> tuple[str, ...]:
    """The folders of projects without a script, which Gradle 9 insists on."""
    copied = {posixpath.dirname(path) for path in manifests(build)}
    folders = (module.folder for module in build.modules.values() if module.folder)
    return tuple(
        folder
        for folder in folders
        if build.project.has_folder(f"{folder}/src") and folder not in copied
    )


def jars(build: Build, needed: Sequence[Module]) -> tuple[str, ...]:
    """The jars that the projects make of themselves, the application's last."""
    made = [
        one for one in needed[1:] if build.project.has_folder(posixpath.join(one.folder, "src"))
    ]
    folders = (outputs.folder_or_default(one) for one in (*made, needed[0]))
    return tuple(posixpath.join(one, "libs/*.jar") for one in folders)


def sources(build: Build, needed: Sequence[Module]) -> tuple[str, ...]:
    """What the projects are made from: whole folders, and of the root what is known to be read."""
    found: dict[str, None] = {}
    for module in needed:
        if module.folder and build.project.has_folder(posixpath.join(module.folder, "src")):
            found[f"{module.folder}/"] = None
        elif not module.folder:
            found |= dict.fromkeys(_of_root(build, module))
        found |= dict.fromkeys(_named(build.project, module))
    if "./" in found:
        return ("./",)
    folders = tuple(path for path in found if path.endswith("/"))
    inner = [path for path in found if any(path.startswith(one) and path != one for one in folders)]
    return tuple(path for path in found if path not in inner)


def _of_root(build: Build, module: Module) -> Iterator[str]:
    if any(FRONT_END.fullmatch(plugin) for plugin in build.plugins(module)):
        yield "./"
    if build.project.has_folder("src"):
        yield "src/"
    yield from (name for name in BESIDE if build.project.has(name))


def _named(project: Project, module: Module) -> Iterator[str]:
    """The topmost part, in the root or beside the project's script, of what its scripts name."""
    for script in module.scripts:
        for match in re.finditer(NAMED, script.code):
            base = "" if match["top"] and "root" in match["top"] else module.folder
            path = posixpath.normpath(posixpath.join(base, match["path"] or match["below"]))
            below = posixpath.relpath(path, module.folder or ".")
            if module.folder and not below.startswith(".."):
                continue  # its whole folder is there
            first = path.split("/")[0]
            if first in OUTPUTS or first.startswith(("..", "$")) or first in {"", ".", "src"}:
                continue
            if project.has(path):
                yield path
            elif project.has_folder(path) and not _is_a_module(project, path):
                yield f"{path}/"


def _is_a_module(project: Project, folder: str) -> bool:
    """Whether a folder has a script of its own; it comes as a project, or not at all."""
    return any(project.has(posixpath.join(folder, name)) for name in SCRIPTS)
