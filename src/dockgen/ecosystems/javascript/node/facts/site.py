"""The facts of a site that a build writes to disk."""

from __future__ import annotations

from dockgen.core.facts import Evidence, Fact, default, flag, port, text, words
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.javascript.node.facts import installation, managing, workspace
from dockgen.ecosystems.javascript.node.facts.app import App
from dockgen.ecosystems.javascript.node.sources import runtime_config

SINGLE = lazy_regex(r"\b(?:serve|sirv)\b(?=[^&|;]*\s(?:-s|--single)\b)")
"""https://github.com/vercel/serve#readme, https://github.com/lukeed/sirv/tree/master/packages/sirv-cli."""

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
    app.settle_build_arguments()
    output = app.matcher.output(match) if match else None
    if app.picked is not None and app.picked.output:
        output = Fact(app.picked.output, app.picked.evidence)
    findings.settle("output_dir", text, output or Fact("dist", default("the usual folder")))
    _settle_base(app)
    app.warn_of_computed()
    _settle_serving(app)
    findings.settle("port", port, Fact(8080, default("the default port of unprivileged nginx")))
    app.settle_name()
    workspace.settle(app, manager, "static-site")


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
        if script is not None and SINGLE.search(script.value):
            return Fact("index.html", script.evidence)
    return None


def _settle_serving(app: App) -> None:
    """Settle what the answer to a missing page is, and what a browser may keep."""
    findings, match = app.findings, app.match
    page = (app.matcher.fallback(match.row) if match else None) or _page_of_start(app)
    reason = default("every page is a file of its own, and what is missing is a 404")
    single = Fact(page is not None, page.evidence if page else reason)
    if findings.settle("spa_fallback", flag, single).value:
        named = page or Fact("index.html", default("the usual page"))
        findings.settle("fallback_page", text, named)
    config = runtime_config.read(app.project, app.package)
    if config is not None and config.names:
        evidence = config.path.evidence
        findings.settle("runtime_config", text, config.path)
        findings.settle("runtime_object", text, Fact(config.holder, evidence))
        findings.settle("runtime_variables", words, Fact(config.names, evidence))
    if match is not None and match.row.assets:
        evidence = Evidence("default", reason=f"where {match.row.name} puts files with a hash")
        findings.settle("hashed_folders", words, Fact(match.row.assets, evidence))
