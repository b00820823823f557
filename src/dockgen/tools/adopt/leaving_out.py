"""What is not taken over, and why: logs, caches, secrets, and what belongs to no image."""

from __future__ import annotations

from dataclasses import dataclass

from dockgen.core.lazy_regex import lazy_regex
from dockgen.tools.adopt.accounts import BACKUPS
from dockgen.tools.engine.secret_patterns import secret_in
from dockgen.tools.verify.contents import is_cache

LOGS = lazy_regex(r"var/log/|.*\.log(\.\d+)?(\.[gx]z)?$|(.*/)?npm-debug\.log")
MORE_CACHES = lazy_regex(
    r"var/cache/|(.*/)?\.cache/|(.*/)?\.npm/|(.*/)?__pycache__/|.*\.py[co]$|(.*/)?\.node-gyp/"
    r"|(.*/)?\.gradle/(caches|daemon)/|(.*/)?\.yarn/cache/"
)
TEMPORARY = lazy_regex(r"(var/)?tmp/|run/|var/(run|lock|spool)/|.*\.(pid|sock|swp|swo)$")
LEFTOVERS = lazy_regex(
    r"(.*/)?\.(viminfo|wget-hsts|lesshst|selected_editor|sudo_as_admin_successful|node_repl_history"
    r"|mysql_history|psql_history|rediscli_history|sqlite_history|python_history)$"
    r"|(etc|var/lib/dbus)/machine-id$|var/lib/systemd/random-seed$"
)
BOOKS = lazy_regex(
    r"var/lib/dpkg/(available|lock|lock-frontend|status|status-old|.*-old|triggers/.*)$"
    r"|var/lib/apt/(extended_states|lists/.*|periodic/.*|daily_lock)$"
    r"|(usr/)?lib/apk/db/(installed|scripts\.tar(\.gz)?|triggers|lock)$|etc/apk/world$"
)
"""The package manager's books: the new image's own manager writes them."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A path that is not taken over.

    Args:
        path: the path, relative to the root.
        why: `log`, `cache`, `secret`, `temporary`, `leftover`, `device`, `capability`,
            `package` or `deletion`.
        what: more about it, for a person.
    """

    path: str
    why: str
    what: str = ""


KINDS = (
    (LOGS, "log"),
    (MORE_CACHES, "cache"),
    (TEMPORARY, "temporary"),
    (LEFTOVERS, "leftover"),
    (BACKUPS, "leftover"),
)


def reason(path: str, head: bytes) -> LeftOut | None:
    """Why a file is not taken over; None where it is.

    Args:
        path: its path, relative to the root.
        head: the beginning of its content.
    """
    secret = secret_in(path, head)
    if secret:
        return LeftOut(path, "secret", secret)
    if is_cache(path):
        return LeftOut(path, "cache")
    return next((LeftOut(path, why) for pattern, why in KINDS if pattern.match(path)), None)
