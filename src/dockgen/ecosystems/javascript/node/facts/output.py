"""What a build writes, and what of the project has to lie beside it in the image."""

from __future__ import annotations

from collections.abc import Iterable

from dockgen.core.facts import Evidence, Fact, Pairs, default, pairs, text, words
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import TextFile
from dockgen.ecosystems.javascript.common import listening_port
from dockgen.ecosystems.javascript.node.facts import redwood
from dockgen.ecosystems.javascript.node.facts.app import App
from dockgen.ecosystems.javascript.node.facts.starting import starts_the_frameworks_way
from dockgen.ecosystems.javascript.node.frameworks.frameworks import Framework, Part
from dockgen.ecosystems.javascript.node.scripts.start_command import Start
from dockgen.ecosystems.javascript.node.sources import named_paths, touched_files, tsconfig
from dockgen.readers.package_json import NAME

KEPT_FOLDERS = (
    "public views static assets templates locales i18n migrations prisma drizzle config emails "
    "schema.prisma"
).split()
"""Folders beside a build's output that servers read at run time."""

TSCONFIG = lazy_regex(r"tsconfig[\w.-]*\.json")


def settle_caches(app: App) -> None:
    """Settle the folders that the framework keeps for its next build, which no image needs."""
    row = app.row
    if row is not None and row.caches:
        evidence = default(f"what {row.name} keeps for the next build")
        app.findings.settle("build_caches", words, Fact(row.caches, evidence))


def may_load_members(app: App, start: Start) -> bool:
    """Whether what starts may load files of any member that comes along, so that all is kept."""
    carried = app.row is not None and app.row.kind == "bundle"
    if carried and starts_the_frameworks_way(app, start):
        return False
    return not redwood.is_pair(app)


def settle(app: App, start: Start, entry: str | None) -> None:
    """Settle what the build writes, and what of the project has to lie beside it."""
    row, output = app.row, None
    beside: Fact[str] | None = None
    if app.match is not None and app.match.row.kind in {"server", "bundle"}:
        output = app.matcher.output(app.match)
        if not starts_the_frameworks_way(app, start):
            output, beside = None, output
    if app.picked is not None and app.picked.output:
        output = Fact(app.picked.output, app.picked.evidence)
    output = output or _folder_of(app, entry, start)
    settled = app.findings.settle_optional("output_dir", text, output)
    if settled is None:
        return
    row = row if row is None or beside is None else row._replace(parts=())
    _settle_parts(app, row, settled, beside)
    if row is not None and row.kind == "bundle" and starts_the_frameworks_way(app, start):
        sources = named_paths.sources(app.project, app.folder)
        there = tuple(part.source for part in row.parts)
        _settle_kept(app, (*row.kept, *_named_beside(app, start, entry, sources, there)))
        return
    # What a build writes in the place of the application brings along what is next to it.
    whole = row is not None and any(part.to in {"", "."} for part in row.parts)
    kept = app.existing((*(row.kept if row else ()), *(() if whole else KEPT_FOLDERS)))
    linked = app.findings.words("local_packages")  # node_modules has links to them
    kept = (*kept, *app.existing((*linked, *_aliases(app, start))))
    kept = (*kept, *_loaded_beside(app, kept))
    if app.is_shared:  # what it says of modules holds for what was built below it
        kept = (*kept, *app.existing((NAME,)))
    kept = (*kept, *_read_beside(app, entry, (*kept, settled.value)))
    sources = listening_port.followed(app.project, entry, app.folder)
    _settle_kept(app, (*kept, *_named_beside(app, start, entry, sources, (*kept, settled.value))))


def _named_beside(
    app: App,
    start: Start,
    entry: str | None,
    sources: Iterable[TextFile],
    there: tuple[str, ...],
) -> list[str]:
    """What the start and the sources name, unless a folder that is there holds it."""
    options = start.environment.get("NODE_OPTIONS")
    told = (*start.arguments.value[1:], *([options.value] if options else []))
    found = named_paths.of_command(app.project, told, app.folder, entry)
    files = list(sources)
    found += named_paths.of_sources(app.project, files, app.folder)
    for one in named_paths.from_working_directory(app.project, files, app.folder):
        if one.value == "src":
            app.findings.warn(
                f"{one.evidence.file}:{one.evidence.line} reads src/ from the working directory, "
                "and the image has only what the build makes of it: read what is built, or keep "
                "those files in a folder of their own"
            )
        else:
            found.append(one.value)
    found = list(dict.fromkeys(found))
    return [one for one in found if not any(f"{one}/".startswith(f"{two}/") for two in there)]


def _settle_kept(app: App, kept: tuple[str, ...]) -> None:
    if kept:
        kind = "folder" if app.project.has_folder(app.inside(kept[0])) else "file"
        app.findings.settle("kept_folders", words, Fact(kept, Evidence(kind, kept[0])))


def _settle_parts(
    app: App, row: Framework | None, output: Fact[str], beside: Fact[str] | None
) -> None:
    """Settle `built_parts`: the framework's, or its output and the server around it."""
    parts: Pairs = ()
    if beside is not None:
        parts = tuple((one, one) for one in dict.fromkeys([beside.value, output.value]))
    elif row is not None:
        parts = tuple(_printed(app, part, output.value) for part in row.parts if _there(app, part))
    if parts:
        app.findings.settle("built_parts", pairs("FROM:TO"), Fact(parts, output.evidence))


def _aliases(app: App, start: Start) -> list[str]:
    """The files that give imports their meaning, where that happens when the program starts.

    https://github.com/dividab/tsconfig-paths#with-node
    """
    if not any("tsconfig-paths" in word for word in start.arguments.value):
        return []
    below = f"{app.folder}/" if app.folder else ""
    names = (path.removeprefix(below) for path in app.project.starting(below))
    return sorted(name for name in names if TSCONFIG.fullmatch(name))


def _loaded_beside(app: App, kept: tuple[str, ...]) -> tuple[str, ...]:
    """What the framework's configuration loads at the start, unless a kept folder holds it."""
    names = app.config_files
    if not names:
        return ()
    from dockgen.ecosystems.javascript.node.sources import loaded_config

    loaded = loaded_config.read(app.project, app.package, names).files
    return tuple(one for one in loaded if one.split("/")[0] not in kept)


def _read_beside(app: App, entry: str | None, there: tuple[str, ...]) -> list[str]:
    """The files that the server opens while it runs, unless a folder that is kept holds them."""
    sources = listening_port.followed(app.project, entry, app.folder)
    found = touched_files.read(app.project, sources, app.folder)
    return [one for one in found if not any(f"{one}/".startswith(f"{two}/") for two in there)]


def _printed(app: App, part: Part, output: str) -> tuple[str, str]:
    member = f"{app.folder}/" if app.folder else ""
    values = {"{output}": output, "{member}": member}
    source, to = part.source, part.to
    for placeholder, value in values.items():
        source, to = source.replace(placeholder, value), to.replace(placeholder, value)
    return source, to or "."


def _there(app: App, part: Part) -> bool:
    return not part.optional or app.project.has_folder(app.inside(part.source))


def _folder_of(app: App, entry: str | None, start: Start) -> Fact[str] | None:
    """The folder that the build writes: where the entry file lies that is not in the project."""
    if entry is None or app.project.has(app.inside(entry)) or "/" not in entry:
        return None
    if start.arguments.value[:1] == ("sh",) and "&&" in start.arguments.value[-1]:
        return None  # a step before may read anything: all is kept
    configured = tsconfig.out_dir(app.project, app.package)
    if configured is not None and entry.startswith(f"{configured.value}/"):
        return configured
    return Fact(entry.split("/", 1)[0], start.arguments.evidence)
