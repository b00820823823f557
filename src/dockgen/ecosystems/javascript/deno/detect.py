"""Finds out how Deno runs a project, and plans its image."""

from __future__ import annotations

from collections.abc import Mapping

from dockgen.core.facts import (
    Evidence,
    Fact,
    Findings,
    Override,
    SettledFacts,
    Verdict,
    default,
    no,
    port,
    text,
    words,
)
from dockgen.core.plan import Choices, IgnoreGroup, Plan, Stages
from dockgen.core.project import Project
from dockgen.core.quoting import (
    Printable,
    copy_paths,
    exec_form,
    ignore_pattern,
    plain,
    shell_steps,
    shell_words,
    word,
)
from dockgen.ecosystems.javascript.common import images, listening_port, registries
from dockgen.ecosystems.javascript.deno import deno_json
from dockgen.ecosystems.javascript.deno.deno_json import DenoProject

USERS = {"debian": "1993:1993", "alpine": "1000:1000"}
"""The user `deno` of each image: https://github.com/denoland/deno_docker."""

NPMRC = ".npmrc"
NOT_TO_RUN = ("**/node_modules", "**/*_test.ts", "**/*.test.ts", "tests", "README*", ".github")


def detect(project: Project, overrides: Mapping[str, Override]) -> Verdict:
    """Match a deno.json, or scripts of package.json, that start a server with Deno.

    Raises:
        UnusableInput: deno.json, package.json or a value of the user's cannot be used.
    """
    found = deno_json.read(project)
    if found is None:
        named = project.first(*deno_json.FILES)
        return no(
            f"{named} has no start task, and no usual file opens a port"
            if named
            else "no script of package.json starts Deno"
        )
    findings = Findings(overrides)
    start = findings.settle("start_command", words, found.start)
    entry = deno_json.entry_of(start.value)
    script = entry is not None and entry.endswith((".js", ".mjs"))
    language = "javascript" if script else "typescript"
    findings.settle("language", text, Fact(language, Evidence("file", found.path)))
    findings.settle("runtime", text, Fact("deno", Evidence("file", found.path)))
    version = findings.settle("language_version", text, deno_json.version(project))
    _settle_installation(project, found, findings, version.value)
    _settle_build(project, found, findings, start)
    assumed = Fact(8000, default("what Deno.serve takes"))
    given = listening_port.in_arguments(start) or listening_port.read(project, entry)
    findings.settle("port", port, given or assumed, ask=True)
    findings.settle("name", text, Fact(project.name, Evidence("folder name")))
    return Verdict(matched=True, reason=f"found {found.path}", shape="server", findings=findings)


def _settle_installation(
    project: Project, found: DenoProject, findings: Findings, version: str
) -> None:
    """Settle what fetches the packages, and what it reads; Deno 1 has no such command."""
    manifests = found.manifests
    credentials = registries.files_with_credentials(project, (NPMRC,))
    if credentials:
        secret: Fact[tuple[str, ...]] = Fact((NPMRC,), credentials[0].evidence)
        findings.settle("secret_files", words, secret)
    elif project.has(NPMRC):
        manifests = (*manifests, NPMRC)
        variables = registries.variables(project, (NPMRC,))
        if variables:
            names = tuple(one.value for one in variables)
            findings.settle("secret_variables", words, Fact(names, variables[0].evidence))
    findings.settle("manifests", words, Fact(manifests, Evidence("file", found.path)))
    _settle_links(project, findings)
    locked = deno_json.LOCK in manifests
    if not locked:
        findings.warn("no deno.lock is in the project: builds may download different versions")
    if found.has_imports and not version.startswith("1."):
        why = Evidence("file", deno_json.LOCK) if locked else default("there is no deno.lock")
        command = "deno install --frozen" if locked else "deno install"
        findings.settle("install_command", text, Fact(command, why))


def _settle_links(project: Project, findings: Findings) -> None:
    """Settle `linked_folders`, which an installation reads as packages."""
    found = deno_json.links(project)
    inside = tuple(one.value for one in found if project.has_folder(one.value))
    if inside:
        findings.settle("linked_folders", words, Fact(inside, found[0].evidence))
    for one in found:
        if one.value not in inside:
            findings.warn(
                f"{one.evidence.file}:{one.evidence.line} links {one.value}, which is not in this "
                "folder, so a build here does not see it: work from a folder that holds both"
            )


def _settle_build(
    project: Project, found: DenoProject, findings: Findings, start: Fact[tuple[str, ...]]
) -> None:
    """Settle what builds, what that writes, and what compiles the entry file."""
    findings.settle_optional("build_command", text, found.build)
    entry = deno_json.entry_of(start.value)
    if entry is None:
        return
    folder = entry.split("/", 1)[0] if "/" in entry else ""
    if found.build and (folder in deno_json.BUILT_FOLDERS or not project.has(entry)) and folder:
        findings.settle("output_dir", text, Fact(folder, start.evidence))
    options = deno_json.resolving_options(start.value)
    compiled = shell_words(["deno", "cache", *options, entry])
    findings.settle("cache_command", text, Fact(str(compiled), start.evidence))


def plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan one stage; with `multi`, a stage of its own that fetches the packages and builds.

    Raises:
        UnusableInput: a value cannot be printed safely.
    """
    facts = SettledFacts(verdict)
    stages: Stages = choices.stages or "single"
    base = choices.base or "debian"
    mounts = [f"id=npmrc,target={registries.BY_PATH[NPMRC].home}"][
        : len(facts.words("secret_files"))
    ]
    mounts += [f"id={one}" for one in facts.words("secret_variables")]
    before: list[str] = [word(f"--mount=type=secret,{one},required=true") for one in mounts]
    before += [f'{one}="$(cat /run/secrets/{one})"' for one in facts.words("secret_variables")]

    def command(*names: str) -> Printable | None:
        steps = [facts.text(name) for name in names if name in facts.facts]
        given = "".join(f"{one} " for one in before)
        return shell_steps(steps, *names, before=given) if steps else None

    return Plan(
        shape="server",
        stages=stages,
        base=base,
        template=f"javascript/deno/{stages}-stage.Dockerfile.jinja",
        values={
            "base_image": images.deno(facts.text("language_version"), base),
            "manifests": [*_manifests(facts.words("manifests")), *_linked(facts)],
            "install": command("install_command"),
            "build": command("build_command", "cache_command"),
            "user": Printable(USERS[base]),
            "port": plain(facts.text("port"), "port"),
            "start": exec_form(facts.words("start_command"), "start_command"),
        },
        ignored=_ignored(facts.words("output_dir"), facts.words("secret_files")),
        port=int(facts.text("port")),
        secrets=(
            *(f"id=npmrc,src={one}" for one in facts.words("secret_files")),
            *(f"id={one},env={one}" for one in facts.words("secret_variables")),
        ),
    )


def _manifests(paths: tuple[str, ...]) -> list[Printable]:
    """The manifests by their folder, since a COPY flattens what it copies."""
    by_folder: dict[str, list[str]] = {}
    for path in paths:
        by_folder.setdefault(path.rpartition("/")[0], []).append(path)
    return [
        copy_paths(inside, f"{folder}/" if folder else "./", "manifests")
        for folder, inside in by_folder.items()
    ]


def _linked(facts: SettledFacts) -> list[Printable]:
    folders = facts.words("linked_folders")
    return [copy_paths([f"{one}/"], f"{one}/", "linked_folders") for one in folders]


def _ignored(outputs: tuple[str, ...], secrets: tuple[str, ...]) -> tuple[IgnoreGroup, ...]:
    made = [ignore_pattern(one, "output_dir") for one in outputs]
    made += [ignore_pattern(one, "secret_files") for one in secrets]
    patterns = (*(Printable(one) for one in NOT_TO_RUN), *made)
    return (IgnoreGroup(Printable("Not needed at run time, or created by the build"), patterns),)
