"""Reads the POMs of a project, with their parents and the profiles that are active."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact
from dockgen.core.project import Project
from dockgen.ecosystems.jvm.common.poms import profiles as maven_profiles
from dockgen.ecosystems.jvm.common.poms.parts import Coordinates, Model, text_of
from dockgen.ecosystems.jvm.common.poms.pom import Pom, is_new
from dockgen.ecosystems.jvm.common.poms.profiles import Circumstances
from dockgen.readers import xml as xml_source
from dockgen.readers.xml import Element


class PomReader:
    """Reads the POMs of one project, each file once.

    Args:
        project: the project.
        profiles: the profiles that the build is told of.
    """

    def __init__(self, project: Project, profiles: Sequence[str] = ()) -> None:
        self._project = project
        self._tops: dict[str, Element] = {}
        self._given = dict(_command_line_properties(project))
        self._asked = (*maven_profiles.asked_in_config(project), *profiles)

    def read(self, path: str) -> Pom:
        """The POM at this path with those of its parents that lie in the project.

        Raises:
            UnusableInput: a POM cannot be read, or one is its own parent.
        """
        folder = posixpath.dirname(path)
        around = Circumstances(self._project, folder, self._given, self._asked)
        models: list[Model] = []
        files: list[str] = []
        at: str | None = path
        outer: Coordinates | None = None
        while at is not None:
            if at in files:
                raise UnusableInput(
                    f"is its own parent: {' -> '.join((*files, at))}",
                    file=at,
                    line=_line(self._top(at).find("parent")),
                )
            files.append(at)
            top = self._top(at)
            models += _models(at, top, around, own=at == path)
            at, outer = self._parent_of(at, top)
        return Pom(path, tuple(models), tuple(files), outer, self._given)

    def _top(self, path: str) -> Element:
        if path not in self._tops:
            self._tops[path] = xml_source.parse(self._project.read(path), root="project")
        return self._tops[path]

    def _parent_of(self, path: str, top: Element) -> tuple[str | None, Coordinates | None]:
        """Where the parent lies if it is in the project, otherwise its coordinates.

        https://maven.apache.org/ref/current/maven-model/maven.html#class_parent: `relativePath` is
        `../pom.xml` where it is left out, and an empty one means a repository. A POM that lies
        there but has another name is not the parent.
        """
        parent = top.find("parent")
        if parent is None:
            return None, None
        given = parent.find("relativePath")
        relative = "../pom.xml" if given is None else given.text
        place = posixpath.normpath(posixpath.join(posixpath.dirname(path), relative))
        if not place.endswith(".xml"):
            place = posixpath.join(place, "pom.xml")
        if relative and self._project.has(place):
            name, asked = text_of(self._top(place), "artifactId"), text_of(parent, "artifactId")
            if name == asked or (not asked and is_new(top)):
                return place, None
        element = parent.find("artifactId") or parent
        evidence = Evidence("project/parent/artifactId", path, element.line)
        return None, Coordinates(
            text_of(parent, "groupId"), element.text, text_of(parent, "version"), evidence
        )


def _models(path: str, top: Element, around: Circumstances, *, own: bool) -> list[Model]:
    """A POM's profiles that are active, the last one first, then the POM itself."""
    active = [
        Model(path, "project/profiles/profile", profile, own)
        for profile in maven_profiles.active(top, around)
    ]
    return [*reversed(active), Model(path, "project", top, own)]


def _command_line_properties(project: Project) -> Iterator[tuple[str, Fact[str]]]:
    """The properties of `.mvn/maven.config`: https://maven.apache.org/configure.html#mvn-maven-config-file."""
    path = ".mvn/maven.config"
    if not project.has(path):
        return
    file = project.read(path)
    for match in re.finditer(r"(?:^|\s)-D([^\s=]+)=(\S+)", file.text):
        evidence = Evidence(f"-D{match[1]}", path, file.line_of(match.start(1)))
        yield match[1], Fact(match[2], evidence)


def _line(element: Element | None) -> int | None:
    return element.line if element is not None else None
