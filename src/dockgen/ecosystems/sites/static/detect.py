"""Finds the folder of pages, and what speaks against serving it."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact, Findings, Override, Verdict, default, no, port, text
from dockgen.core.project import Project
from dockgen.ecosystems.sites.static import programs, unbuilt

INDEX = "index.html"
FIRST_FREE_PORT = 1024

ROOTS = (".", "public", "dist", "site", "_site", "www", "htdocs", "html", "docs", "build", "out")
"""Where pages lie, in the order in which they are looked for."""

DOUBTFUL_ROOTS = frozenset(("docs", "html", "build", "out"))
"""Folders that beside a program hold its documentation or its output."""


OTHER_SERVERS = {"_redirects": "Netlify's", "_headers": "Netlify's", ".htaccess": "Apache's"}
"""Rules for servers, by the file that holds them beside the pages."""


def detect(project: Project, overrides: Mapping[str, Override]) -> Verdict:
    """Match a project with an `index.html` in one of the usual folders."""
    findings = Findings(overrides)
    roots = [root for root in ROOTS if project.has(_inside(root, INDEX))]
    fact = findings.settle_optional("output_dir", _folder, _read_root(roots))
    if fact is None:
        return no(f"no {INDEX} at the top or in a usual folder")
    root, index = fact.value, _inside(fact.value, INDEX)
    refusal = _refusal(project, root, asked=fact.evidence.file != index)
    if refusal:
        return no(refusal)
    findings.settle("language", text, Fact("html", Evidence("file", index)))
    listening = Fact(8080, default("the default port of unprivileged nginx"))
    number = findings.settle("port", port, listening).value
    missing = _inside(root, "404.html")
    found = Fact("/404.html", Evidence("file", missing)) if project.has(missing) else None
    findings.settle_optional("not_found_page", _page, found)
    findings.settle("name", text, Fact(project.name, Evidence("folder name")))
    _warn(project, findings, [other for other in roots if other != root], root, number)
    return Verdict(matched=True, reason=f"found {index}", shape="pages", findings=findings)


def _read_root(roots: list[str]) -> Fact[str] | None:
    if not roots:
        return None
    return Fact(roots[0], Evidence("file", _inside(roots[0], INDEX)))


def _inside(root: str, name: str) -> str:
    return name if root == "." else f"{root}/{name}"


def _folder(value: object) -> str:
    """A folder of the project, without slashes around it."""
    return posixpath.normpath(text(value).strip("/") or ".")


def _page(value: object) -> str:
    """A page by its address below the root."""
    return "/" + text(value).strip("/")


def _refusal(project: Project, root: str, *, asked: bool) -> str | None:
    """Why the home page of this folder does not make it a site; None where it does."""
    index = _inside(root, INDEX)
    if not (project.exists(index) if asked else project.has(index)):
        return f"no {INDEX} in {root}"
    if not asked:
        program = programs.program_in(project)
        doubt = root in DOUBTFUL_ROOTS
        if doubt and program is None:
            program = project.first(*sorted(programs.PAGES_MAY_HAVE))
        if program:
            what = "it is documentation or an output" if doubt else "it belongs to a program"
            return f"{index} is next to {program}, so {what}; --set output_dir={root} serves it"
    built = _build_of(project)
    why = unbuilt.reason(project, index, has_build=built is not None)
    if why is not None and built is not None:
        why += f" ({built.file}:{built.line})"
    return why


def _warn(project: Project, findings: Findings, others: list[str], root: str, number: int) -> None:
    for other in others:
        findings.warn(f"pages were also found in {other}; --set output_dir={other} serves them")
    for name, whose in OTHER_SERVERS.items():
        path = _inside(root, name)
        if project.has(path):
            findings.warn(f"{path} is {whose}; nginx.conf must say it instead")
    build = _build_of(project)
    if build is not None:
        findings.warn(
            f"{build.file}:{build.line} has a build, which nothing runs here: the pages are served "
            "as they lie there; --detector node --set output_dir=FOLDER builds them"
        )
    if number < FIRST_FREE_PORT:
        findings.warn(f"port {number} needs a privilege in some clusters, and 8080 does not")


def _build_of(project: Project) -> Evidence | None:
    """Where package.json says how something is built, or None."""
    if not project.has("package.json"):
        return None
    from dockgen.readers.json import JsonFile

    try:
        found = project.parsed("package.json", JsonFile).text("scripts", "build")
    except UnusableInput:
        return None  # which the detector that reads it says
    return found.evidence if found else None
