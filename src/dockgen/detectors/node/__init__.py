"""JavaScript and TypeScript: servers on Node.js or Bun, and sites that a build writes to disk."""

from __future__ import annotations

from collections.abc import Mapping

from dockgen.detectors.node import planning, server, site, workspace
from dockgen.detectors.node.app import App
from dockgen.facts import Findings, Override, Verdict, no
from dockgen.manifests.javascript import start_command
from dockgen.manifests.javascript.framework_match import Matcher
from dockgen.manifests.javascript.package_json import NAME, PackageJson
from dockgen.manifests.javascript.workspaces import Member, find
from dockgen.planning import Choices, Plan
from dockgen.project import Project

SHAPES = {
    "server": "a server that runs from its sources",
    "built-server": "a server that a build script makes, with the packages it needs",
    "bundled-server": "a server whose build carries all that it needs",
    "static-site": "a site that a build script makes, served by nginx",
}
BASES = {
    "debian": "the slim images on Debian",
    "alpine": "the smaller images on Alpine, with musl instead of glibc",
}


def detect(project: Project, overrides: Mapping[str, Override]) -> Verdict:
    """Match a package.json that says how to run a server or how to build a site.

    Raises:
        UnusableInput: package.json or a version file cannot be used.
    """
    if project.has("rush.json") or not project.has(NAME):
        rush = "Rush installs with its own tool; `rush deploy` makes a folder for an image"
        return no(rush if project.has("rush.json") else f"no {NAME}")
    app = _app(project, Findings(overrides))
    row = app.row
    place = app.inside(NAME)
    if row is not None and row.kind == "refused":
        return no(row.note)
    if row is not None and row.kind == "site":
        site.settle(app)
        reason = f"found {place} with a build of {row.name}"
        return Verdict(matched=True, reason=reason, shape="static-site", findings=app.findings)
    start = server.start_of(app)
    if start is None:
        return no(f"{place} names nothing to start and no site to build")
    if start_command.script_of(app.package) is None and not server.is_server(app, start):
        return no(
            f"{place} has no start script, and {' '.join(start.arguments.value)} opens no port"
        )
    shape = server.settle(app, start)
    reason = f"found {place} with something to start"
    return Verdict(matched=True, reason=reason, shape=shape, findings=app.findings)


def _app(project: Project, findings: Findings) -> App:
    """The application: the project itself, or a member of the workspace that it is."""
    root = package = PackageJson(project)
    found = find(project)
    members: tuple[Member, ...] = ()
    if found is not None:
        chosen = workspace.settle_choice(project, found, findings)
        if chosen is not None:
            members = tuple(found.needed_by(chosen.value))
            package = members[-1].package
    nest = workspace.settle_nest(project, findings) if found is None else None
    matcher = Matcher(project, package)
    return App(project, root, package, findings, matcher, matcher.first(), members, nest)


def workspaces(project: Project) -> tuple[str, ...]:
    """The folders of the applications of a workspace; none where the project is no workspace.

    Raises:
        UnusableInput: a file that names the members, or the package.json of one, cannot be used.
    """
    found = find(project) if project.has(NAME) else None
    if found is None:
        return ()
    return tuple(one.folder for one in workspace.applications(project, found))


def plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan the image: several stages where a tool is needed to build and not to run.

    Raises:
        UnusableInput: a value cannot be printed safely.
    """
    return planning.plan(verdict, choices)
