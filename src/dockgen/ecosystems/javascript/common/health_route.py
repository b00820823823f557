"""A route of a server's own that says whether it is well, as far as its sources say so plainly."""

from __future__ import annotations

import re

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.javascript.common import listening_port

ROUTE = lazy_regex(
    r"^[ \t]*(?:await\s+)?(?P<owner>\w+)\s*\.(?:get|all)\(\s*['\"`]"
    r"(?P<path>/(?:api/)?(?:v1/)?(?:_?health(?:z|check|-check)?|livez|live|ping|readyz))['\"`]\s*,",
    re.MULTILINE,
)
"""Routes that most name so; one with a parameter, or in a comment, is none."""

APPLICATION = (
    r"\b(?:const|let|var)\s+{owner}\s*(?::[^=\n]+)?=\s*(?:await\s+)?(?:new\s+)?"
    r"(?:express|[fF]astify|Hono|Elysia|polka|restify\.createServer|OpenAPIHono)\b\s*[<(]"
)
"""The application itself: a router may be mounted below a prefix."""


def find(project: Project, entry: str | None, folder: str = "") -> Fact[str] | None:
    """The path of the route, from the entry file and what it imports; None where none is plain."""
    for file in listening_port.followed(project, entry, folder):
        for match in ROUTE.finditer(file.text):
            if re.search(APPLICATION.format(owner=re.escape(match["owner"])), file.text):
                place = Evidence(f"{match['owner']}.get", file.path, file.line_of(match.start(1)))
                return Fact(match["path"], place)
    return None
