"""Redwood and its successor Cedar: an api and a web side, built by one tool, served by one server.

The sides are members of a workspace, and the application is the repository as a whole:
https://cedarjs.com/docs/deploy/introduction, https://docs.redwoodjs.com/docs/docker.
"""

from __future__ import annotations

from typing import NamedTuple

from dockgen.core.facts import Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.javascript.node.monorepos.workspaces import Member, Workspace
from dockgen.readers.package_json import PackageJson

CORES = ("@redwoodjs/core", "@cedarjs/core")
"""The tool that builds both sides, a development package of the top."""

SERVERS = {"@redwoodjs/core": "@redwoodjs/api-server", "@cedarjs/core": "@cedarjs/api-server"}
"""The package that serves both sides, which the tool brings with it."""

CONFIGURATIONS = ("cedar.toml", "redwood.toml")
SERVER_FILES = ("api/src/server.ts", "api/src/server.js")
SCHEMAS = ("api/db/schema.prisma", "api/prisma/schema.prisma")
INTERPOLATED = lazy_regex(r"\$\{\w+(?::(?P<otherwise>[^}]*))?\}")
"""A variable with what it is otherwise: https://cedarjs.com/docs/app-configuration-cedar-toml."""


class Settings(NamedTuple):
    """What the configuration says of the web side.

    Args:
        port: the port that it is served on.
        host: the address that it is served on.
        public: the variables that are built into it.
    """

    port: Fact[int] | None = None
    host: Fact[str] | None = None
    public: Fact[tuple[str, ...]] | None = None


def find(root: PackageJson, workspace: Workspace) -> tuple[Member, ...]:
    """The sides, where the workspace is Redwood's or Cedar's; else nothing."""
    if root.dependency(*CORES) is None:
        return ()
    return tuple(workspace.members.values())


def settings(project: Project) -> Settings:
    """What the configuration says of the web side.

    Raises:
        UnusableInput: it is not TOML.
    """
    path = project.first(*CONFIGURATIONS)
    if path is None:
        return Settings()
    from dockgen.readers.toml import TomlFile

    toml = project.parsed(path, TomlFile)
    port = _otherwise(toml.value("web", "port"))
    host = _otherwise(toml.value("web", "host"))
    public = toml.value("web", "includeEnvironmentVariables")
    names = tuple(str(one) for one in public) if isinstance(public, list) else ()
    return Settings(
        Fact(int(port), toml.evidence("web", "port")) if port.isdigit() else None,
        Fact(host, toml.evidence("web", "host")) if host else None,
        Fact(names, toml.evidence("web", "includeEnvironmentVariables")) if names else None,
    )


def _otherwise(value: object) -> str:
    """A value as text, with what variables in it are otherwise."""
    text = str(value) if isinstance(value, str | int) else ""
    return INTERPOLATED.sub(lambda one: one["otherwise"] or "", text).strip()


def schema(project: Project) -> str | None:
    """Prisma's schema, or None."""
    return project.first(*SCHEMAS)
