"""From the facts of a JavaScript project to the plan of its image."""

from __future__ import annotations

import posixpath

from dockgen.core import base_images
from dockgen.core.facts import Verdict
from dockgen.core.plan import Choices, IgnoreGroup, Plan, places
from dockgen.core.quoting import (
    Printable,
    assignment,
    copy_paths,
    exec_form,
    ignore_pattern,
    shell_words,
    word,
)
from dockgen.ecosystems.javascript.node.facts import installers
from dockgen.ecosystems.javascript.node.monorepos import moon, rush
from dockgen.ecosystems.javascript.node.package_managers import ranges
from dockgen.ecosystems.javascript.node.plan import runtime, site
from dockgen.ecosystems.javascript.node.plan.values import WORKDIR, Values, copy_from

OUTPUTS_OF_TOOLS = ("node_modules", "**/node_modules", "npm-debug.log*", "yarn-*.log", "coverage")
TOOLS = "node_modules/.bin/"
OUTPUTS_OF_SIDES = ("api/dist", ".cedar", ".redwood")
PNP = (".pnp.*", ".yarn/unplugged", ".yarn/install-state.gz", ".yarn/build-state.yml")
NOT_TO_RUN = IgnoreGroup(
    Printable("Not needed at run time"),
    tuple(
        Printable(pattern)
        for pattern in ("test", "tests", "**/__tests__", "**/*.test.*", "README*", ".github")
    ),
)


def plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan the image: several stages where a tool is needed to build and not to run."""
    shape = choices.shape or verdict.shape
    values = Values(verdict, choices.base or "debian", choices.stages or "multi")
    alone = "members" not in values.facts
    if choices.stages is None and shape == "server" and alone and not _needs_tools(values):
        values.stages = "single"
    return _plan_site(values) if shape == "static-site" else _plan_server(values, shape)


def _needs_tools(values: Values) -> bool:
    """Whether a server without a build installs with tools that it does not need to run."""
    if installers.own_runtime(values) is not None:
        return True
    common = values.common()
    return any(common[name] for name in ("manager_install", "compilers", "remove_scripts"))


HAS_FETCH = 18
"""The first line of Node.js with `fetch`: https://nodejs.org/api/globals.html#fetch."""


def _health(values: Values) -> Printable | None:
    """A request from inside, by the run time: the image has no curl."""
    path, listen, version = (
        values.text(one) for one in ("health_path", "port", "language_version")
    )
    runs_bun = values.text("runtime") == "bun"
    if not path or not listen or not (runs_bun or ranges.major(version) >= HAS_FETCH):
        return None
    address = f"`http://127.0.0.1:${{process.env.PORT||{listen}}}{path}`"
    code = f"fetch({address}).then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"
    return exec_form(["bun" if runs_bun else "node", "-e", code], "health_path", "port")


def _plan_server(values: Values, shape: str) -> Plan:
    printed = values.common()
    stages = values.stages
    own_runtime = installers.own_runtime(values)
    output = values.text("output_dir")
    listen = values.text("port")
    printed |= {
        "own_runtime": own_runtime,
        "shared_runtime": own_runtime is None,
        "libraries": values.libraries(),
        "install_libraries": f"javascript/node/_libraries-{values.base}.jinja",
        **_started(values),
        "tools_on_path": _tools_on_path(values),
        "set_port": bool(listen) and values.holds("set_port"),
        "health": _health(values),
        "environment": _environment(values),
        "writable": _writable(values),
        "workdir": None,
        "deploy_early": False,
        "deploy_late": False,
        "rush_steps": None,
        "own_sources": [],
        **_application(values),
        "prune_packages": _prune_template(values),
        **runtime.parts(values, shape),
    }
    if printed["deploy"] or printed["prune"]:
        printed["production_install"] = None
    install = printed["production_install"]
    if install is not None and stages == "multi" and values.holds("all_packages_needed"):
        printed["install"] = install  # a builder does the same step once, and compiles once
    if stages == "single" and isinstance(install, Printable) and _keeps_all(values):
        # NODE_ENV stands above it there, and package managers leave packages out because of it.
        printed["production_install"] = Printable(f"NODE_ENV=development {install}", install.facts)
    template = _template_of(values, shape)
    printed |= _steps_of_packages(values, printed, in_one=template == "member-server")
    moved = _moved(values)
    if moved:
        printed["build"] = values.steps(*moved)
    if values.folder and stages == "single" and not moved:
        printed["workdir"] = word(f"{WORKDIR}/{values.folder}", "workspace")
    return Plan(
        shape=shape,
        stages=stages,
        base=values.base,
        template=f"javascript/node/{template}-{stages}-stage.Dockerfile.jinja",
        values=printed,
        ignored=(_not_sources(values, output), *(() if shape != "server" else (NOT_TO_RUN,))),
        port=int(listen) if listen else None,
        secrets=values.secrets(),
        volumes=_volumes(values),
    )


def _keeps_all(values: Values) -> bool:
    """Whether the application runs with its development packages."""
    names = ("install_command", "production_install_command")
    return len({values.text(name) for name in names}) == 1


def _steps_of_packages(
    values: Values, printed: dict[str, object], *, in_one: bool
) -> dict[str, object]:
    """Commands on installed packages that follow each other, each a RUN as long as it may be.

    Args:
        values: the facts.
        printed: what is printed of them.
        in_one: whether scripts and pruning are parts of one stage.
    """
    prune = _joined(printed["release_packages"], printed["prune"])
    if not in_one or not printed["prune"]:
        return {"prune": prune if printed["prune"] else None}
    if values.row.command == "yarn":  # with its cache, and that is another RUN
        return {"top_setup": _joined(printed["top_setup"], printed["put_aside"]), "put_aside": None}
    return {"top_setup": _joined(printed["top_setup"], prune), "prune": None}


def _joined(*steps: object) -> Printable | None:
    """Commands as one, each after the other has succeeded; None where there are none."""
    found = [one for one in steps if isinstance(one, Printable)]
    facts = tuple(fact for one in found for fact in one.facts)
    return Printable(" && ".join(found), facts) if found else None


def _template_of(values: Values, shape: str) -> str:
    """A member that is not built needs no stage that builds."""
    if shape != "server" or "members" not in values.facts:
        return shape
    if values.stages == "multi":
        return "member-server"
    # One stage installs everything where a script has to run that changes what is installed.
    return "built-server" if "package_setup_commands" in values.facts else shape


def _started(values: Values) -> dict[str, object]:
    """CMD for what runs as it is; ENTRYPOINT for a program whose arguments its user gives.

    That is found wherever its user has it work: `docker run -v .:/work -w /work lint src`.
    """
    start = _start(values)
    init = values.init
    printed: dict[str, object] = {"start": None, "entrypoint": None, "init": None}
    if init:
        printed["init"] = exec_form(init, "init")
    if not values.holds("entrypoint"):
        return {**printed, "start": exec_form(start, "start_command")}
    program, path, *given = start
    place = values.in_app(path) if values.keeps_its_place else f"{WORKDIR}/{path}"
    return {
        **printed,
        "init": None,
        "entrypoint": exec_form((*init, program, place, *given), "start_command", "init"),
    }


def _start(values: Values) -> tuple[str, ...]:
    """The start command; in a workspace, tools are found on the path, wherever they were put."""
    start = values.words("start_command")
    if not values.keeps_its_place:
        return start
    if start[:1] and start[0].startswith(TOOLS):
        return (start[0].removeprefix(TOOLS), *start[1:])
    if start[:1] == ("bun",) and start[1:] and start[1].startswith(TOOLS):
        return ("bun", "--bun", start[1].removeprefix(TOOLS), *start[2:])
    return start


def _tools_on_path(values: Values) -> Printable | None:
    """Where a shell, or an application inside a workspace, finds the tools of its packages."""
    start = values.words("start_command")
    tool = start[:1] != () and start[0].startswith(TOOLS)
    if start[:1] != ("sh",) and not (values.keeps_its_place and tool):
        return None
    places = [values.in_app(TOOLS)] if values.keeps_its_place and "members" in values.facts else []
    places.append(f"{WORKDIR}/{TOOLS.rstrip('/')}")
    return word(":".join(places), "start_command")


def _application(values: Values) -> dict[str, object]:
    """A server that runs from its sources, without the folders that only Yarn reads."""
    if values.only_to_install is None:
        return {"only_to_install": None, "application": Printable(". .")}
    application = copy_from("sources", f"{WORKDIR}/", "./", "manifest_folders")
    return {
        "only_to_install": values.only_to_install,
        "application": application,
    }


def _prune_template(values: Values) -> str:
    """Yarn links the remaining packages anew, from its cache; the others only take some away."""
    cached = "-from-cache" if values.row.command == "yarn" else ""
    return f"javascript/node/_prune{cached}.jinja"


def _moved(values: Values) -> list[str]:
    """In a single stage: how what the build made gets where the start command looks for it."""
    if values.stages != "single":
        return []
    steps = []
    for source, to in values.pairs("built_parts"):
        if source == to and not values.folder:
            continue
        steps += [f"mkdir -p {word(to)}"] if to != "." else []
        steps.append(f"cp -R {word(values.in_app(source))}/. {word(to)}/")
    return steps


def _environment(values: Values) -> list[Printable]:
    pairs = values.pairs("environment")
    own = [assignment(name, value, "environment") for name, value in pairs]
    return own if values.stages == "single" else [*values.run_environment(), *own]


def _writable(values: Values) -> Printable | None:
    """The folders that the image's user gets, with the files that lie in them."""
    made, held = (
        shell_words([_place(values, one) for one in values.words(fact)], fact)
        for fact in ("writable_folders", "owned_folders")
    )
    if not held:
        return made or None
    return Printable(f"{made} && chown --recursive 1000:1000 {held}", (*made.facts, *held.facts))


def _place(values: Values, folder: str) -> str:
    """Where a folder lies that the application writes to, relative to the working directory."""
    if folder.startswith("~/"):
        return posixpath.join(values.home, folder.removeprefix("~/"))
    return posixpath.join(values.folder, folder) if values.keeps_its_place else folder


def _volumes(values: Values) -> tuple[str, ...]:
    """The folders of the container that the application writes to."""
    return places(WORKDIR, (_place(values, one) for one in values.words("writable_folders")))


def _plan_site(values: Values) -> Plan:
    output = values.text("output_dir") or "dist"
    page = values.text("fallback_page")
    place = values.in_app(output)
    below = values.text("base_path")
    pages = f"{PAGES}{below}/"
    printed = values.common() | {
        "runtime_image": base_images.nginx(values.base),
        "output": copy_from("build", f"{place}/", pages, "output_dir", "base_path"),
        "served": word(pages, "base_path"),
        "made_folder": word(pages, "base_path") if below else None,
        "base_path": word(f"{below}/", "base_path") if below else None,
        "output_dir": word(posixpath.relpath(place, WORKDIR), "output_dir"),
        **_first_page(place, page, pages),
        "configuration": copy_paths(
            [posixpath.join(values.folder, "nginx.conf")], "/etc/nginx/nginx.conf", "workspace"
        ),
        "hashed": [
            word(f"{below}/{one}".lstrip("/"), "hashed_folders", "base_path")
            for one in values.words("hashed_folders")
        ],
        "fallback": word(f"{below}/{page}", "spa_fallback", "fallback_page") if page else None,
        "not_found_page": None if page else word(f"{below}/404.html", "base_path"),
        "nginx_package": f"_shared/nginx-from-{values.base}.jinja",
        "compressed": False,
        **site.at_start(values),
    }
    return Plan(
        shape="static-site",
        stages=values.stages,
        base=values.base,
        template=f"javascript/node/static-site-{values.stages}-stage.Dockerfile.jinja",
        values=printed,
        companions=tuple(site.companions(values)),
        ignored=(_not_sources(values, output),),
        port=int(values.text("port")),
        secrets=values.secrets(),
    )


PAGES = "/usr/share/nginx/html"


def _first_page(place: str, page: str, pages: str) -> dict[str, object]:
    """The page that answers `/` where the build writes no index.html, which nginx has one of."""
    if page in {"", "index.html"}:
        return {"first_page": None, "first_page_built": None}
    source = posixpath.join(place, page)
    to = f"{pages}index.html"
    built = shell_words([posixpath.relpath(source, WORKDIR)], "fallback_page", "output_dir")
    return {
        "first_page": copy_from("build", source, to, "fallback_page", "output_dir"),
        "first_page_built": built,
    }


def _not_sources(values: Values, output: str) -> IgnoreGroup:
    patterns = [*OUTPUTS_OF_TOOLS, *values.words("secret_files")]
    if values.row.name == "yarn-berry":
        patterns += PNP
    if "nx" in values.text("build_command").split():
        patterns.append(".nx")
    if values.of_rush:
        patterns += rush.OUTPUTS
    if "runs_moon" in values.facts:
        patterns += moon.OUTPUTS
    made = [Printable(pattern) for pattern in patterns]
    if values.text("framework") in {"redwood", "cedar"}:
        made += [Printable(pattern) for pattern in OUTPUTS_OF_SIDES]
    if output and not values.holds("pages_in_output"):
        made.append(
            ignore_pattern(posixpath.normpath(posixpath.join(values.folder, output)), "output_dir")
        )
    for folder, inner in values.pairs("member_outputs"):
        if inner not in {"", "."}:
            made.append(ignore_pattern(f"{folder}/{inner}", "member_outputs"))
    if "members" in values.facts:
        made.append(Printable("**/.gitignore"))  # `pnpm deploy` leaves out what it names
    return IgnoreGroup(
        Printable("Dependencies and outputs: the build creates its own"), tuple(made)
    )
