"""What `dockgen check` looks for: each kind of finding with its stable code and its page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

GROUP, ABOUT = "DG0", "a file that dockgen wrote is out of date"


class CheckRule(NamedTuple):
    """A kind of finding.

    Args:
        code: `DG001`; it never changes its meaning.
        kind: its name in JSON.
        title: what it finds, in one line.
        severity: `error`, `warning` or `note`.
        why: why it matters.
        fix: what to do.
    """

    code: str
    kind: str
    title: str
    severity: str
    why: str
    fix: str


CHECK_RULES: Mapping[str, CheckRule] = {
    rule.kind: rule
    for rule in (
        CheckRule(
            "DG001",
            "stale",
            "a file does not say what the project, or .dockgen.yml, says",
            "error",
            "The project has changed since the file was written: another version of the language, "
            "another port, a new member of the workspace. The finding names the fact that changed "
            "with both values, the place it was read from, and the line of your file. Your own "
            "edits are never a finding.",
            "`dockgen update` merges the change into the file and keeps your edits.",
        ),
        CheckRule(
            "DG002",
            "conflict",
            "a merge waits in the file for a decision",
            "error",
            "`dockgen update` found that you and the project changed the same lines, and left both "
            "versions between conflict markers. No builder reads such a file.",
            "Keep one side, and remove the lines that begin with `<<<<<<<`, `=======` and "
            "`>>>>>>>`.",
        ),
        CheckRule(
            "DG003",
            "gone",
            "the file relies on something that no longer exists",
            "error",
            "An image, a repository of packages or a command was withdrawn: corepack with Node.js "
            "25, packages of a Debian release that has left the mirrors, `layertools` of Spring "
            "Boot 4.1. The build fails, or will with the next image.",
            "The finding names what to use instead; in a file of dockgen's, `dockgen update` "
            "brings it in.",
        ),
        CheckRule(
            "DG004",
            "end-of-life",
            "the release of a base image is past its end of life",
            "warning",
            "It gets no more fixes for security problems. The date comes from a table that dockgen "
            "carries; `--on DATE` looks at another day than today.",
            "Take a supported release; the finding names some. `--strict` makes the check fail.",
        ),
        CheckRule(
            "DG005",
            "newer-template",
            "this version of dockgen would write the file differently",
            "note",
            "Nothing is wrong with the file: the templates of dockgen, or your own, have changed "
            "since it was written.",
            "`dockgen update` brings the change in.",
        ),
        CheckRule(
            "DG006",
            "not-compared",
            "the Dockerfile is one of your own",
            "note",
            "`dockgen init` was told to leave it as it is, so dockgen does not know what it should "
            "say line by line. Contradictions to the project, what is gone and what is out of "
            "support are found all the same.",
            "Nothing needs to be done. `dockgen init` shows what dockgen would write in its place.",
        ),
    )
}
"""The rules by kind."""


def find(code: str) -> CheckRule | None:
    """The rule of a code; None where no rule of `check` has it."""
    return next((rule for rule in CHECK_RULES.values() if rule.code == code.upper()), None)


def page(rule: CheckRule) -> str:
    """What `dockgen rule` prints, and what stands in `docs/rules/`."""
    return (
        f"# {rule.code}: {rule.title}\n\n"
        f"`{rule.kind}`, {rule.severity}; found by `dockgen check`.\n\n"
        f"{rule.why}\n\n"
        f"## Fix\n\n{rule.fix}\n"
    )
