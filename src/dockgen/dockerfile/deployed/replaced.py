"""What a Dockerfile that a person wrote knows, where dockgen is about to take its place.

What is read from it has to be kept, since it is gone afterwards; what it does and the new one does
not is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from dockgen.core.fact_values import texts_of
from dockgen.core.facts import Evidence, Fact, FactValue, Override
from dockgen.core.project import Project
from dockgen.dockerfile.deployed import existing
from dockgen.dockerfile.deployed.existing import HandWritten

Facts = Mapping[str, Fact[FactValue]]

KEPT = ("port", "workspace", "main", "bin")
"""Facts that are not concluded from others."""

OF_A_BUILD = frozenset(
    (
        "apt-transport-https apt-utils autoconf automake bash binutils build-base "
        "build-essential ca-certificates cmake coreutils curl dirmngr dumb-init g++ gcc git "
        "gnupg gnupg2 libc6-compat libc-dev lsb-release make musl-dev nano net-tools netcat "
        "pkg-config procps python python3 python3-pip software-properties-common sudo tini "
        "unzip vim wget xz-utils zip"
    ).split()
)
"""Packages that are rather for a build, a healthcheck or a person than for the application."""


def kept(facts: Facts, dockerfile: str) -> dict[str, Override]:
    """The facts that were read from the Dockerfile, as decisions that outlive it."""
    found = {name: facts[name] for name in KEPT if name in facts}
    return {
        name: Override(fact.value, fact.evidence)
        for name, fact in found.items()
        if fact.evidence.file == dockerfile
    }


def notes(
    project: Project, facts: Facts, dockerfile: str, text: str, taken: Mapping[str, Override]
) -> list[str]:
    """What was taken from the Dockerfile that a person wrote, and what only it does.

    Args:
        project: the project.
        facts: what was found.
        dockerfile: the Dockerfile that is to be written.
        text: what it is to hold.
        taken: what `kept` returned.
    """
    folder = str(facts["workspace"].value) if "workspace" in facts else ""
    found = _of(project, dockerfile, folder)
    if found is None:
        return []
    made = [f"{name} {fact.value}" for name, fact in taken.items()]
    said = [f"{found.path} was written by hand; taken from it: {', '.join(made)}"] if made else []
    return [*said, *_missing(facts, found, text)]


def _of(project: Project, dockerfile: str, folder: str) -> HandWritten | None:
    own = existing.read(project, dockerfile) if project.has(dockerfile) else None
    return own or existing.find(project, folder)


def _missing(facts: Facts, found: HandWritten, text: str) -> Iterator[str]:
    """One sentence for each thing that the other Dockerfile has and the new one has not."""
    port = facts.get("port")
    if found.port and port and found.port.value != port.value:
        yield f"{_at(found.port.evidence)} exposes {found.port.value}, this image {port.value}"
    words = {word for fact in facts.values() for word in texts_of(fact.value)}
    lacking = [
        one
        for one in found.packages
        if one.value not in OF_A_BUILD
        and one.value not in words
        and not one.value.endswith(("-dev", "-devel"))
        and not re.search(rf"(?<![\w.+-]){re.escape(one.value)}(?![\w.+-])", text)
    ]
    if lacking:
        names = ", ".join(one.value for one in lacking)
        yield (
            f"{_at(lacking[0].evidence)} installs {names}, which this image lacks: `packages` in "
            ".dockgen.yml adds what the application calls"
        )
    if found.volumes:
        paths = ", ".join(one.value for one in found.volumes)
        yield (
            f"{_at(found.volumes[0].evidence)} has data in {paths}: mount a volume there that "
            "belongs to the user of this image"
        )
    if found.entry_script is not None:
        yield (
            f"{_at(found.entry_script.evidence)} starts through {found.entry_script.value}, and "
            "this image does not: look whether the application needs what it does before"
        )
    if found.health is not None and "HEALTHCHECK" not in text:
        yield (
            f"{_at(found.health.evidence)} has a HEALTHCHECK ({found.health.value}): the "
            "orchestrator asks, or `fragments` in .dockgen.yml adds one"
        )


def _at(evidence: Evidence) -> str:
    return str(evidence).partition("  ")[0]
