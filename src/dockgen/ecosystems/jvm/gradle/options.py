"""What the command line of a Gradle build needs beside the task."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dockgen.core.facts import Evidence
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.jvm.common.building import programs
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


GIT_VERSIONS = (
    "com.palantir.git-version",
    "pl.allegro.tech.build.axion-release",
    "org.ajoberstar.grgit",
    "com.netflix.nebula.release",
    "nebula.release",
    "me.qoomon.git-versioning",
    "fr.brouillard.oss.gradle.jgitver",
    "com.github.jmongard.git-semver-plugin",
)
"""Plugins that make the version from the Git repository, and stop or guess without one:
https://github.com/palantir/gradle-git-version."""

ANDROID = lazy_regex(r"com\.android\.(application|library|kotlin\.multiplatform\.library|test)")
"""https://developer.android.com/build"""

CALLED = (
    r"\b(?:commandLine|executable)\s*(?:\.set\s*\(|\(|=|\s)\s*(?:listOf\s*\(|\[|\s)*"
    r"[\"']([^\"'$\n]+)[\"']"
)
"""https://docs.gradle.org/current/dsl/org.gradle.api.tasks.Exec.html"""


def notes(build: Build, needed: Sequence[Module]) -> Iterator[str]:
    """What the user should know: what the build does not see, and what its image has not."""
    for place in _stopping(build, needed):
        yield (
            f"{place.file}:{place.line}: the image is built without the Git repository, so it has"
            " no git.properties of gradle-git-properties"
        )

    yield from _of_environment(build)
    for module in needed:
        plugins = build.plugins(module)
        scripts = (*module.scripts, *build.root.scripts)
        fetched = any(any(script.find(FETCHED)) for script in scripts)
        for place in (plugins[name].evidence for name in NODE if name in plugins and not fetched):
            yield (
                f"{place.file}:{place.line}: the front end is built by npm, which Gradle's image"
                " has not: let the plugin fetch it, node { download = true }"
            )


def _of_environment(build: Build) -> Iterator[str]:
    """What any project's plugins need that the build of an image has not."""
    seen: set[str] = set()
    for module in build.modules.values():
        for name, plugin in build.plugins(module).items():
            place = plugin.evidence
            if name in GIT_VERSIONS and name not in seen:
                seen.add(name)
                yield (
                    f"{place.file}:{place.line}: {name} makes the version from the Git repository,"
                    " which the image is built without: give the version otherwise where there is"
                    " none, or the build stops or guesses"
                )
            elif ANDROID.fullmatch(name) and "android" not in seen:
                seen.add("android")
                yield (
                    f"{place.file}:{place.line}: {name} needs the Android SDK, which no image of"
                    " Gradle has, even to configure the build: include that project only where the"
                    " SDK is, or bring it with an instruction of yours in .dockgen.yml"
                )


def programs_called(needed: Sequence[Module]) -> dict[str, Evidence]:
    """The programs that the scripts call and that the image lacks, where each is first."""
    found: dict[str, Evidence] = {}
    for module in needed:
        for script in module.scripts:
            for match in script.find(CALLED):
                name = programs.name_of(match[1])
                if name in programs.PACKAGES:
                    found.setdefault(name, script.evidence(match, name))
    return found


def _stopping(build: Build, needed: Sequence[Module]) -> Iterator[Evidence]:
    """Where a plugin is applied that stops the build without a Git repository."""
    for module in needed:
        plugin = build.plugins(module).get(GIT)
        goes_on = (any(script.find(GOES_ON)) for script in module.scripts)
        if plugin is not None and not any(goes_on):
            yield plugin.evidence
