"""Packages that no registry has: from Git, from folders, and of folders inside the project."""

from __future__ import annotations

import posixpath

from dockgen.core.facts import Evidence, Fact, words
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.javascript.node.facts.app import App
from dockgen.ecosystems.javascript.node.package_managers.managers import BY_NAME
from dockgen.ecosystems.javascript.node.package_managers.package_manager import Manager
from dockgen.ecosystems.javascript.node.scripts import command_words, lifecycle, scripts
from dockgen.readers.package_json import GROUPS, NAME, PackageJson

GIT = lazy_regex(
    r"(?:git(?:\+\w+)?:|github:|gitlab:|bitbucket:|gist:|git@).*|[\w-][\w.-]*/[\w.-]+(?:#.*)?"
    r"|https?:.*\.git(?:#.*)?"
)
"""https://docs.npmjs.com/cli/configuring-npm/package-json#git-urls-as-dependencies"""

SSH = lazy_regex(r"git\+ssh:|ssh:|git@")
LOCAL = lazy_regex(r"(?:file|link|portal):(?://)?(?P<path>.+)|(?P<plain>\.{1,2}/.+)")
ENTERS = lazy_regex(r"(?:\bcd|--prefix|--cwd|--dir|-C)[ =](?P<folder>[\w.][\w./-]*)")
INSTALLS = lazy_regex(
    r"\bcd (?P<cd>[\w.][\w./-]*) *&& *"
    r"(?:(?:npm|pnpm|bun|yarn) +(?:ci|i|install)\b|yarn(?= *(?:$|[)&;])))"
    r"|\b(?:npm|pnpm|bun|yarn)\b(?=[^&;|]*\b(?:ci|i|install)\b)[^&;|]*?"
    r"(?:--prefix|--cwd|--dir|-C)[ =](?P<named>[\w.][\w./-]*)"
)
"""`cd client && npm install`, `npm install --prefix client`."""


def settle_sources(app: App) -> None:
    """Settle what an installation reads beside manifests: Git, and folders of the project."""
    local: list[tuple[str, Evidence]] = []
    cloned: list[tuple[str, Evidence]] = []
    for package in app.packages:
        for name, wanted in package.declared().items():
            group = next(one for one in GROUPS if package.json.text(one, name))
            evidence = package.json.evidence(group, name)
            if GIT.fullmatch(wanted):
                cloned.append((name, evidence))
            local += _local(app, package, wanted, evidence)
            _warn_of(app, name, wanted, evidence)
    for fact, found in (
        ("git_packages", cloned),
        ("local_packages", [one for one in local if app.project.has_folder(one[0])]),
        ("local_archives", [one for one in local if app.project.has(one[0])]),
    ):
        if found:
            names = tuple(dict.fromkeys(one for one, _ in found))
            app.findings.settle(fact, words, Fact(names, found[0][1]))


def _warn_of(app: App, name: str, wanted: str, evidence: Evidence) -> None:
    place = f"{evidence.file}:{evidence.line}"
    if wanted.startswith("workspace:") and not (app.members or app.sides):
        app.findings.warn(
            f"{place} asks for {name} of a workspace, which is not here: run dockgen at the top of "
            "the repository"
        )
    if SSH.match(wanted):
        app.findings.warn(
            f"{place} fetches {name} over SSH, for which a build has no key: ask for it with "
            "git+https://, or add --mount=type=ssh to the installation"
        )


def _local(
    app: App, package: PackageJson, wanted: str, evidence: Evidence
) -> list[tuple[str, Evidence]]:
    """The path in the project that a package is taken from, with its evidence; or nothing."""
    match = LOCAL.fullmatch(wanted)
    if match is None or app.members:
        return []
    path = posixpath.normpath(posixpath.join(package.folder, match["path"] or match["plain"]))
    if path.startswith(("..", "/")):
        app.findings.warn(
            f"{evidence.file}:{evidence.line} takes a package from {path}, outside the project, "
            "which a build cannot read: run dockgen in the folder that holds both"
        )
        return []
    if not (app.project.has(path) or app.project.has_folder(path)):
        app.findings.warn(
            f"{evidence.file}:{evidence.line} takes a package from {path}, which is not there"
        )
        return []
    return [(path, evidence)]


def settle_inner(app: App, manager: Manager, start: tuple[str, ...]) -> None:
    """Settle the folders with packages of their own that scripts build or run, outside workspaces.

    One that no script installs is installed before the build, by its own package manager.
    """
    if app.members or app.sides or app.picked is not None:
        return
    build = app.build_script
    text = scripts.expanded(build, app.package) if build else ""
    for one in lifecycle.read(app.package, build).later:
        script = app.package.script(one.value)
        text += f" ; {scripts.expanded(script, app.package)}" if script else ""
    running = command_words.last_step(start)[0] if start else "."
    entry = command_words.entry_file(start) or "" if start else ""
    entered = [posixpath.normpath(match["folder"]) for match in ENTERS.finditer(text)]
    client = app.served_client
    entered += [client.value] if client else []
    inner = [
        one
        for one in dict.fromkeys([*entered, running])
        if one != "." and app.project.has(f"{one}/{NAME}")
    ]
    if not inner:
        return
    installed = {
        posixpath.normpath(match["cd"] or match["named"]) for match in INSTALLS.finditer(text)
    }
    evidence = Evidence("file", f"{inner[0]}/{NAME}")
    commands = tuple(_install(app, manager, one) for one in inner if one not in installed)
    if commands:
        app.findings.settle("inner_install_commands", words, Fact(commands, evidence))
    gone = tuple(one for one in inner if not (f"{entry}/").startswith(f"{one}/"))
    if gone:
        app.findings.settle("build_only_folders", words, Fact(gone, evidence))


EXTENSION = lazy_regex(r"(?P<folder>extensions/[^/]+)/package\.json")
"""https://directus.io/docs/guides/extensions/quickstart"""


def warn_of_extensions(app: App) -> None:
    """Say which extensions of Directus nothing builds."""
    if app.row is None or app.row.name != "directus" or app.build_script is not None:
        return
    found = (
        match["folder"]
        for match in map(EXTENSION.fullmatch, app.project.matching(EXTENSION))
        if match
    )
    unbuilt = [
        one
        for one in sorted(found)
        if PackageJson(app.project, one).script("build")
        and not app.project.has_folder(f"{one}/dist")
    ]
    if unbuilt:
        app.findings.warn(
            f"nothing builds {', '.join(unbuilt)}: with workspaces extensions/* and a script build "
            "that runs theirs, such as `npm run build --workspaces`, the image does"
        )


IN_FOLDER = {"pnpm": "--dir", "yarn": "--cwd", "bun": "--cwd"}
"""How a package manager is told the folder that it works in."""


def _install(app: App, manager: Manager, folder: str) -> str:
    """How the packages of a folder are installed there, by what its lockfile is of."""
    for row in BY_NAME.values():
        if row.name == "yarn-berry" and not app.project.has(f"{folder}/.yarnrc.yml"):
            continue
        if app.project.first(*(f"{folder}/{name}" for name in row.lockfiles)):
            frozen = row.frozen
            break
    else:
        row = BY_NAME["npm"]
        frozen = row.unlocked
    if row.name == "npm":
        return f"{frozen} --prefix={folder}"
    command, rest = frozen.split(" ", 1)
    if row.command != manager.row.command:  # which is another one's than the image has
        command = f"npx --yes {row.npm_package or row.command}@{row.default_version or 'latest'}"
    return f"{command} {IN_FOLDER[row.command]} {folder} {rest}"
