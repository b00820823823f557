"""What an application of Deno depends on at run time."""

from __future__ import annotations

import re

from dockgen.core.facts import Evidence
from dockgen.core.project import Project
from dockgen.ecosystems.javascript.deno import deno_json
from dockgen.readers.json import JsonFile, json_with_comments

NPM = re.compile(r"npm:/?(?P<name>(?:@[^/@]+/)?[^/@]+)")


def read(project: Project, workspace: str) -> dict[str, Evidence]:
    """The npm packages that deno.json imports, and those of package.json.

    https://docs.deno.com/runtime/fundamentals/node/#using-npm-packages

    Args:
        project: the project.
        workspace: the folder of the application; empty for the top.

    Raises:
        UnusableInput: a file cannot be used.
    """
    place = project.below(workspace) if workspace not in {"", "."} else project
    found: dict[str, Evidence] = {}
    path = place.first(*deno_json.FILES)
    if path is not None:
        json = place.parsed(path, json_with_comments)
        for key in json.keys("imports"):
            target = json.text("imports", key)
            match = NPM.match(target.value) if target else None
            if target is not None and match:
                found[match["name"]] = target.evidence
    if place.has(deno_json.PACKAGE):
        package = place.parsed(deno_json.PACKAGE, JsonFile)
        for name in package.keys("dependencies"):
            found.setdefault(name, package.evidence("dependencies", name))
    return found
