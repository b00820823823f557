"""The table of JavaScript package managers: how each installs, and where it keeps what it fetched.

Sources: https://docs.npmjs.com/cli/commands/npm-ci, https://classic.yarnpkg.com/en/docs/cli/install,
https://yarnpkg.com/cli/install, https://pnpm.io/cli/install, https://pnpm.io/docker,
https://bun.sh/docs/cli/install. A row holds for the newest version; what older ones lack stands in
`OLDER`, each with the versions that it holds for. Those were tried with the versions themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from dockgen.ecosystems.javascript.node.package_managers import ranges


class PackageManager(NamedTuple):
    """One row of the table: what a Dockerfile has to say for this package manager.

    Args:
        name: its name; `yarn-berry` is Yarn from version 2 on, `npm-6` npm up to 6, which has
            other options and no `npm pkg`.
        command: what is typed.
        lockfiles: its lockfiles, the usual one first.
        companions: other files that an installation reads, where the project has them.
        frozen: installs exactly what the lockfile says, development packages included.
        frozen_production: the same without development packages.
        unlocked: installs without a lockfile.
        unlocked_production: the same without development packages.
        cache: the folder of its download cache, for root.
        npm_package: the npm package that carries it; empty for npm itself.
        default_version: the version to install where the project names none.
        runner: what runs a tool of an installed package.
        remove_script: takes scripts out of package.json, whose keys follow it.
        run_member: runs a script of a member of the workspace; `{name}` and `{folder}` are its own.
        prune: takes the development packages out of an installed node_modules; empty where the
            package manager cannot.
        prune_reverts: whether that writes files of packages anew, which a patch has changed.
        prune_members: the same in a workspace, for one member; pnpm prunes no workspace:
            https://pnpm.io/cli/prune.
        focus: installs what one member needs, where the plain command would want every member.
        focus_production: the same without development packages; `{delete}` takes the names of
            development packages out of the copies of package.json.
        focus_unlocked: the same without a lockfile, where `focus` cannot.
        renews: what writes the lockfile anew, where `install` does not.
        every_manifest: whether a frozen installation wants the package.json of every member.
        locked_cache: whether two installations at once may not use its cache.
    """

    name: str
    command: str
    lockfiles: tuple[str, ...]
    companions: tuple[str, ...]
    frozen: str
    frozen_production: str
    unlocked: str
    unlocked_production: str
    cache: str
    npm_package: str = ""
    default_version: str = ""
    runner: str = "npx"
    remove_script: str = "npm pkg delete"
    run_member: str = "npm run {script} --workspace={folder}"
    prune: str = ""
    prune_reverts: bool = False
    prune_members: str = ""
    focus: str = ""
    focus_production: str = ""
    focus_unlocked: str = ""
    renews: str = ""
    every_manifest: bool = False
    locked_cache: bool = False


YARN_PRUNE = "yarn install --frozen-lockfile --production --ignore-scripts --prefer-offline"

MANAGERS = (
    PackageManager(
        name="bun",
        npm_package="bun",
        default_version="1",
        runner="bunx",
        remove_script="bun pm pkg delete",
        run_member="bun run --filter {name} {script}",
        command="bun",
        lockfiles=("bun.lock", "bun.lockb"),
        companions=("bunfig.toml", ".npmrc"),
        frozen="bun install --frozen-lockfile",
        frozen_production="bun install --frozen-lockfile --production",
        unlocked="bun install",
        unlocked_production="bun install --production",
        cache="/root/.bun/install/cache",
    ),
    PackageManager(
        name="pnpm",
        runner="pnpm exec",
        remove_script="pnpm pkg delete",
        run_member="pnpm --filter {name} run {script}",
        prune="pnpm prune --prod --ignore-scripts",
        command="pnpm",
        lockfiles=("pnpm-lock.yaml",),
        companions=("pnpm-workspace.yaml", ".npmrc", ".pnpmfile.cjs", ".pnpmfile.mjs"),
        frozen="pnpm install --frozen-lockfile",
        frozen_production="pnpm install --frozen-lockfile --prod",
        unlocked="pnpm install",
        unlocked_production="pnpm install --prod",
        cache="/root/.local/share/pnpm/store",
        npm_package="pnpm",
        default_version="10",
    ),
    PackageManager(
        name="yarn-berry",
        runner="yarn",
        run_member="yarn workspace {name} run {script}",
        prune="yarn workspaces focus --all --production",
        prune_members="yarn workspaces focus {name} --production",
        focus="yarn workspaces focus {root} {name}",
        focus_production="yarn workspaces focus {name} --production",
        command="yarn",
        lockfiles=("yarn.lock",),
        companions=(".yarnrc.yml",),
        frozen="yarn install --immutable",
        frozen_production="yarn workspaces focus --all --production",
        unlocked="yarn install --no-immutable",
        unlocked_production="yarn workspaces focus --all --production",
        cache="/root/.yarn/berry/cache",
        npm_package="@yarnpkg/cli-dist",
        default_version="4",
    ),
    PackageManager(
        name="yarn",
        runner="yarn",
        run_member="yarn workspace {name} run {script}",
        prune=YARN_PRUNE,
        prune_reverts=True,
        prune_members=YARN_PRUNE,
        command="yarn",
        lockfiles=("yarn.lock",),
        companions=(".npmrc", ".yarnrc"),
        frozen="yarn install --frozen-lockfile",
        frozen_production="yarn install --frozen-lockfile --production",
        unlocked="yarn install",
        unlocked_production="yarn install --production",
        cache="/usr/local/share/.cache/yarn",
        locked_cache=True,
        npm_package="yarn",
        default_version="1",
    ),
    PackageManager(
        name="npm",
        command="npm",
        lockfiles=("package-lock.json", "npm-shrinkwrap.json"),
        companions=(".npmrc",),
        frozen="npm ci",
        frozen_production="npm ci --omit=dev",
        unlocked="npm install",
        unlocked_production="npm install --omit=dev",
        cache="/root/.npm",
        prune="npm prune --omit=dev --ignore-scripts",
        prune_members="npm prune --omit=dev --ignore-scripts",
    ),
    PackageManager(
        # https://docs.npmjs.com/cli/v6/commands/npm-ci
        name="npm-6",
        command="npm",
        lockfiles=("package-lock.json", "npm-shrinkwrap.json"),
        companions=(".npmrc",),
        frozen="npm ci",
        frozen_production="npm ci --only=production",
        unlocked="npm install",
        unlocked_production="npm install --only=production",
        cache="/root/.npm",
        remove_script="npx npm@7 pkg delete",
        prune="npm prune --production --ignore-scripts",
    ),
    PackageManager(
        # https://rushjs.io/pages/commands/rush_install/: what it installs with stands in rush.json.
        name="rush",
        command="rush",
        lockfiles=(
            "common/config/rush/pnpm-lock.yaml",
            "common/config/rush/npm-shrinkwrap.json",
            "common/config/rush/yarn.lock",
        ),
        companions=(),
        frozen="rush install",
        frozen_production="rush install",
        unlocked="rush update",
        unlocked_production="rush update",
        cache="/app/common/temp/pnpm-store",
        npm_package="@microsoft/rush",
        default_version="5",
        run_member="(cd {folder} && rushx {script})",
        focus="rush install --to {name}",
        focus_production="rush install --to {name}",
        focus_unlocked="rush update",
        renews="rush update",
    ),
)
BY_NAME = {manager.name: manager for manager in MANAGERS}


class Older(NamedTuple):
    """What is typed for versions that lack a command of the row.

    Args:
        name: the row.
        versions: the range of versions that it holds for.
        commands: the fields of the row that differ.
    """

    name: str
    versions: str
    commands: Mapping[str, str | bool]


NPM_PKG_COMES_WITH = 16
"""The first Node.js whose npm has `npm pkg`, which is there from 7.20 on."""

DELETES_DEVELOPMENT = "npm pkg delete devDependencies"
YARN_WITHOUT_FOCUS = {
    # Yarn keeps what the lockfile says of all that is left, as `workspaces focus` does.
    "frozen_production": f"{DELETES_DEVELOPMENT} && yarn install --no-immutable",
    "unlocked_production": f"{DELETES_DEVELOPMENT} && yarn install --no-immutable",
    "prune": f"{DELETES_DEVELOPMENT} && yarn install --no-immutable",
    "prune_members": "{delete}yarn install --no-immutable",
    "focus": "yarn install --no-immutable",
    "focus_production": "{delete}yarn install --no-immutable",
}
"""`yarn workspaces focus` is a plugin before Yarn 4: https://yarnpkg.com/3.6/cli/workspaces/focus."""

BUN_WITH_EVERY_MANIFEST: Mapping[str, str | bool] = {
    "every_manifest": True,
    "focus": "bun install --frozen-lockfile {filters}",
    "focus_production": "bun install --frozen-lockfile --production {filters}",
}
"""Bun skips members that are not there from 1.4 on, and can choose among them from 1.1.45 on."""

OLDER = (
    Older("bun", ">=1.1.45 <1.4", BUN_WITH_EVERY_MANIFEST),
    Older("bun", "<1.1.45", {"every_manifest": True}),
    Older("yarn-berry", "<4", YARN_WITHOUT_FOCUS),
    # https://bun.com/docs/pm/cli/pm#pkg: from 1.2.19 on.
    Older("bun", "<1.2.19", {"remove_script": "bunx --bun npm@10 pkg delete"}),
    Older("pnpm", "<9", {"prune": "npm_config_ignore_scripts=true pnpm prune --prod"}),
    Older("pnpm", "<7", {"remove_script": "npm pkg delete"}),
    Older("pnpm", "<6", {"runner": "npx"}),
)


def row_of(name: str, version: str, *, has_focus: bool = False) -> PackageManager:
    """The row of a package manager, with the commands that this version of it has.

    Args:
        name: its name in the table.
        version: its version, of one to three numbers; empty for the newest.
        has_focus: whether a plugin brings `yarn workspaces focus` to a version without it.
    """
    row = BY_NAME[name]
    if not version:
        return row
    padded = ranges.newest_of(version.partition("-")[0])
    for older in OLDER:
        focused = has_focus and older.commands is YARN_WITHOUT_FOCUS
        if older.name == name and not focused and ranges.admits(older.versions, padded):
            row = row._replace(**older.commands)  # type: ignore[arg-type]  # as the fields are
    return row


def with_npm_of(command: str, node_line: int) -> str:
    """A command for the npm of a Node.js: before 16 none of them has `npm pkg`."""
    old = 0 < node_line < NPM_PKG_COMES_WITH
    return command.replace("npm pkg ", "npx npm@7 pkg ") if old else command
