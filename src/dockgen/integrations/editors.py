"""The files by which editors know the tasks: added to what is there, never in its place.

VS Code: https://code.visualstudio.com/docs/reference/tasks-appendix. Zed: https://zed.dev/docs/tasks.
JetBrains: https://www.jetbrains.com/help/idea/run-debug-configuration.html#share-configurations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from dockgen.core.errors import UnusableInput
from dockgen.core.project import Project, TextFile
from dockgen.core.quoting import plain
from dockgen.integrations.devcontainer import PATH as DEVCONTAINER
from dockgen.integrations.devcontainer import members_of
from dockgen.integrations.editor_tasks import Matcher, Task, tasks_of
from dockgen.readers.json_editing import Jsonc, Node, written
from dockgen.rendering.render import render_files

if TYPE_CHECKING:
    from dockgen.managed_files.draft import Draft

VSCODE = ".vscode/tasks.json"
ZED = ".zed/tasks.json"
JETBRAINS = ".run"


@dataclass(frozen=True, slots=True)
class Files:
    """What is to be written for an editor.

    Args:
        texts: the files, by path.
        kept: what is there under the same name, says something else, and stays.
    """

    texts: Mapping[str, str]
    kept: tuple[str, ...] = ()


def files_for(editor: str, made: Draft, *, force: bool = False) -> Files:
    """The files of an editor.

    Args:
        editor: a key of `EDITORS`.
        made: the draft of the image that the tasks are about.
        force: whether tasks of the same name are replaced.

    Raises:
        UnusableInput: a file that is there cannot be used.
    """
    return EDITORS[editor](made, force)


def _vscode(made: Draft, force: bool) -> Files:  # noqa: FBT001  a table's function
    entries = {task.label: _vscode_task(task) for task in tasks_of(made)}
    project = made.detection.project
    if not project.root.joinpath(VSCODE).exists():
        data = {"version": "2.0.0", "tasks": list(entries.values())}
        return Files({VSCODE: written(data) + "\n"})
    file = Jsonc(_read(project, VSCODE))
    if not isinstance(file.top.value, dict):
        raise UnusableInput("does not contain an object with tasks", file=VSCODE, line=1)
    tasks = file.top.members.get("tasks")
    if tasks is None:
        members = [] if "version" in file.top.members else ['"version": "2.0.0"']
        members.append(f'"tasks": {written(list(entries.values()))}')
        return Files({VSCODE: file.with_entries(file.top, members)})
    return _merged(file, tasks, entries, force=force)


def _vscode_task(task: Task) -> dict[str, object]:
    program, *arguments = task.command
    entry: dict[str, object] = {
        "label": task.label,
        "detail": task.detail,
        "type": "shell",
        "command": program,
        "args": arguments,
        "problemMatcher": [_problem_matcher(one) for one in task.matchers],
    }
    return entry | ({"group": "build"} if task.name == "build" else {})


def _problem_matcher(one: Matcher) -> dict[str, object]:
    folder = f"${{workspaceFolder}}/{one.folder}".rstrip("/")
    patterns = [
        {"regexp": pattern, **groups}
        for pattern, groups in zip(one.patterns, one.groups, strict=True)
    ]
    return {
        "owner": one.owner,
        "fileLocation": ["relative", folder],
        "severity": one.severity,
        "pattern": patterns if len(patterns) > 1 else patterns[0],
    }


def _zed(made: Draft, force: bool) -> Files:  # noqa: FBT001  a table's function
    entries = {task.label: _zed_task(task) for task in tasks_of(made)}
    project = made.detection.project
    if not project.root.joinpath(ZED).exists():
        return Files({ZED: written(list(entries.values())) + "\n"})
    file = Jsonc(_read(project, ZED))
    return _merged(file, file.top, entries, force=force)


def _zed_task(task: Task) -> dict[str, object]:
    program, *arguments = task.command
    return {
        "label": task.label,
        "command": program,
        "args": arguments,
        "cwd": "$ZED_WORKTREE_ROOT",
        "reveal": "no_focus" if task.name == "stop" else "always",
    }


def _read(project: Project, path: str) -> TextFile:
    """An editor's file; an empty one counts as an empty list or object would."""
    file = project.read(path)
    empty = "{}" if path == VSCODE else "[]"
    return file if file.text.strip() else TextFile(path, empty)


def _merged(
    file: Jsonc, tasks: Node, entries: Mapping[str, Mapping[str, object]], *, force: bool
) -> Files:
    """The file with the tasks that it lacks; with `force`, those that differ are replaced."""
    if not isinstance(tasks.value, list):
        line = file.file.line_of(tasks.start)
        raise UnusableInput("tasks must be a list", file=file.file.path, line=line)
    there = {
        node.value["label"]: node
        for node in tasks.items
        if isinstance(node.value, dict) and "label" in node.value
    }
    differing = [
        label for label in entries if label in there and there[label].value != entries[label]
    ]
    missing = [written(entry) for label, entry in entries.items() if label not in there]
    text = file.with_entries(tasks, missing) if missing else file.text
    if not force:
        return Files({file.file.path: text}, tuple(differing))
    # From the last to the first, so that what is still to be replaced stays in its place.
    for label in sorted(differing, key=lambda one: there[one].start, reverse=True):
        node = there[label]
        replaced = file.with_value(node, written(entries[label]))
        length = len(replaced) - len(file.text)
        text = text[: node.start] + replaced[node.start : node.end + length] + text[node.end :]
    return Files({file.file.path: text})


def _jetbrains(made: Draft, force: bool) -> Files:  # noqa: FBT001  a table's function
    texts, kept = {}, []
    for task in tasks_of(made):
        service = f"-{task.service.replace('/', '-')}" if task.service else ""
        path = f"{JETBRAINS}/dockgen-{task.name}{service}.run.xml"
        values = {"name": plain(quoteattr(task.label)), "line": plain(quoteattr(task.line))}
        text = render_files({path: "files/run-configuration.xml.jinja"}, values)[path].text
        place = made.root / path
        if place.is_file() and not force and made.detection.project.read(path).text != text:
            kept.append(path)
        else:
            texts[path] = text
    return Files(texts, tuple(kept))


def _devcontainer(made: Draft, force: bool) -> Files:  # noqa: FBT001  a table's function
    members = members_of(made)
    place = made.root / DEVCONTAINER
    if force or not place.exists():
        return Files({DEVCONTAINER: written(members) + "\n"})
    file = Jsonc(made.detection.project.read(DEVCONTAINER))
    if not isinstance(file.top.value, dict):
        raise UnusableInput("does not contain an object", file=DEVCONTAINER, line=1)
    own = set(file.top.members)
    if own & {"build", "dockerFile", "dockerComposeFile"}:
        own |= {"image", "remoteUser", "remoteEnv"}
    missing = [f'"{key}": {written(value)}' for key, value in members.items() if key not in own]
    text = file.with_entries(file.top, missing) if missing else file.text
    differing = [key for key in members if key in own and file.top.value.get(key) != members[key]]
    return Files({DEVCONTAINER: text}, tuple(differing))


EDITORS: dict[str, Callable[[Draft, bool], Files]] = {
    "vscode": _vscode,
    "zed": _zed,
    "jetbrains": _jetbrains,
    "devcontainer": _devcontainer,
}
"""What writes the files of each editor."""
