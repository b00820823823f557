"""The facts of a JavaScript project, made ready to print."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from dockgen.core.facts import SettledFacts, Verdict
from dockgen.core.plan import Stages
from dockgen.core.quoting import (
    Printable,
    assignment,
    copy_paths,
    plain,
    shell_command,
    shell_steps,
    shell_words,
    word,
)
from dockgen.core.versions import product
from dockgen.dockerfile import system_programs
from dockgen.ecosystems.javascript.common import registries
from dockgen.ecosystems.javascript.node import system_needs
from dockgen.ecosystems.javascript.node.facts import installers
from dockgen.ecosystems.javascript.node.monorepos import rush
from dockgen.ecosystems.javascript.node.package_managers import ranges
from dockgen.ecosystems.javascript.node.package_managers.managers import (
    PackageManager,
    row_of,
    with_npm_of,
)

WORKDIR = "/app"
DEPLOYED = "/prod"
"""Where `pnpm deploy` puts an application of a workspace with its packages."""


class Values(SettledFacts):
    """The facts with their types, and what is printed of them in every shape.

    Args:
        verdict: the verdict of the detector.
        base: the family of base images.
        stages: `single` or `multi`.
    """

    def __init__(self, verdict: Verdict, base: str, stages: Stages) -> None:
        super().__init__(verdict)
        self.base = base
        self.stages = stages

    @property
    def row(self) -> PackageManager:
        """The row of the package manager."""
        return row_of(self.text("package_manager"), self.text("package_manager_version"))

    @property
    def folder(self) -> str:
        """The application's folder in its workspace; empty at the top."""
        return self.text("workspace" if "members" in self.facts else "application_folder")

    @property
    def keeps_its_place(self) -> bool:
        """Whether the application lies in the image where it lies in its workspace."""
        return bool(self.folder) and (self.stages == "single" or "deploy_command" not in self.facts)

    @property
    def of_rush(self) -> bool:
        """Whether Rush installs it."""
        return self.row.name == "rush"

    @property
    def runs_on_bun(self) -> bool:
        """Whether Bun runs the application."""
        return self.text("runtime") == "bun"

    @property
    def node(self) -> str:
        """The version of Node.js in whose image packages are installed."""
        return product("node").default if self.runs_on_bun else self.text("language_version")

    def common(self) -> dict[str, object]:
        """What every template prints."""
        row = self.row
        return {
            "base_image": installers.image_with_manager(self),
            "compilers": self._compilers(),
            "install_compilers": f"javascript/node/_compilers-{self.base}.jinja",
            "manager_install": installers.manager_install(self),
            "linker": row.name == "yarn-berry",
            "global_cache": self._takes_users_cache,
            "install_environment": self.install_environment(),
            "pruned_by": self._plain_command("prune_workspace_command")
            if self.prunes_workspace
            else None,
            "every_manifest": self.of_rush and self.stages == "multi",
            "manifests": self._manifests(),
            "remove_scripts": self._removing("removed_scripts"),
            "release_packages": self._removing("released_packages"),
            "cache_id": word(row.command, "package_manager"),
            "cache": word(self._cache(), "package_manager", "package_store"),
            "cache_sharing": Printable(",sharing=locked" if row.locked_cache else ""),
            "mounts": self._mounts(),
            "put_aside": self._plain_command("aside_command"),
            "install": self.command("install_command"),
            "production_install": self.command("production_install_command"),
            "top_setup": self._plain_command("package_setup_commands"),
            "top_manifest": self._top_manifest(),
            "sources": self.sources(),
            "members": self.members(),
            "arguments": [
                assignment(name, value, "build_arguments")
                for name, value in self.pairs("build_arguments")
            ]
            + [word(name, "build_argument_names") for name in self.words("build_argument_names")],
            "build": self.steps(),
            "port": plain(self.text("port"), "port") if "port" in self.facts else None,
        }

    @property
    def _takes_users_cache(self) -> bool:
        """Whether Yarn has to be told that its archives do not belong into the project.

        Before Yarn 4 they did by default: https://yarnpkg.com/configuration/yarnrc#enableGlobalCache.
        """
        if self.row.name != "yarn-berry" or ".yarn/cache" in self.words("manifest_folders"):
            return False
        version = self.text("package_manager_version")
        return "archives_in_project" in self.facts or 0 < ranges.major(version) < 4

    @property
    def is_all_bun(self) -> bool:
        """Whether Bun installs, builds and runs; for Node.js it is a package manager like others.

        Tools of Node.js build what Node.js will run, as they do where a developer has both, and
        modules are compiled for it.
        """
        return self.runs_on_bun and self.row.name == "bun"

    def _compilers(self) -> Printable | None:
        names = (self.text("compiles"), *self.words("native_packages"))
        names += self.words("native_development_packages")
        column = "alpine" if self.base == "alpine" else "debian"
        needed = set(system_needs.of_system(names, self.base, "build"))
        if "compiles" in self.facts:
            needed |= {*system_needs.COMPILERS[column]}
        if "old_node_gyp" in self.facts:
            needed.add(system_needs.DISTUTILS[column])
        if "git_packages" in self.facts:
            needed |= {"ca-certificates", "git"}
        if not needed:
            return None
        return shell_words(
            sorted(needed),
            "compiles",
            "native_packages",
            "native_development_packages",
            "git_packages",
            "old_node_gyp",
        )

    def libraries(self) -> Printable | None:
        """The system's packages that the image needs to run, or None."""
        needed = {*system_needs.of_system(self.words("native_packages"), self.base, "run")}
        needed |= {*system_programs.packages(self.words("system_programs"), self.base)}
        needed |= {"tini"} if self.init else set()
        facts = ("native_packages", "system_programs", "init")
        return shell_words(sorted(needed), *facts) if needed else None

    @property
    def init(self) -> tuple[str, ...]:
        """The init that is PID 1, with what ends its own arguments; empty where none is needed."""
        if not self.holds("init"):
            return ()
        return ("/sbin/tini" if self.base == "alpine" else "/usr/bin/tini", "--")

    def install_environment(self) -> list[Printable]:
        """Variables that an installation needs."""
        names = self.words("native_packages") + self.words("native_development_packages")
        rows = system_needs.rows_of(names)
        pairs = [f"{name}={value}" for row in rows for name, value in row.environment]
        if "compiles" in self.facts and not self.is_all_bun:
            pairs.append(f"{self._headers()}=/usr/local")
        if self.of_rush and rush.knows_git_variable(self.text("package_manager_version")):
            pairs.append(f"RUSH_GIT_BINARY_PATH={NO_GIT}")
        if "runs_moon" in self.facts:
            pairs += [
                "MOON_TOOLCHAIN_FORCE_GLOBALS=true",
                f"PATH={WORKDIR}/node_modules/.bin:$PATH",
            ]
        facts = ("native_packages", "native_development_packages", "compiles", "package_manager")
        return [plain(pair, *facts) for pair in pairs]

    def _headers(self) -> str:
        """How node-gyp is told where Node.js' headers lie, so that it fetches none.

        From 11.5 on it has a name of its own for that, and npm 12 warns of the other:
        https://github.com/nodejs/node-gyp#environment-variables.
        """
        version = self.text("package_manager_version") if self.row.name == "npm" else ""
        npm = ranges.major(version)
        own_npm = self.row.name == "npm" and not version and self.node_line >= OWN_NAME_SINCE
        return OWN_NAME if own_npm or npm >= 12 else "npm_config_nodedir"

    def run_environment(self) -> list[Printable]:
        """Variables that packages need at run time."""
        rows = system_needs.rows_of(self.words("native_packages"))
        return [
            plain(f"{name}={value}", "native_packages")
            for row in rows
            for name, value in row.environment
        ]

    @property
    def home(self) -> str:
        """The home folder of the user that runs the application."""
        return "/home/bun" if self.runs_on_bun and self.stages == "multi" else "/home/node"

    @property
    def node_line(self) -> int:
        """The major version of that Node.js."""
        return ranges.major(self.node)

    def _cache(self) -> str:
        """Where the package manager keeps what it fetched."""
        own = self.text("package_store")
        return posixpath.join(WORKDIR, own) if own else self.row.cache

    @property
    def prunes_workspace(self) -> bool:
        """Whether a stage takes the application and its members out of the workspace."""
        return self.stages == "multi" and "prune_workspace_command" in self.facts

    def _manifests(self) -> list[Printable]:
        """The files that an installation reads, as arguments of COPY: one line a folder."""
        if self.prunes_workspace:
            # `turbo prune` takes the patches of package managers along, not patch-package's.
            patched = "package_setup_commands" in self.facts
            patches = ["patches"] if patched and "patches" in self.words("manifest_folders") else []
            return [
                copy_from("pruned", f"{WORKDIR}/out/json/", "./", "manifests"),
                *self._files_of("member_programs"),
                *(self.folder_of(one, "manifest_folders") for one in patches),
            ]
        folders = [
            self.folder_of(one, "manifest_folders") for one in self.words("manifest_folders")
        ]
        if self.of_rush and self.stages == "multi":
            everything = copy_from("manifests", f"{WORKDIR}/", "./", "manifests")
            return [
                copy_paths(["rush.json"], "./", "manifests"),
                *folders,
                everything,
                *self._files_of("member_programs"),
            ]
        return [*self._files_of("manifests"), *folders, *self._files_of("member_programs")]

    @property
    def only_to_install(self) -> Printable | None:
        """The folder that Yarn alone reads, with its releases, plugins and archives; or None."""
        folders = self.words("manifest_folders")
        there = any(one.startswith(".yarn/") for one in folders)
        return Printable(".yarn", ("manifest_folders",)) if there else None

    def _files_of(self, fact: str) -> list[Printable]:
        """Files that go to the same place in the image, one line a folder."""
        by_folder: dict[str, list[str]] = {}
        for path in self.words(fact):
            by_folder.setdefault(posixpath.dirname(path), []).append(path)
        return [
            copy_paths(paths, f"{folder}/" if folder else "./", fact)
            for folder, paths in by_folder.items()
        ]

    def _top_manifest(self) -> Printable:
        """The package.json at the top, with the scripts that the installation did without."""
        if self.prunes_workspace:
            path = f"{WORKDIR}/out/json/package.json"
            return copy_from("pruned", path, "./", "package_setup_commands")
        return copy_paths(["package.json"], "./", "package_setup_commands")

    def folder_of(self, path: str, fact: str) -> Printable:
        """A folder of the context that goes to the same place in the image."""
        return copy_paths([f"{path}/"], f"{path}/", fact)

    def _removing(self, name: str) -> Printable | None:
        """The command that takes keys out of the copies of package.json."""
        by_folder: dict[str, list[str]] = {}
        for folder, key in self.pairs(name):
            by_folder.setdefault(folder or ".", []).append(key)
        option = "--cwd" if self.row.name == "bun" else "--prefix"
        tool = self.row.remove_script
        if not (len(by_folder) == 1 and "." in by_folder):
            tool = tool.replace("pnpm", "npm")
        if self.row.name == "bun" and not self.is_all_bun:
            tool = tool.replace("bunx --bun npm@10", "npm")
        option = option if tool.startswith("bun pm") else "--prefix"
        tool = with_npm_of(tool, 0 if self.is_all_bun else self.node_line)
        steps = []
        for folder, keys in by_folder.items():
            where = [] if folder == "." else [option, folder]
            steps.append(shell_words([*tool.split(), *where, *keys]))
        return plain(" && ".join(steps), name) if steps else None

    def _mounts(self) -> list[Printable]:
        """What an installation has beside its cache."""
        mounts = [
            f"type=secret,id={secret_id(path)},target={registries.BY_PATH[posixpath.basename(path)].home},required=true"
            for path in self.words("secret_files")
        ]
        mounts += [
            f"type=secret,id={name},required=true" for name in self.words("secret_variables")
        ]
        # npm keeps compiled code of its own in /tmp, which a single stage would keep for ever.
        own = [Printable("type=tmpfs,target=/tmp")] if self.stages == "single" else []
        return [*own, *(word(one, "secret_files", "secret_variables") for one in mounts)]

    def secrets(self) -> tuple[str, ...]:
        """What `docker build --secret` takes for them."""
        files = [f"id={secret_id(path)},src={path}" for path in self.words("secret_files")]
        names = unique([*self.words("secret_variables"), *self.words("build_secrets")])
        return (*files, *(f"id={name},env={name}" for name in names))

    def command(self, name: str) -> Printable | None:
        """A command that talks to a registry, with the variables that it needs for that."""
        if name not in self.facts:
            return None
        secret = [f'{one}="$(cat /run/secrets/{one})"' for one in self.words("secret_variables")]
        before = "".join(f"{one} " for one in secret)
        return shell_steps([self.text(name)], name, before=before)

    def _plain_command(self, name: str) -> Printable | None:
        return shell_steps(self.words(name), name) if name in self.facts else None

    def steps(self, *last: str) -> Printable | None:
        """What is done with the sources: scripts that waited for them, the build, and `last`."""
        names = [
            "inner_install_commands",
            "workspace_setup_commands",
            "member_builds",
            "setup_commands",
            "build_command",
        ]
        told = (f'{one}="$(cat /run/secrets/{one})" ' for one in self.words("build_secrets"))
        secrets = "".join(told)
        build = [f"{secrets}{self.text('build_command')}"] if "build_command" in self.facts else []
        members = () if self.builds_members_apart else self.pairs("member_builds")
        found = [
            *self.words("inner_install_commands"),
            *self.words("workspace_setup_commands"),
            *(command for _, command in members),
            *self.words("setup_commands"),
            *build,
            *last,
        ]
        if build and self._caches():
            names.append("writable_folders")
            found.insert(len(found) - len(last), f"rm -rf {shell_words(self._caches())}")
        secret = self.words("build_secrets") if build else ()
        options = (f"--mount=type=secret,id={word(one)},required=true " for one in secret)
        return shell_steps(found, *names, before="".join(options)) if found else None

    def _caches(self) -> list[str]:
        """What a build leaves for the next one in the folder that goes into the image.

        The server writes to it too, and begins with an empty one.
        """
        parts = [source for source, _ in self.pairs("built_parts")]
        parts = parts or [self.text("output_dir")]
        return [
            posixpath.join(self.folder, one)
            for one in self.words("writable_folders")
            if any(part and one.startswith(f"{part}/") for part in parts)
        ]

    @property
    def builds_members_apart(self) -> bool:
        """Whether each member is built right after its own sources are there.

        Not where one command builds them all, nor where a script at the top needs their sources.
        """
        waits = "workspace_setup_commands" in self.facts
        return "member_builds" in self.facts and not waits and not self.prunes_workspace

    def sources(self) -> list[Printable]:
        """The sources that a build reads, as arguments of COPY."""
        top = self._files_of("root_files")
        top += [self.folder_of(one, "root_folders") for one in self.words("root_folders")]
        if self.prunes_workspace:
            return [*top, copy_from("pruned", f"{WORKDIR}/out/full/", "./", "members")]
        if "projects" in self.facts:
            return [*top, *(self.folder_of(one, "projects") for one in self.words("projects"))]
        if "members" not in self.facts:
            return [Printable(". .")]
        together = () if self.builds_members_apart else self.words("members")
        return [*top, *(self.folder_of(one, "members") for one in together)]

    def members(self) -> list[dict[str, Printable | None]]:
        """The members of a workspace in the order in which they build, the application last.

        Each is built right after its sources are there, so that an edit of the application does not
        build again what it depends on. There are none where one command builds them all.
        """
        if not self.builds_members_apart:
            return []
        builds = dict(self.pairs("member_builds"))
        return [
            {
                "sources": self.folder_of(folder, "members"),
                "build": shell_command(builds[folder], "member_builds")
                if folder in builds
                else None,
            }
            for folder in self.words("members")
        ]

    def in_app(self, path: str) -> str:
        """A path of the application in the stage that builds."""
        return posixpath.normpath(posixpath.join(WORKDIR, self.folder, path))


NO_GIT = "/bin/false"
"""What Rush finds no history with: without a Git that fails, it prints where its own code threw.
https://rushjs.io/pages/configs/environment_vars/"""

OWN_NAME = "npm_package_config_node_gyp_nodedir"
OWN_NAME_SINCE = 26
"""The first line of Node.js whose npm always brings a node-gyp that knows this name."""


def secret_id(path: str) -> str:
    """The name of a secret that holds a file: `.npmrc` is `npmrc`."""
    return posixpath.basename(path).lstrip(".").partition(".")[0]


def copy_from(stage: str, source: str, to: str, *facts: str) -> Printable:
    """The arguments of a COPY from another stage."""
    return Printable(f"--from={stage} {copy_paths([source], to, *facts)}", facts)


def unique(items: Iterable[str]) -> list[str]:
    """The items without repetitions, in order."""
    return list(dict.fromkeys(items))
