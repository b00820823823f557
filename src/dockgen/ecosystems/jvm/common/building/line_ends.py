"""Windows line ends in the scripts of a build, which no shell reads.

A checkout on Windows, or an editor there, leaves them; a shell takes the carriage return for part
of the word before it.
https://docs.github.com/en/get-started/git-basics/configuring-git-to-handle-line-endings
"""

from __future__ import annotations

from dockgen.core.facts import Evidence, Fact, Findings, words
from dockgen.core.project import Project

HEAD = 4096
"""How much of a script is looked at."""


def settle(project: Project, script: str, beside: tuple[str, ...], findings: Findings) -> None:
    """Settle which files the build has to be rid of Windows line ends; nothing where none has.

    Args:
        project: the project.
        script: the wrapper's script.
        beside: files that the script itself reads line by line.
        findings: where the fact goes.
    """
    if not _on_windows(project, script):
        return
    files = (script, *(one for one in beside if _on_windows(project, one)))
    place = Evidence("line ends", script, 1, reason="a shell cannot read Windows line ends")
    findings.settle("windows_line_ends", words, Fact(files, place))
    findings.warn(
        f"{script}:1: has Windows line ends, which a shell cannot read, so the build removes"
        f' them; "{script} text eol=lf" in .gitattributes prevents them'
    )


def _on_windows(project: Project, path: str) -> bool:
    return b"\r\n" in (project.head(path, HEAD) or b"")
