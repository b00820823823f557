"""Languages that dockgen has no detector for, by the files that say them."""

from __future__ import annotations

from fnmatch import fnmatchcase

from dockgen.core.project import Project

LANGUAGES = {
    "Package.swift": "Swift",
    "Gemfile": "Ruby",
    "config.ru": "Ruby",
    "composer.json": "PHP",
    "index.php": "PHP",
    "mix.exs": "Elixir",
    "rebar.config": "Erlang",
    "*.csproj": "C#",
    "*.fsproj": "F#",
    "*.sln": ".NET",
    "*.slnx": ".NET",
    "stack.yaml": "Haskell",
    "*.cabal": "Haskell",
    "dune-project": "OCaml",
    "pubspec.yaml": "Dart",
    "shard.yml": "Crystal",
    "build.zig": "Zig",
    "*.nimble": "Nim",
    "Project.toml": "Julia",
    "DESCRIPTION": "R",
    "cpanfile": "Perl",
    "CMakeLists.txt": "C or C++",
    "meson.build": "C or C++",
    "configure.ac": "C or C++",
}
"""Manifests at the top of a project; the more telling one first."""


def language_of(project: Project) -> tuple[str, str] | None:
    """The language of a project and the file that says it; None where none is known."""
    tops = sorted(path for path in project.files if "/" not in path)
    for pattern, language in LANGUAGES.items():
        found = next((path for path in tops if fnmatchcase(path, pattern)), None)
        if found is not None:
            return language, found
    return None
