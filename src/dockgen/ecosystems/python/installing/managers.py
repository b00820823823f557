"""The command by which each package manager installs what the application needs, and no more."""

from __future__ import annotations

import posixpath
import re
import shlex
from typing import NamedTuple

from dockgen.core.facts import Fact, default
from dockgen.core.project import Project
from dockgen.core.versions import product
from dockgen.ecosystems.python.manifests import conda, pyproject, setup_script
from dockgen.ecosystems.python.manifests.conda import CondaEnvironment
from dockgen.ecosystems.python.manifests.dependencies import Dependencies

NAMES = {"pep621": "uv", "pylock": "uv", "script": "uv"}
"""The manager that installs, where the manifests are of none."""

LOOSE = "no lockfile is in the project: builds may install different versions of packages"


class Installation(NamedTuple):
    """How packages are installed.

    Args:
        manager: the package manager.
        version: its version, where it has to be installed itself.
        command: the command; None where there is nothing to install.
        manifests: the files that it reads, relative to the project.
        local: the folders of local projects that are installed after the sources came.
        warnings: what the user should know.
    """

    manager: Fact[str]
    version: Fact[str] | None
    command: Fact[str] | None
    manifests: tuple[str, ...]
    local: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def read(project: Project, needed: Dependencies, folder: str, top: str) -> Installation:
    """Decide how packages are installed.

    Args:
        project: the project.
        needed: what the application depends on.
        folder: the application's folder.
        top: the folder that the lockfile lies in.
    """
    makers = {
        "uv": _uv,
        "poetry": _poetry,
        "pdm": _pdm,
        "pipenv": _pipenv,
        "pylock": _pylock,
        "pep621": _pep621,
        "script": _script,
        "conda": _conda,
        "pixi": _pixi,
    }
    made = makers.get(needed.manager.value, _pip)(project, needed, folder, top)
    return made._replace(warnings=(*needed.warnings, *made.warnings))


def _manager(needed: Dependencies) -> Fact[str]:
    name = NAMES.get(needed.manager.value, needed.manager.value)
    return Fact(name, needed.manager.evidence)


def newest(name: str) -> Fact[str]:
    """The line of a package manager that is taken where nothing says another."""
    return Fact(product(name).default, default(f"the newest line of {name}"))


def _extras(needed: Dependencies, option: str = "--extra") -> str:
    return "".join(f" {option} {shlex.quote(name)}" for name in needed.extras)


def _uv(_: Project, needed: Dependencies, folder: str, top: str) -> Installation:
    """https://docs.astral.sh/uv/guides/integration/docker/#intermediate-layers."""
    own, lock = needed.pyproject, needed.lockfile
    assert own is not None  # noqa: S101  a uv.lock counts only beside a pyproject.toml
    assert lock is not None  # noqa: S101
    is_member = folder != top
    if is_member or needed.local or own.local_sources() or own.members:
        package = f" --package {shlex.quote(own.name.value)}" if is_member and own.name else ""
        command = f"uv sync --frozen --no-dev --no-install-local{package}{_extras(needed)}"
    else:
        command = f"uv sync --locked --no-dev --no-install-project{_extras(needed)}"
    manifests = (posixpath.join(top, pyproject.NAME), lock.path)
    evidence = needed.manager.evidence
    return Installation(
        _manager(needed), newest("uv"), Fact(command, evidence), manifests, needed.local
    )


def _poetry(_: Project, needed: Dependencies, folder: str, top: str) -> Installation:
    """https://python-poetry.org/docs/cli/#install."""
    del top
    lock = needed.lockfile
    version = lock.made_by if lock is not None and lock.made_by is not None else newest("poetry")
    extras = _extras(needed, "--extras")
    command = f"poetry install --only main --no-root --no-directory --compile{extras}"
    manifests = (posixpath.join(folder, pyproject.NAME), *((lock.path,) if lock else ()))
    warnings = () if lock else (LOOSE,)
    return Installation(
        _manager(needed),
        version,
        Fact(command, needed.manager.evidence),
        manifests,
        needed.local,
        warnings,
    )


def _pdm(_: Project, needed: Dependencies, folder: str, top: str) -> Installation:
    """https://pdm-project.org/en/stable/reference/cli/#install."""
    del top
    lock = needed.lockfile
    checked = "--check " if lock else ""
    command = f"pdm install {checked}--prod --no-self"
    manifests = (posixpath.join(folder, pyproject.NAME), *((lock.path,) if lock else ()))
    warnings = () if lock else (LOOSE,)
    return Installation(
        _manager(needed),
        newest("pdm"),
        Fact(command, needed.manager.evidence),
        manifests,
        needed.local,
        warnings,
    )


def _pipenv(_: Project, needed: Dependencies, folder: str, top: str) -> Installation:
    """https://pipenv.pypa.io/en/latest/cli.html#install."""
    del top
    lock = needed.lockfile
    command = "pipenv install --deploy" if lock else "pipenv install --skip-lock"
    manifests = (posixpath.join(folder, "Pipfile"), *((lock.path,) if lock else ()))
    warnings = () if lock else (LOOSE,)
    return Installation(
        _manager(needed),
        newest("pipenv"),
        Fact(command, needed.manager.evidence),
        manifests,
        needed.local,
        warnings,
    )


def _pylock(_: Project, needed: Dependencies, folder: str, top: str) -> Installation:
    """https://docs.astral.sh/uv/concepts/projects/export/#pylocktoml-format."""
    del folder, top
    lock = needed.lockfile
    assert lock is not None  # noqa: S101  the lockfile is what makes it this manager
    command = f"uv pip sync {shlex.quote(lock.path)}"
    evidence = needed.manager.evidence
    return Installation(
        _manager(needed), newest("uv"), Fact(command, evidence), (lock.path,), needed.local
    )


def _pep621(_: Project, needed: Dependencies, folder: str, top: str) -> Installation:
    """https://docs.astral.sh/uv/pip/packages/#installing-packages-from-files."""
    del top
    path = posixpath.join(folder, pyproject.NAME)
    if not needed.packages and not needed.extras:
        return Installation(_manager(needed), newest("uv"), None, (path,), needed.local)
    command = f"uv pip install -r {shlex.quote(path)}{_extras(needed)}"
    fact = Fact(command, needed.manager.evidence)
    return Installation(_manager(needed), newest("uv"), fact, (path,), needed.local, (LOOSE,))


def _script(_: Project, needed: Dependencies, folder: str, top: str) -> Installation:
    """https://docs.astral.sh/uv/guides/scripts/#declaring-script-dependencies."""
    del folder, top
    asked = needed.header.requirements if needed.header is not None else ()
    listed = [with_version(f"{one.name}{_extras_of(one.extras)}{one.specifier}") for one in asked]
    command = f"uv pip install {shlex.join(listed)}" if listed else None
    found = Fact(command, needed.manager.evidence) if command else None
    warnings = (LOOSE,) if listed else ()
    return Installation(_manager(needed), newest("uv"), found, (), (), warnings)


def _pip(project: Project, needed: Dependencies, folder: str, top: str) -> Installation:
    """https://pip.pypa.io/en/stable/cli/pip/#cmdoption-python."""
    del top
    listing = needed.listing
    words = _of_local_projects(project, needed)
    if listing is None:
        own = needed.setup.requirements if needed.setup is not None else ()
        words += [
            f"{one.name}{_extras_of(one.extras)}{one.specifier}" for one in own or () if one.name
        ]
    manifests: tuple[str, ...] = ()
    arguments = shlex.join([with_version(word) for word in dict.fromkeys(words)])
    before = ""
    if listing is not None:
        manifests = listing.files
        name = shlex.quote(listing.path)
        if needed.local and _names_local(listing.requirements):
            before = f"{_without_local(needed.local, listing.path)} > /tmp/requirements.txt && "
            name = "/tmp/requirements.txt"  # noqa: S108  of the build stage alone
        arguments = f"-r {name} {arguments}".strip()
    command = f"{before}pip --python .venv install {arguments}" if arguments else None
    warnings = []
    if listing is not None and any(
        not one.version and not one.url and not one.path for one in listing.requirements
    ):
        warnings.append(
            f"{listing.path} does not pin every version: builds may install different packages"
        )
    elif listing is None and arguments:
        warnings.append(LOOSE)
    evidence = needed.manager.evidence
    del folder
    return Installation(
        _manager(needed),
        None,
        Fact(command, evidence) if command else None,
        manifests,
        needed.local,
        tuple(warnings),
    )


CONDA_ENVIRONMENT = "/opt/env"
"""Where conda's environment lies, in the stage that makes it and in the image."""


def _conda(_: Project, needed: Dependencies, folder: str, top: str) -> Installation:
    """https://mamba.readthedocs.io/en/latest/user_guide/micromamba.html."""
    del folder, top
    made = needed.conda
    assert made is not None  # noqa: S101  it is what makes it this manager
    is_locked = posixpath.basename(made.files[0]) == conda.LOCK
    listed = shlex.quote(made.files[0])
    command = f"micromamba create --yes --prefix {CONDA_ENVIRONMENT} --file {listed}"
    return Installation(
        _manager(needed),
        newest("micromamba"),
        Fact(command, needed.manager.evidence),
        made.files,
        needed.local,
        () if is_locked else (LOOSE,),
    )


def _pixi(_: Project, needed: Dependencies, folder: str, top: str) -> Installation:
    """https://pixi.prefix.dev/latest/deployment/container/."""
    del folder, top
    made = needed.conda
    assert made is not None  # noqa: S101  it is what makes it this manager
    is_locked = any(posixpath.basename(one) == conda.PIXI_LOCK for one in made.files)
    named = f" --environment {shlex.quote(made.name)}" if made.name else ""
    command = f"pixi install{' --locked' if is_locked else ''}{named}"
    return Installation(
        _manager(needed),
        _pixi_version(made),
        Fact(command, needed.manager.evidence),
        made.files,
        needed.local,
        () if is_locked else (LOOSE,),
    )


def _pixi_version(made: CondaEnvironment) -> Fact[str]:
    """The table's version, or the one that the manifest asks for at least."""
    usual = newest("pixi")
    least = re.search(r"\d+\.\d+\.\d+", made.least.value) if made.least is not None else None
    if made.least is None or least is None:
        return usual
    numbers = [tuple(map(int, one.split("."))) for one in (least[0], usual.value)]
    return Fact(least[0], made.least.evidence) if numbers[0] > numbers[1] else usual


def with_version(requirement: str) -> str:
    """A requirement that says which versions will do, even where all do.

    A bare name in a command looks forgotten, to people and to linters alike.
    """
    return requirement if re.search(r"[<>=~!@]", requirement) else f"{requirement}>=0"


def _extras_of(extras: tuple[str, ...]) -> str:
    return f"[{','.join(extras)}]" if extras else ""


def _names_local(found: tuple[object, ...]) -> bool:
    return any(getattr(one, "path", "") for one in found)


def _without_local(local: tuple[str, ...], path: str) -> str:
    """A list without the projects of the repository itself, whose sources come later."""
    places = "|".join(re.escape(one).replace("/", r"\/") for one in local)
    pattern = rf"/^\s*(-e|--editable)?[ =]*(file:)?(\.\/)?({places})\/?(\[.*\])?\s*(#.*)?$/d"
    return f"sed --regexp-extended {shlex.quote(pattern)} {shlex.quote(path)}"


def _of_local_projects(project: Project, needed: Dependencies) -> list[str]:
    """What the local projects depend on, which are installed without their dependencies."""
    found: list[str] = []
    for folder in needed.local:
        inside = "" if folder == "." else folder
        own = pyproject.read(project, inside)
        setup = setup_script.read(project, inside)
        listed = own.dependencies if own is not None and own.dependencies else ()
        listed = listed or (setup.requirements if setup is not None else ()) or ()
        new = [one for one in listed if one.name and not one.path]
        found += [
            f"{one.name}{_extras_of(one.extras)}{one.specifier}"
            for one in new
            if one.name not in needed.packages
        ]
    return found
