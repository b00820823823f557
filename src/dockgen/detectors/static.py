"""A folder of pages that need no build, served by nginx."""

from __future__ import annotations

from collections.abc import Mapping

from dockgen import images
from dockgen.facts import Evidence, Fact, Findings, Override, Verdict, default, no, port, text
from dockgen.planning import Choices, Companion, IgnoreGroup, Plan, Stages
from dockgen.project import Project
from dockgen.quoting import Printable, copy_paths, plain, word

SHAPES = {"pages": "pages served as they are by nginx, with a real 404"}
BASES = {
    "debian": "nginxinc/nginx-unprivileged on Debian",
    "alpine": "nginxinc/nginx-unprivileged on Alpine",
    "distribution": "Debian itself, with the nginx that it packages",
}

ROOTS = (".", "public", "dist", "site", "_site", "www", "htdocs", "html", "docs", "build", "out")
"""Where pages lie, in the order in which they are looked for."""

NOT_PAGES = IgnoreGroup(
    Printable("Not pages"),
    tuple(
        Printable(pattern)
        for pattern in ("README*", "LICENSE*", "CHANGELOG*", "CONTRIBUTING*", "node_modules")
    ),
)


def detect(project: Project, overrides: Mapping[str, Override]) -> Verdict:
    """Match a project with an `index.html` in one of the usual folders."""
    findings = Findings(overrides)
    roots = [root for root in ROOTS if project.has(_inside(root, "index.html"))]
    given = findings.settle_optional("output_dir", text, _read_root(roots))
    if given is None:
        return no("no index.html at the top or in a usual folder")
    root = _within_project(given)
    if not project.has(_inside(root, "index.html")):
        return no(f"no index.html in {root}")
    for other in roots:
        if other != root:
            findings.warn(f"pages were also found in {other}; --set output_dir={other} serves them")
    findings.settle("language", text, Fact("html", Evidence("file", _inside(root, "index.html"))))
    findings.settle("port", port, Fact(8080, default("nginx without privileges listens there")))
    missing_page = _inside(root, "404.html")
    if project.has(missing_page):
        findings.settle("not_found_page", text, Fact("/404.html", Evidence("file", missing_page)))
    findings.settle("name", text, Fact(project.name, Evidence("folder name")))
    return Verdict(
        matched=True,
        reason=f"found {_inside(root, 'index.html')}",
        shape="pages",
        findings=findings,
    )


def _read_root(roots: list[str]) -> Fact[str] | None:
    if not roots:
        return None
    return Fact(roots[0], Evidence("file", _inside(roots[0], "index.html")))


def _inside(root: str, name: str) -> str:
    return name if root == "." else f"{root}/{name}"


def _within_project(fact: Fact[str]) -> str:
    return fact.value.strip("/").removeprefix("./") or "."


def plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan one stage of nginx with the pages; with `multi`, a stage that compresses them first."""
    facts = verdict.findings.facts
    stages: Stages = choices.stages or "single"
    base = choices.base or "debian"
    listen = plain(facts["port"].value, "port")
    root = str(facts["output_dir"].value).strip("/").removeprefix("./") or "."
    source = "." if root == "." else f"{root}/"
    missing = facts.get("not_found_page")
    kind = "distribution-" if base == "distribution" else ""
    return Plan(
        shape="pages",
        stages=stages,
        base=base,
        template=f"static/{kind}{stages}-stage.Dockerfile.jinja",
        values={
            "runtime_image": images.nginx(base),
            "debian_image": images.debian(),
            "pages": copy_paths([source], "/usr/share/nginx/html/", "output_dir"),
            "pages_to_compress": copy_paths([source], "./", "output_dir"),
            "port": listen,
            "not_found_page": word(missing.value, "not_found_page") if missing else None,
            "config_is_among_pages": root == ".",
            "compressed": stages == "multi",
        },
        companions=(Companion("nginx.conf", "files/nginx-pages.conf.jinja"),),
        ignored=(NOT_PAGES,),
        port=int(listen),
    )
