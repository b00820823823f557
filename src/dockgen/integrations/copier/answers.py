"""What copier needs to know of dockgen: the defaults of its questions, and the files.

`extension` asks, in JSON. Where the template is another version than the one that
is installed, the extension runs this module from the template's own sources, so that a tag always
writes what the dockgen of that tag would write.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from tempfile import TemporaryDirectory

from dockgen.core.errors import DockgenError, NothingDetected
from dockgen.core.facts import Evidence, Override
from dockgen.core.project import Project
from dockgen.core.safe_files import is_version_control
from dockgen.ecosystems.registry import Detection, all_ecosystems, detect, find, opened
from dockgen.managed_files import draft, lock, settings, summary
from dockgen.managed_files.draft import Draft
from dockgen.rendering import scaffolds

SCHEMA = 1

BEFORE_A_PROJECT = (
    "readme* license* licence* copying* .gitignore .gitattributes .gitmodules .gitkeep .github "
    ".gitlab-ci.yml .editorconfig .dockgen.yml .idea .vscode .ds_store"
).split()
"""What a folder may hold that a project is yet to be started in, in lower case."""

Answers = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Room:
    """A folder that holds a project: the one that was asked for, or a new one.

    Args:
        folder: the folder.
        detector: the detector that is chosen without a word from the user.
        started: the files of a new project, by path; empty where the project was there before.
    """

    folder: Path
    detector: str
    started: Mapping[str, str]


def questions(folder: Path, answers: Answers) -> dict[str, object]:
    """The choices and the defaults of copier's questions.

    Args:
        folder: the folder that copier copies to; it need not exist.
        answers: the answers so far: `detector` and `shape`, where they are given.

    Raises:
        DockgenError: as for `dockgen init`.
    """
    with _room(folder, answers) as room:
        made = _draft(room, answers)
        offered = find(str(made.detection.chosen))
        fact = made.detection.facts.get("port")
        shapes = dict(offered.shapes)
        if room.started:
            known = scaffolds.available()[str(made.detection.chosen)]
            shapes = {name: what for name, what in shapes.items() if name in known}
        return {
            "new": bool(room.started),
            "detector": made.detection.chosen,
            "detectors": _detectors(room, made),
            "shape": made.plan.shape,
            "shapes": shapes,
            "stages": made.plan.stages,
            "base": made.plan.base,
            "bases": dict(offered.bases),
            "port": str(fact.value) if fact else "",
            "image": summary.image_name(made.detection, made.settings.image),
            "notes": [*made.detection.winner[1].findings.warnings, *made.plan.warnings],
        }


def _detectors(room: Room, made: Draft) -> dict[str, str]:
    if room.started:
        return dict.fromkeys(scaffolds.available(), "the smallest project that builds")
    return {one.name: verdict.reason for one, verdict in made.detection.verdicts if verdict.matched}


@contextmanager
def _room(folder: Path, answers: Answers) -> Iterator[Room]:
    """The project in the folder, or a new one beside it for as long as it is needed."""
    if folder.is_dir():
        project = opened(folder)
        own = settings.read(project, _main_dockerfile(folder))
        found = detect(project, detector=own.detector, overrides=own.overrides)
        if found.chosen:
            yield Room(folder, found.chosen, {})
            return
        _refuse_to_start_in(project, found)
    offered = scaffolds.available()
    first = next(one.name for one in all_ecosystems() if one.name in offered)
    detector = str(answers.get("detector") or first)
    shape = str(answers.get("shape") or next(iter(offered.get(detector, ("",)))))
    started = scaffolds.files(detector, shape, folder.resolve().name)
    with TemporaryDirectory(prefix="dockgen-") as temporary:
        top = Path(temporary) / folder.resolve().name
        for path, text in started.items():
            place = top / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, "utf-8")
        yield Room(top, detector, started)


def _refuse_to_start_in(project: Project, found: Detection) -> None:
    """Refuse to start a project beside files of another one.

    Raises:
        NothingDetected: the folder holds more than version control and a README.
    """
    names = sorted(entry.name for entry in project.entries(""))
    others = [name for name in names if not _may_lie_before(name)]
    if not others:
        return
    shown = ", ".join(others[:3]) + (" …" if len(others) > 3 else "")
    try:
        _ = found.winner
    except NothingDetected as problem:
        raise NothingDetected(
            f"{problem.message}; a new project is started only in an empty folder, and this one "
            f"holds {shown}",
            hint="copy to an empty folder, or, where this is a project that dockgen should know, "
            "write its facts into .dockgen.yml",
        ) from None


def _may_lie_before(name: str) -> bool:
    return is_version_control(name) or any(
        fnmatchcase(name.lower(), pattern) for pattern in BEFORE_A_PROJECT
    )


def _main_dockerfile(folder: Path) -> str:
    """The Dockerfile that the answers are about: the one that was written before."""
    known = list(lock.read(folder))
    return known[0] if known and "Dockerfile" not in known else "Dockerfile"


def _draft(room: Room, answers: Answers) -> Draft:
    """The draft with the answers that differ from what dockgen would do by itself."""
    dockerfile = _main_dockerfile(room.folder)

    def decide(given: Mapping[str, object]) -> Draft:
        return draft.draft(str(room.folder), dockerfile, given)

    given: dict[str, object] = {}
    if answers.get("detector") not in (None, room.detector):
        given["detector"] = answers["detector"]
    made = decide(given)
    if answers.get("shape") not in (None, made.plan.shape):
        given["shape"] = answers["shape"]
        made = decide(given)
    given |= _differing(made, answers)
    given["overrides"] = _overrides(made, answers)
    return decide(given)


def _differing(made: Draft, answers: Answers) -> dict[str, object]:
    usual = {
        "stages": made.plan.stages,
        "base": made.plan.base,
        "image": summary.image_name(made.detection, made.settings.image),
    }
    return {
        name: answers[name]
        for name, value in usual.items()
        if answers.get(name) not in (None, "", value)
    }


def _overrides(made: Draft, answers: Answers) -> dict[str, Override]:
    chosen = answers.get("set")
    values = dict(chosen) if isinstance(chosen, Mapping) else {}
    fact = made.detection.facts.get("port")
    port = answers.get("port")
    if port not in (None, "") and (fact is None or str(port) != str(fact.value)):
        values["port"] = port
    return {str(name): Override(value, Evidence(f"--set {name}")) for name, value in values.items()}


def files(folder: Path, answers: Answers, origin: Mapping[str, str]) -> dict[str, str]:
    """Every file that the project needs, by path: what `dockgen init` writes, and a new project's.

    Args:
        folder: the folder that copier copies to; it need not exist.
        answers: the answers to all questions.
        origin: `_src_path` and `_commit` of the template, where copier knows them.

    Raises:
        DockgenError: as for `dockgen init`.
    """
    with _room(folder, answers) as room:
        made = _draft(room, answers)
        others = [
            draft.draft(str(room.folder), name, {}) for name in made.runs if name != made.dockerfile
        ]
        runs = {one.dockerfile: draft.run_of(one, set()) for one in (made, *others)}
        source = None
        if origin.get("_src_path") and origin.get("_commit"):
            source = lock.Origin(origin["_src_path"], origin["_commit"])
        written = dict(room.started)
        for one in (made, *others):
            written |= {path: file.text for path, file in one.files.items()}
        written[settings.CONFIG] = draft.settings_text([made])
        written[lock.LOCK] = lock.text_of(runs, source)
        return written


def answer(request: Mapping[str, object]) -> dict[str, object]:
    """Answer a request of the extension: `{"schema", "ask", "folder", "answers", "origin"}`.

    Returns:
        `{"answer": …}`, or `{"error": …}` with a sentence for the user.
    """
    asked: dict[str, Callable[[], object]] = {
        "questions": lambda: questions(_folder(request), _mapping(request, "answers")),
        "files": lambda: files(
            _folder(request),
            _mapping(request, "answers"),
            {key: str(value) for key, value in _mapping(request, "origin").items()},
        ),
    }
    if request.get("schema") != SCHEMA:
        return {"error": f"the template uses schema {SCHEMA}: install the matching dockgen version"}
    try:
        return {"answer": asked[str(request["ask"])]()}
    except DockgenError as problem:
        return {"error": str(problem)}


def _folder(request: Mapping[str, object]) -> Path:
    return Path(str(request["folder"]))


def _mapping(request: Mapping[str, object], key: str) -> dict[str, object]:
    value = request.get(key)
    return dict(value) if isinstance(value, Mapping) else {}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(answer(json.load(sys.stdin))))
