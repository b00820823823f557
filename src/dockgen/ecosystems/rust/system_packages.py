"""The packages of Debian that programs need, by its release and by what distroless has of them."""

from __future__ import annotations

IN_DISTROLESS = frozenset(("libssl3t64", "libssl3", "libstdc++6", "libgcc-s1", "libgomp1"))
"""Packages of Debian that distroless' image for C has:
https://github.com/GoogleContainerTools/distroless/blob/main/cc/README.md."""

WITHOUT_T64 = {
    "libssl3t64": "libssl3",
    "libasound2t64": "libasound2",
    "libpcap0.8t64": "libpcap0.8",
    "libarchive13t64": "libarchive13",
    "libgdal36": "libgdal32",
    "libleptonica6": "liblept5",
}
"""The names that these packages have on Debian 12."""


def on_suite(packages: tuple[str, ...], suite: str) -> tuple[str, ...]:
    """Debian's packages under the names that they have in a release."""
    if suite == "trixie":
        return packages
    return tuple(WITHOUT_T64.get(one, one) for one in packages)
