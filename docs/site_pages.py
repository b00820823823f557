"""Builds the documentation site: `python docs/site_pages.py [FOLDER]` writes it to FOLDER/site.

The start page is the README, each command has a page made from its own help, and llms.txt lists
all pages for machines that read (https://llmstxt.org). Zensical, the successor of Material for
MkDocs, makes the pages, and fails on a link that leads nowhere.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser
from inspect import cleandoc
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click

from dockgen.cli.main import SECTIONS, group

TOP = Path(__file__).parent.parent
AT_THE_TOP = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
}
"""Pages that lie beside docs/, and what they are called on the site."""

LISTED = {
    "decisions": ("Decisions", "Why things are as they are, one page each."),
    "rules": ("Rules of `dockgen review`", "What each rule finds, why, and how to mend it."),
}
"""Folders of docs/ that get a page which lists theirs: its title and first sentence."""


def build(folder: Path) -> int:
    """Write the sources of all pages, make the site of them, and return the exit code.

    Args:
        folder: gets the sources in `site-sources` and the site in `site`.
    """
    sources, site = folder / "site-sources", folder / "site"
    shutil.rmtree(sources, ignore_errors=True)
    shutil.copytree(TOP / "docs", sources, ignore=shutil.ignore_patterns("*.py", "*.toml"))
    pages = {name: _moved((TOP / path).read_text("utf-8")) for path, name in AT_THE_TOP.items()}
    pages |= _command_pages()
    for one, (title, about) in LISTED.items():
        pages[f"{one}/index.md"] = _list_of(one, title, about)
    for name, text in pages.items():
        page = sources / name
        page.parent.mkdir(exist_ok=True)
        page.write_text(text, "utf-8")
    # Zensical wants its folders below the one of its settings.
    settings = shutil.copy(TOP / "docs" / "zensical.toml", folder)
    zensical = Path(sys.executable).with_name("zensical")
    made = subprocess.run([zensical, "build", "--clean", "--strict", "-f", settings])
    if made.returncode:
        return made.returncode
    (site / "llms.txt").write_text(_llms(sources), "utf-8")
    broken = broken_links(site)
    print(*broken, sep="\n", file=sys.stderr, end="\n" if broken else "")
    return 1 if broken else 0


def broken_links(site: Path) -> list[str]:
    """The links between the pages of a site that lead to no file, or to no place in it."""
    pages = {page: _Links.of(page) for page in sorted(site.rglob("*.html"))}
    broken = []
    for page, links in pages.items():
        if page.name == "404.html":
            continue  # served for any address, so its links are not relative to it
        for link in links.targets:
            address = urlsplit(link)
            if address.scheme or address.netloc:
                continue
            target = (page.parent / unquote(address.path)).resolve() if address.path else page
            target = target / "index.html" if target.is_dir() else target
            if not target.is_file():
                broken.append(f"{page.relative_to(site)}: {link} leads to no page")
            elif address.fragment and unquote(address.fragment) not in pages[target].places:
                broken.append(f"{page.relative_to(site)}: {link} names no heading of that page")
    return broken


class _Links(HTMLParser):
    """The places of a page that can be linked to, and where its own links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.places: set[str] = set()
        self.targets: list[str] = []

    @classmethod
    def of(cls, page: Path) -> _Links:
        """Read a page."""
        parser = cls()
        parser.feed(page.read_text("utf-8"))
        return parser

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a link or a place."""
        named = dict(attrs)
        self.places.add(named.get("id") or "")
        if tag == "a" and named.get("href"):
            self.targets.append(str(named["href"]))


def _llms(sources: Path) -> str:
    """Every page with its first sentence: https://llmstxt.org."""
    guides: list[str] = []
    commands: list[str] = []
    rules: list[str] = []
    for page in sorted(sources.rglob("*.md")):
        path = page.relative_to(sources)
        if path.parts[0] == "decisions" or (path.name == "index.md" and path.parts[:-1]):
            continue
        group_of = {"commands": commands, "rules": rules}.get(path.parts[0], guides)
        url = "" if path.name == "index.md" else f"{path.with_suffix('').as_posix()}/"
        text = page.read_text("utf-8")
        title = text.partition("\n")[0].removeprefix("# ")
        group_of.append(f"- [{title}]({url or '.'}): {_first_sentence(text)}")
    about = _first_sentence((sources / "index.md").read_text("utf-8"))
    lines = ["# dockgen", "", f"> {about}"]
    for heading, found in (("Guides", guides), ("Commands", commands), ("Rules", rules)):
        if found:
            lines += ["", f"## {heading}", "", *found]
    return "\n".join(lines) + "\n"


def _first_sentence(text: str) -> str:
    """The first sentence of a page that stands in a paragraph, without links and line breaks."""
    paragraphs = re.split(r"\n\s*\n", text)
    first = next((one for one in paragraphs if re.match(r"(?!```)[\w`*\[]", one)), "")
    plain = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", " ".join(first.split()))
    return re.split(r"(?<=[.:])\s", plain)[0]


def _list_of(folder: str, title: str, about: str) -> str:
    """A page that lists the pages of a folder."""
    lines = [f"# {title}", "", about, ""]
    for page in sorted((TOP / "docs" / folder).glob("*.md")):
        heading = page.read_text("utf-8").partition("\n")[0].removeprefix("# ")
        lines.append(f"- [{heading}]({page.name})")
    return "\n".join(lines) + "\n"


def _moved(text: str) -> str:
    """A page from the top of the checkout, with its links as seen from docs/."""
    for path, name in AT_THE_TOP.items():
        text = text.replace(f"]({path})", f"]({name})")
    text = text.replace("](docs/)", "](index.md)")
    text = text.replace("](docs/decisions/)", "](decisions/index.md)")
    return text.replace("](docs/", "](")


def _command_pages() -> dict[str, str]:
    """A page for each command, and one that lists them."""
    context = click.Context(group, info_name="dockgen")
    pages = {}
    index = ["# Commands", ""]
    for section, commands in SECTIONS.items():
        index += [f"## {section}", ""]
        for name, summary in commands.items():
            command = group.get_command(context, name)
            assert command is not None  # noqa: S101  the table names what there is
            pages[f"commands/{name}.md"] = _command_page(context, name, command)
            index.append(f"- [`dockgen {name}`]({name}.md): {summary}")
        index.append("")
    return pages | {"commands/index.md": "\n".join(index)}


def _command_page(parent: click.Context, name: str, command: click.Command) -> str:
    """The help of a command as a page: what it does, its usage, its options."""
    context = click.Context(command, info_name=name, parent=parent)
    text, _, examples = cleandoc(command.help or "").partition("\b\n")
    usage = command.get_usage(context).removeprefix("Usage: ")
    page = [f"# dockgen {name}", "", text.strip(), "", "```", " ".join(usage.split()), "```", ""]
    if examples:
        heading, _, rest = examples.partition("\n")
        shown = "\n".join(line.removeprefix("  ") for line in rest.rstrip().splitlines())
        page += [f"## {heading.rstrip(':')}", "", "```console", shown, "```", ""]
    records = [one.get_help_record(context) for one in command.get_params(context)]
    rows = [f"| `{option}` | {_cell(about)} |" for option, about in filter(None, records) if about]
    if rows:
        page += ["## Options", "", "| option | |", "|---|---|", *rows, ""]
    guide = TOP / "docs" / f"{name}.md"
    if guide.is_file():
        page += [f"More: [{name}](../{name}.md).", ""]
    return "\n".join(page)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    sys.exit(build(Path(*sys.argv[1:2]) if sys.argv[1:] else TOP / "build"))
