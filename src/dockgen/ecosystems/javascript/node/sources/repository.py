"""Builds of JavaScript that ask Git, of which an image's build has neither program nor data."""

from __future__ import annotations

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.readers.package_json import PackageJson

CONFIG = lazy_regex(r"(?:config/)?[\w.-]+\.(?:config|conf)\.[mc]?[jt]s|config/[\w.-]+\.[mc]?[jt]s")
"""The files at an application's top that its build runs."""

ASKS = lazy_regex(
    r"\b(?:exec(?:File)?|spawn)(?:Sync)?\(\s*['\"`]git\b|\bfrom ['\"]git-rev-sync['\"]"
)
GUARD = lazy_regex(r"\btry\s*\{[^}]*\Z|\?\?\s*\Z|\|\|\s*\Z")
"""What stands before a command that may fail."""

IN_SCRIPT = lazy_regex(r"(?:^|[(`&;|]\s*)git (?:rev-parse|describe|log|show)\b")


def asks(project: Project, package: PackageJson, build: Fact[str] | None) -> Evidence | None:
    """Where a build asks Git and does not reckon with a failure, or None.

    Args:
        project: the project.
        package: the application's package.json.
        build: the script that builds, or None.
    """
    if build is not None and IN_SCRIPT.search(build.value):
        return build.evidence
    below = f"{package.folder}/" if package.folder else ""
    for path in project.starting(below):
        if not CONFIG.fullmatch(path.removeprefix(below)):
            continue
        file = project.readable(path)
        match = ASKS.search(file.text) if file else None
        if file is not None and match is not None and not GUARD.search(file.text[: match.start()]):
            return Evidence("git", path, file.line_of(match.start()))
    return None
