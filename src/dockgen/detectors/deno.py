"""Servers that Deno runs from their sources."""

from __future__ import annotations

from collections.abc import Mapping

from dockgen import images
from dockgen.facts import (
    Evidence,
    Fact,
    Findings,
    Override,
    Verdict,
    default,
    no,
    port,
    text,
    words,
)
from dockgen.manifests.javascript import deno, listening_port
from dockgen.planning import Choices, IgnoreGroup, Plan, Stages
from dockgen.project import Project
from dockgen.quoting import Printable, copy_paths, exec_form, plain, shell_words

SHAPES = {"server": "a server that Deno runs from its sources"}
BASES = {
    "debian": "denoland/deno on Debian",
    "alpine": "denoland/deno on Alpine",
}
MANIFESTS = ("deno.lock", "package.json", ".npmrc")
NOT_TO_RUN = IgnoreGroup(
    Printable("Not needed to run"),
    tuple(
        Printable(one)
        for one in ("node_modules", "**/*_test.ts", "**/*.test.ts", "tests", "README*", ".github")
    ),
)


def detect(project: Project, overrides: Mapping[str, Override]) -> Verdict:
    """Match a deno.json with a task that starts a server, or with the usual entry file.

    Raises:
        UnusableInput: deno.json cannot be used.
    """
    found = deno.read(project)
    if found is None:
        named = project.first(*deno.FILES)
        return no(
            f"{named} has no start task, and no usual file opens a port"
            if named
            else "no deno.json"
        )
    findings = Findings(overrides)
    start = findings.settle("start_command", words, found.start)
    entry = deno.entry_of(start.value)
    findings.settle("language", text, Fact("typescript", Evidence("file", found.path)))
    findings.settle("runtime", text, Fact("deno", Evidence("file", found.path)))
    findings.settle("language_version", text, deno.version(project))
    manifests = (found.path, *filter(project.has, MANIFESTS))
    findings.settle("manifests", words, Fact(manifests, Evidence("file", found.path)))
    locked = project.has("deno.lock")
    why = Evidence("file", "deno.lock") if locked else default("there is no deno.lock")
    if found.has_imports:
        install = "deno install --frozen" if locked else "deno install"
        findings.settle("install_command", text, Fact(install, why))
    if not locked:
        findings.warn("no deno.lock is in the project: every build may fetch other versions")
    if entry is not None:
        cached = Fact(f"deno cache {shell_words([entry])}", start.evidence)
        findings.settle("build_command", text, cached)
    assumed = Fact(8000, default("what Deno.serve takes"))
    given = listening_port.in_arguments(start) or listening_port.read(project, entry)
    findings.settle("port", port, given or assumed, ask=True)
    findings.settle("name", text, Fact(project.name, Evidence("folder name")))
    return Verdict(matched=True, reason=f"found {found.path}", shape="server", findings=findings)


def plan(verdict: Verdict, choices: Choices) -> Plan:
    """Plan one stage; with `multi`, a stage of its own that fetches the packages."""
    facts = verdict.findings.facts
    stages: Stages = choices.stages or "single"
    base = choices.base or "debian"

    def several(name: str) -> tuple[str, ...]:
        value = facts[name].value if name in facts else ()
        return value if isinstance(value, tuple) else (str(value),)

    def command(name: str) -> Printable | None:
        return plain(facts[name].value, name) if name in facts else None

    return Plan(
        shape="server",
        stages=stages,
        base=base,
        template=f"deno/{stages}-stage.Dockerfile.jinja",
        values={
            "base_image": images.deno(str(facts["language_version"].value), base),
            "manifests": copy_paths(several("manifests"), "./", "manifests"),
            "install": command("install_command"),
            "cache": command("build_command"),
            "port": plain(facts["port"].value, "port"),
            "start": exec_form(several("start_command"), "start_command"),
        },
        ignored=(NOT_TO_RUN,),
        port=int(str(facts["port"].value)),
    )
