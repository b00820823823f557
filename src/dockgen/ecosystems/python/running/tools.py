"""Frameworks whose own command starts a file, and workers that listen on no port."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Callable
from typing import NamedTuple

from dockgen.core.facts import Evidence, Fact, default
from dockgen.ecosystems.python.running import files
from dockgen.ecosystems.python.running.servers import SERVERS
from dockgen.ecosystems.python.running.start import Application, Start
from dockgen.ecosystems.python.sources import ports
from dockgen.ecosystems.python.sources.modules import Module
from dockgen.ecosystems.python.sources.ports import Listening
from dockgen.readers.toml import TomlFile


class Tool(NamedTuple):
    """A framework whose own command is given a file.

    Args:
        name: the name of the framework and of its row in the table of servers.
        module: what a source imports that is made with it.
        command: the command, `{file}` and `{port}` in it.
        calls: what the source that is meant calls, as dotted names; any call of the module's
            where there is none.
        package: the distribution that tells its version.
    """

    name: str
    module: str
    command: tuple[str, ...]
    calls: tuple[str, ...] = ()
    package: str = ""


TOOLS = (
    Tool("streamlit", "streamlit", ("streamlit", "run", "{file}")),
    Tool("chainlit", "chainlit", ("chainlit", "run", "--headless", "{file}")),
    Tool("panel", "panel", ("panel", "serve", "{file}")),
    Tool("shiny", "shiny", ("shiny", "run", "{file}"), ("shiny.App", "shiny.express.ui")),
    Tool("solara", "solara", ("solara", "run", "{file}")),
    Tool("gradio", "gradio", ("python", "{file}")),
    Tool(
        "functions-framework",
        "functions_framework",
        ("functions-framework", "--source={file}", "--target={function}"),
    ),
)
"""Frameworks in the order in which a source is asked for them."""

OWN_SERVERS = {
    "nicegui": ("nicegui", 8080),
    "fasthtml": ("python-fasthtml", 5001),
    "tornado": ("tornado", 8888),
    "grpc": ("grpcio", 50051),
    "robyn": ("robyn", 8080),
    "cherrypy": ("cherrypy", 8080),
}
"""Modules of frameworks that a file starts itself, with the distribution and the usual port."""


def start(application: Application) -> Start | None:
    """What one of the frameworks starts that have a command of their own."""
    for tool in TOOLS:
        if application.uses(tool.module):
            found = _of_tool(application, tool)
            if found is not None:
                return found
    return _mcp(application) or _own_server(application) or _worker(application)


def _of_tool(application: Application, tool: Tool) -> Start | None:
    users = [one for one in application.files() if _imports(one, tool.module)]
    if tool.name == "functions-framework":
        return _function(application, users)
    if tool.name in {"panel", "shiny", "solara"}:
        users = [
            one
            for one in users
            if any(one.called(call.func).startswith(tool.module) for call in one.calls())
        ]
    users.sort(key=lambda one: (one.path.count("/"), _usual(one), one.path))
    users = [one for one in users if posixpath.basename(one.folder) != "pages"] or users
    if not users:
        return None
    module = users[0]
    if tool.name in {"streamlit", "gradio", "chainlit"} and _is_beside_a_server(application, tool):
        return None
    listening = ports.listening(module)
    server = SERVERS[tool.name]
    port = _port(application, tool.name, listening)
    number = port.value
    words = [one.format(file=_inside(application, module), port=number) for one in tool.command]
    words += [one.format(port=number) for one in server.listening]
    return Start(
        tuple(words),
        Evidence(f"import {tool.module}", module.path, _line(module, tool.module)),
        framework=tool.name,
        package=server.package,
        server=tool.name,
        port=port,
        root=application.folder,
        health=Fact(server.health, default(f"{tool.name} answers there"))
        if server.health
        else None,
        interrupted=tool.name == "gradio",
        file=module.path,
    )


def _port(application: Application, tool: str, listening: Listening | None) -> Fact[int]:
    """The port that the source or the tool's configuration names, else the tool's own."""
    path = posixpath.join(application.folder, ".streamlit/config.toml")
    if tool == "streamlit" and application.project.has(path):
        config = TomlFile(application.project.read(path))
        said = config.value("server", "port")
        if isinstance(said, int) and not isinstance(said, bool):
            return Fact(said, config.evidence("server", "port"))
    usual = SERVERS[tool].port
    if tool == "gradio" and listening is not None and listening.port not in {0, usual}:
        return Fact(listening.port, listening.evidence)
    return Fact(usual, default(f"{tool} listens there"))


def _is_beside_a_server(application: Application, tool: Tool) -> bool:
    """Whether an imported tool is only mounted into an application of another framework."""
    return tool.name == "gradio" and any(
        "mount_gradio_app" in one.text for one in application.files()
    )


def _imports(module: Module, name: str) -> bool:
    return any(one == name or one.startswith(f"{name}.") for one in module.imported)


def _line(module: Module, name: str) -> int | None:
    return next((line for one, line in module.imported.items() if one.split(".")[0] == name), None)


def _usual(module: Module) -> int:
    names = ("streamlit_app", "app", "main", "Home", "home", "Hello", "run", "index")
    return names.index(module.stem) if module.stem in names else len(names)


def _inside(application: Application, module: Module) -> str:
    return module.path.removeprefix(f"{application.folder}/" if application.folder else "")


def _function(application: Application, users: list[Module]) -> Start | None:
    """https://github.com/GoogleCloudPlatform/functions-framework-python."""
    for module in users:
        for one in module.tree.body:
            if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and one.decorator_list:
                named = [module.called(getattr(mark, "func", mark)) for mark in one.decorator_list]
                if any(name.startswith("functions_framework.") for name in named):
                    source = _inside(application, module)
                    return Start(
                        ("functions-framework", f"--source={source}", f"--target={one.name}"),
                        module.evidence(one, f"def {one.name}"),
                        framework="functions-framework",
                        package="functions-framework",
                        server="functions-framework",
                        port=Fact(8080, default("functions-framework listens there")),
                        root=application.folder,
                        file=module.path,
                    )
    return None


def _mcp(application: Application) -> Start | None:
    """A server of the Model Context Protocol: over HTTP, or over its standard streams."""
    for module in application.files():
        made = [
            call
            for call in module.calls()
            if module.called(call.func) in {"fastmcp.FastMCP", "mcp.server.fastmcp.FastMCP"}
        ]
        if not made:
            continue
        runs = [
            one for one in module.calls() if getattr(one.func, "attr", "") in {"run", "run_async"}
        ]
        text = " ".join(ast.unparse(one) for one in runs)
        if not runs:
            continue
        over_http = any(word in text for word in ("http", "sse"))
        start = files.run(application, module)
        package = "fastmcp" if application.has("fastmcp") else "mcp"
        evidence = module.evidence(made[0], "FastMCP")
        if not over_http and application.scripts():
            return None
        if not over_http:
            return start._replace(
                evidence=evidence,
                framework="fastmcp",
                package=package,
                shape="cli",
                port=None,
                server="",
            )
        port = start.port or Fact(8000, default("FastMCP listens there"))
        return start._replace(
            evidence=evidence,
            framework="fastmcp",
            package=package,
            shape="server",
            server="fastmcp",
            port=port,
        )
    return None


def _own_server(application: Application) -> Start | None:
    for name, (package, usual) in OWN_SERVERS.items():
        if not application.uses(name):
            continue
        for module in application.files():
            if not _imports(module, name):
                continue
            listening = ports.listening(module)
            runs = listening is not None or _starts(module, name)
            if not runs or (
                name == "grpc"
                and "add_insecure_port" not in module.text
                and "add_secure_port" not in module.text
            ):
                continue
            made = files.run(application, module)
            port = made.port or Fact(usual, default(f"{name} listens there"))
            if name == "fasthtml":
                made = made._replace(server="python", interrupted=False)
            return made._replace(framework=name, package=package, shape="server", port=port)
    return None


def _starts(module: Module, name: str) -> bool:
    return any(
        module.called(one.func).startswith(f"{name}.")
        and module.called(one.func).rpartition(".")[2] in {"run", "serve", "start", "quickstart"}
        for one in module.calls()
    )


Finder = Callable[[Application], Start | None]


def _worker(application: Application) -> Start | None:
    """A worker of a queue, where no web application is beside it."""
    from dockgen.ecosystems.python.sources import applications, django

    if django.find(application.sources) or applications.find(application.sources):
        return None
    finders: tuple[Finder, ...] = (_celery, _arq, _dramatiq, _taskiq, _rq, _huey, _scrapy)
    return next((found for one in finders if (found := one(application)) is not None), None)


def _object(application: Application, *constructors: str) -> tuple[Module, str, Evidence] | None:
    """An object at the top of a module, by what makes it: the module, its name, the place."""
    for module in application.files():
        for one in module.statements():
            value = getattr(one, "value", None)
            targets = getattr(one, "targets", [])
            if isinstance(value, ast.Call) and targets and isinstance(targets[0], ast.Name):
                called = module.called(value.func)
                if called in constructors:
                    return (
                        module,
                        targets[0].id,
                        module.evidence(one, f"{targets[0].id} = {called}"),
                    )
    return None


def _of_object(
    application: Application,
    name: str,
    package: str,
    found: tuple[Module, str, Evidence],
    *words: str,
) -> Start:
    module, variable, evidence = found
    root = application.sources.import_root(module)
    dotted = application.sources.dotted(module, root)
    command = tuple(one.format(module=dotted, object=variable) for one in words)
    return Start(
        command, evidence, "worker", framework=name, package=package, root=root, file=module.path
    )


def _celery(application: Application) -> Start | None:
    found = _object(application, "celery.Celery", "celery.app.base.Celery")
    if found is None:
        return None
    return _of_object(
        application, "celery", "celery", found, "celery", "--app", "{module}:{object}", "worker"
    )


def _arq(application: Application) -> Start | None:
    if not application.uses("arq"):
        return None
    for module in application.files():
        for one in module.tree.body:
            if isinstance(one, ast.ClassDef) and one.name.endswith("WorkerSettings"):
                found = module, one.name, module.evidence(one, f"class {one.name}")
                return _of_object(application, "arq", "arq", found, "arq", "{module}.{object}")
    return None


def _dramatiq(application: Application) -> Start | None:
    users = [
        one for one in application.files() if "@dramatiq.actor" in one.text or "@actor" in one.text
    ]
    if not application.uses("dramatiq") or not users:
        return None
    module = users[0]
    found = module, "", Evidence("actor", module.path, _line(module, "dramatiq"))
    return _of_object(application, "dramatiq", "dramatiq", found, "dramatiq", "{module}")


def _taskiq(application: Application) -> Start | None:
    if not application.uses("taskiq"):
        return None
    for module in application.files():
        for one in module.statements():
            value, targets = getattr(one, "value", None), getattr(one, "targets", [])
            called = module.called(value.func) if isinstance(value, ast.Call) else ""
            if called.endswith("Broker") and targets and isinstance(targets[0], ast.Name):
                found = module, targets[0].id, module.evidence(one, called)
                return _of_object(
                    application, "taskiq", "taskiq", found, "taskiq", "worker", "{module}:{object}"
                )
    return None


def _rq(application: Application) -> Start | None:
    if not application.uses("rq"):
        return None
    evidence = next(
        place for name, place in application.sources.imported.items() if name.split(".")[0] == "rq"
    )
    started = files.file(application)
    if started is not None:
        return started._replace(framework="rq", package="rq", shape="worker")
    return Start(
        ("rq", "worker"), evidence, "worker", framework="rq", package="rq", root=application.folder
    )


def _huey(application: Application) -> Start | None:
    found = _object(application, "huey.RedisHuey", "huey.SqliteHuey", "huey.Huey")
    if found is None:
        return None
    return _of_object(application, "huey", "huey", found, "huey_consumer", "{module}.{object}")


def _scrapy(application: Application) -> Start | None:
    path = posixpath.join(application.folder, "scrapy.cfg")
    if not application.project.has(path):
        return None
    names = [
        str(one.value.value)
        for module in application.files()
        for node in module.tree.body
        if isinstance(node, ast.ClassDef)
        for one in node.body
        if isinstance(one, ast.Assign)
        and ast.unparse(one.targets[0]) == "name"
        and isinstance(one.value, ast.Constant)
    ]
    command = ("scrapy", "crawl", names[0]) if len(names) == 1 else ("scrapy",)
    shape = "worker" if len(names) == 1 else "cli"
    made = Start(
        command,
        Evidence("file", path),
        "worker",
        framework="scrapy",
        package="scrapy",
        root=application.folder,
    )
    return made if shape == "worker" else made._replace(shape="cli")
