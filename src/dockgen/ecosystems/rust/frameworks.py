"""The libraries that make a program a server, and those that make it a command-line tool."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from dockgen.ecosystems.rust.manifests.cargo_toml import Dependency


class Framework(NamedTuple):
    """A library that servers are written with.

    Args:
        crate: its name.
        port: the port that it takes where nobody names one; 0 where it has none.
        is_client_too: whether programs that listen nowhere use it as well.
    """

    crate: str
    port: int = 0
    is_client_too: bool = False


# fmt: off
FRAMEWORKS = (
    Framework("loco-rs", 5150), Framework("leptos_axum"), Framework("leptos_actix"),
    Framework("rocket", 8000), Framework("actix-web"), Framework("poem"), Framework("salvo"),
    Framework("ntex"), Framework("warp"), Framework("tide"), Framework("gotham"), Framework("viz"),
    Framework("axum"), Framework("pingora"), Framework("rouille"), Framework("iron"),
    Framework("tonic", is_client_too=True), Framework("jsonrpsee", is_client_too=True),
    Framework("hyper", is_client_too=True), Framework("tiny_http", is_client_too=True),
)
# fmt: on
"""In this order: a framework goes before the library that it is built on."""

ARGUMENTS = ("clap", "structopt", "argh", "pico-args", "lexopt", "bpaf", "gumdrop")
"""What reads the arguments of a command-line tool."""


def of(dependencies: Mapping[str, Dependency]) -> Framework | None:
    """The framework among some dependencies; None where there is none that only servers use."""
    return next(
        (one for one in FRAMEWORKS if one.crate in dependencies and not one.is_client_too), None
    )


def of_a_server(dependencies: Mapping[str, Dependency]) -> Framework | None:
    """The framework of a program that is known to listen."""
    return next((one for one in FRAMEWORKS if one.crate in dependencies), None)
