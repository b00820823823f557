"""The files and folders of the project that a POM names, each read as Maven reads it.

A relative path of a plugin's configuration is relative to the module, not to the folder that Maven
is started in: https://maven.apache.org/ref/current/maven-model-builder/ ("Path Translation").
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from dockgen.core.errors import UnusableInput
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.jvm.common.poms.pom import Pom
from dockgen.readers import xml as xml_source

FILE_URL = lazy_regex(r"^file:/*(?=\.)")
"""`file://${project.basedir}/repo`, once the folder is put in."""

SEVERAL = lazy_regex(r"[,;\n]")
"""What lists of files are put together with."""

LONGEST = 500
OUTPUT = "target"

REPOSITORIES = ("repositories/repository/url", "pluginRepositories/pluginRepository/url")
SYSTEM_PATH = "dependencies/dependency/systemPath"
BEFORE_RESOLVING = ("validate", "initialize", "pre-clean", "clean")
"""The phases in which a plugin can put a jar into the local repository before it is looked for."""


def in_build(project: Project, pom: Pom) -> Iterator[str]:
    """What the configuration of plugins and the rest of `build` name, a folder with a slash."""
    for model in pom.models:
        for part in model.top.all("build"):
            yield from _of_texts(project, pom, part.texts())


def anywhere(project: Project, pom: Pom) -> Iterator[str]:
    """What any part of a POM names by way of a base folder; a plain word may mean anything."""
    for model in pom.models:
        based = (text for text in model.top.texts() if "${" in text)
        yield from _of_texts(project, pom, based)


def before_resolving(project: Project, pom: Pom) -> Iterator[str]:
    """What Maven reads before it fetches: repositories and jars that lie in the project."""
    for model in pom.models:
        for place in (*REPOSITORIES, SYSTEM_PATH):
            yield from _of_texts(project, pom, (one.text for one in model.top.all(place)))
    if installing_phase(pom):
        plugin = pom.plugin("maven-install-plugin")
        for _, _, configuration in plugin.configurations() if plugin else ():
            yield from _of_texts(project, pom, configuration.texts())


def installing_phase(pom: Pom) -> str:
    """The phase in which the build installs jars of the project, or an empty one.

    https://maven.apache.org/plugins/maven-install-plugin/install-file-mojo.html
    """
    plugin = pom.plugin("maven-install-plugin")
    if plugin is None or "install-file" not in plugin.goals():
        return ""
    named = (
        element.text
        for _, _, declaration in plugin.declarations
        for element in declaration.all("executions/execution/phase")
    )
    return next((one for one in named if one in BEFORE_RESOLVING), "")


def _of_texts(project: Project, pom: Pom, texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for one in SEVERAL.split(pom.expand(text)) if text else ():
            place = _place(project, pom, one.strip())
            if place:
                yield place
                yield from _of_assembly(project, pom, place)


def _place(project: Project, pom: Pom, text: str) -> str:
    """The path in the project that a text means, or an empty one."""
    plain = FILE_URL.sub("", text).replace("\\", "/")
    if not plain or len(plain) > LONGEST or re.search(r"[*?<>|\"$]", plain):
        return ""
    path = posixpath.normpath(posixpath.join(pom.folder, plain))
    if path.startswith(("..", "/")) or path == "." or OUTPUT in path.split("/"):
        return ""
    if project.has(path):
        return path
    # A bare word may be the name of a module; that comes as a module, or not at all.
    is_module = "/" not in plain and project.has(f"{path}/pom.xml")
    return f"{path}/" if project.has_folder(path) and not is_module else ""


def _of_assembly(project: Project, pom: Pom, path: str) -> Iterator[str]:
    """What the descriptor of an assembly names in turn.

    https://maven.apache.org/plugins/maven-assembly-plugin/assembly.html
    """
    if not path.endswith(".xml") or path.endswith("pom.xml"):
        return
    try:
        top = xml_source.parse(project.read(path), root="assembly")
    except UnusableInput:  # another kind of file; whatever reads it finds the fault
        return
    for name in ("fileSets/fileSet/directory", "files/file/source", "moduleSets/moduleSet"):
        for element in top.all(name):
            for text in element.texts():
                place = _place(project, pom, pom.expand(text))
                if place:
                    yield place
