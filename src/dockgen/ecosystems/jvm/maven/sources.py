"""Which folders and files a Maven build reads beside its POMs."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence

from dockgen.core.facts import Evidence, Fact, Findings, words
from dockgen.core.project import Project
from dockgen.ecosystems.jvm.common.building.programs import FRONT_END
from dockgen.ecosystems.jvm.common.poms.pom import Pom
from dockgen.ecosystems.jvm.maven import paths
from dockgen.ecosystems.jvm.maven.programs import called
from dockgen.ecosystems.jvm.maven.reactor import Reactor

SETTINGS = ".mvn"
"""Maven's settings of one project: https://maven.apache.org/configure.html."""

ELSEWHERE = frozenset({"frontend-maven-plugin", "vaadin-maven-plugin"})
"""Plugins that read files which no POM names: package.json and what it builds."""

BESIDE = ("lombok.config",)
"""Files that a compiler looks for by itself: https://projectlombok.org/features/configuration."""


def settle(project: Project, reactor: Reactor, poms: Iterable[Pom], findings: Findings) -> None:
    """Settle what the build reads: POMs, Maven's settings, sources."""
    files = reactor.files
    settings = project.starting(f"{SETTINGS}/")
    if any(not path.startswith(f"{SETTINGS}/wrapper/") for path in settings):
        files = (SETTINGS, *files)
    made = tuple(poms)
    files += tuple(dict.fromkeys(_before_resolving(project, reactor, made)))
    findings.settle("manifests", words, Fact(files, Evidence("file", "pom.xml")))
    if reactor.modules:
        named = reactor.root.modules
        place = named[0].evidence if named else Evidence("file", reactor.root.path)
        findings.settle("modules", words, Fact(tuple(reactor.modules), place))
    there = tuple(one for one in files if one.endswith("/"))
    read = read_by(project, reactor, made)
    found = tuple(one for one in read if one not in files and not one.startswith(there))
    place = Evidence("folder", found[0].rstrip("/")) if found else Evidence("file", "pom.xml")
    findings.settle("sources", words, Fact(found, place))


def _before_resolving(project: Project, reactor: Reactor, poms: Sequence[Pom]) -> Iterator[str]:
    """The repositories and jars in the project that dependencies are fetched from."""
    for pom in (*poms, *reactor.parents_of(poms)):
        yield from paths.before_resolving(project, pom)


def read_by(project: Project, reactor: Reactor, poms: Iterable[Pom]) -> tuple[str, ...]:
    """The folders and files that building these modules reads; `.` where it may be anything.

    A folder ends in a slash.
    """
    found: dict[str, None] = {}
    made = tuple(poms)
    for pom in made:
        if any(pom.plugin(name) for name in ELSEWHERE):
            return (".",)
        if FRONT_END & called([pom]).keys():
            return (".",)
        found |= dict.fromkeys(_of_module(project, pom))
    for pom in reactor.parents_of(made):
        found |= dict.fromkeys(_named(project, pom))
    for name in BESIDE:
        if reactor.modules and project.has(name):
            found[name] = None
    folders = [path for path in found if path.endswith("/")]
    inner = {path for path in found if any(path.startswith(one) and path != one for one in folders)}
    return tuple(path for path in found if path not in inner)


def _of_module(project: Project, pom: Pom) -> Iterator[str]:
    for name in ("src", *BESIDE):
        place = posixpath.join(pom.folder, name)
        if project.has(place):
            yield place
        elif project.has_folder(place):
            yield f"{place}/"
    yield from _named(project, pom)


def _named(project: Project, pom: Pom) -> Iterator[str]:
    """What a POM names, with what is next to it: a configuration may name more of its folder."""
    for place in (*paths.in_build(project, pom), *paths.anywhere(project, pom)):
        own = f"{pom.folder}/" if pom.folder else ""
        below = place.removeprefix(own) if place.startswith(own) else ""
        if below:
            first, slash, _ = below.partition("/")
            yield f"{own}{first}{slash}"
        else:
            folder = posixpath.dirname(place)
            yield f"{folder}/" if folder else place
