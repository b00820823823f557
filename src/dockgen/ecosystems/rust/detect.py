"""Finds out which program a Cargo project is, and what is known about it."""

from __future__ import annotations

from collections.abc import Mapping

from dockgen.core.facts import Findings, Override, Verdict, no
from dockgen.core.project import Project
from dockgen.core.quoting import refuse_unprintable
from dockgen.dockerfile.deployed.candidates import deployable
from dockgen.ecosystems.rust import choosing, elsewhere, front_end
from dockgen.ecosystems.rust.facts import FactsOf
from dockgen.ecosystems.rust.manifests.cargo_config import CargoConfig
from dockgen.ecosystems.rust.manifests.workspace import Workspace


def detect(project: Project, overrides: Mapping[str, Override]) -> Verdict:
    """Match a Cargo.toml whose package or workspace has a program that is meant to run.

    Raises:
        UnusableInput: a manifest or a value of the user's cannot be used, or several programs
            could be meant.
    """
    workspace = project.kept(Workspace)
    config = CargoConfig(project)
    if not workspace.packages:
        return no("Cargo.toml has neither a package nor members")
    other = elsewhere.built_by_another_tool(project, workspace.packages.values())
    if other is not None:
        return no(other, rules_out=("static", "site"))
    foreign = _of_another_system(config)
    if foreign is not None:
        return no(foreign)
    findings = Findings(overrides)
    choice = choosing.choose(workspace, findings)
    if choice is None:
        return no(_why_nothing_runs(workspace))
    facts = FactsOf(workspace, choice, config, findings)
    shape = facts.settle()
    refuse_unprintable(findings)
    return Verdict(
        matched=True,
        reason="found Cargo.toml",
        shape=shape,
        findings=findings,
        gives_way=front_end.gives_way(facts),
    )


def _of_another_system(config: CargoConfig) -> str | None:
    target = config.target
    why = elsewhere.why_target_is_foreign(target.value) if target else None
    if target is None or why is None:
        return None
    return f"{target.evidence.file}:{target.evidence.line} builds for {target.value}: {why}"


def _why_nothing_runs(workspace: Workspace) -> str:
    """Why no binary of the project is meant for a container."""
    for manifest in workspace.packages.values():
        found = elsewhere.runs_elsewhere(manifest.dependencies)
        if found is not None and (manifest.binaries or manifest.library):
            what, dependency = found
            place = dependency.evidence
            return f"{place.file}:{place.line} depends on {dependency.name}, so it is {what}"
    named = [one for one in workspace.packages.values() if one.binaries]
    if named:
        return f"the only programs are helpers of the development: {named[0].path}"
    if workspace.has_members:
        return "no member of the workspace has a binary: they are libraries"
    return f"Cargo.toml makes {elsewhere.kind_of_library(workspace.root)}, without a binary"


def workspaces(project: Project) -> tuple[str, ...]:
    """The members of a workspace that are programs, by path: what `workspace` can be set to.

    Raises:
        UnusableInput: a manifest cannot be read.
    """
    workspace = project.kept(Workspace)
    if not workspace.has_members:
        return ()
    found = {
        folder: choosing.candidate(mine[0])
        for folder, mine in choosing.of_each_package(workspace).items()
        if folder
    }
    kept = set(deployable(found.values()))
    return tuple(sorted(folder for folder, one in found.items() if one in kept))
