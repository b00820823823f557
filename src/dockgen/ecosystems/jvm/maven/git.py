"""Plugins of Maven that read the Git repository, which the build of an image does not see."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from dockgen.core.facts import Fact
from dockgen.ecosystems.jvm.common.poms.parts import Plugin
from dockgen.ecosystems.jvm.common.poms.pom import Pom


class Reader(NamedTuple):
    """A plugin that stops a build without a repository.

    Args:
        artifact: its artifactId.
        goals: the goals that do so; none stands for all of them.
        setting: what in its configuration has it go on.
        going_on: the value that does; empty for any.
        option: what on the command line does.
        loss: what the image goes without.
    """

    artifact: str
    goals: frozenset[str]
    setting: str
    going_on: str
    option: str
    loss: str


# https://github.com/git-commit-id/git-commit-id-maven-plugin/blob/master/docs/faq.md
# https://www.mojohaus.org/buildnumber-maven-plugin/create-mojo.html
READERS = (
    *(
        Reader(
            artifact=name,
            goals=frozenset(),
            setting="failOnNoGitDirectory",
            going_on="false",
            option="-Dmaven.gitcommitid.skip=true",
            loss="git.properties",
        )
        for name in ("git-commit-id-maven-plugin", "git-commit-id-plugin")
    ),
    Reader(
        artifact="buildnumber-maven-plugin",
        goals=frozenset({"create"}),
        setting="revisionOnScmFailure",
        going_on="",
        option="-Dmaven.buildNumber.revisionOnScmFailure=unknown",
        loss="build number",
    ),
)


def without_repository(poms: Iterable[Pom]) -> list[tuple[Reader, Fact[str]]]:
    """The plugins that would stop a build, each with the option that has it go on.

    Args:
        poms: the POMs of the modules that are built.
    """
    found: dict[str, tuple[Reader, Fact[str]]] = {}
    for pom in poms:
        for reader in READERS:
            plugin = pom.plugin(reader.artifact)
            if plugin is not None and _stops(reader, plugin):
                option = Fact(reader.option, plugin.evidence)
                found.setdefault(reader.option, (reader, option))
    return list(found.values())


def _stops(reader: Reader, plugin: Plugin) -> bool:
    if reader.goals and not reader.goals & plugin.goals():
        return False
    said = plugin.setting(reader.setting)
    return said is None or (reader.going_on != "" and said.value.strip() != reader.going_on)
