"""Build targets that a plugin of Nx makes of a tool's own configuration file.

https://nx.dev/docs/concepts/inferred-tasks. A plugin runs the tool in the project's folder, so that
paths in the configuration are relative to that.
"""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from dockgen.core.facts import Evidence
from dockgen.core.project import Project
from dockgen.ecosystems.javascript.node.frameworks.frameworks import SCRIPT_ENDINGS
from dockgen.ecosystems.javascript.node.monorepos.nx_names import NX
from dockgen.ecosystems.javascript.node.sources.source import Literals
from dockgen.readers.json import json_with_comments

CONFIGURATIONS = {
    "@nx/vite": "vite.config",
    "@nx/webpack": "webpack.config",
    "@nx/rspack": "rspack.config",
}
"""The file that makes a folder a project with a build, by the package of the plugin."""


class Rule(NamedTuple):
    """How a plugin for a framework makes a build.

    Args:
        framework: the framework's name in the tables.
        file: the configuration file that makes a folder a project with a build.
        command: the framework's command that the build runs in that folder.
        word: a word that the file holds, where other tools have a file of this name too.
    """

    framework: str
    file: str
    command: str
    word: str = ""


FRAMEWORKS = {
    "@nx/next": (Rule("next", "next.config", "next build"),),
    "@nx/nuxt": (Rule("nuxt", "nuxt.config", "nuxt build"),),
    "@nx/react/router-plugin": (Rule("react-router", "react-router.config", "react-router build"),),
    "@nx/remix": (
        Rule("remix", "remix.config", "remix build"),
        Rule("remix", "vite.config", "remix vite:build", "@remix-run/dev"),
    ),
}
"""By the package of the plugin: https://nx.dev/docs/technologies."""


class Inferred(NamedTuple):
    """A build that no project.json describes.

    Args:
        target: the target's name.
        output: the folder that it writes, relative to the repository.
        entry: the file in it that starts a server; empty for a site.
        evidence: the configuration file, with the place that tells the output folder.
        framework: the framework whose row of the table tells output and start instead; or empty.
        command: the framework's own command that builds.
    """

    target: str
    output: str
    entry: str
    evidence: Evidence
    framework: str = ""
    command: str = ""


def build(project: Project, folder: str) -> Inferred | None:
    """The build of the project in a folder, or None where no plugin makes one of an application.

    Raises:
        UnusableInput: nx.json or a configuration file cannot be used.
    """
    plugins = project.parsed(NX, json_with_comments).value("plugins")
    for one in plugins if isinstance(plugins, list) else []:
        entry = one if isinstance(one, dict) else {"plugin": one}
        package = str(entry.get("plugin")).removesuffix("/plugin")
        options = entry.get("options")
        told = options if isinstance(options, dict) else {}
        made = _of_framework(project, folder, package, told)
        made = made or _of_tool(project, folder, package, told)
        if made is not None:
            return made
    return None


def _of_framework(
    project: Project, folder: str, package: str, options: dict[str, object]
) -> Inferred | None:
    for rule in FRAMEWORKS.get(package, ()):
        path = _configuration(project, folder, rule.file)
        if path is not None and rule.word in project.read(path).text:
            target = _target(options)
            return Inferred(target, "", "", Evidence("file", path), rule.framework, rule.command)
    return None


def _of_tool(
    project: Project, folder: str, package: str, options: dict[str, object]
) -> Inferred | None:
    file = CONFIGURATIONS.get(package)
    path = _configuration(project, folder, file) if file else None
    if path is None:
        return None
    found = _of_vite if file == "vite.config" else _of_webpack
    made = found(project, folder, Literals(project.read(path)))
    return made._replace(target=_target(options)) if made else None


def _configuration(project: Project, folder: str, name: str) -> str | None:
    return project.first(*(f"{folder}/{name}.{ending}" for ending in SCRIPT_ENDINGS))


def _target(options: dict[str, object]) -> str:
    named = options.get("buildTargetName")
    return named if isinstance(named, str) else "build"


def _of_vite(project: Project, folder: str, config: Literals) -> Inferred | None:
    """Pages where there is an index.html to begin with: https://vite.dev/guide/#index-html-and-project-root."""
    if not project.has(f"{folder}/index.html"):
        return None
    told = config.get("build", "outDir")
    evidence = told.evidence if told else Evidence("file", config.path)
    return Inferred("", _joined(folder, told.value if told else "dist"), "", evidence)


def _of_webpack(project: Project, folder: str, config: Literals) -> Inferred | None:
    """A server where its target is Node.js, pages where a page is named.

    https://nx.dev/docs/technologies/build-tools/webpack/guides/webpack-plugins
    """
    told = config.get("output", "path") or config.get("plugins", "outputPath")
    evidence = told.evidence if told else Evidence("file", config.path)
    output = _joined(folder, told.value if told else "dist")
    target = config.get("target") or config.get("plugins", "target")
    if target is not None and target.value == "node":
        file = config.get("output", "filename") or config.get("plugins", "outputFileName")
        name = file.value if file and "[" not in file.value else "main.js"
        return Inferred("", output, posixpath.join(output, name), evidence)
    if config.get("plugins", "index") is None and not project.has(f"{folder}/src/index.html"):
        return None
    return Inferred("", output, "", evidence)


def _joined(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join(folder, path))
