"""Credentials inside ordinary values: a password in a URL, a token in a command, a key by its form.

They stand in scripts, start arguments, addresses of packages and settings of build tools. None is
written or printed: what cannot be told without it is told with `***` in its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from dockgen.core.lazy_regex import lazy_regex

MASK = "***"

PRIVATE_KEY = rb"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY"

KEYS: tuple[tuple[str, bytes], ...] = (
    ("an AWS access key", rb"\b(?:AKIA|ASIA)(?!\w*EXAMPLE)[A-Z2-7]{16}\b"),
    ("a Google API key", rb"\bAIza[0-9A-Za-z_-]{35}\b"),
    ("an Azure account key", rb"\bAccountKey=[0-9A-Za-z+/]{86}=="),
    ("a GitHub token", rb"\b(?:gh[pousr]_[0-9A-Za-z]{36}|github_pat_[0-9A-Za-z_]{82})\b"),
    ("a GitLab token", rb"\bglpat-[0-9A-Za-z_-]{20}\b"),
    ("a Slack token", rb"\bxox[abpsr]-[0-9A-Za-z-]{20,}"),
    ("a Stripe live key", rb"\b[sr]k_live_[0-9A-Za-z]{24,}\b"),
    ("an npm token", rb"\bnpm_[0-9A-Za-z]{36}\b"),
    ("a PyPI token", rb"\bpypi-AgEIcHlwaS5vcmc[0-9A-Za-z_-]{50,}"),
    ("a DigitalOcean token", rb"\bdop_v1_[0-9a-f]{64}\b"),
    ("a SendGrid key", rb"\bSG\.[0-9A-Za-z_-]{22}\.[0-9A-Za-z_-]{43}\b"),
    ("a private key", PRIVATE_KEY + rb"-----(?:\s|\\[nr])*[0-9A-Za-z+/]{40}"),
)
"""Keys that are told by their form, whatever the file is called."""
ANY_KEY = b"|".join(pattern for _, pattern in KEYS)

VARIABLE = lazy_regex(
    r"(?i)(password|passwd|passphrase|secret|token|api_?key|access_?key|private_?key|credential"
    r"|auth_?key|encryption_?key|signing_?key|(?<![a-z])pwd)s?(?![a-z])"
)
NO_SECRET_ITSELF = (
    *("_FILE", "_PATH", "_DIR", "_NAME", "_ID", "_URL", "_URI", "_HOST", "_TTL", "_TYPE"),
    *("_HEADER", "_ISSUER", "_ALGORITHM", "_LENGTH", "_COUNT", "_EXPIRY", "_EXPIRES_IN"),
)
"""How the names of variables end that say something about a secret."""
HARMLESS_VALUE = lazy_regex(
    r"|true|false|yes|no|on|off|null|none|undefined|\d{1,11}|\d+(ms|[smhdw])|\.{0,2}/\S*|https?://\S*"
    r"|[$%<{*].*|([a-z]{1,8}[_-]){0,3}placeholder[-_0]*"
    r"|(example|dummy|change[-_ ]?me|your[-_ ].*|x+|\.+|\*+)",
    re.IGNORECASE,
)
"""What is no secret whatever it is called: a switch, a number, a duration, a place, a reference to
what is somewhere else, and what stands in an example."""


def is_secret_variable(name: str, value: str) -> bool:
    """Whether an environment variable seems to hold a secret, and not the path or name of one."""
    if name.upper().replace(".", "_").endswith(NO_SECRET_ITSELF):
        return False
    return bool(VARIABLE.search(name)) and not HARMLESS_VALUE.fullmatch(value)


URL = lazy_regex(
    r"(?P<scheme>\b[a-z][a-z0-9+.-]{0,30}://)"
    r"(?P<user>(?:\$\{[^{}\s]*\}|[^\s/@:'\"<>|\\`?#])*+)"
    r"(?::(?P<password>(?:\$\{[^{}\s]*\}|[^\s/@'\"<>|\\`])*+))?@(?=[\w\[$*-])",
    re.IGNORECASE,
)
"""https://datatracker.ietf.org/doc/html/rfc3986#section-3.2.1"""

VALUE = r"'[^'\n]*'|\"[^\"\n]*\"|[^\s'\";&|<>()`,]+"
"""What a shell would take for one word, as far as that matters here."""

ASSIGNMENT = lazy_regex(
    r"(?<![\w.$-])(?P<lead>--?|)(?P<name>[A-Za-z_][\w.-]{0,100}?)=(?P<value>" + VALUE + ")"
)
"""`NAME=value`, `--name=value` and `-Dname=value`."""

OPTION = lazy_regex(r"(?<![\w.$-])--(?P<name>[A-Za-z][\w.-]{0,100}) +(?!-)(?P<value>" + VALUE + ")")
"""`--name value`."""

REFERENCE = lazy_regex(r"\$|%\w+%|\{\{|\*{3}|\.\.\.|…")
"""What stands for a value that is somewhere else."""

TOKEN = lazy_regex(r"(?=[^\d]*\d)(?=[\d_-]*[A-Za-z])[\w-]{20,}")
"""What no person is called: who is named alone in a URL is a user, or a token."""

FORMS = tuple((what, pattern.decode()) for what, pattern in KEYS)
BY_FORM = lazy_regex("|".join(pattern for _, pattern in FORMS))


class Credential(NamedTuple):
    """What was found in a value.

    Args:
        what: what it is, without itself: `the password in a URL`, `API_TOKEN`.
        start, end: where it lies in the value.
        name: the variable or option that it is given to; empty for none.
        is_variable: whether that is a variable before a command.
    """

    what: str
    start: int
    end: int
    name: str = ""
    is_variable: bool = False


KEPT = 500
"""The length up to which the answer for a text is kept: the same words are asked for again."""


def credentials_in(text: str) -> Sequence[Credential]:
    """What looks like a credential in a value or a text, from left to right for each kind."""
    return _kept_credentials(text) if len(text) <= KEPT else tuple(_credentials_in(text))


@lru_cache(maxsize=32768)
def _kept_credentials(text: str) -> tuple[Credential, ...]:
    return tuple(_credentials_in(text))


def _credentials_in(text: str) -> Iterator[Credential]:
    if "://" in text and "@" in text:
        for match in URL.finditer(text):
            if _is_secret_part(match):
                yield Credential("a password in a URL", match.start("user"), match.end() - 1)
    for match in ASSIGNMENT.finditer(text) if "=" in text else ():
        name = match["name"].removeprefix("D") if match["lead"] == "-" else match["name"]
        if _is_secret(name, match["value"]):
            yield Credential(name, *match.span("value"), name, is_variable=not match["lead"])
    for match in OPTION.finditer(text) if "--" in text else ():
        if _is_secret(match["name"], match["value"]):
            yield Credential(f"--{match['name']}", *match.span("value"))
    for match in BY_FORM.finditer(text) if _may_hold_a_key(text) else ():
        what = next(what for what, form in FORMS if re.match(form, match[0]))
        yield Credential(what, match.start(), match.end())


STARTS = tuple(
    "AKIA ASIA AIza AccountKey= ghp_ gho_ ghu_ ghs_ ghr_ github_pat_ glpat- xox _live_ npm_ pypi- "
    "dop_v1_ SG. -----BEGIN".split()
)
"""One of these stands in every key that is told by its form; looking for them is quick."""


def _may_hold_a_key(text: str) -> bool:
    return any(one in text for one in STARTS)


def _is_secret_part(match: re.Match[str]) -> bool:
    user, password = match["user"], match["password"]
    if password is None:
        return bool(TOKEN.fullmatch(user)) or bool(BY_FORM.search(user))
    return not REFERENCE.match(password) if password else bool(TOKEN.fullmatch(user))


def _is_secret(name: str, value: str) -> bool:
    value = value.strip("'\"")
    if value == name or value.startswith("id="):  # `docker build --secret id=npmrc`
        return False
    return is_secret_variable(name.replace("-", "_"), value)


def masked(text: str) -> str:
    """A text with `***` in the place of each credential."""
    return _replaced(text, lambda _: MASK)


def _replaced(text: str, instead: Callable[[Credential], str]) -> str:
    found = credentials_in(text)
    if not found:
        return text
    made: list[str] = []
    place = 0
    for one in sorted(found, key=lambda found: found.start):
        if one.start >= place:
            made += [text[place : one.start], instead(one)]
            place = one.end
    return "".join([*made, text[place:]])


def without_credentials(command: str) -> str:
    """A command that takes its credentials from variables of where it runs, or has none.

    `TOKEN=abc make` becomes `TOKEN="${TOKEN-}" make`, and `--token=abc` becomes `--token=***`.
    """
    return _replaced(command, lambda one: f'"${{{one.name}-}}"' if one.is_variable else MASK)


def words_without_credentials(words: Sequence[str]) -> tuple[str, ...]:
    """The words of a command that no shell sees: variables before it are left out."""
    kept: list[str] = []
    option = ""
    for word in words:
        names = [one.name for one in credentials_in(word) if one.is_variable]
        if any(word.startswith(f"{name}=") for name in names):
            continue
        if option and not word.startswith("-") and _is_secret(option, word):
            kept.append(MASK)
        else:
            kept.append((without_credentials if " " in word else masked)(word))
        option = word[2:].replace("-", "_") if re.fullmatch(r"--[\w.-]+", word) else ""
    return tuple(kept)
