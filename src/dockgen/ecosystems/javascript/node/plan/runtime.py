"""What goes into the stage that runs a server: packages, what is next to the build, the build."""

from __future__ import annotations

import posixpath

from dockgen.core.quoting import Printable, copy_paths, shell_command, shell_words, word
from dockgen.ecosystems.javascript.node.plan.values import DEPLOYED, WORKDIR, Values, copy_from

MADE_BY = {"build_command", "setup_commands", "workspace_setup_commands"}
"""What may write into the application's own folder."""


def parts(values: Values, shape: str) -> dict[str, object]:
    """What goes into the runtime stage, as arguments of COPY; what changes least comes first."""
    if "deploy_command" in values.facts and shape == "built-server":
        return _deployed(values)
    if "deploy_commands" in values.facts and shape == "built-server":
        return _deployed_by_rush(values)
    if shape == "bundled-server":
        below = f"{values.folder}/" if values.folder else ""
        nested = below and any(one.startswith(below) for one in values.words("start_command"))
        return {
            "prune": None,
            "packages": [],
            "kept": _kept(values, below if nested else ""),
            "built": _parts(values),
            "deploy": None,
        }
    if "members" in values.facts:
        return _members(values, shape)
    return _single(values)


def _single(values: Values) -> dict[str, object]:
    """A project of one package: its packages, what is next to the build, and the build."""
    prune = values.command("prune_command")
    stage = _stage_of_packages(values)
    packages = []
    if stage:
        facts = ("production_install_command", "prune_command", "unpruned_packages")
        packages = [copy_from(stage, f"{WORKDIR}/node_modules/", "node_modules/", *facts)]
    if "sides" in values.facts:  # each side may have packages of its own; no sources are there
        packages = [copy_from(stage, f"{WORKDIR}/", "./", "sides")]
    copied = [
        copy_from("build", f"{WORKDIR}/{one}/", f"{one}/", "copied_packages")
        for name in values.words("copied_packages")
        for one in [f"node_modules/{name}"]
    ]
    made: dict[str, object] = {"prune": prune, "deploy": None}
    built = _parts(values, values.folder)
    if built:
        below = f"{values.folder}/" if values.folder else ""
        manifest = [] if "sides" in values.facts else ["package.json"]
        kept = [*(copy_paths([one], "./", "manifests") for one in manifest), *_kept(values, below)]
        if values.folder:
            made["workdir"] = word(f"{WORKDIR}/{values.folder}", "application_folder")
        return {**made, "packages": [*packages, *copied], "kept": kept, "built": built}
    # Where the build writes is not plain, so all is kept but the development packages.
    inner = [f"{one}/node_modules" for one in values.words("build_only_folders")]
    if _comes_from_build(values):
        if inner:
            made["build"] = values.steps(f"rm -rf {shell_words(inner)}")
        everything = [copy_from(stage, f"{WORKDIR}/", "./", "prune_command", "unpruned_packages")]
        return {**made, "packages": [], "kept": [], "built": [*everything, *copied]}
    everything = [copy_from("build", f"{WORKDIR}/", "./", "build_command", "setup_commands")]
    inner += [f"{one}/node_modules" for one in values.words("sides")]
    idle = ["node_modules", *inner, *values.words("build_caches")]
    removed = values.steps(f"rm -rf {shell_words(idle)}")
    return {**made, "packages": packages, "kept": [], "built": everything, "build": removed}


def _stage_of_packages(values: Values) -> str:
    """The stage that holds the packages for the run time; empty where there are none."""
    if "unpruned_packages" in values.facts:
        return "build"
    apart = {"production_install_command", "prune_command"} & set(values.facts)
    return "dependencies" if apart else ""


def _comes_from_build(values: Values) -> bool:
    """Whether the packages are those of the build, which scripts of the project changed."""
    return bool({"prune_command", "unpruned_packages"} & set(values.facts))


def _parts(values: Values, folder: str = "") -> list[Printable]:
    """What the build made, as arguments of COPY into a folder."""
    output = values.text("output_dir")
    parts = values.pairs("built_parts") or (((output, output),) if output else ())
    made = []
    for source, to in parts:
        target = posixpath.normpath(posixpath.join(folder, to))
        target = "./" if target == "." else f"{target}/"
        place = values.in_app(source)
        made.append(copy_from("build", f"{place}/", target, "output_dir", "built_parts"))
    return made


def _kept(values: Values, to: str) -> list[Printable]:
    """What of the application is next to the build's output, as arguments of COPY."""
    kept = values.words("kept_folders")
    files = [path for path in kept if "." in path.rsplit("/", 1)[-1].lstrip(".")]
    lines = []
    for folder in dict.fromkeys(posixpath.dirname(path) for path in files):
        beside = [path for path in files if posixpath.dirname(path) == folder]
        inside = [posixpath.join(values.folder, path) for path in beside]
        target = f"{to}{folder}/" if folder else to or "./"
        lines.append(copy_paths(inside, target, "kept_folders"))
    for path in kept:
        if path not in files:
            source = posixpath.join(values.folder, path)
            lines.append(copy_paths([f"{source}/"], f"{to}{path}/", "kept_folders"))
    return lines


def _deployed(values: Values) -> dict[str, object]:
    """An application of a pnpm workspace: a folder of its own, which holds all that it needs."""
    output = values.text("output_dir")
    deploy = values.command("deploy_command")
    clients = [
        shell_words(["cp", "-R", source, f"{DEPLOYED}/node_modules/{to}"], "deployed_clients")
        for source, to in values.pairs("deployed_clients")
    ]
    early = _deploys_early(values)
    made: dict[str, object] = {
        "prune": None,
        "deploy": deploy,
        "deploy_early": early,
        "deploy_late": not early,
        "deployed_clients": clients,
        "deployed_patches": _patching(values),
    }
    if not output:
        whole = [copy_from("build", f"{DEPLOYED}/", "./", "deploy_command")]
        return {**made, "packages": [], "kept": [], "built": whole}
    packages = copy_from("build", f"{DEPLOYED}/node_modules/", "node_modules/", "deploy_command")
    manifest = copy_from("build", f"{DEPLOYED}/package.json", "./", "deploy_command")
    parts = [
        copy_from("build", f"{place}/", f"{to}/" if to != "." else "./", "output_dir")
        for source, to in values.pairs("built_parts") or ((output, output),)
        for place in [values.in_app(source) if early else f"{DEPLOYED}/{source}"]
    ]
    if early:
        sources = values.sources()
        before = sources if values.builds_members_apart else sources[:-1]
        own = values.folder_of(values.folder, "members")
        made |= {"sources": before, "members": values.members()[:-1], "own_sources": [own]}
    kept = [manifest, *_kept(values, "")]
    return {**made, "packages": [packages], "kept": kept, "built": parts}


def _deploys_early(values: Values) -> bool:
    """Whether the packages are deployed before the application's own sources are there.

    They need its package.json and the members that it depends on, built. What scripts of the
    application write into its packages is there after the build only.
    """
    if values.stages == "single" or not values.text("output_dir"):
        return False
    later = {"deployed_clients", "deployed_patches", "setup_commands"}
    together = values.prunes_workspace or "workspace_setup_commands" in values.facts
    built_last = not values.builds_members_apart and any(
        inner for _, inner in values.pairs("member_outputs")
    )
    return not together and not built_last and not later & set(values.facts)


def _deployed_by_rush(values: Values) -> dict[str, object]:
    """An application of a Rush repository: folders keep their places, since links lead there."""
    made: dict[str, object] = {
        "prune": None,
        "deploy": None,
        "workdir": word(f"{WORKDIR}/{values.folder}", "workspace"),
    }
    if values.stages == "multi":
        made |= _steps_of_rush(values)
    if "deploy_scenario" in values.facts:  # which says what the image is to hold
        whole = copy_from("build", f"{DEPLOYED}/", "./", "deploy_scenario")
        return {**made, "packages": [], "kept": [], "built": [whole]}
    parts = values.words("deployed_parts")
    packages = [
        copy_from("build", f"{DEPLOYED}/{one}/", f"{one}/", "deployed_parts") for one in parts
    ]
    if values.folder in parts:
        return {**made, "packages": packages, "kept": [], "built": []}
    place = f"{values.folder}/"
    manifest = copy_paths([f"{place}package.json"], place, "workspace")
    return {
        **made,
        "packages": packages,
        "kept": [manifest, *_kept(values, place)],
        "built": _output_in_place(values),
    }


def _steps_of_rush(values: Values) -> dict[str, object]:
    """The build and the deployment: one instruction, a line for each command."""
    build, commands = values.steps(), values.words("deploy_commands")
    deploy = [shell_command(one, "deploy_commands") for one in commands]
    first, *more = [build, *deploy] if build else deploy
    if not more:
        return {"build": first}
    steps = {"first": first, "between": more[:-1], "last": more[-1]}
    return {"build": None, "rush_steps": steps}


def _output_in_place(values: Values) -> list[Printable]:
    """What the build of a member made, to the same place below the member's own folder."""
    output = values.text("output_dir")
    found = []
    for source, to in values.pairs("built_parts") or (((output, output),) if output else ()):
        target = posixpath.normpath(posixpath.join(values.folder, to))
        found.append(copy_from("build", f"{values.in_app(source)}/", f"{target}/", "output_dir"))
    return found


def _patching(values: Values) -> Printable | None:
    """The command that patches what was deployed, by the tool that the build has installed."""
    patches = values.words("deployed_patches")
    if not patches:
        return None
    copied = shell_words(["cp", *patches, f"{DEPLOYED}/patches/"], "deployed_patches")
    steps = [
        f"mkdir {DEPLOYED}/patches",
        copied,
        f"pnpm --dir {DEPLOYED} exec {WORKDIR}/node_modules/.bin/patch-package",
        f"rm -r {DEPLOYED}/patches",
    ]
    return Printable(" && ".join(steps), copied.facts)


def _members(values: Values, shape: str) -> dict[str, object]:
    """An application of another workspace: the members keep their places, as links point there."""
    kept, built = [], []
    changed = _comes_from_build(values) and shape != "server"
    stage = _stage_of_packages(values) if changed else "build"
    for folder, inner in values.pairs("member_outputs"):
        place = posixpath.normpath(posixpath.join(folder, inner))
        if inner:
            whole = stage if inner == "." else "build"
            built.append(copy_from(whole, f"{WORKDIR}/{place}/", f"{place}/", "member_outputs"))
        else:
            kept.append(copy_paths([f"{place}/"], f"{place}/", "member_outputs"))
    kept += _kept(values, f"{values.folder}/")
    parts = _output_in_place(values)
    built += parts
    made_here = not parts and bool(MADE_BY & set(values.facts))
    apart = not changed and (shape == "server" or bool(_stage_of_packages(values)))
    others = _not_whole(values, made_here=made_here)
    made = _packages_at_once(values) if apart else _packages_of_members(values, stage, others)
    if made_here:
        place = f"{WORKDIR}/{values.folder}"
        built.append(copy_from(stage, f"{place}/", f"{values.folder}/", "build_command"))
        if not changed:
            made["build"] = values.steps(f"rm -rf {word(values.folder)}/node_modules")
    elif not parts:
        kept.append(values.folder_of(values.folder, "workspace"))
    kept = kept if apart else [*_manifests_of(others), *kept]
    made |= {"deploy": None, "kept": kept, "built": built}
    made["workdir"] = word(f"{WORKDIR}/{values.folder}", "workspace")
    return made


def _packages_at_once(values: Values) -> dict[str, object]:
    """The stage that installs them holds nothing else but manifests."""
    facts = ("production_install_command", "prune_command", "unpruned_packages")
    packages = [copy_from("dependencies", f"{WORKDIR}/", "./", *facts)]
    prune = values.command("prune_command")
    made: dict[str, object] = {"prune": prune, "packages": packages}
    last, name = prune or values.command("production_install_command"), "production_install"
    left = values.only_to_install
    if left is not None and last is not None:
        made["prune" if prune else name] = Printable(
            f"{last} && rm -rf {left}", (*last.facts, *left.facts)
        )
    return made


def _not_whole(values: Values, *, made_here: bool) -> list[str]:
    """The top and the members whose folders do not come into the image as they are built."""
    whole = {folder for folder, inner in values.pairs("member_outputs") if inner == "."}
    whole |= {values.folder} if made_here else set()
    return ["", *(one for one in values.words("members") if one not in whole)]


def _packages_of_members(values: Values, stage: str, others: list[str]) -> dict[str, object]:
    """The packages of the top and of each member, out of a stage that holds sources too."""
    if not _stage_of_packages(values):
        return {"prune": None, "packages": []}
    folders = [posixpath.join(one, "node_modules") for one in others]
    packages = [
        copy_from(stage, f"{WORKDIR}/{one}/", f"{one}/", "prune_command", "unpruned_packages")
        for one in folders
    ]
    prune = values.command("prune_command")
    made: dict[str, object] = {"prune": prune, "packages": packages}
    # Most members have no packages of their own, and COPY wants what it is told to copy.
    there = [f"mkdir -p {shell_words(folders[1:])}"] if others[1:] else []
    if prune is None:
        made["build"] = values.steps(*there)
    else:
        made["prune"] = Printable(" && ".join([prune, *there]), prune.facts)
    return made


def _manifests_of(folders: list[str]) -> list[Printable]:
    """The package.json of the top and of members, where the packages come without them."""
    return [
        copy_paths([posixpath.join(one, "package.json")], f"{one}/" if one else "./", "manifests")
        for one in folders
    ]
