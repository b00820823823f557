"""The files of the project that an installation reads, and the secrets among them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from dockgen.core.facts import Evidence, Fact, flag, words
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.javascript.common import registries
from dockgen.ecosystems.javascript.node.facts import setup
from dockgen.ecosystems.javascript.node.facts.app import App
from dockgen.ecosystems.javascript.node.facts.steps import bootstrapping
from dockgen.ecosystems.javascript.node.monorepos import lerna, workspaces
from dockgen.ecosystems.javascript.node.monorepos.workspaces import Member
from dockgen.ecosystems.javascript.node.package_managers import pnpm_settings, yarn_settings
from dockgen.ecosystems.javascript.node.package_managers.package_manager import Manager
from dockgen.readers.package_json import GROUPS, NAME, PackageJson

PATCHED_BY_YARN = lazy_regex(r"patch:[^#]+#(?P<paths>[^:]+)")
"""`patch:lodash@npm%3A4.17.21#~/.yarn/patches/lodash.patch`: https://yarnpkg.com/protocol/patch."""

MADE_BY_YARN = lazy_regex(r"exec:(?P<path>\.{0,2}/?[\w@./-]+\.[cm]?js)")
"""A package that a script of the project makes: https://yarnpkg.com/protocol/exec."""

PATCH_FOLDER = lazy_regex(r"\bpatch-package\b[^&|;]*--patch-dir[= ]\s*[\"']?([\w@./-]+)")
"""https://github.com/ds300/patch-package#options."""


def settle(app: App, manager: Manager) -> None:
    """Settle `manifests`, `manifest_folders`, `member_programs`, and which files are secrets."""
    names = [one for one in manager.row.companions if app.project.has(one)]
    _settle_secrets(app, names)
    there = app.project.has_folder(".yarn/cache")
    if manager.row.name == "yarn-berry" and not there and yarn_settings.keeps_archives(app.project):
        kept = Evidence("enableGlobalCache", yarn_settings.NAME)
        app.findings.settle("archives_in_project", flag, Fact(value=True, evidence=kept))
    top = [NAME, manager.lockfile, *names]
    if bootstrapping.version(app, manager):
        top += [lerna.NAME, *lerna.lockfiles(app.project, (one.folder for one in app.members))]
    along = [one.folder for one in (*_with_manifest(app, manager), *app.sides)]
    others = app.reaches.along if app.reaches else ()
    members = [f"{folder}/{NAME}" for folder in dict.fromkeys([*others, *along])]
    archives = app.findings.words("local_archives")
    folders = tuple(one for one in setup.READ_FOLDERS if app.project.has_folder(one))
    folders += app.findings.words("local_packages")
    folders += tuple(one for one in _patch_folders(app) if one not in folders)
    named = [
        path
        for path in dict.fromkeys(_named(app, manager))
        if app.project.has(path) and not any(path.startswith(f"{one}/") for one in folders)
    ]
    found = dict.fromkeys(path for path in [*top, *named, *members, *archives] if path is not None)
    app.findings.settle("manifests", words, Fact(tuple(found), Evidence("file", NAME)))
    if folders:
        app.findings.settle(
            "manifest_folders", words, Fact(folders, Evidence("folder", folders[0]))
        )
    _settle_programs(app)


def _settle_secrets(app: App, names: list[str]) -> None:
    """Settle which of the files hold credentials, which are taken out of the names."""
    secret = registries.files_with_credentials(app.project, tuple(names))
    for fact in secret:
        names.remove(fact.value)
    if secret:
        paths = tuple(fact.value for fact in secret)
        app.findings.settle("secret_files", words, Fact(paths, secret[0].evidence))
    variables = registries.variables(app.project, tuple(names))
    if variables:
        found = tuple(fact.value for fact in variables)
        app.findings.settle("secret_variables", words, Fact(found, variables[0].evidence))


def _with_manifest(app: App, manager: Manager) -> Iterable[Member]:
    """The members whose package.json has to be there when packages are installed."""
    if not app.members or manager.lockfile is None or not manager.row.every_manifest:
        return app.members
    found = workspaces.find(app.project)
    return found.members.values() if found else app.members


def _named(app: App, manager: Manager) -> Iterator[str]:
    """The files that settings and manifests name, wherever they lie."""
    if manager.row.command == "yarn":
        yield from yarn_settings.programs(app.project)
    if manager.row.command == "pnpm":
        yield from pnpm_settings.files(app.project, app.root)
    yield from _patched_by_bun(app.root)
    for package in app.packages:
        for path in _of_yarn(package):
            yield posixpath.normpath(path)


def _patched_by_bun(root: PackageJson) -> Iterator[str]:
    """https://bun.com/docs/pm/cli/patch: paths relative to the top."""
    found = root.json.value("patchedDependencies")
    for path in found.values() if isinstance(found, dict) else ():
        if isinstance(path, str):
            yield posixpath.normpath(path)


def _of_yarn(package: PackageJson) -> Iterator[str]:
    """What `patch:` and `exec:` name; `~/` is the top, all else is relative to the package."""
    for group in (*GROUPS, "resolutions"):
        found = package.json.value(group)
        for wanted in found.values() if isinstance(found, dict) else ():
            patched = PATCHED_BY_YARN.match(str(wanted))
            for one in patched["paths"].split("&") if patched else ():
                path = one.rpartition("!")[2]  # `optional!` may stand before it
                yield path[2:] if path.startswith("~/") else package.inside(path)
            made = MADE_BY_YARN.match(str(wanted))
            if made:
                yield package.inside(made["path"])


def _patch_folders(app: App) -> Iterator[str]:
    """Where patch-package finds its patches, if a script at the top says so."""
    for name in app.root.json.keys("scripts"):
        script = app.root.script(name)
        match = PATCH_FOLDER.search(script.value) if script else None
        folder = posixpath.normpath(match[1]) if match else ""
        if folder and app.project.has_folder(folder):
            yield folder


def _settle_programs(app: App) -> None:
    """Settle the programs that members bring for others: a link wants the file that it is to.

    pnpm, npm and Bun link none that is missing, and do not come back to it. What a build makes is
    missing after the first installation on a developer's machine too.
    """
    found = [
        path
        for member in (*app.members[:-1], *app.sides)
        for path in _programs(app, member.package)
    ]
    if found:
        evidence = Evidence("file", found[0], reason="a program of a member")
        app.findings.settle("member_programs", words, Fact(tuple(found), evidence))


def _programs(app: App, package: PackageJson) -> Iterator[str]:
    """https://docs.npmjs.com/cli/configuring-npm/package-json#bin."""
    found = package.json.value("bin")
    named = list(found.values()) if isinstance(found, dict) else [found]
    for path in dict.fromkeys(str(one) for one in named if isinstance(one, str)):
        inside = posixpath.normpath(package.inside(path))
        if app.project.has(inside):
            yield inside
    folder = package.json.text("directories", "bin")
    if folder is not None and found is None:
        yield from app.project.inside(posixpath.normpath(package.inside(folder.value)))
