"""Settles how a program runs: its port, its variables, its files, and what stops it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dockgen.core.facts import Evidence, Fact, Variables, default, port, text, variables, words
from dockgen.ecosystems.rust import frameworks, front_end
from dockgen.ecosystems.rust.sources import (
    configured_port,
    listening,
    rocket,
    run_time_files,
    signals,
    subcommands,
)
from dockgen.ecosystems.rust.sources.listening import Listening

if TYPE_CHECKING:
    from dockgen.ecosystems.rust.facts import FactsOf

EVERYWHERE = "0.0.0.0"  # noqa: S104  told to the program, not bound here
USUAL_PORT = 8080
FIRST_FREE_PORT = 1024


def settle(facts: FactsOf) -> str:
    """Settle how the program runs.

    Returns:
        The shape of the image.

    Raises:
        UnusableInput: a value of the user's cannot be used.
    """
    place = f"/usr/local/bin/{facts.binary.name}"
    arguments = list(_arguments(facts))
    evidence = facts.choice.evidence
    shape = _shape(facts)
    if shape == "server":
        serving = subcommands.serving(facts.sources, facts.crates) if not arguments else None
        if serving is not None:
            arguments.append(serving.value)
            evidence = serving.evidence
        arguments += _settle_port(facts)
    start = Fact((place, *arguments), evidence)
    facts.findings.settle("start_command", words, start)
    _settle_files(facts)
    _settle_stop(facts, shape)
    return shape


def _arguments(facts: FactsOf) -> Iterator[str]:
    """What a Procfile gives the program; `$PORT` is what the image listens on."""
    for one in facts.choice.arguments:
        yield one.replace("${PORT}", str(USUAL_PORT)).replace("$PORT", str(USUAL_PORT))


def _shape(facts: FactsOf) -> str:
    if frameworks.of(facts.dependencies) or facts.sources.first(listening.LISTENER):
        return "server"
    tool = any(one in facts.dependencies for one in frameworks.ARGUMENTS)
    return "command" if tool else "worker"


def _settle_port(facts: FactsOf) -> list[str]:
    """Settle the port, and return the arguments without which it is not reached."""
    findings = facts.findings
    framework = frameworks.of_a_server(facts.dependencies)
    if framework is not None and framework.crate == "rocket":
        _settle_rocket(facts)
        return []
    said = listening.read(facts.sources)
    if said.port is None:
        configured = configured_port.read(facts.sources, facts.crates)
        said = said._replace(port=configured) if configured else said
    if said.port is None and framework is not None and framework.port:
        why = default(f"what {framework.crate} takes")
        said = said._replace(port=Fact(framework.port, why))
    why = default("no address was found in the sources")
    found = findings.settle("port", port, said.port or Fact(USUAL_PORT, why), ask=True)
    _settle_environment(facts, said, found)
    if found.value < FIRST_FREE_PORT:
        findings.warn(f"port {found.value} needs a privilege in some clusters, and 8080 does not")
    return list(_flags(facts, said, found))


def _flags(facts: FactsOf, said: Listening, number: Fact[int]) -> Iterator[str]:
    """The arguments of an address or a port that no variable changes."""
    given = " ".join(facts.choice.arguments)
    changed = said.port is None or said.port.value != number.value
    if said.host_flag and not said.host_variable and (said.is_loopback or changed):
        value = f"{EVERYWHERE}:{number.value}" if said.with_port else EVERYWHERE
        yield from () if said.host_flag in given else (said.host_flag, value)
    if said.port_flag and not said.port_variable and changed and said.port_flag not in given:
        yield from (said.port_flag, str(number.value))


def _settle_environment(facts: FactsOf, said: Listening, number: Fact[int]) -> None:
    """Settle the variables without which the program is not reached."""
    found: dict[tuple[str, str], Evidence] = {}
    changed = said.port is None or said.port.value != number.value
    must = said.is_loopback or said.host_required or (changed and said.with_port)
    if said.host_variable and said.host is not None and must:
        value = f"{EVERYWHERE}:{number.value}" if said.with_port else EVERYWHERE
        found[said.host_variable, value] = said.host.evidence
    elif said.is_loopback and said.host is not None and not said.host_flag:
        place = said.host.evidence
        facts.findings.warn(
            f"{place.file}:{place.line} listens on {said.host.value}, which is unreachable from "
            f"outside the container; use {EVERYWHERE}"
        )
    if said.port_variable and (said.required or changed):
        found[said.port_variable, str(number.value)] = number.evidence
    production = configured_port.production_variable(facts.sources, facts.crates)
    if production is not None:
        found[production.value, "production"] = production.evidence
    loco = facts.project.first("config/production.yaml", "config/production.yml")
    if loco is not None and "loco-rs" in facts.crates:
        found["LOCO_ENV", "production"] = Evidence("file", loco)
    if found:
        evidence = next(iter(found.values()))
        facts.findings.settle("environment", variables, Fact(Variables(found), evidence))


def _settle_rocket(facts: FactsOf) -> None:
    """https://rocket.rs/guide/v0.5/configuration/."""
    said = rocket.port(facts.project)
    number = facts.findings.settle("port", port, said)
    told = [("ROCKET_ADDRESS", EVERYWHERE)]
    if number.value != said.value:
        told.append(("ROCKET_PORT", str(number.value)))
    reason = default("Rocket listens on 127.0.0.1 by default")
    facts.findings.settle("environment", variables, Fact(Variables(told), reason))


def _settle_files(facts: FactsOf) -> None:
    """Settle what the program reads and writes when it runs."""
    read = run_time_files.read_when_running(facts.sources, facts.crates)
    written = run_time_files.written_when_running(facts.sources)
    read |= front_end.served(facts)
    if read:
        evidence = next(iter(read.values()))
        facts.findings.settle("run_time_files", words, Fact(tuple(read), evidence))
    else:
        facts.findings.settle_optional("run_time_files", words, None)
    if written:
        evidence = next(iter(written.values()))
        facts.findings.settle("written_folders", words, Fact(tuple(written), evidence))
        facts.findings.warn(
            f"{evidence.file}:{evidence.line} writes to {', '.join(written)}: what is stored "
            "there is lost with the container unless a volume is mounted"
        )
    else:
        facts.findings.settle_optional("written_folders", words, None)


def _settle_stop(facts: FactsOf, shape: str) -> None:
    """Settle the signal that the program handles."""
    found = signals.stop_signal(facts.sources, facts.dependencies)
    handled = facts.findings.settle_optional("stop_signal", text, found)
    if handled is None and shape != "command":
        more = "; with_graceful_shutdown lets it end its requests" if shape == "server" else ""
        facts.findings.warn(
            f"{facts.binary.path} does not handle both SIGTERM and Ctrl-C, and process 1 ignores "
            f"what it does not handle: an init (tini) stops it immediately{more}"
        )
