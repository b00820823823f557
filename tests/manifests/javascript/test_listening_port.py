"""The port that a JavaScript server listens on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockgen.manifests.javascript import listening_port
from tests.conftest import MakeProject


@pytest.mark.parametrize(
    "text",
    [
        "app.listen(process.env.PORT || 4000)",
        "app.listen(process.env.PORT ?? '4000', () => {})",
        "const port = Number(process.env.PORT) || 4000",
        "const PORT = 4000;\napp.listen(PORT)",
        "const port = config.get<number>('PORT', 4000)",
        "const env = z.object({ PORT: z.coerce.number().default(4000) })",
        "const { PORT = 4000 } = process.env",
        "await server.listen({ port: 4000, host: '0.0.0.0' })",
        "http.createServer(f).listen(4000)",
        "Bun.serve({ port: Bun.env.PORT ?? 4000 })",
    ],
)
def test_a_plain_port_is_read(project: MakeProject, text: str) -> None:
    made = project({"package.json": "{}", "app.js": text})
    found = listening_port.read(made, "app.js")
    assert found is not None
    assert found.value == 4000


def test_the_source_of_a_built_entry_file_is_read(project: MakeProject) -> None:
    made = project({"src/server.ts": "\napp.listen(4000)"})
    found = listening_port.read(made, "dist/server.js")
    assert found is not None
    assert str(found.evidence).startswith("src/server.ts:2")


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
    patterns = (listening_port.FROM_ENVIRONMENT, *listening_port.CONFIGURED)
    for pattern in (*patterns, *listening_port.IN_A_SERVER, listening_port.LOCAL):
        pattern.search(text)
