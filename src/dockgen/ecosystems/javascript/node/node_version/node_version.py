"""Which Node.js a project asks for.

The files are asked in the order in which the version managers' own documentation ranks them:
https://github.com/nvm-sh/nvm#nvmrc, https://github.com/nodenv/nodenv#choosing-the-node-version,
https://mise.jdx.dev/configuration.html, https://docs.volta.sh/guide/understanding#managing-your-project,
https://pnpm.io/10.x/settings#usenodeversion,
https://docs.npmjs.com/cli/configuring-npm/package-json#engines.
"""

from __future__ import annotations

from collections.abc import Iterator

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Fact, default
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.core.versions import Product, Release, product, table_date
from dockgen.ecosystems.javascript.node.monorepos import moon, rush
from dockgen.ecosystems.javascript.node.node_version import volta
from dockgen.ecosystems.javascript.node.package_managers import ranges
from dockgen.readers import tool_versions
from dockgen.readers.package_json import PackageJson

EXACT = lazy_regex(r"(?:node-)?v?(\d+(?:\.\d+)?(?:\.\d+)?)")
NAMES = ("node", "nodejs", "core:node")
PNPM = (
    ("pnpm-workspace.yaml", lazy_regex(r"(?m)^useNodeVersion:\s*[\"']?([^\s\"'#]+)")),
    (".npmrc", lazy_regex(r"(?m)^use-node-version\s*=\s*[\"']?([^\s\"'#]+)")),
)
"""Where pnpm is told which Node.js runs scripts; `nodeVersion` only decides what is installed."""

SETTING = lazy_regex(r"[\w-]+\s*=(?!=).*")
"""A line of `.nvmrc` that is kept for settings: https://www.npmjs.com/package/nvmrc."""

ELSEWHERE = {"system", "default"}
"""What only one developer's machine knows the meaning of."""

RELATIVE = lazy_regex(r"lts/-(\d{1,2})")
"""An older line with long-term support, counted from the newest one."""


def read(
    project: Project,
    package: PackageJson,
    root: PackageJson | None = None,
    limit: Fact[str] | None = None,
) -> Fact[str]:
    """The version of Node.js, at the precision in which the project gives it.

    `24` and `24.3.1` stay what they are; a range becomes the newest supported line inside it.

    Args:
        project: the project.
        package: the application's package.json.
        root: the package.json at the top of its workspace.
        limit: the newest line that its tools run on; None for any. It holds where the project
            names no version, or a range that this line lies in.

    Raises:
        UnusableInput: a file cannot be read, or no known release lies in the range.
    """
    asked = next(asked_for(project, package, root), None)
    if asked is None:
        node = product("node")
        return limit or Fact(node.default, default("the newest line with long-term support"))
    found = Fact(resolve(asked), asked.evidence)
    if limit is not None and is_newer(found.value, limit.value):
        return limit if ranges.admits(asked.value, f"{limit.value}.{ranges.HIGHEST}.0") else found
    return found


def is_newer(version: str, line: str) -> bool:
    """Whether a version belongs to a newer line than this one; words such as `lts` do not."""
    major = version.partition(".")[0]
    return major.isdigit() and int(major) > int(line)


def asked_for(
    project: Project, package: PackageJson, root: PackageJson | None
) -> Iterator[Fact[str]]:
    """All that the project says of the version, the strongest first."""
    folders = (package.folder, "")
    for name in (".nvmrc", ".node-version"):
        for path in dict.fromkeys((package.inside(name), name)):
            if project.has(path):
                yield from _first_line(project, path)
    yield from tool_versions.asdf(project, NAMES, folders)
    yield from tool_versions.mise(project, NAMES, folders)
    if project.has_folder(moon.FOLDER) or project.has(moon.PROTO):
        yield from moon.versions(project, "node")
    of_rush = rush.node_range(project)
    if of_rush:
        yield of_rush
    packages = (package, root) if root else (package,)
    for one in packages:
        yield from volta.pinned(project, one, "node")
    for one in packages:
        yield from one.development_engines("runtime", "node")
    yield from _told_to_pnpm(project, packages)
    found = (one.json.text("engines", "node") for one in packages)
    yield from (one for one in found if one)


def _first_line(project: Project, path: str) -> Iterator[Fact[str]]:
    for number, line in enumerate(project.read(path).text.splitlines(), start=1):
        word = line.partition("#")[0].strip()
        if word and not SETTING.fullmatch(word):
            if word not in ELSEWHERE:
                yield Fact(word, Evidence("file", path, number))
            return


def _told_to_pnpm(project: Project, packages: tuple[PackageJson, ...]) -> Iterator[Fact[str]]:
    for one in packages:
        found = one.json.text("pnpm", "executionEnv", "nodeVersion")
        if found:
            yield found
    yield from project.kept(_in_settings_of_pnpm)


def _in_settings_of_pnpm(project: Project) -> tuple[Fact[str], ...]:
    found = []
    for path, setting in PNPM:
        file = project.read(path) if project.has(path) else None
        match = setting.search(file.text) if file else None
        if file and match:
            key = match[0].partition("=" if path == ".npmrc" else ":")[0].strip()
            found.append(Fact(match[1], Evidence(key, path, file.line_of(match.start()))))
    return tuple(found)


def resolve(asked: Fact[str]) -> str:
    """The tag that stands for what was asked: an exact version, a name, or a range.

    Raises:
        UnusableInput: nothing that is known satisfies it.
    """
    wanted = asked.value.strip()
    exact = EXACT.fullmatch(wanted)
    if exact:
        return str(exact[1])
    node = product("node")
    named = _by_name(wanted.lower(), node)
    if named is not None:
        return named.version
    return _inside(wanted, node, asked)


def is_out_of_support(version: str) -> bool:
    """Whether a line gets no fixes any more, on the date of the table of releases."""
    major = version.partition(".")[0]
    alive = {line.version for line in product("node").supported()}
    known = [int(line.version) for line in product("node").releases]
    return major.isdigit() and int(major) <= max(known) and major not in alive


def _by_name(wanted: str, node: Product) -> Release | None:
    """`lts/*`, `lts/jod`, `lts/-1`, `lts`, `node`, `latest`, `stable`: https://github.com/nvm-sh/nvm#usage."""
    alive = node.supported()
    if wanted in {"lts/*", "lts", "stable"}:
        return alive[0]
    if wanted in {"node", "latest", "current"}:
        return max(alive, key=lambda line: int(line.version))
    older = RELATIVE.fullmatch(wanted)
    if older:
        stable = [line for line in node.releases if line.lts and line.lts <= table_date()]
        return next(iter(stable[int(older[1]) :]), None)
    codename = wanted.removeprefix("lts/").removeprefix("lts-")
    return next((line for line in node.releases if codename and line.codename == codename), None)


def _inside(wanted: str, node: Product, asked: Fact[str]) -> str:
    """The newest supported line in a range, else the newest that was long supported, else any."""
    alive = [line.version for line in node.supported()]
    known = [line.version for line in node.releases]
    long_supported = [line.version for line in node.releases if line.codename]
    found = ranges.newest(wanted, dict.fromkeys([*alive, *long_supported, *known]))
    if found is not None:
        return found
    raise UnusableInput(
        f"no known Node.js release satisfies {wanted!r}",
        file=asked.evidence.file or asked.evidence.key,
        line=asked.evidence.line,
        hint=f"known on {table_date()}: {', '.join(alive)}; --set language_version=… decides",
    )
