"""Rust beside a package.json: pages that it builds, and who goes first."""

from __future__ import annotations

import json

import pytest

from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import detect
from dockgen.rendering.render import render
from tests.conftest import MakeProject
from tests.ecosystems.rust.projects import cargo, server

LISTENS = 'let l = tokio::net::TcpListener::bind("0.0.0.0:3000");'
VITE = {
    "web/package.json": json.dumps(
        {"scripts": {"build": "vite build"}, "devDependencies": {"vite": "^6"}}
    ),
    "web/package-lock.json": json.dumps({"lockfileVersion": 3, "packages": {}}),
    "web/index.html": "",
}
EMBEDDED = '#[derive(RustEmbed)]\n#[folder = "web/dist/"]\nstruct Pages;\n'
INCLUDED = 'static PAGES: Dir = include_dir!("$CARGO_MANIFEST_DIR/web/dist");\n'


@pytest.mark.parametrize(
    ("source", "is_served"),
    [
        (EMBEDDED, False),
        (INCLUDED, False),
        ('fn f() { ServeDir::new("web/dist"); }\n', True),
        ('fn f() { Files::new("/", "./web/dist"); }\n', True),
    ],
    ids=("rust-embed", "include_dir", "tower-http", "actix-files"),
)
def test_pages_are_built_in_a_stage(project: MakeProject, source: str, is_served: bool) -> None:
    detection = detect(project({**server(LISTENS), "src/pages.rs": source, **VITE}))
    facts = detection.facts
    assert (facts["front_end"].value, facts["front_end_output"].value) == ("web", "web/dist")
    text = render(plan(detection))["Dockerfile"].text
    assert "COPY --from=frontend /app/web/dist/ /app/web/dist/\nRUN touch" in text
    assert ("COPY --from=build /app/web/dist ./web/dist" in text) == is_served
    assert not any("embeds" in one for one in detection.winner[1].findings.warnings)


def test_pages_that_are_there_are_not_built(project: MakeProject) -> None:
    source = EMBEDDED.replace("web/dist", "web/pages")
    files = {**server(LISTENS), "src/pages.rs": source, **VITE, "web/pages/index.html": ""}
    assert "front_end" not in detect(project(files)).facts


@pytest.mark.parametrize(
    ("start", "more", "chosen"),
    [
        ("node server.js", {}, "node"),
        ("node server.js", {"src/pages.rs": EMBEDDED}, "rust"),
        ("vite", {}, "rust"),
        ("cargo run", {}, "rust"),
    ],
    ids=("server", "server-embedded", "pages", "cargo"),
)
def test_which_goes_first(
    project: MakeProject, start: str, more: dict[str, str], chosen: str
) -> None:
    files = {
        "Cargo.toml": cargo('axum = "0.8"'),
        "src/main.rs": f"fn main() {{ {LISTENS} }}\n",
        "package.json": json.dumps({"scripts": {"start": start}, "devDependencies": {"vite": "6"}}),
        "server.js": "require('http').createServer().listen(3000)",
        "index.html": "",
        **more,
    }
    assert detect(project(files)).chosen == chosen
