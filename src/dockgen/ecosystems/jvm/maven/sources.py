"""Which folders and files a Maven build reads beside its POMs."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from dockgen.core.facts import Evidence, Fact, Findings, words
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.jvm.common.pom import Pom
from dockgen.ecosystems.jvm.maven.reactor import Reactor

SETTINGS = ".mvn"
"""Maven's settings of one project: https://maven.apache.org/configure.html."""

REFERENCE = lazy_regex(
    r"\$\{(?P<base>(?:project\.|pom\.)?basedir|maven\.multiModuleProjectDirectory"
    r"|session\.executionRootDirectory)\}/+(?P<path>[^${}\s,;*?]+)"
)
DIRECTORIES = (
    "build/sourceDirectory",
    "build/testSourceDirectory",
    "build/resources/resource/directory",
    "build/testResources/testResource/directory",
)
"""What Maven reads beside `src`, where a POM says so."""

ELSEWHERE = frozenset({"frontend-maven-plugin", "vaadin-maven-plugin"})
"""Plugins that read files which no POM names: package.json and what it builds."""

BESIDE = ("lombok.config",)
"""Files that a compiler looks for by itself: https://projectlombok.org/features/configuration."""


def settle(project: Project, reactor: Reactor, poms: Iterable[Pom], findings: Findings) -> None:
    """Settle what the build reads: POMs, Maven's settings, sources."""
    files = reactor.files
    settings = [path for path in project.files if path.startswith(f"{SETTINGS}/")]
    if any(not path.startswith(f"{SETTINGS}/wrapper/") for path in settings):
        files = (SETTINGS, *files)
    findings.settle("manifests", words, Fact(files, Evidence("file", "pom.xml")))
    if reactor.modules:
        place = reactor.root.modules[0].evidence
        findings.settle("modules", words, Fact(tuple(reactor.modules), place))
    found = read_by(project, reactor, poms)
    place = Evidence("folder", found[0].rstrip("/")) if found else Evidence("file", "pom.xml")
    findings.settle("sources", words, Fact(found, place))


def read_by(project: Project, reactor: Reactor, poms: Iterable[Pom]) -> tuple[str, ...]:
    """The folders and files that building these modules reads; `.` where it may be anything.

    A folder ends in a slash.
    """
    found: dict[str, None] = {}
    for pom in poms:
        if any(pom.plugin(name) for name in ELSEWHERE):
            return (".",)
        found |= dict.fromkeys(_of_module(project, pom))
    for name in BESIDE:
        if reactor.modules and project.has(name):
            found[name] = None
    folders = [path for path in found if path.endswith("/")]
    inner = {path for path in found if any(path.startswith(one) and path != one for one in folders)}
    return tuple(path for path in found if path not in inner)


def _of_module(project: Project, pom: Pom) -> Iterator[str]:
    named = [
        f"./{pom.resolve(model.fact(path, element)).value}"
        for path in DIRECTORIES
        for model in pom.models
        for element in model.top.all(path)
    ]
    places = [posixpath.join(pom.folder, name) for name in ("src", *BESIDE, *named)]
    places += _referenced(pom)
    for place in map(posixpath.normpath, places):
        if place.startswith(("..", "/")) or posixpath.basename(place) == "target":
            continue
        if project.has(place):
            yield place
        elif place != "." and project.has_folder(place):
            yield f"{place}/"


def _referenced(pom: Pom) -> Iterator[str]:
    """What a POM or its parents name by way of a base folder, the topmost part of it."""
    for model in pom.models:
        for text in model.top.texts():
            for match in REFERENCE.finditer(text):
                folder = pom.folder if match["base"].endswith("basedir") else ""
                yield posixpath.join(folder, match["path"].split("/")[0])
