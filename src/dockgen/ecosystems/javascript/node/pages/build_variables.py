"""Variables that a build writes into what it makes: arguments where public, else build secrets."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from dockgen.core.facts import Evidence, Fact, words
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import TextFile
from dockgen.ecosystems.javascript.node.facts.app import App
from dockgen.readers import env_files

EXAMPLES = (
    ".env.example .env.sample .env.template .env.dist .env.local.example .env.example.local "
    ".env.production.example example.env"
).split()
"""Files that name variables for those who copy them."""

SOURCES = tuple(".ts .tsx .js .jsx .mjs .cjs .mts .vue .svelte .astro .html".split())
TESTS = lazy_regex(r"(?:^|/)(?:tests?|__tests__|e2e|cypress|__mocks__)/|\.(?:test|spec|stories)\.")
MAX_FILES = 500
"""How many sources are looked through."""

USED = lazy_regex(
    r"\b(?:import\.meta\.env|process\.env)(?:\?)?(?:\.|\[\s*['\"])(?P<name>[A-Z][A-Z0-9_]*)"
    r"|%(?P<page>[A-Z][A-Z0-9_]{2,})%"
)
STATIC = lazy_regex(
    r"import\s*\{(?P<names>[^{}]*)\}\s*from\s*['\"]\$env/static/(?P<kind>public|private)['\"]"
)
"""Variables that SvelteKit wants while it builds:
https://svelte.dev/docs/kit/$env-static-private."""

Found = dict[str, Fact[str]]


def settle(app: App) -> None:
    """Settle the variables that the build takes, and say how they are given to it.

    The values of an example are those that the build has unless others are given.
    """
    asked = _asked(app)
    given = _public(app, asked.example)
    read = _public(app, {**asked.used, **asked.imported})
    wanted = {one: fact for one, fact in read.items() if one not in given}
    given |= {one: wanted.pop(one)._replace(value="") for one in asked.imported if one in wanted}
    known = app.settle_build_arguments(given)
    wanted = {one: fact for one, fact in wanted.items() if one not in known}
    if wanted:
        first = next(iter(wanted.values())).evidence
        app.findings.settle("build_argument_names", words, Fact(tuple(wanted), first))
    new = [fact for name, fact in given.items() if known.get(name) is fact]
    new += wanted.values()
    if new:
        app.findings.warn(
            f"{_listed(new)}: the build writes these variables into what everybody reads; set them "
            f"with docker build --build-arg {new[0].evidence.key}=…"
        )
    _settle_secrets(app, asked, known)


class _Asked:
    """What the sources and an example ask for.

    Args:
        example: the variables of the example, with their values.
        used: the variables that sources read, each with its place.
        imported: those that a build cannot do without and everybody may read.
        private: those that a build cannot do without and nobody may read.
    """

    def __init__(self, example: Found, used: Found, imported: Found, private: Found) -> None:
        self.example = example
        self.used = used
        self.imported = imported
        self.private = private


def _asked(app: App) -> _Asked:
    used, imported, private = dict[str, Fact[str]](), dict[str, Fact[str]](), dict[str, Fact[str]]()
    kit = app.row is not None and app.row.name == "sveltekit"
    for file in _sources(app):
        for match in USED.finditer(file.text):
            name = match["name"] or match["page"]
            used.setdefault(name, _at(file, match.start(), name))
        for match in STATIC.finditer(file.text) if kit else ():
            into = imported if match["kind"] == "public" else private
            for name in re.findall(r"(?:^|,)\s*(\w+)", match["names"]):
                into.setdefault(name, _at(file, match.start(), name))
    return _Asked(_example(app), used, imported, private)


def _at(file: TextFile, offset: int, name: str) -> Fact[str]:
    return Fact(name, Evidence(name, file.path, file.line_of(offset)))


def _sources(app: App) -> Iterator[TextFile]:
    below = f"{app.folder}/" if app.folder else ""
    if app.row is None or not app.row.public_prefix:
        return
    paths = (path for path in sorted(app.project.files) if path.startswith(below))
    named = [one for one in paths if one.endswith(SOURCES) and not TESTS.search(one)]
    for path in named[:MAX_FILES]:
        file = app.project.readable(path)
        if file is not None:
            yield file


def _example(app: App) -> Found:
    for name in EXAMPLES:
        path = app.inside(name)
        if app.project.has(path) and app.project.readable(path) is not None:
            return {one.evidence.key: one for one in env_files.variables(app.project, path)}
    return {}


def _prefix(app: App) -> str:
    return app.row.public_prefix if app.row else ""


def _is_public(app: App, name: str) -> bool:
    return bool(_prefix(app)) and name.startswith(_prefix(app))


def _public(app: App, found: Found) -> Found:
    """Those that everybody may read, and whose names do not sound like secrets."""
    named = {name: one for name, one in found.items() if _is_public(app, name)}
    return {name: one for name, one in named.items() if not env_files.SOUNDS_SECRET.search(name)}


def _settle_secrets(app: App, asked: _Asked, given: Found) -> None:
    found = dict(asked.private)
    builds_pages = app.is_site
    for name, one in asked.example.items():
        needed = _is_public(app, name) or (builds_pages and name in asked.used)
        if needed and name not in given and env_files.SOUNDS_SECRET.search(name):
            found.setdefault(name, one)
    if not found:
        return
    first, evidence = next((name, one.evidence) for name, one in found.items())
    app.findings.settle("build_secrets", words, Fact(tuple(found), evidence))
    app.findings.warn(
        f"{_listed(found.values())}: the build reads these variables, which are secret: "
        f"docker build --secret id={first},env={first}"
    )


def _listed(found: Iterable[Fact[str]]) -> str:
    """The names of variables, each with its place; of many, the first ones."""
    every = [f"{one.evidence.key} ({_place(one.evidence)})" for one in found]
    return ", ".join(every[:6]) + (" and more" if len(every) > 6 else "")


def _place(evidence: Evidence) -> str:
    name = posixpath.normpath(evidence.file or "")
    return f"{name}:{evidence.line}" if evidence.line else name
