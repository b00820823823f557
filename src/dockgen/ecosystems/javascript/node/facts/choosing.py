"""Which application of a workspace is meant."""

from __future__ import annotations

from functools import partial

from dockgen.core.facts import Evidence, Fact, Findings, text, words
from dockgen.core.project import Project, once_per_project
from dockgen.dockerfile.deployed import choosing
from dockgen.dockerfile.deployed.candidates import Candidate
from dockgen.ecosystems.javascript.node.frameworks import runs_elsewhere
from dockgen.ecosystems.javascript.node.frameworks.framework_match import Matcher
from dockgen.ecosystems.javascript.node.monorepos import candidates, nest_cli, nx, nx_names
from dockgen.ecosystems.javascript.node.monorepos.picked import Picked
from dockgen.ecosystems.javascript.node.monorepos.workspaces import Member, Workspace
from dockgen.ecosystems.javascript.node.scripts import start_command
from dockgen.readers.package_json import PackageJson


@once_per_project
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


def settle_choice(project: Project, workspace: Workspace, findings: Findings) -> Fact[str] | None:
    """Settle `workspace`: the member that the user names, or the application that is meant.

    Raises:
        UnusableInput: the user names something that is no member, or several could be meant.
    """
    found = applications(project, workspace)
    asked = "workspace" in findings.unused
    first = None
    if found and not asked:
        made = candidates.of_members(project, workspace, found)
        first = _choose(project, made, workspace.evidence)
    chosen = findings.settle_optional("workspace", partial(_member_named, workspace), first)
    if chosen is None:
        return None
    if len(found) > 1 and not asked:
        _note_others(findings, chosen, tuple(one.folder for one in found), workspace.evidence)
    return chosen


def _choose(project: Project, made: tuple[Candidate, ...], evidence: Evidence) -> Fact[str]:
    """The one that is meant.

    Raises:
        SeveralApplications: nothing makes plain which one is.
    """
    scripts = (*candidates.scripts_at_the_top(project), *candidates.default_of_nest(project))
    return choosing.decide(project, made, scripts, fact="workspace", evidence=evidence)


def _note_others(
    findings: Findings, chosen: Fact[str], every: tuple[str, ...], evidence: Evidence
) -> None:
    """Settle `applications`, and tell of them where this one was assumed."""
    findings.settle("applications", words, Fact(every, evidence))
    choosing.note_others(findings, chosen, every)


def settle_picked(project: Project, findings: Findings) -> Picked | None:
    """Settle `workspace` for a monorepo of NestJS or Nx: what the user names, or what is meant.

    Raises:
        UnusableInput: the user names no application of it, or several could be meant.
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
    made = candidates.of_picked(project, found)
    meant = None if "workspace" in findings.unused else _choose(project, made, first.evidence)
    chosen = findings.settle("workspace", known, meant)
    if len(found) > 1:
        _note_others(findings, chosen, tuple(found), first.evidence)
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
    if wanted in workspace.members:
        return wanted
    if wanted in workspace.by_name:
        return workspace.by_name[wanted].folder
    raise ValueError(f"a member of the workspace ({', '.join(workspace.members)})")
