"""What of a workspace the build reads, and what of its members the image holds."""

from __future__ import annotations

from dockgen.core.facts import Evidence, Fact, pairs, words
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.javascript.node.facts import deploying, setup
from dockgen.ecosystems.javascript.node.facts.app import App
from dockgen.ecosystems.javascript.node.monorepos import moon, nx_names
from dockgen.ecosystems.javascript.node.monorepos.workspaces import Member
from dockgen.ecosystems.javascript.node.package_managers.package_manager import Manager
from dockgen.ecosystems.javascript.node.scripts import lifecycle
from dockgen.readers.package_json import PackageJson

ROOT_FILES = lazy_regex(
    r"(tsconfig.*\.json|turbo\.jsonc?|nx\.json|lerna\.json|babel\.config\.\w+|\.babelrc|"
    r"vite\.config\.\w+|postcss\.config\.\w+|tailwind\.config\.\w+|\.swcrc|\.browserslistrc|"
    r"esbuild\.\w+|rollup\.config\.\w+|webpack\.\S+|jest\.preset\.\w+|pnpm-workspace\.yaml)"
)
"""Files at the top that the builds of members read."""

CONFIGURATIONS = lazy_regex(
    r"[\w-]+\.(?:config|preset|base)\.[cm]?[jt]s|\.eslintrc\S*|\.?postcssrc\S*|\.nxignore|"
    r"(?:workspace|angular)\.json"
)
"""Further files at the top that plugins of Nx load, or that the projects' own files extend."""

REFERENCE = lazy_regex(r"(?:\.\./)+([\w@.-]+)/")
"""A path that leaves a member's folder, in one of its scripts."""


def settle(app: App, manager: Manager, shape: str) -> None:
    """Settle what of the repository the build reads, and what of the members the image holds."""
    if not app.members:
        _settle_projects(app)
        return
    found = app.findings
    folders = tuple(member.folder for member in app.members)
    evidence = Evidence("file", app.inside("package.json"), reason="what it depends on")
    found.settle("members", words, Fact(folders, evidence))
    files = app.project.matching(ROOT_FILES)
    files = tuple(one for one in files if one not in found.words("manifests"))
    files = tuple(sorted({*files, *(app.reached.files if app.reached else ())}))
    files = tuple(sorted({*files, *_files_of_moon(app), *_files_reached(app)}))
    runs_at_top = "workspace_setup_commands" in found.facts
    if runs_at_top:
        files = tuple(sorted({*files, *setup.files_at_top(app)}))
    if files:
        found.settle("root_files", words, Fact(files, Evidence("file", files[0])))
    others = tuple(sorted({*_root_folders(app), *_reached_folders(app), *_folder_of_moon(app)}))
    for note in app.reaches.notes if app.reaches else ():
        found.warn(note)
    if runs_at_top:
        others = tuple(sorted({*others, *setup.folders_at_top(app)}))
    if others:
        found.settle("root_folders", words, Fact(others, Evidence("folder", others[0])))
    if not app.of_rush:
        deploying.settle_pruning(app, manager)
    outputs = tuple(_output(app, member) for member in app.members[:-1])
    if outputs:
        found.settle("member_outputs", pairs("FOLDER:OUTPUT"), Fact(outputs, evidence))
    if app.of_rush:
        _settle_rush(app, shape)
        return
    deploying.settle(app, manager, shape)


def _folder_of_moon(app: App) -> tuple[str, ...]:
    return (moon.FOLDER,) if app.runs_moon else ()


def _files_of_moon(app: App) -> list[str]:
    """What moon reads at the top, and of projects that its workspace names one by one."""
    found = moon.find(app.project) if app.runs_moon else None
    if found is None:
        return []
    top = [one for one in (moon.PROTO, "moon.yml") if app.project.has(one)]
    needed = [member.folder for member in app.members]
    return [*top, *moon.files_of_others(app.project, found, needed)]


def _settle_rush(app: App, shape: str) -> None:
    from dockgen.ecosystems.javascript.node.facts import rushing

    rushing.warn_of_node(app)
    if shape == "built-server":
        rushing.settle_deployment(app)


def configurations_at_top(project: Project) -> tuple[str, ...]:
    """The files at the top that the builds of an Nx repository read."""
    return tuple(sorted({*project.matching(ROOT_FILES), *project.matching(CONFIGURATIONS)}))


def _settle_projects(app: App) -> None:
    """Settle which projects of an Nx repository the build of the application reads."""
    if app.reached is None:
        return
    doubt = app.reached.uncertain
    if doubt is not None:
        place = f"{doubt.file}:{doubt.line}" if doubt.line else doubt.file
        app.findings.warn(
            f"{place}: {doubt.reason}, so that the image is built from all projects, and a change "
            "to any of them rebuilds it"
        )
        return
    found = app.findings
    others = {*(() if app.is_shared else found.words("kept_folders"))}
    top = {*configurations_at_top(app.project), *app.reached.files}
    top -= {*found.words("manifests")}
    if "setup_commands" in found.facts:
        others |= {*setup.folders_at_top(app)}
        top |= {*setup.files_at_top(app)}
    if others:
        folders = tuple(sorted(others))
        found.settle("root_folders", words, Fact(folders, Evidence("folder", folders[0])))
    apart = [one for one in app.reached.folders if one.split("/")[0] not in others]
    found.settle("projects", words, Fact(tuple(apart), app.reached.evidence))
    files = tuple(sorted(top))
    found.settle("root_files", words, Fact(files, Evidence("file", nx_names.NX)))


def _reached_folders(app: App) -> tuple[str, ...]:
    """Folders outside all members that the members of an Nx repository name."""
    members = [member.folder for member in app.members]
    folders = app.reached.folders if app.reached else ()
    reaches = app.reaches.folders if app.reaches else ()
    return tuple(one for one in (*folders, *reaches) if one not in members)


def _files_reached(app: App) -> tuple[str, ...]:
    manifests = app.findings.words("manifests")
    files = app.reaches.files if app.reaches else ()
    return tuple(one for one in files if one not in manifests)


def _root_folders(app: App) -> tuple[str, ...]:
    """Folders at the top, outside all members, that the members' scripts reach into."""
    members = {member.folder.split("/")[0] for member in app.members}
    texts = [
        script.value
        for member in app.members
        for name in member.package.json.keys("scripts")
        if (script := member.package.script(name))
    ]
    named = {match for text_ in texts for match in REFERENCE.findall(text_)}
    outside = sorted(named - members - {"node_modules"})
    return tuple(one for one in outside if app.project.has_folder(one))


def _output(app: App, member: Member) -> tuple[str, str]:
    """A member's folder and what of it the image holds: the build's output, or nothing for all."""
    if app.reaches is not None and member.folder in app.reaches.unbuilt:
        return member.folder, ""
    if member.package.script("build") is None:
        later = lifecycle.read(member.package, None).later
        return member.folder, "." if later else ""
    for path in _published(member.package):
        inner = path.removeprefix("./").split("/")[0]
        inside = f"{member.folder}/{inner}"
        known = app.project.has(inside) or app.project.has_folder(inside)
        if inner and "*" not in inner and "." not in inner and not known:
            return member.folder, inner
    return member.folder, "."


def _published(package: PackageJson) -> list[str]:
    """The paths that a package says it is used through."""
    paths = [
        found.value for key in ("main", "module", "types") if (found := package.json.text(key))
    ]
    files = package.json.value("files")
    paths += [str(one) for one in files] if isinstance(files, list) else []
    waiting = [package.json.value("exports")]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            paths.append(one)
        elif isinstance(one, dict):
            waiting += one.values()
    return paths
