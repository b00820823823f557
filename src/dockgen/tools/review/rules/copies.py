"""DG201, DG202: what is copied and is not there, or is kept out of the context."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from dockgen.core.errors import nearest
from dockgen.core.project import Project
from dockgen.dockerfile.copied_sources import WILDCARDS
from dockgen.dockerfile.ignore_matcher import Matcher
from dockgen.dockerfile.ignore_patterns import Pattern, literal
from dockgen.dockerfile.resolved import Step
from dockgen.ecosystems.registry import all_ecosystems
from dockgen.tools.review.finding import Edit, Place, Problem, Rule
from dockgen.tools.review.rules.installing import named_at
from dockgen.tools.review.subject import Subject

OUTPUTS = frozenset(
    (
        "dist build out output target bin obj publish artifacts artifact release releases _build"
        " _output .next .nuxt .output public node_modules vendor venv .venv coverage tmp generated"
        " gen certs cert keys secrets .git"
    ).split()
)
"""Names of folders whose content is made before the image is, or lies there on some machines."""
SOURCE = re.compile(
    r"\.(?:js|mjs|cjs|jsx|ts|tsx|py|go|rs|java|kt|rb|php|sh|bash|html|css|scss|sql|prisma|conf"
    r"|toml|ya?ml|json|xml|ini|cfg|txt|lock|gradle|kts|properties|md|vue|svelte|mod|sum)$"
)
BUILD_FILES = re.compile(
    r"(?:^|/)(?:Makefile|[Jj]ustfile|Jenkinsfile|Taskfile\.ya?ml|[\w.-]+\.(?:sh|mk|ps1))$"
    r"|^\.github/|^\.gitlab-ci\.yml$|^\.circleci/|azure-pipelines|cloudbuild|buildspec"
)
BUILT = re.compile(r"\bdocker\b|\bpodman\b|buildx|build-push-action|kaniko|buildah")


def missing(subject: Subject) -> Iterator[Problem]:
    """A file is copied that is not in the repository."""
    if not subject.context_is_sure:
        return
    for path, step in subject.copied:
        if path == "." or WILDCARDS.search(path) or _exists(subject.project, path):
            continue
        if not _is_surely_missing(subject, path):
            continue
        advice, edits, other = _instead(subject, path, step)
        yield Problem(
            _line(subject, step, path),
            f"{path} is copied, but does not exist",
            advice,
            other,
            edits,
        )


def _exists(project: Project, path: str) -> bool:
    return project.has(path) or project.has_folder(path) or project.exists(path)


def _line(subject: Subject, step: Step, path: str) -> int:
    """The line of an instruction that names a path."""
    wanted = path.rstrip("/")
    for number in range(step.line, step.instruction.last_line + 1):
        if wanted in subject.line(number):
            return number
    return step.line


def _is_surely_missing(subject: Subject, path: str) -> bool:
    """Whether nothing makes the file before the build, as far as the repository tells."""
    parts = path.split("/")
    name = parts[-1]
    if OUTPUTS.intersection(part.lower() for part in parts):
        return False
    known = _known_names()
    folder = posixpath.dirname(path)
    in_sources = bool(SOURCE.search(name)) and (not folder or _exists(subject.project, folder))
    member = len(parts) > 1 and _exists(subject.project, parts[0]) and "." not in name
    if not (name in known or in_sources or member):
        return False
    full = posixpath.normpath(posixpath.join(subject.context, path))
    return not _is_ignored_by_git(subject, full) and not _is_made_by_scripts(subject, name)


def _known_names() -> frozenset[str]:
    """Manifests and lockfiles, which nobody makes before a build."""
    return frozenset(
        name
        for one in all_ecosystems()
        for name in (*one.manifests, *one.lockfiles)
        if "*" not in name
    )


def _is_ignored_by_git(subject: Subject, path: str) -> bool:
    """Whether a `.gitignore` names it; these patterns are read as plainly as they are meant."""
    parts = path.split("/")
    for depth in range(len(parts)):
        folder = "/".join(parts[:depth])
        file = subject.repository.project.readable(posixpath.join(folder, ".gitignore"))
        rest = parts[depth:]
        above = ["/".join(rest[: count + 1]) for count in range(len(rest))]
        for line in file.text.splitlines() if file else ():
            text = line.strip().rstrip("/").removeprefix("**/")
            if not text or text.startswith(("#", "!")):
                continue
            pattern = Pattern(text, text.lstrip("/"))
            targets = above if "/" in text else [*above, *rest]
            if any(pattern.matches(one) for one in targets):
                return True
    return False


def _is_made_by_scripts(subject: Subject, name: str) -> bool:
    """Whether a script that builds images mentions the file."""
    for path in sorted(subject.repository.project.files):
        if not BUILD_FILES.search(path):
            continue
        file = subject.repository.project.readable(path)
        if file and name in file.text:
            return True
    return False


def _instead(subject: Subject, path: str, step: Step) -> tuple[str, tuple[Edit, ...], Place | None]:
    """What to do about a missing file, and what ends it."""
    number = _line(subject, step, path)
    line = subject.line(number)
    lockfiles = {name for one in all_ecosystems() for name in one.lockfiles}
    folder, name = posixpath.split(path)
    if name in lockfiles and subject.detected:
        own = subject.detected.ecosystem.lockfiles
        here = [one for one in own if subject.project.has(posixpath.join(folder, one))]
        if len(here) == 1 and name in own:
            found = posixpath.join(folder, here[0])
            edit = (Edit(subject.path, number, number, (line.replace(name, here[0]),)),)
            return f"copy {found}", edit if line.count(name) == 1 else (), subject.place(found)
    if subject.detected and name in subject.detected.ecosystem.manifests and folder:
        named = named_at(subject, folder)
        place = named if subject.repository.project.has(named.file) else None
        whole = len(step.taken[0].sources) == 1 and step.instruction.last_line == step.line
        if not subject.project.has_folder(folder) and whole and step.keyword == "COPY":
            edit = (Edit(subject.path, number, number, ()),)
            return f"{folder} is no member any more: take the line away", edit, place
    near = _near(subject.project, path)
    if near is None:
        return "take it away, or add the file to the repository", (), None
    edits: tuple[Edit, ...] = ()
    if line.count(path) == 1:
        edits = (Edit(subject.path, number, number, (line.replace(path, near),)),)
    return f"did you mean {near}?", edits, subject.place(near)


def _near(project: Project, path: str) -> str | None:
    folder, name = posixpath.split(path)
    prefix = f"{folder}/" if folder else ""
    beside = {
        one.removeprefix(prefix).split("/")[0] for one in project.files if one.startswith(prefix)
    }
    suffix = posixpath.splitext(name)[1]
    found = nearest(name, [one for one in beside if posixpath.splitext(one)[1] == suffix])
    return f"{prefix}{found}" if found else None


def ignored(subject: Subject) -> Iterator[Problem]:
    """A file is copied that the ignore file keeps out of the context."""
    file = subject.ignore
    if not file.patterns or not subject.context_is_sure:
        return
    matcher = Matcher(file.patterns)
    for path, step in subject.copied:
        if path == "." or WILDCARDS.search(path) or not _exists(subject.project, path):
            continue
        if path in subject.sent or any(one.startswith(f"{path}/") for one in subject.sent):
            continue
        pattern = matcher.verdict_on(path).kept_out_by
        if pattern is None:
            continue
        place = subject.place(pattern.file, pattern.line)
        wanted = f"!{literal(path)}"
        edit = Edit(
            place.file,
            _lines_of(subject, pattern.file) + 1,
            _lines_of(subject, pattern.file),
            (wanted,),
        )
        yield Problem(
            _line(subject, step, path),
            f"{path} is copied, but `{pattern.written}` keeps it out of the context",
            f"add `{wanted}` at the end of {pattern.file}",
            place,
            (edit,),
        )


def _lines_of(subject: Subject, path: str) -> int:
    file = subject.project.readable(path)
    return len(file.text.splitlines()) if file else 0


RULES = (
    Rule(
        "DG201",
        "missing-source",
        "a file is copied that is not in the repository",
        "error",
        "The build stops: `failed to calculate checksum: not found`. Most often a file was "
        "renamed, a member was removed, or the package manager was changed. What a "
        "build makes beforehand, and what Git ignores, is no finding.",
        "COPY requirement.txt .",
        "COPY requirements.txt .",
        missing,
    ),
    Rule(
        "DG202",
        "ignored-source",
        "a file is copied that .dockerignore keeps out of the context",
        "error",
        "The file is in the repository, but the builder never gets it, and says that it is not "
        "found.",
        "# .dockerignore: *.json\nCOPY package.json ./",
        "# .dockerignore: *.json and !package.json\nCOPY package.json ./",
        ignored,
    ),
)
