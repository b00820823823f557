"""DG108, DG109, DG208: the names of what the build makes, and of the scripts that make it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from dockgen.core.ecosystem import Scripts
from dockgen.core.errors import nearest
from dockgen.core.facts import Fact, FactValue
from dockgen.dockerfile.copied_sources import WILDCARDS
from dockgen.dockerfile.resolved import ResolvedStage, Step
from dockgen.dockerfile.shell_commands import ShellCommand
from dockgen.tools.review.finding import Edit, Place, Problem, Rule
from dockgen.tools.review.subject import Subject

ARCHIVE = re.compile(r"\.(?:jar|war)$")
OUTPUTS = frozenset(
    "dist build out public www _site site .output .next .nuxt target lib output html".split()
)
ELSEWHERE = re.compile(
    r"^(?:--prefix|--workspace|--workspaces|-w|-C|--dir|--cwd|--filter|-F|-r|--recursive)"
)
"""Options that run a script of another folder."""


def artifact_name(subject: Subject) -> Iterator[Problem]:
    """What is copied or started is called otherwise than what the build makes."""
    fact = subject.facts.get("artifact")
    if fact is None:
        return
    wanted = str(fact.value)
    seen = set[tuple[int, str]]()
    for line, path, edit in _named_paths(subject):
        if (line, path) in seen or not _is_wrong(subject, path, wanted):
            continue
        seen.add((line, path))
        name = posixpath.basename(path)
        text = subject.line(line)
        edits: tuple[Edit, ...] = ()
        right = posixpath.basename(wanted)
        if text.count(name) == 1 and (edit or not WILDCARDS.search(right)):
            edits = (Edit(subject.path, line, line, (text.replace(name, right),)),)
        yield Problem(
            line,
            f"the build makes {wanted}, not {name}",
            f"write {right}",
            _place_of(subject, fact),
            edits,
        )


def _place_of(subject: Subject, fact: Fact[FactValue]) -> Place | None:
    known = (
        fact,
        *(subject.facts[one] for one in ("final_name", "bin", "name") if one in subject.facts),
    )
    return next((place for one in known if (place := subject.at(one.evidence))), None)


def _named_paths(subject: Subject) -> Iterator[tuple[int, str, bool]]:
    """The paths that are copied or named by commands, and whether wildcards work there."""
    for stage in subject.resolved.stages:
        for step in stage.steps:
            for taken in step.taken:
                for source in taken.sources:
                    if source:
                        yield _line_with(subject, step, source), source, True
            for command in step.commands:
                for word in command.words:
                    if ARCHIVE.search(word) and "/" in word and "$" not in word:
                        yield command.line, word, step.exec_form is None


def _line_with(subject: Subject, step: Step, text: str) -> int:
    for number in range(step.line, step.instruction.last_line + 1):
        if text in subject.line(number):
            return number
    return step.line


def _is_wrong(subject: Subject, path: str, wanted: str) -> bool:
    folder, name = posixpath.split(path.rstrip("/"))
    right_folder, right = posixpath.split(wanted)
    if not right_folder or WILDCARDS.search(right_folder) or not _ends_with(folder, right_folder):
        return False
    suffix = ARCHIVE.search(right)
    if suffix and not name.endswith(suffix[0]):
        return False
    if not suffix and not (wanted.endswith(f"release/{right}") and "." not in name):
        return False  # a folder, of which any part may be meant
    likely = right.replace("*", "1.0.0")
    if fnmatchcase(name, right) or fnmatchcase(likely, name) or fnmatchcase(right, name):
        return False
    return not _is_named(subject, name) and not _is_renamed(subject, name)


def _is_renamed(subject: Subject, name: str) -> bool:
    """Whether a command gives some file that name."""
    pattern = re.compile(rf"\b(?:mv|cp|ln|install|rename)\b.*{re.escape(name)}")
    return any(
        step.keyword == "RUN" and pattern.search(step.instruction.arguments)
        for stage in subject.resolved.stages
        for step in stage.steps
    )


def _ends_with(folder: str, tail: str) -> bool:
    return folder == tail or folder.endswith(f"/{tail}")


def _is_named(subject: Subject, name: str) -> bool:
    """Whether some manifest speaks of the name: then something else of the project is meant."""
    stem = re.sub(r"(?:-\d[\w.]*(?:-\w+)*)?(?:\.\w+)?$", "", name) or name
    stem = stem.replace("*", "")
    if not stem or subject.detected is None:
        return True
    manifests = subject.detected.ecosystem.manifests
    pattern = re.compile(rf"[>\"'=:]\s*{re.escape(stem)}\s*[<\"'\n]")
    for path in subject.project.files:
        if posixpath.basename(path) in manifests or path.endswith((".gradle", ".gradle.kts")):
            file = subject.project.readable(path)
            if file and pattern.search(file.text):
                return True
    return False


def output_folder(subject: Subject) -> Iterator[Problem]:
    """What is copied is another folder than the one that the build writes."""
    fact = subject.facts.get("output_dir")
    if fact is None:
        return
    for stage in subject.resolved.stages:
        for step in stage.steps:
            for taken in step.taken:
                if taken.stage is None or taken.mounted or step.keyword != "COPY":
                    continue
                origin = subject.resolved.stages[taken.stage]
                for source in taken.sources:
                    problem = _other_output(subject, step, origin, source, fact)
                    if problem:
                        yield problem


def _other_output(
    subject: Subject,
    step: Step,
    origin: ResolvedStage,
    source: str | None,
    fact: Fact[FactValue],
) -> Problem | None:
    built_in = _built_in(subject, origin)
    if source is None or built_in is None or WILDCARDS.search(source):
        return None
    path = posixpath.normpath(posixpath.join("/", source))
    inside = posixpath.relpath(path, built_in)
    own = subject.detected.workspace if subject.detected else ""
    written = str(fact.value).strip("/")
    wanted = (written, posixpath.join(own, written))
    if inside.startswith("..") or any(_overlap(inside, one) for one in wanted):
        return None
    parts = inside.split("/")
    alike = [one for one in wanted if posixpath.dirname(one) == posixpath.dirname(inside)]
    first = [one for one in wanted if one.split("/")[0] != parts[0] and parts[0] in OUTPUTS]
    right = next(iter(alike or first), None)
    if right is None or (parts[0] not in OUTPUTS and parts[-1] not in OUTPUTS):
        return None
    if _is_in_context(subject, inside) or _is_mentioned(subject, origin, parts[0]):
        return None
    line = subject.line(step.line)
    edits: tuple[Edit, ...] = ()
    if line.count(inside) == 1:
        edits = (Edit(subject.path, step.line, step.line, (line.replace(inside, right),)),)
    return Problem(
        step.line,
        f"the build writes {right}, not {inside}",
        f"copy {right}",
        subject.at(fact.evidence),
        edits,
    )


def _overlap(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/") or one == "."


def _built_in(subject: Subject, origin: ResolvedStage) -> str | None:
    """The folder in which a stage builds the project; None where it does not, or that is unsure."""
    build = subject.said("build_command")
    for step in subject.resolved.steps(origin):
        for command in step.commands if step.keyword == "RUN" else ():
            if command.words[0] == "cd":
                return None
            called = _called(subject, command)
            is_build = called is not None and called.startswith("build")
            if is_build or (build and build in command.plain):
                return step.folder
    return None


def _called(subject: Subject, command: ShellCommand) -> str | None:
    """The script that a command calls; None for none, or for one of another folder."""
    if not subject.reviewing.script_call or any(ELSEWHERE.match(one) for one in command.words):
        return None
    plain = command.plain
    match = re.fullmatch(subject.reviewing.script_call, plain)
    return (match["name"] or match["short"]) if match else None


def _is_in_context(subject: Subject, path: str) -> bool:
    return path in subject.sent or any(one.startswith(f"{path}/") for one in subject.sent)


def _is_mentioned(subject: Subject, origin: ResolvedStage, name: str) -> bool:
    """Whether a command or a script speaks of a folder: then something else may write it."""
    pattern = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
    texts = [
        one.text
        for step in subject.resolved.steps(origin)
        if step.keyword == "RUN"
        for one in step.commands
    ]
    texts = [re.sub(r"\b(?:run )?build(?::\S+)?$", "", one) for one in texts]
    found = subject.scripts("")
    own = subject.scripts(subject.detected.workspace) if subject.detected else None
    for scripts in (found, own):
        for body in scripts.commands.values() if scripts else ():
            texts += [word for word in body.split() if "/" in word or word.startswith("-")]
    if any(pattern.search(one) for one in texts):
        return True
    return _is_configured(subject, name)


CONFIGURATION = re.compile(
    r"(?:^|/)(?:[\w.-]+\.config\.(?:js|mjs|cjs|ts|mts)|(?:angular|project|nx|tsconfig[\w.]*|turbo)"
    r"\.json|[\w-]+\.toml|[\w-]+\.ya?ml)$"
)


def _is_configured(subject: Subject, name: str) -> bool:
    """Whether the configuration of a build speaks of a folder by name."""
    pattern = re.compile(rf"(?<![\w-])[\"'/.]{{0,3}}{re.escape(name)}[\"'/]")
    for path in sorted(subject.project.files):
        if CONFIGURATION.search(path) and path.count("/") < 4:
            file = subject.project.readable(path)
            if file and pattern.search(file.text):
                return True
    return False


def script_missing(subject: Subject) -> Iterator[Problem]:
    """A script is called that the manifest does not have."""
    for stage in subject.resolved.stages:
        for step in stage.steps:
            for command in step.commands if step.keyword == "RUN" else ():
                before = step.commands[: step.commands.index(command)]
                if any(one.words[0] in {"cd", "pushd"} for one in before):
                    continue
                problem = missing_script(subject, stage, step, command)
                if problem:
                    yield problem


def missing_script(
    subject: Subject, stage: ResolvedStage, step: Step, command: ShellCommand
) -> Problem | None:
    """The problem of a command that calls a script which is not there."""
    name = _called(subject, command)
    scripts = manifest_of(subject, stage, step)
    if name is None or scripts is None or name in scripts.commands or "$" in name:
        return None
    if command.words[0] not in {"npm", "pnpm"} or (name == "start" and _has_server(subject)):
        return None  # the others look for a program of that name as well
    near = nearest(name, scripts.commands)
    line = subject.line(command.line)
    edits: tuple[Edit, ...] = ()
    pattern = rf"(?<![\w:-]){re.escape(name)}(?![\w:-])"
    if near and len(re.findall(pattern, line)) == 1:
        edits = (Edit(subject.path, command.line, command.line, (re.sub(pattern, near, line),)),)
    has = ", ".join(scripts.commands) or "none"
    return Problem(
        command.line,
        f"{scripts.path} has no script named {name}",
        f"did you mean {near}?" if near else f"its scripts: {has}",
        subject.place(scripts.path, scripts.line),
        edits,
    )


def _has_server(subject: Subject) -> bool:
    return "server.js" in subject.names


def manifest_of(subject: Subject, stage: ResolvedStage, step: Step) -> Scripts | None:
    """The scripts of the manifest that lies in the working folder of a step."""
    if step.folder is None or subject.detected is None:
        return None
    held = subject.held(stage, step if step.keyword == "RUN" else None)
    for name in subject.detected.ecosystem.manifests:
        found = held.from_context(posixpath.join(step.folder, name))
        if found is not None:
            return subject.scripts(posixpath.dirname(found))
    return None


RULES = (
    Rule(
        "DG108",
        "artifact-name",
        "what is copied is called otherwise than what the build makes",
        "error",
        "The name of an artefact follows from the manifest: its name, its version, the name that a "
        "plugin is given. When that changes, the COPY fails.",
        "# pom.xml: artifactId shop, version 2.0.0\n"
        "COPY --from=build /src/target/app-1.0.jar app.jar",
        "COPY --from=build /src/target/shop-*.jar app.jar",
        artifact_name,
    ),
    Rule(
        "DG109",
        "output-folder",
        "what is copied is another folder than the one that the build writes",
        "error",
        "Each build tool has its own output folder, and a setting to change it. A COPY from "
        "another one fails, or brings an old folder that lay beside the sources.",
        "# Vite writes dist\nRUN npm run build\n…\nCOPY --from=build /app/build "
        "/usr/share/nginx/html",
        "RUN npm run build\n…\nCOPY --from=build /app/dist /usr/share/nginx/html",
        output_folder,
    ),
    Rule(
        "DG208",
        "script-missing",
        "a script is called that the manifest does not have",
        "error",
        "`npm error Missing script`: the script was renamed, or is one of another package.",
        '# package.json: "scripts": {"build": "vite build"}\nRUN npm run build:prod',
        "RUN npm run build",
        script_missing,
    ),
)
