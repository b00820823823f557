"""The smallest projects that build, for folders that hold none yet.

They lie in `templates/scaffolds/<detector>/<shape>/`, each file a template that ends in `.jinja`.
"""

from __future__ import annotations

import re

from dockgen.core.errors import UnusableInput
from dockgen.core.quoting import Printable, word
from dockgen.core.versions import product
from dockgen.rendering.render import render_files, templates_folder

FOLDER = "scaffolds"
ENDING = ".jinja"


def available() -> dict[str, tuple[str, ...]]:
    """The shapes that can be scaffolded, by detector, both in alphabetical order."""
    top = templates_folder() / FOLDER
    return {
        detector.name: tuple(sorted(shape.name for shape in detector.iterdir()))
        for detector in sorted(top.iterdir())
    }


def files(detector: str, shape: str, name: str) -> dict[str, str]:
    """The files of a new project, by path.

    Args:
        detector: the detector that is to recognise it.
        shape: the shape that it is to have.
        name: the project's name; what a package name cannot hold becomes a hyphen.

    Raises:
        UnusableInput: there is none for that detector and shape.
    """
    offered = available()
    if shape not in offered.get(detector, ()):
        choices = ", ".join(f"{one} {two}" for one, shapes in offered.items() for two in shapes)
        raise UnusableInput(
            f"dockgen cannot create a new project for {detector} {shape}",
            hint=f"there are {choices}",
        )
    top = templates_folder() / FOLDER / detector / shape
    wanted = {
        path.relative_to(top).as_posix().removesuffix(ENDING): path.relative_to(
            templates_folder()
        ).as_posix()
        for path in sorted(top.rglob(f"*{ENDING}"))
    }
    values = {
        "name": word(re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "app"),
        "java_version": Printable(product("java").default),
    }
    return {path: file.text for path, file in render_files(wanted, values).items()}
