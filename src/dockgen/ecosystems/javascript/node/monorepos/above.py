"""Whether a package is a member of a workspace whose top lies above the project's folder.

A member installs by the lockfile at the top, and links to members beside it. A build of its folder
alone has neither.
"""

from __future__ import annotations

from dockgen.core.errors import ReachesAbove, UnusableInput
from dockgen.core.facts import Findings
from dockgen.core.project import Project
from dockgen.ecosystems.javascript.node.monorepos import workspaces
from dockgen.ecosystems.javascript.node.monorepos.workspaces import Workspace
from dockgen.ecosystems.javascript.node.package_managers.managers import MANAGERS
from dockgen.readers.package_json import NAME, PackageJson

HIGHEST = 6
"""How many folders above are looked at."""

TOPS = ("pnpm-workspace.yaml", "lerna.json", "rush.json", ".moon/workspace.yml")
"""Files that name members; package.json does too, where it has `workspaces`."""


def refuse(project: Project, findings: Findings) -> None:
    """Refuse a member that cannot be built without what lies above it; say so of one that can.

    Args:
        project: the project.
        findings: where a note goes.

    Raises:
        ReachesAbove: it is so; the hint is the command that works from the top.
    """
    if project.exists(".git") or not project.has(NAME):
        return
    for steps in range(1, HIGHEST + 1):
        above = project.above(steps)
        found = _workspace(above)
        folder = project.folder_below(above)
        if found is not None and folder in found.members:
            _refuse(project, findings, found, "/".join([".."] * steps), folder)
            return
        if above.exists(".git"):
            return


def _workspace(above: Project) -> Workspace | None:
    """The workspace whose top this folder is; the folder is listed only where a file says so."""
    named = any(above.exists(name) for name in TOPS)
    try:
        named = named or (above.exists(NAME) and '"workspaces"' in above.read(NAME).text)
        return workspaces.find(above) if named else None
    except UnusableInput:
        return None  # what lies above is nobody's who asks for this folder


def _refuse(project: Project, findings: Findings, found: Workspace, up: str, folder: str) -> None:
    own = PackageJson(project)
    place = f"{up}/{found.evidence.file}"
    siblings = [name for name in own.declared() if name in found.by_name]
    locked = project.first(*(name for row in MANAGERS for name in row.lockfiles))
    if (locked and not siblings) or project.exists(".dockgen.lock"):
        findings.warn(
            f"{place} names this folder as a member of a workspace: `dockgen init --app {folder} "
            f"{up}` builds it with the lockfile and the members there"
        )
        return
    line = own.json.evidence("dependencies", siblings[0]).line if siblings else None
    why = (
        f"it depends on {siblings[0]}, which is in the workspace of {place}"
        if siblings
        else f"it is a member of the workspace of {place}, which has its lockfile"
    )
    raise ReachesAbove(
        f"{why}, and a build here would not see it",
        top=up,
        app=folder,
        file=NAME,
        line=line,
    )
