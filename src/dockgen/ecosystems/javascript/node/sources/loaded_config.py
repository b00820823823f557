"""Configuration files that a server loads when it starts, and what they load in turn.

A build leaves most sources behind, but `next start` runs next.config again: each file that it
imports, or names to a plugin, has to lie beside it, and each package that it imports has to be
installed, whether or not it is called a development one.
https://nextjs.org/docs/app/api-reference/config/next-config-js
"""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, TextFile
from dockgen.ecosystems.javascript.common import listening_port
from dockgen.ecosystems.javascript.node.package_managers import ranges
from dockgen.ecosystems.javascript.node.sources.source import TOKEN
from dockgen.readers import env_files
from dockgen.readers.package_json import PackageJson

STATEMENT = lazy_regex(r"^(?:import|export|const|let|var|module)\b(?!\s+type\b)")
"""The start of a statement at the top of a file, which runs whenever the file is loaded."""

PACKAGE = lazy_regex(r"^(?:@[\w.-]+/)?[\w.-]+")
SKIPS_VALIDATION = lazy_regex(
    r"\bskipValidation\s*:[^,\n]{0,80}?\bprocess\.env\.(?!NODE_ENV\b|npm_)(\w+)"
    r"(?:\s*===?\s*['\"](\w+)['\"])?"
)
"""How t3-env's documentation has a build do without the variables of the run time:
https://env.t3.gg/docs/customization#skipping-validation"""

PUBLIC = ("NEXT_PUBLIC_", "NODE_ENV")
"""Names whose values a build writes into pages, or that it sets itself."""

ENV_SCHEMAS = tuple(
    f"{folder}{name}.{ending}"
    for folder in ("", "src/", "lib/", "src/lib/", "app/", "src/app/")
    for name in ("env", "env/server", "env/index")
    for ending in ("js", "mjs", "ts")
)
NEXT_INTL = ("i18n/request.ts", "i18n/request.js", "src/i18n/request.ts", "src/i18n/request.js")
"""Where next-intl's plugin looks, where it is told nothing:
https://next-intl.dev/docs/usage/plugin"""


class LoadedConfig(NamedTuple):
    """What a configuration file leads to.

    Args:
        files: the files of the project that are loaded, itself first, relative to the application.
        packages: the development packages that are loaded with them.
    """

    files: tuple[str, ...] = ()
    packages: tuple[Fact[str], ...] = ()


def read(project: Project, package: PackageJson, names: Iterable[str]) -> LoadedConfig:
    """Follow the configuration files of an application that are there.

    Args:
        project: the project.
        package: the application's package.json.
        names: the files' names, relative to the application.
    """
    waiting = [path for name in names if project.has(path := package.inside(name))]
    if waiting and package.dependency("next-intl"):
        waiting += [path for name in NEXT_INTL if project.has(path := package.inside(name))]
    files: dict[str, None] = {}
    packages: dict[str, Fact[str]] = {}
    while waiting and len(files) < listening_port.MAX_FILES:
        path = waiting.pop(0)
        text = project.readable(path) if path not in files else None
        if text is None:
            continue
        files[path] = None
        for one in _strings(text):
            if one.value.startswith("."):
                waiting += _named(project, package, path, one.value)
            elif one.loads:
                _add(packages, package, text, one)
    below = f"{package.folder}/" if package.folder else ""
    inside = tuple(path.removeprefix(below) for path in files)
    return LoadedConfig(inside, tuple(packages.values()))


class _Text(NamedTuple):
    """A string of a file: its value, where it stands, and whether it names what is loaded."""

    value: str
    offset: int
    loads: bool


def _strings(file: TextFile) -> Iterator[_Text]:
    """The strings of a file, apart from those in comments and in imports of types alone."""
    start, before = 0, ""
    for match in TOKEN.finditer(file.text):
        kind, piece = str(match.lastgroup), match[0]
        if kind == "comment":
            continue
        if kind == "name" and file.text[match.start() - 1 : match.start()] in {"", "\n"}:
            start = match.start()
        if kind == "string" and not file.text.startswith("import type", start):
            loads = before in {"from", "import", "("} and _runs(file.text[start : match.start()])
            yield _Text(piece[1:-1], match.start(), loads)
        before = piece


def _runs(statement: str) -> bool:
    """Whether a statement, up to the name of a module, loads it without a condition."""
    call = statement.rstrip(" (").rsplit(maxsplit=1)[-1:] or [""]
    loads = call[0].endswith(("from", "import", "require"))
    return loads and bool(STATEMENT.match(statement)) and not {"?", "&&"} & set(statement.split())


def _named(project: Project, package: PackageJson, path: str, name: str) -> list[str]:
    """The file that a string names: beside the file that it stands in, or from the application."""
    for folder in (posixpath.dirname(path), package.folder):
        base = posixpath.normpath(posixpath.join(folder, name))
        found = listening_port.existing(project, base)
        if found is not None:
            return [found]
    return []


def _add(packages: dict[str, Fact[str]], package: PackageJson, file: TextFile, one: _Text) -> None:
    found = PACKAGE.match(one.value)
    if found is None or not package.json.text("devDependencies", found[0]):
        return
    if not package.json.text("dependencies", found[0]):
        evidence = Evidence(found[0], file.path, file.line_of(one.offset))
        packages.setdefault(found[0], Fact(found[0], evidence))


def without_validation(
    project: Project, package: PackageJson, names: Iterable[str]
) -> tuple[Fact[str], ...]:
    """What has a build do without the variables of the run time, as assignments.

    A variable that the schema names and `.env.example` gives a value has that value while the
    image is built: clients of databases are made when pages are collected, and want an address.

    Args:
        project: the project.
        package: the application's package.json.
        names: the names of the framework's configuration files, relative to the application.
    """
    loaded = read(project, package, names).files
    for name in dict.fromkeys([*loaded, *ENV_SCHEMAS]):
        path = package.inside(name)
        file = project.readable(path) if project.has(path) else None
        match = SKIPS_VALIDATION.search(file.text) if file else None
        if file is not None and match is not None:
            evidence = Evidence(match[1], path, file.line_of(match.start(1)))
            told = Fact(f"{match[1]}={match[2] or 1}", evidence)
            return (told, *_examples(project, package, file))
    return ()


def _examples(project: Project, package: PackageJson, schema: TextFile) -> Iterator[Fact[str]]:
    """The example's values of variables that a schema names, as assignments."""
    example = package.inside(".env.example")
    for one in env_files.variables(project, example) if project.has(example) else ():
        name = one.evidence.key
        apart = name.startswith(PUBLIC) or env_files.SOUNDS_SECRET.search(name)
        if (
            one.value
            and name.isidentifier()
            and not apart
            and re.search(rf"\b{re.escape(name)}\b", schema.text)
        ):
            yield Fact(f"{name}={shlex.quote(one.value)}", one.evidence)


def reads_typescript(version: str, node: str) -> bool:
    """Whether Next.js loads next.config.ts without the package `typescript`.

    It does from 16.2 on, where Node.js itself strips types, which it does from 22.18 on:
    https://nextjs.org/docs/app/api-reference/config/typescript

    Args:
        version: the version of Next.js, or the range, whose newest version is what is installed.
        node: the version of Node.js, or its line.
    """
    numbers = [int(part) for part in node.split(".")[:2] if part.isdigit()]
    if numbers and numbers < ([22] if len(numbers) == 1 else [22, 18]):
        return False
    exact = version.split("-", maxsplit=1)[0].split(".")
    if len(exact) == 3 and all(part.isdigit() for part in exact):
        return [int(part) for part in exact] >= [16, 2, 0]
    lines = (f"{line}.{ranges.HIGHEST}.{ranges.HIGHEST}" for line in range(16, 30))
    return not any(part.isdigit() for part in version) or any(
        ranges.admits(version, line) for line in lines
    )
