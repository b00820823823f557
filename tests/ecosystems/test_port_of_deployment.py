"""Where the sources say no port, what deploys the application does."""

from __future__ import annotations

import pytest

from dockgen.ecosystems.registry import detect
from tests.conftest import MakeProject

FLASK = {
    "requirements.txt": "flask\ngunicorn\n",
    "app.py": "from flask import Flask\napp = Flask('x')\n",
}
GO = {
    "go.mod": "module example.org/x\n\ngo 1.25\n",
    "main.go": 'package main\nimport ("net/http"; "os")\n'
    'func main() { http.ListenAndServe(":" + os.Getenv("PORT"), nil) }\n',
}
RUST = {
    "Cargo.toml": '[package]\nname = "x"\nversion = "1.0.0"\nedition = "2021"\n'
    '[dependencies]\naxum = "0.8"\n',
    "Cargo.lock": "",
    "src/main.rs": "fn main() { axum::serve(listener(), app()); }",
}
DENO = {
    "deno.json": '{"tasks": {"start": "deno run -A main.ts"}}',
    "main.ts": "Deno.serve({ port: Number(Deno.env.get('PORT')) }, () => new Response(''));",
}
SAID = {
    "a Dockerfile": {"Dockerfile": "FROM x\nEXPOSE 4100\n"},
    "a compose file": {"compose.yaml": "services: {a: {build: ., ports: ['80:4100']}}"},
    "an env file": {".env.example": "PORT=4100\n"},
}


@pytest.mark.parametrize("said", SAID.values(), ids=list(SAID))
@pytest.mark.parametrize("files", [FLASK, GO, RUST, DENO], ids=["flask", "go", "rust", "deno"])
def test_what_deploys_it_says_the_port(
    project: MakeProject, files: dict[str, str], said: dict[str, str]
) -> None:
    fact = detect(project({**files, **said})).facts["port"]
    assert (fact.value, fact.evidence.file) == (4100, next(iter(said)))


def test_a_source_that_says_one_wins(project: MakeProject) -> None:
    main = GO["main.go"].replace('":" + os.Getenv("PORT")', '":9000"').replace('; "os"', "")
    files = {**GO, "main.go": main, **SAID["a Dockerfile"]}
    assert detect(project(files)).facts["port"].value == 9000
