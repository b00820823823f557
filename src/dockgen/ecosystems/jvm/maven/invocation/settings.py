"""The settings that Maven is told to read, and what in them is secret.

https://maven.apache.org/settings.html
"""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from dockgen.core.facts import Evidence, Fact, Findings, text, words
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.readers import xml as xml_source

CONFIG = ".mvn/maven.config"
OPTION = lazy_regex(r"(?:^|\s)(?:-s|--settings)(?:\s+|=)(\S+)")
USUAL = ("settings.xml", ".mvn/settings.xml")
"""Where people put them; Maven is told to read them."""

SECRET = frozenset({"password", "passphrase", "privateKey"})
VARIABLE = lazy_regex(r"\$\{env\.([A-Za-z_]\w*)\}")


class MavenSettings(NamedTuple):
    """A project's settings for Maven.

    Args:
        path: the file, relative to the project.
        named: whether `.mvn/maven.config` names it; otherwise Maven has to be told.
        secret: where a password is written down in it; None where none is.
        variables: the environment variables that it takes, which are secret too.
    """

    path: Fact[str]
    named: bool
    secret: Evidence | None
    variables: tuple[Fact[str], ...]


def read(project: Project) -> MavenSettings | None:
    """The settings of a project, or None where it has none of its own.

    Raises:
        UnusableInput: the file is not XML.
    """
    named = _named(project)
    path = named or next(
        (Fact(one, Evidence("file", one)) for one in USUAL if project.has(one)), None
    )
    if path is None:
        return None
    file = project.read(path.value)
    top = xml_source.parse(file, root="settings")
    secret, variables = None, dict[str, Fact[str]]()
    waiting = [("settings", top)]
    while waiting:
        key, element = waiting.pop()
        waiting += [(f"{key}/{child.name}", child) for child in reversed(element.children)]
        place = Evidence(key, path.value, element.line)
        if element.name in SECRET and element.text and not element.text.startswith("${"):
            secret = secret or place
        for match in VARIABLE.finditer(element.text):
            variables.setdefault(match[1], Fact(match[1], place))
    return MavenSettings(path, named is not None, secret, tuple(variables.values()))


def settle(project: Project, findings: Findings) -> MavenSettings | None:
    """Settle what of the settings is copied, and what the build gets as a secret.

    Raises:
        UnusableInput: the file is not XML.
    """
    found = read(project)
    if found is None:
        return None
    if found.secret is not None:
        place = found.secret._replace(reason="a password is written down there")
        files: tuple[str, ...] = (found.path.value,)
        findings.settle("secret_files", words, Fact(files, place))
    elif not found.path.value.startswith(".mvn/"):
        findings.settle("settings_file", text, found.path)
    if found.variables:
        names = tuple(one.value for one in found.variables)
        findings.settle("secret_variables", words, Fact(names, found.variables[0].evidence))
    return found


def _named(project: Project) -> Fact[str] | None:
    """The file that `.mvn/maven.config` names, if it lies in the project."""
    if not project.has(CONFIG):
        return None
    file = project.read(CONFIG)
    match = OPTION.search(file.text)
    path = posixpath.normpath(match[1]) if match else ""
    if match is None or not project.has(path):
        return None
    return Fact(path, Evidence("--settings", CONFIG, file.line_of(match.start(1))))
