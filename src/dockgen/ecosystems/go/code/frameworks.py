"""The frameworks of servers and of command lines, by their modules."""

from __future__ import annotations

import re

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.go.code.packages import Closure
from dockgen.ecosystems.go.modules import Build

SERVERS = {
    "github.com/gin-gonic/gin": "gin",
    "github.com/labstack/echo": "echo",
    "github.com/gofiber/fiber": "fiber",
    "github.com/go-chi/chi": "chi",
    "github.com/beego/beego": "beego",
    "github.com/astaxie/beego": "beego",
    "github.com/kataras/iris": "iris",
    "github.com/gobuffalo/buffalo": "buffalo",
    "github.com/pocketbase/pocketbase": "pocketbase",
    "github.com/zeromicro/go-zero": "go-zero",
    "github.com/go-kratos/kratos": "kratos",
    "github.com/danielgtaylor/huma": "huma",
    "connectrpc.com/connect": "connect",
    "github.com/gorilla/mux": "gorilla-mux",
    "github.com/julienschmidt/httprouter": "httprouter",
    "github.com/valyala/fasthttp": "fasthttp",
    "github.com/go-martini/martini": "martini",
    "google.golang.org/grpc": "grpc",
}
"""What answers requests; the first that is imported counts."""

COMMAND_LINES = (
    *("github.com/spf13/cobra", "github.com/urfave/cli", "github.com/alecthomas/kong"),
    *("github.com/alecthomas/kingpin", "github.com/jessevdk/go-flags", "github.com/spf13/pflag"),
    *(
        "github.com/mitchellh/cli",
        "github.com/charmbracelet/bubbletea",
        "github.com/peterbourgon/ff",
    ),
    *("github.com/alexflint/go-arg", "gopkg.in/alecthomas/kingpin", "flag"),
)
SERVING = ("serve", "server", "start", "run", "web", "http", "daemon", "api", "listen")
"""Names of the subcommand that serves, the most usual first."""

SUBCOMMAND = lazy_regex(r"\b(?:Use|Name)\s*:\s*\"([\w-]+)(?:\s[^\"\n]*)?\"")
WITH_SUBCOMMANDS = (
    "github.com/spf13/cobra",
    "github.com/urfave/cli",
    "github.com/pocketbase/pocketbase",
)
WAITS = lazy_regex(
    r"\bsignal\.Notify(?:Context)?\s*\(|\btime\.(?:NewTicker|Tick)\s*\(|\bselect\s*\{\s*\}"
    r"|\bSetupSignalHandler\s*\(|\bInterruptCh\s*\("
)


def imports(closure: Closure, module: str) -> Evidence | None:
    """Where a program imports a module of any major version."""
    pattern = re.compile(rf"{re.escape(module)}(?:/v\d+)?(?:/.*)?|{re.escape(module)}\.v\d+")
    found = (one.evidence for path, one in closure.imported.items() if pattern.fullmatch(path))
    return next(found, None)


def framework(build: Build, closure: Closure) -> tuple[Fact[str], Fact[str] | None] | None:
    """The framework of a server, and its version where go.mod says one."""
    for module, name in SERVERS.items():
        evidence = imports(closure, module)
        if evidence is not None:
            return Fact(name, evidence), _version(build, module)
    return None


def _version(build: Build, module: str) -> Fact[str] | None:
    for file in build.modules.values():
        for path, required in file.requirements.items():
            if re.sub(r"/v\d+$", "", path) == module:
                return Fact(required.version.removeprefix("v"), required.evidence)
    return None


def serving_subcommand(closure: Closure) -> Fact[str] | None:
    """The subcommand that serves, where the program's command line has one."""
    if not any(imports(closure, module) for module in WITH_SUBCOMMANDS):
        return None
    if imports(closure, "github.com/pocketbase/pocketbase"):
        return Fact("serve", Evidence("subcommand", closure.files[0].path))
    found: dict[str, Evidence] = {}
    for file in closure.files:
        for match in SUBCOMMAND.finditer(file.code):
            found.setdefault(match[1], file.evidence(match.start(), "subcommand"))
    return next((Fact(name, found[name]) for name in SERVING if name in found), None)


def is_command_line(closure: Closure) -> bool:
    """Whether a program that opens no port is a tool: it reads arguments, and ends by itself."""
    reads = any(imports(closure, one) for one in COMMAND_LINES) or any(
        "os.Args" in file.code for file in closure.files
    )
    return reads and not any(WAITS.search(file.code) for file in closure.files)
