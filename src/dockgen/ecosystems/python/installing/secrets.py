"""Credentials of package indexes, which a build gets as secrets and no layer keeps.

https://docs.docker.com/build/building/secrets/
"""

from __future__ import annotations

from collections.abc import Sequence

from dockgen.core.quoting import Printable, word

NETRC = "NETRC"
"""The secret with names and passwords by host, as `~/.netrc` spells them."""

CONFIGURATION = "pip-conf"


def mounts(variables: Sequence[str], configuration: str, *, netrc: bool) -> list[Printable]:
    """The `--mount` options of a command that needs them.

    Args:
        variables: the variables that the manager reads.
        configuration: pip's configuration; empty where the project has none.
        netrc: whether an index is asked with the user's netrc.
    """
    found = [word(f"type=secret,id={name},required=true", "secret_variables") for name in variables]
    if configuration:
        place = f"type=secret,id={CONFIGURATION},target=/etc/pip.conf,required=true"
        found.append(word(place, "pip_configuration"))
    if netrc:
        found.append(Printable(f"type=secret,id={NETRC},target=/root/.netrc,required=true"))
    return found


def assignments(variables: Sequence[str]) -> str:
    """What stands before a command that takes them: neither engine needs a newer syntax for it.

    They are exported after they are set: https://www.shellcheck.net/wiki/SC2155.
    """
    given = " ".join(f'{name}="$(cat /run/secrets/{name})"' for name in variables)
    return f"{given} && export {' '.join(variables)} && " if variables else ""


def needed(variables: Sequence[str], configuration: str, *, netrc: bool) -> tuple[str, ...]:
    """What `docker build --secret` takes for them; see `mounts`."""
    return (
        *(f"id={name},env={name}" for name in variables),
        *((f"id={CONFIGURATION},src={configuration}",) if configuration else ()),
        *((f"id={NETRC},env={NETRC}",) if netrc else ()),
    )
