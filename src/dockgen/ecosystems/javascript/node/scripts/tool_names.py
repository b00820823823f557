"""Tools of installed packages that a script calls by their file, or after options of Node.js.

`node --max_old_space_size=8192 ./node_modules/vite/bin/vite.js build` is `vite build`, and
`react-scripts --openssl-legacy-provider start` is `react-scripts start`.
"""

from __future__ import annotations

import posixpath
import re

from dockgen.core.lazy_regex import lazy_regex

BY_FILE = lazy_regex(
    r"(?P<before>^\s*|[;&|(]\s*|\w=\S*\s+|\b(?:cross-env(?:-shell)?|exec|npx|env|--)\s+)?"
    r"(?(before)(?:(?:[\w./]*/)?(?:node|bun)\s+)?|(?<![\w./-])(?:node|bun)\s+)"
    r"(?:(?:-r|--require|--import|--loader|-C)\s+\S+\s+|-\S+\s+(?:\d+\s+)?)*"
    r"[\"']?(?:(?:\.{0,2}/)|[\w@.-]+/)*?node_modules/(?P<path>[\w@./-]+)[\"']?"
)
NAMELESS = frozenset({"bin", "cli", "index", "main", "run", "cmd", "entry", "start"})
"""Names of files that say nothing: the package's own name is the tool's then."""

OF_NODE = (
    r"--(?:max[-_][\w-]+|min[-_]semi\S*|stack[-_][\w-]+|openssl-[\w-]+|trace-[\w-]+|inspect[\w-]*"
    r"|expose[-_]gc|no-(?:deprecation|warnings|opt)|harmony[\w-]*|experimental-[\w-]+"
    r"|unhandled-rejections|dns-result-order|preserve-symlinks|optimize[\w-]*)"
    r"(?:=\S+|\s+\d+)?\s+"
)
AFTER_OPTIONS = lazy_regex(rf"(?P<tool>(?<![\w./-])[\w@/.-]+)\s+(?:{OF_NODE})+(?=[\w:./-])")


def plain(text: str) -> str:
    """The text of a script with its tools by their names, and without options of Node.js."""
    if "node_modules/" in text:
        text = BY_FILE.sub(lambda one: f"{one['before'] or ''}{_name_of(one['path'])}", text)
    return AFTER_OPTIONS.sub(r"\g<tool> ", text) if "--" in text else text


def _name_of(path: str) -> str:
    """The tool that lies in a file of an installed package."""
    scope, _, rest = path.partition("/") if path.startswith("@") else ("", "", path)
    package, _, inner = rest.partition("/")
    name = re.sub(r"\.[cm]?js$", "", posixpath.basename(inner))
    if scope or package != ".bin":
        return package if name in NAMELESS or not name else name
    return name
