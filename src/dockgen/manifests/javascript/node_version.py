"""Which Node.js a project asks for.

The files are asked in the order in which the version managers' own documentation ranks them:
https://github.com/nvm-sh/nvm#nvmrc, https://github.com/nodenv/nodenv#choosing-the-node-version,
https://mise.jdx.dev/configuration.html, https://docs.volta.sh/guide/understanding#managing-your-project,
https://docs.npmjs.com/cli/configuring-npm/package-json#engines.
"""

from __future__ import annotations

import re
import tomllib

from dockgen.errors import UnusableInput
from dockgen.facts import Evidence, Fact, default
from dockgen.manifests.javascript import ranges
from dockgen.manifests.javascript.package_json import PackageJson
from dockgen.patterns import lazy_regex
from dockgen.project import Project, TextFile
from dockgen.versions import Product, Release, product, table_date

EXACT = lazy_regex(r"v?(\d+)(\.\d+)?(\.\d+)?")


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
    asked = _asked_for(project, package) or (_in_package(root) if root else None)
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


def _asked_for(project: Project, package: PackageJson) -> Fact[str] | None:
    for name in (".nvmrc", ".node-version"):
        for path in dict.fromkeys((package.inside(name), name)):
            if project.has(path):
                found = _first_line(project.read(path))
                if found is not None:
                    return found
    return _tool_versions(project) or _mise(project) or _in_package(package)


def _in_package(package: PackageJson) -> Fact[str] | None:
    return (
        package.json.text("volta", "node")
        or package.development_engine("runtime", "node")
        or package.json.text("engines", "node")
    )


def _first_line(file: TextFile) -> Fact[str] | None:
    for number, line in enumerate(file.text.splitlines(), start=1):
        word = line.partition("#")[0].strip()
        if word:
            return Fact(word, Evidence("file", file.path, number))
    return None


def _tool_versions(project: Project) -> Fact[str] | None:
    """https://asdf-vm.com/manage/configuration.html#tool-versions."""
    if not project.has(".tool-versions"):
        return None
    for number, line in enumerate(project.read(".tool-versions").text.splitlines(), start=1):
        parts = line.partition("#")[0].split()
        if len(parts) > 1 and parts[0] in {"nodejs", "node"}:
            return Fact(parts[1], Evidence(parts[0], ".tool-versions", number))
    return None


def _mise(project: Project) -> Fact[str] | None:
    path = project.first("mise.toml", ".mise.toml", "mise/config.toml", ".config/mise.toml")
    if path is None:
        return None
    file = project.read(path)
    try:
        tools = tomllib.loads(file.text).get("tools", {})
    except tomllib.TOMLDecodeError as problem:
        line = re.search(r"line (\d+)", str(problem))
        raise UnusableInput(
            "is not valid TOML", file=path, line=int(line[1]) if line else None
        ) from None
    wanted = tools.get("node", tools.get("nodejs")) if isinstance(tools, dict) else None
    if isinstance(wanted, dict):
        wanted = wanted.get("version")
    if isinstance(wanted, list):
        wanted = wanted[0] if wanted else None
    if not isinstance(wanted, str | int | float):
        return None
    at = re.search(r"^\s*[\"']?node(?:js)?[\"']?\s*=", file.text, re.MULTILINE)
    line_number = file.line_of(at.end()) if at else None
    return Fact(str(wanted), Evidence("tools.node", path, line_number))


def resolve(asked: Fact[str]) -> str:
    """The tag that stands for what was asked: an exact version, a name, or a range.

    Raises:
        UnusableInput: nothing that is known satisfies it.
    """
    wanted = asked.value.strip()
    exact = EXACT.fullmatch(wanted)
    if exact:
        return wanted.removeprefix("v")
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
    """`lts/*`, `lts/jod`, `lts`, `node`, `latest`, `stable`: https://github.com/nvm-sh/nvm#usage."""
    alive = node.supported()
    if wanted in {"lts/*", "lts", "stable"}:
        return alive[0]
    if wanted in {"node", "latest", "current"}:
        return max(alive, key=lambda line: int(line.version))
    codename = wanted.removeprefix("lts/").removeprefix("lts-")
    return next((line for line in node.releases if codename and line.codename == codename), None)


def _inside(wanted: str, node: Product, asked: Fact[str]) -> str:
    """The newest supported line in a range, else the newest known one, else a narrower tag."""
    alive = [line.version for line in node.supported()]
    known = [line.version for line in node.releases]
    found = ranges.newest(wanted, dict.fromkeys([*alive, *known]))
    if found is not None:
        return found
    raise UnusableInput(
        f"no known Node.js release satisfies {wanted!r}",
        file=asked.evidence.file or asked.evidence.key,
        line=asked.evidence.line,
        hint=f"known on {table_date()}: {', '.join(alive)}; --set language_version=… decides",
    )
