"""Variables without which a build stops, because a validator of the environment runs in it.

Read are schemas of zod, valibot, arktype, joi, envalid, t3-env, znv and envsafe, calls such as
`env.get("X").required()` and `requireEnv("X")`, and `if (!process.env.X) throw`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dockgen.core.facts import Evidence
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import TextFile

SCHEMAS = lazy_regex(
    r"\b(?:createEnv|cleanEnv|parseEnv|envsafe|makeEnv)\s*\("
    r"|\b(?:parse|safeParse|validate|validateSync|assert|cast)\s*\(\s*(?:[\w.]+\s*,\s*)?"
    r"(?:process\.env|import\.meta\.env|Bun\.env)\b"
    r"|\bv\.(?:parse|safeParse)\(|\btype\(\{[^;]{0,4000}\}\)\s*\(\s*process\.env"
)
ENVIRONMENT = lazy_regex(r"\b(?:process|import\.meta|Bun)\.env\b|\bcreateEnv\b")
ENTRY = lazy_regex(
    r"^[ \t]*['\"]?(?P<name>[A-Z][A-Z0-9_]{2,})['\"]?\s*:\s*"
    r"(?P<rule>(?:z|v|s|S|t|T|j|joi|Joi|yup|Y|envsafe)\s*\.[^\n]*(?:\n[ \t]*\.[^\n]*)*"
    r"|(?:str|url|num|port|bool|email|host|json|makeValidator|nonEmpty\w*)\([^\n]*"
    r"|['\"](?:string|number|boolean)[^'\"\n]*['\"])",
    re.MULTILINE,
)
OPTIONAL = lazy_regex(
    r"\.(?:optional|default|nullish|catch|prefault)\(|\bdefault\s*:"
    r"|\b(?:v|S|t)\.(?:optional|nullish)\(|\ballowEmpty\s*:|\?['\"]|\.allow\(\s*['\"]{2}"
)
CALLS = lazy_regex(
    r"\b(?:requireEnv|ensureEnv|getRequiredEnv|mustEnv|requiredEnv|getEnvOrThrow|assertEnv|"
    r"getOrThrow)\(\s*['\"](?P<one>[A-Z][A-Z0-9_]+)['\"]\s*\)"
    r"|\benv\.get\(\s*['\"](?P<two>[A-Z][A-Z0-9_]+)['\"]\s*\)[^\n;]{0,60}?\.required\("
    r"|\b(?:invariant|assert|ok)\(\s*process\.env\.(?P<three>[A-Z][A-Z0-9_]+)\b"
    r"|^if\s*\(\s*!\s*process\.env\.(?P<four>[A-Z][A-Z0-9_]+)\s*+\)\s*+\{?\s*+"
    r"(?:throw\b|console\.error\([^\n]*\n\s*process\.exit\()",
    re.MULTILINE,
)
LISTS = lazy_regex(r"\b(?:checkEnv|check_?env|checkRequiredEnv)\(\s*\[(?P<names>[^\]]{0,4000})\]")
NAME = lazy_regex(r"['\"]([A-Z][A-Z0-9_]+)['\"]")
SKIPS = lazy_regex(r"\bskipValidation\s*:[^,\n]*process\.env")
GIVEN = frozenset("NODE_ENV PORT HOST HOSTNAME CI PATH HOME TZ npm_lifecycle_event".split())
"""Variables that a build or the validator itself has values for."""

PUBLIC = lazy_regex(r"(?:NEXT_PUBLIC|VITE|PUBLIC|NUXT_PUBLIC|REACT_APP|GATSBY|EXPO_PUBLIC)_")


class Demanded(NamedTuple):
    """A variable that a build demands.

    Args:
        name: its name.
        value: a placeholder that the rule for it admits.
        evidence: where that is said.
    """

    name: str
    value: str
    evidence: Evidence

    @property
    def is_public(self) -> bool:
        """Whether its value becomes part of the pages, which everybody may read."""
        return PUBLIC.match(self.name) is not None


def read(files: Iterable[TextFile]) -> list[Demanded]:
    """The variables that files demand when they are loaded, each once."""
    found: dict[str, Demanded] = {}
    for file in files:
        if not ("env" in file.text or "Env" in file.text) or SKIPS.search(file.text):
            continue
        for name, rule, offset in _in_file(file):
            if name not in GIVEN:
                evidence = Evidence(name, file.path, file.line_of(offset))
                found.setdefault(name, Demanded(name, placeholder(name, rule), evidence))
    return list(found.values())


def _in_file(file: TextFile) -> Iterator[tuple[str, str, int]]:
    if ENVIRONMENT.search(file.text) and SCHEMAS.search(file.text):
        for match in ENTRY.finditer(file.text):
            if not OPTIONAL.search(match["rule"]):
                yield match["name"], match["rule"], match.start("name")
    for match in CALLS.finditer(file.text):
        name = match["one"] or match["two"] or match["three"] or match["four"]
        yield name, "", match.start()
    for match in LISTS.finditer(file.text):
        for name in NAME.findall(match["names"]):
            yield name, "", match.start()


STARTS = lazy_regex(r"\bstartsWith\(\s*['\"](?P<text>[\w:/.@-]+)['\"]")
FIRST = lazy_regex(
    r"\b(?:enum|picklist|valid|literal|oneOf|choices)\b[^'\"\n]{0,20}['\"](?P<text>[\w./:@-]+)['\"]"
)
LENGTH = lazy_regex(r"\b(?:min|length|minLength)\(\s*(?P<number>\d{1,3})\b")
KINDS = (
    (lazy_regex(r"\bemail\b"), "placeholder@example.com"),
    (lazy_regex(r"\buuid\b|\bguid\b"), "00000000-0000-4000-8000-000000000000"),
    (lazy_regex(r"\b(?:port)\("), "3000"),
    (lazy_regex(r"\b(?:number|num|int|bigint|numeric)\b"), "1"),
    (lazy_regex(r"\b(?:boolean|bool|stringbool)\b"), "true"),
    (lazy_regex(r"\bjson\("), "{}"),
    (lazy_regex(r"\b(?:ip|ipv4)\("), "127.0.0.1"),
)
DATABASES = (
    ("mysql", "mysql://localhost/placeholder"),
    ("mongo", "mongodb://localhost/placeholder"),
    ("redis", "redis://localhost"),
    ("amqp", "amqp://localhost"),
    ("rabbit", "amqp://localhost"),
    ("sqlite", "file:./placeholder.db"),
    ("database", "postgresql://localhost/placeholder"),
    ("postgres", "postgresql://localhost/placeholder"),
)
ADDRESS = lazy_regex(r"(?:^|_)(?:URL|URI|DSN|ENDPOINT|ORIGIN|HOST)(?:$|_)")


def placeholder(name: str, rule: str) -> str:
    """A value that a rule admits, and that no service answers to."""
    said = f"{name} {rule}".lower()
    is_address = ADDRESS.search(name) is not None or re.search(r"\burl\b", rule) is not None
    first, starts = FIRST.search(rule), STARTS.search(rule)
    if first is not None:
        return first["text"]
    for pattern, value in KINDS:
        if pattern.search(rule):
            return value
    if is_address:
        known = next((address for word, address in DATABASES if word in said), None)
        value = known or "http://localhost"
    else:
        value = "placeholder"
    if starts is not None and not value.startswith(starts["text"]):
        value = f"{starts['text']}{'localhost' if '://' in starts['text'] else 'placeholder'}"
    length = LENGTH.search(rule)
    missing = int(length["number"]) - len(value) if length and not is_address else 0
    return value + "-" * min(missing, 1) + "0" * max(0, missing - 1)
