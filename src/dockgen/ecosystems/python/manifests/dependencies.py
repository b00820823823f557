"""Which package manager installs what: the lockfile decides, then the tables of pyproject.toml."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from typing import NamedTuple

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.python.manifests import (
    conda,
    lockfiles,
    pyproject,
    requirements,
    script_header,
    setup_script,
)
from dockgen.ecosystems.python.manifests.conda import CondaEnvironment
from dockgen.ecosystems.python.manifests.lockfiles import Locked, Lockfile
from dockgen.ecosystems.python.manifests.pipfile import NAME as PIPFILE
from dockgen.ecosystems.python.manifests.pipfile import Pipfile
from dockgen.ecosystems.python.manifests.pyproject import PyProject
from dockgen.ecosystems.python.manifests.requirements import Requirement, RequirementsFile
from dockgen.ecosystems.python.manifests.script_header import ScriptHeader
from dockgen.ecosystems.python.manifests.setup_script import Setup

SSH = lazy_regex(r"ssh://|(?:^|[/+])git@")
"""What an address that Git reaches by SSH has in it: `git+ssh://…`, `git@github.com:…`."""

PRODUCTION_EXTRAS = ("prod", "production", "server", "deploy", "deployment")
"""Extras and groups that hold what only the deployed application needs."""


BELOW = ("requirements.txt", "pyproject.toml", "Pipfile", "setup.py")
DEEPEST = 2
ASIDE = frozenset("docs doc test tests examples example samples notebooks node_modules".split())


class Package(NamedTuple):
    """A package that will be installed.

    Args:
        name: the normalized name.
        version: its version, where it is known.
        extras: what is asked for beside it.
        evidence: where it stands.
        has_wheel: whether it has a wheel for Linux, as far as the lockfile tells.
        git: whether it is fetched by Git: `https`, `ssh`, or empty.
        marker: the environment that it is needed in.
        specifier: which versions will do.
    """

    name: str
    version: str
    extras: tuple[str, ...]
    evidence: Evidence
    has_wheel: bool = True
    git: str = ""
    marker: str = ""
    specifier: str = ""


class Dependencies(NamedTuple):
    """What is installed, and by what.

    Args:
        manager: the package manager: uv, poetry, pdm, pipenv, pip; `pep621` stands for uv that
            reads pyproject.toml without a lockfile.
        packages: what is installed, by normalized name.
        lockfile: the lockfile, where there is one.
        listing: the list of requirements, where that decides.
        pyproject: the pyproject.toml, whatever installs.
        setup: what setup.py and setup.cfg say.
        pipfile: the Pipfile, where Pipenv installs.
        header: the header of the script, where that lists its packages.
        conda: the environment, where conda or pixi installs.
        extras: the extras that are installed too.
        local: the folders of local projects that are installed beside the application.
        warnings: what the user should know.
    """

    manager: Fact[str]
    packages: dict[str, Package]
    lockfile: Lockfile | None = None
    listing: RequirementsFile | None = None
    pyproject: PyProject | None = None
    setup: Setup | None = None
    pipfile: Pipfile | None = None
    header: ScriptHeader | None = None
    conda: CondaEnvironment | None = None
    extras: tuple[str, ...] = ()
    local: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def version(self, name: str) -> Fact[str] | None:
        """The version of a package, where it is known."""
        found = self.packages.get(name)
        return Fact(found.version, found.evidence) if found and found.version else None

    def first(self, *names: str) -> Package | None:
        """The first of these that is installed."""
        return next((self.packages[one] for one in names if one in self.packages), None)


def read(project: Project, folder: str = "", top: str = "") -> Dependencies | None:
    """Find out what installs the packages; None where nothing lists any.

    Args:
        project: the project.
        folder: the folder of the application; empty for the top.
        top: the folder of the workspace's lockfile.

    Raises:
        UnusableInput: a manifest cannot be read.
    """
    own = pyproject.read(project, folder)
    setup = setup_script.read(project, folder)
    return (
        _locked(project, own, setup, top)
        or _conda(project, own, setup, folder, alone=False)
        or _pylock(project, own, setup, folder)
        or _by_tables(project, own, setup, folder)
        or _conda(project, own, setup, folder, alone=True)
        or _listed_below(project, folder)
        or _by_header(project, folder)
    )


def _conda(
    project: Project, own: PyProject | None, setup: Setup | None, folder: str, *, alone: bool
) -> Dependencies | None:
    """The environment of conda or pixi, before other lists only where it says that it decides."""
    made = conda.pixi(project, folder)
    if made is not None and not alone and posixpath.join(folder, conda.PIXI_LOCK) not in made.files:
        made = None
    if made is None:
        made = conda.environment(project, folder)
        if made is not None and not alone and not conda.needs_conda(made):
            made = None
    if made is None:
        return None
    found = _of(Fact(made.manager, Evidence("file", made.path)), made.packages)
    return found._replace(pyproject=own, setup=setup, conda=made)


def projects_below(project: Project) -> tuple[str, ...]:
    """The folders below the top, two deep at most, that have a manifest of Python's own."""
    found = {
        posixpath.dirname(one)
        for one in project.files
        if posixpath.basename(one) in BELOW and 0 < one.count("/") <= DEEPEST
    }
    return tuple(sorted(one for one in found if not ASIDE & set(one.split("/"))))


def _listed_below(project: Project, folder: str) -> Dependencies | None:
    """The only list of requirements below the top, where the top has no manifest of its own.

    It lies beside the sources (`app/requirements.txt`), or with what deploys them.
    """
    below = projects_below(project) if not folder else ()
    path = posixpath.join(below[0], requirements.NAMES[0]) if len(below) == 1 else ""
    others = [one for one in BELOW if project.has(posixpath.join(below[0], one))] if below else []
    if not path or others != [requirements.NAMES[0]]:
        return None
    listing = requirements.read(project, path)
    made = _of(Fact("pip", Evidence("file", path)), listing.requirements)
    return made._replace(listing=listing)


def _by_header(project: Project, folder: str) -> Dependencies | None:
    """The only script at the top that lists its packages itself."""
    tops = (one for one in project.inside(folder) if one.endswith(".py"))
    files = (project.readable(path) for path in tops)
    headers = [one for file in files if file is not None and (one := script_header.read(file))]
    if len(headers) != 1:
        return None
    header = headers[0]
    return _of(Fact("script", header.evidence), header.requirements)._replace(header=header)


def _locked(
    project: Project, own: PyProject | None, setup: Setup | None, top: str
) -> Dependencies | None:
    there = [one for one in lockfiles.MANAGERS if project.has(posixpath.join(top, one))]
    there = [one for one in there if one == "Pipfile.lock" or own is not None]
    if not there:
        return None
    path = posixpath.join(top, there[0])
    lock = lockfiles.read(project, path)
    warnings: tuple[str, ...] = ()
    if len(there) > 1:
        warnings = (f"{' and '.join(there)} are both here: {there[0]} decides; remove the other",)
    has_pipfile = lock.manager == "pipenv" and project.has(posixpath.join(top, PIPFILE))
    pipfile = Pipfile(project, posixpath.join(top, PIPFILE)) if has_pipfile else None
    extras = _production_extras(own) if own is not None else ()
    packages, local = _closure(lock, own, pipfile, extras)
    return Dependencies(
        Fact(lock.manager, Evidence("file", path)),
        packages,
        lock,
        pyproject=own,
        setup=setup,
        pipfile=pipfile,
        extras=extras,
        local=local,
        warnings=warnings,
    )


def _production_extras(own: PyProject) -> tuple[str, ...]:
    return tuple(one for one in own.extras() if one.lower() in PRODUCTION_EXTRAS)


def _closure(
    lock: Lockfile, own: PyProject | None, pipfile: Pipfile | None, extras: tuple[str, ...]
) -> tuple[dict[str, Package], tuple[str, ...]]:
    """The packages that the application itself needs, and the local projects among them."""
    direct = list(own.dependencies) if own is not None else []
    direct += [one for name in extras for one in own.optional(name)] if own is not None else []
    direct += pipfile.packages if pipfile is not None else []
    asked = {one.name: one for one in direct}
    if lock.manager in {"pipenv", "pylock"} or not asked:
        names = list(lock.packages) if lock.manager in {"pipenv", "pylock"} else []
    else:
        names = _reached(lock.packages, asked)
    own_name = requirements.normalized(own.name.value) if own is not None and own.name else ""
    packages, local = {}, []
    for name in names:
        locked = lock.packages.get(name)
        if locked is not None and name != own_name:
            if locked.path and locked.is_package:
                local.append(locked.path)
            packages[name] = _of_lock(locked, asked.get(name))
    return packages, tuple(local)


def _reached(packages: dict[str, Locked], asked: Iterable[str]) -> list[str]:
    waiting, found = list(asked), dict[str, None]()
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found[name] = None
        locked = packages.get(name)
        waiting += locked.needs if locked is not None else ()
    return list(found)


def _of_lock(locked: Locked, asked: Requirement | None) -> Package:
    return Package(
        locked.name,
        locked.version,
        asked.extras if asked else (),
        locked.evidence,
        locked.has_wheel,
        locked.git,
    )


def _pylock(
    project: Project, own: PyProject | None, setup: Setup | None, folder: str
) -> Dependencies | None:
    names = project.inside(folder)
    there = [one for one in names if lockfiles.PYLOCK.fullmatch(posixpath.basename(one))]
    if not there:
        return None
    path = next((one for one in there if one.endswith("pylock.toml")), there[0])
    lock = lockfiles.read(project, path)
    packages, local = _closure(lock, None, None, ())
    return Dependencies(
        Fact("pylock", Evidence("file", path)),
        packages,
        lock,
        pyproject=own,
        setup=setup,
        local=local,
    )


def _by_tables(
    project: Project, own: PyProject | None, setup: Setup | None, folder: str
) -> Dependencies | None:
    listing = _listing(project, folder)
    by_table = _by_table(own) if own is not None else None
    if project.has(posixpath.join(folder, PIPFILE)) and listing is None and by_table is None:
        pipfile = Pipfile(project, posixpath.join(folder, PIPFILE))
        evidence = Evidence("file", posixpath.join(folder, PIPFILE))
        return _of(Fact("pipenv", evidence), pipfile.packages)._replace(pipfile=pipfile)
    if own is not None and by_table is not None and not _list_goes_first(listing, own):
        extras = _production_extras(own)
        found = [*own.dependencies, *(one for name in extras for one in own.optional(name))]
        made = _of(by_table, found)
        return made._replace(pyproject=own, setup=setup, extras=extras)
    if listing is not None:
        made = _of(Fact("pip", Evidence("file", listing.path)), listing.requirements)
        return made._replace(listing=listing, pyproject=own, setup=setup)
    if setup is not None:
        manager = Fact("pip", Evidence("file", setup.path))
        return _of(manager, setup.requirements or ())._replace(pyproject=own, setup=setup)
    return None


def _by_table(own: PyProject) -> Fact[str] | None:
    """The manager that a pyproject.toml without a lockfile is for; None where it lists nothing."""
    if own.has_tool("poetry") and own.toml.value("tool", "poetry", "dependencies") is not None:
        return Fact("poetry", own.toml.evidence("tool", "poetry", "dependencies"))
    if own.toml.value("project") is None:
        return None
    if own.has_tool("pdm"):
        return Fact("pdm", own.toml.evidence("tool", "pdm"))
    if own.toml.value("project", "dependencies") is not None:
        return Fact("pep621", own.toml.evidence("project", "dependencies"))
    return Fact("pep621", own.toml.evidence("project"))


def _listing(project: Project, folder: str) -> RequirementsFile | None:
    for name in requirements.NAMES:
        path = posixpath.join(folder, name)
        if project.has(path):
            return requirements.read(project, path)
    return None


def _list_goes_first(listing: RequirementsFile | None, own: PyProject) -> bool:
    """Whether a list of requirements says more than pyproject.toml, which has no lockfile.

    A compiled list pins what pyproject.toml asks for; one that names the project alone says less.
    """
    if listing is None or not listing.requirements:
        return False
    listed = {one.name for one in listing.requirements if one.name}
    asked = {one.name for one in own.dependencies}
    dynamic = own.toml.value("project", "dynamic")
    if isinstance(dynamic, list) and "dependencies" in dynamic:
        return True
    return asked <= listed


def _of(manager: Fact[str], found: Iterable[Requirement]) -> Dependencies:
    packages: dict[str, Package] = {}
    local = []
    for one in found:
        if one.path:
            local.append(one.path)
        if one.name:
            git = ""
            if one.url.startswith("git") or one.url.endswith(".git"):
                git = "ssh" if SSH.search(one.url) else "https"
            packages[one.name] = Package(
                one.name,
                one.version,
                one.extras,
                one.evidence,
                git=git,
                marker=one.marker,
                specifier=one.specifier,
            )
    return Dependencies(manager, packages, local=tuple(dict.fromkeys(local)))
