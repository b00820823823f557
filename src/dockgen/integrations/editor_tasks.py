"""What a person does with an image, as command lines that any editor can run."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dockgen.managed_files import summary
from dockgen.rendering.render import DOCKERFILE

if TYPE_CHECKING:
    from dockgen.managed_files.draft import Draft


@dataclass(frozen=True, slots=True)
class Matcher:
    """How a problem is read from the lines that a tool prints.

    Args:
        owner: the name under which an editor keeps its findings apart from others.
        patterns: regular expressions for one line each; a problem is matched by all of them on
            lines that follow each other.
        groups: which group holds the `file`, the `line`, and so on, for each pattern.
        severity: what it is where no group says so.
        folder: the folder that file names start from, relative to the project.
    """

    owner: str
    patterns: tuple[str, ...]
    groups: tuple[Mapping[str, int], ...]
    severity: str = "error"
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do.

    Args:
        name: what it is called; `dockgen: ` stands before it.
        detail: what it does, in a few words.
        command: the words of the command line, to be run in the project's folder.
        matchers: how problems are read from what it prints.
        service: the application that it is about, where the repository has several.
    """

    name: str
    detail: str
    command: tuple[str, ...]
    matchers: tuple[Matcher, ...] = ()
    service: str = ""

    @property
    def label(self) -> str:
        """The name by which it is known in an editor."""
        return f"dockgen: {self.name} {self.service}".rstrip()

    @property
    def line(self) -> str:
        """The command line, as a shell takes it."""
        return shlex.join(self.command)


CHECK = Matcher(
    "dockgen",
    (r"^(\S.*?):(\d+): (error|warning|note): (.*)$",),
    ({"file": 1, "line": 2, "severity": 3, "message": 4},),
)
"""A finding of `dockgen check` and of `dockgen review`: `Dockerfile:12: warning: …`."""

HADOLINT = (
    Matcher(
        "hadolint",
        (r"^(\S.*?):(\d+) ((?:DL|SC)\d+) (error|warning|info|style): (.*)$",),
        ({"file": 1, "line": 2, "code": 3, "severity": 4, "message": 5},),
        severity="info",
    ),
    Matcher(
        "hadolint",
        (r"^(\S.*?):(\d+):(\d+) (.*)$",),
        ({"file": 1, "line": 2, "column": 3, "message": 4},),
    ),
)
"""A finding of hadolint, and what it says of a file that it cannot parse:
https://github.com/hadolint/hadolint#output."""

UNPINNED = ("--ignore", "DL3008", "--ignore", "DL3018")
"""The rules that ask to pin distribution packages: a pinned version vanishes from the mirrors."""

CONTEXT_LINES = range(3)
"""How many lines BuildKit shows above the one that failed: two, or fewer at the top of a file."""


def _buildkit(folder: str) -> tuple[Matcher, ...]:
    """The excerpt that BuildKit ends a failed build with: the place, a rule, and the lines."""
    place = (r"^(\S*[Dd]ockerfile\S*|\S+\.[Dd]ockerfile):(\d+)$", {"file": 1, "line": 2})
    rule: tuple[str, dict[str, int]] = (r"^-{20}$", {})
    above: tuple[str, dict[str, int]] = (r"^ *\d+ \| {5}.*$", {})
    failed = (r"^ *\d+ \| >>> (.*)$", {"message": 1})
    made = []
    for count in CONTEXT_LINES:
        steps = [place, rule, *[above] * count, failed]
        patterns = tuple(pattern for pattern, _ in steps)
        made.append(
            Matcher("docker", patterns, tuple(groups for _, groups in steps), folder=folder)
        )
    return tuple(made)


def tasks_of(made: Draft) -> tuple[Task, ...]:
    """The tasks for one image, in the order in which a person needs them."""
    image = summary.image_name(made.detection, made.settings.image)
    container = image.rsplit("/", 1)[-1].partition(":")[0].partition("@")[0]
    own = made.dockerfile != DOCKERFILE
    file = ("-f", made.dockerfile) if own else ()
    publish = ("-p", f"{made.plan.port}:{made.plan.port}") if made.plan.port else ()
    matchers = _buildkit(posixpath.dirname(made.dockerfile))
    every = (
        Task("init", "Write the Dockerfile and what it needs", ("dockgen", "init", "--yes", *file)),
        Task("update", "Follow the project, keep your edits", ("dockgen", "update", *file)),
        Task(
            "check",
            "Check whether the Dockerfile still matches the project",
            ("dockgen", "check", *file),
            (CHECK,),
        ),
        Task(
            "review",
            "Compare the Dockerfile with the project, whoever wrote it",
            ("dockgen", "review", *file),
            (CHECK,),
        ),
        Task(
            "verify",
            "Build the image, run it and send a request",
            ("dockgen", "verify", *file),
            matchers,
        ),
        Task(
            "lint",
            "hadolint's findings",
            ("hadolint", "--no-color", *UNPINNED, made.dockerfile),
            HADOLINT,
        ),
        Task(
            "build",
            "Build the image",
            ("docker", "build", "--progress=plain", *file, "-t", image, "."),
            matchers,
        ),
        Task(
            "run",
            "Run the image until it is stopped",
            ("docker", "run", "--rm", "--name", container, *publish, image),
        ),
        Task("stop", "Stop the container", ("docker", "stop", container)),
    )
    service = posixpath.dirname(made.dockerfile)
    return tuple(replace(task, service=service) for task in every)
