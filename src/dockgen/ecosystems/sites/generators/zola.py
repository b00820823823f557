"""Zola: https://www.getzola.org/documentation/getting-started/configuration/."""

from __future__ import annotations

import shlex

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact, default, text
from dockgen.core.project import Project
from dockgen.core.versions import product
from dockgen.ecosystems.sites.common.config_names import ZOLA
from dockgen.ecosystems.sites.generators import tool_version
from dockgen.ecosystems.sites.generators.place import (
    Place,
    settle_base,
    settle_not_found_page,
    settle_output,
)
from dockgen.readers.toml import TomlFile

FOLDERS = ("content", "templates", "sass", "themes")

OLDER_KEYS = (
    (("generate_feed",), "0.18.0"),
    (("markdown", "highlight_code"), "0.21.0"),
    (("markdown", "highlight_theme"), "0.21.0"),
    (("markdown", "extra_syntaxes_and_themes"), "0.21.0"),
)
"""Keys that a later release refuses, with the newest that takes them:
https://github.com/getzola/zola/blob/master/CHANGELOG.md."""


def find(project: Project, inside: str) -> str | None:
    """The configuration of a Zola site in a folder, or None; see `hugo.find`."""
    if not any(project.has_folder(f"{inside}{name}") for name in FOLDERS):
        return None
    path = project.first(*(f"{inside}{name}" for name in ZOLA))
    if path is None:
        return None
    try:
        found = project.parsed(path, TomlFile).text("base_url")
    except UnusableInput:
        if path.endswith("zola.toml"):
            raise
        return None
    return path if found else None


def settle(place: Place) -> None:
    """Settle what the configuration says."""
    config = place.project.parsed(place.config, TomlFile)
    findings = place.findings
    findings.settle("language", text, Fact("markdown", Evidence("file", place.config)))
    findings.settle("framework_version", tool_version.full, _version(place, config))
    told = settle_base(place, config.text("base_url"), absolute_links=True)
    command = "zola build" + (f" --base-url {shlex.quote(told)}" if told else "")
    findings.settle("build_command", text, Fact(command, default("Zola's standard command")))
    settle_output(place, config.text("output_dir"), "public", "where Zola writes")
    settle_not_found_page(place, "/404.html", default("Zola always creates it"))
    theme = config.text("theme")
    if theme and not place.has_folder(f"themes/{theme.value}"):
        fetch = "git submodule update --init" if place.project.has(".gitmodules") else "add it"
        findings.warn(
            f"{theme.evidence.file}:{theme.evidence.line} names the theme {theme.value}, and "
            f"{place.inside(f'themes/{theme.value}')} is empty: {fetch}"
        )


def _version(place: Place, config: TomlFile) -> Fact[str]:
    """The version that is written down, else the newest that reads this configuration."""
    found = tool_version.read(place, "zola")
    if found:
        return Fact(tool_version.full(found.value), found.evidence)
    for path, newest in OLDER_KEYS:
        if config.value(*path) is not None:
            why = config.evidence(*path)
            reason = "no later release takes this key"
            return Fact(newest, Evidence(why.key, why.file, why.line, reason))
    return Fact(product("zola").default, default("the newest release of Zola"))
