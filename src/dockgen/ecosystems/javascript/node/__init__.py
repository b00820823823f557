"""JavaScript and TypeScript: servers on Node.js or Bun, and sites that a build writes to disk."""

from __future__ import annotations

from collections.abc import Mapping

from dockgen.core.ecosystem import (
    CredentialFile,
    Ecosystem,
    GoneCommand,
    Reviewing,
    called,
)
from dockgen.core.facts import Evidence, Override, Verdict, no
from dockgen.core.generated import GeneratedFolder
from dockgen.core.plan import Choices, Plan
from dockgen.core.project import Project
from dockgen.ecosystems.javascript.common import record

PACKAGE = "package.json"

SHAPES = {
    "server": "a server that runs from its sources",
    "built-server": "a server that a build script makes, with the packages it needs",
    "bundled-server": "a server whose build carries all that it needs",
    "static-site": "a site that a build script makes, served by nginx",
}
BASES = {
    "debian": "the slim images on Debian",
    "alpine": "the smaller images on Alpine, with musl instead of glibc",
}


def _detect(project: Project, overrides: Mapping[str, Override]) -> Verdict:
    """Match a package.json that says how to run a server or how to build a site.

    Raises:
        UnusableInput: package.json or a version file cannot be used.
    """
    if not _is_here(project):
        return no(f"no {PACKAGE}")  # before anything that only these projects need is imported
    from dockgen.ecosystems.javascript.node import detect as detecting

    return detecting.detect(project, overrides)


def _workspaces(project: Project) -> tuple[str, ...]:
    """The folders of the applications of a workspace; none where the project is no workspace.

    Raises:
        UnusableInput: a file that names the members, or the package.json of one, cannot be used.
    """
    if not _is_here(project):
        return ()
    from dockgen.ecosystems.javascript.node import detect as detecting

    return detecting.workspaces(project)


def _is_here(project: Project) -> bool:
    return project.has(PACKAGE) or project.has("rush.json")


def _plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan the image: several stages where a tool is needed to build and not to run.

    Raises:
        UnusableInput: a value cannot be printed safely.
    """
    from dockgen.ecosystems.javascript.node.plan import planning

    return planning.plan(verdict, choices)


def _is_source(project: Project, folder: str) -> bool:
    """Whether a folder named as an output is none."""
    from dockgen.ecosystems.javascript.node.sources import built_folder

    return built_folder.is_source(project, folder)


def _dependencies(project: Project, workspace: str) -> Mapping[str, Evidence]:
    """What the application runs with.

    Raises:
        UnusableInput: a file cannot be read.
    """
    from dockgen.ecosystems.javascript.node import dependencies

    return dependencies.read(project, workspace)


def _reviewing() -> Reviewing:
    """What a review of somebody's Dockerfile must know."""
    from dockgen.ecosystems.javascript.node import reviewing

    return reviewing.REVIEWING


ECOSYSTEM = Ecosystem(
    name="node",
    title="Node.js",
    precedence="package.json says how the pages are made",
    shapes=SHAPES,
    bases=BASES,
    companions=("nginx.conf", "runtime-config.sh", "api-upstream.sh"),
    detect=_detect,
    plan=_plan,
    workspaces=_workspaces,
    manifests=(PACKAGE,),
    tools_stage="build",
    lockfiles=("package-lock.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", "bun.lockb"),
    generated=(
        record.INSTALLED,
        GeneratedFolder("bower_components", "installed packages of Bower", dependencies=True),
        GeneratedFolder(".pnpm-store", "the package store of pnpm", dependencies=True),
        GeneratedFolder(".next", "build output of Next.js"),
        GeneratedFolder(".nuxt", "build output of Nuxt"),
        GeneratedFolder(".output", "build output of Nitro", beside=(PACKAGE,)),
        GeneratedFolder(".svelte-kit", "build output of SvelteKit"),
        GeneratedFolder(".angular", "a cache of Angular"),
        GeneratedFolder(".turbo", "a cache of Turborepo"),
        GeneratedFolder(".parcel-cache", "a cache of Parcel"),
        GeneratedFolder("coverage", "a coverage report", beside=(PACKAGE,)),
        GeneratedFolder("build", "build output", beside=(PACKAGE,), is_source=_is_source),
        GeneratedFolder("dist", "build output", beside=(PACKAGE,), is_source=_is_source),
        GeneratedFolder("out", "build output", beside=(PACKAGE,), is_source=_is_source),
    ),
    comments={
        **record.COMMENTS,
        **dict.fromkeys((".vue", ".svelte", ".astro"), "<!-- {} -->"),
    },
    compilers=("tsc", "esbuild", "webpack", "vite"),
    caches=(
        r"\.npm/_cacache",
        r"\.cache/(?:yarn|node-gyp)",
        "pnpm/store",
        r"\.yarn/cache",
        r"\.bun/install/cache",
        r"usr/local/share/\.cache",
    ),
    credentials=(
        CredentialFile(r"(^|/)\.npmrc$", rb"_auth(Token)?\s*=\s*[^$\s]"),
        CredentialFile(r"(^|/)\.yarnrc\.yml$", rb"npmAuthToken:\s*[\"']?[^$\s\"']"),
    ),
    services=record.SERVICES,
    dependencies=_dependencies,
    releases=(
        ("node", r"node:v?(\d+)"),
        ("node", r"gcr\.io/distroless/nodejs(\d+)-debian\d+"),
    ),
    products={"node": "Node.js"},
    gone=(
        GoneCommand(  # https://nodejs.org/docs/latest-v25.x/api/corepack.html
            command=called("corepack"),
            product="node",
            since="25",
            message="Node.js 25 and later come without corepack",
            advice="install the package manager by its version: npm install --global pnpm@10",
            installed=("corepack",),
        ),
        GoneCommand(  # https://github.com/nodejs/docker-node#yarn-v1-classic-bundling
            command=called("yarn"),
            product="node",
            since="26",
            message="the images of Node.js 26 and later come without Yarn",
            advice="install it first: npm install --global yarn",
            installed=("yarn", "@yarnpkg/cli-dist", "corepack"),
        ),
    ),
    image_users={"node": "node", "oven/bun": "bun"},
    reviewing=_reviewing,
)
