"""What must not lie in an image or in a repository: secrets, told by name and by content.

Names alone say little (`server.key` may be a test's), so where content can tell, it is asked.
Files that packages bring are left alone: many carry keys for their own tests.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dockgen.core.credentials import ANY_KEY, KEYS, PRIVATE_KEY
from dockgen.core.lazy_regex import lazy_regex

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

SIGNS = (
    Sign("a private key", r"(^|/)id_(rsa|dsa|ecdsa|ed25519)(_sk)?$"),
    Sign("a private key", r"(^|/)ssh_host_\w+_key$"),
    Sign("a private key", r"\.(pem|key|crt|cer|ppk|asc|gpg)$|(^|/)[^/.]+$", PRIVATE_KEY),
    Sign("a key store", r"\.(p12|pfx)$"),
    Sign("environment variables", r"(^|/)\.env(\.(?!example$|sample$|template$|dist$)[^/]+)?$"),
    Sign(REGISTRY, r"(^|/)\.npmrc$", rb"_auth(Token)?\s*=\s*[^$\s]"),
    Sign(REGISTRY, r"(^|/)\.yarnrc\.yml$", rb"npmAuthToken:\s*[\"']?[^$\s\"']"),
    Sign(REGISTRY, r"(^|/)\.pypirc$", rb"password\s*[=:]"),
    Sign(REGISTRY, r"(^|/)(pip\.conf|pip\.ini)$", rb"://[^/\s@]+:[^/\s@]+@"),
    Sign(REGISTRY, r"(^|/)settings\.xml$", rb"<password>\s*[^$<\s]"),
    Sign(REGISTRY, r"(^|/)gradle\.properties$", rb"(?i)(password|token)\s*=\s*\S"),
    Sign(REGISTRY, r"(^|/)\.docker/config\.json$", rb"\"(auth|identitytoken)\"\s*:"),
    Sign(REGISTRY, r"(^|/)\.cargo/credentials(\.toml)?$"),
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

ANY_SIGN = lazy_regex("|".join(f"(?:{sign.path})" for sign in SIGNS))
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
    return (by_name or ANY_SIGN.search(path) is not None) and not PACKAGED.search(path)


def secret_in(path: str, head: bytes) -> str | None:
    """What kind of secret a file is, or None.

    Args:
        path: its path in the image.
        head: the first `HEAD_BYTES` of its content.
    """
    path = path.lstrip("/")
    if PACKAGED.search(path) or not head.strip():
        return None
    for sign in SIGNS:
        if re.search(sign.path, path) and (sign.content is None or re.search(sign.content, head)):
            return sign.what
    if not re.search(ANY_KEY, head):
        return None
    return next(what for what, pattern in KEYS if re.search(pattern, head))
