"""polymer.json: what `polymer build` writes.

https://polymer-library.polymer-project.org/3.0/docs/tools/polymer-json: each of the builds goes to
a folder of its name, or of its preset's.
"""

from __future__ import annotations

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Fact
from dockgen.core.project import TextFile
from dockgen.readers.json import JsonFile

NAME = "polymer.json"


def read(file: TextFile) -> dict[str, Fact[str]]:
    """`output`: the name of the first build; nothing where no build is named."""
    try:
        json = JsonFile(file, comments=True)
    except UnusableInput:
        return {}  # which polymer will complain about
    builds = json.value("builds")
    for one in builds if isinstance(builds, list) else []:
        name = one.get("name", one.get("preset")) if isinstance(one, dict) else None
        if isinstance(name, str):
            return {"output": Fact(name, json.evidence("builds"))}
    return {}
