"""The smallest edits that end what a review finds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dockgen.core.errors import UnusableInput
from dockgen.core.project import Project
from dockgen.dockerfile.parser import parse
from dockgen.managed_files.writing import Change, Status, read_raw, user_text
from dockgen.tools.review.finding import Edit, Finding, Rule
from dockgen.tools.review.reviewing import review

ROUNDS = 10
"""How often is looked again: a fix can bring to light what another rule finds."""


def fixes(project: Project, names: Sequence[str], rules: Sequence[Rule]) -> list[Change]:
    """What changes where every finding with a sure fix is ended.

    Args:
        project: the repository.
        names: the Dockerfiles; without any, all.
        rules: the rules whose findings are ended.

    Returns:
        The files that change, with their new text.

    Raises:
        UnusableInput: a Dockerfile that was named cannot be read.
    """
    texts: dict[str, str] = {}
    others: set[Edit] = set()
    for _ in range(ROUNDS):
        found = review(project, names, rules, texts=texts)
        edits = [edit for edit in sure(found.findings) if edit not in others]
        files = set(found.files)
        others |= {edit for edit in edits if edit.file not in files}
        changed = applied(project, edits, texts)
        if all(texts.get(path) == text for path, text in changed.items()):
            break
        texts |= changed
    return [change for path, text in texts.items() if (change := _change(project, path, text))]


def sure(findings: Iterable[Finding]) -> list[Edit]:
    """The edits of findings that do not touch the lines of one another."""
    taken: list[Edit] = []
    for finding in findings:
        edits = finding.problem.edits
        if edits and not any(_clash(one, other) for one in edits for other in taken):
            taken += edits
    return taken


def _clash(one: Edit, other: Edit) -> bool:
    if one.file != other.file or one == other:
        return False
    last, other_last = max(one.last, one.first), max(other.last, other.first)
    return one.first <= other_last and other.first <= last


def applied(project: Project, edits: Iterable[Edit], texts: Mapping[str, str]) -> dict[str, str]:
    """Files with edits in them; an edit after which a Dockerfile cannot be parsed is left out."""
    made: dict[str, str] = {}
    by_file: dict[str, list[Edit]] = {}
    for edit in dict.fromkeys(edits):
        by_file.setdefault(edit.file, []).append(edit)
    for path, own in by_file.items():
        before = texts.get(path)
        if before is None:
            file = project.readable(path)
            before = file.text if file else ""
        after = edited(before, own)
        if path.endswith("ignore") or _parses(after):
            made[path] = after
    return made


def edited(text: str, edits: Iterable[Edit]) -> str:
    """A text with edits in it, from the last line to the first."""
    ends = not text or text.endswith("\n")
    lines = text.removesuffix("\n").split("\n") if text else []
    for edit in sorted(edits, key=lambda one: (one.first, one.last), reverse=True):
        lines[edit.first - 1 : edit.last] = edit.lines
    return "\n".join(lines) + ("\n" if ends else "")


def _parses(text: str) -> bool:
    try:
        parse(text)
    except UnusableInput:
        return False
    return True


def _change(project: Project, path: str, text: str) -> Change | None:
    raw = read_raw(project.root, path)
    before = user_text(raw).text if raw is not None else ""
    if before == text:
        return None
    return Change(path, text, Status.EDITED, before)


def as_bytes(project: Project, change: Change) -> bytes:
    """A changed file with the line ends and the byte order mark that it has on disk."""
    raw = read_raw(project.root, change.path)
    if raw is None:
        return change.text.encode("utf-8", "surrogateescape")
    yours = user_text(raw)
    kept = {line.removesuffix("\r"): line for line in yours.lines}
    lines = [
        kept.get(line, f"{line}{yours.carriage}")
        for line in change.text.removesuffix("\n").split("\n")
    ]
    return yours.encoded(lines)
