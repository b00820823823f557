"""Frameworks whose own command starts a file, or whose file starts a server by itself."""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Callable
from typing import NamedTuple

from dockgen.core.facts import Evidence, Fact, default
from dockgen.ecosystems.python.running import files, notebooks, serving, workers
from dockgen.ecosystems.python.running.servers import SERVERS
from dockgen.ecosystems.python.running.start import Application, Start
from dockgen.ecosystems.python.sources import ports
from dockgen.ecosystems.python.sources.modules import Module, keyword
from dockgen.ecosystems.python.sources.ports import Listening
from dockgen.readers.toml import TomlFile


class Tool(NamedTuple):
    """A framework whose own command is given a file.

    Args:
        name: the name of the framework and of its row in the table of servers.
        module: what a source imports that is made with it.
        command: the command, `{file}` and `{port}` in it.
        calls: what the source that is meant calls, as the beginnings of dotted names; nothing in
            particular where there is none.
        package: the distribution that tells its version.
    """

    name: str
    module: str
    command: tuple[str, ...]
    calls: tuple[str, ...] = ()
    package: str = ""


BOKEH = ("bokeh.io.curdoc", "bokeh.plotting.curdoc")

TOOLS = (
    Tool("streamlit", "streamlit", ("streamlit", "run", "{file}")),
    Tool("chainlit", "chainlit", ("chainlit", "run", "--headless", "{file}")),
    Tool("panel", "panel", ("panel", "serve", "{file}"), ("panel",)),
    Tool("shiny", "shiny", ("shiny", "run", "{file}"), ("shiny",)),
    Tool("solara", "solara", ("solara", "run", "{file}"), ("solara",)),
    Tool("gradio", "gradio", ("python", "{file}")),
    Tool("marimo", "marimo", ("marimo", "run", "--headless", "{file}"), ("marimo.App",)),
    Tool("bokeh", "bokeh", ("bokeh", "serve", "{file}"), BOKEH),
    Tool("flet", "flet", ("python", "{file}"), ("flet.app", "flet.run", "flet.app_async")),
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
    "bottle": ("bottle", 8080),
    "taipy": ("taipy", 5000),
    "litserve": ("litserve", 8000),
    "pywebio": ("pywebio", 8080),
}
"""Modules of frameworks that a file starts itself, with the distribution and the usual port."""


Finder = Callable[[Application], Start | None]


def start(application: Application) -> Start | None:
    """What one of the frameworks starts that have a command of their own."""
    for tool in TOOLS:
        if application.uses(tool.module):
            found = _of_tool(application, tool)
            if found is not None:
                return found
    finders: tuple[Finder, ...] = (
        *(_mesop, _pyramid, _bentoml, _mcp, _own_server, notebooks.start, workers.start),
    )
    return next((found for one in finders if (found := one(application)) is not None), None)


def _of_tool(application: Application, tool: Tool) -> Start | None:
    users = [one for one in application.files() if _imports(one, tool.module)]
    if tool.name == "functions-framework":
        return _function(application, users)
    if tool.calls:
        users = [one for one in users if _calls(one, tool.calls)]
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
        Evidence(f"import {tool.module}", module.path, module.line_of(tool.module)),
        framework=tool.name,
        package=server.package,
        server=tool.name,
        port=port,
        root=application.folder,
        health=Fact(server.health, default(f"{tool.name} answers there"))
        if server.health
        else None,
        interrupted=tool.command[0] == "python",
        file=module.path,
        temporary=(FILES,) if tool.name == "chainlit" else (),
        on_path=_imported_from(application, module),
    )


def _imported_from(application: Application, module: Module) -> str | None:
    """The folder above the file's own package, where the file imports it by its name.

    Such a command looks for modules beside the file alone:
    https://docs.streamlit.io/develop/concepts/architecture/run-your-app
    """
    root = application.sources.import_root(module)
    inside = module.folder.removeprefix(f"{root}/" if root else "").split("/")[0]
    names = {name.split(".")[0] for name in module.imported}
    return root if module.folder != root and inside in names else None


def _calls(module: Module, names: tuple[str, ...]) -> bool:
    """Whether a source calls one of these, or something of one of these."""
    called = {module.called(one.func) for one in module.calls()}
    return any(one == name or one.startswith(f"{name}.") for one in called for name in names)


def _port(application: Application, tool: str, listening: Listening | None) -> Fact[int]:
    """The port that the source or the tool's configuration names, else the tool's own."""
    path = posixpath.join(application.folder, ".streamlit/config.toml")
    if tool == "streamlit" and application.project.has(path):
        config = application.project.parsed(path, TomlFile)
        said = config.value("server", "port")
        if isinstance(said, int) and not isinstance(said, bool):
            return Fact(said, config.evidence("server", "port"))
    usual = SERVERS[tool].port
    if tool in {"gradio", "flet"} and listening is not None and listening.port not in {0, usual}:
        return Fact(listening.port, listening.evidence)
    return Fact(usual, default(f"{tool} listens there"))


def _is_beside_a_server(application: Application, tool: Tool) -> bool:
    """Whether an imported tool is only mounted into an application of another framework."""
    return tool.name == "gradio" and any(
        "mount_gradio_app" in one.text for one in application.files()
    )


def _imports(module: Module, name: str) -> bool:
    return any(one == name or one.startswith(f"{name}.") for one in module.imported)


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


def _mesop(application: Application) -> Start | None:
    """Mesop's module is the WSGI application: https://mesop-dev.github.io/mesop/guides/deployment/."""
    for module in application.files():
        pages = [one for one in module.calls() if module.called(one.func) == "mesop.page"]
        known = [name for name, origin in module.names.items() if origin == "mesop"]
        if pages and known:
            target = f"{application.sources.dotted(module, module.folder)}:{known[0]}"
            served = serving.choose(application, "wsgi", target, 0, factory=False)
            return Start(
                served.command,
                module.evidence(pages[0], "mesop.page"),
                framework="mesop",
                package="mesop",
                server=served.server,
                port=serving.port_of(served.server, None),
                root=module.folder,
                adds=served.adds,
                notes=(served.why,) if served.adds else (),
                file=module.path,
            )
    return None


def _pyramid(application: Application) -> Start | None:
    """What PasteDeploy's file for production names: https://docs.pylonsproject.org/projects/pyramid/."""
    path = posixpath.join(application.folder, "production.ini")
    file = application.project.readable(path) if application.project.has(path) else None
    if file is None or not application.uses("pyramid") or "[server:main]" not in file.text:
        return None
    server = file.text.partition("[server:main]")[2].partition("\n[")[0]
    said = re.search(r"(?m)^[^\S\n]*(?:listen|port|bind)\s*=.*?(\d{2,5})\s*$", server)
    place = file.line_of(file.text.index("[server:main]"))
    evidence = Evidence("server:main", path, place)
    number = Fact(int(said[1]), evidence) if said else Fact(6543, default("Pyramid's usual port"))
    local = re.search(r"(?m)^[^\S\n]*(?:listen|host)\s*=\s*(?:127\.0\.0\.1|localhost)", server)
    note = f"{path}:{place} listens on localhost, which nothing outside the container reaches"
    return Start(
        ("pserve", "production.ini"),
        evidence,
        framework="pyramid",
        package="pyramid",
        port=number,
        root=application.folder,
        interrupted=True,
        installed=True,
        notes=(note,) if local else (),
        file=path,
    )


def _bentoml(application: Application) -> Start | None:
    """A class or an object that is a service: https://docs.bentoml.com/en/latest/."""
    for module in application.files():
        for one in module.tree.body:
            marks = one.decorator_list if isinstance(one, ast.ClassDef) else []
            called = [module.called(getattr(mark, "func", mark)) for mark in marks]
            value = one.value if isinstance(one, ast.Assign) else None
            made = isinstance(value, ast.Call) and module.called(value.func) == "bentoml.Service"
            if "bentoml.service" not in called and not made:
                continue
            name = one.name if isinstance(one, ast.ClassDef) else ast.unparse(one).split()[0]
            root = application.sources.import_root(module)
            target = f"{application.sources.dotted(module, root)}:{name}"
            options = (part.format(port=3000) for part in SERVERS["bentoml"].listening)
            return Start(
                ("bentoml", "serve", *options, target),
                module.evidence(one, name),
                framework="bentoml",
                package="bentoml",
                server="bentoml",
                port=Fact(3000, default("bentoml listens there")),
                root=root,
                file=module.path,
            )
    return None


MCP = (
    "fastmcp.FastMCP",
    "mcp.server.fastmcp.FastMCP",
    "mcp.server.MCPServer",
    "mcp.server.mcpserver.MCPServer",
)
"""What makes a server of the Model Context Protocol."""


def _mcp(application: Application) -> Start | None:
    """A server of the Model Context Protocol: over HTTP, or over its standard streams."""
    for module in application.files():
        made = next((one for one in module.calls() if module.called(one.func) in MCP), None)
        runs = [
            one for one in module.calls() if getattr(one.func, "attr", "") in {"run", "run_async"}
        ]
        if made is None or not runs:
            continue
        over_http = any(word in ast.unparse(one) for one in runs for word in ("http", "sse"))
        if not over_http and application.scripts():
            return None
        name = module.called(made.func).rpartition(".")[2].lower()
        gone = _gone_from_mcp(application, module, made)
        start = files.run(application, module)._replace(
            evidence=module.evidence(made, ast.unparse(made.func)),
            framework="fastmcp" if name == "fastmcp" else "mcp",
            package="fastmcp" if application.has("fastmcp") else "mcp",
        )
        if not over_http:
            return start._replace(shape="cli", port=None, server="", notes=gone)
        made_over_http = _mcp_over_http(module, start, [made, *runs])
        return made_over_http._replace(notes=(*gone, *made_over_http.notes))
    return None


def _gone_from_mcp(application: Application, module: Module, made: ast.Call) -> tuple[str, ...]:
    """What the user should know of a module that the second version of the SDK has not.

    https://py.sdk.modelcontextprotocol.io/v2/migration/
    """
    package = application.needed.first("mcp") if application.needed is not None else None
    if package is None or module.called(made.func) != "mcp.server.fastmcp.FastMCP":
        return ()
    if package.version.startswith("1.") or re.search(r"<|~=\s*1|==\s*1|\^1", package.specifier):
        return ()
    place = f"{module.path}:{module.line_of('mcp')}"
    return (f"{place} imports mcp.server.fastmcp, which mcp 2 does not have: pin mcp<2",)


def _mcp_over_http(module: Module, start: Start, calls: list[ast.Call]) -> Start:
    """Where it listens: FastMCP's own package reads variables, the protocol's SDK does not."""
    said = [
        ports.of_call(module, one) for one in calls if any(k.arg == "port" for k in one.keywords)
    ]
    port = next((Fact(one.port, one.evidence) for one in said if one.port), None)
    start = start._replace(
        shape="server", port=port or start.port or Fact(8000, default("MCP servers listen there"))
    )
    if module.called(calls[0].func).startswith("fastmcp."):
        return start._replace(server="fastmcp", notes=())
    if any(keyword(one, "host") is not None for one in calls):
        return start
    place = f"{module.path}:{calls[0].lineno}"
    note = (
        f"{place} listens on 127.0.0.1, which nothing outside the container reaches: "
        'pass host="0.0.0.0"'
    )
    return start._replace(server="", notes=(note,))


FILES = ".files/"
"""Where Chainlit keeps what its users send."""

SESSION_KEY = ".sesskey"
SESSIONS = "{path}: each container makes a key for its sessions: pass secret_key=os.environ[…]"


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
                keeps = not any(word in module.text for word in ("secret_key", "key_fname"))
                made = made._replace(
                    server="python",
                    interrupted=False,
                    temporary=(SESSION_KEY,) if keeps else (),
                    notes=(SESSIONS.format(path=module.path),) if keeps else made.notes,
                )
            return made._replace(framework=name, package=package, shape="server", port=port)
    return None


def _starts(module: Module, name: str) -> bool:
    return any(
        module.called(one.func).startswith(f"{name}.")
        and module.called(one.func).rpartition(".")[2] in {"run", "serve", "start", "quickstart"}
        for one in module.calls()
    )
