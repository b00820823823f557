"""The port that a JavaScript server listens on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockgen.core.facts import Evidence, Fact
from dockgen.core.project import Project
from dockgen.ecosystems.javascript.common import listening_port, named_ports
from tests.conftest import MakeProject


@pytest.mark.parametrize(
    "text",
    [
        "app.listen(process.env.PORT || 4000)",
        "app.listen(process.env.PORT ?? '4000', () => {})",
        "const port = Number(process.env.PORT) || 4000",
        "const port = process.env.PORT ? Number(process.env.PORT) : 4000;\napp.listen(port)",
        "const PORT = 4000;\napp.listen(PORT)",
        "const port = config.get<number>('PORT', 4000)",
        "const env = z.object({ PORT: z.coerce.number().default(4000) })",
        "const { PORT = 4000 } = process.env",
        "await server.listen({ port: 4000, host: '0.0.0.0' })",
        "http.createServer(f).listen(4000)",
        "Bun.serve({ port: Bun.env.PORT ?? 4000 })",
        "export default { port: 4000, fetch: app.fetch }",
        "export default {\n  port: 4000,\n  async fetch(request) {}\n}",
        "const c = convict({ port: { format: 'port', default: 4000, env: 'PORT' } })",
        "const env = z.object({\n  PORT: z\n    .coerce.number()\n    .default(4000),\n})",
        "const a = process.env.REDIS_PORT || 6379;\napp.listen(process.env.PORT || 4000)",
        "connect({ port: process.env.DB_PORT || 5432 });\napp.listen(process.env.API_PORT || 4000)",
        "const c = { database: { port: 5432 }, server: { port: 4000 } };\nx.listen(c.server.port)",
        "const mail = createTransport({ host: h, port: 2525 });\napp.listen({ port: 4000 })",
        "const metricsPort = 9464;\nconst webPort = 4000;\napp.listen(webPort)",
        "new Redis({ host: 'r', port: 7000 });\nBun.serve({ port: 4000 })",
        "const dbPort = 5433, httpPort = 4000;\nserver.listen(httpPort)",
        "const adminPort = 9000;\nconst appPort = 4000;\napp.listen(appPort)",
        "z.object({ port: n.default(5).describe('DB_PORT'), apiPort: n.default(4000) })",
    ],
)
def test_a_plain_port_is_read(project: MakeProject, text: str) -> None:
    made = project({"package.json": "{}", "app.js": text})
    found = listening_port.read(made, "app.js")
    assert found is not None
    assert found.value == 4000


@pytest.mark.parametrize(
    ("built", "source"),
    [
        ("dist/server.js", "src/server.ts"),
        ("dist/shop/server/server.mjs", "src/server.ts"),
        ("server/entry.express", "src/entry.express.tsx"),
        ("dist/apps/api/main.js", "apps/api/src/main.ts"),
    ],
)
def test_the_source_of_a_built_entry_file_is_read(
    project: MakeProject, built: str, source: str
) -> None:
    made = project({source: "\napp.listen(4000)"})
    found = listening_port.read(made, built)
    assert found is not None
    assert str(found.evidence).startswith(f"{source}:2")


@pytest.mark.parametrize(
    "text", ["app.listen(port)", "app.listen(process.env.PORT)", "const a = 4000", "listen(99999)"]
)
def test_a_port_that_is_not_plain_is_not_read(project: MakeProject, text: str) -> None:
    made = project({"app.js": text})
    assert listening_port.read(made, "app.js") is None


def test_without_an_entry_file_nothing_is_read(project: MakeProject) -> None:
    assert listening_port.read(project({"a": ""}), None) is None


def test_a_server_is_told_from_a_script(project: MakeProject) -> None:
    made = project({"server.js": "createServer().listen(1)", "job.js": "console.log('x')"})
    assert listening_port.listens(made, "server.js")
    assert not listening_port.listens(made, "job.js")
    assert not listening_port.listens(made, "missing.js")


@given(st.text())
def test_any_source_is_read_without_complaint(text: str) -> None:
    patterns = (*named_ports.FROM_ENVIRONMENT, *named_ports.CONFIGURED, named_ports.LISTENED)
    for pattern in (*patterns, *named_ports.IN_A_SERVER, listening_port.LOCAL):
        pattern.search(text)


def test_a_port_is_followed_through_imports(project: MakeProject) -> None:
    made = project(
        {
            "src/index.ts": "import { start } from './app.js'\nstart()",
            "src/app.ts": "import c from './config'\nexport const start = () => x.listen(c.port)",
            "src/config/index.ts": "export default { port: Number(process.env.PORT ?? 4000) }",
        }
    )
    found = listening_port.read(made, "dist/index.js")
    assert found is not None
    assert (found.value, found.evidence.file) == (4000, "src/config/index.ts")
    assert listening_port.listens(made, "dist/index.js")


def test_the_port_of_a_database_is_not_the_servers(project: MakeProject) -> None:
    made = project(
        {"a.js": "require('./db'); app.listen(port)", "db.js": "connect({ port: 5432 })"}
    )
    assert listening_port.read(made, "a.js") is None


def test_a_file_that_speaks_of_another_service_names_no_port(project: MakeProject) -> None:
    made = project(
        {
            "main.ts": "import './config/database.config'\nimport './config/app.config'\n"
            "await app.listen(schema.parse({}).backendPort)",
            "config/database.config.ts": "z.object({ port: z.number().default(5433) })",
            "config/app.config.ts": "z.object({ backendPort: z.number().default(3000) })",
        }
    )
    found = listening_port.read(made, "main.ts")
    assert found is not None
    assert (found.value, found.evidence.file) == (3000, "config/app.config.ts")


@pytest.mark.parametrize(
    ("command", "port"),
    [
        (("next", "start", "-p", "4000"), 4000),
        (("next", "start", "--port=4000"), 4000),
        (("sh", "-c", "exec serve -p ${PORT:-4000}"), 4000),
        (("verdaccio", "--listen", "0.0.0.0:4873"), 4873),
        (("serve", "-l", "tcp://0.0.0.0:5000", "dist"), 5000),
        (("gunzip", "-l", "4000.gz"), None),
        (("sh", "-c", "PORT=${FE_PORT:-4000} exec node a.js"), 4000),
        (("sh", "-c", "a && PORT=4000 node a.js"), 4000),
        (("sh", "-c", "next start --port ${WEB_PORT:-4000}"), 4000),
        (("sh", "-c", "DB_PORT=5432 node a.js"), None),
        (("node", "a.js"), None),
    ],
)
def test_a_command_may_name_the_port(command: tuple[str, ...], port: int | None) -> None:
    found = listening_port.in_arguments(Fact(command, Evidence("scripts.start")))
    assert (found.value if found else None) == port


@pytest.mark.parametrize(
    ("text", "address", "variable"),
    [
        ("app.listen(3000, '127.0.0.1')", "127.0.0.1", None),
        ("app.listen({ port: 3000, host: 'localhost' })", "localhost", None),
        ("const host = process.env.HOST || 'localhost'; app.listen(1, host)", "localhost", "HOST"),
    ],
)
def test_a_server_that_only_its_own_machine_reaches_is_found(
    project: MakeProject, text: str, address: str, variable: str | None
) -> None:
    found = listening_port.local_binding(project({"a.js": text}), "a.js")
    assert found is not None
    assert (found.address, found.variable) == (address, variable)


@pytest.mark.parametrize(
    "text", ["app.listen(3000)", "app.listen(1, '0.0.0.0')", "const api = 'http://localhost:1/'"]
)
def test_a_server_that_everybody_reaches_is_none(project: MakeProject, text: str) -> None:
    assert listening_port.local_binding(project({"a.js": text}), "a.js") is None


def test_fastify_without_a_host_is_found(project: MakeProject) -> None:
    local = project({"a.js": "await app.listen({ port: 3000 })"})
    assert listening_port.fastify_binding(local, "a.js") is not None
    every = project({"a.js": "await app.listen({ port: 3000, host: '::' })"})
    assert listening_port.fastify_binding(every, "a.js") is None


def test_a_source_that_is_no_text_is_passed_over(project: MakeProject) -> None:
    made = project({"a.js": "import './b.js'"})
    (made.root / "b.js").write_bytes(b"\xff\xfe")
    assert listening_port.read(Project(made.root), "a.js") is None
