"""The site generators, as a table: what needs no module of theirs to be loaded."""

from __future__ import annotations

from typing import NamedTuple

from dockgen.ecosystems.sites.common import config_names


class Generator(NamedTuple):
    """A site generator.

    Args:
        name: its name, which is the shape's too, and that of its module.
        what: one line that says what the shape is.
        configs: the names that its configuration can have, relative to the site's folder.
        single_base: the family of its own image, which the single stage is built on.
        leftovers: what it and its package manager leave beside the sources.
        content: folders of which one holds the pages, relative to the site's; none where the
            module of the generator looks itself.
        elsewhere: a regular expression that finds in the configuration that they lie elsewhere.
    """

    name: str
    what: str
    configs: tuple[str, ...]
    single_base: str
    leftovers: tuple[str, ...]
    content: tuple[str, ...] = ()
    elsewhere: str = ""


NODE = ("node_modules",)
PYTHON = (".venv", ".cache", "**/__pycache__")
JEKYLL = (".jekyll-cache", ".jekyll-metadata", ".bundle", "vendor/bundle", *NODE)
# fmt: off
GENERATORS = (
    Generator("hugo", "a Hugo site", config_names.HUGO, "alpine", (".hugo_build.lock", *NODE),
        ("content", "layouts", "data"), r"(?i)\bcontentDir\b|\bmodule\b|\bmounts\b"),
    Generator("zola", "a Zola site", config_names.ZOLA, "alpine", NODE),
    Generator("mkdocs", "a MkDocs site", config_names.MKDOCS, "debian", PYTHON,
        ("docs",), r"(?m)^[^\S\n]*(?:docs_dir|INHERIT|plugins)\s*:"),
    Generator("mdbook", "an mdBook book", config_names.MDBOOK, "debian", ("target",),
        ("src",), r"(?m)^[^\S\n]*src\s*="),
    Generator("jekyll", "a Jekyll site", config_names.JEKYLL, "debian", JEKYLL),
)
# fmt: on
"""The generators in the order in which a folder is looked through for their configurations."""
