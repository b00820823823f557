"""What `.cargo/config.toml` says: https://doc.rust-lang.org/cargo/reference/config.html."""

from __future__ import annotations

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.readers.toml import TomlFile

FILES = (".cargo/config.toml", ".cargo/config")
LINKERS = {"mold": "mold", "lld": "lld", "clang": "clang", "rust-lld": ""}
"""The package of Debian and of Alpine that has a linker."""

FLAG = lazy_regex(r"-fuse-ld=(?P<name>[\w-]+)")


class CargoConfig:
    """The configuration of Cargo that comes with a project; empty where there is none.

    Args:
        project: the project.

    Raises:
        UnusableInput: it cannot be read or is not TOML.
    """

    def __init__(self, project: Project) -> None:
        self.path = project.first(*FILES)
        self._toml = project.parsed(self.path, TomlFile) if self.path else None

    @property
    def target(self) -> Fact[str] | None:
        """The target that everything is built for."""
        if self._toml is None:
            return None
        found = self._toml.value("build", "target")
        if isinstance(found, list) and len(found) == 1 and isinstance(found[0], str):
            return Fact(found[0], self._toml.evidence("build", "target"))
        return self._toml.text("build", "target")

    @property
    def target_folder(self) -> Fact[str] | None:
        """Where Cargo writes to."""
        return self._toml.text("build", "target-dir") if self._toml else None

    def linkers(self, triples: tuple[str, ...]) -> dict[str, Evidence]:
        """The packages with the linkers that are named for these targets."""
        found: dict[str, Evidence] = {}
        for table in self._tables(triples):
            assert self._toml is not None  # noqa: S101  it has tables
            linker = self._toml.value(*table, "linker")
            names = [linker] if isinstance(linker, str) else []
            names += [one["name"] for flag in self._flags(table) for one in FLAG.finditer(flag)]
            for name in names:
                package = LINKERS.get(name.rpartition("/")[2])
                if package:
                    found[package] = self._toml.evidence(*table)
        return found

    def tuned(self, triples: tuple[str, ...]) -> Evidence | None:
        """Where the program is compiled for the very processor that builds it."""
        for table in self._tables(triples):
            if self._toml is not None and "target-cpu=native" in " ".join(self._flags(table)):
                return self._toml.evidence(*table, "rustflags")
        return None

    def _tables(self, triples: tuple[str, ...]) -> list[tuple[str, ...]]:
        if self._toml is None:
            return []
        named = [
            key
            for key in self._toml.keys("target")
            if key in triples or (key.startswith("cfg(") and "windows" not in key)
        ]
        return [("build",), *(("target", one) for one in named)]

    def _flags(self, table: tuple[str, ...]) -> list[str]:
        found = self._toml.value(*table, "rustflags") if self._toml else None
        return [str(one) for one in found] if isinstance(found, list) else [str(found or "")]

    @property
    def registries(self) -> dict[str, Evidence]:
        """The registries that are named beside crates.io."""
        if self._toml is None:
            return {}
        names = self._toml.keys("registries")
        return {one: self._toml.evidence("registries", one) for one in names if one != "crates-io"}

    @property
    def vendored(self) -> bool:
        """Whether the crates come from a folder of the project."""
        if self._toml is None:
            return False
        return any(
            self._toml.value("source", one, "directory") for one in self._toml.keys("source")
        )

    def vendor_folder(self) -> str | None:
        """The folder that the crates come from."""
        if self._toml is None:
            return None
        for one in self._toml.keys("source"):
            found = self._toml.value("source", one, "directory")
            if isinstance(found, str):
                return found
        return None
