"""Finds out which generator makes a site, and what its configuration says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import import_module
from typing import Protocol, cast

from dockgen.core.facts import Evidence, Fact, Findings, Override, Verdict, default, no, port, text
from dockgen.core.project import Project
from dockgen.ecosystems.sites.common.generators import GENERATORS, Generator
from dockgen.ecosystems.sites.generators.place import Place, folder

FIRST_FREE_PORT = 1024

PROGRAMS = (
    "pom.xml build.gradle build.gradle.kts pyproject.toml setup.py go.mod Cargo.toml "
    "composer.json mix.exs Package.swift CMakeLists.txt"
).split()


class GeneratorModule(Protocol):
    """What a generator's module offers."""

    def find(self, project: Project, inside: str) -> str | None:
        """Its configuration in a folder."""
        ...

    def settle(self, place: Place) -> None:
        """Settle what the configuration says."""
        ...


def detect(
    project: Project, overrides: Mapping[str, Override], folders: tuple[str, ...]
) -> Verdict:
    """Match a project that holds the configuration of a site generator.

    Args:
        project: the project.
        overrides: what the user sets, by the fact's name.
        folders: where a site is looked for, where the user does not say.

    Raises:
        UnusableInput: a configuration or a manifest cannot be read.
    """
    findings = Findings(overrides)
    asked = findings.settle_optional("source_dir", folder, None)
    found = _find(project, (asked.value,) if asked else folders, named=asked is not None)
    if found is None:
        where = f"in {asked.value}" if asked else "at the top or in a usual folder"
        return no(f"no configuration of a site generator {where}")
    generator, inside, config = found
    findings.settle("framework", text, Fact(generator.name, Evidence("file", config)))
    if inside != ".":
        evidence = asked.evidence if asked else Evidence("file", config)
        findings.settle("source_dir", folder, Fact(inside, evidence))
    _module(generator).settle(Place(project, inside, config, findings))
    why = default("the default port of unprivileged nginx")
    number = findings.settle("port", port, Fact(8080, why)).value
    if number < FIRST_FREE_PORT:
        findings.warn(f"port {number} needs a privilege in some clusters, and 8080 does not")
    findings.settle("name", text, Fact(project.name, Evidence("folder name")))
    program = project.first(*PROGRAMS)
    if program:
        findings.warn(f"{program} describes a program; this image serves the site alone")
    return Verdict(matched=True, reason=f"found {config}", shape=generator.name, findings=findings)


def _find(
    project: Project, folders: tuple[str, ...], *, named: bool
) -> tuple[Generator, str, str] | None:
    """The first generator with its folder and its configuration.

    Args:
        project: the project.
        folders: where to look.
        named: whether the user names the folder, which then needs no pages yet.
    """
    for one in folders:
        inside = "" if one == "." else f"{one}/"
        for generator in GENERATORS:
            if not project.first(*(f"{inside}{name}" for name in generator.configs)):
                continue
            config = _module(generator).find(project, inside)
            if config and (named or _has_content(project, inside, generator, config)):
                return generator, one, config
    return None


def _has_content(project: Project, inside: str, generator: Generator, config: str) -> bool:
    """Whether there are pages to be made; a configuration alone makes no site."""
    if not generator.content or any(
        project.has_folder(f"{inside}{one}") for one in generator.content
    ):
        return True
    file = project.readable(config)
    return file is None or re.search(generator.elsewhere, file.text) is not None


def _module(generator: Generator) -> GeneratorModule:
    """The module that reads this generator's configuration; loaded where there is one."""
    return cast("GeneratorModule", import_module(f"{__package__}.{generator.name}"))
