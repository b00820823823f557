"""The packages that one Cargo.lock holds together.

https://doc.rust-lang.org/cargo/reference/workspaces.html#the-members-and-exclude-fields
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from dockgen.core.errors import UnusableInput
from dockgen.core.project import Project
from dockgen.ecosystems.rust.manifests.cargo_toml import NAME, Dependency, Manifest

MAX_MEMBERS = 500


class Workspace:
    """A package or a workspace of packages.

    Args:
        project: the project, whose top holds a Cargo.toml.

    Raises:
        UnusableInput: a manifest cannot be read, or a member is not there.
    """

    def __init__(self, project: Project) -> None:
        self.project = project
        self.root = Manifest(project, "")
        self.packages: dict[str, Manifest] = {}
        for folder in self._folders():
            self._add(folder)

    def _folders(self) -> Iterator[str]:
        if self.root.is_package:
            yield ""
        yield from self.members("members")

    def members(self, key: str) -> Iterator[str]:
        """The folders that the patterns of a list of `[workspace]` stand for.

        Raises:
            UnusableInput: a folder that is named without a wildcard holds no Cargo.toml.
        """
        for pattern in self._list(key):
            clean = posixpath.normpath(pattern)
            if not any(one in clean for one in "*?["):
                if clean != "." and not self.project.has(f"{clean}/{NAME}"):
                    raise UnusableInput(
                        f"the member {pattern!r} of the workspace has no {NAME}",
                        file=self.root.path,
                        line=self.root.toml.line("workspace", key),
                        hint="Cargo refuses the workspace too: add it, or take the member out",
                    )
                yield "" if clean == "." else clean
                continue
            suffix = f"/{NAME}"
            folders = (one.removesuffix(suffix) for one in self.project.named(NAME) if one != NAME)
            yield from sorted(one for one in folders if _matches(one, clean))

    def _list(self, key: str) -> list[str]:
        found = self.root.toml.value("workspace", key)
        return [str(one) for one in found] if isinstance(found, list) else []

    def _is_excluded(self, folder: str) -> bool:
        excluded = [posixpath.normpath(one) for one in self._list("exclude")]
        return any(folder == one or folder.startswith(f"{one}/") for one in excluded)

    def _add(self, folder: str) -> None:
        """A package, and those of the repository that it depends on: they are members too."""
        if folder in self.packages or len(self.packages) >= MAX_MEMBERS:
            return
        if folder and (self._is_excluded(folder) or not self.project.has(f"{folder}/{NAME}")):
            return
        manifest = self.root if not folder else Manifest(self.project, folder, self.root)
        self.packages[folder] = manifest
        for one in local_dependencies(manifest):
            if one.path is not None and not one.path.startswith(".."):
                self._add("" if one.path == "." else one.path)

    @property
    def has_members(self) -> bool:
        """Whether there are packages beside that of the project's own folder."""
        return any(self.packages)

    def needed_by(self, folder: str) -> tuple[Manifest, ...]:
        """A package and those of the repository that it is built from."""
        found: dict[str, Manifest] = {}
        waiting = [folder]
        while waiting:
            one = waiting.pop(0)
            if one in found or one not in self.packages:
                continue
            found[one] = self.packages[one]
            for table in (found[one].dependencies, found[one].build_dependencies):
                paths = (inner.path for inner in table.values() if inner.path is not None)
                waiting += ["" if path == "." else path for path in paths]
        return tuple(found.values())

    @property
    def outside(self) -> tuple[Dependency, ...]:
        """Dependencies whose folder is outside the project."""
        return tuple(
            one
            for manifest in self.packages.values()
            for one in local_dependencies(manifest)
            if one.path is not None and one.path.startswith("..")
        )

    def dependencies_of(self, folder: str) -> Mapping[str, Dependency]:
        """The crates that a package and those that it is built from depend on, by name."""
        found: dict[str, Dependency] = {}
        for manifest in self.needed_by(folder):
            for name, one in manifest.dependencies.items():
                found.setdefault(name, one)
        return found


def local_dependencies(manifest: Manifest) -> tuple[Dependency, ...]:
    """The dependencies of every kind that lie in the repository."""
    tables = (
        manifest.dependencies,
        manifest.build_dependencies,
        manifest.development_dependencies,
    )
    return tuple(one for table in tables for one in table.values() if one.path is not None)


def _matches(folder: str, pattern: str) -> bool:
    """Whether a folder fits a pattern: `*` stands for a part of one name, `**` for folders."""
    parts, wanted = folder.split("/"), pattern.split("/")
    if "**" in wanted:
        at = wanted.index("**")
        head, tail = wanted[:at], wanted[at + 1 :]
        if len(parts) < len(head) + len(tail):
            return False
        middle = parts[: len(head)] + (parts[len(parts) - len(tail) :] if tail else [])
        return all(fnmatchcase(a, b) for a, b in zip(middle, head + tail, strict=True))
    return len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted))
