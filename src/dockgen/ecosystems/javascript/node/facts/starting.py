"""How a server starts, and whether it is one."""

from __future__ import annotations

import posixpath
import re
import shlex

from dockgen.core.facts import Fact, default, flag, words
from dockgen.ecosystems.javascript.common import listening_port
from dockgen.ecosystems.javascript.node.facts.app import App
from dockgen.ecosystems.javascript.node.frameworks.frameworks import Framework
from dockgen.ecosystems.javascript.node.scripts import command_words, start_command, tool_names
from dockgen.ecosystems.javascript.node.scripts.start_command import Start
from dockgen.ecosystems.javascript.node.sources import compiled_entry, entry_source


def start_of(app: App) -> Start | None:
    """Settle `start_command`: what the user says, the framework's own, or the project's."""
    sender = app.sender
    found = (
        start_command.resolve(sender, app.package)
        if sender is not None
        else start_command.read(app.project, app.package)
    )
    if app.picked is not None and not app.picked.framework:
        found = Start(Fact(("node", app.picked.entry), app.picked.evidence))
    elif app.row is not None and app.row.start:
        found = _framework_start(app, app.row, found)
    if found is not None and app.picked is None and not app.is_site:
        found = _as_compiled(app, found)
    if found is not None and sender is None:
        found = _with_note_of_replaced(app, found)
    arguments = found.arguments if found else None
    settled = app.findings.settle_optional("start_command", words, arguments)
    if settled is None:
        return None
    if found is None:
        return Start(settled)
    is_command = found.is_command_line and not app.findings.is_decided("start_command")
    if is_command:
        app.findings.settle("entrypoint", flag, Fact(value=True, evidence=settled.evidence))
    return found._replace(arguments=settled, is_command_line=is_command)


def _with_note_of_replaced(app: App, found: Start) -> Start:
    """The start, with a note where the script of that name is for development alone."""
    script = start_command.named(app.package)
    told = found.arguments.evidence
    if script is None or start_command.script_of(app.package) or script.evidence == told:
        return found
    place = f"{script.evidence.file}:{script.evidence.line}"
    note = (
        f"{place} starts a server for development ({script.value}): the image starts "
        f"{shlex.join(found.arguments.value)} instead"
    )
    return found._replace(notes=(*found.notes, note))


def _as_compiled(app: App, found: Start) -> Start:
    """The start, with its entry file where the compiler writes it."""
    entry = command_words.entry_file(found.arguments.value)
    written = (
        compiled_entry.find(app.project, app.package, entry, app.build_script) if entry else None
    )
    if entry is None or written is None:
        return found
    arguments = tuple(
        written.value if posixpath.normpath(one) == entry else one for one in found.arguments.value
    )
    if arguments == found.arguments.value:
        return found
    note = (
        f"the start names {entry}, and the compiler writes {written.value}, because of "
        f"{written.evidence.file}: the image starts that; rootDir in tsconfig.json settles it"
    )
    changed = found.arguments._replace(value=arguments)
    return found._replace(arguments=changed, notes=(*found.notes, note))


def _framework_start(app: App, row: Framework, found: Start | None) -> Start:
    """The framework's own command, unless the project starts something else."""
    script = start_command.procfile(app.project, app.package)
    script = script or start_command.script_of(app.package)
    parts = _own_words(app, row)
    if found is not None and script is not None:
        asked = f"{script.value} ; {' '.join(found.arguments.value)}"
        if not re.search(row.starts, asked, re.MULTILINE):
            return found
        found = start_command.without_port_variable(found)
        if found.arguments.value[0] in {"sh", "bun"}:
            return found
        same = found.arguments.value[0].rsplit("/", 1)[-1] == row.start[0]
        if row.start[0] == "node":
            same = command_words.entry_file(found.arguments.value) == parts[1]
        if same and len(found.arguments.value) > len(row.start):
            return found  # it is given options
        options = command_words.node_options(found.arguments.value)
        if options and parts[0] != "node":
            return found  # the tool by its file, with options of Node.js
        if options:
            parts[1:1] = options
    evidence = script.evidence if script else default(f"how {row.name} starts")
    environment = {**found.environment} if found else {}
    asked_port = listening_port.in_arguments(found.arguments) if found else None
    if asked_port is not None:  # `next start -p 4100` is replaced, and its port is not
        environment["PORT"] = Fact(str(asked_port.value), asked_port.evidence)
    return Start(Fact(tuple(parts), evidence), environment, found.notes if found else ())


def _own_words(app: App, row: Framework) -> list[str]:
    """The framework's own command."""
    output = framework_output(app) or row.output
    member = f"{app.folder}/" if app.folder and row.nested else ""
    parts = [part.replace("{output}", output).replace("{member}", member) for part in row.start]
    if parts[0] not in {"node", "bun"}:
        parts[0] = f"node_modules/.bin/{parts[0]}"
    return parts


def framework_output(app: App) -> str:
    """Where the framework's build writes; empty where there is none, or it cannot be told."""
    output = app.matcher.output(app.match) if app.match else None
    return output.value if output else ""


def starts_the_frameworks_way(app: App, start: Start) -> bool:
    """Whether the framework's own command starts it; the project's own server needs its sources."""
    row = app.row
    if row is None or row.kind not in {"server", "bundle"}:
        return False
    if not row.start:
        return True
    own = _own_words(app, row)
    words_ = [part.removeprefix("./") for part in start.arguments.value]
    if own[0] in {"node", "bun"}:
        return own[1] in words_
    program = words_[1:2] if words_[:1] == ["bun"] else words_[:1]
    by_file = tool_names.plain(" ".join(words_)).split()[:1] == [row.start[0]]
    return program == own[:1] or by_file


def is_server(app: App, start: Start) -> bool:
    """Whether what starts opens a port: the user, a framework or the entry file says so."""
    entry = entry_source.entry_file(app.project, app.package, start.arguments.value)
    return (
        app.findings.is_decided("start_command")
        or app.match is not None
        or start.is_command_line
        or (entry is not None and listening_port.listens(app.project, entry, app.folder))
    )
