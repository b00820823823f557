"""An adoption as a person reads it, and as plain data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from dockgen.core.formatting import size_text
from dockgen.tools.adopt.adoption import Result
from dockgen.tools.adopt.leaving_out import LeftOut

NAMES = {
    "secret": "secrets",
    "capability": "capabilities",
    "device": "devices",
    "package": "packages",
    "deletion": "not deleted",
    "log": "logs",
    "cache": "caches",
    "temporary": "temporary",
    "leftover": "leftovers",
}
"""The kinds of what is left out, with their headings, what matters most first."""
NAMED_OF_EACH = 3
"""How many paths of a harmless kind are named; secrets are all named."""


def report(result: Result, folder: str) -> str:
    """The whole report.

    Args:
        result: the adoption.
        folder: the folder that was written, as the user named it.
    """
    rows = [("base", f"{result.base.name} ({result.base.reason})"), *_rows(result, folder)]
    width = max(len(name) for name, _ in rows)
    lines = [f"{name:<{width}}  {text}" for name, text in rows]
    left = _left_out_lines(result.left_out)
    lines += ["", "left out:", *left] if left else []
    notes = list(_notes(result))
    lines += ["", *(f"• {note}" for note in notes)] if notes else []
    return "\n".join([*lines, "", *_verdict(result, folder)])


def _rows(result: Result, folder: str) -> Iterable[tuple[str, str]]:
    made = result.made
    if made.packages.install:
        yield "packages", ", ".join(made.packages.install)
    if made.packages.recommended:
        yield "and", f"{', '.join(made.packages.recommended)} (recommended packages)"
    if made.packages.remove:
        yield "removed", ", ".join(made.packages.remove)
    if made.accounts:
        yield "accounts", "; ".join(made.accounts)
    count, total = result.copied
    yield "files", f"{count}, {size_text(total)}, in {folder}/rootfs" if count else "none"
    if made.deleted:
        yield (
            "deleted",
            ", ".join(f"/{path}" for path in made.deleted[:5])
            + (f" and {len(made.deleted) - 5} more" if len(made.deleted) > 5 else ""),
        )
    yield "settings", ", ".join(_settings(result)) or "same as the base image"


def _settings(result: Result) -> Iterable[str]:
    wanted = result.made.settings
    if wanted.environment:
        yield f"ENV {' '.join(wanted.environment)}"
    for name, value in (
        ("LABEL", wanted.labels), ("WORKDIR", wanted.folder), ("VOLUME", wanted.volumes),
        ("USER", wanted.user), ("EXPOSE", wanted.ports), ("STOPSIGNAL", wanted.stop_signal),
        ("HEALTHCHECK", wanted.health), ("ENTRYPOINT", wanted.entrypoint), ("CMD", wanted.command),
    ):  # fmt: skip
        if value is not None and value not in ((), {}):
            yield name


def _left_out_lines(left_out: Iterable[LeftOut]) -> list[str]:
    lines = []
    for why, heading in NAMES.items():
        ones = [one for one in left_out if one.why == why]
        shown = ones if why in {"secret", "capability"} else ones[:NAMED_OF_EACH]
        for number, one in enumerate(shown):
            what = f"  {one.what}" if one.what else ""
            lines.append(f"  {heading if not number else '':<12}  {one.path}{what}")
        if len(ones) > len(shown):
            lines.append(f"  {'':<12}  and {len(ones) - len(shown)} more")
    return lines


def _notes(result: Result) -> Iterable[str]:
    if result.unknown_packages:
        names = ", ".join(result.unknown_packages)
        yield f"not in any package source: {names}; copied as files, with the package database"
    if result.made.packages.upgraded:
        names = ", ".join(result.made.packages.upgraded)
        yield f"newer than in the base image: {names}; a newer base image would include them"
    if result.source.mounts:
        yield f"stored outside the image, in volumes: {', '.join(result.source.mounts)}"
    if result.base.name == "scratch":
        yield "without a base image everything is copied; with --base NAME, only the differences"
    if any(one.why == "secret" for one in result.left_out):
        yield "pass secrets at run time: --env, --env-file, or mounted files"


def _verdict(result: Result, folder: str) -> Iterable[str]:
    if result.checked is None:
        yield f"Wrote {folder}. Build it: docker build {folder}"
    elif result.differing:
        yield f"✗ {len(result.differing)} of {result.checked} paths differ in the built image:"
        for one in result.differing[:20]:
            yield f"    {one.kind:<8}  {one.path}"
        if len(result.differing) > 20:
            yield f"    and {len(result.differing) - 20} more"
    else:
        apart = ", except those listed above" if result.left_out else ""
        yield f"✓ {folder} builds; {result.checked} paths are identical{apart}"


def as_json(result: Result, folder: str) -> dict[str, Any]:
    """The adoption as plain data; `schemas/adopt.json` describes it."""
    made = result.made
    return {
        "schema": 1,
        "folder": folder,
        "source": {
            "name": result.source.name,
            "kind": "container" if result.source.is_container else "image",
            "mounts": list(result.source.mounts),
        },
        "base": {"name": result.base.name, "reason": result.base.reason},
        "packages": {
            "manager": made.packages.manager,
            "install": list(made.packages.install),
            "recommended": list(made.packages.recommended),
            "remove": list(made.packages.remove),
            "upgraded": list(made.packages.upgraded),
            "copied": list(result.unknown_packages),
        },
        "accounts": list(made.accounts),
        "files": sorted(path for path, one in made.entries.items() if one.kind != "folder"),
        "deleted": list(made.deleted),
        "left_out": [
            {"path": one.path, "why": one.why, "what": one.what} for one in result.left_out
        ],
        "check": None
        if result.checked is None
        else {
            "compared": result.checked,
            "differing": [{"path": one.path, "kind": one.kind} for one in result.differing],
        },
    }
