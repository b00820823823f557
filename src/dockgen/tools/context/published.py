"""What a web server in the image would send to anybody, and is no page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from dockgen.core.formatting import counted
from dockgen.dockerfile.copied_sources import Source
from dockgen.dockerfile.not_pages import among
from dockgen.tools.context.risk import Kind, Risk, to_ignore_file
from dockgen.tools.context.scanning import Context


def published(context: Context, served: Sequence[Source], dockerfile: str) -> Iterator[Risk]:
    """The files among the pages that are none; those of one kind are one risk.

    Args:
        context: what the builder gets to see.
        served: what of it is served.
        dockerfile: the Dockerfile's name, for messages.
    """
    groups: dict[tuple[str, int], list[str]] = defaultdict(list)
    for source in served:
        for path, pattern in among(_taken(context, source.path)):
            if path not in {dockerfile, "nginx.conf"}:
                groups[pattern, source.line].append(path)
    for (pattern, line), paths in groups.items():
        others = f", and {counted(len(paths) - 1, 'file')} like it," if len(paths) > 1 else ""
        yield Risk(
            Kind.PUBLISHED,
            paths[0],
            f"no page{others} but {dockerfile}:{line} puts it where the web server sends it to "
            "anybody",
            dockerfile,
            line,
            to_ignore_file(context, f"**/{pattern}"),
        )


def _taken(context: Context, top: str) -> Iterator[str]:
    """The files at or below a path; all where it is empty."""
    start = f"{top}/" if top else ""
    return (one for one in sorted(context.files) if one == top or one.startswith(start))
