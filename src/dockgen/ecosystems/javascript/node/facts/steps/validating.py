"""Which variables a build demands, and how it gets placeholders for them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator

from dockgen.core.facts import Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import TextFile
from dockgen.ecosystems.javascript.common import listening_port
from dockgen.ecosystems.javascript.node.facts.app import App
from dockgen.ecosystems.javascript.node.scripts import scripts
from dockgen.ecosystems.javascript.node.sources import env_validators, loaded_config, named_paths
from dockgen.ecosystems.javascript.node.sources.env_validators import Demanded

LOADS_SERVERS = frozenset({"next", "sveltekit", "astro"})
"""Frameworks whose build loads the modules of the server: to collect what pages there are, or to
write those that are the same for everybody."""

CONFIGS = lazy_regex(
    r"(?:next|vite|nuxt|astro|svelte|remix|react-router|webpack|rspack|rsbuild|rollup|app|quasar|vue)"
    r"\.config\.[cm]?[jt]s|gatsby-(?:config|node)\.[cm]?[jt]s"
)
RUNS = lazy_regex(
    r"\b(?:node|tsx|ts-node|bun|jiti|esno|vite-node)\s+(?:run\s+)?(?:-\S+\s+)*"
    r"(?P<file>[\w./@-]+\.[cm]?[jt]s)\b"
)


def demanded(app: App) -> list[Demanded]:
    """The variables that the build of an application demands."""
    return env_validators.read(_loaded(app))


def _loaded(app: App) -> Iterator[TextFile]:
    """The files of the project that its build loads, each once."""
    skips = app.config_files and loaded_config.without_validation(
        app.project, app.package, app.config_files
    )
    seen: set[str] = set()
    for path in _entries(app):
        for file in listening_port.followed(app.project, path, app.folder):
            if file.path not in seen:
                seen.add(file.path)
                yield file
    if app.row is None or app.row.name not in LOADS_SERVERS or skips:
        return
    for folder in [one.folder for one in app.members] or [app.folder]:
        for file in named_paths.sources(app.project, folder):
            if file.path not in seen:
                seen.add(file.path)
                yield file


def _entries(app: App) -> list[str]:
    """The configurations, and the files that the build runs, relative to the application."""
    below = f"{app.folder}/" if app.folder else ""
    found = [
        path.removeprefix(below)
        for path in app.project.inside(app.folder)
        if CONFIGS.fullmatch(path.removeprefix(below))
    ]
    build = app.build_script
    text = scripts.expanded(build, app.package) if build else ""
    script = app.package.script("prebuild")
    text += f" ; {scripts.expanded(script, app.package)}" if script else ""
    return [*found, *(match["file"] for match in RUNS.finditer(text))]


def with_placeholders(app: App, command: str) -> str:
    """A build command with placeholders for what it demands, which no image keeps.

    Turborepo from 2 on passes on what turbo.json names and nothing else:
    https://turborepo.com/docs/crafting-your-repository/using-environment-variables#strict-mode.
    """
    told = [one for one in demanded(app) if not one.is_public]
    told = [one for one in told if not re.search(rf"(?:^|\s){one.name}=", command)]
    if not told:
        return command
    evidence, names = told[0].evidence, ", ".join(one.name for one in told)
    app.findings.warn(
        f"{evidence.file}:{evidence.line} stops the build without {names}: the build has "
        "placeholders for that one command, and the image needs its own values"
    )
    values = " ".join(f"{one.name}={shlex.quote(one.value)}" for one in told)
    if " turbo run " in f" {command}" and "--env-mode" not in command:
        command += " --env-mode=loose"
    return " && ".join(f"{values} {one}" for one in command.split(" && "))


def public_arguments(app: App, known: set[str]) -> dict[str, Fact[str]]:
    """The public variables that the build demands and no env file has, for ARG."""
    found = [one for one in demanded(app) if one.is_public and one.name not in known]
    public = {one.name: Fact(one.value, one.evidence) for one in found}
    if public:
        evidence = found[0].evidence
        app.findings.warn(
            f"{evidence.file}:{evidence.line} stops the build without {', '.join(public)}, which "
            "becomes part of the pages: give the real value with `docker build --build-arg`"
        )
    return public
