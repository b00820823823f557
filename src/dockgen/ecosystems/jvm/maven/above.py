"""Whether a POM is a module of a build whose top lies above the project's folder.

https://maven.apache.org/ref/current/maven-model/maven.html#class_parent
"""

from __future__ import annotations

import posixpath

from dockgen.core.errors import ReachesAbove, UnusableInput
from dockgen.core.project import Project, once_per_project
from dockgen.ecosystems.jvm.common.poms.parts import text_of
from dockgen.readers import xml
from dockgen.readers.xml import Element

POM = "pom.xml"
HIGHEST = 8
"""How many folders above are looked at."""


@once_per_project
def refuse(project: Project) -> None:
    """Refuse a POM whose parent lies above the project and has it among its modules.

    Raises:
        ReachesAbove: it is so; the hint is the command that works from the top.
        UnusableInput: the parent does not have it as a module, or the POM cannot be read.
    """
    own = xml.parse(project.read(POM), root="project")
    parent = own.find("parent")
    steps, top = 0, own
    while True:
        found = _parent_above(project, steps, top)
        if found is None or found[0] > HIGHEST:
            break
        steps, top = found
    if not steps or parent is None:
        return
    above = project.above(steps)
    app = project.folder_below(above)
    up = "/".join([".."] * steps)
    if not _has_module(above, "", app, HIGHEST):
        raise UnusableInput(
            f"its parent lies above this folder, in {up}/{POM}, and a build here would not see it",
            file=POM,
            line=parent.line,
            hint=f"have {up}/{POM} name {app} as a module, and work from there",
        )
    raise ReachesAbove(
        f"its parent lies above this folder, in {up}/{POM}, and a build here would not see it",
        top=up,
        app=app,
        file=POM,
        line=parent.line,
    )


def _parent_above(project: Project, steps: int, top: Element) -> tuple[int, Element] | None:
    """The parent of a POM so many steps above the project, where it lies higher still."""
    parent = top.find("parent")
    if parent is None:
        return None
    given = parent.find("relativePath")
    relative = posixpath.normpath("../pom.xml" if given is None else given.text or ".")
    folder = posixpath.dirname(relative) if relative.endswith(".xml") else relative
    if not folder or folder.replace("../", "").strip("./"):
        return None  # in the project, from a repository, or beside it
    higher = steps + folder.count("..")
    if higher == steps:
        return None
    found = _read(project.above(higher), POM)
    if found is None or text_of(found, "artifactId") != text_of(parent, "artifactId"):
        return None
    return higher, found


def _read(project: Project, path: str) -> Element | None:
    try:
        return xml.parse(project.read(path), root="project")
    except UnusableInput:
        return None


def _has_module(above: Project, folder: str, app: str, depth: int) -> bool:
    """Whether a POM, or one of its modules on the way down, names the folder as a module."""
    top = _read(above, posixpath.join(folder, POM)) if depth else None
    if top is None:
        return False
    names = [
        posixpath.normpath(posixpath.join(folder, one.text))
        for path in ("modules/module", "subprojects/subproject")
        for scope in (top, *top.all("profiles/profile"))
        for one in scope.all(path)
    ]
    return app in names or any(
        _has_module(above, name, app, depth - 1) for name in names if app.startswith(f"{name}/")
    )
