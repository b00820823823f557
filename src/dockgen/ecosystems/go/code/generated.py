"""Code that Git does not keep and a tool makes: which tool, and how the build calls it.

https://go.dev/ref/mod#go-mod-file-tool, https://go.dev/ref/mod#go-install.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from dockgen.core.facts import Evidence
from dockgen.ecosystems.go.code.packages import Closure
from dockgen.ecosystems.go.modules import Build, inside


@dataclass(frozen=True)
class Generator:
    """A tool that writes Go code.

    Args:
        name: the name of its program.
        module: the module that holds it.
        package: the package of its program.
        arguments: what it is called with.
        missing: where it is seen that its code is not there; None where it is there.
    """

    name: str
    module: str
    package: str
    arguments: str
    missing: Callable[[Build, Closure], Evidence | None]


@dataclass(frozen=True)
class Generation:
    """What has to run before the build.

    Args:
        install: what installs the tool; empty where the module itself brings it.
        command: what calls it.
        evidence: where it is seen that the code is not there.
    """

    install: str
    command: str
    evidence: Evidence


def _templates(build: Build, closure: Closure) -> Evidence | None:
    """https://templ.guide: each `name.templ` becomes `name_templ.go`."""
    files = build.project.files
    for path in build.project.with_suffix(".templ"):
        made = f"{path.removesuffix('.templ')}_templ.go"
        if (
            path.endswith(".templ")
            and made not in files
            and posixpath.dirname(path) in {*closure.folders, *closure.missing}
        ):
            return Evidence("file", path)
    return None


def _configured(*names: str) -> Callable[[Build, Closure], Evidence | None]:
    """A tool whose configuration is there, while a package of the program's own is not."""

    def missing(build: Build, closure: Closure) -> Evidence | None:
        path = build.project.first(*(inside(build.home, name) for name in names))
        return Evidence("file", path) if path and closure.missing else None

    return missing


def _injected(build: Build, closure: Closure) -> Evidence | None:
    """https://github.com/google/wire: a file for the tool alone, and none that it has made."""
    inside = (path for folder in closure.folders for path in build.project.inside(folder))
    for path in sorted(one for one in inside if one.endswith(".go")):
        folder = posixpath.dirname(path)
        if build.project.has(posixpath.join(folder, "wire_gen.go")):
            continue
        file = build.project.readable(path)
        if file is not None and "//go:build wireinject" in file.text[:2000]:
            return Evidence("file", path)
    return None


def _documented(build: Build, closure: Closure) -> Evidence | None:
    """https://github.com/swaggo/swag: `docs` beside the program."""
    folder = inside(build.home, "docs")
    return closure.missing[folder].evidence if folder in closure.missing else None


def _entities(build: Build, closure: Closure) -> Evidence | None:
    """https://entgo.io: the schema is there, and what is made of it is not."""
    folder = inside(build.home, "ent")
    if folder in closure.missing and build.project.has_folder(f"{folder}/schema"):
        return closure.missing[folder].evidence
    return None


GENERATORS = (
    Generator(
        "templ", "github.com/a-h/templ", "github.com/a-h/templ/cmd/templ", "generate", _templates
    ),
    Generator(
        "wire", "github.com/google/wire", "github.com/google/wire/cmd/wire", "./...", _injected
    ),
    Generator(
        "swag", "github.com/swaggo/swag", "github.com/swaggo/swag/cmd/swag", "init", _documented
    ),
    Generator("ent", "entgo.io/ent", "entgo.io/ent/cmd/ent", "generate ./ent/schema", _entities),
    Generator(
        "sqlc",
        "github.com/sqlc-dev/sqlc",
        "github.com/sqlc-dev/sqlc/cmd/sqlc",
        "generate",
        _configured("sqlc.yaml", "sqlc.yml", "sqlc.json"),
    ),
    Generator(
        "gqlgen",
        "github.com/99designs/gqlgen",
        "github.com/99designs/gqlgen",
        "generate",
        _configured("gqlgen.yml", "gqlgen.yaml"),
    ),
    Generator(
        "buf",
        "github.com/bufbuild/buf",
        "github.com/bufbuild/buf/cmd/buf",
        "generate",
        _configured("buf.gen.yaml", "buf.gen.yml"),
    ),
)


def read(build: Build, closure: Closure) -> tuple[Generation, ...]:
    """What has to run before the build, as far as the module says a version of the tool."""
    return tuple(_needed(build, closure))


def _needed(build: Build, closure: Closure) -> Iterator[Generation]:
    tools = {one.value for file in build.modules.values() for one in file.tools}
    required = {
        path: one for file in build.modules.values() for path, one in file.requirements.items()
    }
    for generator in GENERATORS:
        evidence = generator.missing(build, closure)
        if evidence is None:
            continue
        if generator.package in tools:
            yield Generation("", f"go tool {generator.name} {generator.arguments}", evidence)
        elif generator.module in required:
            version = required[generator.module].version
            yield Generation(
                f"go install {generator.package}@{version}",
                f"{generator.name} {generator.arguments}",
                evidence,
            )
