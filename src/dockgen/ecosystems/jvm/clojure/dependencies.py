"""What an application of Clojure depends on at run time."""

from __future__ import annotations

from dockgen.core.facts import Evidence
from dockgen.core.project import Project
from dockgen.ecosystems.jvm.clojure.detect import READERS
from dockgen.ecosystems.jvm.clojure.uberjar import coordinates


def read(project: Project, workspace: str) -> dict[str, Evidence]:  # noqa: ARG001  one build, one jar
    """The libraries that go into the jar, by `group:name`.

    Raises:
        UnusableInput: a file cannot be read.
    """
    for path, reader in READERS:
        jar = reader(project) if project.has(path) else ""
        if not isinstance(jar, str):
            return {coordinates(name): one.evidence for name, one in jar.dependencies.items()}
    return {}
