"""`dockgen layers`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from dockgen.cli.commands.interruption import one_interruption
from dockgen.cli.commands.options import engine_option
from dockgen.tools import terminal

if TYPE_CHECKING:
    from dockgen.tools.layers.report import Report


@click.command("layers")
@click.argument("name", metavar="IMAGE|ARCHIVE|LAYOUT|CONTAINER")
@click.option(
    "--with", "other", metavar="OTHER", help="Compare with this image: shared layers, extra size."
)
@click.option("--base", metavar="IMAGE", help="Base image, its archive, or scratch.")
@click.option(
    "-f",
    "--file",
    "dockerfile",
    metavar="FILE",
    help="Dockerfile whose last FROM names the base image.  [default: ./Dockerfile, if it fits]",
)
@click.option(
    "--platform", metavar="OS/ARCH", help="Platform of a multi-platform image.  [default: this one]"
)
@click.option(
    "--image", "wanted_name", metavar="NAME", help="Image to read from an archive of several."
)
@click.option(
    "--top",
    type=click.IntRange(min=0),
    default=3,
    show_default=True,
    help="Number of paths to list for each layer.",
)
@click.option("--html", metavar="FILE", help="Write an HTML page with a treemap of each layer.")
@click.option("--force", is_flag=True, help="Let --html replace a file that it did not write.")
@engine_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(
    name: str,
    other: str | None,
    base: str | None,
    dockerfile: str | None,
    platform: str | None,
    wanted_name: str | None,
    top: int,
    html: str | None,
    force: bool,
    engine: str | None,
    as_json: bool,
) -> None:
    """Show the contents and the wasted space of each image layer.

    Shows whether each layer is yours or the base image's. Accepts a local image or container, an
    archive from docker save or podman save (compressed or not, - for standard input), or an OCI
    layout folder. A file or folder with that name takes precedence, then a container, then an
    image.

    \b
    Examples:
      dockgen layers shop --html shop.html
      dockgen layers shop.tar.gz --base node:24-slim
      dockgen layers shop:1 --with shop:2
    """
    from dockgen.tools.engine.saved_images import Wanted
    from dockgen.tools.layers import showing
    from dockgen.tools.layers.base import Hints, Sources, find_base
    from dockgen.tools.layers.comparing import ToMeasure, compare
    from dockgen.tools.layers.finding import Engines, Finder
    from dockgen.tools.layers.report import report
    from dockgen.tools.verify.live import Live

    if html is not None:
        _refuse_to_replace(Path(html), force=force)
    engines = Engines(engine)
    with one_interruption(), Live() as live:
        finder = Finder(engines.demanded, Wanted(platform, wanted_name), live.say)
        subject = finder.find(name)
        hints = Hints(base, Path(dockerfile or "Dockerfile"), dockerfile is not None)
        found = find_base(subject.image, hints, Sources(engines.possible(), finder.digests))
        comparison = None
        if other is not None:
            measuring = ToMeasure(subject.image.diff_ids)
            second = Finder(engines.demanded, Wanted(platform), live.say, measuring)
            comparison = compare(subject.image, second.find(other).image)
    made = report(subject, found, comparison, top=top)
    if html is not None:
        _write_page(Path(html), made)
    if as_json:
        terminal.say_json(_json(made))
    else:
        terminal.say(showing.text(made))


def _json(made: Report) -> str:
    import json

    from dockgen.tools.layers.plain import as_json

    text = json.dumps(as_json(made), indent=2, ensure_ascii=False)
    return text.encode("utf-8", "replace").decode()  # a name in an archive may be no text at all


def _refuse_to_replace(place: Path, *, force: bool) -> None:
    """Keep a file that is no earlier page; before the work, not after it.

    Raises:
        RefusedToOverwrite: there is one.
        UnusableInput: nothing can be written there.
    """
    from dockgen.core.errors import RefusedToOverwrite, UnusableInput
    from dockgen.managed_files.writing import read_raw
    from dockgen.tools.layers.page import MARK

    if not place.parent.is_dir():
        raise UnusableInput("the folder does not exist", file=str(place.parent))
    before = read_raw(place.parent, place.name)
    if before and MARK.encode() not in before and not force:
        raise RefusedToOverwrite(
            "already exists and is not a page from dockgen",
            file=str(place),
            hint="--force replaces it",
        )


def _write_page(place: Path, made: Report) -> None:
    from dockgen.managed_files.writing import write_all
    from dockgen.tools.layers.page import page

    write_all(place.parent, {place.name: page(made).encode()})
    terminal.say(f"Wrote {place}.", err=True)
