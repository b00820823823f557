"""The facts that decide how a program runs."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

from dockgen.core.facts import Fact, default, port, text, words
from dockgen.ecosystems.front_end import reading
from dockgen.ecosystems.go import programs
from dockgen.ecosystems.go.code import frameworks, health, hosts, listening, runtime_files
from dockgen.ecosystems.go.facts.program import Program
from dockgen.ecosystems.go.modules import inside

PLACE = "/usr/local/bin"
"""Where the program lies in the image."""

EVERYWHERE = "0.0.0.0"  # noqa: S104  told to the program, not bound here

QUOTA_FROM = (1, 25)
"""From this `go` line on, GOMAXPROCS follows the CPU limit: https://go.dev/doc/go1.25#runtime."""


def settle_framework(program: Program) -> None:
    """Settle what answers requests."""
    found = frameworks.framework(program.build, program.closure)
    if found is not None:
        program.findings.settle("framework", text, found[0])
        program.findings.settle_optional("framework_version", text, found[1])


def settle_files(program: Program) -> None:
    """Settle what is copied beside the program, and what it may write."""
    findings, main = program.findings, program.main.value
    home = program.build.module_of(main) or program.build.home
    read = runtime_files.read_by(program.build.project, program.closure.files, home, main)
    at_home = [one for one in read if one[0].source.rstrip("/") == inside(home, one[0].target)]
    beside = [one for one in read if one not in at_home]
    for fact, found in (("runtime_files", at_home), ("program_files", beside)):
        if found:
            paths = tuple(one.source for one, _ in found)
            findings.settle(fact, words, Fact(paths, found[0][1]))
    written = runtime_files.written_by(program.closure.files)
    if written:
        folders = tuple(one.value for one in written)
        findings.settle("writable_folders", words, Fact(folders, written[0].evidence))
        places = ", ".join(posixpath.normpath(posixpath.join("/app", one)) for one in folders)
        place = written[0].evidence
        findings.warn(
            f"{place.file}:{place.line} writes to {places}: mount a volume there, or the "
            "data is lost with the container"
        )


def settle_start(program: Program) -> str:
    """Settle the port and the arguments.

    Returns:
        The shape: `server`, `worker` or `cli`.
    """
    findings, web = program.findings, programs.process(program.packages)
    binary = str(findings.facts["binary"].value)
    own = web if web and web.program in {binary, "app"} else None
    given = own.arguments if own else ()
    found = listening.read(program.closure.files)
    told = listening.in_arguments(given, own.evidence) if own else None
    subcommand = frameworks.serving_subcommand(program.closure) if found and not own else None
    shape = "server"
    if told is not None or (found is not None and not _is_tool(program, found)):
        _settle_port(program, found, told)
    else:
        shape = "cli" if frameworks.is_command_line(program.closure) else "worker"
    number = findings.facts.get("port")
    arguments = [_filled(one, str(number.value) if number else "8080") for one in given]
    evidence = own.evidence if own else default("the program that was built")
    if subcommand is not None:
        arguments, evidence = [subcommand.value], subcommand.evidence
    if shape == "server":
        arguments += _reached(program, found, arguments)
        _settle_health(program, binary)
    findings.settle("start_command", words, Fact((f"{PLACE}/{binary}", *arguments), evidence))
    return shape


def _reached(
    program: Program, found: listening.Listening | None, given: Sequence[str]
) -> list[str]:
    """The arguments that make a program listen to more than its own container."""
    findings, files = program.findings, program.closure.files
    told = " ".join(given)
    made = []
    if found is not None and found.loopback and found.flag and f"-{found.flag}" not in told:
        made.append(f"--{found.flag}=:{findings.facts['port'].value}")
    host = hosts.flag(files)
    if host is not None and f"-{host.value}" not in told:
        made.append(f"--{host.value}={EVERYWHERE}")
    variable = hosts.variable(files)
    if variable is not None:
        findings.settle("host_variable", text, variable)
    return made


def _settle_health(program: Program, binary: str) -> None:
    asked = health.arguments(program.closure.files)
    command: tuple[str, ...] = (f"{PLACE}/{binary}", asked.value) if asked else ()
    found = Fact(command, asked.evidence) if asked else None
    program.findings.settle_optional("health_command", words, found)


def _is_tool(program: Program, found: listening.Listening) -> bool:
    """Whether a port that nothing names belongs to a tool, which opens it now and then."""
    given = {"port", "start_command"} & set(program.findings.unused)
    unnamed = found.port.evidence.is_default and found.variable is None
    framework = "framework" in program.findings.facts
    return unnamed and not framework and not given and frameworks.is_command_line(program.closure)


def _settle_port(
    program: Program, found: listening.Listening | None, told: Fact[int] | None
) -> None:
    findings = program.findings
    configured = listening.configured(program.build.project, findings.words("runtime_files"))
    read = told or (found.port if found else None)
    if read is None or (configured and read.evidence.is_default):
        read = configured or Fact(8080, default("no port was found in the sources"))
    settled = findings.settle("port", port, read, ask=True)
    if found is None or told is not None:
        return
    changed = not found.has_default or settled.value != found.port.value
    if found.variable and (changed or found.loopback):
        findings.settle("port_variable", text, found.variable)
    elif found.loopback and not found.flag:
        place = found.port.evidence
        findings.warn(
            f"{place.file}:{place.line} listens on the loopback interface only, which is "
            f"unreachable from outside the container; listen on `:{found.port.value}`"
        )


def _filled(argument: str, number: str) -> str:
    """An argument with `$PORT` as the exec form takes it, where no shell expands it."""
    return re.sub(r"\$\{?PORT(?::-\d+)?\}?", number, argument)


def warn_of_processors(program: Program) -> None:
    """Say where the program would count the machine's processors and not its own."""
    if not program.build.modules or program.go_line >= QUOTA_FROM:
        return
    said = program.go_fact
    where = (
        f"{said.evidence.file}:{said.evidence.line} says go {said.value}"
        if said
        else f"{program.manifest} has no `go` line"
    )
    program.findings.warn(
        f"{where}: from `go 1.25` on GOMAXPROCS follows the container's CPU limit, below it counts "
        "the machine's processors"
    )


def gives_way(program: Program) -> str:
    """Why the package.json beside it goes first; empty where the program does."""
    if {"embedded_files", "front_end"} & set(program.findings.facts):
        return ""
    why = reading.server_beside(program.build.project)
    return f"{why}, and the Go program embeds no pages" if why else ""
