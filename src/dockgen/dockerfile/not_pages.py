"""What is never a page, an asset or a document: a program's sources, its manifests, its settings.

A web server sends them as they are to whoever asks. What a browser may load by itself is not in
the list: scripts, styles, JSON, YAML (an API's description), and TypeScript's suffix, which videos
have too.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

SOURCES = tuple(
    f"*.{suffix}"
    for suffix in (
        "sh bash ps1 bat cmd sql py pyc rb php go rs java kt scala groovy clj c cc cpp h cs fs ex "
        "exs erl hs swift pl lua"
    ).split()
)
"""Sources of languages that no browser runs, and scripts of shells and databases."""

SETTINGS = tuple("*.toml *.ini *.cfg *.conf *.properties *.lock *.log *.bak *.db *.sqlite*".split())
"""Settings, records and copies that only their program reads."""

OF_TOOLS = tuple(
    "Makefile Rakefile Procfile Jenkinsfile Vagrantfile Gemfile* composer.json mix.exs "
    "requirements*.txt package.json package-lock.json pnpm-*.yaml tsconfig*.json go.mod go.sum "
    "pom.xml *.gradle* *.csproj *.config.js *.config.mjs *.config.cjs *.config.ts".split()
)
"""Manifests, and what tools are told."""

PATTERNS = (*SOURCES, *SETTINGS, *OF_TOOLS)


def pattern_of(path: str) -> str | None:
    """The pattern by which a file is no page; None for one that may be served."""
    name = path.rpartition("/")[2]
    return next((pattern for pattern in PATTERNS if fnmatchcase(name, pattern)), None)


def among(paths: Iterator[str]) -> Iterator[tuple[str, str]]:
    """Those of the paths that are no pages, each with its pattern."""
    for path in paths:
        pattern = pattern_of(path)
        if pattern is not None:
            yield path, pattern
