"""The header of a script that lists its packages: PEP 723.

https://packaging.python.org/en/latest/specifications/inline-script-metadata/
"""

from __future__ import annotations

import re
import tomllib
from typing import NamedTuple

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import TextFile
from dockgen.ecosystems.python.manifests import requirements
from dockgen.ecosystems.python.manifests.requirements import Requirement

BLOCK = lazy_regex(r"^# /// script$\s(?P<content>(?:^#(?:| .*)$\s)+)^# ///$", re.MULTILINE)


class ScriptHeader(NamedTuple):
    """What a script's header says.

    Args:
        requirements: what it needs.
        python: the versions of Python that it is for.
        evidence: where it stands.
    """

    requirements: tuple[Requirement, ...]
    python: Fact[str] | None
    evidence: Evidence


def read(file: TextFile) -> ScriptHeader | None:
    """The header of a script; None where it has none.

    Raises:
        UnusableInput: it is not TOML.
    """
    match = BLOCK.search(file.text)
    if match is None:
        return None
    line = file.line_of(match.start())
    content = "".join(
        one[2:] if one.startswith("# ") else one[1:]
        for one in match["content"].splitlines(keepends=True)
    )
    try:
        data = tomllib.loads(content)
    except tomllib.TOMLDecodeError as problem:
        raise UnusableInput(
            f"its header is not valid TOML: {problem}", file=file.path, line=line
        ) from None
    evidence = Evidence("script header", file.path, line)
    listed = data.get("dependencies", [])
    found = (
        [requirements.one(str(one), evidence) for one in listed] if isinstance(listed, list) else []
    )
    python = data.get("requires-python")
    said = Fact(python, evidence) if isinstance(python, str) and python else None
    return ScriptHeader(tuple(found), said, evidence)
