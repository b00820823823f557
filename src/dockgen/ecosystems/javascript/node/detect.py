"""Finds out what a JavaScript project is: a server, a site, or neither."""

from __future__ import annotations

from collections.abc import Mapping

from dockgen.core.facts import SHAPE, Fact, Findings, Override, Verdict, no, text
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.dockerfile.deployed.candidates import deployable
from dockgen.ecosystems.javascript.node.facts import (
    choosing,
    server,
    site,
    starting,
    workspace,
)
from dockgen.ecosystems.javascript.node.facts.app import App
from dockgen.ecosystems.javascript.node.frameworks import runs_elsewhere
from dockgen.ecosystems.javascript.node.frameworks.framework_match import Match, Matcher
from dockgen.ecosystems.javascript.node.monorepos import (
    above,
    candidates,
    moon,
    nx,
    nx_names,
    reach,
    redwood,
    rush,
)
from dockgen.ecosystems.javascript.node.monorepos.nx_graph import Needed, needed
from dockgen.ecosystems.javascript.node.monorepos.picked import Picked
from dockgen.ecosystems.javascript.node.monorepos.workspaces import Member, find
from dockgen.ecosystems.javascript.node.scripts import file_server, scripts, start_command
from dockgen.readers.package_json import NAME, PackageJson, SharedPackageJson


def detect(project: Project, overrides: Mapping[str, Override]) -> Verdict:
    """Match a package.json that says how to run a server or how to build a site.

    Raises:
        UnusableInput: package.json or a version file cannot be used; or it is a member of a
            workspace whose top lies above.
    """
    verdict = _detect(project, overrides)
    if verdict.matched:
        above.refuse(project, verdict.findings)
    return verdict


def _detect(project: Project, overrides: Mapping[str, Override]) -> Verdict:
    app = _app(project, Findings(overrides))
    if app.of_rush and not app.members:
        return no(f"no project of {rush.NAME} names something to start or a site to build")
    refusal = _refusal(app, decided=bool(DECIDED & set(overrides)))
    if refusal is not None:
        return no(refusal, rules_out=("static",))
    served = app.sender is not None or "start_command" in overrides
    if app.is_site and not served:
        return _detect_site(app)
    if not served and (_builds_pages(app) or _is_to_be_a_site(app, overrides)):
        return _detect_site(app._replace(match=None))
    return _detect_server(app)


def _is_to_be_a_site(app: App, overrides: Mapping[str, Override]) -> bool:
    """Whether the user says that a build by a tool of any kind makes pages."""
    builds = app.build_script is not None or "build_command" in overrides
    if not builds or not (app.row is None or app.row.kind == "library"):
        return False
    shape = overrides.get(SHAPE)
    if shape is not None:
        return shape.value == "static-site"
    worker = start_command.procfile(app.project, app.package)
    named = worker or start_command.script_of(app.package)
    return "output_dir" in overrides and app.row is None and named is None


def _builds_pages(app: App) -> bool:
    """Whether the author's own build writes pages, into a folder that its start serves."""
    plain = app.row is None or app.row.kind == "library"
    if not plain or app.build_script is None or start_command.procfile(app.project, app.package):
        return False
    return site.served_folder(app) is not None


def _detect_site(app: App) -> Verdict:
    site.settle(app)
    of_whom = f"of {app.row.name if app.row else 'Nx'}" if app.row or app.picked else "of its own"
    reason = f"found {app.inside(NAME)} with a build {of_whom}"
    return Verdict(matched=True, reason=reason, shape="static-site", findings=app.findings)


def _detect_server(app: App) -> Verdict:
    place = app.inside(NAME)
    pages = _as_they_are(app)
    if pages is not None:
        return no(pages)
    start = starting.start_of(app)
    if start is None:
        main = app.package.json.text("main")
        if main is not None and not app.project.has(app.inside(main.value)):
            return no(
                f"{place} names {main.value} as main, which is not there, and no start script"
                f"{_tasks(app)}"
            )
        why = f"{place} names nothing to start and no site to build{_tasks(app)}"
        return no(why, rules_out=("static",) if _bundles(app) else ())
    worker = start_command.worker(app.project, app.package)
    named = worker is not None or start_command.script_of(app.package) is not None
    if not named and not starting.is_server(app, start):
        return no(
            f"{place} has no start script, and {' '.join(start.arguments.value)} opens no port"
            f"{_tasks(app)}"
        )
    shape = server.settle(app, start)
    reason = f"found {place} with something to start"
    return Verdict(matched=True, reason=reason, shape=shape, findings=app.findings)


DECIDED = frozenset({"start_command", "build_command", "output_dir", SHAPE})
"""Facts by which a user says what an image is to do, whatever the project is otherwise."""


BUNDLES = lazy_regex(
    r"\b(?:vite|webpack|rspack|rollup|rolldown|parcel|esbuild|tsc|tsup|brunch|ng|react-scripts|craco"
    r"|vue-cli-service|snowpack|browserify|babel)\b"
)


def _bundles(app: App) -> bool:
    """Whether a build makes what a browser can read of sources which it cannot."""
    build = app.build_script
    return build is not None and bool(BUNDLES.search(scripts.expanded(build, app.package)))


def _as_they_are(app: App) -> str | None:
    """Why the detector of plain pages is meant, or None."""
    start = start_command.named(app.package)
    served = file_server.read(start) if start else None
    if start is None or served is None or app.build_script is not None or app.folder:
        return None
    inside = ("", "public/") if served.folder == "." else (f"{served.folder}/",)
    if not any(app.project.has(f"{one}index.html") for one in inside):
        return None
    return f"{start.evidence.file}:{start.evidence.line} serves pages as they are: {start.value}"


def _tasks(app: App) -> str:
    """What is there instead of something to start: a server for the developer, a build."""
    start, build = app.package.script("start"), app.build_script
    said = f": {start.value} is for development" if start else ""
    if build is not None:
        said += "; --set output_dir=FOLDER names what its build writes, where that is a site"
    return said


def _refusal(app: App, *, decided: bool) -> str | None:
    """Why an image of the application would be of no use, or None.

    Args:
        app: the application.
        decided: whether the user says what the image is to do.
    """
    row = app.row
    if row is not None and row.kind == "refused":
        return row.note
    if decided or app.picked is not None:
        return None
    name, kind = (row.name, row.kind) if row else ("", "")
    return runs_elsewhere.reason(app.project, app.package, name, kind)


def _app(project: Project, findings: Findings) -> App:
    """The application: the project itself, or a member of the workspace that it is."""
    root = package = _top(project)
    found = find(project)
    members: tuple[Member, ...] = ()
    reached: Needed | None = None
    reaches: reach.Reach | None = None
    along = redwood.find(root, found) if found is not None else ()
    if found is not None and not along:
        chosen = choosing.settle_choice(project, found, findings)
        if chosen is not None:
            reached = _reached(project, chosen.value)
            known = reached.edges if reached else {}
            if not project.has(rush.NAME):  # which has every member declare what it uses
                reaches = reach.find(project, found, root, chosen.value, paths=reached is None)
                known = {**known, **reaches.edges}
            members = tuple(found.needed_by(chosen.value, known))
            package = members[-1].package
    if members:
        picked = choosing.member_picked(project, members[-1])
    else:
        picked = choosing.settle_picked(project, findings)
        reached = _reached(project, picked.folder) if picked else None
        if found is not None and picked is None and not project.has(rush.NAME):
            along = tuple(found.members.values())
    if picked is not None and picked.framework and not members:
        package = SharedPackageJson(root, picked.folder)
        findings.settle("application_folder", text, Fact(picked.folder, picked.evidence))
    matcher = Matcher(project, package)
    match = _match(matcher, picked)
    found_of = (members, picked, reached, along, reaches)
    return App(project, root, package, findings, matcher, match, *found_of)


def _top(project: Project) -> PackageJson:
    """The package.json at the top; what a repository of Rush has there, Rush does not read."""
    if project.has(rush.NAME):
        return PackageJson.empty()
    found = moon.find(project) if project.has_folder(moon.FOLDER) else None
    return found.package("") if found else PackageJson(project)


def _match(matcher: Matcher, picked: Picked | None) -> Match | None:
    if picked is None:
        return matcher.first()
    if picked.framework:
        return matcher.named(picked.framework, Fact(picked.command, picked.evidence))
    return matcher.for_picked(site=not picked.entry)


def _reached(project: Project, folder: str) -> Needed | None:
    """What Nx would find that the application in a folder needs; None without Nx."""
    if not folder or not project.has(nx_names.NX):
        return None
    return needed(project, folder, workspace.configurations_at_top(project))


def workspaces(project: Project) -> tuple[str, ...]:
    """The folders of the applications of a workspace; none where the project is no workspace.

    Raises:
        UnusableInput: a file that names the members, or the package.json of one, cannot be used.
    """
    found = find(project)
    if found is not None and redwood.find(_top(project), found):
        return ()
    members = choosing.applications(project, found) if found else []
    made = candidates.of_members(project, found, members) if found else ()
    return tuple(one.value for one in deployable(made)) or tuple(nx.applications(project))
