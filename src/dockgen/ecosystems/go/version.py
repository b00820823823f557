"""Which Go compiles a project.

The `go` line of go.mod is the least version, and the official images obey it to the patch, since
they set GOTOOLCHAIN=local; `toolchain` is a wish: https://go.dev/doc/toolchain,
https://go.dev/ref/mod#go-mod-file-go.
"""

from __future__ import annotations

from collections.abc import Iterator

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact, Findings, default, text
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.core.versions import product
from dockgen.ecosystems.go.modules import Build, inside
from dockgen.readers import tool_versions

GO_VERSION = ".go-version"
"""Of goenv: https://github.com/go-nv/goenv#choosing-the-go-version."""

NAMES = ("go", "golang")
NUMBER = lazy_regex(r"(?:go)?(?P<version>1\.\d{1,3}(?:\.\d{1,3})?)(?:(?:rc|beta)\d+)?(?:-\S+)?")


def settle(build: Build, findings: Findings) -> Fact[str]:
    """Settle `language_version`.

    Raises:
        UnusableInput: the version that the project pins is older than a `go` line asks for, or
            that line asks for one that is not known here.
    """
    floor = _floor(build)
    found = findings.settle("language_version", text, _found(build, floor))
    if found.evidence.file and floor and _number(found.value) < _line_of(floor.value, found.value):
        raise UnusableInput(
            f"Go {found.value} is older than the least that {floor.evidence.file} asks for, "
            f"{floor.value}",
            file=found.evidence.file,
            line=found.evidence.line,
            hint=f"write {floor.value} there, or newer",
        )
    line = line_of(found.value)
    release = product("go").find(line)
    supported = [one.version for one in product("go").supported()]
    if release is not None and line not in supported:
        findings.warn(
            f"Go {line} is out of support since {release.end_of_life}; {', '.join(supported)} are "
            "supported, and compile older modules as before"
        )
    return found


def line_of(version: str) -> str:
    """The line of a release: `1.27` of `1.27.3`."""
    return ".".join(version.split(".")[:2])


def _floor(build: Build) -> Fact[str] | None:
    """The highest `go` line of all modules that are compiled."""
    files = [*([build.work] if build.work else []), *build.reachable.values()]
    found = []
    for file in files:
        said = file.first("go")
        number = NUMBER.fullmatch(said.value) if said else None
        if said is None:
            continue
        if number is None:
            raise UnusableInput(
                f"go {said.value} is no version of Go",
                file=said.evidence.file,
                line=said.evidence.line,
                hint=f"for example go {product('go').default}.0",
            )
        found.append(Fact(number["version"], said.evidence))
    return max(found, key=lambda one: _number(one.value), default=None)


def _found(build: Build, floor: Fact[str] | None) -> Fact[str]:
    for said in _pinned(build.project, build.home):
        number = NUMBER.fullmatch(said.value.removeprefix("v"))
        if number:
            return Fact(number["version"], said.evidence)
    newest = product("go").default
    if floor is not None and _number(floor.value)[:2] > _number(newest):
        raise UnusableInput(
            f"Go {floor.value} is newer than what is known here, {newest}",
            file=floor.evidence.file,
            line=floor.evidence.line,
            hint=f"--set language_version={line_of(floor.value)} uses it anyway",
        )
    files = [*([build.work] if build.work else []), *build.modules.values()]
    for file in files:
        wish = file.first("toolchain")
        number = NUMBER.fullmatch(wish.value) if wish else None
        if wish is None or number is None:
            continue
        line = line_of(number["version"])
        release = product("go").find(line)
        known = release is not None and release in product("go").supported()
        if known and (floor is None or _number(line) >= _number(floor.value)[:2]):
            return Fact(line, wish.evidence)
    if floor is None:
        return Fact(newest, default("no `go` line names a version"))
    evidence = floor.evidence._replace(reason=f"the newest line that compiles {floor.value}")
    return Fact(newest, evidence)


def _pinned(project: Project, home: str) -> Iterator[Fact[str]]:
    """What version managers are told, the strongest first."""
    folders = tuple(dict.fromkeys((home, "")))
    yield from tool_versions.mise(project, NAMES, folders)
    yield from tool_versions.asdf(project, NAMES, folders)
    for folder in folders:
        path = inside(folder, GO_VERSION)
        if project.has(path):
            for number, line in enumerate(project.read(path).text.splitlines(), start=1):
                if line.strip() and not line.startswith("#"):
                    yield Fact(line.strip(), Evidence("file", path, number))
                    break


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _line_of(floor: str, version: str) -> tuple[int, ...]:
    """The floor at the precision of a version: the image of a line has its newest patch."""
    return _number(floor)[: len(_number(version))]
