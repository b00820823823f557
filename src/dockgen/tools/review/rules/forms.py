"""DG306, DG307: the forms of ENTRYPOINT and CMD."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from dockgen.dockerfile.resolved import Step
from dockgen.tools.review.finding import Edit, Place, Problem, Rule
from dockgen.tools.review.rules.start import starts, without_init
from dockgen.tools.review.subject import Subject

DEBIAN = re.compile(
    r"(?:^debian:|^ubuntu:|-slim|-(?:bookworm|trixie|bullseye|buster)|^node:\d[\d.]*$"
    r"|^python:\d[\d.]*$)"
)
# DG306 and DG307


def entrypoint_and_cmd(subject: Subject) -> Iterator[Problem]:
    """ENTRYPOINT and CMD do not go together."""
    for stage in subject.targets:
        entry = subject.resolved.effective(stage, "ENTRYPOINT")
        command = subject.resolved.effective(stage, "CMD")
        if entry is None or command is None:
            continue
        other = Place(subject.path, entry.line)
        if entry.exec_form is None:
            yield Problem(
                command.line,
                "ENTRYPOINT is in shell form, so CMD is never used",
                'write ENTRYPOINT in exec form: ENTRYPOINT ["…"]',
                other,
            )
        elif entry.exec_form and command.exec_form:
            entered, words = without_init(entry.exec_form), command.exec_form
            again = entered and words[: len(entered)] == entered and len(words) > len(entered)
            same = len(entered) > 1 and words == entered
            if (again or same) and not entered[0].endswith(".sh"):
                yield Problem(
                    command.line,
                    f"CMD begins with `{' '.join(entered)}` once more; it is given to ENTRYPOINT "
                    "as arguments",
                    "leave it out of CMD, or leave ENTRYPOINT out",
                    other,
                )


def shell_form(subject: Subject) -> Iterator[Problem]:
    """A shell stays between the container and the application."""
    if subject.detected is None:
        return
    for stage, start in starts(subject):
        step = start.step
        bottom = subject.resolved.bottom(stage)
        has_shell = any(one.keyword == "SHELL" for one in subject.resolved.steps(stage))
        if not start.in_shell or bottom is None or has_shell or not DEBIAN.search(str(bottom)):
            continue
        if re.search(r"\bexec\b", step.instruction.arguments) or not start.words:
            continue
        if any(re.search(one.pattern, start.plain) for one in subject.reviewing.indirect):
            continue  # that is another rule's
        yield Problem(
            step.line,
            f"a shell is process 1 and does not pass the stop signal on to `{start.words[0]}`",
            'write it in exec form: CMD ["…"], or begin the last command with exec',
            None,
            _in_exec_form(subject, step),
        )


def _in_exec_form(subject: Subject, step: Step) -> tuple[Edit, ...]:
    line = subject.line(step.line)
    head = re.match(rf"\s*{step.keyword}\s+", line, re.IGNORECASE)
    text = step.instruction.arguments
    if len(step.commands) != 1 or step.instruction.last_line != step.line or head is None:
        return ()
    command = step.commands[0]
    if command.text != text or re.search(r"[$*?~`\\{}\[\]]", text):
        return ()
    changed = f"{head[0]}{json.dumps(list(command.words))}"
    return (Edit(subject.path, step.line, step.line, (changed,)),)


RULES = (
    Rule(
        "DG306",
        "entrypoint-and-cmd",
        "ENTRYPOINT and CMD do not go together",
        "error",
        "CMD holds the arguments of ENTRYPOINT. An ENTRYPOINT in shell form takes none, and one "
        "that CMD repeats gets itself as its first argument.",
        'ENTRYPOINT ["python"]\nCMD ["python", "main.py"]',
        'ENTRYPOINT ["python"]\nCMD ["main.py"]',
        entrypoint_and_cmd,
    ),
    Rule(
        "DG307",
        "shell-form",
        "a shell stays between the container and the application",
        "warning",
        "In shell form, `/bin/sh -c` is process 1. Debian's shell waits for the command and does "
        "not pass the stop signal on: the application is killed after ten seconds, in the middle "
        "of its requests.",
        "CMD node server.js",
        'CMD ["node", "server.js"]',
        shell_form,
    ),
)
