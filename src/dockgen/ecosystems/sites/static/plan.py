"""The plan of an image that serves pages as they are."""

from __future__ import annotations

from dockgen.core import base_images
from dockgen.core.facts import Verdict
from dockgen.core.plan import Choices, Companion, IgnoreGroup, Plan, Stages
from dockgen.core.quoting import Printable, copy_paths, plain, word
from dockgen.dockerfile import not_pages

NOT_PAGES = IgnoreGroup(
    Printable("Not pages"),
    tuple(
        Printable(pattern)
        for pattern in ("README*", "LICENSE*", "CHANGELOG*", "CONTRIBUTING*", "node_modules")
    ),
)
HIDDEN = IgnoreGroup(
    Printable("Hidden files; .well-known is published on purpose"),
    (Printable("**/.*"), Printable("!**/.well-known")),
)
KEPT = "!nginx.conf"
SOURCES = IgnoreGroup(
    Printable("Sources and settings, which nobody may read: `!downloads/install.sh` lets one in"),
    tuple(Printable(pattern) for pattern in (*map("**/{}".format, not_pages.PATTERNS), KEPT)),
)


def plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan one stage of nginx with the pages; with `multi`, a stage that compresses them first.

    Raises:
        UnusableInput: the folder or the page for what is missing cannot be printed safely.
    """
    facts = verdict.findings.facts
    stages: Stages = choices.stages or "single"
    base = choices.base or "debian"
    listen = plain(facts["port"].value, "port")
    root = str(facts["output_dir"].value)
    source = "." if root == "." else f"{root}/"
    missing = facts.get("not_found_page")
    kind = "distribution-" if base == "distribution" else ""
    return Plan(
        shape="pages",
        stages=stages,
        base=base,
        template=f"sites/static/{kind}{stages}-stage.Dockerfile.jinja",
        values={
            "runtime_image": base_images.nginx(base),
            "debian_image": base_images.debian(),
            "pages": copy_paths([source], "/usr/share/nginx/html/", "output_dir"),
            "pages_to_compress": copy_paths([source], "./", "output_dir"),
            "port": listen,
            "not_found_page": word(missing.value, "not_found_page") if missing else None,
            "base_path": None,
            "config_is_among_pages": root == ".",
        },
        companions=(Companion("nginx.conf", "files/nginx-pages.conf.jinja"),),
        ignored=(NOT_PAGES, HIDDEN, SOURCES),
        port=int(listen),
    )
