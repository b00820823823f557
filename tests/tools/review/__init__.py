"""Reviews for tests."""

from __future__ import annotations

from collections.abc import Mapping

from dockgen.core.project import Project
from dockgen.tools.review.finding import Finding
from dockgen.tools.review.reviewing import review

PACKAGE = """\
{
  "name": "shop",
  "engines": {"node": ">=22"},
  "scripts": {"start": "node server.js", "build": "vite build"},
  "dependencies": {"express": "^5.1.0"}
}
"""
NODE = {
    "package.json": PACKAGE,
    "package-lock.json": '{"lockfileVersion": 3, "packages": {}}\n',
    "server.js": "require('express')().listen(3000)\n",
}
"""A server, as files by path."""

Found = tuple[str, str, str]
"""A code, the place, and the other place; empty for none."""


def found_in(project: Project) -> list[Found]:
    """What is found in a repository."""
    return [as_found(one) for one in review(project).findings]


def as_found(one: Finding) -> Found:
    """A finding in short."""
    other = one.problem.other
    return one.rule.code, str(one.place), str(other) if other else ""


def with_dockerfile(text: str, files: Mapping[str, str] = NODE) -> dict[str, str]:
    """Files with a Dockerfile among them."""
    return {**files, "Dockerfile": text}
