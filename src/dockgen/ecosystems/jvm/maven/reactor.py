"""The POMs that one Maven build reads together: https://maven.apache.org/guides/mini/guide-multiple-modules.html."""

from __future__ import annotations

import posixpath
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact
from dockgen.core.project import Project, once_per_project
from dockgen.ecosystems.jvm.common.poms.pom import Pom
from dockgen.ecosystems.jvm.common.poms.reader import PomReader

MAX_MODULES = 2_000
"""How many modules are read."""


@dataclass(frozen=True, eq=False)
class Reactor:
    """The POM at the project's top and all modules below it.

    Args:
        root: the POM at the top.
        modules: the modules by their path, in the order in which the POMs name them.
    """

    root: Pom
    modules: dict[str, Pom]

    @cached_property
    def files(self) -> tuple[str, ...]:
        """The paths of all POMs that the build reads, the one at the top first."""
        found = dict.fromkeys(self.root.files)
        for pom in self.modules.values():
            found |= dict.fromkeys(pom.files)
        return tuple(found)

    def parents_of(self, poms: Sequence[Pom]) -> tuple[Pom, ...]:
        """The parents of modules that are of the same build, which is why Maven builds them too."""
        known = {one.path: one for one in (self.root, *self.modules.values())}
        named = dict.fromkeys(path for pom in poms for path in pom.files[1:])
        own = {pom.path for pom in poms}
        return tuple(known[path] for path in named if path in known and path not in own)

    def needed_by(self, pom: Pom) -> tuple[Pom, ...]:
        """The POM and the modules that it needs, which `--also-make` builds before it."""
        by_key = {(one.group, one.artifact.value): one for one in self.modules.values()}
        waiting, found = deque([pom]), {pom.path: pom}
        while waiting:
            one = waiting.popleft()
            used = [dependency.coordinates.key for dependency in one.dependencies]
            for key in (*used, *one.build_extensions()):
                other = by_key.get(key)
                if other is not None and other.path not in found:
                    found[other.path] = other
                    waiting.append(other)
        if pom is self.root:
            return (pom,)
        return tuple(one for one in self.modules.values() if one.path in found)


def read(project: Project, profiles: Sequence[str] = ()) -> Reactor:
    """Read `pom.xml` at the project's top and the modules below it.

    Args:
        project: the project.
        profiles: the profiles that the build is told of.

    Raises:
        UnusableInput: a POM cannot be read, or a module is missing or is outside the project.
    """
    return _read(project, tuple(profiles))


@once_per_project
def _read(project: Project, profiles: tuple[str, ...]) -> Reactor:
    reader = PomReader(project, profiles)
    root = reader.read("pom.xml")
    modules: dict[str, Pom] = {}
    waiting = deque([root])
    while waiting:
        pom = waiting.popleft()
        for module in (*pom.modules, *_inferred(project, pom)):
            path = _pom_of(project, pom, module)
            name = posixpath.dirname(path) if path.endswith("/pom.xml") else path
            if path == root.path or name in modules:
                continue
            if len(modules) >= MAX_MODULES:
                raise UnusableInput(f"has more than {MAX_MODULES:,} modules", file=root.path)
            modules[name] = reader.read(path)
            waiting.append(modules[name])
    return Reactor(root, modules)


def _inferred(project: Project, pom: Pom) -> Iterator[Fact[str]]:
    """The folders that Maven 4 takes for modules where the POM names none."""
    below = f"{pom.folder}/" if pom.folder else ""
    for path in project.named("pom.xml") if pom.infers_modules else ():
        folder, slash, name = path.removeprefix(below).partition("/")
        if path.startswith(below) and slash and name == "pom.xml":
            yield Fact(folder, Evidence("file", path, reason="Maven 4 takes it for a module"))


def _pom_of(project: Project, pom: Pom, module: Fact[str]) -> str:
    """The path of a module's POM; a module names a folder or a POM."""
    path = posixpath.normpath(posixpath.join(pom.folder, module.value.replace("\\", "/")))
    if not path.endswith(".xml"):
        path = posixpath.normpath(posixpath.join(path, "pom.xml"))
    if not project.has(path):
        outside = path.startswith(("../", "/"))
        raise UnusableInput(
            f"module {module.value} is outside the project"
            if outside
            else f"module {module.value} has no POM: {path} is missing",
            file=module.evidence.file,
            line=module.evidence.line,
            hint="run dockgen in the folder that holds it" if outside else "",
        )
    return path
