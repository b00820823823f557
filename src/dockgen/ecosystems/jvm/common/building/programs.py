"""Programs that a build calls and its image lacks."""

from __future__ import annotations

import posixpath

from dockgen.core.facts import Evidence

PACKAGES = {
    "npm": "npm",
    "npx": "npm",
    "node": "nodejs",
    "yarn": "yarnpkg",
    "pnpm": "npm",
    "bun": "",
    "python": "python3",
    "python3": "python3",
    "make": "make",
    "git": "git",
    "docker": "",
    "protoc": "protobuf-compiler",
    "go": "golang",
    "cargo": "cargo",
    "gcc": "gcc",
    "cmake": "cmake",
    "zip": "zip",
    "wget": "wget",
}
"""Programs that builds call, and Debian's and Ubuntu's package that has each; empty for none:
https://packages.ubuntu.com."""

FRONT_END = frozenset({"npm", "npx", "node", "yarn", "pnpm", "bun"})
"""Those that build a front end from files that no POM names."""


def name_of(program: str) -> str:
    """A program by its name alone: `npm.cmd` and `/usr/bin/npm` are npm."""
    name = posixpath.basename(program.strip().replace("\\", "/"))
    return name.removesuffix(".cmd").removesuffix(".exe")


def note(program: str, place: Evidence) -> str:
    """What the user should know of a program that the image of the build has not."""
    package = PACKAGES[program]
    add = f'"packages: {{build: [{package}]}}" in .dockgen.yml adds it from the distribution'
    more = add if package else "an instruction of yours in .dockgen.yml can bring it"
    return (
        f"{place.file}:{place.line}: the build calls {program}, which its image does not have;"
        f" {more}"
    )
