"""What a review of a Dockerfile must know of Node.js and its package managers."""

from __future__ import annotations

import posixpath
import re

from dockgen.core.ecosystem import (
    DeclaredVersion,
    InstallCommand,
    Reviewing,
    Scripts,
    WeakStart,
)
from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Fact
from dockgen.core.project import Project
from dockgen.ecosystems.javascript.node.node_version import node_version
from dockgen.ecosystems.javascript.node.package_managers import ranges
from dockgen.readers.package_json import NAME, PackageJson

OPTIONS = (
    r"(?: (?:--(?:omit|include|only|loglevel|network-timeout|network-concurrency|cache|store-dir"
    r"|cache-folder|modules-folder)[ =]\S+|-(?!g\b|-global\b|-prefix\b|-cwd\b|C\b|-dir\b)"
    r"-?[\w.-]+(?:=\S+)?))*"
)
MOVING = frozenset("lts/* lts stable node latest current system default".split())
"""Names of versions that mean another one every year."""


def versions(project: Project, workspace: str) -> tuple[DeclaredVersion, ...]:
    """What the version files and package.json say of Node.js, the strongest first."""
    if not project.has(NAME):
        return ()
    root = PackageJson(project)
    own = f"{workspace}/{NAME}" if workspace else NAME
    package = PackageJson(project, workspace) if workspace and project.has(own) else root
    found = node_version.asked_for(project, package, root if package is not root else None)
    return tuple(one for asked in found if (one := _declared(asked)) is not None)


def _declared(asked: Fact[str]) -> DeclaredVersion | None:
    wanted = asked.value.strip()
    if wanted.lower() in MOVING or wanted.lower().startswith("lts/-"):
        return None
    try:
        line = node_version.resolve(asked)
    except UnusableInput:
        return None
    is_range = not node_version.EXACT.fullmatch(wanted) and "lts" not in wanted.lower()

    def allows(version: str) -> bool:
        if is_range:
            return _admits(wanted, version)
        pinned, given = line.split("."), version.split(".")
        shared = min(len(pinned), len(given))
        return pinned[:shared] == given[:shared]

    return DeclaredVersion(wanted, asked.evidence, allows)


def _admits(wanted: str, version: str) -> bool:
    """Whether a range admits some release of what an image names."""
    parts = version.split(".")
    tried = [ranges.newest_of(version), ".".join([*parts, "0", "0"][:3])]
    numbers = re.findall(r"\d+\.\d+(?:\.\d+)?", wanted)
    tried += [
        one if one.count(".") == 2 else f"{one}.0"
        for one in numbers
        if one.split(".")[: len(parts)] == parts
    ]
    return not re.search(r"\d", wanted) or any(ranges.admits(wanted, one) for one in tried)


def scripts(project: Project, workspace: str) -> Scripts | None:
    """The scripts of package.json."""
    path = posixpath.join(workspace, NAME)
    if not project.has(path):
        return None
    package = PackageJson(project, workspace)
    names = package.json.keys("scripts")
    found = {one: str(package.json.value("scripts", one)) for one in names}
    return Scripts(path, package.json.line("scripts"), found)


REVIEWING = Reviewing(
    images=(r"node:v?(\d+(?:\.\d+)*)",),
    versions=versions,
    installs=(
        InstallCommand(
            "npm",
            rf"npm (?:ci|clean-install|i|install){OPTIONS}",
            ("package-lock.json", "npm-shrinkwrap.json"),
            locked=r"npm (?:ci|clean-install)\b",
            strict=r"npm (?:ci|clean-install)\b",
            keeps=(r"\bnpm (?:install|i)\b", "npm ci"),
            cache=".npm",
        ),
        InstallCommand(
            "yarn",
            rf"yarn(?: install)?{OPTIONS}",
            ("yarn.lock",),
            locked=r"--(?:frozen-lockfile|immutable|pure-lockfile)\b",
            strict=r"--immutable\b",
            keeps=(r"\byarn(?: install)?\b", "yarn install --frozen-lockfile"),
            cache="yarn",
        ),
        InstallCommand(
            "pnpm",
            rf"pnpm (?:i|install){OPTIONS}",
            ("pnpm-lock.yaml",),
            locked=r"--(?:frozen-lockfile|offline)\b",
            strict=r"--frozen-lockfile\b",
            keeps=(r"\bpnpm (?:install|i)\b", "pnpm install --frozen-lockfile"),
            cache="pnpm",
        ),
        InstallCommand(
            "bun",
            rf"bun (?:i|install){OPTIONS}",
            ("bun.lock", "bun.lockb"),
            locked=r"--frozen-lockfile\b",
            strict=r"--frozen-lockfile\b",
            keeps=(r"\bbun (?:install|i)\b", "bun install --frozen-lockfile"),
            cache="bun",
        ),
    ),
    script_call=(
        r"(?:npm (?:run|run-script)|(?:yarn|pnpm|bun) run) (?P<name>[A-Za-z][\w:.-]*)(?: .*)?"
        r"|npm (?P<short>start|test)(?: .*)?"
    ),
    scripts=scripts,
    interpreters=("node", "ts-node", "tsx"),
    sources=(".js", ".mjs", ".cjs", ".ts"),
    development=(
        WeakStart(
            r"^(?:npx )?nodemon\b",
            "restarts the application when a source changes, which is for development",
            "start the application itself",
        ),
        WeakStart(
            r"^(?:npx )?(?:next|nuxt|nuxi|astro) dev\b",
            "starts the development server",
            "build the application in the image, and start what the build made",
        ),
        WeakStart(
            r"^(?:npx )?(?:vite(?: (?:dev|serve))?(?: --.*)?$|ng serve\b|react-scripts start\b"
            r"|vue-cli-service serve\b|webpack(?:-dev-server| serve)\b|nest start\b.*--watch"
            r"|tsx watch\b|ts-node-dev\b|node --watch\b)",
            "starts the development server",
            "build the application in the image, and serve what the build made",
        ),
    ),
    indirect=(
        WeakStart(
            r"^(?:npm|yarn|pnpm)(?: run)? [\w:.-]+(?: .*)?$",
            "stays between the container and the application, and does not pass every signal on",
            "start what the script runs, in exec form",
        ),
    ),
    installed=("node_modules",),
)
