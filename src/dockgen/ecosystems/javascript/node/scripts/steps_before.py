"""What a start script does before the program runs: hooks, builds, checks.

An image has its build behind it when it starts, so a step that builds belongs to the build stage;
a step that brings a database up to date belongs to the start.
"""

from __future__ import annotations

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.javascript.node.scripts import scripts
from dockgen.readers.package_json import PackageJson

TOOL = r"(?:\w+=\S*\s+|cross-env\s+|npx\s+(?:--yes\s+)?|(?:pnpm|yarn)\s+exec\s+)*"
BUILDS = lazy_regex(
    rf"^{TOOL}(?:(?:npm run|yarn(?: run)?|pnpm(?: run)?|bun run) (?:build|compile)(?![\w-])|"
    r"(?:next|nuxt|vite|nest|parcel|ng|astro|remix|bun) build\b|"
    r"(?:tsc|tsup|swc|esbuild|babel|webpack|rollup|rolldown|tsdown|unbuild|pkgroll|ncc|gulp|grunt|"
    r"sass|node-sass|lessc|stylus|postcss|tailwindcss|browserify|uglifyjs|terser|cleancss|"
    r"tsc-alias|tspc|copyfiles|cpx2?|cpy|ncp|rimraf|del-cli|del|graphql-codegen|shx)(?![\w-])|"
    r"(?:rm|cp|mkdir)\b|prisma generate\b|(?:npm|pnpm|bun) (?:ci|i|install)\b|yarn(?: install)?$)"
)
"""Steps before a start that the image has behind it."""

CHECKS = lazy_regex(
    rf"^{TOOL}(?:eslint|prettier|biome|jest|vitest|mocha|echo|"
    r"(?:npm|yarn|pnpm)(?: run)? (?:lint|test|format|check|typecheck)(?![\w-]))\b"
)
"""Steps that look at sources, which an image does not have."""

MIGRATES = lazy_regex(
    rf"^{TOOL}(?:prisma (?:migrate (?:deploy|dev|reset|resolve)|db (?:push|seed|pull|execute))|"
    r"sequelize(?:-cli)? db:(?:create|migrate|seed)|knex (?:migrate:(?:latest|up)|seed:run)|"
    r"(?:typeorm|typeorm-ts-node-\w+) (?:migration:run|schema:sync)|"
    r"drizzle-kit (?:migrate|push|pull)|node ace (?:migration:run|migration:fresh|db:seed)|"
    r"mikro-orm migration:up|node-pg-migrate up|db-migrate up|payload migrate(?!:))\b"
)
"""Steps that want a database, which is not available during an image build."""

INSTALLS = lazy_regex(rf"^{TOOL}(?:(?:npm|pnpm|bun) (?:ci|i|install)\b|yarn(?: install)?$)")
CLEANS = lazy_regex(rf"^{TOOL}(?:rimraf|del-cli|del|rm)\b")
IN_SHELL = lazy_regex(r"(?:\w+=|(?:rm|cp|mkdir|npm|npx|yarn|pnpm|bun|bunx|cross-env)\b)")
"""Commands that are called as they are, where others are tools of installed packages."""

BERRY = lazy_regex(r"yarn@[2-9]")
CHAIN = lazy_regex(r"\s*(?:&&|;)\s*")


def with_hook(script: Fact[str], package: PackageJson) -> str:
    """A script with the one that a package manager runs before it: `prestart`, for example.

    https://docs.npmjs.com/cli/using-npm/scripts#pre--post-scripts. Yarn from 2 on has none.
    """
    name = script.evidence.key.removeprefix("scripts.")
    hook = package.script(f"pre{name}") if name != script.evidence.key else None
    if hook is None:
        return script.value
    manager = package.json.text("packageManager")
    if manager is not None and BERRY.match(manager.value):
        return script.value
    return f"{hook.value} && {script.value}"


def builds(step: str, package: PackageJson) -> bool:
    """Whether a step makes what the image has already; a script does if all its commands do."""
    if BUILDS.match(step):
        return True
    if not scripts.is_call(step, package):
        return False
    text = scripts.expanded(Fact(step, Evidence("scripts")), package)
    commands = [one for one in CHAIN.split(text) if one and not scripts.is_call(one, package)]
    return bool(commands) and all(BUILDS.match(one) for one in commands)


def without_migrations(
    script: Fact[str], package: PackageJson, *, deep: int = 3
) -> tuple[Fact[str], list[str]]:
    """A script that builds without the steps that bring a database up to date, and those steps.

    Heroku and Vercel build where the database can be reached, so their projects often do both at
    once. A script is taken apart only where it holds such a step.
    """
    kept, left_out = list[str](), list[str]()
    for step in (one.strip() for one in script.value.split("&&")):
        inner = package.script(scripts.called(step)[0]) if scripts.is_call(step, package) else None
        if MIGRATES.match(step):
            left_out.append(step)
        elif inner is not None and inner.value != script.value and deep:
            rest, gone = without_migrations(inner, package, deep=deep - 1)
            left_out += gone
            kept += [rest.value] if gone and rest.value else [] if gone else [step]
        else:
            kept.append(step)
    return script._replace(value=" && ".join(kept) if left_out else script.value), left_out


def build_of(script: Fact[str] | None, package: PackageJson) -> Fact[str] | None:
    """How a package without a build script is built: by what its start does before.

    Returns:
        A script, named by its evidence; or a plain command, whose evidence is the start script.
    """
    if script is None:
        return None
    hook = package.script(f"pre{script.evidence.key.removeprefix('scripts.')}")
    if hook is not None and makes(hook.value, package):
        return hook
    made = [one for one in CHAIN.split(script.value)[:-1] if makes(one, package)]
    if len(made) == 1 and scripts.is_call(made[0], package):
        return package.script(scripts.called(made[0])[0])
    return Fact(" && ".join(made), script.evidence) if made else None


def makes(text: str, package: PackageJson) -> bool:
    """Whether all steps of a text build, and not only install or tidy up."""
    steps = [one for one in CHAIN.split(text) if one]
    idle = [one for one in steps if INSTALLS.match(one) or CLEANS.match(one)]
    return len(idle) < len(steps) and all(builds(one, package) for one in steps)
