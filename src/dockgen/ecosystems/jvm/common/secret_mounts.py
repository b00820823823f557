"""How a build gets its secrets: files where Maven looks for them, values as variables.

https://docs.docker.com/build/building/secrets/
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence

from dockgen.core.quoting import Printable, word

WORKSPACE = "/workspace"


def secret_id(path: str) -> str:
    """The name of the secret that holds a file: `.mvn/settings.xml` is `maven-settings.xml`."""
    return f"maven-{re.sub(r'[^A-Za-z0-9_.-]', '_', posixpath.basename(path))}"


def mounts(files: Sequence[str], variables: Sequence[str]) -> list[Printable]:
    """The `--mount` options of a command that needs them."""
    made = [
        f"type=secret,id={secret_id(path)},target={WORKSPACE}/{path},required=true"
        for path in files
    ]
    made += [f"type=secret,id={name},required=true" for name in variables]
    return [word(one, "secret_files", "secret_variables") for one in made]


def assignments(variables: Sequence[str]) -> str:
    """What stands before a command that takes them: neither engine needs a newer syntax for it.

    They are exported after they are set: https://www.shellcheck.net/wiki/SC2155.
    """
    given = " ".join(f'{name}="$(cat /run/secrets/{name})"' for name in variables)
    return f"{given} && export {' '.join(variables)} && " if variables else ""


def needed(files: Sequence[str], variables: Sequence[str]) -> tuple[str, ...]:
    """What `docker build --secret` takes for them."""
    given = [f"id={secret_id(path)},src={path}" for path in files]
    return (*given, *(f"id={name},env={name}" for name in variables))
