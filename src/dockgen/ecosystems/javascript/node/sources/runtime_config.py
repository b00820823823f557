"""Settings of a page that come in when it is served, not when it is built.

A page that loads `/config.js` before its own scripts can be given other settings without another
build: public/config.js holds the ones for development, `window.APP_CONFIG = { API_URL: "…" }`, and
the image replaces those that the environment names.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.readers.package_json import PackageJson

PAGES = ("index.html", "public/index.html", "src/index.html")
FOLDERS = ("public", "static", "src", "src/assets")
SCRIPT = lazy_regex(
    r"<script[^>]*\ssrc=[\"'](?:%PUBLIC_URL%|%BASE_URL%|<%= BASE_URL %>|\.)?/?"
    r"((?:[\w-]+[-.])?(?:config|env|settings)\.js)[\"']",
    re.IGNORECASE,
)
COMMENT = lazy_regex(r"//[^\n\"']*$|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)", re.MULTILINE | re.DOTALL)
OBJECT = lazy_regex(
    r"(?:window|globalThis|self)\.(\w+)\s*=\s*(?:Object\.freeze\()?\{(.*?)\}", re.DOTALL
)
KEY = lazy_regex(r"(?:^|[{,])[^\S\n]*[\"']?([A-Za-z_][A-Za-z0-9_]*)[\"']?\s*:", re.MULTILINE)


class RuntimeConfig(NamedTuple):
    """A file of settings that a page loads.

    Args:
        path: its address below the page's root: `config.js`.
        holder: the property of `window` that holds the settings.
        names: the settings; each can come from a variable of the same name.
    """

    path: Fact[str]
    holder: str
    names: tuple[str, ...]


def read(project: Project, package: PackageJson) -> RuntimeConfig | None:
    """The settings that a page loads, or None where it loads none that can be read."""
    for page in PAGES:
        inside = package.inside(page)
        if not project.has(inside):
            continue
        file = project.read(inside)
        match = SCRIPT.search(re.sub(r"<!--.*?-->", "", file.text, flags=re.DOTALL))
        if match is None:
            continue
        line = file.line_of(file.text.find(match[0]))
        found = _settings(project, package, match[1])
        if found is not None:
            path = Fact(match[1], Evidence("script", inside, line))
            return RuntimeConfig(path, *found)
    return None


def _settings(
    project: Project, package: PackageJson, name: str
) -> tuple[str, tuple[str, ...]] | None:
    for folder in FOLDERS:
        path = package.inside(f"{folder}/{name}")
        if not project.has(path):
            continue
        text = re.sub(
            r"//[^\n\"']*$|/\*(?:[^*]|\*(?!/))*+(?:\*/|\Z)",
            "",
            project.read(path).text,
            flags=re.MULTILINE | re.DOTALL,
        )
        match = OBJECT.search(text)
        if match:
            return match[1], tuple(dict.fromkeys(KEY.findall(match[2])))
    return None
