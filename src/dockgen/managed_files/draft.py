"""From a folder to files and back: what init, explain and the copier door have in common."""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from dockgen import __version__
from dockgen.core.facts import SHAPE, Evidence, Override
from dockgen.core.plan import Plan
from dockgen.core.project import Project
from dockgen.core.quoting import visible
from dockgen.dockerfile.deployed import replaced
from dockgen.ecosystems.planning import plan as decide
from dockgen.ecosystems.registry import Detection, detect, opened
from dockgen.managed_files import lock as record
from dockgen.managed_files import recorded_plan, settings, settings_editing, summary
from dockgen.managed_files.settings import Settings
from dockgen.managed_files.writing import Change, Status, compare, write_all
from dockgen.rendering import template_overrides
from dockgen.rendering.render import DOCKERFILE, RenderedFile


class Draft(NamedTuple):
    """All that is decided before anything is written.

    Args:
        folder: the project's folder, as the user typed it.
        dockerfile: the Dockerfile's path, relative to the project.
        settings: what the user decided, here and in `.dockgen.yml`.
        detection: what was found.
        plan: what was decided from it.
        files: what is to be written, by path.
        runs: what earlier runs wrote, by Dockerfile.
        about_existing: what a Dockerfile that a person wrote knows beside this.
    """

    folder: str
    dockerfile: str
    settings: Settings
    detection: Detection
    plan: Plan
    files: Mapping[str, RenderedFile]
    runs: Mapping[str, record.Run]
    about_existing: tuple[str, ...] = ()

    @property
    def root(self) -> Path:
        """The project's folder."""
        return self.detection.project.root

    @property
    def earlier(self) -> record.Run | None:
        """What the last run wrote for this Dockerfile."""
        return self.runs.get(self.dockerfile)

    @property
    def said(self) -> recorded_plan.Said:
        """All that the files are to say, with the evidence for it."""
        return recorded_plan.said_now(self.detection, self.settings, self.plan)

    @property
    def notes(self) -> list[str]:
        """What the user should know about the decisions."""
        said = self.said["templates"]
        folders = template_overrides.folder_of(self.root, str(said.value), said.evidence)
        strangers = template_overrides.strangers(folders)
        return [*self.plan.warnings, *strangers, *self.about_existing]

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
                "image": summary.image_name(self.detection, self.settings.image),
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
    return next(drafts(folder, opened(folder), {dockerfile: given}))


def drafts(
    folder: str, project: Project, wanted: Mapping[str, Mapping[str, object]]
) -> Iterator[Draft]:
    """Decide everything for several Dockerfiles of one project, which is read once: see `draft`.

    Args:
        folder: the project's folder.
        project: the project.
        wanted: by Dockerfile, what the command line says.

    Raises:
        DockgenError: anything that keeps the files from being made.
    """
    said = settings.read_several(project, wanted)
    runs = record.read(project.root)
    for dockerfile, given in wanted.items():
        decided = said[dockerfile].updated(**given)
        yield _draft(folder, project, dockerfile, decided, runs)


def redraft(earlier: Draft, answers: Mapping[str, Override]) -> Draft:
    """Decide anew with the answers to the questions."""
    decided = earlier.settings.updated(overrides=answers)
    project = earlier.detection.project
    return _draft(earlier.folder, project, earlier.dockerfile, decided, record.read(project.root))


def _draft(
    folder: str,
    project: Project,
    dockerfile: str,
    decided: Settings,
    runs: Mapping[str, record.Run],
) -> Draft:
    shape = decided.choices.shape
    told = {SHAPE: Override(shape, Evidence("--shape"))} if shape else {}
    overrides = {**decided.overrides, **told}
    detection = detect(project, detector=decided.detector, overrides=overrides)
    plan = decide(detection, decided.choices)
    summary.image_name(detection, decided.image)  # a name that is none is refused before a write
    taken = replaced.kept(detection.facts, dockerfile)
    decided = decided.updated(overrides=taken)
    said = recorded_plan.said_now(detection, decided, plan)
    files = recorded_plan.rendered_plan(plan, said, project.root, dockerfile, __version__)
    text = files[dockerfile].text
    about = replaced.notes(project, detection.facts, dockerfile, text, taken)
    return Draft(folder, dockerfile, decided, detection, plan, files, runs, tuple(about))


def rendered_as_before(made: Draft) -> RenderedFile:
    """The Dockerfile as it would be written now, with the version of the last run in its header."""
    return files_as_before(made)[made.dockerfile]


def files_as_before(made: Draft) -> dict[str, RenderedFile]:
    """The files as they would be written now, with the version of the last run in the header."""
    version = made.earlier.version if made.earlier else __version__
    return recorded_plan.rendered_plan(made.plan, made.said, made.root, made.dockerfile, version)


def findings_text(made: Draft, width: int | None = None) -> str:
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
    notes = [f"  note: {visible(warning)}" for warning in made.notes]
    return "\n".join([head, "", summary.facts_table(made.detection, width), *notes])


def changes(made: Draft) -> list[Change]:
    """How the files on disk stand to what is to be written."""
    pristine = made.earlier.files if made.earlier else {}
    texts = {path: file.text for path, file in made.files.items()}
    return compare(made.root, texts, pristine)


def additions(root: Path, texts: Mapping[str, str]) -> list[Change]:
    """How files stand to texts that were made from them, so that nothing of theirs is lost.

    Args:
        root: the project's folder.
        texts: what is to be written, by path.
    """
    return [
        change._replace(status=Status.REPLACE) if change.status is Status.EDITED else change
        for change in compare(root, texts, {})
    ]


def why_kept(made: Draft, changed: Sequence[Change]) -> tuple[str, str]:
    """Why edited files are not simply replaced, and what to do where that depends on it."""
    edited = [change for change in changed if change.status is Status.EDITED]
    others = [
        name
        for name, run in made.runs.items()
        if name != made.dockerfile
        and all(run.files.get(change.path) == change.before for change in edited)
    ]
    if others:
        return f"{', '.join(others)} was written for the existing content", ""
    recorded = made.earlier.files if made.earlier else {}
    if edited and all(change.path in recorded for change in edited):
        update = command_for(made, "update")
        return (
            "you have edited what dockgen wrote",
            f"`{update}` merges the project's changes into your edits; --force drops the edits",
        )
    return "dockgen did not write the existing content", ""


def difference(changed: Sequence[Change]) -> str:
    """The changes as a unified diff; empty where nothing changes."""
    text = "".join(_ended(line) for change in changed for line in _difference(change))
    return text.encode("utf-8", "backslashreplace").decode()  # a file that is not UTF-8


def _difference(change: Change) -> Iterable[str]:
    after = change.text.splitlines(keepends=True)
    if change.status is Status.CREATE:  # nothing to compare, so nothing to load for it
        head = ["--- /dev/null\n", f"+++ b/{change.path}\n", f"@@ -0,0 +1,{len(after)} @@\n"]
        return head + [f"+{line}" for line in after]
    from difflib import unified_diff

    before = change.before.splitlines(keepends=True)
    return unified_diff(before, after, f"a/{change.path}", f"b/{change.path}")


def _ended(line: str) -> str:
    return line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def write(made: Draft, changed: Sequence[Change], kept: Collection[str]) -> list[str]:
    """Write what changed, the settings and the record, all or nothing: see `write_several`."""
    return write_several([made], changed, kept)


def write_several(
    made: Sequence[Draft], changed: Sequence[Change], kept: Collection[str]
) -> list[str]:
    """Write what changed for several Dockerfiles of one project, the settings and the record.

    Args:
        made: the drafts.
        changed: what `changes` returned for them.
        kept: the paths that stay as they are.

    Returns:
        The paths that were written.
    """
    texts = {
        change.path: change.text
        for change in changed
        if change.status is not Status.UNCHANGED and change.path not in kept
    }
    config = settings_change(made)
    if config is not None:
        texts[settings.CONFIG] = config
    runs = {one.dockerfile: run_of(one, kept) for one in made}
    lock = lock_change(made[0].root, made[0].runs, runs)
    if lock is not None:
        texts[record.LOCK] = lock
    write_all(made[0].root, texts)
    return list(texts)


def lock_change(
    root: Path, runs: Mapping[str, record.Run], made: Mapping[str, record.Run]
) -> str | None:
    """The text that the record is to have after these runs; None where it is to stay as it is.

    Args:
        root: the project's folder.
        runs: what is recorded.
        made: what these runs made, by Dockerfile.
    """
    told = {
        name: run
        for name, run in made.items()
        if name not in runs or not runs[name].says_the_same(run)
    }
    if not told:
        return None
    same_version = all(name not in runs or runs[name].version == __version__ for name in told)
    source = record.renewed(record.read_origin(root), same_version=same_version)
    return record.text_of({**runs, **told}, source)


def settings_change(made: Sequence[Draft]) -> str | None:
    """The text that `.dockgen.yml` is to have after these drafts; None where it is to stay."""
    text = settings_text(made)
    project = made[0].detection.project
    same = project.exists(settings.CONFIG) and project.read(settings.CONFIG).text == text
    return None if same else text


def settings_text(made: Sequence[Draft]) -> str:
    """The text of `.dockgen.yml` after these drafts, which are of one project, were written."""
    project = made[0].detection.project
    is_new = not project.exists(settings.CONFIG)
    chosen = {one.dockerfile: _settings_after(one, is_new=is_new) for one in made}
    return settings_editing.fresh(chosen) if is_new else settings_editing.rewritten(project, chosen)


def _settings_after(made: Draft, *, is_new: bool) -> Settings:
    facts = made.detection.facts
    overrides = {
        name: override
        if override.evidence.file
        else override._replace(value=_plain(facts[name].value))
        for name, override in made.settings.overrides.items()
    }
    chosen = made.settings.updated(overrides=overrides)
    if is_new or made.earlier is None:  # the kind of the project is decided once
        chosen = chosen.updated(detector=made.detection.chosen)
    return chosen


def run_of(made: Draft, kept: Collection[str] = ()) -> record.Run:
    """What this run did; a file that the user kept stays recorded as it was."""
    earlier = made.earlier
    files = {path: file.text for path, file in made.files.items() if path not in kept}
    if earlier is not None:
        files |= {path: text for path, text in earlier.files.items() if path in kept}
    return record.Run(
        version=__version__,
        detector=str(made.detection.chosen),
        shape=made.plan.shape,
        stages=made.plan.stages,
        base=made.plan.base,
        facts=recorded_plan.as_json(made.said),
        files=files,
    )


def command_for(made: Draft, command: str) -> str:
    """A command of dockgen's for this Dockerfile, as it is typed."""
    words = ["dockgen", command]
    if len(made.runs) > 1 or made.dockerfile != DOCKERFILE:
        words += ["-f", made.dockerfile]
    folder = os.path.normpath(made.folder)
    return shlex.join(words if folder == os.curdir else [*words, folder])


def commands(made: Draft) -> Sequence[tuple[str, str]]:
    """What to type next."""
    name = summary.image_name(made.detection, made.settings.image)
    folder, project = os.path.normpath(made.folder), made.detection.project
    has_env = project.exists(".env")
    lines = summary.next_commands(
        made.plan, name, made.dockerfile, folder, env_file=has_env or project.has(".env.example")
    )
    if has_env or not project.has(".env.example"):
        return lines
    example, own = (os.path.normpath(os.path.join(folder, one)) for one in (".env.example", ".env"))  # noqa: PTH118
    return (("env", shlex.join(["cp", example, own])), *lines)
