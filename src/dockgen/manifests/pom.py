"""A Maven POM together with those of its parents that lie in the project.

What is inherited, and which of two values wins: https://maven.apache.org/pom.html#inheritance and
https://maven.apache.org/ref/current/maven-model-builder/. A parent that is not on disk comes from a
repository and is known by its coordinates only.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from dockgen.errors import UnusableInput
from dockgen.facts import Evidence, Fact
from dockgen.manifests import xml_source
from dockgen.manifests.xml_source import Element
from dockgen.project import Project

PLACEHOLDER = re.compile(r"\$\{([^${}]*)\}")
NAME = re.compile(r"[A-Za-z0-9_.-]+")
"""What Maven lets an artifactId consist of: https://maven.apache.org/pom.html#maven-coordinates."""

MAX_REFERENCES = 50
"""How many properties may refer to each other in a row."""

MAX_LENGTH = 10_000
"""How long a value may become when its properties are put in."""

BUILD_DEFAULTS = {"build/directory": "target", "packaging": "jar"}
"""What Maven's own topmost POM says."""


@dataclass(frozen=True, slots=True)
class Model:
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


@dataclass(frozen=True, slots=True)
class Coordinates:
    """What names an artifact; `version` is empty where it is left to someone else."""

    group: str
    artifact: str
    version: str
    evidence: Evidence

    @property
    def key(self) -> tuple[str, str]:
        """The group and the artifact."""
        return self.group, self.artifact


@dataclass(frozen=True, slots=True)
class Dependency:
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


@dataclass(frozen=True, slots=True)
class Plugin:
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
                if executions is None or _text(execution, "id") in executions:
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


class Pom:
    """A POM with what it inherits.

    Args:
        path: its path in the project.
        models: its models and those of its parents on disk, what wins first.
        files: its own path and those of its parents on disk, itself first.
        outer_parent: the parent that is not on disk, if there is one.
        given: the properties that the command line sets, with their evidence.
    """

    def __init__(
        self,
        path: str,
        models: tuple[Model, ...],
        files: tuple[str, ...],
        outer_parent: Coordinates | None,
        given: dict[str, Fact[str]],
    ) -> None:
        self.path = path
        self.models = models
        self.files = files
        self._outer_parent = outer_parent
        self._given = given
        self._resolved: dict[str, Fact[str] | None] = {}

    @property
    def folder(self) -> str:
        """The folder that it lies in, empty at the top."""
        return posixpath.dirname(self.path)

    @cached_property
    def outer_parent(self) -> Coordinates | None:
        """The nearest parent that is not on disk, or None."""
        outer = self._outer_parent
        if outer is None:
            return None
        version = self.resolve(Fact(outer.version, outer.evidence)).value
        return Coordinates(outer.group, outer.artifact, version, outer.evidence)

    @cached_property
    def artifact(self) -> Fact[str]:
        """Its artifactId.

        Raises:
            UnusableInput: it has none, or one that Maven refuses.
        """
        element = self.models[-1].top
        own = [model for model in self.models if model.own]
        element = own[-1].top.find("artifactId") or Element("artifactId", 1)
        fact = self.resolve(own[-1].fact("artifactId", element))
        if not NAME.fullmatch(fact.value):
            what = f"holds {fact.value!r}" if fact.value else "is missing"
            raise UnusableInput(
                f"artifactId {what}; Maven takes letters, digits and . _ -",
                file=self.path,
                line=fact.evidence.line,
            )
        return fact

    @property
    def group(self) -> str:
        """Its groupId, inherited where it has none itself; empty where nothing says it."""
        found = self._own_or_parents("groupId")
        return found.value if found else ""

    @property
    def version(self) -> Fact[str] | None:
        """Its version, inherited where it has none itself."""
        return self._own_or_parents("version")

    def _own_or_parents(self, name: str) -> Fact[str] | None:
        for model in self.models:
            if model.own:
                for path in (name, f"parent/{name}"):
                    element = model.top.find(path)
                    if element is not None and element.text:
                        return self.resolve(model.fact(path, element))
        return None

    @property
    def packaging(self) -> str:
        """What it makes: `jar`, `war`, `pom` …"""
        own = (model.top.find("packaging") for model in self.models if model.own)
        return next((element.text for element in own if element is not None), "") or "jar"

    @property
    def modules(self) -> tuple[Fact[str], ...]:
        """The paths of its modules, relative to its folder (`subprojects` in Maven 4)."""
        paths = ("modules/module", "subprojects/subproject")
        return tuple(
            self.resolve(model.fact(path, element))
            for model in self.models
            if model.own
            for path in paths
            for element in model.top.all(path)
        )

    def value(self, path: str) -> Fact[str] | None:
        """What the POM or the nearest parent says at this path of names, or None."""
        for model in self.models:
            element = model.top.find(path)
            if element is not None and element.text:
                return self.resolve(model.fact(path, element))
        return None

    def property(self, name: str) -> Fact[str] | None:
        """The property of this name with everything put in, or None.

        Raises:
            UnusableInput: it refers to itself, or becomes too long.
        """
        return self._look_up(name, ())

    @cached_property
    def dependencies(self) -> tuple[Dependency, ...]:
        """Its dependencies, inherited ones too, with the scopes that are managed for them."""
        managed = {entry.coordinates.key: entry for entry in self.managed_dependencies}
        found: dict[tuple[str, str, str], Dependency] = {}
        for one in self._dependencies("dependencies/dependency"):
            entry = managed.get(one.coordinates.key)
            if entry is not None and not one.scope:
                one = Dependency(one.coordinates, entry.scope, one.type, one.optional)  # noqa: PLW2901
            found.setdefault((*one.coordinates.key, one.type), one)
        return tuple(found.values())

    @cached_property
    def managed_dependencies(self) -> tuple[Dependency, ...]:
        """The entries of its dependency management, inherited ones too."""
        return tuple(self._dependencies("dependencyManagement/dependencies/dependency"))

    def _dependencies(self, path: str) -> Iterator[Dependency]:
        for model in self.models:
            for element in model.top.all(path):
                text = {
                    child.name: self.resolve(model.fact(path, child)).value
                    for child in element.children
                    if not child.children
                }
                place = model.fact(path, element.find("artifactId") or element).evidence
                yield Dependency(
                    Coordinates(
                        text.get("groupId", ""),
                        text.get("artifactId", ""),
                        text.get("version", ""),
                        place,
                    ),
                    scope=text.get("scope", ""),
                    type=text.get("type", "") or "jar",
                    optional=text.get("optional", "") == "true",
                )

    def plugin(self, artifact: str, *, lifecycle: bool = False) -> Plugin | None:
        """The plugin of this artifactId, or None where the build does not use it.

        Args:
            artifact: its artifactId.
            lifecycle: whether the build uses it even where no POM names it among its plugins.
        """
        used = tuple(self._plugin_declarations("build/plugins", artifact))
        managed = tuple(self._plugin_declarations("build/pluginManagement/plugins", artifact))
        if used or (lifecycle and managed):
            return Plugin(artifact, (*used, *managed))
        return None

    def _plugin_declarations(
        self, path: str, artifact: str
    ) -> Iterator[tuple[Model, str, Element]]:
        for model in self.models:
            for element in model.top.all(f"{path}/plugin"):
                inherited = model.own or _text(element, "inherited") != "false"
                if inherited and _text(element, "artifactId") == artifact:
                    yield model, path, element

    def resolve(self, fact: Fact[str]) -> Fact[str]:
        """Put the properties into a value; a `${…}` that nothing explains is left as it is.

        The evidence of a value that is nothing but a property is that of the property.

        Raises:
            UnusableInput: a property refers to itself, or the value becomes too long.
        """
        return self._expand(fact, ())

    def _expand(self, fact: Fact[str], within: tuple[str, ...]) -> Fact[str]:
        whole = PLACEHOLDER.fullmatch(fact.value)
        if whole:
            return self._look_up(whole[1], within, fact.evidence) or fact

        def put_in(match: re.Match[str]) -> str:
            found = self._look_up(match[1], within, fact.evidence)
            return match[0] if found is None else found.value

        text = PLACEHOLDER.sub(put_in, fact.value)
        if len(text) > MAX_LENGTH:
            raise UnusableInput(
                f"becomes longer than {MAX_LENGTH:,} characters when its properties are put in",
                file=fact.evidence.file,
                line=fact.evidence.line,
            )
        if text != fact.value and PLACEHOLDER.search(text) and "${" in fact.value.replace("}", ""):
            return self._expand_again(Fact(text, fact.evidence), within)
        return Fact(text, fact.evidence)

    def _look_up(
        self, name: str, within: tuple[str, ...], asked_at: Evidence | None = None
    ) -> Fact[str] | None:
        if name in self._resolved:
            return self._resolved[name]
        if name in within or len(within) > MAX_REFERENCES:
            loop = " -> ".join((*within[-5:], name))
            raise UnusableInput(
                f"property {name} refers to itself: {loop}"
                if name in within
                else f"more than {MAX_REFERENCES} properties refer to each other: … {loop}",
                file=asked_at.file if asked_at else self.path,
                line=asked_at.line if asked_at else None,
            )
        found = self._raw(name)
        if found is not None:
            found = self._expand(found, (*within, name))
        self._resolved[name] = found
        return found
