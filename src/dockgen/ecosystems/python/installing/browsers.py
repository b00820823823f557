"""Browsers that Playwright drives, which its own program installs.

https://playwright.dev/python/docs/browsers
"""

from __future__ import annotations

import re

from packaging.version import InvalidVersion, Version

from dockgen.core.facts import Evidence, Fact, Findings, text
from dockgen.ecosystems.python.running.start import Application

PACKAGES = ("playwright", "crawl4ai", "browser-use", "scrapy-playwright", "patchright")
"""What drives browsers by Playwright."""

LAUNCHED = re.compile(r"\b(chromium|firefox|webkit)\s*\.\s*(?:launch|connect)")
ONLY_SHELL = Version("1.49")
"""From this release on, the browser without a window can be had alone."""


def settle(application: Application, findings: Findings) -> None:
    """Settle the command that installs the browsers with their libraries."""
    needed = application.needed
    package = needed.first(*PACKAGES) if needed is not None else None
    if package is None or needed is None or not _is_used(application, package.name):
        return
    program = "patchright" if package.name == "patchright" else "playwright"
    named, place = _browsers(application)
    version = needed.version("playwright")
    alone = ["--only-shell"] if named == ["chromium"] and _has_only_shell(version) else []
    command = " ".join([program, "install", "--with-deps", *alone, *named])
    findings.settle("browser_command", text, Fact(command, place or package.evidence))


def _is_used(application: Application, package: str) -> bool:
    return package != "playwright" or application.uses("playwright")


def _browsers(application: Application) -> tuple[list[str], Evidence | None]:
    found: dict[str, Evidence] = {}
    for module in application.files():
        for match in LAUNCHED.finditer(module.text):
            line = module.text.count("\n", 0, match.start()) + 1
            found.setdefault(match[1], Evidence(match[0], module.path, line))
    return sorted(found) or ["chromium"], next(iter(found.values()), None)


def _has_only_shell(version: Fact[str] | None) -> bool:
    try:
        return version is None or Version(version.value) >= ONLY_SHELL
    except InvalidVersion:
        return True
