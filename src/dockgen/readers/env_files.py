"""Files of environment variables: https://github.com/motdotla/dotenv#what-rules-does-the-parsing-engine-follow."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.readers.package_json import PackageJson

FILES = (".env.production", ".env", ".env.example", ".env.sample", ".env.template", ".env.defaults")
"""The files that may say how the application runs, the one for production first."""

SOUNDS_SECRET = lazy_regex(
    r"(^|_)(?!.*PUBLIC)(APIKEY|AUTH|CREDENTIALS?|KEY|PASSWORD|PASSWD|SECRET|TOKEN)(_|$)"
)
"""Names that `docker build --check` warns of: https://docs.docker.com/reference/build-checks/."""

LINE = lazy_regex(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.]*)\s*[=:]\s*(.*?)\s*")


def read(project: Project, package: PackageJson, name: str) -> Fact[str] | None:
    """The value of a variable in the first file that gives one."""
    for file in FILES:
        path = package.inside(file)
        if not project.has(path):
            continue
        for found in variables(project, path):
            if found.evidence.key == name and found.value:
                return found
    return None


def variables(project: Project, path: str) -> Iterator[Fact[str]]:
    """The variables of a file; the evidence's key is the variable's name."""
    for number, line in enumerate(project.read(path).text.splitlines(), start=1):
        match = LINE.fullmatch(line)
        if match and not line.lstrip().startswith("#"):
            yield Fact(_value(match[2]), Evidence(match[1], path, number))


def _value(text: str) -> str:
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'`":
        return text[1:-1]
    return re.sub(r"\s+#.*$", "", text)
