"""What one Cargo.toml says: https://doc.rust-lang.org/cargo/reference/manifest.html."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import NamedTuple

from dockgen.core.facts import Evidence, Fact
from dockgen.core.project import Project
from dockgen.readers.toml import TomlFile

NAME = "Cargo.toml"

DISCOVERED = {"test": "tests", "bench": "benches", "example": "examples"}
"""Where Cargo finds the targets that are declared without a path, by their kind."""


class Binary(NamedTuple):
    """A binary target.

    Args:
        name: its name, which the file that Cargo writes has too.
        path: its main source file, relative to the project.
        features: the features that it requires.
        evidence: where it stands.
    """

    name: str
    path: str
    features: tuple[str, ...]
    evidence: Evidence


class Dependency(NamedTuple):
    """A dependency of a package.

    Args:
        name: the name of the crate, also where the manifest gives it another.
        path: its folder, relative to the project, for one of the repository.
        features: the features that the manifest asks for.
        details: what else the manifest says of it, such as `git` and `registry`.
        evidence: where it stands.
    """

    name: str
    path: str | None
    features: tuple[str, ...]
    details: Mapping[str, object]
    evidence: Evidence


class Manifest:
    """A Cargo.toml.

    Args:
        project: the project.
        folder: the folder of the manifest, relative to the project; empty for the project itself.
        root: the manifest of the workspace that it belongs to; None where it is that itself.

    Raises:
        UnusableInput: the file cannot be read or is not TOML.
    """

    def __init__(self, project: Project, folder: str, root: Manifest | None = None) -> None:
        self.project = project
        self.folder = folder
        self.path = self.inside(NAME)
        self.toml = project.parsed(self.path, TomlFile)
        self.root = root or self

    def inside(self, path: str) -> str:
        """A path of this package, relative to the project."""
        return posixpath.normpath(posixpath.join(self.folder, path))

    @property
    def name(self) -> str:
        """The package's name; empty for the manifest of a workspace that is no package."""
        found = self.toml.value("package", "name")
        return found if isinstance(found, str) else ""

    @property
    def is_package(self) -> bool:
        """Whether there is a package, not a workspace alone."""
        return isinstance(self.toml.value("package"), dict)

    def inherited(self, key: str) -> Fact[str] | None:
        """A text of `[package]`, which may be the workspace's (`edition.workspace = true`)."""
        if self.toml.value("package", key, "workspace") is True:
            return self.root.toml.text("workspace", "package", key)
        return self.toml.text("package", key)

    @property
    def library(self) -> str | None:
        """The main source file of the package's library."""
        named = self.toml.value("lib", "path")
        path = self.inside(named if isinstance(named, str) else "src/lib.rs")
        return path if self.project.has(path) else None

    @property
    def crate_types(self) -> tuple[str, ...]:
        """What kinds of library the package makes."""
        kinds = self.toml.value("lib", "crate-type") or self.toml.value("lib", "crate_type")
        found = [str(one) for one in kinds] if isinstance(kinds, list) else []
        keys = ("proc-macro", "proc_macro")
        macro = any(self.toml.value("lib", key) is True for key in keys)
        return (*found, "proc-macro") if macro else tuple(found)

    @property
    def build_script(self) -> str | None:
        """The source of the build script."""
        named = self.toml.value("package", "build")
        if named is False:
            return None
        path = self.inside(named if isinstance(named, str) else "build.rs")
        return path if self.project.has(path) else None

    @cached_property
    def binaries(self) -> tuple[Binary, ...]:
        """The binary targets, declared and found, in Cargo's order.

        https://doc.rust-lang.org/cargo/reference/cargo-targets.html#target-auto-discovery
        """
        declared = list(self._declared_binaries())
        names = {one.name for one in declared}
        paths = {one.path for one in declared}
        found = [
            one for one in self._found_binaries() if one.name not in names and one.path not in paths
        ]
        return (*declared, *found) if self._looks_for_binaries(declared) else tuple(declared)

    def _looks_for_binaries(self, declared: list[Binary]) -> bool:
        said = self.toml.value("package", "autobins")
        if isinstance(said, bool):
            return said
        edition = self.inherited("edition")
        return not declared or (edition is not None and edition.value != "2015")

    def _declared_binaries(self) -> Iterator[Binary]:
        for table in self._tables("bin"):
            name = table.get("name")
            if not isinstance(name, str):
                continue
            usual = [f"src/bin/{name}.rs", f"src/bin/{name}/main.rs"]
            if name == self.name:
                usual.insert(0, "src/main.rs")
            path = table.get("path")
            places = [path] if isinstance(path, str) else usual
            file = next((one for one in map(self.inside, places) if self.project.has(one)), None)
            if file is not None:
                needed = table.get("required-features")
                features = tuple(map(str, needed)) if isinstance(needed, list) else ()
                yield Binary(name, file, features, self.toml.evidence("bin"))

    def _found_binaries(self) -> Iterator[Binary]:
        main = self.inside("src/main.rs")
        if self.project.has(main) and self.name:
            yield Binary(self.name, main, (), Evidence("file", main))
        prefix = self.inside("src/bin") + "/"
        for path in self.project.starting(prefix):
            stem, _, rest = path.removeprefix(prefix).partition("/")
            if rest == "main.rs":
                yield Binary(stem, path, (), Evidence("file", path))
            elif not rest and stem.endswith(".rs"):
                yield Binary(stem.removesuffix(".rs"), path, (), Evidence("file", path))

    def _tables(self, key: str) -> Iterator[Mapping[str, object]]:
        found = self.toml.value(key)
        if isinstance(found, list):
            yield from (one for one in found if isinstance(one, dict))

    @property
    def target_files(self) -> tuple[str, ...]:
        """The source files that Cargo wants to see when it reads the manifest.

        Those of binaries, the library and the build script, and of each test, benchmark and
        example that is declared: Cargo refuses a manifest whose declared target has no file.
        """
        found = [one.path for one in self.binaries]
        found += [one for one in (self.library, self.build_script) if one is not None]
        for kind, folder in DISCOVERED.items():
            for table in self._tables(kind):
                path, name = table.get("path"), table.get("name")
                usual = f"{folder}/{name}.rs"
                if not isinstance(path, str) and self.project.has(
                    self.inside(f"{folder}/{name}/main.rs")
                ):
                    usual = f"{folder}/{name}/main.rs"
                found.append(self.inside(path if isinstance(path, str) else usual))
        return tuple(dict.fromkeys(found))

    @cached_property
    def dependencies(self) -> Mapping[str, Dependency]:
        """What the package needs to run, by the name of the crate."""
        return self._dependencies("dependencies")

    @cached_property
    def build_dependencies(self) -> Mapping[str, Dependency]:
        """What its build script needs, by the name of the crate."""
        return self._dependencies("build-dependencies")

    @cached_property
    def development_dependencies(self) -> Mapping[str, Dependency]:
        """What its tests need, by the name of the crate."""
        return self._dependencies("dev-dependencies")

    def _dependencies(self, kind: str) -> Mapping[str, Dependency]:
        targets = self.toml.keys("target")
        tables = [(kind,), (kind.replace("-", "_"),), *(("target", one, kind) for one in targets)]
        found: dict[str, Dependency] = {}
        for table in dict.fromkeys(tables):
            for key in self.toml.keys(*table):
                one = self._dependency(key, *table)
                found.setdefault(one.name, one)
        return found

    def _dependency(self, key: str, *table: str) -> Dependency:
        own = _details(self.toml.value(*table, key))
        holder, whole = self, own
        if own.get("workspace") is True:
            holder = self.root
            whole = {**_details(self.root.toml.value("workspace", "dependencies", key)), **own}
        name, path = whole.get("package"), whole.get("path")
        features = [
            str(one)
            for details in (whole, _details(holder.toml.value("workspace", "dependencies", key)))
            for one in _list(details.get("features"))
        ]
        return Dependency(
            name if isinstance(name, str) else key,
            holder.inside(path) if isinstance(path, str) else None,
            tuple(dict.fromkeys(features)),
            whole,
            self.toml.evidence(*table, key),
        )


def _details(value: object) -> Mapping[str, object]:
    if isinstance(value, str):
        return {"version": value}
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []
