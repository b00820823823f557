"""Whether Lerna has to install the packages of members, as it did before version 7."""

from __future__ import annotations

from dockgen.core.facts import Fact
from dockgen.ecosystems.javascript.node.facts.app import App
from dockgen.ecosystems.javascript.node.monorepos import lerna
from dockgen.ecosystems.javascript.node.package_managers.package_manager import Manager
from dockgen.readers.package_json import NAME


def version(app: App, manager: Manager) -> Fact[str] | None:
    """The version of Lerna where it has to install the packages of members, or None."""
    found = lerna.alone(app.project, app.root) if app.members else None
    known = found is not None and lerna.bootstraps(found.value)
    return found if known and manager.row.name in lerna.LOCKFILES else None


def warn(app: App, manager: Manager) -> None:
    """Say that the package manager does not know the members that lerna.json alone names."""
    found = lerna.alone(app.project, app.root) if app.members else None
    if found is not None and not version(app, manager):
        app.findings.warn(
            f"{lerna.NAME} names the members, which {manager.row.command} does not read: "
            f"name them in `workspaces` of {NAME} too, or their packages are not installed"
        )
