"""What a review of a Dockerfile must know of Python and its package managers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from dockgen.core.ecosystem import DeclaredVersion, InstallCommand, Reviewing, WeakStart
from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Fact
from dockgen.core.project import Project
from dockgen.ecosystems.python.installing import release
from dockgen.ecosystems.python.manifests import dependencies

OPTIONS = r"(?: .*)?"


def versions(project: Project, workspace: str) -> tuple[DeclaredVersion, ...]:
    """What the version files and the manifests say of Python, the strongest first."""
    try:
        needed = dependencies.read(project, workspace)
        return tuple(_declared(release.named_versions(project, workspace, needed), needed))
    except UnusableInput:
        return ()


def _declared(
    said: Iterator[Fact[str]], needed: dependencies.Dependencies | None
) -> Iterator[DeclaredVersion]:
    for one in said:
        exact = release.exact_version(one)
        if exact is not None:
            yield DeclaredVersion(one.value.strip(), exact.evidence, partial(_is, exact.value))
            break
    for one in release.allowed_ranges(needed):
        yield DeclaredVersion(one.value, one.evidence, partial(_lies_in, one.value))


def _is(pinned: str, version: str) -> bool:
    """Whether a version is the one that is pinned, as far as both say."""
    wanted, given = pinned.split("."), version.split(".")
    shared = min(len(given), len(wanted))
    return given[:shared] == wanted[:shared]


def _lies_in(text: str, version: str) -> bool:
    return "." not in version or release.allows(text, version)


REVIEWING = Reviewing(
    images=(r"python:(\d+(?:\.\d+)*)",),
    versions=versions,
    installs=(
        InstallCommand(
            "uv",
            rf"uv sync{OPTIONS}",
            ("uv.lock",),
            strict=r"--(?:locked|frozen)\b",
            cache="uv",
            no_cache=r"--no-cache\b|\bUV_NO_CACHE=",
        ),
        InstallCommand("poetry", rf"poetry install{OPTIONS}", ("poetry.lock",), cache="pypoetry"),
        InstallCommand("pdm", rf"pdm (?:install|sync){OPTIONS}", ("pdm.lock",), cache="pdm"),
        InstallCommand(
            "pipenv",
            r"pipenv (?:install|sync)(?: -\S+)*",
            ("Pipfile.lock",),
            locked=r"pipenv sync\b|--(?:deploy|ignore-pipfile)\b",
            strict=r"pipenv sync\b|--(?:deploy|ignore-pipfile)\b",
            keeps=(r"\bpipenv install\b", "pipenv install --deploy"),
            cache="pipenv",
        ),
        InstallCommand(
            "pip",
            r"(?:\S*python[\d.]* -m |uv |\S*/)?pip\d? install (?:.* )?"
            r"(?:-r|--requirement)[ =]?\S+(?: .*)?",
            (),
            cache="pip",
            no_cache=r"--no-cache-dir\b|\bPIP_NO_CACHE_DIR=",
        ),
    ),
    interpreters=("python", "python3"),
    sources=(".py",),
    development=(
        WeakStart(
            r"\bmanage\.py runserver\b",
            "starts the development server, which Django says is not for production",
            "start it with a server such as gunicorn or uvicorn",
        ),
        WeakStart(
            r"^(?:python\d? -m )?flask (?:--\S+ )*(?:\S+ )?run\b",
            "starts the development server, which Flask says is not for production",
            "start it with a server such as gunicorn or waitress",
        ),
        WeakStart(
            r"^(?:uvicorn|hypercorn|gunicorn)\b.* --reload\b",
            "reloads when a source changes, which is for development",
            "leave --reload out",
        ),
        WeakStart(
            r"^fastapi dev\b",
            "starts the development server",
            "start it with `fastapi run`",
        ),
    ),
    installed=(".venv", "venv"),
)
