"""The layers as plain data; `schemas/layers.json` describes it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dockgen.tools.layers.comparing import Comparison
from dockgen.tools.layers.filesystem import Count
from dockgen.tools.layers.report import Report, Row
from dockgen.tools.layers.weights import Weight


def as_json(report: Report) -> dict[str, Any]:
    """The report as plain data.

    Args:
        report: the report.
    """
    image, base, stacked = report.subject.image, report.base, report.stacked
    return {
        "schema": 1,
        "name": image.name,
        "kind": report.subject.kind,
        "platform": image.platform,
        "base": {
            "name": base.name,
            "layers": base.layers,
            "reason": base.reason,
            "note": base.note or None,
        },
        "layers": [_layer(row) for row in report.rows],
        "size": report.size,
        "waste": {
            "size": stacked.wasted,
            "paths": [
                {
                    "path": f"/{one.path}",
                    "size": one.size,
                    "files": one.files,
                    "layer": one.layer,
                    "by": one.by,
                    "how": "overwritten" if one.overwritten else "deleted",
                }
                for one in report.lost
            ],
        },
        "efficiency": stacked.efficiency,
        "repeated": stacked.repeated,
        "with": None if report.comparison is None else _comparison(report.comparison),
    }


def _layer(row: Row) -> Mapping[str, Any]:
    layer, changes = row.layer, row.changes
    return {
        "number": row.number,
        "whose": {"?": None}.get(row.whose, row.whose),
        "instruction": row.instruction or None,
        "settings": list(row.settings),
        "diff_id": layer.diff_id or None,
        "size": layer.size,
        "tar_size": layer.tar_size or None,
        "stored": {"digest": layer.blob, "size": layer.blob_size, "packing": layer.packing}
        if layer.blob
        else None,
        "added": _count(changes.added),
        "changed": _count(changes.changed),
        "touched": _count(changes.touched),
        "removed": _count(changes.removed),
        "folders": changes.folders,
        "wasted": changes.wasted,
        "paths": _paths(row.top),
        "removed_paths": _paths(row.removed),
    }


def _paths(ones: Iterable[Weight]) -> list[Mapping[str, Any]]:
    return [{"path": f"/{one.path}", "size": one.size, "files": one.files} for one in ones]


def _count(count: Count) -> Mapping[str, int]:
    return {"files": count.files, "size": count.size}


def _comparison(made: Comparison) -> Mapping[str, Any]:
    return {
        "name": made.other.name,
        "platform": made.other.platform,
        "layers": len(made.other.layers),
        "shared": [
            {"layer": mine, "diff_id": made.other.diff_ids[theirs - 1], "layer_of_other": theirs}
            for mine, theirs in made.pairs
        ],
        "leading": made.leading,
        "push": made.push,
        "pull": made.pull,
        "measured": made.measured,
    }
