"""The files that a program opens when it runs, and the folders that it writes to."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from dockgen.core.facts import Evidence
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.rust.sources.program import Sources, evidence_of

PATH = r"[\w./*@ -]+"
SERVED = lazy_regex(
    r"\b(?:ServeDir|ServeFile|StaticFilesEndpoint|StaticFileEndpoint|StaticDir|StaticFile|FileServer"
    r"|NamedFile|Tera|SpaRouter)\s*::\s*(?:new|from|open|open_async)\s*\(\s*"
    rf"(?:relative!\(\s*|&?\[\s*)?\"(?P<path>{PATH})\""
)
"""`ServeDir::new("assets")`, `Tera::new("templates/**/*")`, `FileServer::new("static")`."""

SECOND = lazy_regex(
    rf"\b(?:Files::new|register_template_file|register_template_source)\s*\(\s*\"[^\"]*\"\s*,\s*"
    rf"\"(?P<path>{PATH})\""
)
"""`Files::new("/static", "./static")`."""

OPENED = lazy_regex(
    r"\b(?:fs::(?:read_to_string|read|read_dir|canonicalize|dir|file)|File::(?:open|with_name)"
    r"|path_loader|Path::new|PathBuf::from|register_templates_directory)\s*\(\s*&?"
    rf"\"(?P<path>{PATH})\""
)
AT_MANIFEST = lazy_regex(
    rf"\benv!\(\s*\"CARGO_MANIFEST_DIR\"\s*\)[^;\"]{{0,60}}\"/?(?P<path>{PATH})\""
)
"""`concat!(env!("CARGO_MANIFEST_DIR"), "/static")`: below the package, whatever the folder."""

JOINED = lazy_regex(
    rf"\.join\(\s*\"(?P<path>{PATH})\"\s*\)|\bformat!\(\s*\"\{{\w*\}}/(?P<below>{PATH})\""
)
"""`current_dir()?.join("assets")`, `format!("{folder}/assets")`."""

COMPILED_IN = lazy_regex(r"\binclude_(?:str|bytes|dir)!\s*\(\s*[^;]{0,80}$")
"""What stands before a path that only the compiler reads."""

MADE = lazy_regex(
    r"\b(?:create_dir(?:_all)?|File::create|fs::write|rolling::(?:daily|hourly|minutely|never))"
    r"\s*\(\s*&?\"(?P<path>[\w./-]+)\""
)
SQLITE = lazy_regex(r"\bsqlite:(?://)?(?P<path>(?!/)[\w.][\w./-]*/)[\w.-]+")

CONFIGURED = {
    "config": ("config", "configuration", "Settings.toml", "settings.toml", "config.toml"),
    "figment": ("App.toml", "config.toml", "Config.toml", "config"),
    "rocket": ("Rocket.toml",),
    "rocket_dyn_templates": ("templates",),
    "leptos": (),
    "loco-rs": ("config", "assets"),
    "fluent-templates": (),
}
"""What a library reads by itself, by the name of its crate."""

EMBEDDED = lazy_regex(
    r"(?:#\[\s*folder\s*=\s*|\binclude_dir!\s*\(\s*)"
    r"\"(?:\$CARGO_MANIFEST_DIR/)?(?P<path>[^\"$]+)\""
)
"""`#[folder = "dist"]` of rust-embed, `include_dir!("$CARGO_MANIFEST_DIR/dist")`."""

Found = dict[str, Evidence]
SOURCES = frozenset((".", "src", "target", "tests", "Cargo.toml", "Cargo.lock"))


def read_when_running(sources: Sources, crates: frozenset[str]) -> Found:
    """The files and folders of the project that the program opens, with the places that say so.

    Args:
        sources: the program's sources.
        crates: the crates that it depends on.
    """
    found: Found = {}
    for path, evidence in _mentioned(sources):
        found.setdefault(path, evidence)
    for crate, names in CONFIGURED.items():
        for name in names if crate in crates else ():
            inside = _in_project(sources, name)
            if inside is not None and inside not in found:
                found[inside] = Evidence("file", inside, reason=f"{crate} reads it")
    return {
        path: evidence
        for path, evidence in found.items()
        if not any(path.startswith(f"{other}/") for other in found)
    }


def _mentioned(sources: Sources) -> Iterator[tuple[str, Evidence]]:
    for file, match in sources.each(AT_MANIFEST):
        inside = _existing(sources, sources.package.inside(_stem(match["path"])))
        if inside is not None and not _is_compiled_in(file.text, match):
            yield inside, evidence_of(file, match)
    for pattern in (SERVED, SECOND, OPENED):
        for file, match in sources.each(pattern):
            found = _in_project(sources, _stem(match["path"]))
            if found is not None:
                yield found, evidence_of(file, match)

    for file, match in sources.each(JOINED):
        joined = _in_project(sources, _stem(match["path"] or match["below"]))
        if joined is not None:
            yield joined, evidence_of(file, match)


def _is_compiled_in(text: str, match: re.Match[str]) -> bool:
    return COMPILED_IN.search(text[max(0, match.start() - 120) : match.start()]) is not None


def _stem(path: str) -> str:
    """The folder before a wildcard: `templates/**/*` reads `templates`."""
    before = path.split("*", 1)[0]
    return before.rpartition("/")[0] if "*" in path else before


def _in_project(sources: Sources, path: str) -> str | None:
    """Where a relative path leads: from the top, where `cargo run` is called, or the package."""
    if path.startswith("/"):
        return None
    places = (posixpath.normpath(path), sources.package.inside(path))
    return next((one for one in places if _existing(sources, one)), None)


def _existing(sources: Sources, path: str) -> str | None:
    known = sources.project.has(path) or sources.project.has_folder(path)
    return path if known and _top(path) not in SOURCES and "/src/" not in path else None


def _top(path: str) -> str:
    return path.split("/", 1)[0]


def written_when_running(sources: Sources) -> Found:
    """The relative folders that the program makes or writes to, with the places that say so."""
    found: Found = {}
    for pattern in (MADE, SQLITE):
        for file, match in sources.each(pattern):
            path = match["path"]
            if pattern is MADE and "create_dir" not in match[0] and "rolling" not in match[0]:
                path = posixpath.dirname(path)
            path = posixpath.normpath(path or ".")
            if not path.startswith(("/", "..")) and _top(path) not in SOURCES:
                found.setdefault(path, evidence_of(file, match))
    return found
