"""A Maven POM together with those of its parents that lie in the project.

What is inherited, and which of two values wins: https://maven.apache.org/pom.html#inheritance and
https://maven.apache.org/ref/current/maven-model-builder/. A parent that is not on disk comes from a
repository and is known by its coordinates only.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact, default
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.jvm.common.poms.parts import Coordinates, Dependency, Model, Plugin, text_of
from dockgen.readers.xml import Element

PLACEHOLDER = lazy_regex(r"\$\{([^${}]*)\}")
NAME = lazy_regex(r"[A-Za-z0-9_.-]+")
"""What Maven lets an artifactId consist of: https://maven.apache.org/pom.html#maven-coordinates."""

MAX_REFERENCES = 50
"""How many properties may refer to each other in a row."""

MAX_LENGTH = 10_000
"""How long a value may become when its properties are put in."""

TOP_FOLDERS = frozenset(
    {
        "maven.multiModuleProjectDirectory",
        "session.executionRootDirectory",
        "session.rootDirectory",
        "session.topDirectory",
        "project.rootDirectory",
        "user.dir",
    }
)
"""What all mean the folder that the build is started in: the project's top."""

PARENTS_FOLDER = lazy_regex(r"(?:project|pom)\.((?:parent\.)+)basedir")

NEW_MODEL = "4.1.0"

OWN_FIELDS = frozenset({"artifactId", "packaging", "parent/groupId", "parent/version"})
"""What a POM does not inherit."""

FIELD_DEFAULTS = {
    "basedir": ".",
    "packaging": "jar",
    "build/directory": "target",
    "build/outputDirectory": "target/classes",
    "build/finalName": "${project.artifactId}-${project.version}",
}
"""What Maven's own topmost POM says."""


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
        own = [model for model in self.models if model.own][-1]
        element = own.top.find("artifactId") or Element("artifactId", own.top.line)
        fact = self.resolve(own.fact("artifactId", element))
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
        found = self._inherited("groupId")
        return self.resolve(found).value if found else ""

    @property
    def version(self) -> Fact[str] | None:
        """Its version, inherited where it has none itself."""
        found = self._inherited("version")
        return self.resolve(found) if found else None

    def _inherited(self, name: str) -> Fact[str] | None:
        for model in self.models:
            if model.own:
                for path in (name, f"parent/{name}"):
                    element = model.top.find(path)
                    if element is not None and element.text:
                        return model.fact(path, element)
        above = next((one for one in self.models if not one.own), None)
        if above is None or not is_inferred(self.models):
            return None
        nearest = (one for one in self.models if one.file == above.file)
        found = ((one, one.top.find(name)) for one in nearest)
        return next(
            (one.fact(name, element) for one, element in found if element is not None), None
        )

    @cached_property
    def packaging(self) -> Fact[str]:
        """What it makes, such as `jar`, `war` or `pom`."""
        for model in self.models:
            element = model.top.find("packaging")
            if model.own and element is not None and element.text:
                return self.resolve(model.fact("packaging", element))
        return Fact("jar", default("Maven's default"))

    @property
    def infers_modules(self) -> bool:
        """Whether every folder below with a POM is a module: Maven 4, and none is named."""
        top = [model.top for model in self.models if model.own][-1]
        return is_new(top) and self.packaging.value == "pom" and not self.modules

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
        """What the POM or its nearest parent says at this path of names, or None."""
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

    def build_extensions(self) -> Iterator[tuple[str, str]]:
        """The group and artifact of each plugin that it uses, and of what that runs with."""
        for model in self.models:
            for path in ("build/plugins/plugin", "build/plugins/plugin/dependencies/dependency"):
                for element in model.top.all(path):
                    group = text_of(element, "groupId") or "org.apache.maven.plugins"
                    place = Evidence(path, model.file, element.line)
                    yield (
                        self.resolve(Fact(group, place)).value,
                        self.resolve(Fact(text_of(element, "artifactId"), place)).value,
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
                inherited = model.own or text_of(element, "inherited") != "false"
                if inherited and text_of(element, "artifactId") == artifact:
                    yield model, path, element

    def expand(self, text: str) -> str:
        """A text with the properties put in.

        Raises:
            UnusableInput: as for `resolve`.
        """
        return self.resolve(Fact(text, Evidence("text", self.path))).value if "${" in text else text

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

        text = fact.value
        for _ in range(MAX_REFERENCES):  # once is enough but for ${a${b}}
            before, text = text, PLACEHOLDER.sub(put_in, text)
            if len(text) > MAX_LENGTH:
                raise UnusableInput(
                    f"becomes longer than {MAX_LENGTH:,} characters when its properties are put in",
                    file=fact.evidence.file,
                    line=fact.evidence.line,
                )
            if text == before:
                break
        return Fact(text, fact.evidence)

    def _look_up(
        self, name: str, within: tuple[str, ...], asked_at: Evidence | None = None
    ) -> Fact[str] | None:
        if name in self._resolved:
            return self._resolved[name]
        if name in within or len(within) >= MAX_REFERENCES:
            place = asked_at or Evidence(name, self.path)
            what = "refers to itself" if name in within else "is referred to too deeply"
            raise UnusableInput(
                f"property {name} {what}: {' -> '.join((*within[-5:], name))}",
                file=place.file,
                line=place.line,
            )
        found = self._given.get(name) or self._properties.get(name) or self._field(name)
        if found is not None:
            found = self._expand(found, (*within, name))
        self._resolved[name] = found
        return found

    @cached_property
    def _properties(self) -> dict[str, Fact[str]]:
        found: dict[str, Fact[str]] = {}
        for model in self.models:
            for properties in model.top.all("properties"):
                for element in properties.children:
                    found.setdefault(element.name, model.fact("properties", element, element.name))
        return found

    def _base_folder(self, name: str) -> str | None:
        """The folder that a name of Maven's means, relative to the POM's own; None for others.

        https://maven.apache.org/ref/current/maven-model-builder/#model-interpolation
        """
        if name in TOP_FOLDERS:
            return posixpath.relpath(".", self.folder or ".")
        match = PARENTS_FOLDER.fullmatch(name)
        above = match[1].count("parent.") if match else 0
        if not match or above >= len(self.files):
            return None
        return posixpath.relpath(posixpath.dirname(self.files[above]) or ".", self.folder or ".")

    def _field(self, name: str) -> Fact[str] | None:
        """What `${project.…}` means: https://maven.apache.org/ref/current/maven-model-builder/."""
        folder = self._base_folder(name)
        if folder is not None:
            return Fact(folder, default("Maven sets it"))
        path = name.removeprefix("project.").removeprefix("pom.").replace(".", "/")
        if path in {"groupId", "version"}:
            return self._inherited(path)
        for model in self.models:
            element = model.top.find(path)
            if element is not None and element.text and (model.own or path not in OWN_FIELDS):
                return model.fact(path, element)
        if path in FIELD_DEFAULTS:
            return Fact(FIELD_DEFAULTS[path], default("Maven's default"))
        return None


def is_new(top: Element) -> bool:
    """Whether a POM is of Maven 4's model, which infers what lies where it is expected.

    https://maven.apache.org/whatsnewinmaven4.html
    """
    return NEW_MODEL in {text_of(top, "modelVersion"), top.attributes.get("xmlns", "")[-5:]}


def is_inferred(models: Sequence[Model]) -> bool:
    """Whether a POM leaves it to Maven 4 to tell its parent's coordinates."""
    own = [model.top for model in models if model.own][-1]
    parent = own.find("parent")
    return parent is not None and not text_of(parent, "artifactId") and is_new(own)
