"""From the facts of a JavaScript project to the plan of its image."""

from __future__ import annotations

from dockgen import images
from dockgen.facts import Verdict
from dockgen.manifests.javascript.managers import BY_NAME, PackageManager
from dockgen.planning import Choices, Companion, IgnoreGroup, Plan, Stages
from dockgen.quoting import Printable, copy_paths, exec_form, ignore_pattern, plain, word
from dockgen.versions import product

OUTPUTS_OF_TOOLS = (
    "node_modules",
    "**/node_modules",
    "npm-debug.log*",
    "yarn-*.log",
    "coverage",
)
NOT_TO_RUN = IgnoreGroup(
    Printable("Not needed to run"),
    tuple(
        Printable(pattern)
        for pattern in ("test", "tests", "**/__tests__", "**/*.test.*", "README*", ".github")
    ),
)


def plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan the image: several stages where a tool is needed to build and not to run."""
    shape = choices.shape or verdict.shape
    maker = _plan_site if shape == "static-site" else _plan_server
    return maker(_Facts(verdict), choices, shape)


class _Facts:
    """The facts with their types."""

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
    row = facts.row
    return {
        "base_image": _image_with_manager(facts, base),
        "manager_install": _manager_install(facts),
        "manager": plain(row.command, "package_manager"),
        "manifests": copy_paths(facts.words("manifests"), "./", "manifests"),
        "manifest_folders": [
            _folder(one, "manifest_folders") for one in facts.words("manifest_folders")
        ],
        "cache_id": word(row.command, "package_manager"),
        "cache": word(row.cache, "package_manager"),
        "install": facts.command("install_command"),
        "production_install": facts.command("production_install_command"),
        "build": facts.command("build_command"),
        "linker": row.name == "yarn-berry",
        "port": plain(facts.text("port"), "port"),
    }


def _image_with_manager(facts: _Facts, base: str) -> Printable:
    """The image in which packages are installed: its run time may be another one's."""
    runs_on_bun = facts.text("runtime") == "bun"
    if facts.row.name == "bun":
        version = facts.text("package_manager_version") or product("bun").default
        return images.bun(version, base)
    node = product("node").default if runs_on_bun else facts.text("language_version")
    return images.node(node, base)


def _folder(path: str, fact: str) -> Printable:
    return copy_paths([f"{path}/"], f"{path}/", fact)


def _manager_install(facts: _Facts) -> Printable | None:
    """How the package manager gets into the image: by its own version, without corepack.

    Node.js 25 and later come without corepack, and the images of Node.js 26 without Yarn:
    https://github.com/nodejs/docker-node#yarn-v1-classic-bundling.
    """
    row = facts.row
    runs_on_bun = facts.text("runtime") == "bun"
    node = product("node").default if runs_on_bun else facts.text("language_version")
    bundles_yarn = int(node.split(".")[0]) < 26
    if not row.npm_package or (row.name == "yarn" and bundles_yarn):
        return None
    version = facts.text("package_manager_version") or row.default_version
    package = word(f"{row.npm_package}@{version}", "package_manager", "package_manager_version")
    replace = "--force " if row.command == "yarn" and bundles_yarn else ""
    return Printable(f"npm install --global {replace}{package}", package.facts)


def _plan_server(facts: _Facts, choices: Choices, shape: str) -> Plan:
    base = choices.base or "debian"
    values = _common_values(facts, base)
    needs_tools = shape != "server" or values["manager_install"] is not None
    stages: Stages = choices.stages or ("multi" if needs_tools else "single")
    runs_on_bun = facts.text("runtime") == "bun"
    own_runtime = None
    if runs_on_bun != (facts.row.name == "bun"):
        version = facts.text("language_version")
        own_runtime = images.bun(version, base) if runs_on_bun else images.node(version, base)
    built = _built_parts(facts)
    writable = facts.words("writable_folders")
    values |= {
        "own_runtime": own_runtime,
        "start": exec_form(facts.words("start_command"), "start_command"),
        "set_port": facts.facts["port"].evidence.is_default,
        "environment": [plain(one, "environment") for one in facts.words("environment")],
        "shared_runtime": own_runtime is None,
        "built": built,
        "everything_built": not built,
        "kept": _kept(facts),
        "writable": plain(" ".join(word(one) for one in writable), "writable_folders")
        if writable
        else None,
    }
    output = facts.text("output_dir")
    return Plan(
        shape=shape,
        stages=stages,
        base=base,
        template=f"node/{shape}-{stages}-stage.Dockerfile.jinja",
        values=values,
        ignored=(_not_sources(output), *(() if shape != "server" else (NOT_TO_RUN,))),
        port=int(facts.text("port")),
    )


def _built_parts(facts: _Facts) -> list[Printable]:
    """What the build made, as arguments of `COPY --from=build`."""
    parts = facts.words("built_parts")
    output = facts.text("output_dir")
    if not parts:
        parts = (f"{output}:{output}",) if output else ()
    made = []
    for part in parts:
        source, _, to = part.partition(":")
        to = "./" if to in {"", "."} else f"{to}/"
        made.append(copy_paths([f"/app/{source}/"], to, "output_dir", "built_parts"))
    return made


def _kept(facts: _Facts) -> list[Printable]:
    """What of the project lies beside the build's output, as arguments of `COPY`."""
    kept = facts.words("kept_folders")
    files = [path for path in kept if "." in path.rsplit("/", 1)[-1].lstrip(".")]
    lines = [copy_paths(files, "./", "kept_folders")] if files else []
    return lines + [_folder(path, "kept_folders") for path in kept if path not in files]


def _plan_site(facts: _Facts, choices: Choices, shape: str) -> Plan:
    base = choices.base or "debian"
    stages: Stages = choices.stages or "multi"
    output = facts.text("output_dir") or "dist"
    page = facts.text("fallback_page")
    hashed = [word(one, "hashed_folders") for one in facts.words("hashed_folders")]
    values = _common_values(facts, base) | {
        "runtime_image": images.nginx(base),
        "output": copy_paths([f"/app/{output}/"], "/usr/share/nginx/html/", "output_dir"),
        "output_dir": word(output, "output_dir"),
        "hashed": hashed,
        "fallback": word(f"/{page}", "spa_fallback", "fallback_page") if page else None,
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
    made = [Printable(pattern) for pattern in OUTPUTS_OF_TOOLS]
    if output:
        made.append(ignore_pattern(output, "output_dir"))
    return IgnoreGroup(Printable("Dependencies and outputs: the build makes its own"), tuple(made))
