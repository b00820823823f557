"""Finds the application object that a server imports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import NamedTuple

from dockgen.core.facts import Evidence
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.python.running.frameworks import BY_CONSTRUCTOR, ROUTES, Framework
from dockgen.ecosystems.python.sources.modules import Module, Sources, literal

USUAL_FILES = ("asgi", "wsgi", "main", "app", "application", "server", "api", "run", "__init__")
FACTORY = lazy_regex(
    r"(?:create|make|build|get|init|new)_?\w*(?:app|api|server|application)\w*|create|factory"
)
HEALTH = lazy_regex(
    r"/(?:api/)?(?:v1/)?(?:_?health(?:z|check)?|livez|live|ping|readyz|up|-/health)/?"
)
"""Routes that say whether the application is well, as most name them."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Application(NamedTuple):
    """An object that a server can import.

    Args:
        framework: what it is of.
        module: the module that holds it.
        name: its name in the module.
        factory: whether the name is a function that makes it.
        evidence: where it is made.
        routes: how many routes are seen to be added to it.
    """

    framework: Framework
    module: Module
    name: str
    factory: bool
    evidence: Evidence
    routes: int


def find(sources: Sources) -> list[Application]:
    """The applications in some sources, the one that most likely is meant first."""
    factories = _factories(sources)
    found = [one for module in sources.modules() for one in _in_module(module, factories)]
    objects = [one for one in found if not one.factory]
    made = {one.framework.name for one in objects}
    found = objects + [one for one in found if one.factory and one.framework.name not in made]
    found.sort(key=_rank)
    return found


def _rank(one: Application) -> tuple[object, ...]:
    stem = one.module.stem
    usual = USUAL_FILES.index(stem) if stem in USUAL_FILES else len(USUAL_FILES)
    return (
        not one.framework.wraps,
        -one.routes,
        one.module.path.count("/"),
        usual,
        one.module.path,
    )


def _factories(sources: Sources) -> dict[str, Framework]:
    """The functions that make an application, by name."""
    found: dict[str, Framework] = {}
    for module in sources.modules():
        for one in module.tree.body:
            if isinstance(one, Function):
                framework = _made_in(module, one)
                if framework is not None:
                    found.setdefault(one.name, framework)
    return found


def _made_in(module: Module, function: ast.AST) -> Framework | None:
    calls = (one for one in ast.walk(function) if isinstance(one, ast.Call))
    known = (BY_CONSTRUCTOR.get(module.called(one.func)) for one in calls)
    return next((one for one in known if one is not None), None)


def _in_module(module: Module, factories: dict[str, Framework]) -> Iterator[Application]:
    for one in module.statements():
        target, value = _assigned(one)
        if target and isinstance(value, ast.Call):
            framework = _made_by(module, value, factories)
            if framework is not None:
                routes = _routes(module.tree, target)
                evidence = module.evidence(one, f"{target} = {_shown(value)}")
                yield Application(framework, module, target, False, evidence, routes)  # noqa: FBT003
        elif target and isinstance(value, ast.Attribute) and value.attr in HELD:
            framework = _held(module, value)
            if framework is not None:
                evidence = module.evidence(one, f"{target} = {ast.unparse(value)}")
                yield Application(framework, module, target, False, evidence, 0)  # noqa: FBT003
        elif isinstance(one, Function) and FACTORY.fullmatch(one.name) and _is_callable(one):
            framework = _made_in(module, one)
            if framework is not None:
                evidence = module.evidence(one, f"def {one.name}")
                routes = _routes(one)
                yield Application(framework, module, one.name, True, evidence, routes)  # noqa: FBT003


HELD = frozenset({"app", "api", "application", "asgi_app", "fastapi", "asgi"})
"""Attributes by which an object of the project's own holds its application."""


def _held(module: Module, value: ast.Attribute) -> Framework | None:
    """The framework of `app = Server().app`, by what the class of that name makes."""
    owner: ast.expr = value.value
    while isinstance(owner, ast.Attribute | ast.Call):
        owner = owner.func if isinstance(owner, ast.Call) else owner.value
    origin = module.names.get(owner.id, "") if isinstance(owner, ast.Name) else ""
    places = [module]
    for name in (origin, *module.names.values()):
        found = module.neighbour(name.rpartition(".")[0]) if name else None
        places += [found] if found is not None else []
    for place in places:
        for one in place.tree.body:
            made = _made_in(place, one) if isinstance(one, ast.ClassDef) else None
            if made is not None:
                return made
    return None


def _assigned(statement: ast.stmt) -> tuple[str, ast.expr | None]:
    if isinstance(statement, ast.Assign):
        names = [one.id for one in statement.targets if isinstance(one, ast.Name)]
        return (names[0] if names else "", statement.value)
    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
        return statement.target.id, statement.value
    return "", None


def _made_by(module: Module, call: ast.Call, factories: dict[str, Framework]) -> Framework | None:
    dotted = module.called(call.func)
    known = BY_CONSTRUCTOR.get(dotted)
    if known is None and dotted.startswith("connexion."):
        known = BY_CONSTRUCTOR["connexion.AsyncApp"] if dotted == "connexion.App" else None
    return known or factories.get(dotted.rpartition(".")[2])


def _is_callable(function: Function) -> bool:
    """Whether a server can call it, which gives it no arguments."""
    given = function.args
    needed = len(given.args) + len(given.posonlyargs) - len(given.defaults)
    return needed <= 0 and all(one is not None for one in given.kw_defaults)


def _routes(tree: ast.AST, name: str = "") -> int:
    calls = (one for one in ast.walk(tree) if isinstance(one, ast.Call))
    return sum(
        isinstance(one.func, ast.Attribute)
        and one.func.attr in ROUTES
        and isinstance(one.func.value, ast.Name)
        and name in ("", one.func.value.id)
        for one in calls
    )


def _shown(call: ast.Call) -> str:
    return f"{ast.unparse(call.func)}({'…' if call.args or call.keywords else ''})"


def exported(sources: Sources, application: Application, root: str) -> tuple[Module, str]:
    """The module and the name by which a server finds it: `wsgi.py` where that brings it along.

    Args:
        sources: the application's sources.
        application: the application.
        root: the folder that dotted names start from.
    """
    dotted = sources.dotted(application.module, root)
    for stem in ("asgi", "wsgi"):
        path = f"{root}/{stem}.py" if root else f"{stem}.py"
        module = sources.module(path)
        if module is None or path == application.module.path:
            continue
        for known, origin in module.names.items():
            if origin == f"{dotted}.{application.name}" and not application.factory:
                return module, known
    return application.module, application.name


def health_route(application: Application) -> tuple[str, Evidence] | None:
    """A route of the application's own that says whether it is well.

    One of a router or a blueprint is not taken: a prefix may be set where it is added.
    """
    module = application.module
    for call in module.calls():
        path = literal(call.args[0]) if call.args else None
        if not isinstance(path, str) or not HEALTH.fullmatch(path):
            continue
        owner = call.func.value if isinstance(call.func, ast.Attribute) else None
        asked = isinstance(call.func, ast.Attribute) and call.func.attr in {"get", "route"}
        mine = isinstance(owner, ast.Name) and (application.factory or owner.id == application.name)
        if asked and mine:
            return path, module.evidence(call, f"{ast.unparse(call.func)}({path!r})")
    return None
