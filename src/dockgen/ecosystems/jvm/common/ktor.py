"""Where a Ktor server listens that is configured in a file and not in code.

https://ktor.io/docs/server-configuration-file.html
"""

from __future__ import annotations

import posixpath
import re

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.jvm.common.spring_config import SpringConfig

KEY = "ktor.deployment.port"
YAML_PORT = lazy_regex(r"(?:\$\w+:)?([1-9]\d{0,4})")
"""`8080`, or `$PORT:8080` where a variable goes first."""

HOCON_PORT = lazy_regex(
    r"\bdeployment\s*\{(?:[^{}#]|#[^\n]*|\$\{[^}]*\})*?\bport\s*[=:]\s*\"?([1-9]\d{0,4})\b"
    r"|^[ \t]*ktor\.deployment\.port\s*[=:]\s*\"?([1-9]\d{0,4})\b",
    re.MULTILINE,
)


def configured_port(project: Project, folder: str, config: SpringConfig) -> Fact[int] | None:
    """The port that `application.conf` or `application.yaml` names, or None."""
    path = posixpath.join(folder, "src/main/resources/application.conf")
    if project.has(path):
        file = project.read(path)
        match = HOCON_PORT.search(file.text)
        if match:
            group = match.lastindex or 1
            place = Evidence(KEY, path, file.line_of(match.start(group)))
            return Fact(int(match[group]), place)
    found = config.get(KEY)
    number = YAML_PORT.fullmatch(found.value) if found else None
    return Fact(int(number[1]), found.evidence) if found and number else None
