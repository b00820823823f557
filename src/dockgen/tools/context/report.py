"""A context as JSON and as text."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from dockgen.core.formatting import columns, counted, shown, size_text, utf8
from dockgen.dockerfile.copied_sources import Source
from dockgen.dockerfile.ignore_patterns import Pattern
from dockgen.tools import terminal
from dockgen.tools.context.finding import Findings
from dockgen.tools.context.risk import Risk
from dockgen.tools.context.scanning import Context, KeptOut

LARGEST = 10
"""How many of the largest files and folders are named."""
ROWS = 20
"""How many rows a table for a person has before the rest is only counted."""


@dataclass(frozen=True, slots=True)
class Report:
    """All that is known of a context.

    Args:
        folder: the context, as the user typed it.
        dockerfile: the Dockerfile; None where there is none.
        context: what the builder gets to see.
        sources: what the Dockerfile takes from it.
        findings: what is wrong with it.
    """

    folder: str
    dockerfile: str | None
    context: Context
    sources: Sequence[Source]
    findings: Findings

    @property
    def asked_for(self) -> Mapping[str, int] | None:
        """What a plain build of the Dockerfile makes BuildKit fetch; None without a Dockerfile."""
        if self.dockerfile is None:
            return None
        return self.context.asked_for(tuple(self.sources))

    @property
    def largest(self) -> list[tuple[str, int]]:
        """The largest files."""
        return _first(self.context.files.items())

    @property
    def largest_folders(self) -> list[tuple[str, int]]:
        """The largest folders at the top."""
        sizes: Counter[str] = Counter()
        for path, size in self.context.files.items():
            top, slash, _ = path.partition("/")
            if slash:
                sizes[top] += size
        return _first(sizes.items())

    @property
    def kept_out(self) -> list[tuple[Pattern, KeptOut]]:
        """What each pattern keeps out, in the order of their lines."""
        return sorted(self.context.kept_out.items(), key=lambda item: item[0].line)


def _first(sizes: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return heapq.nsmallest(LARGEST, sizes, key=lambda item: (-item[1], item[0]))


def as_json(report: Report, *, with_list: bool) -> dict[str, object]:
    """What `dockgen context --json` prints; `schemas/context.json` describes it."""
    context, asked_for = report.context, report.asked_for
    data: dict[str, object] = {
        "schema": 1,
        "context": utf8(report.folder),
        "dockerfile": report.dockerfile,
        "ignore_file": context.ignore_file.path,
        "files": len(context.files),
        "folders": len(context.folders),
        "bytes": context.bytes,
        "asked_for": None
        if asked_for is None
        else {"files": len(asked_for), "bytes": sum(asked_for.values())},
        "largest_files": _sizes(report.largest),
        "largest_folders": _sizes(report.largest_folders),
        "kept_out": [
            {
                "file": pattern.file,
                "line": pattern.line,
                "pattern": utf8(pattern.written),
                "files": kept_out.files,
                "folders": kept_out.folders,
                "bytes": kept_out.bytes if context.measured else None,
                "examples": [utf8(path) for path in kept_out.examples],
            }
            for pattern, kept_out in report.kept_out
        ],
        "risks": [_risk(risk) for risk in report.findings.risks],
        "searched_for_secrets": {"files": report.findings.read, "left": report.findings.unread},
    }
    if with_list:
        data["list"] = _sizes(sorted(context.files.items()))
    return data


def _sizes(sizes: Iterable[tuple[str, int]]) -> list[dict[str, object]]:
    return [{"path": utf8(path), "bytes": size} for path, size in sizes]


def _risk(risk: Risk) -> dict[str, object]:
    return {
        "kind": risk.kind.value,
        "path": utf8(risk.path),
        "what": utf8(risk.what),
        "file": risk.file or None,
        "line": risk.line or None,
        "hint": utf8(risk.hint),
    }


def as_list(context: Context) -> str:
    """Every path that the builder gets to see, one a line, folders with a `/` at their end."""
    paths = [*context.files, *(f"{folder}/" for folder in context.folders)]
    return "".join(f"{shown(path)}\n" for path in sorted(paths))


def as_text(report: Report) -> str:
    """The report for a person."""
    parts = [_head(report), _largest(report), _kept_out(report), _risks(report)]
    return "\n\n".join("\n".join(part) for part in parts if part)


def _head(report: Report) -> list[str]:
    context = report.context
    ignore_file = context.ignore_file
    without = f", without files that {ignore_file.path} excludes"
    if ignore_file.path is None or ignore_file.problem:
        without = (
            "; no ignore file" if ignore_file.path is None else f"; {ignore_file.path} is not read"
        )
    folders = f" in {counted(len(context.folders), 'folder')}" if context.folders else ""
    lines = [
        f"Context {shown(report.folder)}{without}",
        f"  {counted(len(context.files), 'file')}{folders}, {size_text(context.bytes)}",
    ]
    asked_for = report.asked_for
    if asked_for is not None:
        files, size = counted(len(asked_for), "file"), size_text(sum(asked_for.values()))
        lines.append(f"  {report.dockerfile} takes {files}, {size}; BuildKit sends only those")
    return lines


def _largest(report: Report) -> list[str]:
    folders = [(f"{path}/", size) for path, size in report.largest_folders]
    rows = _first([*report.largest, *folders])
    cells: list[tuple[str, ...]] = [
        (f"  {size_text(size)}", shown(path)) for path, size in rows if size
    ]
    return [_title("Largest"), *columns(cells, right=(0,))] if cells else []


def _kept_out(report: Report) -> list[str]:
    rows: list[tuple[str, ...]] = []
    for pattern, kept_out in report.kept_out[:ROWS]:
        counts = [
            counted(number, what)
            for number, what in ((kept_out.folders, "folder"), (kept_out.files, "file"))
            if number
        ]
        size = [size_text(kept_out.bytes)] if report.context.measured else []
        place = f"  {pattern.file}:{pattern.line}"
        rows.append((place, shown(pattern.written), ", ".join(counts + size), _examples(kept_out)))
    if not rows:
        return []
    return [_title("Kept out"), *columns(rows), *_rest(len(report.kept_out))]


def _examples(kept_out: KeptOut) -> str:
    more = kept_out.folders + kept_out.files > len(kept_out.examples)
    return ", ".join([*map(shown, kept_out.examples[:3]), *(["..."] if more else [])])


def _risks(report: Report) -> list[str]:
    findings = report.findings
    lines = [_title("Risks")] if findings.risks else ["No risk found"]
    for risk in findings.risks[:ROWS]:
        lines.append(f"  {terminal.style(risk.kind.value, fg='yellow')}  {shown(risk.path)}")
        lines.append(f"    {shown(risk.what)}" + (f": {shown(risk.hint)}" if risk.hint else ""))
    lines += _rest(len(findings.risks))
    if findings.unread:
        read, rest = counted(findings.read, "file"), f"{findings.unread:,} more"
        lines.append(
            f"  note: searched only {read}, the most likely to contain secrets; {rest} not searched"
        )
    return lines


def _rest(number: int) -> list[str]:
    return [f"  and {number - ROWS:,} more; see --json for all"] if number > ROWS else []


def _title(words: str) -> str:
    return terminal.style(words, bold=True)
