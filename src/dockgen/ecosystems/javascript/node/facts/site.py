"""The facts of a site that a build writes to disk."""

from __future__ import annotations

import posixpath
import re

from dockgen.core.facts import Evidence, Fact, default, flag, port, text, words
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.javascript.node.facts import installation, managing, workspace
from dockgen.ecosystems.javascript.node.facts.app import App
from dockgen.ecosystems.javascript.node.frameworks.frameworks import Setting
from dockgen.ecosystems.javascript.node.pages import build_variables, proxying
from dockgen.ecosystems.javascript.node.scripts import file_server, start_command
from dockgen.ecosystems.javascript.node.sources import runtime_config

REWRITTEN = lazy_regex(r"\"destination\"\s*:\s*\"/?(?:index(?:\.html)?)?\"")
"""A rule of serve.json that answers other addresses with the first page:
https://github.com/vercel/serve-handler#rewrites-array"""

BELOW = lazy_regex(r"[\w@.~-]+(?:/[\w@.~-]+)*")


def settle(app: App) -> None:
    """Settle the facts of a site that nginx is to serve."""
    findings, match = app.findings, app.match
    app.settle_language()
    manager = managing.settle(app)
    app.settle_runtime(manager, "nginx", default("a built site needs no JavaScript"))
    app.settle_framework(manager)
    installation.settle(app, manager)
    app.settle_build(manager)
    build_variables.settle(app)
    output = app.matcher.output(match) if match else None
    if app.picked is not None and app.picked.output:
        output = Fact(app.picked.output, app.picked.evidence)
    output = output or served_folder(app) or Fact("dist", default("the usual folder"))
    settled = findings.settle("output_dir", text, output)
    _settle_pages(app, settled)
    _settle_base(app)
    app.warn_of_computed()
    _settle_serving(app)
    proxying.settle(app)
    findings.settle("port", port, Fact(8080, default("the default port of unprivileged nginx")))
    app.settle_name()
    workspace.settle(app, manager, "static-site")


def served_folder(app: App) -> Fact[str] | None:
    """The folder that the start serves as it is, or None: `serve -s build`."""
    start = start_command.named(app.package)
    served = file_server.read(start) if start else None
    if start is None or served is None or served.folder == "." or served.folder.startswith(".."):
        return None
    return Fact(served.folder, start.evidence)


def _settle_pages(app: App, output: Fact[str]) -> None:
    """Settle `pages_in_output`: the build only adds to a folder of pages that the project has."""
    own = app.match is None or app.match.row.among_pages
    page = app.inside(f"{output.value}/index.html")
    if own and app.project.has(page):
        evidence = Evidence("file", page)
        app.findings.settle("pages_in_output", flag, Fact(value=True, evidence=evidence))


def _settle_base(app: App) -> None:
    """Settle the path that the pages are made for, since links to their own files begin with it."""
    base = app.matcher.base(app.match) if app.match else None
    settled = app.findings.settle_optional("base_path", _path, base)
    if settled is not None and settled is base:
        place = f"{base.evidence.file}:{base.evidence.line}: " if base.evidence.line else ""
        app.findings.warn(
            f"{place}the pages are made for {base.value}/: nginx serves them there, and / leads "
            "to it"
        )


def _path(value: object) -> str:
    """A path below the top, such as `/docs`."""
    found = text(value).strip("/")
    if not BELOW.fullmatch(found):
        raise ValueError("a path such as /docs")
    return f"/{found}"


def _page_of_start(app: App) -> Fact[str] | None:
    """The page that answers every route where the project is served as a single-page app."""
    for name in ("start", "start:prod", "serve", "preview"):
        script = app.package.script(name)
        served = file_server.read(script) if script is not None else None
        if script is None or served is None:
            continue
        if served.single:
            return Fact("index.html", script.evidence)
        evidence = _rewritten(app, served.config)
        if evidence is not None:
            return Fact("index.html", evidence)
    return None


def _rewritten(app: App, config: str) -> Evidence | None:
    """Where the settings of `serve` answer every route with the first page, or None."""
    name = re.sub(r"^(?:\.{0,2}/)+", "", config) or "serve.json"
    for folder in ("", "public", "static"):  # what a build copies to where `serve` looks
        inside = app.inside(posixpath.join(folder, name))
        file = app.project.readable(inside) if app.project.has(inside) else None
        match = REWRITTEN.search(file.text) if file else None
        if file is not None and match is not None:
            return Evidence("rewrites", inside, file.line_of(match.start()))
    return None


LOCALES = Setting(("angular.json",), ("locales",))


def _settle_locales(app: App) -> bool:
    """Settle `locales`: the folders of a site that is built once for each; and whether it is."""
    angular = app.match is not None and app.match.row.name == "angular"
    built = app.matcher.setting(LOCALES) if angular else None
    first = Fact(tuple(built.value.split()), built.evidence) if built else None
    settled = app.findings.settle_optional("locales", words, first)
    if settled is None:
        return False
    app.findings.warn(
        f"the site is built in {len(settled.value)} locales: nginx serves each at its own path, "
        f"and / leads to /{settled.value[0]}/"
    )
    return True


def _settle_serving(app: App) -> None:
    """Settle what the answer to a missing page is, and what a browser may keep."""
    findings, match = app.findings, app.match
    if _settle_locales(app):
        return
    page = (app.matcher.fallback(match.row) if match else None) or _page_of_start(app)
    reason = default("every page is a file of its own, and what is missing is a 404")
    single = Fact(page is not None, page.evidence if page else reason)
    settled = findings.settle("spa_fallback", flag, single)
    if settled.value:
        findings.settle("fallback_page", text, page or Fact("index.html", settled.evidence))
    config = runtime_config.read(app.project, app.package)
    if config is not None and config.names:
        evidence = config.path.evidence
        findings.settle("runtime_config", text, config.path)
        findings.settle("runtime_object", text, Fact(config.holder, evidence))
        findings.settle("runtime_variables", words, Fact(config.names, evidence))
    if match is not None and match.row.assets:
        evidence = Evidence("default", reason=f"where {match.row.name} puts files with a hash")
        findings.settle("hashed_folders", words, Fact(match.row.assets, evidence))
