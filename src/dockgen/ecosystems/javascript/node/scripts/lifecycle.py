"""Scripts that run when a project itself is installed: `prepare`, `postinstall` and the like.

Where dependencies are installed from the manifests alone, the sources that such a script needs are
not there yet. So the scripts are taken out of that layer's copy of package.json, and those that
matter run again after the sources have been copied.
https://docs.npmjs.com/cli/using-npm/scripts#npm-ci
"""

from __future__ import annotations

from typing import NamedTuple

from dockgen.core.facts import Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.javascript.node.scripts import scripts, steps_before
from dockgen.readers.package_json import PackageJson

NAMES = (
    "preinstall",
    "install",
    "postinstall",
    "prepublish",
    "preprepare",
    "prepare",
    "postprepare",
)
"""The scripts of a project that an installation runs, in their order."""

IDLE = lazy_regex(
    r"^(husky|simple-git-hooks|lefthook|pre-commit|is-ci|npx only-allow|only-allow|git config|"
    r"npx husky|yarn husky|pnpm husky|link-git-hooks|git-hooks|skip-ci|opencollective|"
    r"manypkg|syncpack|sherif|patch-package --error-on-fail-dev|true|exit 0|echo|:)\b"
)
"""Commands that have nothing to do in an image: Git hooks, guards, thanks."""

ONLY_FOR_BUILDS = lazy_regex(
    r"^(nuxt|nuxi|svelte-kit|astro|wxt|fumadocs-mdx|contentlayer2?|velite|panda|relay-compiler|"
    r"graphql-codegen|tsc|tsup|paraglide-js|msw|vue-tsc|lingui|formatjs|buf|orval)\b"
)
"""Commands that write types or sources for the build, and nothing into node_modules."""

BUILT_ANYWAY = (
    (lazy_regex(r"^nux[ti] prepare\b"), lazy_regex(r"\bnux[ti] (?:build|generate)\b")),
    (lazy_regex(r"^astro sync\b"), lazy_regex(r"\bastro build\b")),
    (lazy_regex(r"^next typegen\b"), lazy_regex(r"\bnext build\b")),
)
"""Commands that write types for the editor, and builds that write them themselves:
https://nuxt.com/docs/api/commands/prepare, https://docs.astro.build/en/reference/cli-reference/#astro-sync."""

PATCHES = lazy_regex(r"^(patch-package|postinstall-postinstall)(?!.*--patch-dir)\b")
"""Commands that read the folder `patches` and change installed packages, and nothing else."""

GENERATES = lazy_regex(r"\b(prisma [^&|;]*?\bgenerate|patch-package|zenstack generate)\b")
"""Commands that write into installed packages, wherever they are called."""

CLIENT_OF_PRISMA = lazy_regex(r"^prisma generate\b")

PREFIX = lazy_regex(
    r"^(?:\w+=\S*\s+|cross-env\s+|npx\s+(?:--yes\s+)?|bunx\s+|(?:pnpm|yarn)\s+exec\s+)+"
)
SEPARATOR = lazy_regex(r"\s*(?:&&|\|\||;)\s*")


class Lifecycle(NamedTuple):
    """What the scripts of an installation mean for an image.

    Args:
        removed: the scripts that the layer of the dependencies must not run.
        later: those of them that run when the sources are there.
        changing: a script, of those or the build, that may write into node_modules; or None.
        patches: whether those that run later do nothing but patch installed packages.
        patch: the command of theirs that patches; empty where there is none.
        generates: whether all that may write into node_modules is `prisma generate`.
    """

    removed: tuple[Fact[str], ...] = ()
    later: tuple[Fact[str], ...] = ()
    changing: Fact[str] | None = None
    patches: bool = False
    patch: str = ""
    generates: bool = False

    @property
    def changes_packages(self) -> bool:
        """Whether one of the scripts may write into node_modules."""
        return self.changing is not None


def read(package: PackageJson, build: Fact[str] | None) -> Lifecycle:
    """What the scripts of an installation mean for an image.

    Args:
        package: the package.
        build: the script that builds, which need not run twice.
    """
    removed, later, plain = [], [], list[str]()
    changing = None
    for name in NAMES:
        script = package.script(name)
        if script is None:
            continue
        removed.append(Fact(name, script.evidence))
        commands = _commands(script, package)
        if not commands or _is_the_build(script, commands, build, package):
            continue
        later.append(Fact(name, script.evidence))
        plain += commands
        if changing is None and not all(ONLY_FOR_BUILDS.match(one) for one in commands):
            changing = script
    built = [
        one[0] for one in GENERATES.finditer(scripts.expanded(build, package) if build else "")
    ]
    if changing is None and built:
        changing = build
    writing = [*built, *(one for one in plain if not ONLY_FOR_BUILDS.match(one))]
    generates = bool(writing) and all(CLIENT_OF_PRISMA.match(one) for one in writing)
    patches = bool(plain) and all(PATCHES.match(one) for one in plain)
    patch = next((one for one in plain if one.startswith("patch-package")), "")
    return Lifecycle(tuple(removed), tuple(later), changing, patches, patch, generates)


def generator(package: PackageJson) -> Fact[str] | None:
    """A script that writes into installed packages, whatever its name is; or None."""
    found = (package.script(name) for name in package.json.keys("scripts"))
    return next((one for one in found if one and GENERATES.search(one.value)), None)


def _commands(script: Fact[str], package: PackageJson) -> list[str]:
    """The commands of a script that have something to do in an image."""
    text = scripts.expanded(script, package)
    called = [part.strip() for part in SEPARATOR.split(text)]
    plain = [PREFIX.sub("", one) for one in called]
    calls = [one for one in plain if one and not scripts.is_call(one, package)]
    return [one for one in calls if not IDLE.match(one) and not steps_before.MIGRATES.match(one)]


def _is_the_build(
    script: Fact[str], commands: list[str], build: Fact[str] | None, package: PackageJson
) -> bool:
    """Whether a script does what the build does anyway."""
    if build is None:
        return False
    built = scripts.expanded(build, package)
    return script.value.strip() == build.value.strip() or all(
        one in built or any(first.match(one) and tool.search(built) for first, tool in BUILT_ANYWAY)
        for one in commands
    )
