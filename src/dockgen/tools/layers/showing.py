"""The layers as a person reads them."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Iterator, Sequence

from dockgen.core.formatting import size_text
from dockgen.tools.layers.comparing import Comparison
from dockgen.tools.layers.filesystem import Count
from dockgen.tools.layers.report import Lost, Report, Row
from dockgen.tools.layers.weights import Weight

HEADINGS = ("#", "whose", "size", "added", "changed", "removed", "instruction")
RIGHT = {"#", "size"}
LOST_NAMED = 5
NARROWEST = 24
"""Columns that an instruction gets at least."""


def text(report: Report) -> str:
    """The whole report."""
    image = report.subject.image
    lines = [
        f"{image.name}  {image.platform}, {_layers(len(report.rows))}, {size_text(report.size)}",
        "",
        *_table(report),
        "",
        *_totals(report),
    ]
    lines += ["", *_comparison(report, report.comparison)] if report.comparison else []
    return "\n".join(_printable(line) for line in lines)


def _layers(count: int) -> str:
    return f"{count} layer" if count == 1 else f"{count} layers"


def _printable(line: str) -> str:
    """A line that does to a terminal what it says: names in an archive may hold anything."""
    kept = (one if unicodedata.category(one)[0] != "C" else "\ufffd" for one in line)
    return "".join(kept).rstrip()


def _table(report: Report) -> Iterator[str]:
    cells = [_cells(row) for row in report.rows]
    widths = [max(map(len, column)) for column in zip(HEADINGS[:-1], *cells, strict=True)]
    before = sum(widths) + 2 * len(widths)
    columns = shutil.get_terminal_size((120, 24)).columns
    room = max(columns - before, NARROWEST)
    yield _line(HEADINGS[:-1], widths, HEADINGS[-1])
    for row, cell in zip(report.rows, cells, strict=True):
        yield _line(cell, widths, _fitting(row.instruction or "(not recorded in the image)", room))
        indent = " " * (widths[0] + 2)
        if row.top:
            yield indent + _named(row.top, columns - len(indent))
        if row.removed:
            yield f"{indent}without {_named(row.removed, columns - len(indent) - 8)}"


def _named(ones: Sequence[Weight], room: int) -> str:
    """The first of some places, and as many more as the line has room for."""
    first, *more = (f"/{one.path} {size_text(one.size)}" for one in ones)
    for one in more:
        if len(first) + len(one) + 2 > room:
            break
        first += f", {one}"
    return first


def _line(cells: Sequence[str], widths: Sequence[int], last: str) -> str:
    padded = [
        cell.rjust(width) if heading in RIGHT else cell.ljust(width)
        for heading, cell, width in zip(HEADINGS[:-1], cells, widths, strict=True)
    ]
    return "  ".join([*padded, last])


def _cells(row: Row) -> tuple[str, ...]:
    changes = row.changes
    rewritten = Count(
        changes.changed.files + changes.touched.files, changes.changed.size + changes.touched.size
    )
    return (
        str(row.number),
        row.whose,
        size_text(row.layer.size),
        _counted("+", changes.added),
        _counted("~", rewritten),
        _counted("-", changes.removed),
    )


def _counted(sign: str, count: Count) -> str:
    return f"{sign}{count.files:,} {size_text(count.size)}" if count.files else ""


def _fitting(words: str, room: int) -> str:
    return words if len(words) <= room else f"{words[: room - 1]}…"


def _totals(report: Report) -> Iterator[str]:
    yield f"base        {_base(report)}"
    if report.base.note:
        yield f"            {report.base.note}"
    stacked = report.stacked
    part = f" ({stacked.wasted / report.size:.1%})" if stacked.wasted else ""
    yield f"waste       {size_text(stacked.wasted)}{part} overwritten or deleted by a later layer"
    named = report.lost[:LOST_NAMED]
    width = max((len(size_text(one.size)) for one in named), default=0)
    for one in named:
        yield f"            {size_text(one.size):>{width}}  {lost(one)}"
    yield f"efficiency  {stacked.efficiency:.2%}"
    touched = Count(
        sum(row.changes.touched.files for row in report.rows),
        sum(row.changes.touched.size for row in report.rows),
    )
    if touched.size:
        yield (
            f"again       {touched.files:,} files, {size_text(touched.size)}, are stored again "
            "with the same content: only owner, mode or time changed"
        )


def lost(one: Lost) -> str:
    """Where wasted bytes lie, and what made them waste."""
    files = "" if one.files == 1 else f" ({one.files:,} files)"
    verb = "overwritten" if one.overwritten else "deleted"
    return f"/{one.path}{files}  layer {one.layer}, {verb} by layer {one.by}"


def _base(report: Report) -> str:
    base = report.base
    if base.name is None:
        return f"unknown: {base.reason}; specify it with --base IMAGE"
    if not base.layers:
        return f"{base.name}: all layers are your own ({base.reason})"
    own = [row for row in report.rows if row.whose == "base"]
    bytes_of_base = size_text(sum(row.layer.size for row in own))
    which = "layer 1" if base.layers == 1 else f"layers 1 to {base.layers}"
    return f"{base.name}: {which}, {bytes_of_base} ({base.reason})"


def _comparison(report: Report, made: Comparison) -> Iterator[str]:
    other = made.other.name
    ours = len(report.subject.image.layers)
    bytes_shared = sum(report.subject.image.layers[number - 1].size for number in made.shared)
    yield (
        f"with {other}: {_layers(len(made.shared))} of {ours} shared, {size_text(bytes_shared)}"
        f"{_numbers(made.shared)}"
    )
    about = "" if made.measured else "about "
    if made.push == made.pull:
        yield f"  a push or a pull of {other} still moves {about}{size_text(made.push)}"
    else:
        yield f"  a push of {other} still moves {about}{size_text(made.push)}"
        pull = size_text(made.pull)
        yield f"  a pull of {other} still moves {about}{pull}: a layer below differs"
    if not made.measured:
        yield "  (the layers are not compressed yet; measured with gzip, as in a push)"


def _numbers(shared: Sequence[int]) -> str:
    return f": {', '.join(map(str, shared))}" if shared else ""
