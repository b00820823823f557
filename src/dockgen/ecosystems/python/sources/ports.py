"""Which port a source listens on, and whether it is told by the variable PORT."""

from __future__ import annotations

import ast
import re
from typing import NamedTuple

from dockgen.core.facts import Evidence
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.python.sources import configuration
from dockgen.ecosystems.python.sources.modules import Module, keyword, literal

RUNNERS = {
    "uvicorn.run": 8000,
    "hypercorn.run": 8000,
    "aiohttp.web.run_app": 8080,
    "waitress.serve": 8080,
    "http.server.HTTPServer": 8000,
    "http.server.ThreadingHTTPServer": 8000,
    "wsgiref.simple_server.make_server": 8000,
    "socketserver.TCPServer": 8000,
    "bottle.run": 8080,
    "pywebio.start_server": 8080,
    "pywebio.platform.start_server": 8080,
    "flet.app": 8550,
    "flet.run": 8550,
    "nicegui.ui.run": 8080,
    "fasthtml.common.serve": 5001,
    "fasthtml.serve": 5001,
    "asyncio.start_server": 8000,
    "websockets.serve": 8765,
    "websockets.asyncio.server.serve": 8765,
}
"""What serves, by dotted name, with the port that it takes by itself."""

METHODS = {
    "run": 0,
    "listen": 8888,
    "run_server": 8050,
    "launch": 7860,
    "serve": 0,
    "start": 0,
    "bind": 0,
    "run_app": 8080,
    "add_insecure_port": 50051,
    "add_secure_port": 50051,
}
"""What serves, as a method of an application or a server."""

ADDRESS = lazy_regex(r"(?P<host>.*):(?P<port>\d{2,5})")
LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
LOCAL_RUNNERS = frozenset({"uvicorn.run", "hypercorn.run", "bottle.run"})
LOCAL_APPS = frozenset({"flask", "quart", "sanic", "taipy", "robyn"})
"""What listens on 127.0.0.1 unless it is told otherwise, by call and by module."""

GETTERS = ("environ.get", "getenv", "env", "env.int", "env.str", "config")
"""What reads a variable: of Python, environs, django-environ, decouple, Starlette."""


class Listening(NamedTuple):
    """Where a source listens.

    Args:
        port: the port; 0 where it is not said.
        variable: the variable that it is read from; empty where it is none.
        host: the address; empty where it is not said.
        evidence: where it stands.
        call: the dotted name of what serves.
        host_variable: the variable that the address is read from; empty where it is none.
    """

    port: int
    variable: str
    host: str
    evidence: Evidence
    call: str
    host_variable: str = ""


def listening(module: Module) -> Listening | None:
    """Where a source listens, by the first call that serves; None where it does not."""
    found: list[Listening] = []
    for call in module.calls():
        dotted = module.called(call.func)
        method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if dotted in RUNNERS:
            found.append(of_call(module, call, dotted, RUNNERS[dotted]))
        elif method in METHODS and _names_an_address(call, method):
            found.append(of_call(module, call, method, METHODS[method]))
    found.sort(key=lambda one: not one.port)
    return found[0] if found else None


def _names_an_address(call: ast.Call, method: str) -> bool:
    """Whether a call of a common name says where to listen."""
    if keyword(call, "port") is not None or keyword(call, "server_port") is not None:
        return True
    if method in {"listen", "bind", "add_insecure_port", "add_secure_port", "run_app"}:
        return bool(call.args)
    return False


def of_call(module: Module, call: ast.Call, dotted: str = "", usual: int = 0) -> Listening:
    """Where a call says to listen, by its keywords and its other arguments."""
    said = keyword(call, "port") or keyword(call, "server_port") or _positional(call)
    host = keyword(call, "host") or keyword(call, "server_name") or keyword(call, "address")
    port, variable = _number(module, said)
    address, host_variable = _address(module, host)
    if host is None and not _says_where(call) and _is_local_by_itself(module, dotted):
        address = "127.0.0.1"
    evidence = module.evidence(said if said is not None else call, f"{dotted} port")
    return Listening(port or usual, variable, address, evidence, dotted, host_variable)


def _says_where(call: ast.Call) -> bool:
    """Whether a call gives an address by its position, or takes it from elsewhere."""
    texts = (literal(one) for one in call.args)
    pairs = any(isinstance(one, ast.Tuple | ast.Starred) for one in call.args)
    spread = any(one.arg is None for one in call.keywords)
    return pairs or spread or any(isinstance(one, str) and _is_address(one) for one in texts)


def _is_address(text: str) -> bool:
    return text == "" or re.fullmatch(r"[\d.]+|localhost|\[?::1?\]?|.*:\d+", text) is not None


def _is_local_by_itself(module: Module, dotted: str) -> bool:
    """Whether what serves listens on the loopback address where it is given none."""
    if dotted in LOCAL_RUNNERS:
        return True
    return dotted == "run" and any(one.split(".")[0] in LOCAL_APPS for one in module.imported)


def _address(module: Module, node: ast.expr | None) -> tuple[str, str]:
    """The address of an expression, and the variable that it comes from."""
    if isinstance(node, ast.Name):
        node = _assigned(module, node.id) or node
    elif isinstance(node, ast.Attribute):
        node = _option(module, node.attr) or node
    named = ""
    if isinstance(node, ast.Name | ast.Attribute):
        found = configuration.find(module, node)
        node, named = (found.value, found.variable) if found is not None else (None, "")
    if node is None:
        return "", ""
    variable, fallback = _read(node)
    text = literal(fallback if variable else node)
    return text if isinstance(text, str) else "", variable or named


def _read(node: ast.expr) -> tuple[str, ast.expr | None]:
    """The variable of the environment that an expression reads, and its default."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call) and inner.args:
            name = literal(inner.args[0])
            if ast.unparse(inner.func).endswith(GETTERS) and isinstance(name, str):
                given = inner.args[1] if len(inner.args) > 1 else keyword(inner, "default")
                return name, given if given is not None else _other(node)
        if isinstance(inner, ast.Subscript) and ast.unparse(inner.value).endswith("environ"):
            name = literal(inner.slice)
            if isinstance(name, str):
                return name, None
    return "", None


def _positional(call: ast.Call) -> ast.expr | None:
    """A port among the positional arguments: a number, an address, a pair."""
    for one in call.args:
        if isinstance(one, ast.Tuple) and len(one.elts) == 2:
            return one.elts[1]
        value = literal(one)
        if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 65535:
            return one
        if isinstance(value, str) and ADDRESS.fullmatch(value):
            return one
        if _variable(one)[1] or isinstance(one, ast.JoinedStr | ast.BinOp):
            return one
        if isinstance(one, ast.Name | ast.Attribute) and "port" in ast.unparse(one).lower():
            return one
    return None


def _number(module: Module, node: ast.expr | None) -> tuple[int, str]:
    """The port of an expression, and the variable that it comes from."""
    if node is None:
        return 0, ""
    if isinstance(node, ast.Name):
        node = _assigned(module, node.id) or node
    elif isinstance(node, ast.Attribute):
        node = _option(module, node.attr) or node
    if isinstance(node, ast.Name | ast.Attribute):
        return _configured(module, node)
    if isinstance(node, ast.BinOp | ast.JoinedStr):
        return _in_text(module, node)
    default, variable = _variable(node)
    if variable:
        return default, variable
    value = literal(node)
    if isinstance(value, str) and value.isdigit():
        value = int(value)
    if isinstance(value, int) and 1 <= value <= 65535:
        return value, ""
    address = ADDRESS.fullmatch(value) if isinstance(value, str) else None
    return (int(address["port"]), "") if address else (0, "")


def _configured(module: Module, node: ast.Name | ast.Attribute) -> tuple[int, str]:
    """The port that the application's configuration has, and the variable that goes before it."""
    found = configuration.find(module, node)
    if found is None or isinstance(found.value, ast.Name | ast.Attribute):
        return 0, ""
    default, variable = _number(found.module, found.value)
    return default, variable or found.variable


def _in_text(module: Module, node: ast.expr) -> tuple[int, str]:
    """The port in an address that is put together: `"[::]:" + port`."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Name | ast.Attribute | ast.Call | ast.Subscript):
            found = _number(module, inner)
            if found[0] or found[1]:
                return found
        value = literal(inner) if isinstance(inner, ast.Constant) else None
        address = ADDRESS.fullmatch(value) if isinstance(value, str) else None
        if address:
            return int(address["port"]), ""
    return 0, ""


def _option(module: Module, name: str) -> ast.expr | None:
    """The default of an option of the command line: `add_argument("--port", default=8000)`."""
    for call in module.calls():
        named = [literal(one) for one in call.args]
        if any(str(one).lstrip("-").replace("-", "_") == name for one in named):
            return keyword(call, "default")
    return None


def _assigned(module: Module, name: str) -> ast.expr | None:
    """What a name is set to, anywhere in the module."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Assign):
            names = [one.id for one in node.targets if isinstance(one, ast.Name)]
            if name in names:
                return node.value
    return None


def _variable(node: ast.expr) -> tuple[int, str]:
    """The default and the name of a variable of the environment in an expression."""
    name, fallback = _read(node)
    digits = re.fullmatch(r"\d{2,5}", str(literal(fallback)))
    return int(digits[0]) if name and digits else 0, name


def _other(node: ast.expr) -> ast.expr | None:
    """The right side of `os.environ.get("PORT") or 8000`."""
    inner = node
    while isinstance(inner, ast.Call) and inner.args:
        inner = inner.args[0]
    return inner.values[-1] if isinstance(inner, ast.BoolOp) else None


def handles_signals(module: Module) -> bool:
    """Whether a source does something when it is told to stop."""
    return any(
        ast.unparse(call.func).endswith(("signal.signal", "add_signal_handler", "signal"))
        and any("SIGTERM" in ast.unparse(one) for one in call.args)
        for call in module.calls()
    )


def serves(module: Module, statement: ast.stmt) -> bool:
    """Whether a statement at the top of a module starts a server when it is imported."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    if isinstance(call, ast.Await):
        call = call.value
    if not isinstance(call, ast.Call):
        return False
    method = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    return module.called(call.func) in RUNNERS or method in {"run", "run_server", "launch"}


def bound(statement: ast.stmt) -> int:
    """The port of `bind = "0.0.0.0:8080"` in a configuration of gunicorn's; 0 where it is none."""
    if not isinstance(statement, ast.Assign) or ast.unparse(statement.targets[0]) != "bind":
        return 0
    value = literal(statement.value)
    address = ADDRESS.fullmatch(value) if isinstance(value, str) else None
    return int(address["port"]) if address else 0
