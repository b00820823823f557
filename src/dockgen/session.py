"""From a folder to files and back: what init, explain and the copier door have in common."""

from __future__ import annotations

import difflib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from dockgen import __version__, origin, record, report, settings
from dockgen.detection import Detection, detect
from dockgen.detection import plan as decide
from dockgen.facts import Evidence, Override
from dockgen.planning import Plan
from dockgen.project import Project
from dockgen.rendering import RenderedFile, render
from dockgen.settings import Settings
from dockgen.writing import Change, Status, compare, write_all


@dataclass(frozen=True)
class Draft:
    """All that is decided before anything is written.

    Args:
        folder: the project's folder, as the user typed it.
        dockerfile: the Dockerfile's path, relative to the project.
        settings: what the user decided, here and in `.dockgen.yml`.
        detection: what was found.
        plan: what was decided from it.
        files: what is to be written, by path.
        runs: what earlier runs wrote, by Dockerfile.
    """

    folder: str
    dockerfile: str
    settings: Settings
    detection: Detection
    plan: Plan
    files: Mapping[str, RenderedFile]
    runs: Mapping[str, record.Run]

    @property
    def root(self) -> Path:
        """The project's folder."""
        return self.detection.project.root

    def as_json(self, more: Mapping[str, str] | None = None) -> str:
        """What `dockgen init --json` prints; `schemas/init.json` describes it.

        Args:
            more: files beside the image's own, such as a compose file, by path.
        """
        data = {
            "schema": 1,
            "detection": self.detection.as_json(),
            "plan": {
                "detector": self.detection.chosen,
                "shape": self.plan.shape,
                "stages": self.plan.stages,
                "base": self.plan.base,
                "template": self.plan.template,
                "port": self.plan.port,
                "image": report.image_name(self.detection, self.settings.image),
                "values": _plain(self.plan.values),
                "warnings": list(self.plan.warnings),
            },
            "files": {path: file.text for path, file in self.files.items()} | dict(more or {}),
        }
        return json.dumps(data, indent=2, ensure_ascii=False)


def _plain(value: object) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(inner) for inner in value]
    return value


def draft(folder: str, dockerfile: str, given: Mapping[str, object]) -> Draft:
    """Read the project and decide everything; nothing is written.

    Args:
        folder: the project's folder.
        dockerfile: the Dockerfile's path, relative to it.
        given: what the command line says, as `Settings.updated` takes it.

    Raises:
        DockgenError: anything that keeps the files from being made.
    """
    project = Project(folder)
    decided = settings.read(project, dockerfile).updated(**given)
    return _draft(folder, project, dockerfile, decided)


def redraft(earlier: Draft, answers: Mapping[str, Override]) -> Draft:
    """Decide anew with the answers to the questions."""
    decided = earlier.settings.updated(overrides=answers)
    return _draft(earlier.folder, earlier.detection.project, earlier.dockerfile, decided)


def _draft(folder: str, project: Project, dockerfile: str, decided: Settings) -> Draft:
    detection = detect(project, detector=decided.detector, overrides=decided.overrides)
    plan = decide(detection, decided.choices)
    report.image_name(detection, decided.image)  # a name that is none is refused before a write
    files = render(plan, dockerfile=dockerfile, syntax_line=decided.syntax)
    runs = record.read(project.root)
    return Draft(folder, dockerfile, decided, detection, plan, files, runs)


def rendered_as_before(made: Draft) -> RenderedFile:
    """The Dockerfile as it would be written now, with the version of the last run in its header."""
    earlier = made.runs.get(made.dockerfile)
    version = earlier.version if earlier else __version__
    files = render(
        made.plan, dockerfile=made.dockerfile, syntax_line=made.settings.syntax, version=version
    )
    return files[made.dockerfile]


def findings_text(made: Draft) -> str:
    """What was found and where it was read, for a person."""
    detector, verdict = made.detection.winner
    others = [
        one.name
        for one, other in made.detection.verdicts
        if other.matched and one.name != detector.name
    ]
    head = f"{detector.name}: {verdict.reason}"
    if others:
        head += f"; {made.detection.reason}"
    notes = [f"  note: {report.visible(warning)}" for warning in made.plan.warnings]
    return "\n".join([head, "", report.facts_table(made.detection), *notes])


def changes(made: Draft) -> list[Change]:
    """How the files on disk stand to what is to be written."""
    earlier = made.runs.get(made.dockerfile)
    pristine = earlier.files if earlier else {}
    texts = {path: file.text for path, file in made.files.items()}
    return compare(made.root, texts, pristine)


def additions(root: Path, texts: Mapping[str, str]) -> list[Change]:
    """How files stand to texts that were made from them, so that nothing of theirs is lost.

    Args:
        root: the project's folder.
        texts: what is to be written, by path.
    """
    return [
        replace(change, status=Status.REPLACE) if change.status is Status.EDITED else change
        for change in compare(root, texts, {})
    ]


def why_kept(made: Draft, changed: Sequence[Change]) -> str:
    """Why edited files are not simply replaced: they are the user's, or another image's."""
    edited = [change for change in changed if change.status is Status.EDITED]
    others = [
        name
        for name, run in made.runs.items()
        if name != made.dockerfile
        and all(run.files.get(change.path) == change.before for change in edited)
    ]
    if others:
        return f"{', '.join(others)} was made for what is there"
    return "dockgen did not write what is there"


def difference(changed: Sequence[Change]) -> str:
    """The changes as a unified diff; empty where nothing changes."""
    parts: list[str] = []
    for change in changed:
        before = [] if change.status is Status.CREATE else change.before.splitlines(keepends=True)
        old = "/dev/null" if change.status is Status.CREATE else f"a/{change.path}"
        after = change.text.splitlines(keepends=True)
        parts += difflib.unified_diff(before, after, old, f"b/{change.path}")
    text = "".join(_ended(line) for line in parts)
    return text.encode("utf-8", "backslashreplace").decode()  # a file that is not UTF-8


def _ended(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def write(made: Draft, changed: Sequence[Change], kept: set[str]) -> list[str]:
    """Write what changed, the settings and the record, all or nothing.

    Args:
        made: the draft.
        changed: what `changes` returned.
        kept: the paths that stay as they are.

    Returns:
        The paths that were written.
    """
    texts = {
        change.path: change.text
        for change in changed
        if change.status is not Status.UNCHANGED and change.path not in kept
    }
    lock = record.text_of({**made.runs, made.dockerfile: run_of(made, kept)}, _origin(made))
    own = {settings.CONFIG: settings_text(made), record.LOCK: lock}
    texts |= {path: text for path, text in own.items() if _on_disk(made.root / path) != text}
    write_all(made.root, texts)
    return list(texts)


def _on_disk(place: Path) -> str | None:
    try:
        return place.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
    except OSError:
        return None


def _origin(made: Draft) -> record.Origin | None:
    earlier = made.runs.get(made.dockerfile)
    same_version = earlier is None or earlier.version == __version__
    return origin.renewed(record.read_origin(made.root), same_version=same_version)


def settings_text(made: Draft) -> str:
    """The text of `.dockgen.yml` after this draft was written."""
    facts = made.detection.facts
    overrides = {
        name: replace(override, value=_plain(facts[name].value))
        for name, override in made.settings.overrides.items()
    }
    chosen = made.settings.updated(
        detector=made.detection.chosen, shape=made.plan.shape, overrides=overrides
    )
    if made.detection.project.has(settings.CONFIG):
        return settings.rewritten(made.detection.project, made.dockerfile, chosen)
    return settings.fresh(made.dockerfile, chosen)


def run_of(made: Draft, kept: set[str]) -> record.Run:
    """What this run did; a file that the user kept stays recorded as it was."""
    earlier = made.runs.get(made.dockerfile)
    files = {path: file.text for path, file in made.files.items() if path not in kept}
    if earlier is not None:
        files |= {path: text for path, text in earlier.files.items() if path in kept}
    return record.Run(
        version=__version__,
        detector=str(made.detection.chosen),
        shape=made.plan.shape,
        stages=made.plan.stages,
        base=made.plan.base,
        facts={name: _recorded(made, name) for name in made.detection.facts},
        files=files,
    )


def _recorded(made: Draft, name: str) -> dict[str, object]:
    """A fact as the record keeps it: what the user decided is from now on in `.dockgen.yml`."""
    fact = made.detection.facts[name]
    if name in made.settings.overrides:
        fact = replace(fact, evidence=Evidence(f"set.{name}", settings.CONFIG))
    return fact.as_json()


def commands(made: Draft) -> Sequence[tuple[str, str]]:
    """What to type next."""
    name = report.image_name(made.detection, made.settings.image)
    return report.next_commands(made.plan, name, made.dockerfile, os.path.normpath(made.folder))
