"""DG203, DG204, DG206, DG207: stages that are named, made and used."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from dockgen.core.errors import nearest
from dockgen.dockerfile.copied_sources import WILDCARDS
from dockgen.dockerfile.resolved import ResolvedStage, Step
from dockgen.dockerfile.shell_commands import ShellCommand
from dockgen.tools.review.contents import below
from dockgen.tools.review.finding import Edit, Place, Problem, Rule
from dockgen.tools.review.subject import SIDE_STAGE, Subject

IMAGE = re.compile(r"[/:@.]")
"""What the name of an image has and that of a stage has not."""
HARMLESS = re.compile(
    r"(?:apt-get|apt|apk|dnf|yum|microdnf|mkdir|ls|chmod|chown|useradd|adduser|addgroup|groupadd|set"
    r"|rm|true|echo|cd|test|\[|update-ca-certificates|ldconfig|strip|upx|file|which|cat|export|id)$"
)
"""Programs that make no file of an application."""


def unknown_stage(subject: Subject) -> Iterator[Problem]:
    """Something is copied from a stage that the file does not have."""
    resolved = subject.resolved
    names = [one.name for one in resolved.stages if one.name]
    for stage in resolved.stages:
        for step in stage.steps:
            for taken in step.taken:
                origin = taken.origin
                if not origin or taken.stage is not None or "$" in origin or IMAGE.search(origin):
                    continue
                problem = _unknown(subject, step, origin, stage, names)
                if problem:
                    yield problem


def _unknown(
    subject: Subject, step: Step, origin: str, stage: ResolvedStage, names: list[str]
) -> Problem | None:
    if origin.lower() in names or origin == str(stage.number):
        later = subject.resolved.named(origin)
        where = Place(subject.path, later.line) if later else None
        return Problem(
            step.line,
            f"this takes from the stage {origin}, which comes later or is this one",
            "move the stage above this one",
            where,
        )
    if origin.isdigit():
        return Problem(
            step.line,
            f"there is no stage number {origin}; this one has number {stage.number}",
            "name the stages, and take from the name",
        )
    near = nearest(origin.lower(), names)
    if near is None:
        return None  # an image without a registry and a tag is named like a stage
    line = subject.line(step.line)
    pattern = rf"(?<=from=){re.escape(origin)}(?![\w.-])"
    edits: tuple[Edit, ...] = ()
    if len(re.findall(pattern, line)) == 1:
        edits = (Edit(subject.path, step.line, step.line, (re.sub(pattern, near, line),)),)
    found = subject.resolved.named(near)
    return Problem(
        step.line,
        f"there is no stage named {origin}",
        f"did you mean {near}?",
        Place(subject.path, found.line) if found else None,
        edits,
    )


def unknown_target(subject: Subject) -> Iterator[Problem]:
    """A build asks for a stage that the file does not have."""
    names = [one.name for one in subject.resolved.stages if one.name]
    for use in subject.uses:
        if not use.target or "$" in use.target or subject.resolved.named(use.target) is not None:
            continue
        near = nearest(use.target.lower(), names)
        has = f"the stages are {', '.join(names)}" if names else "no stage has a name"
        yield Problem(
            subject.resolved.last.line,
            f"{use.place.file} builds the target {use.target}, which this file does not have",
            f"did you mean {near}?" if near else has,
            use.place,
        )


def unused_stage(subject: Subject) -> Iterator[Problem]:
    """A stage is never used."""
    resolved = subject.resolved
    if len(resolved.stages) < 2 or subject.is_side:
        return
    used = resolved.reached(*(one.number for one in subject.targets))
    starts = {"CMD", "ENTRYPOINT"}
    for stage in resolved.stages:
        own = {step.keyword for step in stage.steps}
        if stage.number in used or own & starts or not stage.name or SIDE_STAGE.search(stage.name):
            continue
        if _is_a_base(resolved.stages, stage) or _is_targeted(subject, stage.name):
            continue
        yield Problem(
            stage.line,
            f"nothing uses the stage {stage.name}",
            "copy from it, build it as a target, or take it away",
        )


def _is_a_base(stages: tuple[ResolvedStage, ...], stage: ResolvedStage) -> bool:
    """Whether another stage, itself unused, comes from it: somebody may build that one."""
    return any(
        one.parent == stage.number
        or any(taken.stage == stage.number for step in one.steps for taken in step.taken)
        for one in stages
    )


def _is_targeted(subject: Subject, name: str) -> bool:
    """Whether a script or a document speaks of the stage as a target."""
    pattern = re.compile(rf"target[\s\"':=]+{re.escape(name)}\b", re.IGNORECASE)
    texts = (r"\.(?:md|ya?ml|sh|hcl|json|toml|mk|txt|rst)$", r"(?:^|/)(?:Makefile|[Jj]ustfile)$")
    for path in sorted(subject.repository.project.files):
        if path.count("/") > 2 or not any(re.search(one, path) for one in texts):
            continue
        file = subject.repository.project.readable(path)
        if file and pattern.search(file.text):
            return True
    return False


def not_made(subject: Subject) -> Iterator[Problem]:
    """A stage does not make what is copied from it."""
    resolved = subject.resolved
    for stage in resolved.stages:
        for step in stage.steps if step_has_origin(stage) else ():
            for taken in step.taken:
                if taken.stage is None or taken.mounted:
                    continue
                origin = resolved.stages[taken.stage]
                for source in taken.sources:
                    problem = _not_made(subject, step, origin, source)
                    if problem:
                        yield problem


def step_has_origin(stage: ResolvedStage) -> bool:
    """Whether a stage takes anything from another one."""
    return any(taken.stage is not None for step in stage.steps for taken in step.taken)


def _not_made(
    subject: Subject, step: Step, origin: ResolvedStage, source: str | None
) -> Problem | None:
    if source is None or WILDCARDS.search(source) or not subject.is_plain(origin):
        return None
    folder = "/" if not source.startswith("/") else ""
    path = posixpath.normpath(f"{folder}{source}")
    made = _made_by(subject, origin)
    if made is None or path == "/" or _is_of_the_image(path):
        return None
    state = subject.held(origin)
    near_made = any(path == one or one.startswith(f"{path}/") for one, _ in made)
    if near_made or not state.lacks(path) or _is_spoken_of(subject, origin, path):
        return None
    # What is made in a folder that is copied as a whole lies there too.
    names = [one for one, _ in made if posixpath.basename(one)]
    if not names:
        return None
    other = min(made, key=lambda one: _distance(one[0], path))
    line = subject.line(step.line)
    edits: tuple[Edit, ...] = ()
    if line.count(source) == 1 and len(made) == 1:
        edits = (Edit(subject.path, step.line, step.line, (line.replace(source, other[0]),)),)
    return Problem(
        step.line,
        f"{path} is copied from the stage that line {origin.line} begins, which makes {other[0]}",
        f"copy {other[0]}",
        Place(subject.path, other[1]),
        edits,
    )


def _is_spoken_of(subject: Subject, origin: ResolvedStage, path: str) -> bool:
    """Whether a command of a stage names a path, a folder above it or something in it."""
    for step in subject.resolved.steps(origin):
        for command in step.commands if step.keyword == "RUN" else ():
            for word in command.words[1:]:
                named = posixpath.normpath(posixpath.join(step.folder or "/", word))
                if named != "/" and (below(named, path) or below(path, named)):
                    return True
    return False


def _distance(one: str, other: str) -> int:
    return -len(posixpath.commonprefix([one, other]))


def _is_of_the_image(path: str) -> bool:
    """Whether a path is one that images bring, such as certificates and time zones."""
    return path.startswith(
        ("/etc/", "/usr/", "/lib", "/bin/", "/sbin/", "/opt/", "/var/", "/root/")
    )


def _made_by(subject: Subject, origin: ResolvedStage) -> list[tuple[str, int]] | None:
    """The files that the commands of a stage make; None where some make what is not known."""
    made: list[tuple[str, int]] = []
    for step in subject.resolved.steps(origin):
        folder = step.folder
        for command in step.commands if step.keyword == "RUN" else ():
            if command.words[0] == "cd":
                return None
            found = _makes(subject, command, folder)
            if found is None:
                return None
            made += [(one, command.line) for one in found]
    return made


def _makes(subject: Subject, command: ShellCommand, folder: str | None) -> list[str] | None:
    if HARMLESS.fullmatch(posixpath.basename(command.words[0])):
        return []
    for pattern in subject.reviewing.makes:
        match = re.fullmatch(pattern, command.plain)
        if match is None:
            continue
        path = match.groupdict().get("path")
        if path is None:
            return []
        if "$" in path or path.endswith("/") or (folder is None and not path.startswith("/")):
            return None
        return [posixpath.normpath(posixpath.join(folder or "/", path))]
    return None


RULES = (
    Rule(
        "DG203",
        "unknown-stage",
        "something is copied from a stage that the file does not have",
        "error",
        "The builder takes the name for an image, and fails when it cannot be pulled.",
        "FROM node:24 AS build\n…\nFROM nginx\nCOPY --from=builder /app/dist /usr/share/nginx/html",
        "FROM node:24 AS build\n…\nFROM nginx\nCOPY --from=build /app/dist /usr/share/nginx/html",
        unknown_stage,
    ),
    Rule(
        "DG204",
        "not-made",
        "a stage does not make what is copied from it",
        "error",
        "The build stops at the COPY, after everything before it was built.",
        "RUN go build -o /out/api .\n…\nCOPY --from=build /out/server /server",
        "RUN go build -o /out/api .\n…\nCOPY --from=build /out/api /server",
        not_made,
    ),
    Rule(
        "DG206",
        "unknown-target",
        "compose, bake or a workflow builds a stage that the file does not have",
        "error",
        '`target stage "…" could not be found`: the stage was renamed, and who builds it was not.',
        "# compose.yaml: target: production\nFROM node:24 AS runtime",
        "# compose.yaml: target: runtime\nFROM node:24 AS runtime",
        unknown_target,
    ),
    Rule(
        "DG207",
        "unused-stage",
        "a stage is never used",
        "warning",
        "BuildKit leaves it out, so it is not even known whether it builds. Most often a COPY that "
        "was meant to take from it takes from somewhere else.",
        "FROM node:24 AS deps\nRUN npm ci\nFROM node:24\nCOPY . .",
        "FROM node:24 AS deps\nRUN npm ci\nFROM node:24\nCOPY --from=deps /app/node_modules "
        "node_modules\nCOPY . .",
        unused_stage,
    ),
)
