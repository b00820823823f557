"""nest-cli.json in monorepo mode: https://docs.nestjs.com/cli/monorepo.

Several applications share one package.json; `nest build NAME` writes one of them to
`dist/<its root>/<its entry file>.js`.
"""

from __future__ import annotations

import shlex

from dockgen.core.facts import Fact
from dockgen.core.project import Project
from dockgen.ecosystems.javascript.node.monorepos.picked import Picked
from dockgen.readers.json import json_with_comments

NAME = "nest-cli.json"


def default(project: Project) -> Fact[str] | None:
    """The name of the project that is built where none is named; None where nothing says one.

    Raises:
        UnusableInput: nest-cli.json cannot be used.
    """
    json = project.parsed(NAME, json_with_comments) if project.has(NAME) else None
    root = json.text("root") if json else None
    return root._replace(value=root.value.rpartition("/")[2]) if root else None


def applications(project: Project) -> dict[str, Picked]:
    """The applications by name, the default one first; none where this is no monorepo.

    Raises:
        UnusableInput: nest-cli.json cannot be used.
    """
    if not project.has(NAME):
        return {}
    json = project.parsed(NAME, json_with_comments)
    if json.value("monorepo") is not True:
        return {}
    found = {}
    for name in json.keys("projects"):
        if json.value("projects", name, "type") != "application":
            continue
        root = json.text("projects", name, "root")
        entry = json.text("projects", name, "entryFile")
        file = (
            f"dist/{root.value if root else f'apps/{name}'}/{entry.value if entry else 'main'}.js"
        )
        build = f"nest build {shlex.quote(name)}"
        found[name] = Picked(name, build, file, json.evidence("projects", name))
    default = json.text("root")
    first = [name for name in found if default and default.value.endswith(f"/{name}")]
    return {name: found[name] for name in [*first, *found]}
