"""Python sources as syntax trees: what they import, define and call.

Nothing is imported or run. A source that this Python cannot parse (it may be written for a newer
one) is read statement by statement, and what cannot be parsed of it says nothing.
"""

from __future__ import annotations

import ast
import builtins
import posixpath
import re
import warnings
from collections.abc import Iterator
from functools import cached_property

from dockgen.core.facts import Evidence
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project

MAX_SOURCES = 600
"""How many sources are parsed, the nearest to the top first."""

ASIDE = frozenset(
    (
        "test tests testing docs doc example examples samples sample benchmark benchmarks tools "
        "scripts notebooks migrations env virtualenv site-packages build dist fixtures e2e spec "
        "node_modules vendor third_party stubs typings"
    ).split()
)
"""Folders whose sources are not what the image is made to run."""

TEST_FILE = lazy_regex(r"(test_.*|.*_tests?|conftest|tests?|noxfile|fabfile|setup|tasks_test)\.py")
STATEMENT = lazy_regex(r"^(?=[^\s#)\]}])(?!(?:else|elif|except|finally)\b)", re.MULTILINE)
"""Where a statement at the top of a module begins."""

CODING = lazy_regex(r"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")

Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda


class Module:
    """One parsed source.

    Args:
        path: its path, relative to the project.
        tree: its syntax tree.
        text: its text.
        sources: the sources that it is one of, where what it imports is looked up.
    """

    def __init__(
        self, path: str, tree: ast.Module, text: str, sources: Sources | None = None
    ) -> None:
        self.path = path
        self.tree = tree
        self.text = text
        self._sources = sources

    @property
    def folder(self) -> str:
        """The folder that it lies in, empty for the top."""
        return posixpath.dirname(self.path)

    @property
    def stem(self) -> str:
        """Its name without the ending."""
        return posixpath.basename(self.path).removesuffix(".py")

    def evidence(self, node: ast.AST, key: str) -> Evidence:
        """The place of a node as evidence."""
        return Evidence(key, self.path, getattr(node, "lineno", None))

    @cached_property
    def names(self) -> dict[str, str]:
        """What imported names stand for: `FastAPI` is `fastapi.FastAPI`, `web` is `aiohttp.web`."""
        found: dict[str, str] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for one in node.names:
                    known = one.asname or one.name.split(".")[0]
                    found[known] = one.name if one.asname else known
            elif isinstance(node, ast.ImportFrom):
                base = "." * node.level + (node.module or "")
                for one in node.names:
                    found[one.asname or one.name] = f"{base}.{one.name}"
        return found

    @cached_property
    def imported(self) -> dict[str, int]:
        """The modules that it imports from outside itself, each with the first line."""
        found: dict[str, int] = {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for one in node.names:
                    found.setdefault(one.name, node.lineno)
            elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                found.setdefault(node.module, node.lineno)
                for one in node.names:
                    found.setdefault(f"{node.module}.{one.name}", node.lineno)
        return found

    def line_of(self, name: str) -> int | None:
        """The first line that imports a package or something of it."""
        return next((n for one, n in self.imported.items() if one.split(".")[0] == name), None)

    @cached_property
    def imports_relatively(self) -> bool:
        """Whether it imports with dots, as only a part of a package can."""
        return any(isinstance(one, ast.ImportFrom) and one.level for one in ast.walk(self.tree))

    def called(self, node: ast.AST) -> str:
        """What an expression names, through the imports: `fastapi.FastAPI`; empty if no name."""
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            return ""
        known = self.names.get(node.id) or self._from_star(node.id)
        return ".".join([known, *reversed(parts)])

    def _from_star(self, name: str) -> str:
        """What a name stands for that `from fasthtml.common import *` may have brought."""
        if not self._stars or name in self._defined or hasattr(builtins, name):
            return name
        return f"{self._stars[0]}.{name}"

    @cached_property
    def _stars(self) -> list[str]:
        """The modules of other projects of which it imports everything."""
        found = [
            node.module
            for node in ast.walk(self.tree)
            if isinstance(node, ast.ImportFrom) and not node.level and node.module
            if any(one.name == "*" for one in node.names)
        ]
        return [one for one in found if self.neighbour(one) is None]

    @cached_property
    def _defined(self) -> frozenset[str]:
        """The names that it gives to something itself."""
        named = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        found = {one.name for one in ast.walk(self.tree) if isinstance(one, named)}
        stored = (one for one in ast.walk(self.tree) if isinstance(one, ast.Name))
        return frozenset(found | {one.id for one in stored if isinstance(one.ctx, ast.Store)})

    def neighbour(self, dotted: str) -> Module | None:
        """The module of the same application that a dotted name is of; None for another's."""
        if self._sources is None:
            return None
        if not dotted.startswith("."):
            return self._sources.resolve(dotted, self.folder)
        inner = dotted.lstrip(".")
        folder = self.folder
        for _ in range(len(dotted) - len(inner) - 1):
            folder = posixpath.dirname(folder)
        return self._sources.beside(folder, inner)

    def statements(self) -> Iterator[ast.stmt]:
        """The statements that importing it runs, those in `if` and `try` too, no main guard's."""
        yield from _run_at_import(self.tree.body)

    @cached_property
    def main_guard(self) -> ast.If | None:
        """The `if __name__ == "__main__":` of the module."""
        guards = (one for one in self.tree.body if isinstance(one, ast.If) and is_main_guard(one))
        return next(guards, None)

    def calls(self) -> Iterator[ast.Call]:
        """All the calls in it."""
        return (one for one in ast.walk(self.tree) if isinstance(one, ast.Call))


def _run_at_import(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for one in body:
        if is_main_guard(one):
            continue
        yield one
        if isinstance(one, ast.If | ast.Try | ast.With):
            for part in ("body", "orelse", "finalbody"):
                yield from _run_at_import(getattr(one, part, []))


def is_main_guard(node: ast.stmt) -> bool:
    """Whether a statement is `if __name__ == "__main__":`."""
    if not isinstance(node, ast.If) or not isinstance(node.test, ast.Compare):
        return False
    sides = [node.test.left, *node.test.comparators]
    names = {one.id for one in sides if isinstance(one, ast.Name)}
    texts = {one.value for one in sides if isinstance(one, ast.Constant)}
    return "__name__" in names and "__main__" in texts


def literal(node: ast.AST | None) -> object:
    """The value of a literal; None for anything else."""
    try:
        return ast.literal_eval(node) if node is not None else None
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """The expression that a call gives for a keyword."""
    return next((one.value for one in call.keywords if one.arg == name), None)


def parse(text: str) -> ast.Module:
    """The syntax tree of a source, as far as this Python can read it."""
    try:
        return _parsed(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _in_parts(text)


def _parsed(text: str) -> ast.Module:
    with warnings.catch_warnings():  # a wrong escape in the user's source is not ours to report
        warnings.simplefilter("ignore")
        return ast.parse(text)


def _in_parts(text: str) -> ast.Module:
    starts = [one.start() for one in STATEMENT.finditer(text)]
    whole = ast.Module([], [])
    pending = ""
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        part = pending + text[start:end]
        if part.startswith("@") and not re.search(r"^(?:async |def |class )", part, re.MULTILINE):
            pending = part  # a decorator waits for what it decorates
            continue
        line = text.count("\n", 0, end - len(part))
        pending = ""
        try:
            tree = _parsed(part)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
        ast.increment_lineno(tree, line)
        whole.body += tree.body
    return whole


class Sources:
    """The sources of one application.

    Args:
        project: the project.
        folder: the folder that they lie in, relative to it; empty for all.
    """

    def __init__(self, project: Project, folder: str = "") -> None:
        self.project = project
        self.folder = folder
        self._modules: dict[str, Module | None] = {}

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The sources that may belong to the application, the nearest to the top first."""
        inside = f"{self.folder}/" if self.folder else ""
        own = [
            path
            for path in self.project.starting(inside)
            if path.endswith(".py") and self._may_run(path)
        ]
        own.sort(key=lambda path: (path.count("/"), path))
        return tuple(own[:MAX_SOURCES])

    def _may_run(self, path: str) -> bool:
        *folders, name = path.removeprefix(f"{self.folder}/" if self.folder else "").split("/")
        hidden = any(one in ASIDE or one.startswith(".") for one in folders)
        return not hidden and not TEST_FILE.fullmatch(name)

    def module(self, path: str) -> Module | None:
        """A source, parsed; None where it is none or cannot be read as text."""
        if path not in self._modules:
            self._modules[path] = self._read(path)
        return self._modules[path]

    def _read(self, path: str) -> Module | None:
        if not self.project.has(path):
            return None
        file = self.project.readable(path)
        return Module(path, parse(file.text), file.text, self) if file is not None else None

    def modules(self) -> Iterator[Module]:
        """All the sources that may belong to the application."""
        return (one for path in self.paths if (one := self.module(path)) is not None)

    @cached_property
    def imported(self) -> dict[str, Evidence]:
        """The modules that any of them imports, with the first place."""
        found: dict[str, Evidence] = {}
        for module in self.modules():
            for name, line in module.imported.items():
                found.setdefault(name, Evidence(f"import {name}", module.path, line))
        return found

    def imports(self, name: str) -> bool:
        """Whether any of them imports this module or something of it."""
        return any(one == name or one.startswith(f"{name}.") for one in self.imported)

    def has_module(self, folder: str, name: str) -> bool:
        """Whether a module or package of this name lies in a folder."""
        inside = posixpath.join(folder, name)
        return self.project.has(f"{inside}.py") or self.project.has_folder(inside)

    def import_root(self, module: Module) -> str:
        """The folder that a module's dotted name starts from, as `fastapi run` finds it.

        A folder without `__init__.py` may be a package all the same; then what the module
        imports tells where its name starts:
        https://github.com/fastapi/fastapi-cli/blob/main/src/fastapi_cli/discover.py.
        """
        root = module.folder
        while root and self.project.has(f"{root}/__init__.py"):
            root = posixpath.dirname(root)
        if root and root != self.folder and self._starts_above(module, root):
            return self._top_of(module, root)
        return root

    def _starts_above(self, module: Module, root: str) -> bool:
        own = {name.split(".")[0] for name in module.imported}
        if any(self.has_module(root, name) for name in own if name != posixpath.basename(root)):
            return False
        above = posixpath.dirname(root)
        inner = posixpath.basename(root)
        return (
            inner in own
            or (root == module.folder and module.imports_relatively)
            or (any(self.has_module(above, name) for name in own) and inner.isidentifier())
        )

    def _top_of(self, module: Module, root: str) -> str:
        """The folder above all the packages without `__init__.py` that the imports name."""
        own = {name.split(".")[0] for name in module.imported}
        parts = root.split("/")
        for depth in range(len(parts)):
            above = "/".join(parts[:depth])
            if any(self.has_module(above, name) for name in own) or parts[depth] in own:
                return above
        return posixpath.dirname(root)

    def dotted(self, module: Module, root: str) -> str:
        """A module's dotted name below an import root."""
        inside = module.path.removesuffix(".py").removeprefix(f"{root}/" if root else "")
        return inside.removesuffix("/__init__").replace("/", ".")

    def resolve(self, dotted: str, below: str = "") -> Module | None:
        """The module of a dotted name, looked for from a folder, the top and `src` on."""
        inside = dotted.replace(".", "/")
        for root in dict.fromkeys((below, self.folder, "", "src")):
            found = self.beside(root, inside)
            if found is not None:
                return found
        return None

    def beside(self, folder: str, dotted: str) -> Module | None:
        """The module of a dotted name in a folder, and nowhere else."""
        base = posixpath.join(folder, dotted.replace(".", "/")).rstrip("/")
        found = (one for one in (f"{base}.py", f"{base}/__init__.py") if self.project.has(one))
        return next((self.module(path) for path in found), None)
