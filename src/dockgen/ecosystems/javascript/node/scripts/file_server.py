"""Start scripts that serve a folder of finished files: `serve -s dist`, `http-server www`.

nginx does that in the image, so of such a command only its folder and its fallback count.
https://github.com/vercel/serve#readme, https://github.com/http-party/http-server#available-options,
https://github.com/lukeed/sirv/tree/master/packages/sirv-cli, https://github.com/tapio/live-server.
"""

from __future__ import annotations

import posixpath
import shlex
from typing import NamedTuple

from dockgen.core.facts import Fact
from dockgen.core.lazy_regex import lazy_regex

PARTS = lazy_regex(r"\s*(?:&&|\|\||[;&|])\s*")
CALL = lazy_regex(
    r"(?:\w+=\S*\s+|(?:cross-env|npx|bunx|pnpm|yarn)\s+(?:(?:exec|dlx|--yes|-y)\s+)?)*"
    r"(?:\./)?(?:node_modules/\.bin/)?"
    r"(?P<tool>serve|http-server|sirv|live-server|lite-server|pushstate-server|history-server|"
    r"spa-http-server|angular-http-server|local-web-server|ws|superstatic|static-server)"
    r"(?P<given>(?:\s+.*)?)"
)
TAKES_VALUE = {
    "serve": "-l --listen -p --port -c --config --ssl-cert --ssl-key --ssl-pass",
    "http-server": "-p --port -a -P --proxy -e --ext -C --cert -K --key -t --timeout -c -m -b "
    "--base-dir --username --password --mimetypes --header",
    "sirv": "-p --port -H --host --cert --key --cacert --pass -m --maxage",
    "live-server": "--port --host --entry-file --mount --proxy --wait --ignore",
    "angular-http-server": "-p --path --port --config --cert --key --baseHref",
    "local-web-server": "-p --port -d --directory --spa --hostname",
    "ws": "-p --port -d --directory --spa --hostname",
}
"""The options of each tool that are followed by a value."""

NAMES_FOLDER = {
    "angular-http-server": frozenset({"--path"}),
    **dict.fromkeys(("local-web-server", "ws"), frozenset({"-d", "--directory"})),
}
"""The options that name the folder, where that is not a word of its own."""

ALWAYS_SINGLE = frozenset(
    {"pushstate-server", "history-server", "spa-http-server", "angular-http-server"}
)
RELOADING = frozenset({"live-server", "lite-server"})
OPENS = lazy_regex(r"\s(?:-o|--open)(?=[\s=]|$)|\s-a[= ](?:localhost|127\.0\.0\.1)\b")
SINGLE = lazy_regex(
    r"(?:serve|sirv)\b.*\s(?:--single|-(?!-)(?:[A-Za-z]*s[A-Za-z]*))(?=[\s=]|$)"
    r"|live-server\b.*\s--entry-file[= ]\S*index\.html"
    r"|(?:ws|local-web-server)\b.*\s--spa\b"
    r"|http-server\b.*\s(?:-P|--proxy)[= ]\S+\?"
)
"""How each tool is told to answer every route with the first page. The last one has http-server
hand what it does not find to itself: https://github.com/http-party/http-server#catch-all-redirect."""


class Served(NamedTuple):
    """What such a command serves.

    Args:
        folder: the folder; `.` where none is named.
        single: whether the first page answers what is not there.
        config: the file of settings that it names; empty where there is none.
        for_development: whether it opens a browser, reloads pages or answers this machine alone.
    """

    folder: str
    single: bool
    config: str = ""
    for_development: bool = False


def read(script: Fact[str]) -> Served | None:
    """What a script serves, or None where it does something else."""
    found = (CALL.fullmatch(one) for one in PARTS.split(script.value.strip()))
    match = next((one for one in found if one), None)
    if match is None:
        return None
    tool = match["tool"]
    single = tool in ALWAYS_SINGLE or bool(SINGLE.match(f"{tool}{match['given']}"))
    try:
        words = shlex.split(match["given"])
    except ValueError:
        words = match["given"].split()
    takes_value = frozenset(TAKES_VALUE.get(tool, "").split())
    names_folder = NAMES_FOLDER.get(tool, frozenset())
    folder, config, option = ".", "", ""
    for given in words:
        word = given
        if not option and given.startswith("-"):
            name, equals, word = given.partition("=")
            option = name if equals or name in takes_value else ""
            if not equals:
                continue
        named = option in names_folder or (not option and folder == ".")
        folder = word if named else folder
        config = word if tool == "serve" and option in {"-c", "--config"} else config
        option = ""
    for_development = tool in RELOADING or bool(OPENS.search(match["given"]))
    return Served(posixpath.normpath(folder.strip("/") or "."), single, config, for_development)
