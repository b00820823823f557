"""Sizes, counts and paths as people read them."""

from __future__ import annotations


def size_text(count: int) -> str:
    """A number of bytes as engines print it: decimal, three digits, as in `34.5 kB`."""
    value = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if value < 999.5:
            return f"{value:.3g} {unit}"
        value /= 1000
    return f"{value:.3g} TB"


def counted(number: int, what: str) -> str:
    """A number with its noun: `1 file`, `1,204 files`."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def utf8(path: str) -> str:
    r"""A path as UTF-8 text: bytes that are none stand as `\xff`."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def shown(path: str) -> str:
    """A path on one line: what cannot be printed, a line break above all, stands escaped."""
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode() for one in utf8(path)
    )


def columns(rows: list[tuple[str, ...]], *, right: tuple[int, ...] = ()) -> list[str]:
    """Lines with aligned columns.

    Args:
        rows: the cells of each line; the last column is not padded.
        right: the numbers of the columns that are aligned to the right.
    """
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width) if number in right else cell.ljust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return lines
