"""All risks of a context together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dockgen.core.project import Project
from dockgen.dockerfile.copied_sources import Source
from dockgen.dockerfile.ignore_patterns import literal
from dockgen.tools.context.copies import copies
from dockgen.tools.context.credentials import secrets, worth_reading
from dockgen.tools.context.folders import folders
from dockgen.tools.context.published import published
from dockgen.tools.context.risk import Kind, Risk, to_ignore_file
from dockgen.tools.context.scanning import Context

MOST_READ = 2000
"""How many files are looked into for secrets; likely places come first."""


@dataclass(frozen=True, slots=True)
class Findings:
    """All that is wrong with a context.

    Args:
        risks: what was found, the gravest kind first.
        read: how many files were looked into for secrets.
        unread: how many more could have been.
    """

    risks: tuple[Risk, ...]
    read: int
    unread: int


def find(
    project: Project,
    context: Context,
    sources: Sequence[Source] = (),
    dockerfile: str = "",
    served: Sequence[Source] = (),
) -> Findings:
    """Find what is wrong with a context.

    Args:
        project: the folder.
        context: what the builder gets to see of it.
        sources: what the Dockerfile takes from it.
        dockerfile: the Dockerfile's name, for messages.
        served: what of it a web server in the image sends to anybody.
    """
    candidates = worth_reading(context)
    read = candidates[:MOST_READ]
    risks = [
        *secrets(project, context, read),
        *copies(project, context, sources, dockerfile),
        *_not_received(context),
        *published(context, served, dockerfile),
        *folders(context, sources),
    ]
    order = list(Kind)
    risks.sort(key=lambda risk: (order.index(risk.kind), risk.path))
    return Findings(tuple(risks), len(read), len(candidates) - len(read))


def _not_received(context: Context) -> Iterator[Risk]:
    """What the builder cannot be sent, or not as it is."""
    ignore_file = context.ignore_file
    if ignore_file.problem:
        yield Risk(
            Kind.IGNORE_FILE,
            str(ignore_file.path),
            f"the builder does not read it: it {ignore_file.problem}",
            hint="make it a readable regular file",
        )
    for path, reason in context.unreadable.items():
        if path == ignore_file.path:
            continue
        effect = "the build fails" if path.endswith("/") else "it arrives empty"
        hint = f"{to_ignore_file(context, literal(path.rstrip('/')))}, or change its mode"
        yield Risk(Kind.UNREADABLE, path, f"cannot be read ({reason}): {effect}", hint=hint)
    for path, pattern in context.emptied.items():
        yield Risk(
            Kind.EMPTIED,
            path,
            f"arrives empty: `{pattern.written}` excludes a parent folder after a `!` included it",
            pattern.file,
            pattern.line,
            f"move line {pattern.line} of {pattern.file} above the `!`",
        )
