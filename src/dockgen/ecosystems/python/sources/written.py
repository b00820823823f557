"""The files and folders beside itself that an application writes when it runs."""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dockgen.core.facts import Evidence
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.python.sources.modules import Module, keyword, literal

SQLITE = lazy_regex(r"sqlite(?:\+\w+)?:///(?P<path>(?!/|:)[\w./-]+\.\w+)")
"""`sqlite:///./app.db`; four slashes are an absolute path:
https://docs.sqlalchemy.org/en/20/core/engines.html#sqlite."""

RELATIVE = lazy_regex(r"(?!/|~)[\w.][\w./-]*")
MAKERS = frozenset({"os.makedirs", "os.mkdir"})
OPENERS = frozenset({"sqlite3.connect", "aiosqlite.connect", "tinydb.TinyDB", "loguru.logger.add"})
LOGGERS = frozenset({"FileHandler", "RotatingFileHandler", "TimedRotatingFileHandler"})
INSTANCE = "instance"
"""Flask's folder for what an installation has of its own:
https://flask.palletsprojects.com/en/stable/config/#instance-folders."""


class Written(NamedTuple):
    """What is written, relative to the folder that the application starts in.

    Args:
        path: the file or folder.
        is_folder: whether it is a folder.
        evidence: where that stands.
    """

    path: str
    is_folder: bool
    evidence: Evidence


def read(modules: Iterable[Module]) -> dict[str, Written]:
    """What the sources write beside themselves, by path."""
    found: dict[str, Written] = {}
    for module in modules:
        for one in _of_module(module):
            found.setdefault(one.path, one)
    return found


def _of_module(module: Module) -> Iterator[Written]:
    for call in module.calls():
        yield from _of_call(module, call)
    in_instance = "flask_sqlalchemy" in module.imported
    for node in ast.walk(module.tree):
        value = node.value if isinstance(node, ast.Constant) else None
        match = SQLITE.fullmatch(value) if isinstance(value, str) else None
        if match is not None:
            yield from _file(module, node, match["path"], INSTANCE if in_instance else "")
    if in_instance:
        place = Evidence("import", module.path, module.line_of("flask_sqlalchemy"))
        yield Written(INSTANCE, is_folder=True, evidence=place)


def _of_call(module: Module, call: ast.Call) -> Iterator[Written]:
    called = module.called(call.func)
    method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    if called in MAKERS and call.args:
        yield from _folder(module, call, _text(module, call.args[0]))
    elif method == "mkdir" and isinstance(call.func, ast.Attribute):
        yield from _folder(module, call, _path(module, call.func.value))
    elif called == "logging.basicConfig":
        yield from _file(module, call, _text(module, keyword(call, "filename")))
    elif called in OPENERS or called.rpartition(".")[2] in LOGGERS:
        yield from _file(module, call, _text(module, call.args[0] if call.args else None))


def _folder(module: Module, node: ast.AST, path: str) -> Iterator[Written]:
    if _is_inside(path):
        plain = posixpath.normpath(path)
        yield Written(plain, is_folder=True, evidence=module.evidence(node, plain))


def _file(module: Module, node: ast.AST, path: str, folder: str = "") -> Iterator[Written]:
    """A file, or the folder that it lies in, which a volume can take the place of."""
    if not _is_inside(path):
        return
    plain = posixpath.normpath(posixpath.join(folder, path))
    above = posixpath.dirname(plain)
    yield Written(above or plain, is_folder=bool(above), evidence=module.evidence(node, plain))


def _is_inside(path: str) -> bool:
    plain = posixpath.normpath(path) if path else ""
    return (
        bool(plain)
        and plain != "."
        and not plain.startswith(("..", "/"))
        and (RELATIVE.fullmatch(path) is not None)
    )


def _text(module: Module, node: ast.expr | None) -> str:
    """A path that is written out, or that a name stands for; empty for anything else."""
    if node is None:
        return ""
    value = literal(node)
    if isinstance(value, str):
        return value
    shown = ast.unparse(node)
    if shown.endswith(".instance_path"):
        return INSTANCE
    if isinstance(node, ast.Name):
        return _assigned(module, node.id)
    named = re.fullmatch(r"\w+\.config\[['\"](\w+)['\"]\]", shown)
    if named is not None:
        return _configured(module, named[1])
    return _path(module, node)


def _path(module: Module, node: ast.expr) -> str:
    """The text in `Path("data")`; empty for anything else."""
    if isinstance(node, ast.Name):
        return _assigned(module, node.id)
    is_path = isinstance(node, ast.Call) and module.called(node.func) == "pathlib.Path"
    if is_path and isinstance(node, ast.Call) and len(node.args) == 1:
        value = literal(node.args[0])
        return value if isinstance(value, str) else ""
    return ""


def _assigned(module: Module, name: str) -> str:
    for one in module.statements():
        targets = one.targets if isinstance(one, ast.Assign) else []
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            value = getattr(one, "value", None)
            text = literal(value)
            if isinstance(text, str):
                return text
            return _path(module, value) if isinstance(value, ast.Call) else ""
    return ""


def _configured(module: Module, key: str) -> str:
    """What `app.config["UPLOAD_FOLDER"] = "uploads"` sets."""
    for node in ast.walk(module.tree):
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        is_it = isinstance(target, ast.Subscript) and literal(target.slice) == key
        if is_it and isinstance(node, ast.Assign) and not isinstance(node.value, ast.Subscript):
            return _text(module, node.value)
    return ""
