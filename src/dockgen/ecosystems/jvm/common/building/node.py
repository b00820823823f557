"""Node.js in the image of a build that calls npm and its like by name."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact, Findings, SettledFacts, text
from dockgen.core.project import Project
from dockgen.core.quoting import Printable, image, shell_command
from dockgen.core.versions import product
from dockgen.ecosystems.front_end import reading
from dockgen.ecosystems.jvm.common.building.programs import FRONT_END

MANIFEST = "package.json"
ATOMIC_SINCE = 25
"""The first release that loads libatomic, which its own image has and those of Java lack:
https://github.com/nodejs/docker-node/blob/main/Dockerfile-slim.template."""

BROUGHT = FRONT_END - {"bun"}
MANAGERS = {"yarn": "npm install --global yarn@1", "pnpm": "npm install --global pnpm"}
"""How a package manager comes where package.json pins none: Node.js' image has npm alone."""


def settle(project: Project, called: Mapping[str, Evidence], findings: Findings) -> frozenset[str]:
    """Settle which Node.js the build gets; nothing where it calls none of its programs.

    Args:
        project: the project.
        called: the programs that the build calls, each with its place.
        findings: where the facts go.

    Returns:
        the programs that it brings.
    """
    names = BROUGHT & called.keys()
    if not names:
        return frozenset()
    place = called[min(names)]
    folder = _folder(project, posixpath.dirname(place.file or ""))
    said = _asked(project, folder, place) if folder is not None else {}
    usual = f"node:{product('node').default}-slim"
    findings.settle("node_image", text, Fact(said.get("base_image", usual), place))
    manager = said.get("manager_install", "")
    for name, command in MANAGERS.items():
        manager = manager or (command if name in names else "")
    findings.settle_optional("node_manager", text, Fact(manager, place) if manager else None)
    return names


def values(facts: SettledFacts, base: str) -> dict[str, object]:
    """What the templates print of it.

    Args:
        facts: the facts.
        base: the family of the image that builds.
    """
    named, manager = facts.text("node_image"), facts.text("node_manager")
    alpine = base == "alpine"
    if alpine:
        named = named.removesuffix("-slim") + "-alpine" if named else ""
    release = re.search(r":(\d+)", named)
    needs_atomic = release is None or int(release[1]) >= ATOMIC_SINCE
    library = Printable("libatomic1", ("node_image",)) if named and needs_atomic else None
    return {
        "node": image(named, "node_image") if named else None,
        "node_apt": None if alpine else library,
        "node_apk": Printable("libstdc++", ("node_image",)) if named and alpine else None,
        "node_manager": shell_command(manager, "node_manager") if named and manager else None,
    }


def _folder(project: Project, beside: str) -> str | None:
    """The folder of the package.json that is meant: near the script that calls, else at the top."""
    found = [
        posixpath.dirname(path)
        for path in project.named(MANIFEST)
        if "node_modules" not in path.split("/")
    ]

    def distance(folder: str) -> tuple[bool, int, str]:
        inside = folder == beside or folder.startswith(f"{beside}/") or not beside
        return (not inside, folder.count("/"), folder)

    return min(found, key=distance, default=None)


def _asked(project: Project, folder: str, place: Evidence) -> Mapping[str, str]:
    """What the reader of package.json plans: its Node.js and its package manager."""
    try:
        pages = reading.built(project, folder, posixpath.join(folder, reading.INSIDE), place)
    except UnusableInput:
        return {}  # its own tools say what is wrong there
    return pages.values if pages else {}
