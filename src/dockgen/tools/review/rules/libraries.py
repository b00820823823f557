"""DG309: the libraries of the system that dependencies load."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockgen.dockerfile.resolved import ResolvedStage
from dockgen.dockerfile.stages import Image
from dockgen.tools.review.finding import Edit, Problem, Rule
from dockgen.tools.review.subject import Subject


def system_packages(subject: Subject) -> Iterator[Problem]:
    """A library of the system that a dependency loads is not in the image."""
    fact = subject.known("system_packages")
    if fact is None:
        return
    needed = subject.words("system_packages")
    for stage in subject.runs:
        bottom = subject.resolved.bottom(stage)
        if bottom is None or not subject.is_plain(stage):
            continue
        if not re.search(r"slim", bottom.tag) or "alpine" in bottom.tag:
            continue
        chain = subject.resolved.chain(stage)
        installed = {
            word.partition("=")[0]
            for one in chain
            for step in one.steps
            for command in step.commands
            if step.keyword == "RUN"
            for word in command.words
        }
        named = _of_suite(needed, bottom)
        missing = [one for one in named if not _is_installed(one, installed)]
        copied = any(
            one and one.startswith(("/lib", "/usr/lib"))
            for step in subject.resolved.steps(stage)
            for taken in step.taken
            for one in taken.sources
        )
        if not missing or copied or any("$" in one for one in installed if "apt" in one):
            continue
        yield Problem(
            chain[0].line,
            f"{', '.join(missing)} is not installed, which {fact.evidence.key} needs at run time",
            f"install {' '.join(missing)} in this stage",
            subject.at(fact.evidence),
            _installing(subject, stage, missing),
        )


def _of_suite(packages: tuple[str, ...], image: Image) -> list[str]:
    """The names of packages in the Debian of an image: `t64` came with the newest one.

    https://wiki.debian.org/ReleaseGoals/64bit-time
    """
    older = re.search(r"bookworm|bullseye|buster|ubuntu", str(image)) is not None
    return [one.removesuffix("t64") if older else one for one in packages]


def _is_installed(package: str, installed: set[str]) -> bool:
    stem = re.sub(r"[\d.]+(?:t64)?$|-\d.*$", "", package).removeprefix("lib")
    return any(stem and stem[:5] in one for one in installed)


def _installing(subject: Subject, stage: ResolvedStage, missing: list[str]) -> tuple[Edit, ...]:
    """A RUN that installs packages, directly behind the FROM at the bottom of the stage."""
    bottom = stage
    if subject.resolved.chain(stage)[0] is not stage:
        bottom = subject.resolved.chain(stage)[0]
    at = bottom.instruction.last_line + 1
    lines = (
        "RUN apt-get update \\",
        f"    && apt-get install --yes --no-install-recommends {' '.join(missing)} \\",
        "    && rm -rf /var/lib/apt/lists/*",
    )
    users = [one for one in bottom.steps if one.keyword == "USER"]
    return (Edit(subject.path, at, at - 1, lines),) if not users or users[0].line > at else ()


RULES = (
    Rule(
        "DG309",
        "system-package",
        "a library of the system that a dependency loads is not in the image",
        "error",
        "The dependency was compiled in a stage that has the library, and is loaded in one that "
        "does not: `cannot open shared object file`.",
        "# requirements.txt: mysqlclient\n"
        "FROM python:3.14-slim\nCOPY --from=build /app/.venv .venv",
        "FROM python:3.14-slim\nRUN apt-get update && apt-get install --yes libmariadb3\n"
        "COPY --from=build /app/.venv .venv",
        system_packages,
    ),
)
