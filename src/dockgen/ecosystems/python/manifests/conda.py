"""Environments of conda: `environment.yml`, and pixi's manifest.

https://docs.conda.io/projects/conda/en/stable/user-guide/tasks/manage-environments.html,
https://pixi.prefix.dev/latest/reference/pixi_manifest/
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.python.manifests import requirements
from dockgen.ecosystems.python.manifests.requirements import Requirement, normalized
from dockgen.readers.nested import NestedKeys
from dockgen.readers.toml import TomlFile
from dockgen.readers.yaml import YamlFile

ENVIRONMENTS = ("environment.yml", "environment.yaml", "conda.yml", "conda.yaml")
LOCK = "conda-lock.yml"
PIXI, PIXI_LOCK = "pixi.toml", "pixi.lock"
SPEC = lazy_regex(r"(?:[\w.-]+::)?(?P<name>[A-Za-z0-9._-]+)\s*(?P<rest>.*)")
EXACT = lazy_regex(r"={1,2}\s*(?P<version>\d[\w.]*)(?:=.*)?")
NO_PACKAGES = frozenset({"python", "pip", "setuptools", "wheel"})
GEOGRAPHY = (
    *("gdal", "proj", "pyproj", "rasterio", "fiona", "geopandas", "pyogrio", "cartopy"),
    *("libgdal", "rioxarray"),
)
"""Packages that look for the files of GDAL or PROJ by variables."""

PRODUCTION = ("prod", "production", "runtime")


class CondaEnvironment(NamedTuple):
    """What an environment is made of.

    Args:
        manager: `conda`, or `pixi`.
        path: the file that lists its packages.
        files: the files that the manager reads, that one among them.
        packages: its packages, of conda and of PyPI.
        name: of several environments, the one for production; empty for the only one.
        least: the version of the manager that the file asks for, if it does.
    """

    manager: str
    path: str
    files: tuple[str, ...]
    packages: tuple[Requirement, ...]
    name: str = ""
    least: Fact[str] | None = None


def environment(project: Project, folder: str) -> CondaEnvironment | None:
    """The environment of `environment.yml`; None where there is none.

    Raises:
        UnusableInput: it cannot be parsed.
    """
    path = project.first(*(posixpath.join(folder, one) for one in ENVIRONMENTS))
    if path is None:
        return None
    file = project.parsed(path, YamlFile)
    listed = file.value("dependencies")
    found: list[Requirement] = []
    files = [path]
    for number, one in enumerate(listed if isinstance(listed, list) else []):
        evidence = file.evidence("dependencies", str(number))
        if isinstance(one, str):
            found += _of_conda(one, evidence)
        elif isinstance(one, dict) and isinstance(one.get("pip"), list):
            for text in one["pip"]:
                listing = _listing(project, folder, str(text))
                files += listing.files if listing else ()
                found += listing.requirements if listing else _of_pip(str(text), evidence)
    lock = posixpath.join(folder, LOCK)
    if project.has(lock):
        files = [lock]
    return CondaEnvironment("conda", path, tuple(dict.fromkeys(files)), tuple(found))


def pixi(project: Project, folder: str) -> CondaEnvironment | None:
    """The environment of pixi's manifest; None where there is none.

    Raises:
        UnusableInput: it cannot be parsed.
    """
    path = posixpath.join(folder, PIXI)
    own = posixpath.join(folder, "pyproject.toml")
    table: tuple[str, ...] = ()
    if project.has(path):
        file = project.parsed(path, TomlFile)
    elif project.has(own) and project.parsed(own, TomlFile).value("tool", "pixi") is not None:
        path, file, table = own, project.parsed(own, TomlFile), ("tool", "pixi")
    else:
        return None
    lock = posixpath.join(folder, PIXI_LOCK)
    files = (path, *((lock,) if project.has(lock) else ()))
    names = file.keys(*table, "environments")
    name = next((one for one in PRODUCTION if one in names), "")
    found = tuple(_of_tables(file, table))
    if table:
        listed = file.value("project", "dependencies")
        place = file.evidence("project", "dependencies")
        texts = listed if isinstance(listed, list) else []
        found += tuple(requirements.one(str(one), place) for one in texts)
    least = file.text(*table, "workspace", "requires-pixi")
    least = least or file.text(*table, "project", "requires-pixi")
    return CondaEnvironment("pixi", path, files, found, name, least)


def _of_tables(file: NestedKeys, table: tuple[str, ...]) -> Iterator[Requirement]:
    for kind in ("dependencies", "pypi-dependencies"):
        for name in file.keys(*table, kind):
            said = file.value(*table, kind, name)
            extras = said.get("extras") if isinstance(said, dict) else None
            version = said.get("version", "") if isinstance(said, dict) else said
            names = (
                tuple(normalized(str(one)) for one in extras) if isinstance(extras, list) else ()
            )
            place = file.evidence(*table, kind, name)
            if normalized(name) not in NO_PACKAGES:
                yield Requirement(normalized(name), "", names, place, specifier=str(version))


def _of_conda(text: str, evidence: Evidence) -> Iterator[Requirement]:
    match = SPEC.fullmatch(text.strip())
    if match is None or normalized(match["name"]) in NO_PACKAGES:
        return
    exact = EXACT.fullmatch(match["rest"].strip())
    version = exact["version"] if exact else ""
    place = evidence._replace(key=text)
    yield Requirement(
        normalized(match["name"]), version, (), place, specifier=match["rest"].strip()
    )


def _of_pip(text: str, evidence: Evidence) -> Iterator[Requirement]:
    if not text.startswith("-"):
        yield requirements.one(text, evidence._replace(key=text))


def _listing(project: Project, folder: str, text: str) -> requirements.RequirementsFile | None:
    """The list that `-r requirements.txt` names among the packages of pip."""
    named = re.fullmatch(r"(?:-r|--requirement)[ =]\s*(.+)", text.strip())
    path = posixpath.normpath(posixpath.join(folder, named[1])) if named else ""
    return requirements.read(project, path) if named and project.has(path) else None


def needs_conda(found: CondaEnvironment) -> bool:
    """Whether an environment takes packages of conda and a list of PyPI's beside them."""
    lists = [one for one in found.files if one != found.path]
    return bool(lists) and any(one.evidence.file == found.path for one in found.packages)
