"""JavaScript and TypeScript: servers on Node.js or Bun, and sites that a build writes to disk."""

from __future__ import annotations

from collections.abc import Mapping

from dockgen.detectors.node import planning, server, site
from dockgen.detectors.node.app import App
from dockgen.facts import Findings, Override, Verdict, no
from dockgen.manifests.javascript.framework_match import Matcher
from dockgen.manifests.javascript.package_json import NAME, PackageJson
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
    if not project.has(NAME):
        return no(f"no {NAME}")
    package = PackageJson(project)
    matcher = Matcher(project, package)
    match = matcher.first()
    app = App(project, package, Findings(overrides), matcher, match)
    if match is not None and match.row.kind == "refused":
        return no(match.row.note)
    if match is not None and match.row.kind == "site":
        site.settle(app)
        reason = f"found {NAME} with a {match.row.name} build"
        return Verdict(matched=True, reason=reason, shape="static-site", findings=app.findings)
    start = server.start_of(app)
    if start is None:
        return no(f"{NAME} names nothing to start and no site to build")
    if package.script("start") is None and not server.is_server(app, start):
        return no(f"{NAME} has no start script, and {' '.join(start.value)} opens no port")
    shape = server.settle(app, start)
    reason = f"found {NAME} with something to start"
    return Verdict(matched=True, reason=reason, shape=shape, findings=app.findings)


def plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan the image: several stages where a tool is needed to build and not to run.

    Raises:
        UnusableInput: a value cannot be printed safely.
    """
    return planning.plan(verdict, choices)
