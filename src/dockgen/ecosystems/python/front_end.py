"""Pages that a package.json builds, laid where templates and static files are looked for."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact, Findings
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.front_end import reading
from dockgen.ecosystems.python.running import choosing
from dockgen.ecosystems.python.running.start import Application, Start
from dockgen.readers.json import JsonFile

DEEPEST = 3
"""How many folders down a package.json is looked for."""

OUTPUT = lazy_regex(
    r"(?:^|\s)(?:-o|--output|--output-path|--out|--outfile|--outdir|--out-dir|--dist-dir|-d)"
    r"[ =]+[\"']?(?P<path>[\w./@-]+)"
)
"""What the options of esbuild, Tailwind, webpack, Parcel and Babel say they write."""

SCANS = lazy_regex(r"[\"'(]\.\./")
CONFIGURATIONS = (
    *("tailwind.config.js", "tailwind.config.cjs", "tailwind.config.mjs", "tailwind.config.ts"),
    *("vite.config.js", "vite.config.mjs", "vite.config.ts", "postcss.config.js"),
)
OF_NODE = frozenset(("node", "npm", "npx", "yarn", "pnpm", "bun", "bunx"))


class Built(NamedTuple):
    """What a build writes.

    Args:
        place: the folder or file, relative to the project, and where it is said.
        is_file: whether it is a file.
    """

    place: Fact[str]
    is_file: bool = False

    @property
    def folder(self) -> str:
        """The folder that is taken over."""
        return posixpath.dirname(self.place.value) if self.is_file else self.place.value


def settle(application: Application, findings: Findings) -> None:
    """Settle what builds the pages that the application serves.

    Raises:
        UnusableInput: their package.json cannot be used.
    """
    if application.folder:
        return
    for folder in _folders(application.project):
        made = _written(application.project, folder)
        if made is None or not made.folder or _is_there(application.project, made):
            continue
        evidence = _used(application, folder, made)
        if evidence is None:
            continue
        sources = "." if _scans_above(application.project, folder) else ""
        pages = reading.built(application.project, folder, made.folder, evidence, sources)
        if pages is not None:
            reading.settle(findings, pages)
            return
        findings.warn(
            f"{posixpath.join(folder, reading.MANIFEST)} builds {made.place.value}, and its "
            "packages cannot be installed in a stage of this Dockerfile: build it before the image"
        )
        return


def _folders(project: Project) -> Iterator[str]:
    found = [
        posixpath.dirname(one)
        for one in project.files
        if posixpath.basename(one) == reading.MANIFEST and one.count("/") <= DEEPEST
    ]
    yield from sorted(found, key=lambda one: (one.count("/") + bool(one), one))


def _written(project: Project, folder: str) -> Built | None:
    """What the build of a package.json writes, as its configuration or its command says."""
    path = posixpath.join(folder, reading.MANIFEST)
    said = JsonFile(project.read(path)).text("scripts", "build")
    if said is None:
        return None
    found = reading.written(project, folder)
    if found is not None:
        return Built(found)
    option = OUTPUT.search(said.value)
    if option is None:
        return None
    place = posixpath.normpath(posixpath.join(folder, option["path"]))
    is_file = "." in posixpath.basename(place)
    return None if place.startswith("..") else Built(Fact(place, said.evidence), is_file)


def _is_there(project: Project, made: Built) -> bool:
    place = made.place.value
    return project.has(place) if made.is_file else reading.is_there(project, place)


def _used(application: Application, folder: str, made: Built) -> Evidence | None:
    """Where it is said that the application takes the pages in; None where it does not."""
    evidence = made.place.evidence
    path = evidence.file or reading.MANIFEST
    inside = path if path.startswith(f"{folder}/") or not folder else f"{folder}/{path}"
    place = evidence._replace(file=inside)
    if not folder or not f"{made.place.value}/".startswith(f"{folder}/"):
        return place
    names = [*folder.split("/")[-1:], *made.folder.removeprefix(f"{folder}/").split("/")]
    pattern = re.compile(r"[\"'\s/,)(]{1,12}".join(map(re.escape, names)))
    for module in application.files():
        match = pattern.search(module.text)
        if match is not None:
            line = module.text.count("\n", 0, match.start()) + 1
            return Evidence(match[0], module.path, line)
    return None


def _scans_above(project: Project, folder: str) -> bool:
    """Whether the build reads more than its own folder: templates that Tailwind looks through."""
    if not folder:
        return True
    paths = [posixpath.join(folder, one) for one in CONFIGURATIONS]
    inside = f"{folder}/"
    paths += [one for one in project.files if one.startswith(inside) and one.endswith(".css")][:20]
    files = (project.readable(one) for one in paths if project.has(one))
    return any(file is not None and SCANS.search(file.text) for file in files)


def gives_way(application: Application, start: Start | None) -> str:
    """Why the package.json beside it goes first; empty where the application does."""
    if application.folder or start is None or _is_named(application):
        return ""
    why = reading.server_beside(application.project)
    if why or start.shape == "server" or start.framework or start.installed:
        return why
    return reading.pages_beside(application.project)


def _is_named(application: Application) -> bool:
    """Whether a Procfile says that Python serves."""
    try:
        process = choosing.processes_of(application).get("web")
    except UnusableInput:
        return False
    return process is not None and process.command.split()[0] not in OF_NODE
