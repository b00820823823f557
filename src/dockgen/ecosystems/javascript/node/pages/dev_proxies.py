"""Paths that a development server hands to another one: `server.proxy` of Vite and its like.

nginx has the finished pages alone, so that such a path would get the application's first page.
https://vite.dev/config/server-options#server-proxy,
https://webpack.js.org/configuration/dev-server/#devserverproxy,
https://create-react-app.dev/docs/proxying-api-requests-in-development,
https://angular.dev/tools/cli/serve#proxying-to-a-backend-server,
https://parceljs.org/features/development/#api-proxy
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from dockgen.core.facts import Evidence
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, TextFile
from dockgen.ecosystems.javascript.node.frameworks.frameworks import with_endings
from dockgen.ecosystems.javascript.node.sources.source import OPENERS, TOKEN, Literals
from dockgen.readers.package_json import PackageJson

EVERYTHING = ""
"""Stands for all that is neither a file nor asked for as a page."""

PLACES = (
    ("vite.config", ("server", "proxy")),
    ("vue.config", ("devServer", "proxy")),
    ("astro.config", ("vite", "server", "proxy")),
    ("nuxt.config", ("nitro", "devProxy")),
    ("nuxt.config", ("vite", "server", "proxy")),
    ("rsbuild.config", ("server", "proxy")),
    ("quasar.config", ("devServer", "proxy")),
    ("quasar.conf", ("devServer", "proxy")),
    ("gatsby-config", ("proxy",)),
    (".umirc", ("proxy",)),
    ("config/config", ("proxy",)),
    ("config/index", ("dev", "proxyTable")),
    ("rspack.config", ("devServer", "proxy")),
    ("craco.config", ("devServer", "proxy")),
    *(
        (f"{folder}webpack{name}", ("devServer", "proxy"))
        for folder in ("", "config/", "build/", "webpack/")
        for name in (".config", ".dev", ".common", ".config.dev", ".dev.config", ".dev.conf")
    ),
    *((f"{folder}vite.config", ("server", "proxy")) for folder in ("config/", "client/", "web/")),
)
"""Where each tool is told, by the file and the keys in it."""

WHOLE = (".proxyrc", ".proxyrc.json", "proxy.conf.json", "src/proxy.conf.json", "proxy.conf.js")
"""Files that hold nothing else."""

MIDDLEWARE = ("src/setupProxy.js", "src/setupProxy.ts", ".proxyrc.js", ".proxyrc.cjs")
"""Programs that add middleware: https://github.com/chimurai/http-proxy-middleware."""

NAMED = lazy_regex(r"--proxy-config[= ]['\"]?([\w./-]+)")
USES = lazy_regex(
    r"(?P<use>\.use\(\s*)?(?:(?:createProxyMiddleware|proxy|legacyCreateProxyMiddleware)\(\s*)?"
    r"(?P<paths>\[[^\]]{0,300}\]|['\"`][/^][^'\"`\n]*['\"`])\s*,\s*"
    r"(?=(?:createProxyMiddleware|proxy|legacyCreateProxyMiddleware)\(|\{)(?P<rest>[^;]{0,800})"
)
TARGET = lazy_regex(
    r"\b(?:target|url)['\"]?\s*:\s*[^'\"`,{}\n]{0,80}?['\"`](?P<one>[^'\"`]*)['\"`]"
    r"|(?P<other>(?:https?|wss?)://[^'\"`\s,{}]+)"
)
CONTEXT = lazy_regex(
    r"\b(?:context|pathFilter|prefix)['\"]?\s*:\s*(\[[^\]]*\]|['\"`][^'\"`]+['\"`])"
)
STRING = lazy_regex(r"['\"`]([^'\"`\n]*)['\"`]")
REPLACED = (
    lazy_regex(
        r"\.replace\(\s*/\^(?P<old>(?:\\/|[\w.-])+)/\w*\s*,\s*['\"`](?P<new>[^'\"`]*)['\"`]"
    ),
    lazy_regex(
        r"\b(?:pathRewrite|rewrite)['\"]?\s*:\s*\{[^{}]{0,200}?['\"]\^?(?P<old>/[\w./-]*)['\"]\s*:"
        r"\s*['\"](?P<new>[^'\"]*)['\"]"
    ),
)
PLAIN = lazy_regex(r"/[\w@~-][\w.@~-]*(?:/[\w.@~-]+)*/?")
GLOB = lazy_regex(r"(?:/?\*{1,2}|/?\(?\.\*\)?\$?)+$|\$$")
EITHER = lazy_regex(r"/\((?:\?:)?(?P<names>[\w@~-]+(?:\|[\w@~-]+)*)\)(?P<rest>.*)")
BEGINS = lazy_regex(
    r"(?:module\.exports\s*=|export\s+default|(?:const|let|var)\s+\w+\s*(?::[^=\n]+)?=)\s*(?=[\[{])"
)
IDENTIFIER = lazy_regex(r"\s*([A-Za-z_$][\w$]*)\s*(?=[,}\n;])")


class Proxy(NamedTuple):
    """One path.

    Args:
        path: what such addresses begin with; `EVERYTHING` for all that is no page.
        sent_as: what stands in its place in what the other server gets.
        target: that server as the settings name it; empty where they do not say it plainly.
        evidence: where that stands.
    """

    path: str
    sent_as: str
    target: str
    evidence: Evidence


def find(project: Project, package: PackageJson, framework: str) -> list[Proxy]:
    """The paths that a site's development server hands on, each once.

    Args:
        project: the project.
        package: the site's package.json.
        framework: the name of its framework.
    """
    found: dict[str, Proxy] = {}
    for one in _all(project, package, framework):
        found.setdefault(one.path, one)
    return list(found.values())


def _all(project: Project, package: PackageJson, framework: str) -> Iterator[Proxy]:
    for name, keys in PLACES:
        for file in _files(project, package, with_endings(name)):
            offset = Literals(file).offset(*keys)
            if offset is not None:
                yield from _in_value(file, offset, ".".join(keys))
    for file in _files(project, package, (*_named(package), *WHOLE)):
        begin = BEGINS.search(file.text)
        yield from _in_value(file, begin.end() if begin else 0, "proxy")
    for file in _files(project, package, MIDDLEWARE):
        yield from _of_middleware(file, package)
    if framework == "create-react-app":
        yield from _of_package(package)


def _files(project: Project, package: PackageJson, names: tuple[str, ...]) -> Iterator[TextFile]:
    for path in dict.fromkeys(package.inside(name) for name in names):
        file = project.readable(path) if project.has(path) else None
        if file is not None:
            yield file


def _named(package: PackageJson) -> tuple[str, ...]:
    """The files that scripts and angular.json hand to `ng serve`."""
    scripts = (package.script(name) for name in package.json.keys("scripts"))
    return tuple(match[1] for one in scripts if one for match in NAMED.finditer(one.value))


def _of_package(package: PackageJson) -> Iterator[Proxy]:
    evidence = package.json.evidence("proxy")
    value = package.json.value("proxy")
    if isinstance(value, str):
        yield Proxy(EVERYTHING, "", value, evidence)
    for path, entry in value.items() if isinstance(value, dict) else ():
        target = entry.get("target") if isinstance(entry, dict) else entry
        for clean in _clean(str(path)):
            yield Proxy(clean, clean, target if isinstance(target, str) else "", evidence)


def _in_value(file: TextFile, offset: int, key: str) -> Iterator[Proxy]:
    """The paths of an object, of a list of objects, or of a plain address."""
    named = IDENTIFIER.match(file.text, offset)
    if named is not None:
        declared = re.search(rf"\b(?:const|let|var)\s+{re.escape(named[1])}\b[^=\n]*=", file.text)
        offset = declared.end() if declared else offset
    parts = list(_parts(file.text, offset))
    if any(CONTEXT.match(file.text, begin) for begin, _ in parts):
        parts = [(parts[0][0], parts[-1][1])]  # an object that is one entry itself
    for begin, end in parts:
        text = file.text[begin:end]
        evidence = Evidence(key, file.path, file.line_of(begin))
        own = STRING.match(text)
        if own is not None and text[own.end() :].lstrip()[:1] != ":":
            yield Proxy(EVERYTHING, "", own[1], evidence)
            continue
        context = CONTEXT.search(text)
        names = STRING.findall(context[1]) if context else [own[1]] if own else []
        yield from _entries(names, text[own.end() if own else 0 :], evidence)


def _parts(text: str, offset: int) -> Iterator[tuple[int, int]]:
    """Where each entry of the object or list that begins at an offset stands, or a lone string."""
    depth, begin = 0, -1
    for match in TOKEN.finditer(text, offset):
        piece, kind = match[0], match.lastgroup
        if kind == "comment":
            continue
        if depth == 0 and piece not in OPENERS:
            if kind == "string":
                yield match.span()
            return  # a name, a call: nothing plain
        ends = depth == 1 and (piece == "," or piece in OPENERS.values())
        if ends and begin >= 0:
            yield begin, match.start()
        begin = -1 if ends else match.start() if depth == 1 and begin < 0 else begin
        depth += (piece in OPENERS) - (piece in OPENERS.values())
        if depth == 0:
            return


def _entries(paths: list[str], text: str, evidence: Evidence) -> Iterator[Proxy]:
    target = TARGET.search(text)
    address = (target["one"] or target["other"] or "") if target else ""
    base = _base(address)
    for path in paths:
        for clean in _clean(path):
            yield Proxy(clean, base + _replaced(clean, text), address, evidence)


def _replaced(path: str, text: str) -> str:
    """What a rewrite makes of a path."""
    for pattern in REPLACED:
        for match in pattern.finditer(text):
            old = match["old"].replace("\\/", "/").rstrip("/") or "/"
            if path == old or path.startswith(f"{old}/"):
                return match["new"].rstrip("/") + path[len(old) :].rstrip("/")
    return path.rstrip("/")


def _base(address: str) -> str:
    """The path of an address, which comes before that of what is handed on."""
    try:
        plain = "://" in address and "${" not in address
        return urlsplit(address).path.rstrip("/") if plain else ""
    except ValueError:
        return ""


def _clean(path: str) -> list[str]:
    """The beginnings of addresses that a pattern stands for; none where it is not plain."""
    if path in {"/", "*", "**", "/**", "/*", "^/"}:
        return [EVERYTHING]
    plain = GLOB.sub("", path.removeprefix("^").replace("\\/", "/"))
    either = EITHER.fullmatch(plain)
    several = (
        [f"/{one}{either['rest']}" for one in either["names"].split("|")] if either else [plain]
    )
    return [one.rstrip("/") for one in several if PLAIN.fullmatch(one)]


def _of_middleware(file: TextFile, package: PackageJson) -> Iterator[Proxy]:
    """`app.use("/api", createProxyMiddleware({ target }))`, in its three forms."""
    carried = package.dependency("http-proxy-middleware")
    major = re.search(r"\d+", carried.value) if carried else None
    for match in USES.finditer(file.text):
        evidence = Evidence("proxy", file.path, file.line_of(match.start("paths")))
        target = TARGET.search(match["rest"])
        address = (target["one"] or target["other"] or "") if target else ""
        # From 3 on, the path that Express matched is taken off.
        takes_off = match["use"] and major is not None and int(major[0]) >= 3
        for path in STRING.findall(match["paths"]):
            for clean in _clean(path):
                sent = "" if takes_off else _replaced(clean, match["rest"])
                yield Proxy(clean, _base(address) + sent, address, evidence)
    for context in CONTEXT.finditer(file.text):
        evidence = Evidence("proxy", file.path, file.line_of(context.start()))
        begin = file.text.rfind("(", 0, context.start())
        around = file.text[max(begin, 0) : context.end() + 300]
        yield from _entries(STRING.findall(context[1]), around, evidence)
