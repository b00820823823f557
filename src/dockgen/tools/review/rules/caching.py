"""DG501 to DG504: what makes a rebuild slow."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockgen.core.errors import DockgenError
from dockgen.dockerfile.arguments import mounts
from dockgen.dockerfile.resolved import ResolvedStage, Step
from dockgen.dockerfile.shell_commands import ShellCommand
from dockgen.tools.review.finding import Edit, Place, Problem, Rule
from dockgen.tools.review.subject import Subject

APT = re.compile(r"/var/(?:cache|lib)/apt(?:/|$)")
UPDATES = re.compile(r"apt(?:-get)?(?: -\S+)* update\b")
INSTALLS = re.compile(
    r"apt(?:-get)?(?: -\S+)* (?:install|upgrade|dist-upgrade|full-upgrade|build-dep)\b"
)


def sources_first(subject: Subject) -> Iterator[Problem]:
    """The sources are copied before the dependencies are installed."""
    if subject.is_side or not _has_dependencies(subject):
        return
    if {"setup_commands", "project_packages"} & set(subject.facts):
        return  # what is installed, or what runs then, needs the sources
    done = set[int]()
    for stage, step, command, _ in subject.installs:
        chain = {one.number for one in subject.resolved.chain(stage)}
        if chain & done:
            continue
        done.add(stage.number)
        whole = _whole_copy(subject, stage, step)
        if whole is None or step.folder is None or _is_vendored(subject):
            continue
        yield Problem(
            whole.line,
            f"all files are copied before `{_shown(command)}`, so that each change installs "
            f"everything again",
            "copy the manifests first, install, and then copy the rest",
            Place(subject.path, command.line),
            _manifests_first(subject, whole, step, command),
        )


def _shown(command: ShellCommand) -> str:
    words = command.words
    return " ".join(words[:4]) + (" …" if len(words) > 4 else "")


def _has_dependencies(subject: Subject) -> bool:
    if subject.detected is None:
        return False
    record, folder = subject.detected.ecosystem, subject.detected.workspace
    try:
        return bool(record.dependencies(subject.project, folder))
    except (DockgenError, LookupError, ValueError):
        return False


def _is_vendored(subject: Subject) -> bool:
    return any(
        one.startswith(f"{folder}/")
        for folder in subject.reviewing.installed
        for one in subject.sent
    )


def _whole_copy(subject: Subject, stage: ResolvedStage, before: Step) -> Step | None:
    """The COPY of the whole context before a step, in which nothing was installed before."""
    for step in subject.resolved.steps(stage):
        if step is before:
            return None
        for taken in step.taken if step.keyword in ("COPY", "ADD") else ():
            if not taken.origin and any(one in (".", "./", "/") for one in taken.sources):
                return step
    return None


def _manifests_first(
    subject: Subject, whole: Step, step: Step, command: ShellCommand
) -> tuple[Edit, ...]:
    """The manifests and the installation moved above the COPY of all files."""
    manifests = subject.words("manifests")
    after = whole.instruction.last_line + 1
    alone = len(step.commands) == 1 and step.instruction.stage == whole.instruction.stage
    only_installs = (
        re.search(r"\b(?:build|package|assemble|bootJar|jar|clean)\b", command.plain) is None
    )
    if not manifests or not alone or not only_installs or any("/" in one for one in manifests):
        return ()
    if {"setup_commands", "removed_scripts", "members", "project_packages"} & set(subject.facts):
        return ()
    between = subject.resolved.lines[after - 1 : step.line - 1]
    if any(line.strip() and not line.lstrip().startswith("#") for line in between):
        return ()
    if step.keyword != "RUN" or any(not subject.project.has(one) for one in manifests):
        return ()
    moved = subject.resolved.lines[step.line - 1 : step.instruction.last_line]
    copied = f"COPY {' '.join(manifests)} ./"
    path = subject.path
    return (
        Edit(path, whole.line, whole.line - 1, (copied, *moved)),
        Edit(path, step.line, step.instruction.last_line, ()),
    )


def update_alone(subject: Subject) -> Iterator[Problem]:
    """The list of packages is fetched in a layer of its own."""
    for stage in subject.resolved.stages:
        steps = [one for one in stage.steps if one.keyword == "RUN"]
        for place, step in enumerate(steps):
            plain = [one.plain for one in step.commands]
            if not any(UPDATES.match(one) for one in plain) or any(
                INSTALLS.match(one) for one in plain
            ):
                continue
            later = next(
                (
                    one
                    for one in steps[place + 1 :]
                    if any(INSTALLS.match(each.plain) for each in one.commands)
                    and not any(UPDATES.match(each.plain) for each in one.commands)
                ),
                None,
            )
            if later is None:
                continue
            yield Problem(
                step.line,
                "the list of packages is fetched in a layer of its own, which is used again when "
                f"line {later.line} changes and the list is old",
                "fetch the list and install the packages in one RUN",
                Place(subject.path, later.line),
                _joined(subject, step, later),
            )


def _joined(subject: Subject, step: Step, later: Step) -> tuple[Edit, ...]:
    only = len(step.commands) == 1 and step.instruction.last_line == step.line
    first = later.commands[0]
    line = subject.line(later.line)
    head = re.match(r"\s*RUN\s+", line, re.IGNORECASE)
    if (
        not only
        or head is None
        or first.line != later.line
        or "--mount" in step.instruction.arguments
    ):
        return ()
    if not line[head.end() :].startswith(first.text.split()[0]):
        return ()
    update = step.commands[0].text
    changed = f"{head[0]}{update} && {line[head.end() :]}"
    return (
        Edit(subject.path, step.line, step.line, ()),
        Edit(subject.path, later.line, later.line, (changed,)),
    )


def useless_cache(subject: Subject) -> Iterator[Problem]:
    """A cache is mounted that the command does not use."""
    for _, step, command, row in subject.installs:
        targets = [
            one.get("target", one.get("dst", ""))
            for one in mounts(step.instruction)
            if one.get("type") == "cache"
        ]
        if not targets or not row.cache:
            continue
        others = [
            one for one in subject.reviewing.installs if one.cache and one.manager != row.manager
        ]
        own = [one for one in targets if row.cache in one]
        rows = [each for _, at, _, each in subject.installs if at is step]
        wrong = next((one for one in targets if any(each.cache in one for each in others)), None)
        if not own and wrong and len(rows) == 1 and "store" not in command.plain + " cache-folder":
            yield Problem(
                step.line,
                f"{wrong} is mounted as a cache, but {row.manager} keeps its downloads elsewhere",
                f"mount the folder in which {row.manager} keeps them",
            )
        off = re.search(row.no_cache, command.plain) if row.no_cache else None
        if own and off:
            line = subject.line(command.line)
            edits: tuple[Edit, ...] = ()
            if line.count(f" {off[0]}") == 1:
                changed = line.replace(f" {off[0]}", "")
                edits = (Edit(subject.path, command.line, command.line, (changed,)),)
            yield Problem(
                command.line,
                f"{off[0]} turns off the cache that is mounted at {own[0]}",
                f"leave {off[0]} out: what is in the mount is not in the image",
                Place(subject.path, step.line),
                edits,
            )


def unlocked_cache(subject: Subject) -> Iterator[Problem]:
    """A cache of apt is mounted so that two builds write it at once."""
    for stage in subject.resolved.stages:
        for step in stage.steps:
            if step.keyword != "RUN":
                continue
            for mount in mounts(step.instruction):
                target = mount.get("target", mount.get("dst", ""))
                shared = mount.get("sharing", "shared") == "shared"
                if mount.get("type") != "cache" or not APT.search(target) or not shared:
                    continue
                yield Problem(
                    _line_with(subject, step, target),
                    f"{target} is mounted as a cache that two builds can write at once, and apt "
                    "refuses that",
                    "add sharing=locked",
                    None,
                    _locked(subject, step, target),
                )


def _line_with(subject: Subject, step: Step, text: str) -> int:
    for number in range(step.line, step.instruction.last_line + 1):
        if text in subject.line(number):
            return number
    return step.line


def _locked(subject: Subject, step: Step, target: str) -> tuple[Edit, ...]:
    number = _line_with(subject, step, target)
    line = subject.line(number)
    pattern = rf"(?<==){re.escape(target)}(?=[,\s])"
    if len(re.findall(pattern, line)) != 1 or "sharing=" in line:
        return ()
    changed = re.sub(pattern, f"{target},sharing=locked", line)
    return (Edit(subject.path, number, number, (changed,)),)


RULES = (
    Rule(
        "DG501",
        "sources-first",
        "the sources are copied before the dependencies are installed",
        "warning",
        "A layer is used again until something above it changes. Where all files are copied first, "
        "every change of a source file installs all dependencies anew.",
        "COPY . .\nRUN npm ci",
        "COPY package.json package-lock.json ./\nRUN npm ci\nCOPY . .",
        sources_first,
    ),
    Rule(
        "DG502",
        "update-alone",
        "the list of packages is fetched in a layer of its own",
        "warning",
        "The layer with the list is used again, while the layer that installs is made anew: it "
        "asks for versions that the mirror does not have any more.",
        "RUN apt-get update\nRUN apt-get install --yes libpq5",
        "RUN apt-get update && apt-get install --yes libpq5",
        update_alone,
    ),
    Rule(
        "DG503",
        "useless-cache",
        "a cache is mounted that the command does not use",
        "warning",
        "The mount stays empty, and everything is fetched again.",
        "RUN --mount=type=cache,target=/root/.cache/pip pip install --no-cache-dir "
        "-r requirements.txt",
        "RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt",
        useless_cache,
    ),
    Rule(
        "DG504",
        "unlocked-cache",
        "a cache of apt is mounted so that two builds write it at once",
        "warning",
        "apt locks its folders, and the second build stops with `Could not get lock`.",
        "RUN --mount=type=cache,target=/var/cache/apt apt-get update",
        "RUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get update",
        unlocked_cache,
    ),
)
