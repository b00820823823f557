"""Which builds may not run side by side, where a test looks at what comes from the cache."""

from __future__ import annotations

import json

import pytest

from tests.examples import FOLDER


def one_after_the_other(name: str) -> pytest.MarkDecorator:
    """The group of an example, whose tests run in one worker.

    BuildKit runs a step that two builds share once for both of them. Where one of them is a
    `--no-cache` build, the step runs for the other too, and so does all that follows it: it seems
    that nothing was cached. Builds share steps that see no file of the context, so examples with
    the same pinned package manager are one group, and the two forms of an example are another:
    https://github.com/moby/buildkit/blob/master/solver/jobs.go.
    """
    return pytest.mark.xdist_group(_pinned_package_manager(name) or name)


def _pinned_package_manager(name: str) -> str | None:
    manifest = FOLDER / name / "package.json"
    if not manifest.is_file():
        return None
    pinned = json.loads(manifest.read_text("utf-8")).get("packageManager")
    return pinned if isinstance(pinned, str) else None
