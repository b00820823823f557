"""Secrets among the files of a context, told by name and by content."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from dockgen import sensitive
from dockgen.context.risk import Kind, Risk, to_ignore_file
from dockgen.context.scanning import Context
from dockgen.project import Project

SETTINGS = (
    ".cfg .conf .config .env .hcl .http .ini .json .properties .sh .sql .tf .tfvars .toml .txt "
    ".xml .yaml .yml"
)
SOURCES = (
    ".c .cc .clj .cpp .cs .ex .exs .go .gradle .groovy .h .html .ipynb .java .js .jsx .kt .kts "
    ".lua .mjs .php .pl .ps1 .py .rb .rs .scala .swift .ts .tsx .vue"
)
NAMES = (
    ".asc .backup .cer .conf .crt .db .gpg .ini .json .key .p12 .pem .pfx .ppk .properties "
    ".tfstate .toml .xml .yml"
)
SETTINGS_SUFFIXES, SOURCE_SUFFIXES = tuple(SETTINGS.split()), tuple(SOURCES.split())
NAMED_SUFFIXES = tuple(NAMES.split())
"""The ends of names that `dockgen.sensitive` knows; it is not asked about the others."""

KEYS: tuple[tuple[str, bytes], ...] = (
    ("an access key of AWS", rb"\b(?:AKIA|ASIA)(?!\w*EXAMPLE)[A-Z2-7]{16}\b"),
    ("an API key of Google", rb"\bAIza[0-9A-Za-z_-]{35}\b"),
    ("an account key of Azure", rb"\bAccountKey=[0-9A-Za-z+/]{86}=="),
    ("a token of GitHub", rb"\b(?:gh[pousr]_[0-9A-Za-z]{36}|github_pat_[0-9A-Za-z_]{82})\b"),
    ("a token of GitLab", rb"\bglpat-[0-9A-Za-z_-]{20}\b"),
    ("a token of Slack", rb"\bxox[abpsr]-[0-9A-Za-z-]{20,}"),
    ("a live key of Stripe", rb"\b[sr]k_live_[0-9A-Za-z]{24,}\b"),
    ("a token of npm", rb"\bnpm_[0-9A-Za-z]{36}\b"),
    ("a token of PyPI", rb"\bpypi-AgEIcHlwaS5vcmc[0-9A-Za-z_-]{50,}"),
    ("a token of DigitalOcean", rb"\bdop_v1_[0-9a-f]{64}\b"),
    ("a key of SendGrid", rb"\bSG\.[0-9A-Za-z_-]{22}\.[0-9A-Za-z_-]{43}\b"),
    ("a private key", rb"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----\s*[0-9A-Za-z+/]{40}"),
)
ANY_KEY = re.compile(b"|".join(pattern for _, pattern in KEYS))


def worth_reading(context: Context) -> list[str]:
    """The files that may hold a secret, the most likely first."""
    by_name: list[str] = []
    settings: list[str] = []
    sources: list[str] = []
    for path in context.files:
        name = path.rpartition("/")[2]
        if _may_be_secret(path, name):
            by_name.append(path)
        elif name.endswith(SETTINGS_SUFFIXES):
            settings.append(path)
        elif name.endswith(SOURCE_SUFFIXES):
            sources.append(path)
    own = [path for path in sorted(settings) + sorted(sources) if "node_modules/" not in path]
    return [*sorted(by_name), *own]


def _may_be_secret(path: str, name: str) -> bool:
    """Whether a name may be that of a secret; most are none, and told quickly."""
    quick = name.startswith(".") or "." not in name or name.endswith(NAMED_SUFFIXES)
    return quick and sensitive.may_be_secret(path)


def secrets(project: Project, context: Context, paths: Iterable[str]) -> Iterator[Risk]:
    """The secrets among these files."""
    for path in paths:
        head = project.head(path, sensitive.HEAD_BYTES)
        if head is None:
            continue
        what = sensitive.secret_in(path, head) or _key_in(head)
        if what is not None:
            yield Risk(Kind.SECRET, path, what, hint=to_ignore_file(context, path))


def _key_in(head: bytes) -> str | None:
    if not ANY_KEY.search(head):
        return None
    return next(what for what, pattern in KEYS if re.search(pattern, head))
