"""One stage against several: the same project rendered, built and run in both forms."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from dockgen.managed_files import draft as session
from dockgen.managed_files.writing import write_all
from dockgen.tools.engine.client import Engine
from dockgen.tools.verify.editing import copy_context
from dockgen.tools.verify.result import Verification
from dockgen.tools.verify.verification import Show, Wishes, verify

FORMS = ("single", "multi")


def compare(engine: Engine, folder: Path, wishes: Wishes, show: Show) -> Mapping[str, Verification]:
    """Verify a project in both forms, as `dockgen init` would write it now.

    Each form is written into a copy of the project and built from nothing, so that the times can
    be compared; nothing in the project is changed.

    Args:
        engine: the engine.
        folder: the project's folder.
        wishes: what the user wants; holds for both.
        show: where progress goes.

    Raises:
        DockgenError: as `session.draft` and `verify` do.
    """
    made = {}
    for form in FORMS:
        draft = session.draft(str(folder), wishes.dockerfile, {"stages": form})
        show.say(f"{form}-stage")
        with tempfile.TemporaryDirectory(prefix="dockgen-") as scratch:
            copy = Path(scratch) / folder.resolve().name
            copy_context(folder, copy)
            write_all(copy, {path: file.text for path, file in draft.files.items()})
            frontend = wishes.frontend and draft.settings.syntax
            made[form] = verify(
                engine, copy, replace(wishes, frontend=frontend, no_cache=True), show
            )
    return made
