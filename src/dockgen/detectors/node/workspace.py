"""The facts of a workspace: which application is meant, and what of it the image is made of."""

from __future__ import annotations

import re
import shlex
from functools import partial

from dockgen.detectors.node import setup
from dockgen.detectors.node.app import App
from dockgen.facts import Evidence, Fact, Findings, default, text, words
from dockgen.manifests.javascript import (
    lifecycle,
    moon,
    nest_cli,
    nx,
    nx_names,
    ranges,
    runs_elsewhere,
    start_command,
)
from dockgen.manifests.javascript.framework_match import Matcher
from dockgen.manifests.javascript.package_json import NAME, PackageJson
from dockgen.manifests.javascript.package_manager import Manager
from dockgen.manifests.javascript.picked import Picked
from dockgen.manifests.javascript.workspaces import Member, Workspace
from dockgen.patterns import lazy_regex
from dockgen.project import Project

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

PATCH = lazy_regex(r"patches/[^/]+\+[^/]+\.patch")
"""A patch: https://github.com/ds300/patch-package#readme."""

REFERENCE = lazy_regex(r"(?:\.\./)+([\w@.-]+)/")
"""A path that leaves a member's folder, in one of its scripts."""


def applications(project: Project, workspace: Workspace) -> list[Member]:
    """The members that can be run or served; a library is none, and a command only if all are."""
    members = workspace.members.values()
    found = [
        one
        for one in members
        if _is_application(project, one.package) or member_picked(project, one)
    ]
    return found or [one for one in members if _is_command(project, one.package)]


def _is_command(project: Project, package: PackageJson) -> bool:
    if not package.json.value("bin"):
        return False
    start = start_command.read(project, package)
    return start is not None and start_command.is_command_line(start)


def _is_application(project: Project, package: PackageJson) -> bool:
    match = Matcher(project, package).first()
    name, kind = (match.row.name, match.row.kind) if match else ("", "")
    if runs_elsewhere.reason(project, package, name, kind) is not None:
        return False
    if match is not None and match.row.kind in {"server", "bundle", "site"}:
        return match.row.name != "storybook" or package.script("build") is match.build
    if match is not None and match.row.kind == "library":
        return start_command.read(project, package) is not None
    return start_command.script_of(package) is not None


NAMED = lazy_regex(
    r"(?:--filter|-F|--workspace|-w|--scope|--cwd|--prefix|-C|--dir|\bworkspace|\bcd)[ =]"
    r"['\"]?(?:\./)?(?P<name>@?[\w./-]+)"
)
"""How a script at the top names the member in which it runs another."""


def _started_at_the_top(project: Project, found: list[Member]) -> Fact[str] | None:
    """The one of several applications that the start script at the top starts."""
    asked = len(found) > 1 and project.has(NAME)  # a Rush repository has none at the top
    script = start_command.script_of(PackageJson(project)) if asked else None
    names = (
        {match["name"].rstrip("/") for match in NAMED.finditer(script.value)} if script else set()
    )
    meant = [one for one in found if names & {one.name, one.folder}]
    return Fact(meant[0].folder, script.evidence) if script and len(meant) == 1 else None


def settle_choice(project: Project, workspace: Workspace, findings: Findings) -> Fact[str] | None:
    """Settle `workspace`: the member that the user names, or the first application.

    Raises:
        UnusableInput: the user names something that is no member.
    """
    found = applications(project, workspace)
    started = _started_at_the_top(project, found)
    first = None
    if started is not None:
        first = started
    elif found:
        others = ", ".join(one.folder for one in found[1:])
        why = (
            f"the first application; there are also {others}" if others else "the only application"
        )
        first = Fact(
            found[0].folder,
            default(why)
            if others
            else Evidence(
                workspace.evidence.key, workspace.evidence.file, workspace.evidence.line, why
            ),
        )
    chosen = findings.settle_optional("workspace", partial(_member_named, workspace), first)
    if chosen is None:
        return None
    folder = chosen.value
    if len(found) > 1:
        folders = tuple(one.folder for one in found)
        findings.settle("applications", words, Fact(folders, workspace.evidence))
    if len(found) > 1 and chosen is first:
        findings.ask("workspace")
        findings.warn(
            f"{len(found)} applications are here; this image is {folder}'s. --app picks another: "
            + ", ".join(one.folder for one in found)
        )
    return chosen


def settle_picked(project: Project, findings: Findings) -> Picked | None:
    """Settle `workspace` for a monorepo of NestJS or Nx: what the user names, or the first one.

    Raises:
        UnusableInput: the user names no application of it.
    """
    found = nest_cli.applications(project)
    file = nest_cli.NAME
    if len(found) < 2:  # the scripts of package.json mean the only one
        found, file = nx.applications(project), nx_names.NX
    if not found:
        return None

    def known(value: object) -> str:
        names = {one: one for one in found} | {one.name: key for key, one in found.items()}
        if value not in names:
            raise ValueError(f"an application of {file} ({', '.join(found)})")
        return names[str(value)]

    first = next(iter(found.values()))
    why = default("the first application" if len(found) > 1 else "the only application")
    chosen = findings.settle("workspace", known, Fact(next(iter(found)), why))
    if len(found) > 1:
        findings.settle("applications", words, Fact(tuple(found), first.evidence))
    if chosen.evidence.is_default and len(found) > 1:
        findings.ask("workspace")
        findings.warn(
            f"{len(found)} applications are here; this image is {chosen.value}'s. --app picks "
            f"another: {', '.join(found)}"
        )
    return found[chosen.value]


def member_picked(project: Project, member: Member) -> Picked | None:
    """The application that Nx builds of a member which has no scripts of its own, or None."""
    if member.package.json.keys("scripts"):
        return None
    found = nx.application(project, member.folder)
    if found is None or found.framework:
        return found
    if not found.entry.startswith(f"{member.folder}/"):
        return None
    below = f"{member.folder}/"
    entry, output = found.entry.removeprefix(below), found.output.removeprefix(below)
    return found._replace(entry=entry, output=output)


def _member_named(workspace: Workspace, value: object) -> str:
    """The folder of the member that is named by its folder or by its name."""
    wanted = text(value).strip("/").removeprefix("./")
    for folder, member in workspace.members.items():
        if wanted in {folder, member.name}:
            return folder
    raise ValueError(f"a member of the workspace ({', '.join(workspace.members)})")


def settle(app: App, manager: Manager, shape: str) -> None:
    """Settle what of the repository the build reads, and what of the members the image holds."""
    if not app.members:
        _settle_projects(app)
        return
    found = app.findings
    folders = tuple(member.folder for member in app.members)
    evidence = Evidence("file", app.inside("package.json"), reason="what it depends on")
    found.settle("members", words, Fact(folders, evidence))
    files = tuple(sorted(one for one in app.project.files if ROOT_FILES.fullmatch(one)))
    files = tuple(one for one in files if one not in found.words("manifests"))
    files = tuple(sorted({*files, *(app.reached.files if app.reached else ())}))
    files = tuple(sorted({*files, *_files_of_moon(app)}))
    runs_at_top = "workspace_setup_commands" in found.facts
    if runs_at_top:
        files = tuple(sorted({*files, *setup.files_at_top(app)}))
    if files:
        found.settle("root_files", words, Fact(files, Evidence("file", files[0])))
    others = tuple(sorted({*_root_folders(app), *_reached_folders(app), *_folder_of_moon(app)}))
    if runs_at_top:
        others = tuple(sorted({*others, *setup.folders_at_top(app)}))
    if others:
        found.settle("root_folders", words, Fact(others, Evidence("folder", others[0])))
    if not app.of_rush:
        _settle_pruning(app, manager)
    outputs = tuple(_output(app, member) for member in app.members[:-1])
    if outputs:
        found.settle("member_outputs", words, Fact(outputs, evidence))
    if app.of_rush:
        _settle_rush(app, shape)
        return
    # Members of Nx often leave their packages to the top, which `pnpm deploy` would leave out.
    from_top = app.picked is not None and app.root.has_production_dependencies
    if manager.row.name == "pnpm" and shape == "built-server" and not from_top:
        deploy = Fact(_deploy(app, manager), Evidence("file", manager.lockfile))
        found.settle("deploy_command", text, deploy)
        _settle_deployed(app)


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
    from dockgen.detectors.node import rushing

    rushing.warn_of_node(app)
    if shape == "built-server":
        rushing.settle_deployment(app)


def configurations_at_top(project: Project) -> tuple[str, ...]:
    """The files at the top that the builds of an Nx repository read."""
    return tuple(
        sorted(
            one
            for one in project.files
            if ROOT_FILES.fullmatch(one) or CONFIGURATIONS.fullmatch(one)
        )
    )


def _settle_projects(app: App) -> None:
    """Settle which projects of an Nx repository the build of the application reads."""
    if app.reached is None:
        return
    doubt = app.reached.uncertain
    if doubt is not None:
        place = f"{doubt.file}:{doubt.line}" if doubt.line else doubt.file
        app.findings.warn(
            f"{place}: {doubt.reason}, so that the image is built from all projects, and an edit "
            "of any of them builds it again"
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
    return tuple(one for one in folders if one not in members)


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


def _settle_pruning(app: App, manager: Manager) -> None:
    """`turbo prune` writes a lockfile for the application alone, which no other one changes."""
    turbo = app.root.dependency("turbo")
    if turbo is None or not app.project.first("turbo.json", "turbo.jsonc"):
        return
    exact = manager.locked.version("turbo") if manager.locked else None
    version = exact.value if exact else re.sub(r"^[\^~>=v ]+", "", turbo.value)
    name = shlex.quote(app.members[-1].name)
    runner = "bunx" if manager.row.name == "bun" else "npx --yes"
    command = f"{runner} turbo@{version} prune {name} --docker"
    found = exact.evidence if exact else turbo.evidence
    app.findings.settle("prune_workspace_command", text, Fact(command, found))


def _deploy(app: App, manager: Manager) -> str:
    """https://pnpm.io/cli/deploy; from 10 to 12.1 it wants injected members or the old way."""
    version = manager.version.value if manager.version else ""
    padded = ranges.newest_of(version)
    injected = "injectWorkspacePackages: true" in _text(app, "pnpm-workspace.yaml")
    injected = injected or "inject-workspace-packages=true" in _text(app, ".npmrc")
    old_way = ranges.admits(">=10 <12.2", padded) and not injected
    legacy = "--legacy " if old_way else ""
    name = shlex.quote(app.members[-1].name)
    facts = app.findings.facts
    everything = facts.get("production_install_command") == facts["install_command"]
    only = "" if everything else "--prod "
    return f"pnpm --filter={name} deploy {only}{legacy}/prod"


def _settle_deployed(app: App) -> None:
    """Settle what `pnpm deploy`, which installs packages anew, has to be given of the build's.

    A package of pnpm lies beside those that it depends on, and a link leads to it: above the place
    that a link leads to are its neighbours. https://pnpm.io/symlinked-node-modules-structure
    """
    found = app.findings
    if "package_setup_commands" in found.facts:
        _settle_patched(app)
    if "nodeLinker: hoisted" in _text(app, "pnpm-workspace.yaml"):
        return
    if "node-linker=hoisted" in _text(app, ".npmrc"):
        return
    copies, evidence = [], None
    used = app.package.json.keys("dependencies")
    for member in setup.clients_of_prisma(app):
        client = "node_modules/@prisma/client/../../.prisma"
        above = "/".join(".." for _ in member.name.split("/"))
        place = f"{member.name}/{above}/" if member is not app.members[-1] else ""
        if place and member.name not in used:
            continue
        copies.append(f"{member.folder}/{client}:{place}@prisma/client/../../")
        evidence = evidence or member.package.json.evidence("dependencies", "@prisma/client")
    if evidence is not None:
        found.settle("deployed_clients", words, Fact(tuple(copies), evidence))


def _settle_patched(app: App) -> None:
    """Settle the patches of patch-package that change what `pnpm deploy` has installed anew.

    It finds a package at the top of node_modules only, where pnpm has the application's own ones.
    """
    own = {*app.package.json.keys("dependencies"), *app.package.json.keys("optionalDependencies")}
    others = {name for one in app.members for name in one.package.json.keys("dependencies")} - own
    files = sorted(one for one in app.project.files if PATCH.fullmatch(one))
    patches = {one: _patched_by(one) for one in files}
    applied = tuple(one for one, name in patches.items() if name in own)
    if applied:
        app.findings.settle("deployed_patches", words, Fact(applied, Evidence("file", applied[0])))
    left = [one for one, name in patches.items() if name in others or "++" in one]
    if left:
        app.findings.warn(
            f"`pnpm deploy` installs packages anew, and patch-package does not find there what "
            f"{', '.join(left)} changes: `pnpm patch` keeps patches in pnpm-workspace.yaml"
        )


def _patched_by(path: str) -> str:
    """The package that a patch is for: `patches/@acme+x+1.0.0.patch` is for @acme/x."""
    if "++" in path:
        return ""  # a package inside another one's folder
    parts = path.removeprefix("patches/").split("+")
    return "/".join(parts[:2]) if parts[0].startswith("@") else parts[0]


def _text(app: App, path: str) -> str:
    return app.project.read(path).text if app.project.has(path) else ""


def _output(app: App, member: Member) -> str:
    """What of a member the image holds: `folder:inner` for what a build writes, else `folder:`."""
    if member.package.script("build") is None:
        later = lifecycle.read(member.package, None).later
        return f"{member.folder}:{'.' if later else ''}"
    for path in _published(member.package):
        inner = path.removeprefix("./").split("/")[0]
        inside = f"{member.folder}/{inner}"
        known = app.project.has(inside) or app.project.has_folder(inside)
        if inner and "*" not in inner and "." not in inner and not known:
            return f"{member.folder}:{inner}"
    return f"{member.folder}:."


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
