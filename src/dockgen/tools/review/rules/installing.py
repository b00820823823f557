"""DG103, DG105, DG106, DG107, DG205: what installs the dependencies, and from which files."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from dockgen.core.ecosystem import InstallCommand
from dockgen.dockerfile.resolved import ResolvedStage, Step
from dockgen.dockerfile.shell_commands import ShellCommand
from dockgen.tools.review.contents import Held
from dockgen.tools.review.finding import Edit, Place, Problem, Rule
from dockgen.tools.review.subject import Subject

Installation = tuple[ResolvedStage, Step, ShellCommand, InstallCommand]


def _folders(subject: Subject) -> tuple[str, ...]:
    """Where a lockfile of the project may lie."""
    own = subject.detected.workspace if subject.detected else ""
    return tuple(dict.fromkeys(("", own)))


def _lockfile(subject: Subject, row: InstallCommand) -> str | None:
    """The lockfile of a package manager in the project, or None."""
    paths = (posixpath.join(folder, name) for folder in _folders(subject) for name in row.lockfiles)
    return subject.project.first(*paths)


def _moves(step: Step, command: ShellCommand) -> bool:
    """Whether a command may run in another folder than the working folder."""
    before = step.commands[: step.commands.index(command)]
    return any(one.words[0] in {"cd", "pushd"} for one in before)


def other_manager(subject: Subject) -> Iterator[Problem]:
    """The dependencies are installed by another package manager than the lockfile's."""
    rows = subject.reviewing.installs
    for _, step, command, row in subject.installs:
        if not row.lockfiles or _lockfile(subject, row) or _moves(step, command):
            continue
        if subject.names.intersection(row.lockfiles):
            continue
        other = next((one for one in rows if one.lockfiles and _lockfile(subject, one)), None)
        if other is None:
            continue
        lockfile = _lockfile(subject, other) or ""
        yield Problem(
            command.line,
            f"`{command.plain}` installs with {row.manager}, but the project has {lockfile}",
            f"install with {other.manager}: `{subject.said('install_command') or other.manager}`",
            subject.place(lockfile),
            _with_manager(subject, command, row, other),
        )


def _with_manager(
    subject: Subject, command: ShellCommand, row: InstallCommand, other: InstallCommand
) -> tuple[Edit, ...]:
    """The command of the right package manager, where the image has it or a line can bring it."""
    wanted = subject.said("install_command")
    line = subject.line(command.line)
    if not wanted or line.count(command.text) != 1:
        return ()
    brought = _brought_by(subject, other)
    if brought is None:
        return ()
    edits = [Edit(subject.path, command.line, command.line, (line.replace(command.text, wanted),))]
    step = next(one for _, one, each, _ in subject.installs if each is command)
    if brought:
        edits.append(Edit(subject.path, step.line, step.line - 1, (brought,)))
    for name in row.lockfiles:
        lockfile = posixpath.basename(_lockfile(subject, other) or "")
        for number, text in enumerate(subject.resolved.lines, start=1):
            copies = re.match(r"\s*(?:COPY|ADD)\s", text, re.IGNORECASE)
            if copies and re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w.-])", text):
                edits.append(Edit(subject.path, number, number, (text.replace(name, lockfile),)))
    return tuple(edits)


def _brought_by(subject: Subject, other: InstallCommand) -> str | None:
    """The line that brings a package manager into the image; empty for none, None for unknown."""
    generated = subject.generated()
    if generated is None:
        return None
    for stage in generated.stages:
        before: list[str] = []
        for step in stage.steps:
            if step.keyword != "RUN":
                continue
            found = [subject.install_of(one, subject.reviewing) for one in step.commands]
            if other in found:
                return before[-1] if before else ""
            texts = [one.plain for one in step.commands]
            if any(re.search(rf"\b{re.escape(other.manager)}\b", one) for one in texts):
                before.append(f"RUN {' && '.join(one.text for one in step.commands)}")
    return None


def _held(subject: Subject, stage: ResolvedStage, step: Step) -> Held:
    return subject.held(stage, step)


def lockfile_ignored(subject: Subject) -> Iterator[Problem]:
    """The installation reads the lockfile, and may change what it says."""
    for stage, step, command, row in subject.installs:
        lockfile = _lockfile(subject, row)
        if not row.locked or lockfile is None or re.search(row.locked, command.plain):
            continue
        if _moves(step, command) or step.folder is None or subject.is_side:
            continue
        name = posixpath.basename(lockfile)
        if _held(subject, stage, step).state(posixpath.join(step.folder, name)) != "there":
            continue
        pattern, instead = row.keeps
        wanted = re.sub(pattern, instead, command.text, count=1)
        line = subject.line(command.line)
        edits: tuple[Edit, ...] = ()
        if line.count(command.text) == 1 and wanted != command.text:
            changed = line.replace(command.text, wanted)
            edits = (Edit(subject.path, command.line, command.line, (changed,)),)
        yield Problem(
            command.line,
            f"`{command.plain}` may install other versions than {lockfile} says",
            f"write `{wanted}`",
            subject.place(lockfile),
            edits,
        )


def lockfile_not_copied(subject: Subject) -> Iterator[Problem]:
    """The lockfile is not there when the dependencies are installed."""
    yield from (one for one, strict in _not_copied(subject) if not strict)


def lockfile_missing(subject: Subject) -> Iterator[Problem]:
    """The installation fails, since it needs a lockfile that is not there."""
    yield from (one for one, strict in _not_copied(subject) if strict)
    for _, step, command, row in subject.installs:
        if not row.strict or not re.search(row.strict, command.plain) or _moves(step, command):
            continue
        known = [name for one in subject.reviewing.installs for name in one.lockfiles]
        if subject.names.intersection(known) or _is_made_elsewhere(subject, row.lockfiles):
            continue
        yield Problem(
            command.line,
            f"`{command.plain}` needs a lockfile, but the project has none",
            f"commit {row.lockfiles[0]}",
        )


def _is_made_elsewhere(subject: Subject, names: tuple[str, ...]) -> bool:
    """Whether a file is kept out of Git, or a command here makes it."""
    ignored = subject.repository.project.readable(".gitignore")
    text = (ignored.text if ignored else "") + "\n".join(one.plain for one in subject.all_commands)
    return any(name in text for name in names) or "lock" in text.replace("-lockfile", "").replace(
        "--locked", ""
    ).replace("apt/lists/lock", "")


def _not_copied(subject: Subject) -> Iterator[tuple[Problem, bool]]:
    for stage, step, command, row in subject.installs:
        lockfile = _lockfile(subject, row)
        if lockfile is None or step.folder is None or _moves(step, command):
            continue
        name = posixpath.basename(lockfile)
        state = _held(subject, stage, step)
        manifest = _manifest(subject, state, step.folder)
        if manifest is None or state.state(posixpath.join(step.folder, name)) != "absent":
            continue
        if lockfile not in subject.sent:
            continue  # that the ignore file keeps it out is another rule's
        strict = bool(row.strict and re.search(row.strict, command.plain))
        yield (
            Problem(
                command.line,
                f"{lockfile} is not copied before `{command.plain}`",
                f"copy {name} together with {posixpath.basename(manifest)}",
                subject.place(lockfile),
                _copying(subject, stage, step, manifest, lockfile),
            ),
            strict,
        )


def _manifest(subject: Subject, state: Held, folder: str) -> str | None:
    """The manifest of the context that lies in the folder of an installation."""
    if subject.detected is None:
        return None
    for name in subject.detected.ecosystem.manifests:
        found = state.from_context(posixpath.join(folder, name)) if "*" not in name else None
        if found is not None:
            return found
    return None


def _copying(
    subject: Subject, stage: ResolvedStage, before: Step, manifest: str, lockfile: str
) -> tuple[Edit, ...]:
    """The COPY of the manifest with the lockfile in it."""
    for step in subject.resolved.steps(stage):
        if step is before:
            break
        if step.keyword != "COPY" or step.instruction.last_line != step.line:
            continue
        line = subject.line(step.line)
        for taken in step.taken:
            into = taken.destination is not None and taken.destination.endswith("/")
            written = next((one for one in taken.sources if one and _names(one, manifest)), None)
            if written is None or not into or line.count(written) != 1 or "[" in line:
                continue
            changed = line.replace(written, f"{written} {lockfile}")
            return (Edit(subject.path, step.line, step.line, (changed,)),)
    return ()


def _names(source: str, path: str) -> bool:
    """Whether a source of COPY is a file, or a pattern that matches it."""
    return fnmatchcase(path, posixpath.normpath(source))


def forgotten_member(subject: Subject) -> Iterator[Problem]:
    """The manifest of a member that the application needs is not there when it is installed."""
    if not any(_is_member(subject, path) for path, _ in subject.copied):
        return  # no member is copied by its name
    needed = _needed_manifests(subject)
    seen = set[str]()
    for stage, step, command, _ in subject.installs:
        if step.folder is None or _moves(step, command):
            continue
        state = _held(subject, stage, step)
        copied = [one for one in state.files.values() if one in needed or _is_member(subject, one)]
        if not copied:
            continue
        for manifest in needed:
            path = posixpath.join(step.folder, manifest)
            if manifest in seen or state.state(path) != "absent" or manifest not in subject.sent:
                continue
            seen.add(manifest)
            yield Problem(
                command.line,
                f"{manifest} is not copied before `{command.plain}`, but the application needs "
                f"that member",
                f"copy {manifest} as the manifests of the other members are",
                named_at(subject, posixpath.dirname(manifest)),
                _beside(subject, stage, step, manifest),
            )


def _is_member(subject: Subject, path: str | None) -> bool:
    if path is None or "/" not in path or subject.detected is None:
        return False
    return posixpath.basename(path) in subject.detected.ecosystem.manifests


def _needed_manifests(subject: Subject) -> tuple[str, ...]:
    """The manifests of members that dockgen itself would copy before it installs."""
    generated = subject.generated()
    if generated is None or subject.detected is None:
        return ()
    manifests = subject.detected.ecosystem.manifests
    found: list[str] = []
    for stage in generated.stages:
        for step in stage.steps:
            sources = (one for taken in step.taken if not taken.origin for one in taken.sources)
            for source in sources:
                path = posixpath.normpath(source or "")
                if "/" in path and posixpath.basename(path) in manifests:
                    found.append(path)
    return tuple(one for one in dict.fromkeys(found) if subject.project.has(one))


def named_at(subject: Subject, folder: str) -> Place:
    """The line of a file at the top that names a member, or a pattern that it is found by."""
    parent, name = posixpath.split(folder)
    patterns = (
        rf"(?<![\w/-]){re.escape(folder)}/?(?![\w-])",
        rf"(?<![\w/-]){re.escape(parent)}/\*" if parent else r"(?!)",
        rf"[:\"'>]{re.escape(name)}[\"'<]",
    )
    tops = sorted(one for one in subject.project.files if "/" not in one and _may_name(one))
    for pattern in patterns:
        for path in tops:
            file = subject.project.readable(path)
            match = re.search(pattern, file.text) if file else None
            if file and match:
                return subject.place(path, file.line_of(match.start()))
    own = subject.detected.ecosystem.manifests if subject.detected else ()
    manifest = subject.project.first(*(f"{folder}/{one}" for one in own))
    return subject.place(manifest or folder)


def _may_name(path: str) -> bool:
    """Whether a file at the top may name the members: no lockfile and no prose."""
    return path.endswith(
        (".json", ".yaml", ".yml", ".toml", ".xml", ".gradle", ".kts", ".work", ".mod", ".sbt")
    ) and not re.search(r"lock|npm-shrinkwrap", path)


def _beside(
    subject: Subject, stage: ResolvedStage, before: Step, manifest: str
) -> tuple[Edit, ...]:
    """A COPY like the last one of another member's manifest."""
    last: tuple[Step, str] | None = None
    for step in subject.resolved.steps(stage):
        if step is before:
            break
        for taken in step.taken if step.keyword == "COPY" else ():
            sources = [posixpath.normpath(one) for one in taken.sources if one]
            if len(sources) == 1 and _is_member(subject, sources[0]) and not taken.origin:
                last = step, sources[0]
    if last is None or last[0].instruction.last_line != last[0].line:
        return ()
    step, other = last
    line = subject.line(step.line)
    changed = line.replace(posixpath.dirname(other), posixpath.dirname(manifest))
    changed = changed.replace(posixpath.basename(other), posixpath.basename(manifest))
    if manifest not in changed:
        return ()
    return (Edit(subject.path, step.line + 1, step.line, (changed,)),)


RULES = (
    Rule(
        "DG103",
        "other-package-manager",
        "the dependencies are installed by another package manager than the lockfile's",
        "error",
        "The lockfile of the project is not read: what gets into the image is whatever is newest "
        "on the day of the build, laid out in a way that nobody has tested.",
        "# the project has pnpm-lock.yaml\nRUN npm install",
        "RUN npm install --global pnpm@10\nRUN pnpm install --frozen-lockfile",
        other_manager,
    ),
    Rule(
        "DG105",
        "lockfile-not-respected",
        "the installation may change what the lockfile says",
        "warning",
        "Two builds of the same commit can hold different versions, and a lockfile that is out of "
        "date goes unseen.",
        "COPY package.json package-lock.json ./\nRUN npm install",
        "COPY package.json package-lock.json ./\nRUN npm ci",
        lockfile_ignored,
    ),
    Rule(
        "DG106",
        "lockfile-not-copied",
        "the lockfile is not there when the dependencies are installed",
        "warning",
        "The project pins its dependencies, and the image does not get them: it gets the newest "
        "versions that the manifest allows.",
        "COPY package.json ./\nRUN yarn install",
        "COPY package.json yarn.lock ./\nRUN yarn install --frozen-lockfile",
        lockfile_not_copied,
    ),
    Rule(
        "DG107",
        "forgotten-member",
        "the manifest of a member that the application needs is not copied",
        "error",
        "A workspace is installed from the manifests of its members. Where one is missing, its "
        "dependencies are not installed, or the installation refuses.",
        "COPY packages/a/package.json packages/a/\n# packages/b is a member too\n"
        "RUN pnpm install --frozen-lockfile",
        "COPY packages/a/package.json packages/a/\nCOPY packages/b/package.json packages/b/\n"
        "RUN pnpm install --frozen-lockfile",
        forgotten_member,
    ),
    Rule(
        "DG205",
        "lockfile-missing",
        "the installation needs a lockfile that is not there",
        "error",
        "`npm ci`, `pnpm install --frozen-lockfile`, `uv sync --locked` and `cargo build --locked` "
        "stop where there is no lockfile.",
        "COPY package.json ./\nRUN npm ci",
        "COPY package.json package-lock.json ./\nRUN npm ci",
        lockfile_missing,
    ),
)
