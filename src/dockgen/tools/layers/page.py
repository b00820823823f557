"""The layers as one page that needs nothing else: the stack to scale, and a map of each layer.

All is computed here, so that the page holds no script at all; its policy forbids every script and
every request, whatever the names in an image say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dockgen.core.formatting import size_text
from dockgen.rendering.environment import render_page
from dockgen.tools.layers.comparing import Comparison
from dockgen.tools.layers.filesystem import Count
from dockgen.tools.layers.report import Report, Row
from dockgen.tools.layers.treemap import LABELLED, SIZED, WIDTH, Cell, Trees, treemap
from dockgen.tools.layers.weights import weigh

TEMPLATE = "layers/page.html.jinja"
MARK = '<meta name="generator" content="dockgen layers">'
"""Stands in every page, so that a page may take the place of an older one and of nothing else."""
OWNERS = {
    "base": "base image",
    "yours": "yours",
    "container": "the container's",
}
KINDS = {
    "new": "new",
    "rewritten": "was already in a lower layer",
    "wasted": "wasted: overwritten or deleted later",
}
LABELLED_SHARE = 0.027
"""Share of the stack from which on a layer has room for its number and size."""
MAP_HEIGHTS = ((0.1, 400), (0.01, 260), (0.0, 120))
"""By a layer's share of the image, how many pixels high its map is."""
LEAST_SHARE = 0.3
"""Per cent of the stack's height that even an empty layer gets, so that it can be seen."""


def page(report: Report) -> str:
    """The page.

    Args:
        report: what it shows.
    """
    image, stacked = report.subject.image, report.stacked
    wasted = stacked.wasted
    text = render_page(
        TEMPLATE,
        {
            "name": image.name,
            "platform": image.platform,
            "layer_count": "1 layer" if len(report.rows) == 1 else f"{len(report.rows)} layers",
            "size": size_text(report.size),
            "waste": size_text(wasted),
            "waste_share": f"({wasted / report.size:.1%})" if wasted else "",
            "efficiency": f"{stacked.efficiency:.1%}",
            "base": _base(report),
            "layers": [_layer(row, report.size) for row in report.rows],
            "legend": _legend(report.rows),
            "lost": [
                {
                    "path": f"/{one.path}",
                    "size": size_text(one.size),
                    "files": f"{one.files:,} files" if one.files > 1 else "",
                    "layer": one.layer,
                    "how": "overwritten" if one.overwritten else "deleted",
                    "by": one.by,
                }
                for one in report.lost
            ],
            "comparison": _comparison(report.comparison) if report.comparison else None,
        },
    )
    return text.encode("utf-8", "replace").decode()  # a name may be no text at all


def _base(report: Report) -> Mapping[str, Any]:
    base = report.base
    own = [row for row in report.rows if row.whose == "base"]
    layers = "1 layer" if base.layers == 1 else f"{base.layers} layers"
    return {
        "name": base.name or "not known",
        "reason": base.reason,
        "note": base.note,
        "layers": f"{layers}, {size_text(sum(row.layer.size for row in own))}," if own else "",
    }


def _legend(rows: Sequence[Row]) -> list[Mapping[str, str]]:
    """What the colours mean, as far as they can be seen."""
    owners = {row.whose for row in rows}
    return [
        *({"kind": kind, "what": what} for kind, what in OWNERS.items() if kind in owners),
        *({"kind": kind, "what": what} for kind, what in KINDS.items()),
    ]


def _layer(row: Row, total: int) -> Mapping[str, Any]:
    changes = row.changes
    own_share = row.layer.size / total if total else 0
    wasted_share = changes.wasted / row.layer.size if changes.wasted else 0
    map_height = next(height for share, height in MAP_HEIGHTS if own_share >= share)
    return {
        "number": row.number,
        "whose": row.whose if row.whose != "?" else "unknown",
        "whose_text": row.whose if row.whose != "?" else "owner unknown",
        "instruction": row.instruction or "the image does not record what created this layer",
        "settings": row.settings,
        "size": size_text(row.layer.size),
        "share": f"{own_share:.1%}" if own_share >= 0.001 or not own_share else "less than 0.1%",
        "height": f"{max(own_share * 100, LEAST_SHARE):.3f}",
        "wasted": size_text(changes.wasted) if changes.wasted else "",
        "wasted_width": f"{wasted_share * 100:.2f}",
        "counts": _counts(row),
        "removed": [
            {"path": f"/{one.path}", "size": size_text(one.size)} for one in row.removed if one.size
        ],
        "map_height": map_height,
        "cells": [_cell(cell, map_height) for cell in treemap(_trees(row), map_height)],
        "digest": row.layer.diff_id,
        "details": _details(row),
        "label": own_share >= LABELLED_SHARE,
    }


def _details(row: Row) -> str:
    """What is folded away below a layer; empty for nothing."""
    if not row.layer.diff_id:
        return ""
    count = len(row.settings)
    settings = f"{count} setting{'s' if count > 1 else ''} after it, and its " if count else ""
    return f"{settings}digest"


def _counts(row: Row) -> list[Mapping[str, str]]:
    changes = row.changes
    named = (
        ("added", changes.added),
        ("changed", changes.changed),
        ("same content again", changes.touched),
        ("removed", changes.removed),
    )
    found: list[Mapping[str, str]] = [
        {"what": what, "text": _counted(count)} for what, count in named if count.files
    ]
    if changes.folders:
        what = "folder added" if changes.folders == 1 else "folders added"
        found.append({"what": what, "text": f"{changes.folders:,}"})
    return found


def _counted(count: Count) -> str:
    files = "1 file" if count.files == 1 else f"{count.files:,} files"
    return f"{files}, {size_text(count.size)}"


def _trees(row: Row) -> Trees:
    files = [one for one in row.layer.entries if one.kind != "folder" and one.size]
    return Trees(
        weigh((one.path, one.size) for one in files),
        weigh((one.path, one.size) for one in files if one.gone_by is not None),
        weigh((one.path, one.size) for one in files if one.fate in {"changed", "touched"}),
    )


def _cell(cell: Cell, height: float) -> Mapping[str, str]:
    box = cell.box
    return {
        "left": f"{box.left / WIDTH * 100:.3f}",
        "top": f"{box.top / height * 100:.3f}",
        "width": f"{box.width / WIDTH * 100:.3f}",
        "height": f"{box.height / height * 100:.3f}",
        "kind": _kind(cell),
        "name": cell.name if _fits(cell, LABELLED) else "",
        "size": size_text(cell.size) if cell.divided or _fits(cell, SIZED) else "",
        "title": _title(cell),
    }


def _fits(cell: Cell, least: Sequence[float]) -> bool:
    return cell.box.width >= least[0] and cell.box.height >= least[1]


def _kind(cell: Cell) -> str:
    """How the cell is painted: by what most of its bytes are."""
    if cell.divided:
        return "folder"
    if cell.wasted * 2 >= cell.size:
        return "wasted"
    return "rewritten" if cell.rewritten * 2 >= cell.size else "new"


def _title(cell: Cell) -> str:
    files = f", {cell.files:,} files" if cell.files > 1 else ""
    wasted = f", {size_text(cell.wasted)} wasted" if cell.wasted else ""
    return f"/{cell.path}: {size_text(cell.size)}{files}{wasted}"


def _comparison(made: Comparison) -> Mapping[str, Any]:
    about = "" if made.measured else "about "
    return {
        "name": made.other.name,
        "shared": ", ".join(map(str, made.shared)) or "none",
        "count": len(made.shared),
        "push": f"{about}{size_text(made.push)}",
        "pull": f"{about}{size_text(made.pull)}",
    }
