"""Which port a program listens on, read from its sources.

A variable of the environment goes before a flag, and a flag before a literal: in that order they
can be set from outside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from dockgen.core.facts import Evidence, Fact, default
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.go.code.source import GoFile

STRING = r"(?:\"(?:\\.|[^\"\\\n])*\"|`[^`\n]*`)"
VALUE = rf"(?:{STRING}|\d+|[A-Za-z_][\w.]*)"

LISTENERS = {
    "ListenAndServe": None,
    "ListenAndServeTLS": None,
    "Serve": ("http", "fasthttp", "fcgi"),
    "ListenTCP": ("net",),
    "ListenPacket": ("net",),
    "ListenUDP": ("net",),
    "Listen": ("net", "tls", "reuseport", "tableflip"),
    "NewServer": ("grpc",),
    "Run": ("web", "beego", "graceful", "manners"),
    "NewListener": ("autocert",),
    "Listeners": ("activation",),
}
"""Functions that open a port, and their packages; None where any has them."""

FRAMEWORK_STARTS = {
    "github.com/gin-gonic/gin": ("Run", "RunTLS", "RunListener"),
    "github.com/labstack/echo": ("Start", "StartTLS", "StartServer", "StartAutoTLS"),
    "github.com/gofiber/fiber": ("Listen", "ListenTLS", "Listener"),
    "github.com/kataras/iris": ("Run", "Listen"),
    "github.com/go-martini/martini": ("Run", "RunOnAddr"),
    "github.com/gobuffalo/buffalo": ("Serve",),
    "github.com/zeromicro/go-zero": ("MustNewServer",),
    "github.com/go-kratos/kratos": ("Run",),
    "github.com/pocketbase/pocketbase": ("Start",),
    "github.com/danielgtaylor/huma": ("New",),
}
"""Calls that open a port with a framework, by the module that must be imported."""

FRAMEWORK_PORTS = {
    "github.com/gin-gonic/gin": (8080, "what gin's Run takes without an address"),
    "github.com/beego/beego": (8080, "beego's default"),
    "github.com/astaxie/beego": (8080, "beego's default"),
    "github.com/gobuffalo/buffalo": (3000, "Buffalo's default"),
    "github.com/go-martini/martini": (3000, "Martini's default"),
    "github.com/pocketbase/pocketbase": (8090, "PocketBase's default"),
    "github.com/danielgtaylor/huma": (8888, "Huma's default"),
}

VARIABLES = (
    *("PORT", "HTTP_PORT", "APP_PORT", "SERVER_PORT", "API_PORT", "WEB_PORT", "LISTEN_PORT"),
    *("SERVICE_PORT", "HTTP_SERVER_PORT", "REST_PORT", "HTTP_ADDR", "ADDR", "LISTEN_ADDR"),
    *("SERVER_ADDR", "APP_ADDR", "BIND_ADDR", "LISTEN_ADDRESS", "SERVER_ADDRESS", "HTTP_ADDRESS"),
    *("BIND_ADDRESS", "LISTEN", "BIND", "HTTP_LISTEN", "GRPC_PORT", "GRPC_ADDR"),
)
NAMED = "|".join(VARIABLES)
NAME = lazy_regex(rf"\"(?P<name>{NAMED})\"")
CALLED = lazy_regex(r"([\w.]+)\s*\(\s*(?:\w+\s*,\s*)?$")
KEY = lazy_regex(r"\s*:")
"""Behind a name in a table of variables or a `case`, by which a program reads all of them."""

ALTERNATIVE = lazy_regex(rf"\s*(?:,\s*(?P<default>{VALUE})\s*)?\)")
TAGGED = lazy_regex(
    rf"`[^`\n]*\b(?:env|envconfig)\s*:\s*\"(?P<name>{NAMED})(?:,[^\"]*?(?:default=(?P<inline>[^\",]+))?)?\"[^`\n]*`"
)
TAG_DEFAULT = lazy_regex(r"\b(?:envDefault|default|env-default)\s*:\s*\"(?P<value>[^\"\n]+)\"")
VIPER = lazy_regex(
    rf"\bSetDefault\(\s*\"(?P<name>(?:\w+\.)?(?i:port|addr|address|listen|http_port|server_port))\"\s*,\s*(?P<value>{VALUE})\s*\)"
)
FLAG_NAME = r"(?:(?:http|listen|server|bind|web)[-_.]?)*(?:port|addr|address|listen|bind|http|host)"
FLAG = lazy_regex(
    rf"\.(?:String|Int|Uint|Uint16)(?:VarP|Var|P)?\(\s*"
    rf"(?:&?[\w.]+\s*,\s*)?\"(?P<name>{FLAG_NAME}|p)\"\s*,\s*(?:\"\w?\"\s*,\s*)?"
    rf"(?P<value>{VALUE})\s*,"
)
KINGPIN = lazy_regex(
    rf"\.Flag\(\s*\"(?P<name>{FLAG_NAME})\"\s*,[^)]*\)(?:\s*\.\s*\w+\([^)]*\))*?"
    rf"\s*\.\s*Default\(\s*(?P<value>{STRING})"
)
"""https://github.com/alecthomas/kingpin."""

URFAVE = lazy_regex(
    rf"\bName:\s*\"(?P<name>{FLAG_NAME})\"\s*,[^{{}}]{{0,300}}?\bValue:\s*(?P<value>{VALUE})"
)
"""https://github.com/urfave/cli."""

FIELD_TAG = lazy_regex(
    r"^[^\S\n]*(?P<name>(?i:(?:http|server|listen|bind)?(?:port|addr|address|listen)))\s+\w+\s+"
    r"`[^`\n]*\b(?:envDefault|default|env-default)\s*:\s*(?P<value>\"[^\"\n]+\")",
    re.MULTILINE,
)
"""A field with its default in a tag, as kong and other readers of settings take it."""

ARGUMENT = lazy_regex(rf"\s*(?P<value>{VALUE})")
NETWORK = lazy_regex(rf"\s*\"tcp[46]?\"\s*,\s*(?P<value>{VALUE})")
STARTS = (
    *("ListenAndServe", "ListenAndServeTLS", "Run", "Start", "Listen", "ListenTLS", "RunTLS"),
    *("StartTLS", "RunOnAddr"),
)
FIELD = lazy_regex(rf"\bAddr\s*:\s*(?:net\.JoinHostPort\(\s*{VALUE}\s*,\s*)?(?P<value>{VALUE})")
TOOLKIT = lazy_regex(rf"\bAddFlags\(\s*\w+(?:\.\w+)*\s*,\s*(?P<value>{STRING})")
"""https://github.com/prometheus/exporter-toolkit."""

DEFAULTS = lazy_regex(
    r"(?i:(?:default|dflt)_?(?:http|web|listen|server|api)?_?(?:port|addr|address|listen(?:addr)?))"
)
"""Names of constants that hold the usual address."""

FORMATTED = lazy_regex(
    rf"(?:Sprintf\(\s*\"[\w.]*:%[dsv]\"\s*,\s*|\":\"\s*\+\s*(?:strconv\.Itoa\(\s*)?)(?P<value>{VALUE})"
)
BEHIND_A_HOST = lazy_regex(r"[\w)]\s*\+\s*(?P<value>\":\d{2,5}\")\s*,")
"""`host + ":8080"`, as an argument."""

CONFIGURATION = (".yaml", ".yml", ".toml", ".json", ".conf", ".ini", ".properties")
CONFIGURED = lazy_regex(
    r"^[^\S\n]*[\"']?(?P<name>(?i:port|http_?port|server_?port|addr|address|listen))[\"']?\s*[:=]\s*"
    r"[\"']?(?:[\w.]*:)?(?P<port>\d{2,5})\b",
    re.MULTILINE,
)
MAX_CONFIGURATIONS = 20
NUMBER = lazy_regex(r"(?P<host>[^:\s]*|\[[^\]\s]*\]):(?P<port>\d{1,5})|(?P<alone>\d{2,5})")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
FALLBACK_SPAN = 400


@dataclass(frozen=True)
class Listening:
    """Where a program listens.

    Args:
        port: the port, with its evidence.
        variable: the variable that sets it; None where nothing but the source does.
        loopback: whether it only listens to itself.
        flag: the flag that sets it; empty where none does.
    """

    port: Fact[int]
    variable: Fact[str] | None = None
    loopback: bool = False
    flag: str = ""

    @property
    def has_default(self) -> bool:
        """Whether the program itself knows a port."""
        return not self.port.evidence.is_default or self.variable is None


def opens_a_listener(files: Sequence[GoFile]) -> bool:
    """Whether a program opens a port."""
    return any(_opens(file) for file in files)


def _opens(file: GoFile) -> bool:
    for call in file.calls(LISTENERS):
        packages = LISTENERS[call.name]
        if packages is None or call.qualifier in packages:
            return True
    return any(
        any(True for _ in file.calls(names))
        for module, names in FRAMEWORK_STARTS.items()
        if any(path == module or path.startswith(f"{module}/") for path in file.imports)
    )


def in_arguments(words: Sequence[str], evidence: Evidence) -> Fact[int] | None:
    """The port that a command line gives: `-port=8081`, `--addr :8081`, `-p 80`."""
    for number, word in enumerate(words):
        name, _, given = word.lstrip("-").partition("=")
        if not word.startswith("-") or not re.search(r"(?i)(^p$|port|addr|listen|bind)", name):
            continue
        value = given or (words[number + 1] if number + 1 < len(words) else "")
        found = _port(value)
        if found:
            return Fact(found[0], evidence)
    return None


def configured(project: Project, paths: Sequence[str]) -> Fact[int] | None:
    """The port in a configuration file that the program reads at run time."""
    inner = [
        one
        for path in paths
        for one in ([path] if not path.endswith("/") else project.starting(path))
        if one.endswith(CONFIGURATION)
    ]
    for path in inner[:MAX_CONFIGURATIONS]:
        file = project.readable(path)
        found = CONFIGURED.search(file.text) if file else None
        if file and found and 1 <= int(found["port"]) <= 65535:
            evidence = Evidence(found["name"], path, file.line_of(found.start("name")))
            return Fact(int(found["port"]), evidence)
    return None


def read(files: Sequence[GoFile]) -> Listening | None:
    """Where a program listens; None where nothing is found that opens a port.

    Args:
        files: the program's files, its own first.
    """
    if not opens_a_listener(files):
        return None
    names: dict[str, str] = {}
    for file in files:
        for name, value in file.constants.items():
            names.setdefault(name, value)
    ways = (_variables(files, names), _settings(files, names), _literals(files, names))
    found = [one for way in ways for one in way]
    usual = [one for one in found if not one.loopback]
    for one in (*usual, *found):
        return _with_constant(files, one)
    return _of_framework(files) or Listening(
        Fact(8080, default("no port was found in the sources"))
    )


def _with_constant(files: Sequence[GoFile], one: Listening) -> Listening:
    """With the port of a constant such as `defaultPort`, where the variable has no default."""
    if one.has_default:
        return one
    for file in files:
        for name, value in file.constants.items():
            found = _port(value) if DEFAULTS.fullmatch(name) else None
            if found:
                place = Evidence(name, file.path)
                return replace(one, port=Fact(found[0], place), loopback=found[1] in LOOPBACK)
    return one


def _variables(files: Sequence[GoFile], names: dict[str, str]) -> Iterator[Listening]:
    found = [one for file in files for one in _variables_of(file, names)]
    for variable in VARIABLES:
        alike = [one for name, one in found if name == variable]
        with_default = [one for one in alike if one.has_default]
        yield from (with_default or alike)[:1]


def _variables_of(file: GoFile, names: dict[str, str]) -> Iterator[tuple[str, Listening]]:
    for match in NAME.finditer(file.code):
        called = CALLED.search(file.code, max(0, match.start() - 80), match.start())
        after = ALTERNATIVE.match(file.code, match.end())
        if KEY.match(file.code, match.end()):
            evidence = file.evidence(match.start(), match["name"])
            yield match["name"], _from_variable(match["name"], None, evidence)
        if called is None or after is None or not _reads(called[1]):
            continue
        given = after["default"]
        found = _resolved(given, names) if given else None
        found = found or _fallback(file, called.start(), after.end(), names)
        evidence = file.evidence(match.start(), match["name"])
        yield match["name"], _from_variable(match["name"], found, evidence)
    for match in TAGGED.finditer(file.code):
        said = TAG_DEFAULT.search(match[0])
        given = said["value"] if said else match["inline"]
        evidence = file.evidence(match.start(), match["name"])
        yield match["name"], _from_variable(match["name"], _port(given or ""), evidence)


def _reads(call: str) -> bool:
    """Whether a function reads a variable: `os.Getenv`, `getEnv`, `viper.BindEnv`; not Setenv."""
    name = call.lower()
    return ("env" in name or name.startswith("viper.")) and not re.search(r"(un)?set_?env", name)


def _from_variable(name: str, found: tuple[int, str] | None, evidence: Evidence) -> Listening:
    variable = Fact(name, evidence)
    if found is not None:
        return Listening(Fact(found[0], evidence), variable, loopback=found[1] in LOOPBACK)
    why = default(f"{name} is read at {evidence.file}:{evidence.line} and has no default")
    return Listening(Fact(8080, why), variable)


def _fallback(file: GoFile, start: int, end: int, names: dict[str, str]) -> tuple[int, str] | None:
    """What stands in where the variable is empty: `if port == "" { port = "8080" }`, `cmp.Or`."""
    after = file.code[end : end + FALLBACK_SPAN]
    alternative = re.match(rf"\s*,\s*({VALUE})\s*\)", after)  # cmp.Or(os.Getenv("PORT"), "8080")
    if alternative:
        return _resolved(alternative[1], names)
    before = file.code[max(0, start - 200) : start]
    assigned = re.search(r"(\w+)\s*(?:,\s*\w+\s*)?(?::=|=)\s*(?:[\w.]+\(\s*)?$", before)
    if assigned is None:
        return None
    name = re.escape(assigned[1])
    for found in re.finditer(rf"(?<!\w){name}\s*=\s*(?P<value>{VALUE})\s*\n", after):
        resolved = _resolved(found["value"], names)
        if resolved:
            return resolved
    earlier = re.findall(rf"(?<!\w){name}\s*:?=\s*({VALUE})\s*\n", before)
    returned = re.findall(rf"\breturn\s+({VALUE})\s*\n", after)
    return next((one for text in (*earlier, *returned) if (one := _resolved(text, names))), None)


def _settings(files: Sequence[GoFile], names: dict[str, str]) -> Iterator[Listening]:
    """What flags and viper's defaults say."""
    for pattern in (VIPER, FLAG, KINGPIN, URFAVE, FIELD_TAG):
        for file in files:
            for match in pattern.finditer(file.code):
                found = _resolved(match["value"], names)
                if found:
                    evidence = file.evidence(match.start(), match["name"])
                    flag = match["name"] if pattern in {FLAG, KINGPIN, URFAVE} else ""
                    local = found[1] in LOOPBACK
                    yield Listening(Fact(found[0], evidence), loopback=local, flag=flag)


def _literals(files: Sequence[GoFile], names: dict[str, str]) -> Iterator[Listening]:
    for file in files:
        for call in file.calls(STARTS):
            is_network = call.full in {"net.Listen", "tls.Listen"}
            match = (NETWORK if is_network else ARGUMENT).match(call.arguments)
            yield from _listening(file, match, call.start, names)
    for pattern in (FIELD, TOOLKIT, FORMATTED, BEHIND_A_HOST):
        for file in files:
            for match in pattern.finditer(file.code):
                yield from _listening(file, match, match.start(), names)
    for file in files:
        for name, value in file.constants.items():
            found = _port(value) if DEFAULTS.fullmatch(name) else None
            if found:
                yield Listening(Fact(found[0], Evidence(name, file.path)))


def _listening(
    file: GoFile, match: re.Match[str] | None, start: int, names: dict[str, str]
) -> Iterator[Listening]:
    found = _resolved(match["value"], names) if match else None
    if found:
        place = file.evidence(start, "port")
        yield Listening(Fact(found[0], place), loopback=found[1] in LOOPBACK)


def _of_framework(files: Sequence[GoFile]) -> Listening | None:
    for file in files:
        for path in file.imports:
            for module, (number, why) in FRAMEWORK_PORTS.items():
                if path == module or path.startswith(f"{module}/"):
                    return Listening(Fact(number, default(why)))
    return None


def _resolved(text: str, names: dict[str, str]) -> tuple[int, str] | None:
    """The port and the host of a literal, or of a name that stands for one."""
    if text[:1] in {'"', "`"}:
        return _port(text[1:-1])
    if text.isdigit():
        return _port(text)
    named = names.get(text.rpartition(".")[2])
    return _port(named) if named is not None else None


def _port(text: str) -> tuple[int, str] | None:
    found = NUMBER.fullmatch(text.strip())
    number = int(found["port"] or found["alone"]) if found else 0
    if found is None or not 1 <= number <= 65535:
        return None
    return number, found["host"] or ""
