"""JavaScript and TypeScript: servers on Node.js or Bun, and sites that a build writes to disk."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from dockgen import images
from dockgen.facts import (
    Evidence,
    Fact,
    Findings,
    Override,
    Verdict,
    default,
    flag,
    no,
    port,
    text,
    words,
)
from dockgen.manifests import listening_port, node_version, package_manager, start_command
from dockgen.manifests.package_json import NAME, PackageJson
from dockgen.manifests.package_manager import BY_NAME, Manager, PackageManager
from dockgen.planning import Choices, Companion, IgnoreGroup, Plan, Stages
from dockgen.project import Project
from dockgen.quoting import Printable, copy_paths, exec_form, ignore_pattern, plain, word
from dockgen.versions import product

SHAPES = {
    "server": "a server that runs from its sources",
    "built-server": "a server that a build script makes",
    "static-site": "a site that a build script makes, served by nginx",
}
BASES = {
    "debian": "the slim images on Debian",
    "alpine": "the smaller images on Alpine, with musl instead of glibc",
}

SERVER_FRAMEWORKS = {
    "express": "express",
    "fastify": "fastify",
    "koa": "koa",
    "@hapi/hapi": "hapi",
    "hono": "hono",
    "@nestjs/core": "nestjs",
    "polka": "polka",
    "restify": "restify",
}
"""Servers by the package that carries them."""


@dataclass(frozen=True, slots=True)
class SiteBuilder:
    """A tool that writes a site to disk.

    Args:
        package: the npm package that carries it.
        framework: its name.
        build: what its build looks like in a script.
        output_dir: where it writes by default.
        assets: the folder below that whose file names hold a hash of their content.
    """

    package: str
    framework: str
    build: re.Pattern[str]
    output_dir: str
    assets: str


SITE_BUILDERS = (
    SiteBuilder("vite", "vite", re.compile(r"\bvite\s+build\b"), "dist", "assets"),
    SiteBuilder(
        "react-scripts",
        "create-react-app",
        re.compile(r"\breact-scripts\s+build\b"),
        "build",
        "static",
    ),
)
DEVELOPMENT_SERVERS = re.compile(r"^(vite|react-scripts\s+start|serve|npx\s+serve)\b")
VITE_CONFIGS = tuple(f"vite.config.{ending}" for ending in ("ts", "js", "mts", "mjs", "cts", "cjs"))

KEPT_FOLDERS = (
    "public views static assets templates locales i18n migrations prisma drizzle config emails"
).split()
"""Folders beside a build's output that servers read at run time."""

PATCH_FOLDERS = ("patches", ".yarn/patches", ".yarn/plugins", ".yarn/releases")
"""Folders that an installation reads."""


def detect(project: Project, overrides: Mapping[str, Override]) -> Verdict:
    """Match a package.json that says how to run a server or how to build a site.

    Raises:
        UnusableInput: package.json or a version file cannot be used.
    """
    if not project.has(NAME):
        return no(f"no {NAME}")
    package = PackageJson(project)
    findings = Findings(overrides)
    builder = _site_builder(package)
    if builder is not None:
        _settle_site(project, package, findings, builder)
        reason = f"found {NAME} with a {builder.framework} build"
        return Verdict(matched=True, reason=reason, shape="static-site", findings=findings)
    start = findings.settle_optional("start_command", words, start_command.read(project, package))
    if start is None:
        return no(f"{NAME} names nothing to start and no site to build")
    if package.script("start") is None and not _is_server(project, package, start):
        return no(f"{NAME} has no start script, and {' '.join(start.value)} opens no port")
    _settle_server(project, package, findings, start)
    shape = "built-server" if "build_command" in findings.facts else "server"
    reason = f"found {NAME} with something to start"
    return Verdict(matched=True, reason=reason, shape=shape, findings=findings)


def _site_builder(package: PackageJson) -> SiteBuilder | None:
    """The tool behind the build script, unless a server of the package's own serves its output."""
    build, start = package.script("build"), package.script("start")
    if build is None or (start is not None and not DEVELOPMENT_SERVERS.search(start.value)):
        return None
    for builder in SITE_BUILDERS:
        if package.dependency(builder.package) and builder.build.search(build.value):
            return builder
    return None


def _is_server(project: Project, package: PackageJson, start: Fact[tuple[str, ...]]) -> bool:
    entry = start_command.entry_file(start.value)
    return (
        start.evidence.file is None  # the user said so
        or package.production_dependency(SERVER_FRAMEWORKS) is not None
        or (entry is not None and listening_port.listens(project, entry))
    )


def _settle_common(project: Project, package: PackageJson, findings: Findings) -> Manager:
    typescript = project.first("tsconfig.json")
    language = (
        Fact("typescript", Evidence("file", typescript))
        if typescript
        else Fact("javascript", Evidence("file", NAME))
    )
    findings.settle("language", text, language)
    manager = package_manager.read(project, package)
    name = findings.settle("package_manager", _manager_name, manager.name)
    if name is not manager.name:
        lockfile = project.first(*BY_NAME[name.value].lockfiles)
        manager = Manager(name, None, lockfile)
    version = findings.settle_optional("package_manager_version", text, manager.version)
    _warn_of_lockfiles(project, manager, findings)
    return Manager(name, version, manager.lockfile)


def _manager_name(value: object) -> str:
    if value not in BY_NAME:
        raise ValueError(f"one of {', '.join(BY_NAME)}")
    return str(value)


def _warn_of_lockfiles(project: Project, manager: Manager, findings: Findings) -> None:
    if manager.lockfile is None:
        findings.warn(
            f"no lockfile of {manager.row.command} is in the project: every build may install "
            f"other versions; commit {manager.row.lockfiles[0]}"
        )
    for other in package_manager.other_lockfiles(project, manager):
        findings.warn(f"{other} is left alone: the project uses {manager.row.command}")


def _settle_installation(
    project: Project, package: PackageJson, findings: Findings, manager: Manager
) -> None:
    row, locked = manager.row, manager.lockfile is not None
    why = Evidence("file", manager.lockfile) if locked else default("there is no lockfile")
    findings.settle("install_command", text, Fact(row.frozen if locked else row.unlocked, why))
    production = row.frozen_production if locked else row.unlocked_production
    tool = _development_tool(package, findings)
    if tool is not None:
        production = row.frozen if locked else row.unlocked
        findings.warn(f"{tool} runs the application but is a development dependency; move it")
    if package.has_production_dependencies or tool is not None:
        findings.settle("production_install_command", text, Fact(production, why))
    manifests = [NAME, manager.lockfile, *(one for one in row.companions if project.has(one))]
    found = tuple(path for path in manifests if path is not None)
    findings.settle("manifests", words, Fact(found, Evidence("file", NAME)))
    folders = tuple(one for one in PATCH_FOLDERS if project.has_folder(one))
    if folders:
        findings.settle("manifest_folders", words, Fact(folders, Evidence("folder", folders[0])))


def _development_tool(package: PackageJson, findings: Findings) -> str | None:
    """The tool that starts the application, if a production install would leave it out."""
    start = findings.facts.get("start_command")
    if start is None or not isinstance(start.value, tuple):
        return None
    for part in start.value:
        if part.startswith("node_modules/.bin/"):
            name = part.rsplit("/", 1)[-1]
            only_development = package.json.text("devDependencies", name)
            return name if only_development else None
    return None


def _settle_server(
    project: Project, package: PackageJson, findings: Findings, start: Fact[tuple[str, ...]]
) -> None:
    manager = _settle_common(project, package, findings)
    runs_on_bun = start.value[0] == "bun"
    _settle_runtime(project, package, findings, manager, runs_on_bun=runs_on_bun)
    framework = package.production_dependency(SERVER_FRAMEWORKS)
    if framework is not None:
        name, evidence = framework
        findings.settle("framework", text, Fact(SERVER_FRAMEWORKS[name], evidence))
    _settle_installation(project, package, findings, manager)
    build = package.script("build")
    command = Fact(f"{manager.row.command} run build", build.evidence) if build else None
    entry = start_command.entry_file(start.value)
    if findings.settle_optional("build_command", text, command) is not None:
        findings.settle_optional("output_dir", text, _output_of(project, entry, start))
        kept = tuple(one for one in KEPT_FOLDERS if project.has_folder(one))
        if kept:
            findings.settle("kept_folders", words, Fact(kept, Evidence("folder", kept[0])))
    found = listening_port.read(project, entry)
    assumed = Fact(3000, default("what most servers take; PORT is set to it"))
    findings.settle("port", port, found or assumed, ask=True)
    findings.settle("name", text, package.name or Fact(project.name, Evidence("folder name")))


def _settle_runtime(
    project: Project,
    package: PackageJson,
    findings: Findings,
    manager: Manager,
    *,
    runs_on_bun: bool,
) -> None:
    runtime = "bun" if runs_on_bun else "node"
    reason = Evidence("file", NAME, reason="what the start command calls")
    findings.settle("runtime", text, Fact(runtime, reason))
    if runs_on_bun:
        newest = Fact(product("bun").default, default("the newest line of Bun"))
        declared = manager.version if manager.name.value == "bun" else None
        findings.settle("language_version", text, declared or newest)
    else:
        findings.settle("language_version", text, node_version.read(project, package))


def _output_of(
    project: Project, entry: str | None, start: Fact[tuple[str, ...]]
) -> Fact[str] | None:
    """The folder that the build writes: where the entry file lies that is not in the project."""
    if entry is None or project.has(entry) or "/" not in entry:
        return None
    return Fact(entry.split("/", 1)[0], start.evidence)


def _settle_site(
    project: Project, package: PackageJson, findings: Findings, builder: SiteBuilder
) -> None:
    manager = _settle_common(project, package, findings)
    findings.settle("runtime", text, Fact("nginx", default("a built site needs no JavaScript")))
    findings.settle("language_version", text, node_version.read(project, package))
    framework = package.dependency(builder.package)
    if framework is not None:
        findings.settle("framework", text, Fact(builder.framework, framework.evidence))
        findings.settle("framework_version", text, framework)
    _settle_installation(project, package, findings, manager)
    build = package.script("build")
    if build is not None:
        command = Fact(f"{manager.row.command} run build", build.evidence)
        findings.settle("build_command", text, command)
        findings.settle("output_dir", text, _site_output(project, builder, build))
    fallback = default("a single-page app answers every route itself")
    findings.settle("spa_fallback", flag, Fact(value=True, evidence=fallback))
    findings.settle("port", port, Fact(8080, default("nginx without privileges listens there")))
    findings.settle("name", text, package.name or Fact(project.name, Evidence("folder name")))


def _site_output(project: Project, builder: SiteBuilder, build: Fact[str]) -> Fact[str]:
    """Where the site is written: https://vite.dev/config/build-options#build-outdir."""
    option = re.search(r"--outDir[ =]([\w./-]+)", build.value)
    if option:
        return Fact(option[1].strip("/"), build.evidence)
    config = project.first(*VITE_CONFIGS) if builder.framework == "vite" else None
    if config is not None:
        file = project.read(config)
        setting = re.search(r"\boutDir\s*:\s*['\"]([\w./-]+)['\"]", file.text)
        if setting:
            line = file.line_of(setting.start())
            return Fact(setting[1].strip("/"), Evidence("build.outDir", config, line))
    return Fact(builder.output_dir, default(f"where {builder.framework} writes"))


def plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan the image: several stages where a tool is needed to build and not to run.

    Raises:
        UnusableInput: a value cannot be printed safely.
    """
    shape = choices.shape or verdict.shape
    maker = _plan_site if shape == "static-site" else _plan_server
    return maker(_Facts(verdict), choices, shape)


class _Facts:
    """The facts with their types, for planning."""

    def __init__(self, verdict: Verdict) -> None:
        self.facts = verdict.findings.facts

    def text(self, name: str) -> str:
        return str(self.facts[name].value) if name in self.facts else ""

    def words(self, name: str) -> tuple[str, ...]:
        value = self.facts[name].value if name in self.facts else ()
        return value if isinstance(value, tuple) else (str(value),)

    def command(self, name: str) -> Printable | None:
        return plain(self.text(name), name) if name in self.facts else None

    @property
    def row(self) -> PackageManager:
        return BY_NAME[self.text("package_manager")]


def _common_values(facts: _Facts, base: str) -> dict[str, object]:
    version, row = facts.text("language_version"), facts.row
    on_bun = row.name == "bun"
    bun_version = facts.text("package_manager_version") or product("bun").default
    return {
        "base_image": images.bun(bun_version, base) if on_bun else images.node(version, base),
        "manager_install": _manager_install(facts),
        "manager": plain(row.command, "package_manager"),
        "manifests": copy_paths(facts.words("manifests"), "./", "manifests"),
        "manifest_folders": [
            copy_paths([f"{folder}/"], f"{folder}/", "manifest_folders")
            for folder in facts.words("manifest_folders")
        ],
        "cache_id": word(row.command, "package_manager"),
        "cache": word(row.cache, "package_manager"),
        "install": facts.command("install_command"),
        "production_install": facts.command("production_install_command"),
        "build": facts.command("build_command"),
        "linker": row.name == "yarn-berry",
        "port": plain(facts.text("port"), "port"),
    }


def _manager_install(facts: _Facts) -> Printable | None:
    """How the package manager gets into the image: by its own version, without corepack.

    Node.js 25 and later come without corepack, and the images of Node.js 26 without Yarn:
    https://github.com/nodejs/docker-node#yarn-v1-classic-bundling.
    """
    row, major = facts.row, int(facts.text("language_version").split(".")[0])
    bundles_yarn = major < 26 and facts.text("runtime") != "bun"
    if not row.npm_package or (row.name == "yarn" and bundles_yarn):
        return None
    version = facts.text("package_manager_version") or row.default_version
    package = word(f"{row.npm_package}@{version}", "package_manager", "package_manager_version")
    replace = "--force " if row.command == "yarn" and bundles_yarn else ""
    return Printable(f"npm install --global {replace}{package}", package.facts)


def _plan_server(facts: _Facts, choices: Choices, shape: str) -> Plan:
    base = choices.base or "debian"
    values = _common_values(facts, base)
    built = shape == "built-server"
    needs_tools = built or values["manager_install"] is not None
    stages: Stages = choices.stages or ("multi" if needs_tools else "single")
    runs_on_bun = facts.text("runtime") == "bun"
    own_runtime = None
    if runs_on_bun != (facts.row.name == "bun"):
        version = facts.text("language_version")
        own_runtime = images.bun(version, base) if runs_on_bun else images.node(version, base)
    assumed_port = facts.facts["port"].evidence.is_default
    output = facts.text("output_dir")
    values |= {
        "own_runtime": own_runtime,
        "start": exec_form(facts.words("start_command"), "start_command"),
        "set_port": assumed_port,
        "shared_runtime": own_runtime is None,
        "output": copy_paths([f"/app/{output}/"], f"{output}/", "output_dir") if output else None,
        "everything_built": not output,
        "kept": [
            copy_paths([f"{folder}/"], f"{folder}/", "kept_folders")
            for folder in facts.words("kept_folders")
        ],
    }
    return Plan(
        shape=shape,
        stages=stages,
        base=base,
        template=f"node/{shape}-{stages}-stage.Dockerfile.jinja",
        values=values,
        ignored=(_not_sources(output), *(() if built else (TESTS,))),
        port=int(facts.text("port")),
    )


def _plan_site(facts: _Facts, choices: Choices, shape: str) -> Plan:
    base = choices.base or "debian"
    stages: Stages = choices.stages or "multi"
    output = facts.text("output_dir") or "dist"
    builder = next(
        (one for one in SITE_BUILDERS if one.framework == facts.text("framework")),
        SITE_BUILDERS[0],
    )
    values = _common_values(facts, base) | {
        "runtime_image": images.nginx(base),
        "output": copy_paths([f"/app/{output}/"], "/usr/share/nginx/html/", "output_dir"),
        "output_dir": word(output, "output_dir"),
        "assets": word(builder.assets, "framework"),
        "spa_fallback": facts.facts["spa_fallback"].value
        if "spa_fallback" in facts.facts
        else True,
        "nginx_package": f"_partials/nginx-from-{base}.jinja",
        "compressed": False,
    }
    return Plan(
        shape=shape,
        stages=stages,
        base=base,
        template=f"node/{shape}-{stages}-stage.Dockerfile.jinja",
        values=values,
        companions=(Companion("nginx.conf", "files/nginx-site.conf.jinja"),),
        ignored=(_not_sources(output),),
        port=int(facts.text("port")),
    )


def _not_sources(output: str) -> IgnoreGroup:
    patterns = ["node_modules", "**/node_modules", "npm-debug.log*", "yarn-*.log", "coverage"]
    made = [Printable(pattern) for pattern in patterns]
    if output:
        made.append(ignore_pattern(output, "output_dir"))
    return IgnoreGroup(Printable("Dependencies and outputs: the build makes its own"), tuple(made))


TESTS = IgnoreGroup(
    Printable("Not needed to run"),
    tuple(
        Printable(pattern)
        for pattern in ("test", "tests", "**/__tests__", "**/*.test.*", "README*", ".github")
    ),
)
