"""What must not lie in an image or in a repository: secrets, told by name and by content.

Names alone say little (`server.key` may be a test's), so where content can tell, it is asked.
Files that packages bring are left alone: many carry keys for their own tests.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from dockgen.core.credentials import ANY_KEY, KEYS, PRIVATE_KEY, credentials_in, is_secret_variable
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.registry import all_ecosystems

HEAD_BYTES = 16 * 1024
"""How much of a file is looked at; every mark that is looked for stands near the top."""

PACKAGED = lazy_regex(
    r"(^|/)(node_modules|site-packages|dist-packages|gems|vendor/bundle)/|^usr/(share|lib|local/lib)/"
)
"""Where installed packages lie: what they carry is public."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One kind of secret.

    Args:
        what: what it is, in a few words.
        path: which paths may be one, from the root and without a leading slash.
        content: what the file's head must hold; None where the name says it all.
    """

    what: str
    path: str
    content: bytes | None = None


REGISTRY = "registry credentials"
"""What a build may need to fetch packages, and gets as a secret."""

OTHER_SIGNS = (
    Sign("a private key", r"(^|/)id_(rsa|dsa|ecdsa|ed25519)(_sk)?$"),
    Sign("a private key", r"(^|/)ssh_host_\w+_key$"),
    Sign("a private key", r"\.(pem|key|crt|cer|ppk|asc|gpg)$|(^|/)[^/.]+$", PRIVATE_KEY),
    Sign("a key store", r"\.(p12|pfx)$"),
    Sign("environment variables", r"(^|/)\.env(\.(?!example$|sample$|template$|dist$)[^/]+)?$"),
    Sign(REGISTRY, r"(^|/)\.docker/config\.json$", rb"\"(auth|identitytoken)\"\s*:"),
    Sign("credentials", r"(^|/)\.git/config$", rb"://[^/\s@]+:[^/\s@]+@|(?i:extraheader\s*=)"),
    Sign("credentials", r"(^|/)\.(netrc|git-credentials|pgpass|my\.cnf|htpasswd|vault-token)$"),
    Sign("cloud credentials", r"(^|/)\.aws/credentials$"),
    Sign("cloud credentials", r"(^|/)\.config/gcloud/.*(credentials|\.db$)"),
    Sign("cloud credentials", r"(^|/)\.azure/(accessTokens\.json|msal_token_cache)"),
    Sign("cloud credentials", r"\.json$", rb"\"type\"\s*:\s*\"service_account\""),
    Sign("cluster credentials", r"(^|/)\.kube/config$"),
    Sign("infrastructure state", r"\.tfstate(\.backup)?$"),
    Sign("a shell's history", r"(^|/)\.(\w+_history|python_history|lesshst)$"),
)


@cache
def signs() -> tuple[Sign, ...]:
    """The kinds of secrets: those of every ecosystem's package managers, then the others."""
    own = (row for one in all_ecosystems() for row in one.credentials)
    return (*(Sign(REGISTRY, row.path, row.content) for row in own), *OTHER_SIGNS)


@cache
def _any_sign() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{sign.path})" for sign in signs()))


SUFFIXES = tuple(
    ".asc .cer .crt .gpg .json .key .p12 .pem .pfx .ppk .tfstate .tfstate.backup".split()
)
"""How a name ends that is a sign by itself; so is a name without a dot."""
OTHER_SUFFIXES = (".ini", ".properties", ".xml", "pip.conf")
"""How the names of the other signs end, apart from those with a hidden folder or name in them. Most
paths are told apart by these two tables, which is ten times as fast as the signs themselves."""


def may_be_secret(path: str) -> bool:
    """Whether a file's content is worth a look: its name may be that of a secret."""
    path = path.lstrip("/")
    name = path.rpartition("/")[2]
    by_name = "." not in name or name.endswith(SUFFIXES)
    if not by_name and not name.endswith(OTHER_SUFFIXES) and "/." not in f"/{path}":
        return False
    return (by_name or _any_sign().search(path) is not None) and not PACKAGED.search(path)


def secret_in(path: str, head: bytes) -> str | None:
    """What kind of secret a file is, or None.

    Args:
        path: its path in the image.
        head: the first `HEAD_BYTES` of its content.
    """
    path = path.lstrip("/")
    if PACKAGED.search(path) or not head.strip():
        return None
    for sign in signs():
        if re.search(sign.path, path) and (sign.content is None or re.search(sign.content, head)):
            return sign.what
    if not re.search(ANY_KEY, head):
        return None
    return next(what for what, pattern in KEYS if re.search(pattern, head))


CARRIERS = lazy_regex(
    r"(^|/)(package(-lock)?\.json|npm-shrinkwrap\.json|yarn\.lock|\.yarnrc|pnpm-(lock|workspace)\.yaml"
    r"|bun\.lock|deno\.(jsonc?|lock)|pom\.xml|(build|settings)\.gradle(\.kts)?|gradle\.properties"
    r"|(gradle|maven)-wrapper\.properties|maven\.config|jvm\.config|build\.sbt|project\.clj|deps\.edn"
    r"|requirements[\w.-]*\.(txt|in)|pyproject\.toml|(poetry|uv|Cargo|composer|Gemfile|Pipfile)\.lock"
    r"|Pipfile|Gemfile|composer\.json|Cargo\.toml|go\.mod|schema\.prisma|Procfile|\.gitmodules"
    r"|(hugo|config)\.(toml|ya?ml))$"
)
"""Ordinary files of a project in which a URL, a script or an argument may hold a credential."""

SETTINGS = lazy_regex(
    r"(^|/)((application|bootstrap)[\w.-]*\.(ya?ml|properties)|gradle\.properties|database\.ya?ml"
    r"|appsettings[\w.-]*\.json)$"
)
"""Ordinary files in which a setting of its own may be one."""

SETTING = lazy_regex(
    r"(?m)^[ \t]*[\"']?(?P<name>[\w.-]{1,100})[\"']?[ \t]*[:=][ \t]*"
    r"(?P<value>\"[^\"\n]*\"|'[^'\n]*'|[^\s#,]+)"
)
CARRIED_BYTES = 1024 * 1024
"""How much of such a file is looked at: an address can stand anywhere in a lockfile."""

EVERYBODY_KNOWS = lazy_regex(
    r"(?P<user>[^:]*):(?P=user)|.*:(password|secret|postgres|root|admin|example|test)",
    re.IGNORECASE,
)
"""User and password of a database for development, which nobody keeps secret."""


def may_carry(path: str) -> bool:
    """Whether a credential may stand in an ordinary file of this name."""
    named = CARRIERS.search(path) or SETTINGS.search(path)
    return named is not None and not PACKAGED.search(path)


def carried_in(path: str, text: str) -> tuple[str, int] | None:
    """What looks like a credential in an ordinary file, and in which line; None for nothing.

    Args:
        path: its path.
        text: its content.
    """
    text = text.replace("\\:", ":")  # as properties write a URL
    places = [
        (one.start, one.what)
        for one in credentials_in(text)
        if not EVERYBODY_KNOWS.fullmatch(text[one.start : one.end])
    ]
    if SETTINGS.search(path):
        places += [
            (match.start("value"), match["name"])
            for match in SETTING.finditer(text)
            if is_secret_variable(match["name"].replace("-", "_"), match["value"].strip("'\""))
        ]
    if not places:
        return None
    place, what = min(places)
    return what, text.count("\n", 0, place) + 1
