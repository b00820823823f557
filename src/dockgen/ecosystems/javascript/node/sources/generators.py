"""Tools that write sources or clients which a project does not keep in Git, one row a tool.

What they make is missing in a fresh checkout, so that an image has to make it, whichever member of
a workspace has the tool and whether or not the build of the application calls it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.javascript.node.scripts import scripts
from dockgen.ecosystems.javascript.node.sources import named_paths, prisma
from dockgen.readers.package_json import PackageJson

ENDINGS = ("ts", "mts", "cts", "js", "mjs", "cjs")
DATABASE = "a database"
SERVICE = "a running server"


class Generator(NamedTuple):
    """One row.

    Args:
        name: what a note calls it.
        calls: how a script calls it.
        packages: the packages that bring it.
        configs: its configuration, beside package.json.
        command: what is called where no script does.
        outputs: what in the configuration names what it writes.
        options: what in a script names that.
        usual: what it writes where nothing says so.
        into_packages: whether it may write into installed packages.
        asks: what it wants that no build has.
        asks_where: what in its configuration or script shows that; always where that is None.
        wanted_by: what sources of the member mention where what it makes is needed; empty for all.
    """

    name: str
    calls: re.Pattern[str]
    packages: tuple[str, ...]
    configs: tuple[str, ...] = ()
    command: str = ""
    outputs: re.Pattern[str] | None = None
    options: re.Pattern[str] | None = None
    usual: tuple[str, ...] = ()
    into_packages: bool = False
    asks: str = ""
    asks_where: re.Pattern[str] | None = None
    wanted_by: str = ""


def _with(*names: str) -> tuple[str, ...]:
    return tuple(f"{name}.{ending}" for name in names for ending in ENDINGS)


ONLINE = lazy_regex(r"\bschema['\"]?\s*:\s*\[?\s*\{?\s*['\"]?(?:https?://|\$\{|process\.env)")

GENERATORS = (
    Generator(
        # https://www.prisma.io/docs/orm/reference/prisma-cli-reference#generate
        name="Prisma",
        calls=lazy_regex(r"\bprisma [^&|;]*?\bgenerate\b"),
        packages=("prisma",),
        command="prisma generate",
        into_packages=True,
    ),
    Generator(
        # https://zenstack.dev/docs/reference/cli
        name="ZenStack",
        calls=lazy_regex(r"\bzenstack\s+generate\b"),
        packages=("zenstack", "@zenstackhq/cli"),
        configs=("schema.zmodel",),
        command="zenstack generate",
        into_packages=True,
    ),
    Generator(
        # https://the-guild.dev/graphql/codegen/docs/config-reference/codegen-config
        name="GraphQL Code Generator",
        calls=lazy_regex(r"\b(?:graphql-codegen|gql-gen)\b(?![^&|;]*--watch)"),
        packages=("@graphql-codegen/cli",),
        configs=(*_with("codegen"), "codegen.yml", "codegen.yaml", "codegen.json"),
        command="graphql-codegen",
        outputs=lazy_regex(
            r"(?m)^[^\S\n]*['\"]?(?P<path>\.{0,2}/?[\w@-][\w@.-]*/[\w@./-]*|[\w-]+\.(?:ts|tsx|graphql|json))"
            r"['\"]?\s*:\s*(?:\{|$)"
        ),
        asks=SERVICE,
        asks_where=ONLINE,
    ),
    Generator(
        # https://buf.build/docs/configuration/v2/buf-gen-yaml/
        name="Buf",
        calls=lazy_regex(r"\bbuf\s+generate\b"),
        packages=("@bufbuild/buf",),
        configs=("buf.gen.yaml", "buf.gen.yml"),
        command="buf generate",
        outputs=lazy_regex(r"\bout:\s*['\"]?(?P<path>[\w@./-]+)"),
    ),
    Generator(
        # https://github.com/stephenh/ts-proto, https://github.com/grpc/grpc-node
        name="protobuf",
        calls=lazy_regex(
            r"(?:\bprotoc\s|\bgrpc_tools_node_protoc\b|\bpbjs\b|\bpbts\b|\bproto-loader-gen-types\b"
            r"|\bprotoc\b(?=[^&|;]*--\w+_out))"
        ),
        packages=("grpc-tools", "ts-proto", "protobufjs-cli", "@grpc/proto-loader", "protoc"),
        options=lazy_regex(
            r"--\w+_out[= ](?:[\w,=]+:)?(?P<path>[\w@./-]+)"
            r"|(?:-o|-O|--out\w*)[= ](?P<other>[\w@./-]+)"
        ),
    ),
    Generator(
        # https://orm.drizzle.team/docs/drizzle-kit-generate
        name="Drizzle",
        calls=lazy_regex(r"\bdrizzle-kit\s+generate\b"),
        packages=("drizzle-kit",),
        configs=_with("drizzle.config"),
        command="drizzle-kit generate",
        outputs=lazy_regex(r"\bout\s*:\s*['\"`](?P<path>[\w@./-]+)"),
        usual=("drizzle",),
        wanted_by="migrationsFolder",
    ),
    Generator(
        # https://github.com/RobinBlomberg/kysely-codegen#cli-arguments
        name="kysely-codegen",
        calls=lazy_regex(r"\bkysely-codegen\b"),
        packages=("kysely-codegen",),
        options=lazy_regex(r"--out-file[= ](?P<path>[\w@./-]+)"),
        asks=DATABASE,
    ),
    Generator(
        # https://openapi-ts.dev/cli, https://orval.dev/reference/configuration/output
        name="the client of an OpenAPI description",
        calls=lazy_regex(r"\b(?:openapi-typescript|openapi-ts|orval|swagger-typescript-api)\b"),
        packages=(
            "openapi-typescript",
            "@hey-api/openapi-ts",
            "orval",
            "swagger-typescript-api",
            "openapi-typescript-codegen",
        ),
        options=lazy_regex(r"(?:-o|--output)[= ](?P<path>[\w@./-]+)"),
        asks=SERVICE,
        asks_where=lazy_regex(r"https?://(?:localhost|127\.|host\.docker)"),
    ),
    Generator(
        # https://panda-css.com/docs/references/cli#panda-codegen
        name="Panda CSS",
        calls=lazy_regex(r"\bpanda\b(?:\s+codegen\b|\s*(?:$|[;&|]))"),
        packages=("@pandacss/dev",),
        configs=_with("panda.config"),
        command="panda codegen",
        outputs=lazy_regex(r"\boutdir\s*:\s*['\"`](?P<path>[\w@./-]+)"),
        usual=("styled-system",),
    ),
)

WATCHES = lazy_regex(r"--watch\b|(?<!\w)-w\b|--check\b|--dry-run\b")
USUAL_NAMES = lazy_regex(r"(?:.*[:_-])?(?:generate|codegen|gen|proto\w*|build)(?:[:_-].*)?")


class Found(NamedTuple):
    """A generator that a package has, and whose output is not in the project.

    Args:
        row: the generator.
        script: the script that calls it, or None where none does.
        evidence: the script, or else its configuration.
        asks: what it wants that no build has, or nothing.
    """

    row: Generator
    script: str | None
    evidence: Evidence
    asks: str = ""


def missing(project: Project, package: PackageJson, root: PackageJson) -> Iterator[Found]:
    """The generators of a package whose output is not in the project.

    Args:
        project: the project.
        package: the package.
        root: the package at the top, which may bring the tool.
    """
    for row in GENERATORS:
        has_tool = package.dependency(*row.packages) or root.dependency(*row.packages)
        script = _script(row, package)
        if has_tool is None and script is None:
            continue
        config = _config(row, project, package)
        written = _outputs(row, project, package, config, script)
        if written is None or any(
            project.has(one) or project.has_folder(one) for one in written if one != "."
        ):
            continue
        if row.wanted_by and not _is_wanted(row, project, package):
            continue
        evidence = script.evidence if script else Evidence("generator", config or "")
        name = script.evidence.key.removeprefix("scripts.") if script else None
        text = script.value if script else ""
        if config is not None and (file := project.readable(config)) is not None:
            text += f"\n{file.text}"
        asks = row.asks if row.asks_where is None or row.asks_where.search(text) else ""
        yield Found(row, name, evidence, asks)


def _script(row: Generator, package: PackageJson) -> Fact[str] | None:
    """The script that calls the generator and little else, one with a usual name first."""
    found: list[tuple[bool, int, Fact[str]]] = []
    for name in package.json.keys("scripts"):
        script = package.script(name)
        if script is None or name.startswith(("pre", "post")) or WATCHES.search(script.value):
            continue
        alone = all(row.calls.search(one) for one in re.split(r"\s*&&\s*", script.value))
        if alone and row.calls.search(script.value):
            found.append((USUAL_NAMES.fullmatch(name) is None, len(found), script))
    return min(found)[2] if found else None


def _config(row: Generator, project: Project, package: PackageJson) -> str | None:
    if row.name == "Prisma":
        paths = prisma.schemas(project, package)
        own = [one for one in paths if one.startswith(f"{package.folder}/") or not package.folder]
        return prisma.with_generator(project, tuple(own)) if own else None
    return project.first(*(package.inside(one) for one in row.configs))


def _outputs(
    row: Generator,
    project: Project,
    package: PackageJson,
    config: str | None,
    script: Fact[str] | None,
) -> list[str] | None:
    """What a generator writes, relative to the project; None where it has nothing to work on."""
    if row.name == "Prisma":
        if config is None:
            return None
        paths = prisma.schemas(project, package)
        return ["."] if not prisma.is_written(project, paths) else [config]
    if row.configs and config is None:
        return None
    found: list[str] = []
    file = project.readable(config) if config else None
    if row.outputs is not None and file is not None:
        found = [match["path"] for match in row.outputs.finditer(file.text)]
    if row.options is not None and script is not None:
        matches = row.options.finditer(script.value)
        found += [match["path"] or match.groupdict().get("other") or "" for match in matches]
    found = [one for one in found if one] or list(row.usual)
    if not found and script is None:
        return None
    return [posixpath.normpath(posixpath.join(package.folder, one)) for one in found]


def _is_wanted(row: Generator, project: Project, package: PackageJson) -> bool:
    files = named_paths.sources(project, package.folder)
    return any(row.wanted_by in file.text for file in files)


def is_called(row: Generator, texts: Iterable[str]) -> bool:
    """Whether one of the commands calls the generator."""
    return any(row.calls.search(one) for one in texts)


def expanded(package: PackageJson, names: Iterable[str]) -> list[str]:
    """The texts of scripts and of those that they call."""
    found = (package.script(name) for name in names)
    return [scripts.expanded(one, package) for one in found if one]
