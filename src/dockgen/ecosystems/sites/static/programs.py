"""What says that a folder holds somebody's program, so that pages in it are a part of that."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project

PAGES_MAY_HAVE = frozenset(("package.json", "deno.json", "deno.jsonc"))
"""Manifests that pages have for their tools; the detector that reads them knows a program."""

OTHER_MANIFESTS = (
    "Gemfile composer.json mix.exs rebar.config Package.swift CMakeLists.txt meson.build "
    "dune-project stack.yaml pubspec.yaml shard.yml build.zig setup.cfg manage.py artisan "
    "configure.ac Project.toml DESCRIPTION cpanfile"
).split()
"""Manifests of languages beside those that dockgen knows."""

ENDINGS = (".csproj", ".fsproj", ".vbproj", ".sln", ".slnx", ".gemspec", ".cabal", ".nimble")

COMPILED = (
    ".go .rs .java .kt .scala .clj .cs .fs .ex .erl .hs .swift .c .cc .cpp .zig .nim .cr".split()
)
"""Sources of languages that run nowhere before they are compiled."""

SERVED_BY_ITSELF = (".php", ".cgi", ".jsp", ".aspx", ".cshtml", ".erb")
"""Pages that a program makes anew for each request; a web server alone would send their source."""

SCRIPTS = (".py", ".rb", ".pl", ".js", ".mjs", ".cjs", ".ts", ".lua", ".jl")

FOLDERS = ("", "src", "app", "lib", "server", "backend", "api", "cmd", "bin")
"""Where a program's sources lie: folders at the top, and the top itself."""

MOST_READ = 40
"""How many scripts are looked into."""

SERVER = lazy_regex(
    r"""
    http\.server|socketserver|\bHTTPServer\b|serve_forever|wsgiref|\bFlask\(|\bFastAPI\(|\bBottle\(
    |\bStarlette\(|aiohttp\.web|import\s+(?:django|tornado|sanic|cherrypy|uvicorn)\b
    |require\s+['"](?:sinatra|webrick|rack|socket|roda|puma)|TCPServer
    |HTTP::(?:Server|Daemon)|Mojolicious|Dancer2?
    |(?:require\(|from\s+)['"](?:node:)?(?:https?|net|http2|express|koa|fastify|@hapi/hapi|hono)['"]
    |\bcreateServer\(|Deno\.serve|Bun\.serve
    """,
    re.VERBOSE,
)
"""What a script that answers requests says."""

RULE_OF_A_PROGRAM = lazy_regex(
    r"""^\t[^\n]*?(?:
    \$\((?:CC|CXX|GO|CARGO|PYTHON)\)|\b(?:gcc|g\+\+|clang|cc)\s|\bgo\s+(?:run|build)\b
    |\bcargo\s+(?:run|build)\b|\bjavac?\s|\bdotnet\s|\bmix\s|\bghc\s|\bswift\s+(?:run|build)\b
    |\bzig\s+build|\bphp\s+-S\b|\b(?:gunicorn|uvicorn|hypercorn|flask\s+run|rackup|puma)\b
    |\bpython3?\s+(?!-m\s+http\.server)\S+\.py\s*(?:run|serve|runserver)?\s*$|\bnode\s+\S+
    )""",
    re.VERBOSE | re.MULTILINE,
)
"""A line of a Makefile that compiles or starts a program."""


def program_in(project: Project) -> str | None:
    """The file that says that a program lies here; None where pages are all there is."""
    return next(_signs(project), None)


def _signs(project: Project) -> Iterator[str]:
    from dockgen.ecosystems.registry import all_ecosystems  # it lists this very ecosystem

    known = (name for one in all_ecosystems() for name in one.manifests)
    named = project.first(*(one for one in known if one not in PAGES_MAY_HAVE), *OTHER_MANIFESTS)
    if named:
        yield named
    places = sorted(
        (path for path in project.files if _lies_where_sources_do(path)),
        key=lambda path: (path.count("/"), path),
    )
    yield from (path for path in places if path.endswith((*ENDINGS, *COMPILED, *SERVED_BY_ITSELF)))
    scripts = [path for path in places if path.endswith(SCRIPTS)]
    yield from (path for path in scripts[:MOST_READ] if _serves(project, path))
    rules = project.readable("Makefile")
    if rules and RULE_OF_A_PROGRAM.search(rules.text):
        yield "Makefile"


def _lies_where_sources_do(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    return folder.split("/")[0] in FOLDERS and not re.match(r"test_|.*[._](test|spec)\.", name)


def _serves(project: Project, path: str) -> bool:
    head = project.head(path, 64 * 1024)
    return head is not None and SERVER.search(head.decode("utf-8", "replace")) is not None
