"""What a Django project says: its settings, its entry points, its static files.

https://docs.djangoproject.com/en/5.2/howto/deployment/
"""

from __future__ import annotations

import ast
import fnmatch
import posixpath
import re
import shlex
from collections.abc import Iterator
from typing import NamedTuple

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.python.sources.modules import Module, Sources, keyword, literal

MANAGE = "manage.py"
SETTINGS_VARIABLE = "DJANGO_SETTINGS_MODULE"
MAX_SETTINGS = 12
READERS = lazy_regex(
    r"(?:os\.)?(?P<plain>environ\.__getitem__|getenv|environ\.get)|(?P<env>env|environ|Env\(\))"
    r"(?:\.(?P<cast>\w+))?|(?P<config>config|decouple\.config|_?config)"
)
SECRETS = ("SECRET_KEY", "DJANGO_SECRET_KEY")


class Variable(NamedTuple):
    """A variable that settings need to be read at all.

    Args:
        name: its name.
        value: a value that will do while nothing is served.
        evidence: where it is read.
    """

    name: str
    value: str
    evidence: Evidence


class Django(NamedTuple):
    """A Django project.

    Args:
        manage: the path of manage.py.
        root: the folder that its modules are imported from.
        settings: the settings module that manage.py takes; empty where it is not said.
        wsgi: the WSGI module, dotted; empty where there is none.
        asgi: the ASGI module, dotted; empty where there is none.
        served_settings: the settings module that the entry point takes.
        is_asgi: whether it needs ASGI.
        collects: whether its static files are collected, and where that is said.
        collected: the folder that they are collected in, relative to the root; empty if unknown.
        static_url: the address that they are served at.
        whitenoise: whether the application serves them itself.
        variables: what the settings need to be read.
        evidence: what tells that this is one.
        database: what the default database is, where it is a file.
    """

    manage: str
    root: str
    settings: str
    wsgi: str
    asgi: str
    served_settings: str
    is_asgi: bool
    collects: Evidence | None
    collected: str
    static_url: str
    whitenoise: bool
    variables: tuple[Variable, ...]
    evidence: Evidence
    database: Evidence | None


def find(sources: Sources) -> Django | None:
    """The Django project among some sources; None where no manage.py names settings."""
    for path in sources.paths:
        if posixpath.basename(path) != MANAGE:
            continue
        module = sources.module(path)
        named = settings_named(module) if module is not None else None
        if module is not None and (named or "django" in module.imported):
            return _read(sources, module, named)
    return None


def collecting(project: Django) -> Fact[str] | None:
    """The command that collects static files, with what the settings need to be read.

    https://docs.djangoproject.com/en/5.2/ref/contrib/staticfiles/#collectstatic
    """
    if project.collects is None:
        return None
    told = [f"{one.name}={shlex.quote(one.value)}" for one in project.variables]
    if project.served_settings and project.served_settings != project.settings:
        told.insert(0, f"{SETTINGS_VARIABLE}={project.served_settings}")
    command = " ".join(
        [*told, "python", shlex.quote(project.manage), "collectstatic", "--no-input"]
    )
    return Fact(command, project.collects)


def settings_named(module: Module) -> tuple[str, Evidence] | None:
    """The settings module that a source sets or takes by default."""
    for call in module.calls():
        texts = [literal(one) for one in call.args]
        if texts[:1] == [SETTINGS_VARIABLE] and len(texts) > 1 and isinstance(texts[1], str):
            return texts[1], module.evidence(call, SETTINGS_VARIABLE)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Assign) and SETTINGS_VARIABLE in ast.unparse(node.targets[0]):
            value = literal(node.value)
            if isinstance(value, str):
                return value, module.evidence(node, SETTINGS_VARIABLE)
    return None


def _read(sources: Sources, manage: Module, named: tuple[str, Evidence] | None) -> Django:
    root = manage.folder
    settings = named[0] if named else ""
    wsgi = _entry(sources, root, "wsgi", settings)
    asgi = _entry(sources, root, "asgi", settings)
    entry = wsgi or asgi
    entry_settings = settings_named(entry) if entry is not None else None
    served = entry_settings[0] if entry_settings else settings
    modules = list(_settings(sources, served or settings, root))
    values = _values(modules)
    installed = " ".join(ast.unparse(node) for _, node in values.get("INSTALLED_APPS", []))
    middleware = " ".join(ast.unparse(node) for _, node in values.get("MIDDLEWARE", []))
    is_asgi = "ASGI_APPLICATION" in values and asgi is not None
    static_root = values.get("STATIC_ROOT", [])
    collects = "django.contrib.staticfiles" in installed and bool(static_root)
    evidence = named[1] if named else Evidence("file", manage.path)
    return Django(
        manage.path,
        root,
        settings,
        sources.dotted(wsgi, root) if wsgi else "",
        sources.dotted(asgi, root) if asgi else "",
        served,
        is_asgi or (wsgi is None and asgi is not None),
        static_root[-1][0].evidence(static_root[-1][1], "STATIC_ROOT") if collects else None,
        _folder(static_root[-1][1]) if collects else "",
        _text(values, "STATIC_URL") or "/static/",
        "whitenoise" in middleware,
        tuple(_variables(modules)),
        evidence,
        _file_database(values),
    )


def _entry(sources: Sources, root: str, name: str, settings: str) -> Module | None:
    """The module that makes the application for servers, the settings' neighbour first."""
    package = settings.split(".", maxsplit=1)[0]
    beside = sources.resolve(f"{package}.{name}", root) if package else None
    if beside is not None:
        return beside
    for module in sources.modules():
        inside = not root or module.path.startswith(f"{root}/")
        if inside and module.stem == name and f"get_{name}_application" in module.text:
            return module
    return None


def _settings(sources: Sources, dotted: str, root: str) -> Iterator[Module]:
    """The settings module, those that it takes over first."""
    seen: set[str] = set()

    def walk(name: str) -> Iterator[Module]:
        module = sources.resolve(name, root) if name else None
        if module is None or module.path in seen or len(seen) >= MAX_SETTINGS:
            return
        seen.add(module.path)
        for node in module.tree.body:
            if isinstance(node, ast.ImportFrom) and any(one.name == "*" for one in node.names):
                yield from walk(_absolute(node, sources.dotted(module, root), module))
        yield module
        for path in _included(sources, module):
            yield from walk(path.removeprefix(f"{root}/" if root else "").replace("/", "."))

    yield from walk(dotted)


def _included(sources: Sources, module: Module) -> Iterator[str]:
    """The settings that django-split-settings takes in: `include("components/*.py")`.

    What is computed (`include(f"environments/{ENV}.py")`) is production's, where that is there.
    """
    calls = (one for one in module.calls() if module.called(one.func) == INCLUDE)
    for given in (inner for call in calls for inner in call.args):
        one = given.args[0] if isinstance(given, ast.Call) and given.args else given
        text = literal(one)
        pattern = text if isinstance(text, str) else _computed(one)
        where = posixpath.join(module.folder, pattern)
        for path in sorted(sources.paths):
            if fnmatch.fnmatch(path, where):
                yield path.removesuffix(".py")


def _computed(node: ast.expr) -> str:
    parts = node.values if isinstance(node, ast.JoinedStr) else []
    texts = [one.value if isinstance(one, ast.Constant) else PRODUCTION for one in parts]
    return "".join(str(one) for one in texts)


INCLUDE = "split_settings.tools.include"
PRODUCTION = "production"


def _absolute(node: ast.ImportFrom, dotted: str, module: Module) -> str:
    if not node.level:
        return node.module or ""
    parts = dotted.split(".")
    kept = parts[: len(parts) - node.level + (module.stem == "__init__")]
    return ".".join([*kept, *([node.module] if node.module else [])])


def _values(modules: list[Module]) -> dict[str, list[tuple[Module, ast.expr]]]:
    """What each setting is set to, in the order of reading; what is added to it counts too."""
    found: dict[str, list[tuple[Module, ast.expr]]] = {}
    for module in modules:
        for one in module.statements():
            targets = one.targets if isinstance(one, ast.Assign) else []
            if isinstance(one, ast.AugAssign | ast.AnnAssign):
                targets = [one.target]
            value = getattr(one, "value", None)
            for target in targets:
                if isinstance(target, ast.Name) and isinstance(value, ast.expr):
                    found.setdefault(target.id, []).append((module, value))
    return found


def _text(values: dict[str, list[tuple[Module, ast.expr]]], name: str) -> str:
    said = [literal(node) for _, node in values.get(name, [])]
    text = next((one for one in reversed(said) if isinstance(one, str)), "")
    return f"/{text.strip('/')}/" if text else ""


def _folder(node: ast.expr) -> str:
    """A folder below `BASE_DIR`: `BASE_DIR / "staticfiles"`, `os.path.join(BASE_DIR, "static")`."""
    texts = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant)]
    named = [one for one in texts if isinstance(one, str) and re.fullmatch(r"[\w./-]+", one)]
    return posixpath.normpath("/".join(named)) if named else ""


def _file_database(values: dict[str, list[tuple[Module, ast.expr]]]) -> Evidence | None:
    said = values.get("DATABASES", [])
    if (
        not said
        or "sqlite3" not in ast.unparse(said[-1][1])
        or "environ" in ast.unparse(said[-1][1])
    ):
        return None
    return said[-1][0].evidence(said[-1][1], "DATABASES")


def _variables(modules: list[Module]) -> Iterator[Variable]:
    """The variables without which the settings cannot be read."""
    seen: set[str] = set()
    for module in modules:
        for node in ast.walk(module.tree):
            found = _needed(module, node)
            if found is not None and found.name not in seen:
                seen.add(found.name)
                yield found


def _needed(module: Module, node: ast.AST) -> Variable | None:
    if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("environ"):
        name = literal(node.slice)
        if isinstance(name, str) and isinstance(node.ctx, ast.Load):
            return Variable(name, _value(name, ""), module.evidence(node, name))
        return None
    if not isinstance(node, ast.Call) or not node.args:
        return None
    name = literal(node.args[0])
    reader = READERS.fullmatch(ast.unparse(node.func)) if isinstance(name, str) else None
    if reader is None or not isinstance(name, str) or not re.fullmatch(r"[A-Z][A-Z0-9_]*", name):
        return None
    has_default = len(node.args) > 1 or keyword(node, "default") is not None
    if has_default or (reader["plain"] and name not in SECRETS):
        return None
    cast = reader["cast"] or ast.unparse(keyword(node, "cast") or ast.Constant(""))
    return Variable(name, _value(name, cast), module.evidence(node, name))


def _value(name: str, cast: str) -> str:
    """A value of the right kind."""
    kinds = (
        (cast in {"int", "float"} or name.endswith(("_PORT", "_TIMEOUT", "_SIZE")), "1"),
        (cast == "bool", "false"),
        (cast in {"db", "db_url", "dj_db_url"}, "sqlite:///:memory:"),
        (name in {"DATABASE_URL", "DB_URL"}, "sqlite:///:memory:"),
        (cast in {"cache", "cache_url"} or name.endswith("CACHE_URL"), "locmemcache://"),
        ("REDIS" in name or "BROKER" in name, "redis://localhost:6379/0"),
        (name.endswith(("_URL", "_URI", "_DSN", "_ENDPOINT")), "http://localhost"),
    )
    return next((value for fits, value in kinds if fits), "placeholder")
