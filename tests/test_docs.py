"""The documentation site and the man pages, made as they are published."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from dockgen.cli.main import COMMANDS
from tests.examples import FOLDER

DOCS = FOLDER.parent / "docs"


def run(script: str, *arguments: Path) -> subprocess.CompletedProcess[str]:
    """Run one of the scripts in docs/."""
    command = [sys.executable, str(DOCS / script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built."""
    folder = tmp_path_factory.mktemp("docs")
    done = run("site_pages.py", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "site"


def test_every_page_and_every_command_is_on_the_site(site: Path) -> None:
    for page in DOCS.glob("*.md"):
        assert (site / page.stem / "index.html").is_file(), page.name
    for command in COMMANDS:
        assert (site / "commands" / command / "index.html").is_file(), command
    assert (site / "search.json").is_file()


def test_every_page_can_be_reached_from_the_navigation(site: Path) -> None:
    start = (site / "index.html").read_text("utf-8")
    for page in DOCS.glob("*.md"):
        assert re.search(rf'href="(\./)?{page.stem}/"', start), page.name


def test_llms_txt_lists_every_page_with_a_sentence(site: Path) -> None:
    lines = (site / "llms.txt").read_text("utf-8").splitlines()
    pages = [line for line in lines if line.startswith("- [")]
    assert len(pages) >= len(list(DOCS.glob("*.md"))) + len(COMMANDS)
    assert all(line.partition("): ")[2] for line in pages), pages


def test_a_link_that_leads_nowhere_is_named(tmp_path: Path) -> None:
    sys.path.insert(0, str(DOCS))
    try:
        from site_pages import broken_links
    finally:
        sys.path.remove(str(DOCS))
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "index.html").write_text('<h1 id="here">Here</h1>')
    links = ("other/", "other/#here", "other/#there", "nowhere/", "https://example.org/x")
    anchors = "".join(f'<a href="{link}">x</a>' for link in links)
    (tmp_path / "index.html").write_text(anchors)
    assert broken_links(tmp_path) == [
        "index.html: other/#there names no heading of that page",
        "index.html: nowhere/ leads to no page",
    ]


def test_every_command_has_a_man_page_with_its_options(tmp_path: Path) -> None:
    done = run("man_pages.py", tmp_path)
    assert done.returncode == 0, done.stderr
    assert {page.stem for page in tmp_path.glob("*.1")} == {
        "dockgen",
        *(f"dockgen-{command}" for command in COMMANDS),
    }
    assert "\\-\\-detector" in (tmp_path / "dockgen-init.1").read_text("utf-8")
