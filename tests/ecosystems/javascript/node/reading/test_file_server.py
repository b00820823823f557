"""Start scripts that serve a folder of finished files."""

from __future__ import annotations

import pytest

from dockgen.core.facts import Evidence, Fact
from dockgen.ecosystems.javascript.node.scripts import file_server


def read(text: str) -> file_server.Served | None:
    return file_server.read(Fact(text, Evidence("scripts.start")))


@pytest.mark.parametrize(
    ("script", "folder", "single"),
    [
        ("serve -s build", "build", True),
        ("serve build", "build", False),
        ("npx serve dist --single --listen 5000", "dist", True),
        ("npx -y serve@14 dist", None, False),
        ("serve -l 5000 -s dist", "dist", True),
        ("serve -sL -l tcp://0.0.0.0:5000 dist", "dist", True),
        ("serve -c ../serve.json dist", "dist", False),
        ("serve", ".", False),
        ("npm run build && serve -s ./dist/", "dist", True),
        ("cross-env PORT=4000 serve -s www", "www", True),
        ("PORT=4000 node_modules/.bin/serve -s www", "www", True),
        ("sirv public --no-clear --single", "public", True),
        ("sirv public --host 0.0.0.0 --port 80", "public", False),
        ("http-server -p 4000 dist", "dist", False),
        ("http-server dist -c-1 --proxy http://localhost:8080?", "dist", True),
        ("http-server ./www -P http://api:4000", "www", False),
        ("live-server --port=8080 --entry-file=index.html public", "public", True),
        ("pushstate-server build 9000", "build", True),
        ("angular-http-server --path dist/app -p 4200", "dist/app", True),
        ("ws --spa index.html -d build", "build", True),
        ("ng serve", None, False),
        ("vue-cli-service serve --open", None, False),
        ("node serve.js", None, False),
        ("concurrently 'serve dist' 'node api.js'", None, False),
        ("serve 'unclosed", "'unclosed", False),
    ],
)
def test_the_folder_and_the_fallback_are_read(
    script: str, folder: str | None, single: bool
) -> None:
    found = read(script)
    assert (found.folder if found else None) == folder
    assert (found is not None and found.single) is single


@pytest.mark.parametrize(
    ("script", "for_development"),
    [
        ("http-server -o -a localhost", True),
        ("http-server dist -a 127.0.0.1", True),
        ("http-server dist -a 0.0.0.0", False),
        ("live-server", True),
        ("lite-server -c bs.json", True),
        ("serve -s build", False),
    ],
)
def test_what_opens_a_browser_is_for_the_developer(script: str, for_development: bool) -> None:
    found = read(script)
    assert found is not None
    assert found.for_development is for_development
