"""The facts of a Rush repository: what Rush installs with, what it reads, and how it deploys."""

from __future__ import annotations

import posixpath
import shlex
from collections.abc import Iterator

from dockgen.core.facts import Evidence, Fact, default, text, words
from dockgen.ecosystems.javascript.common import registries
from dockgen.ecosystems.javascript.node.facts import setup
from dockgen.ecosystems.javascript.node.facts.app import App
from dockgen.ecosystems.javascript.node.monorepos import rush
from dockgen.ecosystems.javascript.node.monorepos.workspaces import Member, find
from dockgen.ecosystems.javascript.node.package_managers import ranges
from dockgen.readers.package_json import NAME

DEPLOYED = "/prod"
"""Where `rush deploy` puts an application with its packages."""


def settle_installation(app: App) -> None:
    """Settle what Rush installs with, and the files and folders that it reads before it does.

    Rush wants the package.json of every project in rush.json, also with `--to`.
    """
    found, facts = rush.read(app.project), app.findings
    facts.settle("installs_with", text, found.manager)
    store = rush.store(app.project, found)
    facts.settle("package_store", text, Fact(store, default("where Rush keeps packages")))
    files = tuple(rush.registry_files(app.project))
    secret = registries.files_with_credentials(app.project, files)
    if secret:
        paths = tuple(one.value for one in secret)
        facts.settle("secret_files", words, Fact(paths, secret[0].evidence))
    variables = registries.variables(app.project, files)
    if variables:
        names = tuple(one.value for one in variables)
        facts.settle("secret_variables", words, Fact(names, variables[0].evidence))
    manifests = (rush.NAME, *(f"{one.folder}/{NAME}" for one in found.projects))
    facts.settle("manifests", words, Fact(manifests, found.evidence))
    folders = tuple(one for one in rush.READ_FOLDERS if app.project.has_folder(one))
    if folders:
        facts.settle("manifest_folders", words, Fact(folders, Evidence("folder", folders[0])))


def warn_of_node(app: App) -> None:
    """Say where Rush will refuse the version of Node.js that another file asks for."""
    wanted = rush.node_range(app.project)
    version = str(app.findings.facts["language_version"].value)
    if wanted is None or not version[:1].isdigit():
        return
    if not ranges.admits(wanted.value, ranges.newest_of(version)):
        app.findings.warn(
            f"{rush.NAME}:{wanted.evidence.line} lets Rush run on Node.js {wanted.value} only, and "
            f"the image has {version}: Rush will stop the build"
        )


def settle_deployment(app: App) -> None:
    """Settle how `rush deploy` makes the folder for the image, and what of it the image holds."""
    name, folder = app.members[-1].name, app.folder
    keeps_all = "keeps_all" in app.findings.facts
    made = rush.deployment(app.project, name, DEPLOYED, keeps_all=keeps_all)
    why = default(f"no file of {rush.CONFIG} names {name} in deploymentProjectNames")
    if made.scenario is not None:
        why = made.scenario.evidence
    if made.scenario is not None and made.whole:
        app.findings.settle("deploy_scenario", text, made.scenario)
        commands = (*made.commands, *_copies_of_clients(app))
        app.findings.settle("deploy_commands", words, Fact(commands, why))
        return
    running = app.members if keeps_all else _needed_to_run(app)
    others = [member.folder for member in running if member.folder != folder]
    whole = [*others, folder] if "output_dir" not in app.findings.facts else others
    # Like `npm pack`, it takes the logs of Rush along where `files` does not say what to take.
    named = {one.folder for one in running if one.package.json.value("files") is not None}
    logging = [one for one in whole if one not in named]
    logs = [f"{DEPLOYED}/{one}/{log}" for one in logging for log in (".rush", "rush-logs")]
    after = [shlex.join(["rm", "-rf", *logs])] if logs else []
    commands = (*made.commands, *_copies_of_clients(app), *after)
    app.findings.settle("deploy_commands", words, Fact(commands, why))
    parts = ["common"] if _has_packages(app, running) else []
    parts += others
    parts += [folder] if folder in whole else _packages_of(app)
    evidence = Evidence("file", app.inside(NAME), reason="what it depends on")
    app.findings.settle("deployed_parts", words, Fact(tuple(parts), evidence))


def _copies_of_clients(app: App) -> list[str]:
    """What takes along the clients that Prisma wrote beside @prisma/client, a package of nobody's.

    Above the place that a link leads to are the neighbours of what it leads to.
    """
    places = [f"{one.folder}/node_modules/@prisma/client" for one in setup.clients_of_prisma(app)]
    return [
        shlex.join(["cp", "-R", f"{one}/../../.prisma", f"{DEPLOYED}/{one}/../../"])
        for one in places
    ]


def _needed_to_run(app: App) -> tuple[Member, ...]:
    """The application, and the members that it depends on when it runs; not those of builds."""
    by_name = {member.name: member for member in app.members}
    found: dict[str, Member] = {}
    waiting = [app.members[-1]]
    while waiting:
        member = waiting.pop()
        found[member.folder] = member
        names = (name for name in _dependencies(member) if name not in member.apart)
        nearest = (by_name[name] for name in names if name in by_name)
        waiting += [one for one in nearest if one.folder not in found]
    return tuple(member for member in app.members if member.folder in found)


def _dependencies(member: Member) -> Iterator[str]:
    for group in ("dependencies", "optionalDependencies"):
        yield from member.package.json.keys(group)


def _has_packages(app: App, running: tuple[Member, ...]) -> bool:
    """Whether anything comes from a registry, so that Rush deploys common/temp."""
    found = find(app.project)
    local = {member.name for member in found.members.values()} if found else set()
    return any(
        name not in local or name in member.apart
        for member in running
        for name in _dependencies(member)
    )


def _packages_of(app: App) -> list[str]:
    """The links from the application's folder, where it depends on anything."""
    needs = app.package.has_production_dependencies
    return [posixpath.join(app.folder, "node_modules")] if needs else []
