"""Prisma in a build: where its schema lies, what its client is, and what its settings demand.

https://www.prisma.io/docs/orm/prisma-schema/overview/location,
https://www.prisma.io/docs/orm/reference/prisma-config-reference.
"""

from __future__ import annotations

import posixpath
import re
import shlex

from dockgen.core.facts import Evidence
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.javascript.node.scripts import scripts
from dockgen.readers.package_json import PackageJson

GENERATOR = lazy_regex(r"^generator\s+\w+\s*\{([^}]*)\}", re.MULTILINE)
CLIENT = lazy_regex(r"\bprovider\s*=\s*\"prisma-client(?:-js)?\"")
OUTPUT = lazy_regex(r"\boutput\s*=\s*\"([^\"]+)\"")
PROVIDER = lazy_regex(r"^datasource\s+\w+\s*\{[^}]*?\bprovider\s*=\s*\"(\w+)\"", re.MULTILINE)
GENERATES = lazy_regex(r"\bprisma [^&|;]*?\bgenerate\b")
CONFIGS = tuple(
    f"{name}.{ending}"
    for name in ("prisma.config", ".config/prisma")
    for ending in ("ts", "js", "mts", "mjs", "cts", "cjs")
)
SCHEMA = lazy_regex(
    r"\bschema\s*:\s*(?:[\w.]*(?:join|resolve)\((?P<parts>[^;{}]*?)\)\s*[,}]"
    r"|['\"`](?P<plain>[^'\"`]+)['\"`])"
)
"""`schema: "db/schema.prisma"`, `schema: path.join("prisma", "schema")`."""

OPTION = lazy_regex(r"\bprisma\b[^&|;]*?--schema[ =][\"']?([\w@./-]+)")
DEMANDED = lazy_regex(r"\b\w*[eE]nv\w*\(\s*['\"]([A-Z][A-Z0-9_]*)['\"]\s*\)")
"""`env("DATABASE_URL")` throws where the variable is not set, and so does `requireEnv("…")`."""

ADDRESSES = {
    "mysql": "mysql://localhost/placeholder",
    "sqlite": "file:./placeholder.db",
    "sqlserver": "sqlserver://localhost",
    "mongodb": "mongodb://localhost/placeholder",
}
"""Addresses of no database, by the provider; PostgreSQL's for all others."""


def config(project: Project, package: PackageJson) -> str | None:
    """The file with Prisma's settings, or None."""
    return project.first(*(package.inside(name) for name in CONFIGS))


def schemas(project: Project, package: PackageJson) -> tuple[str, ...]:
    """The files of the schema: what the settings, package.json or a script names, or the usual one.

    A folder holds the parts of a schema.
    """
    named = _named(project, package)
    for place in (named,) if named else ("prisma/schema.prisma", "schema.prisma", "prisma/schema"):
        inside = posixpath.normpath(package.inside(place))
        if project.has(inside):
            return (inside,)
        parts = project.starting(f"{inside}/")
        found = tuple(one for one in parts if one.endswith(".prisma"))
        if found:
            return found
    return ()


def _named(project: Project, package: PackageJson) -> str:
    """The file or folder that is named for the schema; empty where none is."""
    path = config(project, package)
    match = SCHEMA.search(project.read(path).text) if path else None
    if match is not None:
        parts = re.findall(r"['\"`]([^'\"`]+)['\"`]", match["parts"] or "")
        return posixpath.join(*parts) if parts else str(match["plain"] or "")
    found = package.json.text("prisma", "schema")
    if found is not None:
        return found.value
    for name in package.json.keys("scripts"):
        script = package.script(name)
        option = OPTION.search(script.value) if script else None
        if option is not None:
            return option[1]
    return ""


def demanded(project: Project, package: PackageJson) -> tuple[dict[str, str], Evidence | None]:
    """What Prisma's settings want to be set whenever they are loaded, with values for a build.

    No database is asked when a client is generated, so any address will do.
    """
    path = config(project, package)
    file = project.readable(path) if path else None
    match = DEMANDED.search(file.text) if file else None
    if file is None or match is None:
        return {}, None
    texts = [project.read(one).text for one in schemas(project, package)]
    provider = next((found[1] for one in texts if (found := PROVIDER.search(one))), "postgresql")
    address = ADDRESSES.get(provider, "postgresql://localhost/placeholder")
    values = {
        name: address if re.search(r"UR[LI]|DSN|DATABASE|CONNECTION", name) else "placeholder"
        for name in dict.fromkeys(DEMANDED.findall(file.text))
    }
    return values, Evidence(match[1], file.path, file.line_of(match.start()))


def with_placeholders(
    project: Project, package: PackageJson, command: str
) -> tuple[str, str | None]:
    """A command with what Prisma's settings demand, where it generates a client; else as it is.

    The values hold for that command alone and are no part of the image.

    Returns:
        The command, and what the user should know of it, or None.
    """
    script = package.script(command.rsplit(" ", 1)[-1])
    asks = f"{command} ; {scripts.expanded(script, package)}" if script else command
    values, evidence = demanded(project, package) if GENERATES.search(asks) else ({}, None)
    if evidence is None:
        return command, None
    told = " ".join(f"{name}={shlex.quote(value)}" for name, value in values.items())
    return " && ".join(f"{told} {one}" for one in command.split(" && ")), (
        f"{evidence.file}:{evidence.line} needs {', '.join(values)} whenever Prisma is called: the "
        "build has a placeholder, and the image needs its own value"
    )


def has_client_in_packages(project: Project, package: PackageJson) -> bool:
    """Whether the schema of a member has a client in its installed packages.

    That is so where the generator `prisma-client-js` names no other place for it:
    https://www.prisma.io/docs/orm/prisma-schema/overview/generators.
    """
    below = f"{package.folder}/"
    paths = (one for one in project.starting(below) if one.endswith(".prisma"))
    asked = package.json.text("dependencies", "@prisma/client") is not None
    return asked and any(generates_into_packages(project.read(path).text) for path in paths)


def generates_into_packages(schema: str) -> bool:
    """Whether the client that a schema makes goes to the installed packages."""
    bodies = GENERATOR.findall(schema)
    return any('"prisma-client-js"' in one and "output" not in one for one in bodies)


def place_of_client(project: Project) -> str | None:
    """Where among the installed packages `prisma generate` writes; empty where it does not.

    Returns:
        A folder of node_modules, or None where that is not plain.
    """
    schemas = project.with_suffix(".prisma")
    texts = (project.readable(path) for path in schemas)
    bodies = [body for one in texts if one for body in GENERATOR.findall(one.text)]
    if not bodies or not all(CLIENT.search(body) for body in bodies):
        return None  # another generator may write anywhere
    outputs = [OUTPUT.search(body) for body in bodies]
    if any(output and "node_modules" in output[1] for output in outputs):
        return None
    return "" if all(outputs) else ".prisma"


def with_generator(project: Project, paths: tuple[str, ...]) -> str:
    """The file of a schema that names the generator."""
    named = (one for one in paths if GENERATOR.search(project.read(one).text))
    return next(named, paths[0])


def is_written(project: Project, paths: tuple[str, ...]) -> bool:
    """Whether the client lies in the project, where the generator puts it."""
    outputs = [
        posixpath.join(posixpath.dirname(path), match[1])
        for path in paths
        for body in GENERATOR.findall(project.read(path).text)
        for match in OUTPUT.finditer(body)
    ]
    return any(project.has_folder(posixpath.normpath(one)) for one in outputs)
