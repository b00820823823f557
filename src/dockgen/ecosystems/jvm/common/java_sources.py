"""What the sources of the JVM's languages say: where a program starts, and where it listens."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, TextFile

MAIN_METHOD = lazy_regex(
    r"^[^\n/*]*\bstatic\s+(?:(?:public|final|synchronized|strictfp)\s+)*"
    r"void\s+main\s*\(\s*(?:final\s+)?String\b",
    re.MULTILINE,
)
GROOVY_MAIN = lazy_regex(r"^[^\n/*]*\bstatic\s+(?:void\s+|def\s+)?main\s*\(", re.MULTILINE)
KOTLIN_MAIN = lazy_regex(
    r"^(?:suspend\s+)?fun\s+main\s*\(|^[^\n/*]*@JvmStatic\s+fun\s+main\s*\(", re.MULTILINE
)
KOTLIN_NAME = lazy_regex(r'@file\s*:\s*JvmName\s*\(\s*"([\w.$]+)"')
KOTLIN_TYPE = lazy_regex(r"^(?:\w+[^\S\n]+)*?(?:object|class)\s+(\w+)", re.MULTILINE)
PACKAGE = lazy_regex(r"^[ \t]*package\s+([\w.]+)", re.MULTILINE)

PORT = lazy_regex(
    r"""(?:"PORT"|'PORT')\s*[,)][^;\n]{0,80}?\b(\d{2,5})\b|\benv\.PORT\s*\?:[^;\n]{0,40}?\b(\d{2,5})\b"""
)
"""`getOrDefault("PORT", "8080")`, `getenv("PORT") ?: 8080`, Groovy's `System.env.PORT ?: 8080`."""

LISTENING = lazy_regex(
    r"\.\s*(?:start|listen|port)\s*\(\s*(\d{2,5})\s*[,)]"
    r"|\bInetSocketAddress\s*\(\s*(\d{2,5})\s*\)"
    r"|\bembeddedServer\s*\([^)]{0,200}?\bport\s*=\s*(\d{2,5})\b"
)
"""`app.start(7070)`, `server.listen(8888)`, `.port(8080)`, and what the JDK's and Ktor's take."""

MAX_SOURCES = 2_000
"""How many source files are searched."""


class Language(NamedTuple):
    """A language that the JVM runs.

    Args:
        extension: what its source files end in.
        folders: where they lie below a module.
        main: what a program starts with.
        class_of: the name of the class that starts, by the file and the place of the match.
    """

    extension: str
    folders: tuple[str, ...]
    main: re.Pattern[str]
    class_of: Callable[[TextFile, re.Match[str]], str]


def _stem(file: TextFile) -> str:
    return posixpath.basename(file.path).rpartition(".")[0]


def _class_of_file(file: TextFile, _: re.Match[str]) -> str:
    return _stem(file)


def _class_of_kotlin(file: TextFile, match: re.Match[str]) -> str:
    """The class that Kotlin makes of a file: https://kotlinlang.org/docs/java-to-kotlin-interop.html#package-level-functions."""
    if "JvmStatic" in match[0]:
        around = list(KOTLIN_TYPE.finditer(file.text, 0, match.start()))
        return around[-1][1] if around else _stem(file)
    named = KOTLIN_NAME.search(file.text)
    stem = re.sub(r"\W", "_", _stem(file))
    return named[1] if named else f"{stem[:1].upper()}{stem[1:]}Kt"


LANGUAGES = (
    Language(".java", ("src/main/java",), MAIN_METHOD, _class_of_file),
    Language(".kt", ("src/main/kotlin", "src/main/java"), KOTLIN_MAIN, _class_of_kotlin),
    Language(".groovy", ("src/main/groovy", "src/main/java"), GROOVY_MAIN, _class_of_file),
)


def main_methods(project: Project, folder: str) -> Iterator[Fact[str]]:
    """The classes of a module that have a main method, in alphabetical order of their files."""
    for language in LANGUAGES:
        for file in _sources(project, folder, language):
            match = language.main.search(file.text)
            if match:
                package = PACKAGE.search(file.text)
                name = language.class_of(file, match)
                full = f"{package[1]}.{name}" if package else name
                yield Fact(full, Evidence("main method", file.path, file.line_of(match.end())))


def files(project: Project, folder: str) -> Iterator[TextFile]:
    """The source files of a module that can be read."""
    for language in LANGUAGES:
        yield from _sources(project, folder, language)


def port_of(project: Project, folder: str, main_class: str) -> Fact[int] | None:
    """The port that the main class listens on where the variable PORT names no other, or None."""
    file = _source_of(project, folder, main_class)
    return _port_in(file) if file else None


def port_anywhere(project: Project, folder: str, main_class: str) -> Fact[int] | None:
    """Like `port_of`, but where the main class names none, the first source file that does."""
    found = port_of(project, folder, main_class)
    for language in LANGUAGES if found is None else ():
        for file in _sources(project, folder, language):
            found = found or _port_in(file)
    return found


def _port_in(file: TextFile) -> Fact[int] | None:
    for key, pattern in (("PORT", PORT), ("listening", LISTENING)):
        for match in pattern.finditer(file.text):
            group = match.lastindex or 1
            if 1 <= int(match[group]) <= 65535:
                place = Evidence(key, file.path, file.line_of(match.start(group)))
                return Fact(int(match[group]), place)
    return None


def _source_of(project: Project, folder: str, main_class: str) -> TextFile | None:
    """The file that a class comes from; Kotlin's may lie elsewhere or have another name."""
    path = main_class.replace(".", "/")
    for language in LANGUAGES:
        for place in language.folders:
            for name in (path, path.removesuffix("Kt")):
                candidate = posixpath.join(folder, place, f"{name}{language.extension}")
                if project.has(candidate):
                    return _read(project, candidate)
    for one in main_methods(project, folder):
        if one.value == main_class and one.evidence.file:
            return _read(project, one.evidence.file)
    return None


def _sources(project: Project, folder: str, language: Language) -> Iterator[TextFile]:
    tops = tuple(posixpath.join(folder, place, "") for place in language.folders)
    paths = project.starting(*tops)
    for path in [one for one in paths if one.endswith(language.extension)][:MAX_SOURCES]:
        file = _read(project, path)
        if file is not None:
            yield file


def _read(project: Project, path: str) -> TextFile | None:
    """The file; None where it is missing, too large, or not UTF-8: a compiler may still take it."""
    if not project.has(path):
        return None
    try:
        return project.read(path)
    except UnusableInput:
        return None
