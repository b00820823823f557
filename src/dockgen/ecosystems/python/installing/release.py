"""Which Python a project asks for, and which one its pinned packages can be installed on."""

from __future__ import annotations

import posixpath
import re
import tomllib
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

from packaging.specifiers import InvalidSpecifier, Specifier, SpecifierSet
from packaging.version import InvalidVersion, Version

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact, default
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.core.versions import product
from dockgen.ecosystems.python.manifests.dependencies import Dependencies, Package
from dockgen.readers import tool_versions
from dockgen.readers.toml import TomlFile
from dockgen.readers.yaml import YamlFile

EXACT = lazy_regex(
    r"(?:cpython[-@]?|python-?)?v?(?P<line>3\.\d{1,2})(?P<patch>\.\d{1,3})?(?P<pre>(?:a|b|rc)\d+)?"
    r"(?P<free>t)?(?:-dev|\.\*)?"
)
MAJOR = lazy_regex(r"(?:cpython-?|python-?)?3(?:\.x)?")
PATCHES = 30
"""How many releases a line has at most; a range is tried on all of them."""

CARET = lazy_regex(r"\^\s*v?(\d+)(?:\.(\d+))?(?:\.(\d+))?")
TILDE = lazy_regex(r"~\s*v?(\d+)(?:\.(\d+))?(?:\.(\d+))?")


def read(project: Project, folder: str, needed: Dependencies | None) -> Fact[str]:
    """The version of Python, at the precision in which the project gives it.

    Args:
        project: the project.
        folder: the folder of the application.
        needed: what it depends on.

    Raises:
        UnusableInput: a file cannot be read or says what is no version, no supported release lies
            in the range, or two files contradict each other.
    """
    allowed = next(allowed_ranges(needed), None)
    for said in named_versions(project, folder, needed):
        exact = exact_version(said)
        if exact is not None:
            _refuse_outside(exact, allowed)
            return exact
    pins = tuple(needed.packages.values()) if needed is not None else ()
    return _newest(allowed, pins)


def is_before(version: str, line: str) -> bool:
    """Whether a version is of an older line than another."""
    return _number(_line(version)) < _number(line)


def version_number(value: object) -> str:
    """A version of CPython at the precision in which images are tagged: `3.13`, `3.12.4`."""
    match = EXACT.fullmatch(str(value))
    if match is None:
        raise ValueError("a version such as 3.13")
    return f"{match['line']}{match['patch'] or ''}"


def named_versions(
    project: Project, folder: str, needed: Dependencies | None
) -> Iterator[Fact[str]]:
    """Where a version is written down, the strongest first."""
    folders = tuple(dict.fromkeys((folder, "")))
    for one in folders:
        yield from _lines_of(project, posixpath.join(one, ".python-version"))
    yield from tool_versions.mise(project, ("python",), folders)
    yield from tool_versions.asdf(project, ("python",), folders)
    for one in folders:
        yield from _lines_of(project, posixpath.join(one, "runtime.txt"))
    if needed is not None and needed.pipfile is not None and needed.pipfile.python is not None:
        yield needed.pipfile.python
    for name in ("environment.yml", "environment.yaml"):
        if project.has(posixpath.join(folder, name)):
            yield from _of_conda(project, posixpath.join(folder, name))
    yield from _of_pixi(project, folder)
    if needed is not None and needed.listing is not None and needed.listing.python is not None:
        value, evidence = needed.listing.python
        yield Fact(value, evidence)


def _lines_of(project: Project, path: str) -> Iterator[Fact[str]]:
    """The first version in a file of one to a line, comments skipped."""
    if not project.has(path):
        return
    for number, line in enumerate(project.read(path).text.split("\n"), start=1):
        said = line.partition("#")[0].strip()
        if said:
            yield Fact(said, Evidence("file", path, number))
            return


def _of_conda(project: Project, path: str) -> Iterator[Fact[str]]:
    file = project.parsed(path, YamlFile)
    listed = file.value("dependencies")
    for one in listed if isinstance(listed, list) else ():
        match = re.fullmatch(r"python\s*={1,2}\s*(3\.\d+(?:\.\d+)?)(?:\.\*)?(?:=.*)?", str(one))
        if match:
            yield Fact(match[1], file.evidence("dependencies")._replace(key=str(one)))


def _of_pixi(project: Project, folder: str) -> Iterator[Fact[str]]:
    """The line of Python that a manifest of pixi's asks for, where it asks for one alone."""
    for name, table in (("pixi.toml", ()), ("pyproject.toml", ("tool", "pixi"))):
        path = posixpath.join(folder, name)
        file = project.parsed(path, TomlFile) if project.has(path) else None
        said = file.text(*table, "dependencies", "python") if file is not None else None
        line = re.fullmatch(r"(?:={1,2}|~=)?\s*(3\.\d+)(?:\.[\d*]+)?", said.value) if said else None
        if said is not None and line is not None:
            yield Fact(line[1], said.evidence)


def exact_version(said: Fact[str]) -> Fact[str] | None:
    """A version as images are tagged; None for one that leaves the line open.

    Raises:
        UnusableInput: it is no version of CPython 3.
    """
    value = said.value.strip().strip("\"'")
    if value in {"latest", "system", "3"} or MAJOR.fullmatch(value) or ">" in value or "<" in value:
        return None
    if value.startswith("pypy"):
        raise UnusableInput(
            f"asks for {value}, of which no image is made here",
            file=said.evidence.file,
            line=said.evidence.line,
            hint="--set language_version=3.11 takes CPython",
        )
    match = EXACT.fullmatch(value)
    if match is None:
        raise UnusableInput(
            f"is no version of Python: {value!r}",
            file=said.evidence.file,
            line=said.evidence.line,
            hint="write one such as 3.13",
        )
    version = f"{match['line']}{match['patch'] or ''}"
    _refuse_unknown(version, said.evidence)
    return Fact(version, said.evidence)


def _refuse_unknown(version: str, evidence: Evidence) -> None:
    known = product("python").releases
    newest = max((one.version for one in known), key=_number)
    if _number(_line(version)) > _number(newest):
        raise UnusableInput(
            f"there is no Python {_line(version)}",
            file=evidence.file,
            line=evidence.line,
            hint=f"the newest is {newest}",
        )


def _line(version: str) -> str:
    return ".".join(version.split(".")[:2])


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def allowed_ranges(needed: Dependencies | None) -> Iterator[Fact[str]]:
    """The ranges that the project allows, the strongest first."""
    if needed is None:
        return
    if needed.pyproject is not None:
        toml = needed.pyproject.toml
        for path in (("tool", "poetry", "dependencies", "python"), ("project", "requires-python")):
            found = toml.text(*path)
            if found is not None:
                yield found
    if needed.lockfile is not None and needed.lockfile.python is not None:
        yield needed.lockfile.python
    if needed.header is not None and needed.header.python is not None:
        yield needed.header.python
    if needed.setup is not None and needed.setup.python is not None:
        yield needed.setup.python


def specifiers(text: str) -> tuple[SpecifierSet, ...] | None:
    """A range as alternatives of PEP 440, Poetry's `^` and `~` and `||` included; None for none."""
    try:
        return tuple(SpecifierSet(_as_pep440(part)) for part in text.split("||"))
    except InvalidSpecifier:
        return None


def _as_pep440(text: str) -> str:
    clauses = [one for one in re.split(r"[,\s]+(?=[<>=!~^\d*])", text.strip()) if one]
    return ",".join(_clause(one.strip()) for one in clauses if one.strip() not in {"", "*"})


def _clause(text: str) -> str:
    caret, tilde = CARET.fullmatch(text), TILDE.fullmatch(text)
    if caret:
        return f">={_joined(caret)},<{int(caret[1]) + 1}"
    if tilde and not text.startswith("~="):
        upper = f"{tilde[1]}.{int(tilde[2]) + 1}" if tilde[2] else str(int(tilde[1]) + 1)
        return f">={_joined(tilde)},<{upper}"
    if text[:1].isdigit():
        return f"=={text}" if text.endswith("*") or text.count(".") > 1 else f"=={text}.*"
    return re.sub(r"^([<>=!~]+)\s*", r"\1", text)


def _joined(match: re.Match[str]) -> str:
    return ".".join(part for part in match.groups() if part)


def allows(text: str, version: str) -> bool:
    """Whether a range allows a version or, of a line, any of its releases."""
    alternatives = specifiers(text)
    if alternatives is None:
        return True
    tried = [version] if version.count(".") > 1 else [f"{version}.{one}" for one in range(PATCHES)]
    return any(one.contains(release, prereleases=True) for one in alternatives for release in tried)


def _refuse_outside(exact: Fact[str], allowed: Fact[str] | None) -> None:
    if allowed is None or allows(allowed.value, exact.value):
        return
    place = allowed.evidence
    raise UnusableInput(
        f"asks for Python {exact.value}, which {place.file}:{place.line} does not allow: "
        f"{allowed.value}",
        file=exact.evidence.file,
        line=exact.evidence.line,
        hint="make the two agree",
    )


def _newest(allowed: Fact[str] | None, packages: Iterable[Package]) -> Fact[str]:
    """The default line, or the newest one that the range and the pins allow."""
    python = product("python")
    lines = [one.version for one in python.releases]
    wished = [python.default, *(one for one in lines if _number(one) < _number(python.default))]
    inside = [one for one in wished if allowed is None or allows(allowed.value, one)]
    inside = inside or [one for one in lines if allowed is not None and allows(allowed.value, one)]
    if not inside and allowed is not None:
        return _older(allowed)
    for line in inside:
        held = next((one for one in packages if not has_wheels(one, line)), None)
        if held is None:
            return _taken(line, inside, allowed, packages)
    return Fact(inside[-1], allowed.evidence if allowed else default("the oldest line there is"))


def _taken(
    line: str, inside: list[str], allowed: Fact[str] | None, packages: Iterable[Package]
) -> Fact[str]:
    newer = inside[inside.index(line) - 1] if inside.index(line) else None
    holding = next((one for one in packages if newer and not has_wheels(one, newer)), None)
    if holding is not None:
        place = holding.evidence
        shown = f"{holding.name}=={holding.version}" if holding.version else holding.name
        why = f"{shown} has no wheels for Python {newer}"
        return Fact(line, Evidence(why, place.file, place.line))
    if allowed is not None:
        return Fact(line, allowed.evidence)
    return Fact(line, default("the newest line of Python that most packages have wheels for"))


def _older(allowed: Fact[str]) -> Fact[str]:
    """The newest line that a range allows which ended before the table begins."""
    older = next((f"3.{one}" for one in range(9, 5, -1) if allows(allowed.value, f"3.{one}")), None)
    if older is not None:
        return Fact(older, allowed.evidence)
    lines = ", ".join(one.version for one in product("python").releases)
    raise UnusableInput(
        f"no Python is in the range {allowed.value!r}",
        file=allowed.evidence.file,
        line=allowed.evidence.line,
        hint=f"supported are {lines}",
    )


def has_wheels(package: Package, line: str) -> bool:
    """Whether a package can be installed on a line of Python without a compiler."""
    first = _first().get(package.name)
    if first is None or _number(line) < min(map(_number, first)):
        return True
    if line not in first:
        return _number(line) < max(map(_number, first))
    needed = Version(first[line])
    if not package.version:
        return not _ends_before(package.specifier, needed)
    try:
        return Version(package.version) >= needed
    except InvalidVersion:
        return True


def _ends_before(text: str, version: Version) -> bool:
    """Whether every version that a range allows is older than one."""
    ranges = specifiers(text) if text.strip() else None
    if not ranges:
        return False
    return all(any(_is_below(clause, version) for clause in one) for one in ranges)


def _is_below(clause: Specifier, version: Version) -> bool:
    bound = clause.version.removesuffix(".*")
    try:
        parts = Version(bound).release
    except InvalidVersion:
        return False
    match clause.operator:
        case "<":
            return Version(bound) <= version
        case "<=":
            return Version(bound) < version
        case "==":
            upper = (*parts[:-1], parts[-1] + 1) if clause.version.endswith(".*") else parts
            return upper <= version.release and not clause.contains(str(version))
        case "~=":
            return (*parts[:-2], parts[-2] + 1) <= version.release
        case _:
            return False


@cache
def _first() -> dict[str, dict[str, str]]:
    table = tomllib.loads(Path(__file__).with_name("wheels.toml").read_text("utf-8"))
    return dict(table["first"])


def out_of_support(version: str, on: date) -> date | None:
    """The day on which a line went out of support; None while it is supported."""
    release = product("python").find(_line(version))
    if release is None:
        return date(2025, 10, 31) if _number(_line(version)) < (3, 10) else None
    return None if release.is_supported(on) else release.end_of_life
