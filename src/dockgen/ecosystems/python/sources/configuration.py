"""What a name of the application's own configuration is set to: `settings.port`, `PORT`.

The value may stand in another module of the application, as a constant or as a field of a class:
https://docs.pydantic.dev/latest/concepts/pydantic_settings/.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from dockgen.ecosystems.python.sources.modules import Module, keyword, literal

PREFIX = "env_prefix"


class Configured(NamedTuple):
    """Where a name gets its value.

    Args:
        module: the module that it stands in.
        value: the expression.
        variable: the variable that goes before it; empty where there is none.
    """

    module: Module
    value: ast.expr
    variable: str = ""


def find(module: Module, node: ast.Name | ast.Attribute) -> Configured | None:
    """Find what `settings.port` or an imported `PORT` is set to; None where nothing says it."""
    name = node.attr if isinstance(node, ast.Attribute) else node.id
    for place in _places(module, node):
        found = _field(place, name) or _constant(place, name)
        if found is not None:
            return found
    return None


def _places(module: Module, node: ast.Name | ast.Attribute) -> Iterator[Module]:
    """The modules that may say it: where its owner is imported from, this one, the others."""
    owner: ast.expr = node
    while isinstance(owner, ast.Attribute | ast.Call):
        owner = owner.value if isinstance(owner, ast.Attribute) else owner.func
    first = module.names.get(owner.id, "") if isinstance(owner, ast.Name) else ""
    yield from _of_origin(module, first)
    yield module
    if isinstance(node, ast.Attribute):
        for origin in module.names.values():
            yield from _of_origin(module, origin)


def _of_origin(module: Module, origin: str) -> Iterator[Module]:
    """The module of an imported name, and the one that it imports the name from itself."""
    found = module.neighbour(origin) or module.neighbour(origin.rpartition(".")[0])
    if found is None:
        return
    yield found
    further = found.names.get(origin.rpartition(".")[2], "")
    again = found.neighbour(further.rpartition(".")[0]) if "." in further else None
    if again is not None:
        yield again


def _field(module: Module, name: str) -> Configured | None:
    for owner in ast.walk(module.tree):
        if not isinstance(owner, ast.ClassDef):
            continue
        for one in owner.body:
            value = _assigned(one, name)
            if value is not None:
                return Configured(module, _default(module, value), _variable(module, owner, name))
    return None


def _constant(module: Module, name: str) -> Configured | None:
    for one in module.statements():
        value = _assigned(one, name)
        if value is not None:
            return Configured(module, value)
    return None


def _assigned(statement: ast.stmt, name: str) -> ast.expr | None:
    if isinstance(statement, ast.AnnAssign):
        targets: list[ast.expr] = [statement.target]
    elif isinstance(statement, ast.Assign):
        targets = statement.targets
    else:
        return None
    fits = any(isinstance(one, ast.Name) and one.id == name for one in targets)
    return statement.value if fits else None


def _default(module: Module, value: ast.expr) -> ast.expr:
    """The default of `Field(8080, …)`, `Field(default=8080)`; other values as they are."""
    if isinstance(value, ast.Call) and module.called(value.func).rpartition(".")[2] == "Field":
        return keyword(value, "default") or (value.args[0] if value.args else value)
    return value


def _variable(module: Module, owner: ast.ClassDef, name: str) -> str:
    """The variable that a class of settings reads a field from."""
    if not any(module.called(one).endswith("Settings") for one in owner.bases):
        return ""
    for one in ast.walk(owner):
        named = one.arg if isinstance(one, ast.keyword) else ""
        named = ast.unparse(one.targets[0]) if isinstance(one, ast.Assign) else named
        if named == PREFIX and isinstance(one, ast.keyword | ast.Assign):
            prefix = literal(one.value)
            return f"{prefix}{name}".upper() if isinstance(prefix, str) else ""
    return name.upper()
