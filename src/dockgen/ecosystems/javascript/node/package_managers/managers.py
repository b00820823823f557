"""The table of JavaScript package managers: how each installs, and where it keeps what it fetched.

Sources: https://docs.npmjs.com/cli/commands/npm-ci, https://classic.yarnpkg.com/en/docs/cli/install,
https://yarnpkg.com/cli/install, https://pnpm.io/cli/install, https://pnpm.io/docker,
https://bun.sh/docs/cli/install.
"""

from __future__ import annotations

from typing import NamedTuple


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
        focus_production: the same without development packages.
        focus_unlocked: the same without a lockfile, where `focus` cannot.
        renews: what writes the lockfile anew, where `install` does not.
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
