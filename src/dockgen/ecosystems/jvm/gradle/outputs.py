"""Where a Gradle build puts what it makes, where its scripts say something else than the default.

https://docs.gradle.org/current/dsl/org.gradle.api.tasks.bundling.AbstractArchiveTask.html and
https://docs.gradle.org/current/javadoc/org/gradle/api/file/ProjectLayout.html
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from dockgen.core.facts import Evidence, Fact, default
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.jvm.common.script_text import Script
from dockgen.ecosystems.jvm.gradle.build import Module
from dockgen.ecosystems.jvm.gradle.variables import QUOTED

BUILD = "build"
SET = r"\s*(?:\.set\s*\(|=(?!=)|\()\s*"
BUILD_FOLDER = rf"(?:\blayout\.buildDirectory{SET}|\bbuildDir\s*=(?!=)\s*)([^\n]+)"
FOLDER = rf"\b(?:destinationDirectory|destinationDir){SET}([^\n]+)"
FILE_NAME = rf"\b(?:archiveFileName|archiveName){SET}({QUOTED}|[^\n]+)"

TEXT = lazy_regex(QUOTED)
AT_TOP = lazy_regex(r"\brootDir\b|\brootProject\b|\bgetRootDir\b|\brootDirectory\b")
IN_BUILD = lazy_regex(r"\bbuildDir\b|\bbuildDirectory\b")
BASE = lazy_regex(
    r"\$\{?(?:rootDir|projectDir|buildDir|(?:rootProject|project)\.(?:projectDir|rootDir|buildDir))\}?/?"
)
PLACEHOLDER = lazy_regex(r"\$\{[^}]*\}|\$\w+")


class Unreadable(NamedTuple):
    """An output that only the build itself can tell.

    Args:
        what: what the scripts set.
        place: where.
    """

    what: str
    place: Evidence

    @property
    def note(self) -> str:
        """What the user should know."""
        return (
            f"{self.place.file}:{self.place.line}: {self.what} is computed, so the default is"
            " assumed; --set artifact=PATH names what the build makes"
        )


def build_folder(module: Module) -> str | Unreadable:
    """The folder that a project builds into, relative to the top."""
    usual = posixpath.join(module.folder, BUILD)
    for script in module.scripts:
        for match in script.find(BUILD_FOLDER):
            folder = path_of(match[1], module.folder, usual)
            place = script.evidence(match, "buildDirectory")
            return Unreadable("the build folder", place) if folder is None else folder
    return usual


def folder_or_default(module: Module) -> str:
    """The same, or Gradle's default where it cannot be told."""
    found = build_folder(module)
    return posixpath.join(module.folder, BUILD) if isinstance(found, Unreadable) else found


def archive(module: Module, task: str, name: str, reason: str) -> Fact[str] | Unreadable:
    """The path of what an archive task makes, relative to the top.

    Args:
        module: the project.
        task: the task's name.
        name: what the archive is called where no script says it, with a `*`.
        reason: why, where no script says anything.
    """
    made = build_folder(module)
    if isinstance(made, Unreadable):
        return made
    folder, place = posixpath.join(made, "libs"), None
    for match, script in _settings(module, task, FOLDER):
        found = path_of(match[1], module.folder, made)
        place = place or script.evidence(match, "destinationDirectory")
        if found is None:
            return Unreadable(f"the folder of {task}", place)
        folder = found
        break
    for match, script in _settings(module, task, FILE_NAME):
        place = place or script.evidence(match, "archiveFileName")
        text = TEXT.match(match[1])
        if text is None:
            break
        name = re.sub(r"\*+", "*", PLACEHOLDER.sub("*", text[0][1:-1]))
        break
    return Fact(posixpath.join(folder, name), place or default(reason))


def _settings(module: Module, task: str, pattern: str) -> Iterator[tuple[re.Match[str], Script]]:
    """Where a property of one task is set: in a block of its own, or behind its name."""
    either = f"[{task[0].lower()}{task[0].upper()}]{task[1:]}"
    block = (
        rf"(?:\btasks\s*\.\s*)?(?:\b(?:named|getByName|withType)\s*(?:<\s*\w+\s*>)?\s*\(?\s*)?"
        rf"[\"'<]?\b{either}\b(?:::class(?:\.java)?)?[\"'>]?(?:\s*,[^{{}}()\n]*)?\s*(?:\(\s*)?\)?"
    )
    for script in module.scripts:
        inside = script.only([span for _, span in script.spans(block)])
        yield from ((match, script) for match in inside.find(pattern))
        dotted = rf"\b{either}\b[^{{}};=\n]*?\.\s*(?={pattern})"
        for before in script.find(dotted):
            behind = next(script.find_from(pattern, before.end()), None)
            if behind is not None:
                yield behind, script


def path_of(expression: str, folder: str, made: str) -> str | None:
    """The path that an expression of a script means, relative to the top; None for a computed one.

    Args:
        expression: the rest of the line.
        folder: the project's folder.
        made: the folder that it builds into.
    """
    texts = [one[1:-1] for one in TEXT.findall(expression)]
    if len(texts) != 1:
        return None
    based = BASE.match(texts[0])
    rest = texts[0][based.end() :] if based else texts[0]
    around = f"{expression} {based[0] if based else ''}"
    base = "" if AT_TOP.search(around) else made if IN_BUILD.search(around) else folder
    rest = rest.replace("${project.name}", "*").replace("$name", "*")
    if "$" in rest or re.search(r"\bgetenv\b|\bfindProperty\b|\bproperty\s*\(", expression):
        return None
    path = posixpath.normpath(posixpath.join(base, rest))
    return None if path.startswith(("..", "/")) else path
