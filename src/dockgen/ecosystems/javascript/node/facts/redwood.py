"""Applications at the top of a workspace, whose members come along, such as Redwood's two sides."""

from __future__ import annotations

from dockgen.core.facts import Evidence, Fact, words
from dockgen.ecosystems.javascript.node.facts.app import App
from dockgen.ecosystems.javascript.node.monorepos import redwood
from dockgen.ecosystems.javascript.node.package_managers.package_manager import Manager
from dockgen.ecosystems.javascript.node.sources import prisma
from dockgen.readers.package_json import NAME


def settle(app: App) -> None:
    """Settle the members that come along, and what of the build their packages need."""
    if not app.sides:
        return
    found = app.findings
    folders = tuple(side.folder for side in app.sides)
    evidence = Evidence("file", app.sides[0].package.inside(NAME), reason="the top may use it")
    found.settle("sides", words, Fact(folders, evidence))
    if is_pair(app):
        _settle_pair(app)


def is_pair(app: App) -> bool:
    """Whether the members are the two sides of Redwood or Cedar."""
    return bool(app.sides) and app.root.dependency(*redwood.CORES) is not None


def _settle_pair(app: App) -> None:
    found = app.findings
    schema = redwood.schema(app.project)
    if schema and prisma.generates_into_packages(app.project.read(schema).text):
        # The packages for the run time are installed apart, and the client is no package.
        client: tuple[str, ...] = (".prisma",)
        found.settle("copied_packages", words, Fact(client, Evidence("generator", schema)))
    server = app.project.first(*redwood.SERVER_FILES)
    if server is not None:
        tool = app.row.start[0] if app.row else ""
        found.warn(
            f"{server} is a server of the api side's own, which {tool} does not start: run the "
            "image once for each side, as `node api/dist/server.js` and as "
            f"`node_modules/.bin/{tool} web --api-proxy-target=http://api:8911`"
        )


def needs_all(app: App, manager: Manager) -> bool:
    """Whether what serves the sides comes with the tool that builds them alone, and say so."""
    core = app.root.dependency(*redwood.CORES) if app.sides else None
    if core is None:
        return False
    tool = core.evidence.key.partition(".")[2]
    server = redwood.SERVERS[tool]
    if any(one.production_dependency((server,)) for one in app.packages):
        return False
    version = manager.locked.version(server) if manager.locked else None
    asked = f"{server}@{version.value}" if version else server
    app.findings.warn(
        f"the image keeps the development packages, because {server}, which serves both sides, "
        f"comes with {tool} alone: {asked} among the dependencies of {NAME} makes it small"
    )
    return True
