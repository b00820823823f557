"""Where a program listens, as its sources say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import TextFile
from dockgen.ecosystems.rust.sources.program import Sources, evidence_of, port_of

LOOPBACK = frozenset(("127.0.0.1", "localhost", "[::1]", "::1"))
HOST = r"0\.0\.0\.0|127\.0\.0\.1|localhost|\[::1?\]|::1?"
PORT = r"[\d_]{2,7}|[A-Z][A-Z_0-9]*"

LISTENER = lazy_regex(
    r"\b(?:TcpListener|UdpSocket|UnixListener|Server|Endpoint)\s*::\s*(?:bind|builder|try_bind|http)\b"
    r"|\bHttpServer::new\b|\baxum::serve\b|\bwarp::serve\b|\brocket::(?:build|ignite)\b"
    r"|#\[(?:rocket::)?launch\]"
)
"""What opens a port."""

VARIABLE = lazy_regex(
    r"\b(?:env|dotenvy?)::var(?:_os)?\s*\(\s*\"(?P<name>\w+)\"\s*\)(?P<rest>[^;{]{0,240})"
)
FALLBACK = lazy_regex(
    r"\bunwrap_or\w*\s*\(\s*(?:\|[^|]*\|\s*)?(?:String::from\(\s*)?"
    r"(?:\"(?P<text>[^\"]*)\"|(?P<number>[\d_]{2,7}))"
)
CLAP = lazy_regex(
    r"#\[(?:arg|clap|structopt)\((?P<says>[^\]]*)\)\]\s*(?:#\[[^\]]*\]\s*)*"
    r"(?:pub\s+)?(?P<field>\w+)\s*:"
)
CLAP_VARIABLE = lazy_regex(r"\benv\s*=\s*\"(?P<name>\w+)\"|\benv\b(?!\s*=)")
CLAP_LONG = lazy_regex(r"\blong\b(?:\s*=\s*\"(?P<name>[\w-]+)\")?")
CLAP_DEFAULT = lazy_regex(
    r"\bdefault_value(?:_t|s)?\s*=\s*(?:\"(?P<text>[^\"]*)\"|(?P<number>[\d_]+))"
)

PORT_NAME = lazy_regex(r"(?:^|_)port$|^port(?:_|$)", re.IGNORECASE)
HOST_NAME = lazy_regex(r"host|addr|bind|listen|^ip$|_ip$", re.IGNORECASE)
OWN_HOST = lazy_regex(
    r"(?:(?:APP|SERVER|HTTP|BIND|LISTEN|WEB|API)_)?(?:HOST|IP)|BIND_HOST|LISTEN_HOST", re.IGNORECASE
)
OWN_ADDRESS = lazy_regex(
    r"(?:(?:APP|SERVER|HTTP|BIND|LISTEN|LISTENING|WEB|API|SOCKET)_?)?ADDR(?:ESS)?|BIND|LISTEN",
    re.IGNORECASE,
)
"""Names of variables that say where the program itself listens."""
MUST_BE_SET = lazy_regex(r"\s*(?:\.expect\b|\.unwrap\(\)|\?|\.map_err\b|\.context\b)")
REMOTE = lazy_regex(
    r"(?:^|_)(?:db|database|pg|postgres|postgresql|mysql|mariadb|redis|valkey|mongo|mongodb|smtp|"
    r"mail|amqp|rabbitmq|rabbit|kafka|nats|proxy|metrics|otel|otlp|upstream|remote|consul)(?:_|$)",
    re.IGNORECASE,
)
"""Names of variables that lead to something else than this program's own door."""
WITH_PORT = lazy_regex(rf"(?:(?P<host>{HOST}|[\w.-]+):)?(?P<port>\d{{2,5}})")

LITERAL = lazy_regex(rf"\"(?P<host>{HOST}):(?P<port>\d{{2,5}})\"")
PAIR = lazy_regex(rf"\(\s*\"(?P<host>{HOST})\"\s*,\s*(?P<port>{PORT})\s*\)")
NUMBERS = lazy_regex(
    rf"\(\s*\[\s*(?P<host>\d+\s*,\s*\d+\s*,\s*\d+\s*,\s*\d+)\s*\]\s*,\s*(?P<port>{PORT})\s*\)"
)
NAMED_IP = lazy_regex(
    r"(?:Ipv[46]Addr::(?P<host>UNSPECIFIED|LOCALHOST)|Ipv4Addr::new\((?P<numbers>[\d,\s]+)\))\s*\)?"
    rf"(?:\.into\(\))?\s*,\s*(?P<port>{PORT})\s*\)"
)
FORMATTED = lazy_regex(
    rf"\"(?P<host>{HOST}):\{{(?P<name>\w*)\}}\"(?:\s*,\s*(?P<port>\w+(?:\.\w+)*))?"
)
PLAIN_PORT = lazy_regex(r"\.(?:port|with_port)\(\s*(?P<port>\d{2,5})\s*\)")
ADDRESSES = (NUMBERS, PAIR, NAMED_IP, LITERAL)

NEAR = 200
"""How many characters before an address say whether the program connects to it."""
CONNECTS = lazy_regex(
    r"\b(?:connect\w*|Client\w*|from_static|get|post|open|redis|lookup_host)\s*(?:::\w+\s*)?\(\s*$"
)


class Listening(NamedTuple):
    """Where a program listens.

    Args:
        port: the port; None where the sources do not say it.
        host: the address, as it is written; None where none is.
        host_variable: the variable that changes the address; empty where none does.
        with_port: whether that variable holds the port, too.
        port_variable: the variable that changes the port; empty where none does.
        required: whether the program does not start without the port's variable.
        host_required: whether it does not start without the address's.
        host_flag: the argument that changes the address; empty where none does.
        port_flag: the argument that changes the port; empty where none does.
    """

    port: Fact[int] | None = None
    host: Fact[str] | None = None
    host_variable: str = ""
    with_port: bool = False
    port_variable: str = ""
    required: bool = False
    host_required: bool = False
    host_flag: str = ""
    port_flag: str = ""

    @property
    def is_loopback(self) -> bool:
        """Whether only the container itself reaches the program."""
        return self.host is not None and self.host.value in LOOPBACK


class _Setting(NamedTuple):
    """Something that a variable or an argument changes."""

    variable: str
    name: str
    fallback: str
    evidence: Evidence
    flag: str = ""
    required: bool = False


def read(sources: Sources) -> Listening:
    """Where a program listens, as its sources say."""
    settings = list(_settings(sources))
    ports = [one for one in settings if PORT_NAME.search(one.name) and not REMOTE.search(one.name)]
    hosts = [
        one
        for one in settings
        if HOST_NAME.search(one.name) and not REMOTE.search(one.name) and one not in ports
    ]
    written = _written(sources)
    listening = _host(hosts, written)
    if ports:
        return _with_port(ports[0], listening, sources)
    return listening


def _with_port(setting: _Setting, listening: Listening, sources: Sources) -> Listening:
    number = port_of(setting.fallback.replace("_", ""))
    if number is None and setting.fallback:
        found = (sources.number(setting.fallback, file) for file in sources.files[:1])
        number = next((one for one in found if one is not None), None)
    port = Fact(number, setting.evidence) if number else listening.port
    return listening._replace(
        port=port,
        port_variable=setting.variable,
        required=not setting.fallback and not setting.flag,
        port_flag=setting.flag,
    )


def _host(hosts: list[_Setting], written: Listening) -> Listening:
    """What a variable says of the address, or what is written where there is none."""
    for setting in hosts:
        found = WITH_PORT.fullmatch(setting.fallback)
        if found is not None and found["host"]:
            return Listening(
                Fact(int(found["port"]), setting.evidence),
                Fact(found["host"], setting.evidence),
                host_variable=setting.variable,
                with_port=True,
                host_flag=setting.flag,
            )
        if re.fullmatch(HOST, setting.fallback):
            host = Fact(setting.fallback.strip("[]"), setting.evidence)
            return written._replace(
                host=host, host_variable=setting.variable, host_flag=setting.flag
            )
        if setting.required and OWN_HOST.fullmatch(setting.name):
            host = Fact("", setting.evidence)
            return written._replace(host=host, host_variable=setting.variable, host_required=True)
        if setting.required and OWN_ADDRESS.fullmatch(setting.name):
            host = Fact("", setting.evidence)
            return Listening(
                None, host, host_variable=setting.variable, with_port=True, host_required=True
            )
    return written


def _settings(sources: Sources) -> Iterator[_Setting]:
    """The variables and arguments that the sources read, with what holds where they are not set."""
    for file, found in sources.each(VARIABLE):
        fallback = FALLBACK.search(found["rest"])
        text = (fallback["text"] or fallback["number"] or "") if fallback else ""
        if not fallback and ("unwrap_or" in found["rest"] or "map_or" in found["rest"]):
            text = _constant_fallback(found["rest"])
        must = not text and MUST_BE_SET.match(found["rest"]) is not None
        evidence = evidence_of(file, found)
        yield _Setting(found["name"], found["name"], text, evidence, required=must)
    for file, found in sources.each(CLAP):
        said = CLAP_DEFAULT.search(found["says"])
        variable = CLAP_VARIABLE.search(found["says"])
        name = (variable["name"] or found["field"].upper()) if variable else ""
        if said:
            text = said["text"] or said["number"] or ""
            evidence = evidence_of(file, found)
            yield _Setting(name, found["field"], text, evidence, _flag(found))


def _flag(found: re.Match[str]) -> str:
    """The long option of an argument of clap; empty where it has none."""
    long = CLAP_LONG.search(found["says"])
    if long is None:
        return ""
    return f"--{long['name'] or found['field'].replace('_', '-')}"


def _constant_fallback(rest: str) -> str:
    named = re.search(
        r"(?:unwrap_or\w*|map_or)\s*\(\s*(?:\|[^|]*\|\s*)?([A-Z][A-Z_0-9]*|\d+)", rest
    )
    return named[1] if named else "computed"


def _written(sources: Sources) -> Listening:
    """The address that is written in the sources, where the program does not connect to it."""
    for pattern in ADDRESSES:
        for file, found in sources.each(pattern):
            if _connects(file, found):
                continue
            number = sources.number(found["port"], file)
            if number is not None:
                evidence = evidence_of(file, found)
                return Listening(Fact(number, evidence), Fact(_host_of(found), evidence))
    for file, found in sources.each(FORMATTED):
        name = found["name"] or found["port"] or ""
        number = sources.number(name.rpartition(".")[2], file) if name else None
        evidence = evidence_of(file, found)
        port = Fact(number, evidence) if number else None
        return Listening(port, Fact(found["host"], evidence))
    for file, found in sources.each(PLAIN_PORT):
        return Listening(Fact(int(found["port"]), evidence_of(file, found)))
    return Listening()


def _connects(file: TextFile, found: re.Match[str]) -> bool:
    return CONNECTS.search(file.text[max(0, found.start() - NEAR) : found.start()]) is not None


def _host_of(found: re.Match[str]) -> str:
    groups = found.groupdict()
    numbers = groups.get("numbers") or ""
    host = groups.get("host") or numbers
    named = {"UNSPECIFIED": "0.0.0.0", "LOCALHOST": "127.0.0.1"}  # noqa: S104  read, not bound
    return named.get(host, re.sub(r"\s*,\s*", ".", host.strip()))
