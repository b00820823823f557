"""Credentials of package indexes, which a build gets as secrets and no layer keeps.

https://docs.docker.com/build/building/secrets/
"""

from __future__ import annotations

from collections.abc import Sequence

from dockgen.core.quoting import Printable, word


def mounts(variables: Sequence[str]) -> list[Printable]:
    """The `--mount` options of a command that needs them."""
    return [word(f"type=secret,id={name},required=true", "secret_variables") for name in variables]


def assignments(variables: Sequence[str]) -> str:
    """What stands before a command that takes them: neither engine needs a newer syntax for it.

    They are exported after they are set: https://www.shellcheck.net/wiki/SC2155.
    """
    given = " ".join(f'{name}="$(cat /run/secrets/{name})"' for name in variables)
    return f"{given} && export {' '.join(variables)} && " if variables else ""


def needed(variables: Sequence[str]) -> tuple[str, ...]:
    """What `docker build --secret` takes for them."""
    return tuple(f"id={name},env={name}" for name in variables)
