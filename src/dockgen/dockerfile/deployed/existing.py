"""What a Dockerfile that a person wrote knows of the application.

What dockgen wrote is no evidence: it would only say again what was concluded before.
"""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Iterator
from typing import NamedTuple

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, TextFile, once_per_project
from dockgen.dockerfile.arguments import pairs_of, words_of
from dockgen.dockerfile.copied_sources import Variables
from dockgen.dockerfile.parser import Dockerfile, Instruction, parse
from dockgen.dockerfile.stages import build_stages

OWN = lazy_regex(r"^# Made by dockgen ", re.MULTILINE)
FOR_DEVELOPERS = lazy_regex(
    r"(?:^|[./_-])(?:dev|develop|development|local|test|tests|ci)(?=[./_-]|$)"
)
NAMED = lazy_regex(r"(?:^|/)(?:Dockerfile(?:\.[\w-]+)?|[\w-]+\.[Dd]ockerfile|Containerfile)$")
AROUND = ("docker", ".docker", "build/package", "build", "deploy", "deployment", "ops", "ci")
"""Folders beside an application in which its Dockerfile often lies."""

INSTALLS = lazy_regex(
    r"\b(?:apt-get|apt|aptitude|apk|microdnf|dnf|yum)\b(?P<options>(?:\s+-\S+)*)\s+"
    r"(?:install|add)\b(?P<rest>[^;&|\n]*)"
)
PACKAGE = lazy_regex(r"[a-z0-9][a-z0-9.+-]+")
TAKES_VALUE = frozenset({"-t", "--target-release", "--virtual", "-X", "--repository", "-o"})
PORT = lazy_regex(r"(?P<port>\d{1,5})(?:/tcp)?")
BUILDS = lazy_regex(r"\bbuild\b|\bdeploy\b|\bprune\b|\bpackage\b|\bbootJar\b|\binstallDist\b")
ROOT = frozenset({"root", "0"})
SCRIPT = lazy_regex(r"(?:[\w./-]*/)?(?P<name>[\w.-]+\.sh|[\w.-]*entrypoint[\w.-]*)")


class HandWritten(NamedTuple):
    """What a Dockerfile says of the image that it builds, which is its last stage.

    Args:
        path: the file.
        port: the one port that it exposes, or that its PORT is set to.
        volumes: where data lies.
        packages: the packages of the system that it installs.
        user: the user that it runs as, unless that is root.
        entry_script: a script of the project's that its ENTRYPOINT or CMD starts.
        command: its ENTRYPOINT and CMD as a shell reads them.
        health: its HEALTHCHECK.
        texts: what its last stage runs and takes from other stages, each with its place.
        builds: what its stages run to build.
    """

    path: str
    port: Fact[int] | None
    volumes: tuple[Fact[str], ...]
    packages: tuple[Fact[str], ...]
    user: Fact[str] | None
    entry_script: Fact[str] | None
    command: Fact[str] | None
    health: Fact[str] | None
    texts: tuple[Fact[str], ...]
    builds: tuple[Fact[str], ...]


def is_own(text: str) -> bool:
    """Whether dockgen wrote a Dockerfile."""
    return OWN.search(text[:400]) is not None


@once_per_project
def paths(project: Project) -> tuple[str, ...]:
    """The Dockerfiles of a repository that are not for its developers alone, nearest first."""
    found = (one for one in project.files if NAMED.search(one))
    kept = [one for one in found if not FOR_DEVELOPERS.search(one)]
    return tuple(sorted(kept, key=lambda one: (one.count("/"), one)))


def find(project: Project, folder: str = "") -> HandWritten | None:
    """The Dockerfile that a person wrote for the application in a folder, or None.

    Args:
        project: the project.
        folder: the application's folder; empty for the top.
    """
    for path in _candidates(project, "" if folder == "." else folder):
        found = read(project, path)
        if found is not None:
            return found
    return None


def _candidates(project: Project, folder: str) -> Iterator[str]:
    name = posixpath.basename(folder)
    every = paths(project)
    places = [folder, *(posixpath.join(folder, one) for one in AROUND)]
    yield from (one for place in places for one in every if posixpath.dirname(one) == place)
    if not folder:
        return
    alike = {f"{name}.dockerfile", f"dockerfile.{name}"}
    inside = {posixpath.join(one, name) for one in AROUND}
    for one in every:
        if posixpath.basename(one).lower() in alike or posixpath.dirname(one) in inside:
            yield one


def read(project: Project, path: str) -> HandWritten | None:
    """What a Dockerfile says; None where dockgen wrote it, or it cannot be read as one."""
    file = project.readable(path)
    if file is None or is_own(file.text):
        return None
    try:
        dockerfile = parse(file.text, path)
    except UnusableInput:
        return None
    return _Reading(file, dockerfile).result() if dockerfile.stages else None


class _Reading:
    """Reads the last stage with the stages below it."""

    def __init__(self, file: TextFile, dockerfile: Dockerfile) -> None:
        self.path = file.path
        self.variables = Variables(dockerfile)
        for one in dockerfile.instructions:
            self.variables.see(one)
        self.last = len(dockerfile.stages) - 1
        below = _below(dockerfile, self.last)
        self.instructions = [one for one in dockerfile.instructions if one.stage in below]
        self.every_stage = build_stages(file.text, file.path)
        self.stages = [self.every_stage[number] for number in sorted(below)]

    def result(self) -> HandWritten:
        user = self._last("USER")
        return HandWritten(
            path=self.path,
            port=self._port(),
            volumes=tuple(self._volumes()),
            packages=tuple(self._packages()),
            user=user if user and user.value.split(":")[0] not in ROOT else None,
            entry_script=self._entry_script(),
            command=self._command(),
            health=self._last("HEALTHCHECK"),
            texts=tuple(self._texts()),
            builds=tuple(self._builds()),
        )

    def _of(self, *keywords: str) -> Iterator[Instruction]:
        return (one for one in self.instructions if one.keyword in keywords)

    def _evidence(self, one: Instruction) -> Evidence:
        return Evidence(one.keyword, self.path, one.first_line)

    def _last(self, keyword: str) -> Fact[str] | None:
        found = list(self._of(keyword))
        return Fact(found[-1].arguments, self._evidence(found[-1])) if found else None

    def _port(self) -> Fact[int] | None:
        exposed = {
            number: self._evidence(one)
            for one in self._of("EXPOSE")
            for word in words_of(one.arguments)
            if (number := _port_of(self.variables.expanded(word, one.stage)))
        }
        if len(exposed) == 1:
            return Fact(*next(iter(exposed.items())))
        for one in self._of("ENV"):
            for name, value in pairs_of(one.arguments):
                number = _port_of(self.variables.expanded(value, one.stage))
                if name == "PORT" and number and (not exposed or number in exposed):
                    return Fact(number, self._evidence(one))
        return None

    def _volumes(self) -> Iterator[Fact[str]]:
        for one in self._of("VOLUME"):
            for word in _array(one.arguments) or words_of(one.arguments):
                path = self.variables.expanded(word, one.stage)
                if path:
                    yield Fact(path, self._evidence(one))

    def _packages(self) -> Iterator[Fact[str]]:
        seen = set[str]()
        for command in (one for stage in self.stages for one in stage.commands):
            if command.instruction.keyword != "RUN":
                continue
            for match in INSTALLS.finditer(command.text.replace("\\\n", " ")):
                for name in _package_names(match["rest"]):
                    if name not in seen:
                        seen.add(name)
                        yield Fact(name, self._evidence(command.instruction))

    def _command(self) -> Fact[str] | None:
        found = {one.keyword: one for one in self._of("ENTRYPOINT", "CMD")}
        parts = [found[name] for name in ("ENTRYPOINT", "CMD") if name in found]
        text = " ".join(_shell_text(one.arguments) for one in parts)
        return Fact(text, self._evidence(parts[0])) if parts else None

    def _entry_script(self) -> Fact[str] | None:
        found = self._command()
        match = next(
            (m for word in (found.value.split() if found else ()) if (m := SCRIPT.fullmatch(word))),
            None,
        )
        return Fact(match["name"], found.evidence) if found and match else None

    def _texts(self) -> Iterator[Fact[str]]:
        for one in self.instructions:
            if one.stage != self.last or one.keyword not in {
                "WORKDIR",
                "COPY",
                "CMD",
                "ENTRYPOINT",
            }:
                continue
            if one.keyword == "COPY" and "--from=" not in one.arguments:
                continue
            yield Fact(_shell_text(one.arguments), self._evidence(one))

    def _builds(self) -> Iterator[Fact[str]]:
        for command in (one for stage in self.every_stage for one in stage.commands):
            if command.instruction.keyword == "RUN" and BUILDS.search(command.text):
                yield Fact(command.text, self._evidence(command.instruction))


def _below(dockerfile: Dockerfile, number: int) -> set[int]:
    """A stage with the stages that it is built on."""
    names = [one.name.lower() for one in dockerfile.stages]
    found = {number}
    while True:
        image = dockerfile.stages[number].image.lower()
        if not image or image not in names[:number]:
            return found
        number = names.index(image)
        found.add(number)


def _port_of(text: str | None) -> int:
    match = PORT.fullmatch(text or "")
    number = int(match["port"]) if match else 0
    return number if 0 < number < 65536 else 0


def _array(arguments: str) -> list[str]:
    if not arguments.startswith("["):
        return []
    import json

    try:
        found = json.loads(arguments)
    except ValueError:
        return []
    return [one for one in found if isinstance(one, str)]


def _shell_text(arguments: str) -> str:
    return " ".join(_array(arguments)) or arguments


def _package_names(rest: str) -> Iterator[str]:
    try:
        words = shlex.split(rest)
    except ValueError:
        return
    skipped = False
    for word in words:
        if skipped or word.startswith(("-", "$", ".")):
            skipped = not skipped and word in TAKES_VALUE
            continue
        name = re.split(r"[=<>~@:]", word, maxsplit=1)[0]
        if PACKAGE.fullmatch(name):
            yield name
