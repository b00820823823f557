"""What a package manager's own database says: what is installed, why, and whose files are whose.

dpkg: https://manpages.debian.org/dpkg-query and deb-control(5); apt notes what it installed only
for another package's sake in `extended_states`. apk: https://wiki.alpinelinux.org/wiki/Apk_spec,
and `/etc/apk/world`, which lists what somebody asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from dockgen.core.lazy_regex import lazy_regex
from dockgen.tools.adopt.tree import Tree

DPKG_STATUS, APT_STATES = "var/lib/dpkg/status", "var/lib/apt/extended_states"
DPKG_INFO = "var/lib/dpkg/info/"
APK_DATABASES = ("lib/apk/db/installed", "usr/lib/apk/db/installed")
APK_WORLD = "etc/apk/world"

DATABASE = lazy_regex(
    r"var/lib/dpkg(/|$)|var/lib/apt(/|$)|(usr/)?lib/apk(/|$)|etc/apk/world$|etc/apk/protected_paths"
)
"""Where the managers keep their own books."""

Manager = Literal["apt", "apk"]


@dataclass(frozen=True, slots=True)
class Package:
    """An installed package.

    Args:
        name: its name, with `:architecture` where that is a foreign one.
        version: its version.
        needs: what it depends on: groups of alternatives.
        provides: further names that it answers to.
        asked_for: whether somebody asked for it, rather than another package.
    """

    name: str
    version: str
    needs: tuple[tuple[str, ...], ...] = ()
    provides: tuple[str, ...] = ()
    asked_for: bool = True


@dataclass(frozen=True)
class Installed:
    """What is installed.

    Args:
        manager: the package manager; None where none is known.
        packages: the packages by name.
    """

    manager: Manager | None = None
    packages: Mapping[str, Package] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PackageChange:
    """What has to be done to come from one set of packages to another.

    Args:
        manager: the package manager; None where there is nothing to do.
        install: the packages that somebody asked for; what these need comes along.
        recommended: the packages that came with them unasked, and that no other needs.
        remove: the packages to remove.
        upgraded: packages of the base that have another version; they are not reproduced.
    """

    manager: Manager | None = None
    install: tuple[str, ...] = ()
    recommended: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    upgraded: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to install or to remove."""
        return not (self.install or self.recommended or self.remove)


def is_wanted_text(path: str) -> bool:
    """Whether the content of a file is needed to know the packages."""
    if path in {DPKG_STATUS, APT_STATES, APK_WORLD, *APK_DATABASES}:
        return True
    return path.startswith(DPKG_INFO) and path.endswith((".list", ".md5sums"))


def installed_in(tree: Tree) -> Installed:
    """What is installed in a file system whose database files were kept."""
    if DPKG_STATUS in tree.texts:
        auto = set(_automatic(tree.texts.get(APT_STATES, "")))
        found = _dpkg(tree.texts[DPKG_STATUS], auto)
        return Installed("apt", {one.name: one for one in found})
    for database in APK_DATABASES:
        if database in tree.texts:
            world = _world(tree.texts.get(APK_WORLD, ""))
            found = _apk(tree.texts[database], world)
            return Installed("apk", {one.name: one for one in found})
    return Installed()


def _stanzas(text: str, separator: str = ": ") -> Iterator[dict[str, str]]:
    """The paragraphs of a control file, continuation lines joined."""
    for paragraph in re.split(r"\n\s*\n", text):
        fields: dict[str, str] = {}
        name = ""
        for line in paragraph.splitlines():
            if line.startswith((" ", "\t")) and name:
                fields[name] += f"\n{line}"
            else:
                name, _, value = line.partition(separator.strip())
                fields[name] = value.strip()
        if fields:
            yield fields


def _automatic(states: str) -> Iterator[str]:
    for fields in _stanzas(states):
        if fields.get("Auto-Installed") == "1":
            yield fields.get("Package", "")


def _dpkg(status: str, auto: set[str]) -> Iterator[Package]:
    stanzas = [one for one in _stanzas(status) if one.get("Status", "").endswith(" installed")]
    architectures = [one.get("Architecture", "") for one in stanzas]
    native = next((one for one in architectures if one != "all"), "")
    for fields in stanzas:
        name, architecture = fields["Package"], fields.get("Architecture", "")
        foreign = architecture not in {native, "all"}
        depends = f"{fields.get('Pre-Depends', '')},{fields.get('Depends', '')}"
        aliases = _alternatives(fields.get("Provides", ""))
        yield Package(
            name=f"{name}:{architecture}" if foreign else name,
            version=fields.get("Version", ""),
            needs=_alternatives(depends),
            provides=tuple(one for group in aliases for one in group),
            asked_for=name not in auto,
        )


def _alternatives(relation: str) -> tuple[tuple[str, ...], ...]:
    """`a (>= 1), b | c:any` as (("a",), ("b", "c"))."""
    groups = []
    for part in relation.split(","):
        names = [re.sub(r"[\s(:\[<].*", "", one.strip()) for one in part.split("|")]
        if any(names):
            groups.append(tuple(name for name in names if name))
    return tuple(groups)


def _world(text: str) -> set[str]:
    """The names in /etc/apk/world, without their constraints: `curl`, `foo=1.2`, `bar@edge`."""
    return {re.split(r"[<>=~@]", word)[0] for word in text.split()}


def _apk(database: str, world: set[str]) -> Iterator[Package]:
    for paragraph in database.split("\n\n"):
        fields: dict[str, str] = {}
        for line in paragraph.splitlines():
            name, _, value = line.partition(":")
            fields.setdefault(name, value)
        if "P" in fields:
            yield Package(
                name=fields["P"],
                version=fields.get("V", ""),
                needs=tuple((_plain(one),) for one in fields.get("D", "").split()),
                provides=tuple(_plain(one) for one in fields.get("p", "").split()),
                asked_for=fields["P"] in world,
            )


def _plain(dependency: str) -> str:
    return re.split(r"[<>=~]", dependency.lstrip("!"))[0]


def change(before: Installed, after: Installed) -> PackageChange:
    """What leads from one set of packages to another.

    Only what an install of others would not bring is named: what somebody asked for, and what
    was recommended with it.
    """
    if before.manager is None or before.manager != after.manager:
        return PackageChange()
    new = {name: one for name, one in after.packages.items() if name not in before.packages}
    asked = [name for name, one in new.items() if one.asked_for]
    explained = _needed(asked, after.packages)
    recommended = []
    for name in sorted(new):
        if name not in explained:
            recommended.append(name)
            explained |= _needed([name], after.packages)
    gone = [name for name in before.packages if name not in after.packages]
    upgraded = [
        name
        for name, one in before.packages.items()
        if name in after.packages and after.packages[name].version != one.version
    ]
    return PackageChange(
        before.manager, tuple(sorted(asked)), tuple(recommended), tuple(gone), tuple(upgraded)
    )


def _needed(names: Iterable[str], packages: Mapping[str, Package]) -> set[str]:
    """Packages with all that they depend on, as far as it is installed."""
    answering: dict[str, list[str]] = {}
    for package in packages.values():
        for alias in (package.name, *package.provides):
            answering.setdefault(alias, []).append(package.name)
    found, todo = set[str](), list(names)
    while todo:
        name = todo.pop()
        if name in found:
            continue
        found.add(name)
        for group in packages[name].needs:
            for alternative in group:
                todo += answering.get(alternative, [])
    return found


def files_of(tree: Tree, names: Iterable[str]) -> dict[str, str]:
    """The files that packages brought, with the MD5 sum that dpkg notes; empty for none."""
    found: dict[str, str] = {}
    for name in names:
        for stem in (name, *_with_architecture(tree, name)):
            listed = tree.texts.get(f"{DPKG_INFO}{stem}.list", "")
            found |= {line.lstrip("/"): "" for line in listed.splitlines() if line != "/."}
            sums = tree.texts.get(f"{DPKG_INFO}{stem}.md5sums", "")
            pairs = [line.split(maxsplit=1) for line in sums.splitlines()]
            found |= {pair[1]: pair[0] for pair in pairs if len(pair) == 2}
    return found


def _with_architecture(tree: Tree, name: str) -> list[str]:
    """The stems `name:amd64` under which dpkg keeps packages of several architectures."""
    prefix = f"{DPKG_INFO}{name}:"
    return [
        path[len(DPKG_INFO) : -len(".list")]
        for path in tree.texts
        if path.startswith(prefix) and path.endswith(".list")
    ]
