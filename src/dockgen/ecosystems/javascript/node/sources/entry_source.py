"""The file that tells of a program: behind a shell script, or what a bundler makes it of."""

from __future__ import annotations

import posixpath

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, TextFile
from dockgen.ecosystems.javascript.common import listening_port
from dockgen.ecosystems.javascript.node.scripts import command_words, scripts, start_command
from dockgen.readers.package_json import PackageJson

SHELLS = frozenset({"sh", "bash", "ash", "dash"})
ENDINGS = (".sh", ".bash")
BUNDLES = lazy_regex(
    r"\b(?:esbuild|bun build|ncc build|tsup)\s(?:[^&|;]*?\s)?"
    r"(?P<source>[\w./-]+\.[cm]?[jt]sx?)(?=\s|$)"
)


def entry_file(project: Project, package: PackageJson, arguments: tuple[str, ...]) -> str | None:
    """The file that a run time is given, by the command or by the script that it runs; or None.

    Where the build makes that file, and its name does not tell of what, the source that a bundler
    is given for it.
    """
    entry = command_words.entry_file(arguments)
    script = None if entry else _script(arguments)
    file = project.readable(package.inside(script)) if script else None
    entry = entry if file is None else started_last(file, package)
    if entry is None or project.has(package.inside(entry)):
        return entry
    if listening_port.sources_of(project, entry, package.folder):
        return entry
    return bundled(project, package, package.script("build")) or entry


def bundled(project: Project, package: PackageJson, build: Fact[str] | None) -> str | None:
    """The one source of `esbuild src/main.ts --bundle --outfile=out/server.js`; or None."""
    match = BUNDLES.search(scripts.expanded(build, package)) if build else None
    source = posixpath.normpath(match["source"]) if match else ""
    return source if match and project.has(package.inside(source)) else None


def started_last(file: TextFile, package: PackageJson) -> str | None:
    """The file that a script gives a run time in the end; what stands before prepares it."""
    for number, line in reversed(list(enumerate(file.text.splitlines(), start=1))):
        command = line.strip().removeprefix("exec ").strip()
        if not command or command.startswith("#"):
            continue
        evidence = Evidence("start", file.path, number)
        entry = command_words.entry_file(
            start_command.resolve(Fact(command, evidence), package).arguments.value
        )
        if entry:
            return entry
    return None


def _script(arguments: tuple[str, ...]) -> str | None:
    """The script of `sh ./start.sh` and of `./start.sh`, as a path in the application's folder."""
    folder, words = command_words.last_step(arguments)
    named = words[1:2] if words[:1] and words[0] in SHELLS else words[:1]
    if not named or not named[0].endswith(ENDINGS):
        return None
    path = posixpath.normpath(posixpath.join(folder, named[0]))
    return None if path.startswith(("/", "..")) else path
