"""The secrets that builds take, as docker, bake and a workflow are told of them.

A plan names each as `docker build --secret` takes it: `id=npmrc,src=.npmrc`, or, of a variable,
`id=TOKEN,env=TOKEN`: https://docs.docker.com/reference/cli/docker/buildx/build/#secret.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass

from dockgen.core.quoting import Printable, word


@dataclass(frozen=True, slots=True)
class BuildSecret:
    """One secret of a build.

    Args:
        identity: the name by which the Dockerfile asks for it.
        path: the file that holds it, from the folder that builds are started in; empty where a
            variable of the environment holds it.
    """

    identity: str
    path: str = ""

    @property
    def option(self) -> str:
        """The value of `docker build --secret`, which is a line of CSV."""
        place = f"src={self.path}" if self.path else f"env={self.identity}"
        quoted = place.replace('"', '""')
        return f"id={self.identity}," + (f'"{quoted}"' if re.search(r'[",]', place) else place)

    @property
    def variable(self) -> Printable:
        """The variable that holds it in a workflow, and the repository's secret of that name."""
        return word(re.sub(r"\W", "_", self.identity if not self.path else self.identity.upper()))


def secrets_of(planned: Iterable[str], folder: str = ".") -> tuple[BuildSecret, ...]:
    """The secrets of a plan.

    Args:
        planned: `Plan.secrets`.
        folder: the project's folder, from the folder that builds are started in.
    """
    found = []
    for one in planned:
        identity, _, place = one.removeprefix("id=").partition(",")
        kind, _, path = place.partition("=")
        inside = posixpath.normpath(posixpath.join(folder, path)) if kind == "src" else ""
        found.append(BuildSecret(identity, inside))
    return tuple(found)
