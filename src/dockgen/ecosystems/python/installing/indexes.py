"""Indexes of packages that ask for a name and a password, by manager.

https://docs.astral.sh/uv/concepts/indexes/#providing-credentials-directly,
https://python-poetry.org/docs/repositories/#configuring-credentials,
https://pip.pypa.io/en/stable/topics/authentication/
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urlsplit

from dockgen.core.facts import Evidence, Fact, Findings, flag, text, words
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.python.manifests.dependencies import Dependencies
from dockgen.readers.toml import TomlFile

PUBLIC = (
    *("pypi.org", "pythonhosted.org", "pytorch.org", "pypi.nvidia.com", "data.pyg.org"),
    *("storage.googleapis.com", "github.io", "github.com", "piwheels.org", "anaconda.org"),
    *("huggingface.co", "aliyun.com", "tsinghua.edu.cn"),
)
"""Hosts whose indexes anybody reads."""

UV = "uv.toml"
CONFIGURATIONS = ("pip.conf", "pip.ini", ".pip/pip.conf")
INDEX = lazy_regex(
    r"(?m)^[^\S\n]*(?:--index-url|-i|--extra-index-url|--find-links|-f)[ =]+(?P<url>\S+)"
)
VARIABLE = lazy_regex(r"\$\{([A-Za-z_]\w*)\}|\$([A-Za-z_]\w*)")


class Credentials(NamedTuple):
    """What the build is given.

    Args:
        variables: the variables that the manager reads, with the place that names the index.
        configuration: pip's own configuration, which may hold a password.
        netrc: where an index is named that pip asks with the user's netrc.
        manifests: further files that the manager reads.
    """

    variables: tuple[Fact[str], ...] = ()
    configuration: Fact[str] | None = None
    netrc: Evidence | None = None
    manifests: tuple[str, ...] = ()


def read(project: Project, needed: Dependencies, folder: str, manager: str) -> Credentials:
    """What the build is given, by the manager that installs."""
    if manager == "uv":
        more = (UV,) if project.has(UV) else ()
        return Credentials(tuple(_of_uv(project, needed)), manifests=more)
    if manager == "poetry":
        return Credentials(tuple(_of_poetry(needed)))
    if manager == "pipenv":
        return Credentials(tuple(_in_tables(_pipfile(needed), "source")))
    if manager == "pdm":
        own = needed.pyproject.toml if needed.pyproject is not None else None
        return Credentials(tuple(_in_tables(own, "tool", "pdm", "source")))
    path = project.first(*(posixpath.join(folder, one) for one in CONFIGURATIONS))
    found = Fact(path, Evidence("file", path)) if path else None
    return Credentials(configuration=found, netrc=None if found else _asked(project, needed))


def _pipfile(needed: Dependencies) -> TomlFile | None:
    return needed.pipfile.toml if needed.pipfile is not None else None


def _tables(toml: TomlFile | None, *path: str) -> Iterator[tuple[dict[str, object], Evidence]]:
    listed = toml.value(*path) if toml is not None else None
    for number, one in enumerate(listed if isinstance(listed, list) else []):
        if isinstance(one, dict) and toml is not None:
            yield one, toml.evidence(*path, str(number), "url")


def _of_uv(project: Project, needed: Dependencies) -> Iterator[Fact[str]]:
    own = needed.pyproject.toml if needed.pyproject is not None else None
    tables = list(_tables(own, "tool", "uv", "index"))
    if project.has(UV):
        tables += _tables(project.parsed(UV, TomlFile), "index")
    for table, evidence in tables:
        name = table.get("name")
        if isinstance(name, str) and table.get("authenticate") != "never" and _is_private(table):
            known = re.sub(r"\W", "_", name).upper()
            for one in ("USERNAME", "PASSWORD"):
                yield Fact(f"UV_INDEX_{known}_{one}", evidence)


def _of_poetry(needed: Dependencies) -> Iterator[Fact[str]]:
    own = needed.pyproject.toml if needed.pyproject is not None else None
    for table, evidence in _tables(own, "tool", "poetry", "source"):
        name = table.get("name")
        if isinstance(name, str) and _is_private(table):
            known = re.sub(r"\W", "_", name).upper()
            for one in ("USERNAME", "PASSWORD"):
                yield Fact(f"POETRY_HTTP_BASIC_{known}_{one}", evidence)


def _in_tables(toml: TomlFile | None, *path: str) -> Iterator[Fact[str]]:
    """The variables in the addresses of indexes, as PDM and Pipenv read them."""
    for table, evidence in _tables(toml, *path):
        for braced, bare in VARIABLE.findall(str(table.get("url", ""))):
            yield Fact(braced or bare, evidence)


def _is_private(table: dict[str, object]) -> bool:
    url = table.get("url")
    if not isinstance(url, str):
        return False
    parts = urlsplit(url)
    host = parts.hostname or ""
    is_public = any(host == one or host.endswith(f".{one}") for one in PUBLIC)
    return parts.scheme in {"http", "https"} and parts.username is None and not is_public


def _asked(project: Project, needed: Dependencies) -> Evidence | None:
    """The first private index that a list of requirements names without a password."""
    for path in needed.listing.files if needed.listing is not None else ():
        file = project.readable(path)
        for match in INDEX.finditer(file.text) if file is not None else ():
            if file is not None and _is_private({"url": match["url"]}) and "$" not in match["url"]:
                return Evidence("index", path, file.line_of(match.start("url")))
    return None


def settle(findings: Findings, needed: Dependencies, found: Credentials) -> None:
    """What the indexes ask for; the build gets it as secrets."""
    listing = needed.listing
    named = (
        [Fact(one, Evidence("${…}", listing.path)) for one in listing.variables] if listing else []
    )
    named += found.variables
    if named:
        names = tuple(dict.fromkeys(one.value for one in named))
        findings.settle("secret_variables", _words_or_none, Fact(names, named[0].evidence))
    if found.variables:
        place = found.variables[0].evidence
        findings.warn(
            f"{place.file}:{place.line} names an index of its own: the build gets its name and "
            "password as secrets; --set secret_variables= where it asks for none"
        )
    if found.configuration is not None:
        findings.settle("pip_configuration", text, found.configuration)
    if found.netrc is not None:
        findings.settle("netrc", flag, Fact(value=True, evidence=found.netrc))
        findings.warn(
            f"{found.netrc.file}:{found.netrc.line} names an index of its own: "
            'NETRC="$(cat ~/.netrc)" docker build --secret id=NETRC,env=NETRC .; '
            "--set netrc=false where it asks for no password"
        )


def _words_or_none(value: object) -> tuple[str, ...]:
    """Words, or nothing at all."""
    return words(value) if value else ()
