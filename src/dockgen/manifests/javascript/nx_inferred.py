"""Build targets that a plugin of Nx makes of a tool's own configuration file.

https://nx.dev/docs/concepts/inferred-tasks. A plugin runs the tool in the project's folder, so that
paths in the configuration are relative to that.
"""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from dockgen.facts import Evidence
from dockgen.manifests.javascript.frameworks import SCRIPT_ENDINGS
from dockgen.manifests.javascript.nx_names import NX
from dockgen.manifests.javascript.source import Literals
from dockgen.manifests.json_source import JsonFile
from dockgen.project import Project

CONFIGURATIONS = {
    "@nx/vite": "vite.config",
    "@nx/webpack": "webpack.config",
    "@nx/rspack": "rspack.config",
}
"""The file that makes a folder a project with a build, by the package of the plugin."""


class Inferred(NamedTuple):
    """A build that no project.json describes.

    Args:
        target: the target's name.
        output: the folder that it writes, relative to the repository.
        entry: the file in it that starts a server; empty for a site.
        evidence: the configuration file, with the place that tells the output folder.
    """

    target: str
    output: str
    entry: str
    evidence: Evidence


def build(project: Project, folder: str) -> Inferred | None:
    """The build of the project in a folder, or None where no plugin makes one of an application.

    Raises:
        UnusableInput: nx.json or a configuration file cannot be used.
    """
    plugins = JsonFile(project.read(NX), comments=True).value("plugins")
    for one in plugins if isinstance(plugins, list) else []:
        entry = one if isinstance(one, dict) else {"plugin": one}
        package = str(entry.get("plugin")).removesuffix("/plugin")
        file = CONFIGURATIONS.get(package)
        paths = [f"{folder}/{file}.{ending}" for ending in SCRIPT_ENDINGS] if file else []
        path = project.first(*paths)
        if path is None:
            continue
        options = entry.get("options")
        named = options.get("buildTargetName") if isinstance(options, dict) else None
        target = named if isinstance(named, str) else "build"
        found = _of_vite if file == "vite.config" else _of_webpack
        made = found(project, folder, Literals(project.read(path)))
        if made is not None:
            return made._replace(target=target)
    return None


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
