"""The program that a shell script of the project starts."""

from __future__ import annotations

import posixpath

from dockgen.facts import Evidence, Fact
from dockgen.manifests.javascript import start_command
from dockgen.manifests.javascript.package_json import PackageJson
from dockgen.project import Project, TextFile

SHELLS = frozenset({"sh", "bash", "ash", "dash"})
ENDINGS = (".sh", ".bash")


def entry_file(project: Project, package: PackageJson, arguments: tuple[str, ...]) -> str | None:
    """The file that a run time is given, by the command or by the script that it runs; or None."""
    entry = start_command.entry_file(arguments)
    script = None if entry else _script(arguments)
    file = project.readable(package.inside(script)) if script else None
    return entry if file is None else started_last(file, package)


def started_last(file: TextFile, package: PackageJson) -> str | None:
    """The file that a script gives a run time in the end; what stands before prepares it."""
    for number, line in reversed(list(enumerate(file.text.splitlines(), start=1))):
        command = line.strip().removeprefix("exec ").strip()
        if not command or command.startswith("#"):
            continue
        evidence = Evidence("start", file.path, number)
        entry = start_command.entry_file(
            start_command.resolve(Fact(command, evidence), package).arguments.value
        )
        if entry:
            return entry
    return None


def _script(arguments: tuple[str, ...]) -> str | None:
    """The script of `sh ./start.sh` and of `./start.sh`, as a path in the application's folder."""
    folder, words = start_command.last_step(arguments)
    named = words[1:2] if words[:1] and words[0] in SHELLS else words[:1]
    if not named or not named[0].endswith(ENDINGS):
        return None
    path = posixpath.normpath(posixpath.join(folder, named[0]))
    return None if path.startswith(("/", "..")) else path
