"""What the files of hosting platforms say: which folder they build, and what they start.

https://devcenter.heroku.com/articles/procfile,
https://devcenter.heroku.com/articles/build-docker-images-heroku-yml,
https://render.com/docs/blueprint-spec, https://fly.io/docs/reference/configuration/,
https://docs.railway.com/reference/config-as-code,
https://docs.digitalocean.com/products/app-platform/reference/app-spec/,
https://cloud.google.com/appengine/docs/standard/reference/app-yaml,
https://skaffold.dev/docs/references/yaml/
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.readers.json import JsonFile
from dockgen.readers.nested import NestedKeys
from dockgen.readers.toml import TomlFile
from dockgen.readers.yaml import YamlFile

PROCFILE = "Procfile"
FILES = (
    "render.yaml",
    "fly.toml",
    "railway.json",
    "railway.toml",
    "app.yaml",
    ".do/app.yaml",
    "heroku.yml",
    "nixpacks.toml",
    "captain-definition",
    "skaffold.yaml",
)
WEB = lazy_regex(r"^web[ \t]*:[ \t]*(?P<command>\S.*)$", re.MULTILINE)

KEYS = frozenset(
    (
        "rootDir dockerfilePath dockerContext buildCommand startCommand source_dir dockerfile_path "
        "dockerfile build_command run_command entrypoint context cmd"
    ).split()
)
"""The keys whose values are folders, Dockerfiles and commands of what is deployed."""

NOT_WEB = frozenset({"databases", "envVarGroups", "envVars", "env", "envs", "jobs", "workers"})
STATIC = frozenset({"static_sites"})


def texts(project: Project) -> tuple[Fact[str], ...]:
    """What the files at the top say of folders and commands."""
    return tuple(_texts(project))


def beside(project: Project, folder: str) -> Fact[str] | None:
    """A platform's file in the folder itself, which says that the folder is deployed, or None."""
    path = project.first(*(posixpath.join(folder, one) for one in (PROCFILE, *FILES)))
    return Fact(folder, Evidence("file", path)) if path and folder else None


def _texts(project: Project) -> Iterator[Fact[str]]:
    file = project.readable(PROCFILE) if project.has(PROCFILE) else None
    web = WEB.search(file.text) if file else None
    if file is not None and web is not None:
        yield Fact(web["command"].rstrip(), Evidence("web", PROCFILE, file.line_of(web.start())))
    for name in FILES:
        read = _read(project, name) if project.has(name) else None
        if read is not None:
            yield from _values(read, read.top, ())


def _read(project: Project, path: str) -> NestedKeys | None:
    file = project.readable(path)
    try:
        if file is None:
            return None
        if path.endswith((".yaml", ".yml")):
            return YamlFile(file)
        return TomlFile(file) if path.endswith(".toml") else JsonFile(file)
    except UnusableInput:
        return None


def _is_web(path: tuple[str, ...]) -> bool:
    """Whether it is the process that answers requests, of fly.toml or heroku.yml."""
    return path[-2:-1] in (("processes",), ("docker",), ("run",)) and path[-1] in {"app", "web"}


def _values(file: NestedKeys, value: object, path: tuple[str, ...]) -> Iterator[Fact[str]]:
    if isinstance(value, dict):
        if (
            value.get("type") in {"worker", "cron", "pserv", "keyvalue"}
            or value.get("runtime") == "static"
        ):
            return
        for key, inner in value.items():
            if key not in NOT_WEB | STATIC:
                yield from _values(file, inner, (*path, str(key)))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _values(file, inner, (*path, str(number)))
    elif isinstance(value, str) and (path[-1] in KEYS or _is_web(path)):
        yield Fact(value, Evidence(".".join(path), file.path, file.line(*path)))
