"""What an application runs with, and so which services it calls for."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from dockgen.core.facts import Evidence
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.python.manifests import dependencies as manifests
from dockgen.ecosystems.python.sources.modules import Sources

QUEUES = frozenset({"celery", "kombu", "dramatiq", "taskiq", "huey"})
"""Packages that reach a broker by an address, with a driver that other names bring."""

BROKER = lazy_regex(r"(?:py)?(?P<scheme>amqp|redis)s?://.*")


def dependencies(project: Project, workspace: str) -> Mapping[str, Evidence]:
    """What the application runs with, with the extras that it asks for: `celery[redis]`.

    Args:
        project: the project.
        workspace: the application's folder; empty for the top.

    Raises:
        UnusableInput: a manifest cannot be read.
    """
    needed = manifests.read(project, workspace)
    packages = needed.packages if needed is not None else {}
    found = {name: one.evidence for name, one in packages.items()}
    for name, one in packages.items():
        for extra in one.extras:
            found[f"{name}[{extra}]"] = one.evidence
    if QUEUES & set(packages):
        found |= dict(_brokers(Sources(project, workspace)))
    return found


def _brokers(sources: Sources) -> Iterator[tuple[str, Evidence]]:
    """The kinds of brokers whose addresses the sources have, the first place of each."""
    for module in reversed(list(sources.modules())):
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                match = BROKER.fullmatch(node.value)
                if match is not None:
                    scheme = match["scheme"]
                    yield f"a broker at {scheme}:", module.evidence(node, f"{scheme}:")
