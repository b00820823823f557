"""The tools of installed packages that start an application."""

from __future__ import annotations

from collections.abc import Iterator

from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.javascript.node.scripts import tool_packages
from dockgen.readers.package_json import PackageJson

BIN = "node_modules/.bin/"
STEP = lazy_regex(r"\s*(?:&&|;)\s*")
PROVIDERS = {"ts-node": ("ts-node-dev",)}
"""Packages that bring a tool of another one with them."""

TOOL_OPTIONS = {"-r", "--require", "--import", "--loader", "--experimental-loader"}


def development_tool(package: PackageJson, start: tuple[str, ...]) -> str | None:
    """The tool that starts the application, if a production install would leave it out."""
    for name in _tools(start):
        names = (*tool_packages.packages_of(name), *PROVIDERS.get(name, ()))
        if not any(package.json.text("dependencies", one) for one in names) and any(
            package.json.text("devDependencies", one) for one in names
        ):
            return name
    return None


def missing_tool(package: PackageJson, start: tuple[str, ...]) -> str | None:
    """A package that the start needs and that developers often have for their whole machine."""
    called = start[:1] == (f"{BIN}pm2-runtime",)
    return "pm2" if called and package.dependency("pm2") is None else None


def _tools(start: tuple[str, ...]) -> Iterator[str]:
    """The tools of installed packages that a command calls, or has loaded first."""
    if start[:2] == ("sh", "-c"):
        words_ = [step.removeprefix("exec ").split() for step in STEP.split(start[2])]
        yield from (one[0].removeprefix(BIN) for one in words_ if one)
        return
    for before, part in zip(("", *start), start, strict=False):
        if part.startswith(BIN):
            yield part.removeprefix(BIN)
        elif before in TOOL_OPTIONS and not part.startswith("."):
            yield "/".join(part.split("/")[: 2 if part.startswith("@") else 1])
