"""Modules that no public proxy has: https://go.dev/ref/mod#private-modules."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.go.modules import Build, inside

VARIABLES = ("GOPRIVATE", "GONOSUMDB", "GONOPROXY", "GOPROXY")
FILES = (
    *(".env.example", ".env.sample", ".envrc", "Makefile", "makefile", "GNUmakefile"),
    *("Taskfile.yml", "Taskfile.yaml", ".gitlab-ci.yml", ".circleci/config.yml", "Jenkinsfile"),
)
WORKFLOWS = ".github/workflows/"
SET = lazy_regex(
    r"\b(?P<name>GOPRIVATE|GONOSUMDB|GONOPROXY|GOPROXY)\s*[:?]?[=:]\s*[\"']?(?P<value>[^\s\"'#$&;]+)"
)
CREDENTIALS = lazy_regex(r"//[^/\s]*@")


def read(build: Build) -> dict[str, Fact[str]]:
    """The variables that say where private modules come from, by their names.

    They are read where the project sets them for its own builds, and only where a module that the
    program needs is private.
    """
    found: dict[str, Fact[str]] = {}
    for name, fact in _said(build.project, build.home):
        if name not in found and not CREDENTIALS.search(fact.value):
            found[name] = fact
    private = found.get("GOPRIVATE") or found.get("GONOSUMDB") or found.get("GONOPROXY")
    if private is None:
        return {name: one for name, one in found.items() if _is_own_proxy(one.value)}
    return found if _needs(build, private.value) else {}


def _is_own_proxy(value: str) -> bool:
    return value.startswith("http") and "proxy.golang.org" not in value


def _needs(build: Build, patterns: str) -> bool:
    """Whether a required module is one of these, by the first parts of its path."""
    for pattern in filter(None, patterns.split(",")):
        depth = pattern.count("/") + 1
        for file in build.modules.values():
            for path in file.requirements:
                if fnmatchcase("/".join(path.split("/")[:depth]), pattern):
                    return True
    return False


def _said(project: Project, home: str) -> Iterator[tuple[str, Fact[str]]]:
    workflows = project.starting(WORKFLOWS)
    names = dict.fromkeys((*(inside(home, name) for name in FILES), *FILES, *workflows))
    for path in names:
        file = project.readable(path) if project.has(path) else None
        for match in SET.finditer(file.text) if file else ():
            evidence = Evidence(match["name"], path, file.line_of(match.start()) if file else None)
            yield match["name"], Fact(match["value"], evidence)
