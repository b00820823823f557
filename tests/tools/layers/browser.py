"""A browser without a window, for pages that are looked at."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")


def browser() -> str:
    """The browser's program; the test is skipped where there is none, and fails so in CI."""
    found = next((place for name in NAMES if (place := shutil.which(name))), None)
    if found is not None:
        return found
    if os.environ.get("CI"):
        pytest.fail("the page is looked at by a browser in CI: chromium is not installed")
    pytest.skip("no browser: chromium is not installed")


def look(page: Path, *options: str) -> str:
    """Open a page and return what the browser prints.

    Args:
        page: the page.
        options: what to do: `--dump-dom`, or `--screenshot=FILE`.
    """
    profile = page.parent / "profile"
    command = [
        *(browser(), "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
        *("--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking"),
        *(f"--user-data-dir={profile}", "--virtual-time-budget=1000", *options),
    ]
    done = subprocess.run([*command, page.as_uri()], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def title_of(dom: str) -> str:
    match = re.search(r"<title>(.*?)</title>", dom)
    assert match is not None
    return match[1]
