"""Sites that a generator makes: Hugo, Zola, MkDocs, mdBook and Jekyll, served by nginx."""

from __future__ import annotations

from collections.abc import Mapping

from dockgen.core.ecosystem import Ecosystem
from dockgen.core.facts import Override, Verdict, no
from dockgen.core.plan import Choices, Plan
from dockgen.core.project import Project
from dockgen.ecosystems.sites.common.generators import GENERATORS

FOLDERS = (".", "docs", "doc", "site", "website", "www", "book", "blog")
"""Where a site lies, in the order in which it is looked for."""

SHAPES = {one.name: f"{one.what}, served by nginx with a real 404" for one in GENERATORS}
BASES = {
    "debian": "nginxinc/nginx-unprivileged on Debian",
    "alpine": "nginxinc/nginx-unprivileged on Alpine",
}


def _detect(project: Project, overrides: Mapping[str, Override]) -> Verdict:
    """Match a project that holds the configuration of a site generator.

    Raises:
        UnusableInput: a configuration or a manifest cannot be read.
    """
    if "source_dir" not in overrides and not _has_a_configuration(project):
        # said before anything that only these sites need is imported
        return no("no configuration of a site generator at the top or in a usual folder")
    from dockgen.ecosystems.sites.generators import detect as detecting

    return detecting.detect(project, overrides, FOLDERS)


def _has_a_configuration(project: Project) -> bool:
    names = frozenset(name for generator in GENERATORS for name in generator.configs)
    return any(
        (name if folder == "." else f"{folder}/{name}") in project.files
        for folder in FOLDERS
        for name in names
    )


def _plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan a stage that makes the site and one that serves it, or all in one where asked.

    Raises:
        UnusableInput: the shape of another generator, a base that the single stage cannot have,
            or a value that cannot be printed safely.
    """
    from dockgen.ecosystems.sites.generators import plan as planning

    return planning.plan(verdict, choices)


ECOSYSTEM = Ecosystem(
    name="site",
    title="Site generators",
    precedence="the pages beside it are what it makes",
    shapes=SHAPES,
    bases=BASES,
    companions=("nginx.conf",),
    detect=_detect,
    plan=_plan,
)
