"""Which application of a workspace is meant."""

from __future__ import annotations

from functools import partial

from dockgen.core.facts import Evidence, Fact, Findings, default, text, words
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.javascript.node.frameworks import runs_elsewhere
from dockgen.ecosystems.javascript.node.frameworks.framework_match import Matcher
from dockgen.ecosystems.javascript.node.monorepos import nest_cli, nx, nx_names
from dockgen.ecosystems.javascript.node.monorepos.picked import Picked
from dockgen.ecosystems.javascript.node.monorepos.workspaces import Member, Workspace
from dockgen.ecosystems.javascript.node.scripts import start_command
from dockgen.readers.package_json import NAME, PackageJson

NAMED = lazy_regex(
    r"(?:--filter|-F|--workspace|-w|--scope|--cwd|--prefix|-C|--dir|\bworkspace|\bcd)[ =]"
    r"['\"]?(?:\./)?(?P<name>@?[\w./-]+)"
)
"""How a script at the top names the member in which it runs another."""


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
    return start is not None and start.is_command_line


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
