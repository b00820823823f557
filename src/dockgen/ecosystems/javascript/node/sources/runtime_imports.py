"""Development packages that a server imports whenever it starts, as far as its sources say so.

A production install leaves them out, and Node.js stops at the first import. What a bundler writes
into its output is not imported any more; a type is not, either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import TextFile
from dockgen.readers.package_json import PackageJson

IMPORT = lazy_regex(
    r"^import\s++(?!type\b)(?:(?P<names>[^'\"\s;]++(?:\s++(?!from\s++['\"])[^'\"\s;]++)*+)\s++from\s++)?"
    r"['\"](?P<path>[^'\"]+)['\"]"
    r"|^(?:export\s+(?:\*|\{[^}]*\})\s+from\s+|(?:const|let|var)\s[^=;]++=\s*+require\(\s*+)"
    r"['\"](?P<other>[^'\"]+)['\"]",
    re.MULTILINE,
)
"""Imports at the top of a file; what a function imports may never be asked for."""

BUNDLES = lazy_regex(
    r"\besbuild\b(?=[^&|;]*--bundle)|\b(?:tsup|ncc|webpack|rollup|rolldown|tsdown|unbuild|pkgroll|"
    r"rspack|rsbuild|parcel)\b|\bbun build\b|\bvite build\b(?![^&|;]*--ssr)"
)
EXTERNAL = lazy_regex(r"--packages[= ]external\b")
COMPILES = lazy_regex(r"\b(?:tsc|swc|babel|nest build|vite build[^&|;]*--ssr)\b")


def keeps_imports(build: str) -> bool:
    """Whether what a build makes imports packages as its sources do; so does what is not built.

    Args:
        build: the commands of the build; empty where there is none.
    """
    if EXTERNAL.search(build) or not build:
        return True
    server = re.sub(r"\bvite build\b(?![^&|;]*--ssr)", "", build)  # which makes the pages
    return not BUNDLES.search(server)


def development(files: Iterable[TextFile], package: PackageJson) -> list[Fact[str]]:
    """The development packages that sources import, with their places.

    Args:
        files: the sources that the entry file leads to.
        package: the application's package.json.
    """
    only = {*package.json.keys("devDependencies")}
    only -= {*package.json.keys("dependencies"), *package.json.keys("optionalDependencies")}
    found: dict[str, Fact[str]] = {}
    for file in files:
        for match in IMPORT.finditer(file.text) if only else ():
            path = match["path"] or match["other"]
            name = "/".join(path.split("/")[: 2 if path.startswith("@") else 1])
            names = match["names"]
            typed = file.path.endswith((".ts", ".mts", ".cts", ".tsx"))
            if name not in only or (typed and names and not _is_used(names, file, match.end())):
                continue
            evidence = Evidence(name, file.path, file.line_of(match.start()))
            found.setdefault(name, Fact(name, evidence))
    return list(found.values())


def _is_used(names: str, file: TextFile, after: int) -> bool:
    """Whether an imported name is a value in the file; TypeScript leaves out all others."""
    rest = file.text[after:]
    for part in re.split(r"[{},]", names):
        if part.strip().startswith("type "):
            continue
        name = part.split(" as ")[-1].strip()
        if re.fullmatch(r"[\w$]+", name) and re.search(
            rf"(?<![\w$.:<|&]){re.escape(name)}\s*[.(`]|\bnew\s+{re.escape(name)}\b"
            rf"|\bextends\s+{re.escape(name)}\b|\.\.\.{re.escape(name)}\b"
            rf"|[=(,\[]\s*{re.escape(name)}\s*[,)\];}}]|<{re.escape(name)}[\s/]",
            rest,
        ):
            return True
    return False
