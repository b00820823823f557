"""Numbers in sources that name a port, told apart from the ports of other services.

`port: 5432` in the settings of a database, and `process.env.REDIS_PORT ?? 6379`, are no port that
the server listens on. What listens says by which name it knows its own: `app.listen(config.port)`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import TextFile

ENVIRONMENT = r"(?:process|Bun|import\.meta|Deno)\.env"
FROM_ENVIRONMENT = (
    lazy_regex(
        rf"{ENVIRONMENT}(?:\.get\(['\"]|\??\.|\[['\"])"
        r"(?P<name>(?:[A-Z0-9]+_)*PORT)(?:['\"]\]|['\"]\))?!?\s*(?:,\s*10\s*)?\)*"
        r"\s*(?:\|\||\?\?|,)\s*['\"]?(?P<port>\d{2,5})\b"
    ),
)
CONFIGURED = (
    lazy_regex(
        r"\bprocess\.env\.(?P<name>(?:[A-Z0-9]+_)*PORT)\s*\?[^:\n;]{1,60}:\s*['\"]?(?P<port>\d{2,5})\b"
    ),
    lazy_regex(
        r"\bget(?:OrThrow)?(?:<[^>]*>)?\(\s*['\"](?P<name>(?:[A-Za-z0-9]+[._])*PORT)['\"]\s*,"
        r"\s*['\"]?(?P<port>\d{2,5})",
        re.IGNORECASE,
    ),
    lazy_regex(
        r"\b(?P<name>\w*PORT)['\"]?\s*:(?:[^\n,{}]|\n\s*\.){0,120}?\bdefault\w*\(?\s*[:(]\s*"
        r"['\"]?(?P<port>\d{2,5})(?P<after>[^\n]{0,80})",
        re.IGNORECASE,
    ),
    lazy_regex(
        r"\b(?P<name>\w*PORT)['\"]?\s*:\s*\{[^{}]{0,200}?\bdefault['\"]?\s*:\s*['\"]?(?P<port>\d{2,5})"
        r"(?P<after>[^{}]{0,120})",
        re.IGNORECASE,
    ),
    lazy_regex(
        r"\{[^{}]{0,300}?\b(?P<name>(?:[A-Z0-9]+_)*PORT)\s*=\s*['\"]?(?P<port>\d{2,5})['\"]?"
        r"[^{}]{0,300}\}\s*=\s*process\.env"
    ),
)
"""`PORT ? Number(PORT) : 3000`, `get("PORT", 3000)`, `PORT: z.number().default(3000)`,
`port: { env: "PORT", default: 3000 }` of convict, and `{ PORT = 3000 } = process.env`."""

IN_A_SERVER = (
    lazy_regex(r"\b(?P<name>\w*PORT)\s*=\s*['\"]?(?P<port>\d{2,5})\b", re.IGNORECASE),
    lazy_regex(r"\b(?P<name>port):\s*['\"]?(?P<port>\d{2,5})\b"),
    lazy_regex(r"(?P<name>\.listen)\(\s*(?P<port>\d{2,5})\b"),
)
"""Plain numbers, which count only where a server is opened: elsewhere they may be a database's."""

OTHERS = frozenset(
    "db database postgres postgresql pg mysql mariadb maria mongo mongodb redis cache valkey smtp "
    "mail mailer email imap pop3 ftp sftp ssh rabbit rabbitmq amqp mq queue broker kafka nats mqtt "
    "elastic elasticsearch opensearch solr search memcached memcache ldap statsd graphite influx "
    "influxdb syslog logstash graylog metrics prometheus debug debugger inspect inspector proxy "
    "clickhouse cassandra neo4j vault consul etcd minio s3 typeorm sequelize knex sql mssql oracle "
    "zipkin jaeger otel telemetry collector hmr livereload upstream remote target client clamav "
    "gotenberg chrome browser bull bullmq agenda turn stun rtmp sip tika storage".split()
)
"""Words by which a name speaks of another service."""

OF_OTHERS = frozenset(
    {25, 389, 465, 587, 1025, 1433, 1521, 3306, 5432, 5672, 6379, 8125, 9042, 9092, 9200, 11211}
    | {27017}
)
"""Ports that those services have everywhere, and no server of HTTP."""

WORDS = lazy_regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
TALKS_TO = lazy_regex(
    r"(?:createTransport|createConnection|createPool|createClient|new\s+(?:Pool|Client|Redis|IORedis"
    r"|Sequelize|DataSource|Cluster|Kafka|MongoClient|Connection)|\bconnect|forRoot(?:Async)?"
    r"|\b(?P<key>\w+)['\"]?\s*[:=])\s*\(?\s*\Z"
)
"""What stands before the bracket in which the port of another service stands."""

LISTENED = lazy_regex(
    r"(?:\.listen\(|\bserve\(|Bun\.serve\(|Deno\.serve\()\s*(?:\{[^{}]{0,200}?\bport\s*:\s*)?"
    r"(?:Number\(|parseInt\(|\+)?(?P<path>[A-Za-z_$][\w$]*(?:\([^()\n]{0,60}\))?"
    r"(?:\??\.[A-Za-z_$][\w$]*(?:\([^()\n]{0,60}\))?)*)"
)
"""The name by which what listens knows its port."""


class _Found(NamedTuple):
    name: str
    fact: Fact[int]


def choose(files: Iterable[TextFile], listens: re.Pattern[str]) -> Fact[int] | None:
    """The port that sources name for what listens, or None.

    First a default behind an environment variable or in a schema, in any file; then a plain number,
    in a file that opens a server. Of several, the one whose name what listens uses goes first.

    Args:
        files: the files that the entry file leads to, nearest first.
        listens: what opens a server, as a regular expression.
    """
    every = list(files)
    names = {name for file in every for name in _listened(file)}
    configured = [one for file in every for one in _in(file, (*FROM_ENVIRONMENT, *CONFIGURED))]
    servers = [one for file in every if listens.search(file.text) for one in _in(file, IN_A_SERVER)]
    for found in (configured, servers):
        named = [one for one in found if one.name.lower() in names]
        if named or found:
            return (named or found)[0].fact
    return None


def _listened(file: TextFile) -> Iterator[str]:
    for match in LISTENED.finditer(file.text):
        last = re.sub(r"\([^()]*\)\Z", "", match["path"]).rsplit(".", 1)[-1]
        if last.lower() not in {"port", "env"}:  # which says nothing more
            yield last.lower()


def _in(file: TextFile, patterns: Iterable[re.Pattern[str]]) -> Iterator[_Found]:
    """The ports of a file, apart from those of other services."""
    for pattern in patterns:
        for match in pattern.finditer(file.text):
            number = int(match["port"])
            if 1 <= number <= 65535 and not _is_of_another(file, match, number):
                line = file.line_of(match.start("port"))
                yield _Found(match["name"], Fact(number, Evidence("port", file.path, line)))


def _is_of_another(file: TextFile, match: re.Match[str], number: int) -> bool:
    """Whether the name, what stands around it, or the file speaks of another service."""
    name = match["name"]
    if name == ".listen":
        return False
    said = [name, match.groupdict().get("after") or ""]
    if any(_speaks_of_another(one) for one in said):
        return True
    if name == "PORT":
        return False
    before = _before_bracket(file.text, match.start("name"))
    opened = TALKS_TO.search(before)
    if opened is not None and (opened["key"] is None or _speaks_of_another(opened["key"])):
        return True
    stem = posixpath.basename(file.path).split(".")[0]
    folder = posixpath.basename(posixpath.dirname(file.path))
    return number in OF_OTHERS or _speaks_of_another(stem) or _speaks_of_another(folder)


def _speaks_of_another(text: str) -> bool:
    return not OTHERS.isdisjoint(word.lower() for word in WORDS.findall(text))


def _before_bracket(text: str, offset: int, reach: int = 600) -> str:
    """What stands before the innermost bracket that is open at an offset."""
    depth = 0
    for place in range(offset - 1, max(-1, offset - reach), -1):
        if text[place] in "})":
            depth += 1
        elif text[place] in "{(":
            if not depth:
                return text[max(0, place - 60) : place]
            depth -= 1
    return ""
