"""Secrets among the files of a context, told by name and by content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dockgen.core.project import Project
from dockgen.dockerfile.ignore_patterns import literal
from dockgen.tools.context.folders import HISTORIES
from dockgen.tools.context.risk import Kind, Risk, to_ignore_file
from dockgen.tools.context.scanning import Context
from dockgen.tools.engine import secret_patterns

SETTINGS = tuple(
    (
        ".cfg .conf .config .env .hcl .http .ini .json .properties .sh .sql .tf .tfvars .toml .txt "
        ".xml .yaml .yml"
    ).split()
)
SOURCES = tuple(
    (
        ".c .cc .clj .cpp .cs .ex .exs .go .gradle .groovy .h .html .ipynb .java .js .jsx .kt .kts "
        ".lua .mjs .php .pl .ps1 .py .rb .rs .scala .swift .ts .tsx .vue"
    ).split()
)


def worth_reading(context: Context) -> list[str]:
    """The files that may hold a secret, the most likely first.

    What version control keeps is left out, apart from Git's configuration, where a checkout by CI
    leaves its token: the history has the names of all other files' contents.
    """
    likely: list[str] = []
    nameless: list[str] = []
    settings: list[str] = []
    sources: list[str] = []
    histories = tuple(f"{one}/" for one in context.folders if one.rpartition("/")[2] in HISTORIES)
    for path in context.files:
        if path.startswith(histories) and not path.endswith(".git/config"):
            continue
        if secret_patterns.may_be_secret(path):
            (likely if "." in path.rpartition("/")[2] else nameless).append(path)
        elif path.endswith(SETTINGS) or secret_patterns.may_carry(path):
            settings.append(path)
        elif path.endswith(SOURCES):
            sources.append(path)
    named = [*sorted(likely), *sorted(nameless)]
    others = [*sorted(settings), *sorted(sources)]
    return [*named, *(path for path in others if not secret_patterns.PACKAGED.search(path))]


def secrets(project: Project, context: Context, paths: Iterable[str]) -> Iterator[Risk]:
    """The secrets among these files."""
    for path in paths:
        head = project.head(path, secret_patterns.HEAD_BYTES)
        what = secret_patterns.secret_in(path, head) if head else None
        if what is not None:
            hint = to_ignore_file(context, literal(path))
            if what == secret_patterns.REGISTRY:
                hint += "; if the build needs it, use `RUN --mount=type=secret`"
            yield Risk(Kind.SECRET, path, what, hint=hint)
        elif head and secret_patterns.may_carry(path):
            yield from _carried(project, path)


def _carried(project: Project, path: str) -> Iterator[Risk]:
    """The first credential in an ordinary file, which the build needs for the rest of it."""
    whole = project.head(path, secret_patterns.CARRIED_BYTES) or b""
    found = secret_patterns.carried_in(path, whole.decode("utf-8", "replace"))
    if found is not None:
        what, line = found
        hint = "remove it, and pass it as a variable at run time or as a build secret"
        yield Risk(Kind.SECRET, path, f"line {line} contains a credential: {what}", hint=hint)
