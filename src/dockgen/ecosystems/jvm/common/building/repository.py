"""Where a build keeps what it downloads: in its layer, with a cache mount beside it.

A cache mount stays on the machine that built; an exported cache has layers alone. So the layer of
the dependencies holds them, and the mount only spares an edited manifest from downloading all of
them again.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from dockgen.core.facts import SettledFacts
from dockgen.core.plan import Stages
from dockgen.core.quoting import Printable, word

MOUNT = "/cache"
"""Where a step of the build sees the cache."""


class Repository(NamedTuple):
    """The folders in which a tool keeps what it downloads.

    Args:
        ids: the name of a cache for each folder, the tool's own first.
        home: the folder that they lie in.
        folders: their names in it.
        locked: whether two builds may not use them at once.
        bare: whether the image of the build may lack them.
    """

    ids: tuple[str, ...]
    home: str
    folders: tuple[str, ...]
    locked: bool = True
    bare: bool = False

    def values(self, facts: SettledFacts, stages: Stages) -> dict[str, object]:
        """What the templates print of it.

        Each application has a cache of its own, so that no layer holds what another one has
        downloaded.

        Args:
            facts: the facts.
            stages: whether the stage that builds is the one that runs; its image holds no
                downloads, so that they stay in the mount.
        """
        sharing = ",sharing=locked" if self.locked else ""
        made_from = "package_manager"
        if stages == "single":
            first, *more = (
                word(f"type=cache,id={one},target={self.home}/{folder}{sharing}", made_from)
                for one, folder in zip(self.ids, self.folders, strict=True)
            )
            return {"cache": first, "further_caches": more, "fill": None, "keep": None}
        name = re.sub(r"[^A-Za-z0-9._-]+", "-", facts.text("name"))
        identity = f"{self.ids[0]}-{name}" if name else self.ids[0]
        mount = f"type=cache,id={identity},target={MOUNT},sharing=locked"
        tops = dict.fromkeys(folder.partition("/")[0] for folder in self.folders)
        folders = " ".join(f"{self.home}/{top}" for top in tops)
        made = f"mkdir -p {folders} && " if self.bare else ""
        facts_of_name = (made_from, "name") if name else (made_from,)
        return {
            "cache": word(mount, *facts_of_name),
            "further_caches": [],
            "fill": Printable(f"{made}cp -au {MOUNT}/. {self.home}/", (made_from,)),
            "keep": Printable(f"cp -au {folders} {MOUNT}/", (made_from,)),
        }


MAVEN = Repository(("maven",), "/root", (".m2",))
LEININGEN = Repository(("clojure",), "/root", (".m2",))
TOOLS_DEPS = Repository(("clojure", "gitlibs"), "/root", (".m2", ".gitlibs"), bare=True)
SBT = Repository(
    ("coursier", "ivy", "sbt"),
    "/root",
    (".cache/coursier", ".ivy2", ".sbt"),
    locked=False,
    bare=True,
)


def gradle(home: str) -> Repository:
    """Gradle's, by the home of the user whose folder it is: a link of root's leads there."""
    return Repository(("gradle",), home, (".gradle",))
