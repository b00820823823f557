"""What the configurations of site generators are called, relative to the site's folder."""

FORMATS = ("toml", "yaml", "yml", "json")

HUGO_OWN = tuple(
    f"{where}hugo.{ending}" for where in ("", "config/_default/") for ending in FORMATS
)
HUGO_SHARED = tuple(name.replace("hugo.", "config.") for name in HUGO_OWN)
"""The name before 0.110, which others use as well: these must hold a `baseURL`."""

HUGO = (*HUGO_OWN, *HUGO_SHARED)
ZOLA = ("zola.toml", "config.toml")
"""Since 0.22 the first; the second is read where there is no other."""

MKDOCS = ("mkdocs.yml", "mkdocs.yaml")
MDBOOK = ("book.toml",)
JEKYLL = ("_config.yml", "_config.yaml")
