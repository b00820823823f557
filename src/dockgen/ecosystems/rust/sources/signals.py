"""What a program does when it is told to stop.

Process 1 of a container ignores a signal that it does not handle:
https://docs.docker.com/reference/cli/docker/container/run/#init.
"""

from __future__ import annotations

from collections.abc import Mapping

from dockgen.core.facts import Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.rust.manifests.cargo_toml import Dependency
from dockgen.ecosystems.rust.sources.program import Sources

TERMINATE = lazy_regex(
    r"\bSignalKind::terminate\b|\bSIGTERM\b|\bSignals::new\b|\bTermSignals\b|\bSignal::Term\b"
)
INTERRUPT = lazy_regex(
    r"\bctrl_c\s*\(|\bctrlc::(?:try_)?set_handler\b|\bSIGINT\b|\bSignalKind::interrupt\b"
    r"|\bTERM_SIGNALS\b|\bTermSignals\b|\bSignal::Int\b"
)
DISABLED = lazy_regex(r"\.disable_signals\s*\(")

HANDLING = frozenset(("actix-web", "rocket", "pingora", "loco-rs", "ntex"))
"""Frameworks that stop by themselves at SIGTERM."""


def stop_signal(sources: Sources, dependencies: Mapping[str, Dependency]) -> Fact[str] | None:
    """The signal that ends the program, so that Ctrl-C ends it too; None where one is ignored.

    `tokio::signal::ctrl_c` and the crate ctrlc hear SIGINT alone, ctrlc with its feature
    `termination` SIGTERM too: https://docs.rs/ctrlc/latest/ctrlc/.
    """
    found, interrupted = sources.first(TERMINATE), sources.first(INTERRUPT)
    if found is not None:
        return Fact("SIGTERM", found) if interrupted is not None else None
    framework = next((one for one in dependencies.values() if one.name in HANDLING), None)
    if framework is not None and sources.first(DISABLED) is None:
        return Fact("SIGTERM", framework.evidence)
    ctrlc = dependencies.get("ctrlc")
    if ctrlc is not None and "termination" in ctrlc.features:
        return Fact("SIGTERM", ctrlc.evidence)
    return Fact("SIGINT", interrupted) if interrupted is not None else None
