"""What `copier.yml` and `templates/copier/` call: dockgen's own answers to copier's questions.

copier renders a project three times when it updates it: with the old template in an empty
folder, in the project, and with the new template in another empty folder
(https://copier.readthedocs.io/en/stable/updating/#how-the-update-works). The project itself is
read in the second of these only. In the first, the texts are those that the last run recorded in
`.dockgen.lock`, which is copier's answers file; in the third, those of the second, which reach it
as the answer to the question `rendered`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from copier.errors import UserMessageError
from jinja2 import Environment, pass_context
from jinja2.ext import Extension
from jinja2.runtime import Context

import dockgen
from dockgen.core import project
from dockgen.core.safe_files import read_own
from dockgen.integrations.copier import answers as copier_door
from dockgen.managed_files import lock, settings, writing

QUESTIONS = ("detector", "shape", "stages", "base", "port", "image", "set")
DECIDING = ("detector", "shape")
"""The questions whose answers change the defaults of those below them."""

_REPLIES: WeakKeyDictionary[Environment, dict[str, Any]] = WeakKeyDictionary()


class DockgenExtension(Extension):
    """Gives copier's templates the functions `dockgen_choices`, `_default`, `_files`, `_notes`."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.globals |= {
            "dockgen_choices": dockgen_choices,
            "dockgen_default": dockgen_default,
            "dockgen_files": dockgen_files,
            "dockgen_notes": dockgen_notes,
        }


@pass_context
def dockgen_default(context: Context, question: str) -> str:
    """The default of a question: what dockgen would do by itself, as text."""
    settled = _settled(context)
    if settled is not None:
        return str(settled.get(question, ""))
    return str(_asked(context, _up_to(context, question)).get(question, ""))


@pass_context
def dockgen_choices(context: Context, question: str) -> str:
    """The choices of a question, as JSON: `{label: value}`."""
    settled = _settled(context)
    if settled is not None:
        value = settled.get(question, "")
        return json.dumps({value: value})
    offered = _asked(context, _up_to(context, question))[f"{question}s"]
    return json.dumps({f"{value}: {what}": value for value, what in offered.items()})


@pass_context
def dockgen_files(context: Context) -> str:
    """The files by path, as JSON."""
    data = _conf(context)["data"]
    if _is_old_copy(data):
        recorded = {
            path: "".join(lines)
            for run in data["dockerfiles"].values()
            for path, lines in run["files"].items()
        }
        return json.dumps({**recorded, lock.LOCK: ""})
    answers = {name: context.get(name) for name in QUESTIONS}
    known = context.get("_copier_answers") or {}
    origin = {name: known[name] for name in ("_src_path", "_commit") if name in known}
    return json.dumps(_ask(context, "files", answers, origin))


@pass_context
def dockgen_notes(context: Context) -> str:
    """What the user should know about the decisions, one sentence to a line."""
    answers = {name: str(context.get(name) or "") for name in DECIDING}
    notes = _asked(context, answers).get("notes", ())
    return "".join(f"note: {note}\n" for note in notes)


def _conf(context: Context) -> Mapping[str, Any]:
    conf: Mapping[str, Any] = context["_copier_conf"]
    return conf


def _is_old_copy(data: Mapping[str, Any]) -> bool:
    """Whether copier renders the last run anew; only then are the recorded answers given data."""
    return "_commit" in data and "dockerfiles" in data


def _settled(context: Context) -> Mapping[str, Any] | None:
    """The answers, where copier renders in an empty folder and there is nothing to find out."""
    data: Mapping[str, Any] = _conf(context)["data"]
    if "rendered" in data:
        return data
    if _is_old_copy(data):
        first: Mapping[str, Any] = next(iter(data["dockerfiles"].values()))
        return first
    return None


def _up_to(context: Context, question: str) -> dict[str, str]:
    """The answers to the deciding questions that come before this one."""
    before = DECIDING[: QUESTIONS.index(question)]
    return {name: str(context.get(name) or "") for name in before}


def _asked(context: Context, answers: Mapping[str, str]) -> dict[str, Any]:
    """The door's defaults; answers that are its own defaults need not be asked about again."""
    found = _questions(context, {})
    given = {name: value for name, value in answers.items() if value}
    if all(found[name] == value for name, value in given.items()):
        return found
    return _questions(context, given)


def _questions(context: Context, given: Mapping[str, object]) -> dict[str, Any]:
    found: dict[str, Any] = _ask(context, "questions", given, {})
    return found


def _ask(
    context: Context, what: str, answers: Mapping[str, object], origin: Mapping[str, str]
) -> Any:
    """Ask the door of the template's own version."""
    conf = _conf(context)
    request = {
        "schema": copier_door.SCHEMA,
        "ask": what,
        "folder": os.fspath(Path(conf["dst_path"]).absolute()),
        "answers": dict(answers),
        "origin": dict(origin),
    }
    # copier asks the same thing many times in one run, and has one environment for each run.
    known = _REPLIES.setdefault(context.environment, {})
    key = json.dumps(request)
    if key not in known:
        known[key] = _reply(Path(conf["src_path"]) / "src", key)
    return known[key]


def _reply(sources: Path, request: str) -> Any:
    if _is_running(sources):
        reply = copier_door.answer(json.loads(request))
    else:
        reply = json.loads(_run_door(sources, request))
    if "error" in reply:
        raise UserMessageError(f"dockgen: {reply['error']}")
    return reply["answer"]


def _is_running(sources: Path) -> bool:
    running = Path(dockgen.__file__).parent
    theirs = sources / "dockgen"
    return theirs.is_dir() and theirs.samefile(running)


def _run_door(sources: Path, request: str) -> str:
    """Run the door from the template's sources, with the libraries that are installed here."""
    paths = [os.fspath(sources), *filter(None, [os.environ.get("PYTHONPATH")])]
    run = subprocess.run(
        [sys.executable, "-P", "-m", "dockgen.integrations.copier.answers"],
        input=request,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        check=False,
    )
    if run.returncode:
        last = run.stderr.strip().rsplit("\n", 1)[-1]
        raise UserMessageError(f"dockgen: the template's own code failed: {last}")
    return run.stdout


def keep_settings(folder: Path, text: str) -> None:
    """Put other answers into `.dockgen.yml` during an update.

    copier runs its tasks in the two empty folders as well; there is nothing to keep there.

    Args:
        folder: where the task runs.
        text: what the file is to say.
    """
    found = read_own(folder, settings.CONFIG) if text else None
    if found and project.decode(found.raw, settings.CONFIG) != text:
        writing.write_all(folder, {settings.CONFIG: text})


if __name__ == "__main__":
    keep_settings(Path.cwd(), sys.argv[1])
