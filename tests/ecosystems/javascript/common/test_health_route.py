"""Routes that say whether a server is well, and the check that asks for them."""

from __future__ import annotations

import json

import pytest

from dockgen import plan, render
from dockgen.ecosystems.javascript.common import health_route
from dockgen.ecosystems.registry import detect
from tests.conftest import MakeProject

FOUND = {
    "Express": "const app = express();\napp.get('/health', (q, r) => r.send('ok'));",
    "Fastify": "const app = Fastify({ logger: true });\napp.get('/healthz', async () => 'ok');",
    "Hono, typed": "const app: Hono = new Hono();\napp.get(`/api/health`, (c) => c.text('ok'));",
    "a type argument": "const app = new Hono<Env>();\napp.get('/livez', (c) => c.text('ok'));",
    "awaited": "const server = await fastify();\n  server.get('/ping', async () => 1);",
}


@pytest.mark.parametrize("text", FOUND.values(), ids=list(FOUND))
def test_a_plain_route_of_the_application(project: MakeProject, text: str) -> None:
    found = health_route.find(project({"server.js": text}), "server.js")
    assert found is not None
    assert (found.evidence.file, found.evidence.line) == ("server.js", 2)


@pytest.mark.parametrize(
    "text",
    [
        "const router = express.Router();\nrouter.get('/health', f);",
        "const router = Router();\nrouter.get('/health', f);",
        "const app = express();\n// app.get('/health', f);",
        "const app = express();\napp.get('/health/:name', f);",
        "const app = express();\napp.post('/health', f);",
        "const app = express();\napp.get('/healthy-food', f);",
        "client.get('/health', f);",
    ],
)
def test_what_is_not_plain_is_none(project: MakeProject, text: str) -> None:
    assert health_route.find(project({"server.js": text}), "server.js") is None


def text_of(make: MakeProject, version: str = "24", **files: str) -> str:
    package = {"scripts": {"start": "node server.js"}, "dependencies": {"express": "5"}}
    package["engines"] = {"node": version}
    made = make(
        {"package.json": json.dumps(package), "server.js": f"{FOUND['Express']}\napp.listen(4100)"}
        | files
    )
    return render(plan(detect(made)))["Dockerfile"].text


def test_the_run_time_asks(project: MakeProject) -> None:
    text = text_of(project)
    assert (
        'HEALTHCHECK CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT||4100}/health`)'
        in text
    )
    assert text.index("EXPOSE 4100") < text.index("HEALTHCHECK") < text.index('CMD ["node", "s')


def test_a_file_that_the_entry_imports_counts(project: MakeProject) -> None:
    text = text_of(
        project,
        **{"server.js": "require('./app').listen(4100)", "app.js": FOUND["Express"]},
    )
    assert "HEALTHCHECK" in text


def test_without_a_route_nothing_asks(project: MakeProject) -> None:
    assert "HEALTHCHECK" not in text_of(project, **{"server.js": "app.listen(4100)"})
