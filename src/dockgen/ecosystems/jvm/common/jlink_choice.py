"""Whether an image has a Java that is made for its application: the user alone asks for one."""

from __future__ import annotations

from dockgen.core.facts import Fact, Findings, default, flag, words


def settle(findings: Findings) -> None:
    """Settle `jlink`, and with it the modules that are added to what jdeps finds."""
    made = findings.settle_optional("jlink", flag, None)
    if made is not None and made.value:
        none: Fact[tuple[str, ...]] = Fact((), default("what jdeps finds, and the usual ones"))
        findings.settle("jlink_modules", words, none)
