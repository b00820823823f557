"""What the command line of a Gradle build needs beside the task."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dockgen.core.facts import Evidence
from dockgen.ecosystems.jvm.gradle.build import Build, Module

GIT = "com.gorylenko.gradle-git-properties"
GOES_ON = r"\bfailOnNoGitDirectory\s*(?:=|\.set\()\s*false"
"""https://github.com/n0mer/gradle-git-properties#common-configuration-options."""

NODE = ("com.github.node-gradle.node", "com.moowork.node")
FETCHED = r"\bdownload\s*(?:=|\.set\()\s*true"
"""https://github.com/node-gradle/gradle-node-plugin/blob/main/docs/usage.md."""

PRODUCTION = r"\bhasProperty\s*\(\s*[\"']prod[\"']"
"""JHipster's builds make a development archive without it: https://www.jhipster.tech/production/."""


def of(build: Build, needed: Sequence[Module]) -> tuple[str, ...]:
    """The options of the build command.

    Args:
        build: the build.
        needed: the application and the projects that it needs.
    """
    production = any(
        any(script.find(PRODUCTION))
        for module in (*needed, build.root)
        for script in module.scripts
    )
    stopping = any(_stopping(build, needed))
    return (
        *(("-Pprod",) if production else ()),
        *(("-x", "generateGitProperties") if stopping else ()),
    )


def notes(build: Build, needed: Sequence[Module]) -> Iterator[str]:
    """What the user should know: what the build does not see, and what its image has not."""
    for place in _stopping(build, needed):
        yield (
            f"{place.file}:{place.line}: the image is built without the Git repository, so it has"
            " no git.properties of gradle-git-properties"
        )

    for module in needed:
        plugins = build.plugins(module)
        scripts = (*module.scripts, *build.root.scripts)
        fetched = any(any(script.find(FETCHED)) for script in scripts)
        for place in (plugins[name].evidence for name in NODE if name in plugins and not fetched):
            yield (
                f"{place.file}:{place.line}: the front end is built by npm, which Gradle's image"
                " has not: let the plugin fetch it, node { download = true }"
            )


def _stopping(build: Build, needed: Sequence[Module]) -> Iterator[Evidence]:
    """Where a plugin is applied that stops the build without a Git repository."""
    for module in needed:
        plugin = build.plugins(module).get(GIT)
        goes_on = (any(script.find(GOES_ON)) for script in module.scripts)
        if plugin is not None and not any(goes_on):
            yield plugin.evidence
