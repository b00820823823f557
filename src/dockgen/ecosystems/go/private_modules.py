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
INSTEAD = lazy_regex(
    r"url\s*\.?\s*[\"']?(?:ssh://)?git@(?P<host>[\w.-]+)(?::\d+)?[:/](?P<path>[\w./-]*)[\"']?\s*\]?"
    r"\s*\.?\s*insteadOf\s*=?\s*[\"']?https://(?P<for>[\w.-]+)"
)
"""`git config --global url."git@a.example:".insteadOf https://a.example/`, and its file form."""

GIT_FILES = (".gitconfig", "Dockerfile", "scripts/setup.sh", "README.md")
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
    if "GOPRIVATE" not in found:
        hosts = over_ssh(build)
        found |= {"GOPRIVATE": Fact(",".join(hosts.value), hosts.evidence)} if hosts else {}
    private = found.get("GOPRIVATE") or found.get("GONOSUMDB") or found.get("GONOPROXY")
    if private is None:
        return {name: one for name, one in found.items() if _is_own_proxy(one.value)}
    return found if _needs(build, private.value) else {}


def over_ssh(build: Build) -> Fact[tuple[str, ...]] | None:
    """The hosts that the project's own builds reach over SSH, of modules that are needed.

    https://go.dev/doc/faq#git_https
    """
    for path in _places(build.project, build.home, (*FILES, *GIT_FILES)):
        file = build.project.readable(path)
        matches = list(INSTEAD.finditer(file.text)) if file is not None else []
        hosts = tuple(dict.fromkeys(one["for"] for one in matches if _needs(build, one["for"])))
        if file is not None and hosts:
            place = Evidence("insteadOf", path, file.line_of(matches[0].start()))
            return Fact(hosts, place)
    return None


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


def _places(project: Project, home: str, files: tuple[str, ...]) -> list[str]:
    workflows = project.starting(WORKFLOWS)
    names = dict.fromkeys((*(inside(home, name) for name in files), *files, *workflows))
    return [one for one in names if project.has(one)]


def _said(project: Project, home: str) -> Iterator[tuple[str, Fact[str]]]:
    for path in _places(project, home, FILES):
        file = project.readable(path)
        for match in SET.finditer(file.text) if file else ():
            evidence = Evidence(match["name"], path, file.line_of(match.start()) if file else None)
            yield match["name"], Fact(match["value"], evidence)
