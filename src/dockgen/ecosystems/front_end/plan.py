"""What a template prints of the stage that builds pages for a program of another language."""

from __future__ import annotations

import posixpath

from dockgen.core.facts import SettledFacts
from dockgen.core.quoting import (
    Printable,
    copy_paths,
    image,
    path,
    shell_command,
    word,
)


def values(facts: SettledFacts, top: str, to: str = "") -> dict[str, object]:
    """The values of `_shared/front-end-stage.jinja`, and `pages`, which another stage copies.

    Args:
        facts: the facts of the program, as `reading.settle` left them.
        top: the folder of the stage that stands for the project's.
        to: the folder of the stage that takes the pages in; empty for the same.
    """
    if not facts.text("front_end"):
        return {"front_end": None, "pages": None}
    folder = posixpath.normpath(facts.text("front_end"))
    manifests = tuple(
        posixpath.normpath(posixpath.join(folder, one))
        for one in facts.words("front_end_manifests")
    )
    output = facts.text("front_end_output")
    whole = facts.text("front_end_sources") == "."
    source = "." if folder == "." or whole else f"{folder}/"
    target = f"{top}/" if whole and folder != "." else "./"
    return {
        "front_end": image(facts.text("front_end_image"), "front_end_image"),
        "front_end_folder": path(posixpath.normpath(f"{top}/{folder}"), "front_end"),
        "front_end_manager": _command(facts, "front_end_manager"),
        "front_end_manifests": _in_place(manifests, top),
        "front_end_cache": word(
            f"id={facts.text('front_end_cache_id')},target={facts.text('front_end_cache')}",
            "front_end",
        ),
        "front_end_install": _command(facts, "front_end_install_command"),
        "front_end_sources": copy_paths([source], target, "front_end"),
        "front_end_build": _command(facts, "front_end_build_command"),
        "pages": copy_paths([f"{top}/{output}/"], f"{to or top}/{output}/", "front_end_output"),
    }


def _in_place(manifests: tuple[str, ...], top: str) -> list[Printable]:
    """One copy for the files of each folder."""
    by_folder: dict[str, list[str]] = {}
    for one in manifests:
        folder = posixpath.join(top, posixpath.dirname(one), "")
        by_folder.setdefault(folder, []).append(one)
    return [copy_paths(files, to, "front_end_manifests") for to, files in by_folder.items()]


def _command(facts: SettledFacts, name: str) -> Printable | None:
    return shell_command(facts.text(name), name) if facts.text(name) else None
