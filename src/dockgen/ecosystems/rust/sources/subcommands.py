"""The subcommand by which a program of several serves: `demo serve`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import TextFile
from dockgen.ecosystems.rust.sources.program import Sources, evidence_of

SERVING = ("serve", "server", "start", "run", "web", "http", "daemon", "api", "listen")
"""Names of the subcommand that serves, the most usual first."""

ENUM = lazy_regex(r"#\[derive\([^)]*\bSubcommand\b[^)]*\)\][^{;]*?\benum\s+\w+[^{]*\{")
VARIANT = lazy_regex(r"(?:^|[,{}\]\s])\s*(?P<name>[A-Z]\w*)\s*(?=[{(,}]|$)")
NAMED = lazy_regex(r"#\[(?:command|clap)\([^)]*\bname\s*=\s*\"(?P<name>[\w-]+)\"")
BUILT = lazy_regex(r"\b(?:Command|SubCommand|App)::(?:new|with_name)\(\s*\"(?P<name>[\w-]+)\"\s*\)")
LOCO = "loco-rs"
"""https://loco.rs/docs/the-app/your-project/: its programs have `start`."""


def serving(sources: Sources, crates: frozenset[str]) -> Fact[str] | None:
    """The subcommand that serves; None where the program has none.

    Args:
        sources: the program's sources.
        crates: the crates that it depends on.
    """
    if LOCO in crates:
        return Fact("start", Evidence(LOCO, sources.files[0].path if sources.files else None))
    if "clap" not in crates and "structopt" not in crates:
        return None
    found: dict[str, Evidence] = {}
    for name, place in _subcommands(sources):
        found.setdefault(name, place)
    return next((Fact(name, found[name]) for name in SERVING if name in found), None)


def _subcommands(sources: Sources) -> Iterator[tuple[str, Evidence]]:
    for file, match in sources.each(ENUM):
        for name in _variants(file, match.end()):
            yield name, evidence_of(file, match)
    for file, match in sources.each(BUILT):
        yield match["name"], evidence_of(file, match)


def _variants(file: TextFile, start: int) -> Iterator[str]:
    """The names of an enum's variants, as clap spells them."""
    depth, top = 1, []
    for character in file.text[start : start + 20_000]:
        depth += (character == "{") - (character == "}")
        if depth == 0:
            break
        if depth == 1 or character == "{":
            top.append(character)
    body = "".join(top)
    yield from (one["name"] for one in NAMED.finditer(body))
    for match in VARIANT.finditer(re.sub(r"#\[[^\]]*\]|\([^)]*\)", " ", body)):
        yield re.sub(r"(?<!^)(?=[A-Z])", "-", match["name"]).lower()
