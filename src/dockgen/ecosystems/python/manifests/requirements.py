"""Lists of requirements, as pip reads them.

https://pip.pypa.io/en/stable/reference/requirements-file-format/
"""

from __future__ import annotations

import codecs
import posixpath
import re
import shlex
from collections.abc import Iterator
from typing import NamedTuple

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project, TextFile, decode

NAMES = (
    "requirements.txt",
    "requirements/prod.txt",
    "requirements/production.txt",
    "requirements/base.txt",
    "requirements/requirements.txt",
    "requirements/main.txt",
    "requirements/common.txt",
    "requirements-prod.txt",
    "requirements_prod.txt",
    "requirements.prod.txt",
    "requirements-docker.txt",
    "requirements-base.txt",
    "requirements-main.txt",
    "requirements-cpu.txt",
    "requirements_cpu.txt",
    "requirements.lock",
    "requirements.in",
)
"""The lists that say what an application needs, the one that is looked for first at the top."""

MARKS = (
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""What `pip freeze > requirements.txt` in PowerShell begins with."""

INCLUDED = lazy_regex(r"(?:-r|-c|--requirement|--constraint)(?:[ =]\s*|(?=\S))(?P<path>.+)")
EDITABLE = lazy_regex(r"(?:-e|--editable)(?:[ =]\s*|(?=\S))(?P<what>.+)")
NAMED = lazy_regex(
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)\s*(?:\[(?P<extras>[^\]]*)\])?(?P<rest>.*)"
)
PINNED = lazy_regex(r"\s*={2,3}\s*(?P<version>[^\s,;*#]+)\s*(?:;.*|--.*|#.*)?")
COMMENT = lazy_regex(r"(?:^|\s+)#.*$")
VARIABLE = lazy_regex(r"\$\{([A-Z0-9_]+)\}")
PIP_COMPILE = lazy_regex(r"#.*(?:pip-compile|uv)\b.*with [Pp]ython (\d+\.\d+)")
OPTION = lazy_regex(r"\s--(?:hash|config-settings|global-option)[ =]\S+")


class Requirement(NamedTuple):
    """One requirement.

    Args:
        name: the normalized name; empty for a path or an address without one.
        version: the version that it is pinned to; empty where it is not.
        extras: what is asked for beside the package itself.
        evidence: where it stands.
        path: the local project that it is, relative to the top of the project.
        url: where it is fetched from, where that is no index.
        marker: the environment that it is needed in, as text.
        specifier: which versions will do, as text.
    """

    name: str
    version: str
    extras: tuple[str, ...]
    evidence: Evidence
    path: str = ""
    url: str = ""
    marker: str = ""
    specifier: str = ""


class RequirementsFile(NamedTuple):
    """A list with all that it includes.

    Args:
        path: the list.
        files: the list and all that it includes, constraints too.
        requirements: what they ask for.
        variables: the variables that they read, of credentials.
        python: the line of Python that the list was compiled with, and where that stands.
    """

    path: str
    files: tuple[str, ...]
    requirements: tuple[Requirement, ...]
    variables: tuple[str, ...]
    python: tuple[str, Evidence] | None


def normalized(name: str) -> str:
    """The name as indexes spell it: https://packaging.python.org/en/latest/specifications/name-normalization/."""
    return re.sub(r"[-_.]+", "-", name).lower()


def text_of(project: Project, path: str) -> TextFile:
    """A list's text, in whatever encoding pip reads it.

    Raises:
        UnusableInput: it is not text; the message names the line.
    """
    raw = project.read_bytes(path)
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            try:
                return TextFile(path, raw.decode(encoding).replace("\r\n", "\n"))
            except UnicodeDecodeError:
                raise UnusableInput(
                    "is not UTF-16 text", file=path, line=1, hint="save it as UTF-8"
                ) from None
    return TextFile(path, decode(raw, path))


def read(project: Project, path: str) -> RequirementsFile:
    """Read a list and all that it includes.

    Raises:
        UnusableInput: a list cannot be read, or includes one that is not there.
    """
    seen: dict[str, TextFile] = {}
    found: list[Requirement] = []
    python: tuple[str, Evidence] | None = None
    waiting = [(path, False)]
    while waiting:
        one, is_constraint = waiting.pop(0)
        if one in seen:
            continue
        file = seen[one] = text_of(project, one)
        compiled = PIP_COMPILE.search(file.text)
        if compiled and python is None:
            evidence = Evidence("compiled with Python", one, file.line_of(compiled.start()))
            python = compiled[1], evidence
        for number, line in lines(file.text):
            included = INCLUDED.fullmatch(line)
            if included is not None:
                inner = _beside(one, included["path"].strip("\"' "))
                _refuse_missing(project, inner, one, number)
                waiting.append((inner, is_constraint or line.startswith(("-c", "--c"))))
            elif not is_constraint:
                found += _requirement(project, line, one, number)
    text = "\n".join(one.text for one in seen.values())
    variables = dict.fromkeys(VARIABLE.findall(re.sub(r"(?m)^[^\S\n]*#.*$", "", text)))
    return RequirementsFile(path, tuple(seen), tuple(found), tuple(variables), python)


def _beside(path: str, other: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), other))


def _refuse_missing(project: Project, path: str, by: str, line: int) -> None:
    if "://" in path:
        return
    if not project.has(path):
        raise UnusableInput(
            f"includes {path}, which is not in the project",
            file=by,
            line=line,
            hint="add the file, or remove the line",
        )


def lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that say something, without comments, with the number of their first line."""
    pending, start = "", 0
    for number, line in enumerate(text.split("\n"), start=1):
        start = start if pending else number
        if line.rstrip().endswith("\\") and not line.lstrip().startswith("#"):
            pending += line.rstrip()[:-1] + " "
            continue
        whole = COMMENT.sub("", pending + line).strip()
        pending = ""
        if whole:
            yield start, whole
    if pending.strip():
        yield start, COMMENT.sub("", pending).strip()


def _requirement(project: Project, line: str, path: str, number: int) -> Iterator[Requirement]:
    editable = EDITABLE.fullmatch(line)
    what = editable["what"].strip("\"' ") if editable else line
    if what.startswith("-"):
        return
    found = one(what, Evidence(what.split(";")[0].split(" --")[0].strip()[:80], path, number))
    local = _local(project, what, path)
    if local is not None:
        yield found._replace(name="", path=local, url="")
    elif found.name or found.url:
        yield found


def _local(project: Project, what: str, path: str) -> str | None:
    """The folder or archive of the project that a requirement names."""
    place = (
        what.split(";", maxsplit=1)[0].rsplit(" @ ", maxsplit=1)[-1].strip().removeprefix("file:")
    )
    place = re.sub(r"\[[^\]]*\]$", "", place)
    if (
        place.startswith("//")
        or "://" in place
        or not re.match(r"\.|[\w-]+/|.*\.(whl|tar\.gz)$", place)
    ):
        return None
    # pip takes a path from where it runs, the top; some lists mean their own folder
    for inner in (posixpath.normpath(place), _beside(path, place)):
        if inner == "." or project.has(inner) or project.has_folder(inner):
            return inner
    return None


def one(text: str, evidence: Evidence) -> Requirement:
    """Read one requirement: `psycopg[binary]==3.3.0; sys_platform == "linux"`."""
    plain = OPTION.sub("", text).strip()
    head, _, marker = plain.partition(";") if "://" not in plain else plain.partition(" ;")
    name_part, at, url = head.partition("@") if " @" in head or "@ " in head else (head, "", "")
    if "://" in name_part:
        egg = re.search(r"#(?:.*&)?egg=([\w.-]+)", name_part)
        name = normalized(egg[1]) if egg else ""
        return Requirement(name, "", (), evidence, url=name_part.strip())
    match = NAMED.fullmatch(name_part.strip())
    if match is None:
        return Requirement("", "", (), evidence)
    pinned = PINNED.fullmatch(match["rest"]) if not at else None
    extras = tuple(
        normalized(extra.strip()) for extra in (match["extras"] or "").split(",") if extra.strip()
    )
    return Requirement(
        normalized(match["name"]),
        pinned["version"] if pinned else "",
        extras,
        evidence,
        url=url.strip(),
        marker=marker.strip(),
        specifier=match["rest"].strip(" ()"),
    )


def is_loose(found: RequirementsFile) -> bool:
    """Whether a list leaves versions open, so that every build may install others."""
    return any(not one.version and not one.url and not one.path for one in found.requirements)


def quoted(requirements: tuple[str, ...]) -> str:
    """Requirements as words of a shell."""
    return shlex.join(requirements)
