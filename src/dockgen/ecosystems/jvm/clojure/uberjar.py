"""What the build tools of Clojure have in common: one jar with all its libraries in it."""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple

from dockgen.core.facts import Evidence, Fact
from dockgen.core.project import Project
from dockgen.ecosystems.jvm.clojure.text import Code, Form


class Uberjar(NamedTuple):
    """A jar with all its libraries, and how it is made.

    Args:
        tool: the program that makes it.
        artifact: where it lies afterwards; a `*` stands for what only the build knows.
        main: the namespace or class that starts.
        in_manifest: whether the jar names a main class that is compiled into it.
        install: the command that fetches what the build needs.
        build: the command that makes the jar.
        manifests: what `install` reads.
        sources: what `build` reads beyond that.
        source_paths: the folders with namespaces, for what they say of ports.
        dependencies: the libraries' versions by name.
        name: what the project is called, where the build says it.
        java: the release that is compiled for, where the build says one.
        port: the port, where the build says one.
        warnings: what the user should know.
    """

    tool: Fact[str]
    artifact: Fact[str]
    main: Fact[str]
    in_manifest: bool
    install: Fact[str]
    build: Fact[str]
    manifests: Fact[tuple[str, ...]]
    sources: Fact[tuple[str, ...]]
    source_paths: tuple[str, ...]
    dependencies: dict[str, Fact[str]]
    name: Fact[str] | None = None
    java: Fact[str] | None = None
    port: Fact[int] | None = None
    warnings: tuple[str, ...] = ()


def texts(form: Form | None) -> tuple[str, ...] | None:
    """The strings of a vector; None for what is no vector of strings alone."""
    if form is None or form.kind != "vector":
        return None
    plain = all(one.kind == "string" for one in form.items)
    return tuple(one.text for one in form.items) if plain else None


def inside(path: str) -> str | None:
    """A path below the project as it is written shortest; None where it leaves the project."""
    short = posixpath.normpath(path)
    return None if posixpath.isabs(short) or short.split("/")[0] == ".." else short


def found(code: Code, form: Form, key: str, reason: str = "") -> Evidence:
    """The place of a form, with what follows from it."""
    return code.evidence(form, key)._replace(reason=reason)


def coordinates(name: str) -> str:
    """A library as `group:name`.

    One without a group has its own name for one:
    https://clojure.org/reference/dep_expansion#_maven.
    """
    group, slash, artifact = name.partition("/")
    return f"{group}:{artifact}" if slash else f"{name}:{name}"


def local_repositories(project: Project, *settings: Form | None) -> tuple[str, ...]:
    """The folders of the project that a build's repositories name.

    As `{"local" "file:repo"}`, or as a program that makes an address of a folder's name.

    Args:
        project: the project.
        settings: the forms that name the repositories.
    """
    found: dict[str, None] = {}
    for form in (one for setting in settings if setting for one in setting.within()):
        named = re.sub(r"^file:(?://)?", "", form.text) if form.kind == "string" else ""
        path = inside(named) if named else None
        if path and path != "." and project.has_folder(path):
            found.setdefault(f"{path}/")
    return tuple(found)
