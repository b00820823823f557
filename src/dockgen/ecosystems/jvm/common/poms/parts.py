"""The parts of a Maven POM: models, coordinates, dependencies, plugins.

What each element means: https://maven.apache.org/ref/current/maven-model/maven.html.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import chain
from typing import NamedTuple

from dockgen.core.facts import Evidence, Fact
from dockgen.readers.xml import Element


class Model(NamedTuple):
    """A POM's `<project>`, or one of its profiles that is active by default.

    Args:
        file: the POM's path.
        key: the path of names that leads to it, for evidence.
        top: the element.
        own: whether it belongs to the POM itself and not to a parent.
    """

    file: str
    key: str
    top: Element
    own: bool

    def fact(self, path: str, element: Element, below: str = "") -> Fact[str]:
        """What an element says, with its place in this model as the evidence."""
        key = "/".join(part for part in (self.key, path, below) if part)
        return Fact(element.text, Evidence(key, self.file, element.line))


class Coordinates(NamedTuple):
    """What names an artifact; `version` is empty where it is left to someone else."""

    group: str
    artifact: str
    version: str
    evidence: Evidence

    @property
    def key(self) -> tuple[str, str]:
        """The group and the artifact."""
        return self.group, self.artifact


class Dependency(NamedTuple):
    """A dependency, or an entry of the dependency management.

    Args:
        coordinates: what it depends on.
        scope: when it is needed; empty where nothing says so, which means `compile`.
        type: the kind of file.
        optional: whether projects that depend on this one do without it.
    """

    coordinates: Coordinates
    scope: str
    type: str
    optional: bool

    @property
    def runs_with_the_application(self) -> bool:
        """Whether the running application has it on its class path."""
        return self.scope in {"", "compile", "runtime"} and self.type in {"jar", "ejb", "bundle"}


class Plugin(NamedTuple):
    """All that a POM and its parents say of one plugin.

    Args:
        artifact: its artifactId.
        declarations: where it is declared: `(model, path, element)`, what wins first.
    """

    artifact: str
    declarations: tuple[tuple[Model, str, Element], ...]

    @property
    def evidence(self) -> Evidence:
        """Where it is declared first."""
        model, path, element = self.declarations[0]
        return model.fact(f"{path}/plugin", element).evidence

    def setting(self, path: str, executions: Collection[str] | None = None) -> Fact[str] | None:
        """What the configuration says at this path of names, or None.

        Args:
            path: such as `archive/manifest/mainClass`.
            executions: the executions whose own configuration counts too, by id; None for all.
        """
        for model, where, configuration in self.configurations(executions):
            element = configuration.find(path)
            if element is not None and element.text:
                return model.fact(where, element, path)
        return None

    def configurations(
        self, executions: Collection[str] | None = None
    ) -> Iterator[tuple[Model, str, Element]]:
        """The configurations, what wins first; arguments as for `setting`."""
        for model, path, element in self.declarations:
            for execution in element.all("executions/execution"):
                if executions is None or text_of(execution, "id") in executions:
                    for found in execution.all("configuration"):
                        yield model, f"{path}/plugin/executions/execution/configuration", found
            for found in element.all("configuration"):
                yield model, f"{path}/plugin/configuration", found

    def goals(self) -> frozenset[str]:
        """The goals that its executions bind to the build."""
        goals = chain.from_iterable(
            element.all("executions/execution/goals/goal") for _, _, element in self.declarations
        )
        return frozenset(goal.text for goal in goals)


def text_of(element: Element, path: str) -> str:
    """The text of the first element at this path of names below `element`, or an empty one."""
    found = element.find(path)
    return found.text if found is not None else ""
