"""DG302 to DG305: what is started is there, and is what runs in production."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator

from dockgen.core.ecosystem import Scripts, WeakStart
from dockgen.dockerfile.resolved import ResolvedStage
from dockgen.dockerfile.shell_commands import ShellCommand
from dockgen.tools.review.contents import Held
from dockgen.tools.review.finding import Edit, Place, Problem, Rule
from dockgen.tools.review.rules.artifacts import manifest_of, missing_script
from dockgen.tools.review.rules.stages import HARMLESS
from dockgen.tools.review.rules.start import Start, line_of, starts
from dockgen.tools.review.subject import Subject

SYSTEM = (
    "/bin/",
    "/usr/",
    "/sbin/",
    "/opt/",
    "/etc/",
    "/lib",
    "/var/",
    "/root/",
    "/home/",
    "/proc/",
)
# DG302 and DG303


def start_script_missing(subject: Subject) -> Iterator[Problem]:
    """The container starts a script that the manifest does not have."""
    for stage, start in starts(subject):
        for command in start.step.commands[-1:]:
            called = ShellCommand(start.words, command.line, start.plain)
            problem = missing_script(subject, stage, start.step, called)
            if problem:
                yield problem


def start_missing(subject: Subject) -> Iterator[Problem]:
    """The container starts a file that it does not hold."""
    for stage, start in starts(subject):
        if not start.words or "$" in start.plain or not subject.is_plain(stage):
            continue
        path = _started(subject, start)
        if path is None or (start.step.folder is None and not path.startswith("/")):
            continue
        folder = stage.folder or "/"
        full = posixpath.normpath(posixpath.join(folder, path))
        if _is_kept_out(subject, path):
            continue  # that is another rule's
        held = subject.held(stage)
        if not _has_sources(subject, held):
            continue  # what is started comes in when the container runs
        if held.state(full) == "absent" and not _builds(subject, stage):
            yield _not_there(subject, stage, start, path, full)
        elif held.state(full) == "unknown":
            problem = _not_compiled(subject, start, path)
            if problem:
                yield problem


def _has_sources(subject: Subject, held: Held) -> bool:
    """Whether anything of the application is copied, beyond manifests."""
    names = (*subject.reviewing.sources, ".jar", ".war")
    programs = (one for one in held.files if one.endswith(names) or held.files[one] is None)
    return bool(held.trees) or any(programs)


def _is_kept_out(subject: Subject, path: str) -> bool:
    """Whether the ignore file keeps a file of that name out of the context."""
    return posixpath.basename(path) in subject.kept_out


def _builds(subject: Subject, stage: ResolvedStage) -> bool:
    """Whether a command of a stage may make files of the application."""
    return any(
        not HARMLESS.fullmatch(posixpath.basename(command.words[0]))
        and not _only_installs(subject, command)
        for step in subject.resolved.steps(stage)
        if step.keyword == "RUN"
        for command in step.commands
    )


def _only_installs(subject: Subject, command: ShellCommand) -> bool:
    row = subject.install_of(command, subject.reviewing)
    return row is not None and not (row.builds and re.search(row.builds, command.plain))


def _started(subject: Subject, start: Start) -> str | None:
    """The file that is started: a program by its path, a source file, or a jar."""
    words = start.words
    if "-jar" in words[:-1] and words[0].rpartition("/")[2] == "java":
        return words[words.index("-jar") + 1]
    if words[0] in subject.reviewing.interpreters:
        path = next((one for one in words[1:] if not one.startswith("-")), "")
        before = words[1 : words.index(path)] if path else ()
        plain = not any(one in {"-m", "-c", "-e", "-r", "--require", "--import"} for one in before)
        return path if plain and path.endswith(subject.reviewing.sources) else None
    if words[0].startswith(("./", "/")) and not words[0].startswith(SYSTEM):
        return words[0]
    return None


def _not_there(
    subject: Subject, stage: ResolvedStage, start: Start, path: str, full: str
) -> Problem:
    number = line_of(subject, start)
    name = posixpath.basename(path)
    same = [
        one
        for one in subject.held(stage).files
        if posixpath.splitext(one)[1] == posixpath.splitext(name)[1]
    ]
    near = [one for one in same if posixpath.dirname(one) == posixpath.dirname(full)]
    line = subject.line(number)
    if len(near) == 1 and line.count(name) == 1:
        right = posixpath.basename(near[0])
        edit = Edit(subject.path, number, number, (line.replace(name, right),))
        return Problem(
            number,
            f"the container starts {full}, but nothing puts that file there",
            f"did you mean {near[0]}?",
            _put(subject, stage, near[0]),
            (edit,),
        )
    meant = _of_the_project(subject, stage, start, full)
    edits: tuple[Edit, ...] = ()
    if meant and line.count(name) == 1:
        changed = line.replace(name, posixpath.basename(meant))
        edits = (Edit(subject.path, number, number, (changed,)),)
    fact = subject.facts.get("start_command") if meant else None
    return Problem(
        number,
        f"the container starts {full}, but nothing puts that file there",
        f"did you mean {meant}?" if meant else "copy it there, or start what is there",
        subject.at(fact.evidence) if fact else None,
        edits,
    )


def _of_the_project(subject: Subject, stage: ResolvedStage, start: Start, full: str) -> str | None:
    """What the project starts, where that lies beside the file that is not there."""
    words = " ".join(subject.words("start_command")).split()
    if not words or words[0] != start.words[0]:
        return None
    held = subject.held(stage)
    for word in words[1:]:
        path = posixpath.normpath(posixpath.join(stage.folder or "/", word))
        beside = posixpath.dirname(path) == posixpath.dirname(full)
        if word.endswith(subject.reviewing.sources) and beside and held.state(path) == "there":
            return path
    return None


def _put(subject: Subject, stage: ResolvedStage, path: str) -> Place | None:
    name = posixpath.basename(path)
    for step in subject.resolved.steps(stage):
        if step.keyword in ("COPY", "ADD") and name in step.instruction.arguments:
            return Place(subject.path, step.line)
    return None


def _not_compiled(subject: Subject, start: Start, path: str) -> Problem | None:
    """A file of the output folder that no source is compiled to, and is not what is started."""
    fact = subject.known("start_command")
    output = subject.said("output_dir")
    if fact is None or not output or subject.words("start_command") == ():
        return None
    words = " ".join(subject.words("start_command")).split()
    right = next((one for one in words[1:] if one.endswith(subject.reviewing.sources)), None)
    clean = posixpath.normpath(path)
    if right is None or words[0] != start.words[0] or not clean.startswith(f"{output}/"):
        return None
    right = posixpath.normpath(right)
    if right == clean or not right.startswith(f"{output}/"):
        return None
    stem = posixpath.splitext(posixpath.basename(clean))[0]
    if any(
        posixpath.basename(one).split(".")[0] == stem.split(".")[0] for one in _sources(subject)
    ):
        return None
    number = line_of(subject, start)
    line = subject.line(number)
    edits: tuple[Edit, ...] = ()
    if line.count(path) == 1:
        edits = (Edit(subject.path, number, number, (line.replace(path, right),)),)
    return Problem(
        number,
        f"the container starts {clean}, but the project starts {right}",
        f"start {right}",
        subject.at(fact.evidence),
        edits,
    )


def _sources(subject: Subject) -> Iterator[str]:
    return (one for one in subject.project.files if one.endswith(subject.reviewing.sources))


# DG304 and DG305


def development_start(subject: Subject) -> Iterator[Problem]:
    """The container starts the application as one does for development."""
    for stage, start in starts(subject):
        body, place = _body(subject, stage, start)
        for row in subject.reviewing.development:
            if not _is_weak(row, start.plain) and not (body and _is_weak(row, body)):
                continue
            shown = f"`{start.plain}`" if body is None else f"`{start.plain}` runs `{body}`, which"
            yield Problem(line_of(subject, start), f"{shown} {row.what}", row.advice, place)
            break


def _is_weak(row: WeakStart, command: str) -> bool:
    plain = re.sub(r"^(?:\w+=\S+ )*(?:cross-env (?:\w+=\S+ )*)?(?:npx )?", "", command)
    return re.search(row.pattern, plain) is not None


def _body(subject: Subject, stage: ResolvedStage, start: Start) -> tuple[str | None, Place | None]:
    """What a script runs that is started, and where that stands."""
    pattern = subject.reviewing.script_call
    match = re.fullmatch(pattern, start.plain) if pattern else None
    if match is None and pattern:
        match = re.fullmatch(r"(?:yarn|pnpm|bun) (?P<name>start|dev|serve)(?P<short>)", start.plain)
    if match is None:
        return None, None
    scripts = manifest_of(subject, stage, start.step) or _only_scripts(subject)
    name = match["name"] or match["short"]
    if scripts is None or name not in scripts.commands:
        return None, None
    file = subject.project.readable(scripts.path)
    found = re.search(rf'"{re.escape(name)}"\s*:', file.text) if file else None
    line = file.line_of(found.start()) if file and found else scripts.line
    return scripts.commands[name], subject.place(scripts.path, line)


def _only_scripts(subject: Subject) -> Scripts | None:
    """The scripts of the application, where the project has one manifest."""
    if subject.detected is None:
        return None
    own = subject.detected.workspace
    manifests = subject.detected.ecosystem.manifests
    many = [one for one in subject.project.files if posixpath.basename(one) in manifests]
    if len(many) != 1:
        return None
    return subject.scripts(own)


def indirect_start(subject: Subject) -> Iterator[Problem]:
    """A process between the container and the application takes the stop signal."""
    for stage, start in starts(subject):
        row = next(
            (one for one in subject.reviewing.indirect if re.search(one.pattern, start.plain)), None
        )
        if row is None:
            continue
        body, place = _body(subject, stage, start)
        if body is None:
            continue
        edits = _directly(subject, stage, start, body)
        advice = f"start what it runs: {_as_json(body)}" if edits else row.advice
        shown = " ".join(start.words[:3])
        yield Problem(line_of(subject, start), f"`{shown}` {row.what}", advice, place, edits)


def _as_json(body: str) -> str:
    return f"CMD {json.dumps(body.split())}"


def _directly(subject: Subject, stage: ResolvedStage, start: Start, body: str) -> tuple[Edit, ...]:
    """The same start without the package manager, where the script is a plain command."""
    step = start.step
    words = body.split()
    plain = re.fullmatch(r"[\w./@:=-]+(?: [\w./@:=-]+)*", body) is not None
    scripts = manifest_of(subject, stage, step) or _only_scripts(subject)
    hooks = scripts.commands if scripts else {}
    name = start.words[-1]
    if not plain or words[0] not in subject.reviewing.interpreters or "=" in words[0]:
        return ()
    if f"pre{name}" in hooks or step.instruction.last_line != step.line or len(step.commands) != 1:
        return ()
    if subject.resolved.effective(stage, "ENTRYPOINT") is not None or step.keyword != "CMD":
        return ()
    line = subject.line(step.line)
    head = re.match(r"\s*CMD\s+", line, re.IGNORECASE)
    if head is None:
        return ()
    return (Edit(subject.path, step.line, step.line, (f"{head[0]}{json.dumps(words)}",)),)


RULES = (
    Rule(
        "DG302",
        "start-script-missing",
        "the container starts a script that the manifest does not have",
        "error",
        "The container ends at once with `Missing script`.",
        '# package.json has the script start\nCMD ["npm", "run", "serve"]',
        'CMD ["npm", "run", "start"]',
        start_script_missing,
    ),
    Rule(
        "DG303",
        "start-missing",
        "the container starts a file that it does not hold",
        "error",
        "The image builds, and the container ends at once: `no such file or directory`, `Cannot "
        "find module`, `Unable to access jarfile`.",
        'COPY --from=build /src/target/*.jar application.jar\nCMD ["java", "-jar", "app.jar"]',
        "COPY --from=build /src/target/*.jar application.jar\n"
        'CMD ["java", "-jar", "application.jar"]',
        start_missing,
    ),
    Rule(
        "DG304",
        "development-start",
        "the container starts the application as one does for development",
        "error",
        "A development server is slow, shows errors to visitors, watches files that never change, "
        "and its authors say that it is not for production.",
        'CMD ["flask", "run", "--host=0.0.0.0"]',
        'CMD ["gunicorn", "--bind=0.0.0.0:8000", "app:app"]',
        development_start,
    ),
    Rule(
        "DG305",
        "indirect-start",
        "a package manager stays between the container and the application",
        "warning",
        "The stop signal goes to process 1. A package manager there is one more process that takes "
        "memory, hides the exit code, and depending on its version does not pass the signal on, so "
        "that the container is killed after ten seconds.",
        'CMD ["npm", "start"]',
        'CMD ["node", "server.js"]',
        indirect_start,
    ),
)
