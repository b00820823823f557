"""What a Dockerfile that a person wrote knows is kept or said, where dockgen's takes its place."""

from __future__ import annotations

import json

import pytest

from tests.conftest import MakeProject, RunCommand

SERVER = {
    "package.json": json.dumps(
        {"scripts": {"start": "node server.js"}, "dependencies": {"express": "5"}}
    ),
    "server.js": "app.listen(process.env.PORT)",
}
WRITTEN = """\
FROM node:22-slim
RUN apt-get update && apt-get install -y ffmpeg libvips42 curl build-essential libpq-dev
VOLUME /data
EXPOSE 4100
HEALTHCHECK CMD curl -f http://localhost:4100/health
ENTRYPOINT ["./docker-entrypoint.sh"]
CMD ["node", "server.js"]
"""


def test_what_it_knows_is_taken_or_said(project: MakeProject, dockgen: RunCommand) -> None:
    root = project({**SERVER, "Dockerfile": WRITTEN}).root
    done = dockgen("init", "--yes", "--force", root)
    assert done.code == 0
    assert "Dockerfile was written by hand; taken from it: port 4100" in done.err
    assert "Dockerfile:2 installs ffmpeg, libvips42, which this image lacks" in done.err
    assert "Dockerfile:3 has data in /data: mount a volume there" in done.err
    assert "Dockerfile:6 starts through docker-entrypoint.sh, and this image does not" in done.err
    assert "Dockerfile:5 has a HEALTHCHECK" in done.err
    assert "EXPOSE 4100" in (root / "Dockerfile").read_text("utf-8")


def test_what_was_taken_outlives_it(project: MakeProject, dockgen: RunCommand) -> None:
    root = project({**SERVER, "Dockerfile": WRITTEN}).root
    dockgen("init", "--yes", "--force", root)
    assert "port: 4100" in (root / ".dockgen.yml").read_text("utf-8")
    assert dockgen("check", root).code == 0
    done = dockgen("init", "--yes", root)
    assert done.code == 0
    assert "written by hand" not in done.err
    assert "EXPOSE 4100" in (root / "Dockerfile").read_text("utf-8")


def test_the_application_that_it_names_outlives_it(
    project: MakeProject, dockgen: RunCommand
) -> None:
    files = {"package.json": json.dumps({"workspaces": ["apps/*"]})}
    for name in ("billing", "orders"):
        files |= {f"apps/{name}/{path}": text for path, text in SERVER.items()}
    files["Dockerfile"] = 'FROM x\nCOPY . .\nCMD ["node", "apps/orders/server.js"]\n'
    root = project(files).root
    assert dockgen("init", "--yes", "--force", root).code == 0
    assert "workspace: apps/orders" in (root / ".dockgen.yml").read_text("utf-8")
    assert dockgen("check", root).code == 0


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"deploy/Dockerfile": WRITTEN}, "deploy/Dockerfile:2 installs ffmpeg"),
        ({"Dockerfile.prod": WRITTEN}, "Dockerfile.prod:6 starts through docker-entrypoint.sh"),
        ({"docker/Dockerfile": 'FROM x\nEXPOSE 9000\nVOLUME ["/a", "/b"]\n'}, "data in /a, /b"),
    ],
)
def test_one_that_lies_elsewhere_is_evidence_too(
    project: MakeProject, dockgen: RunCommand, files: dict[str, str], said: str
) -> None:
    done = dockgen("init", "--yes", project({**SERVER, **files}).root)
    assert done.code == 0
    assert said in done.err


@pytest.mark.parametrize(
    "text",
    [
        "FROM x\nRUN apt-get install -y curl git python3 make g++ libpq-dev\nCMD node server.js\n",
        "FROM x AS build\nRUN apt-get install -y ffmpeg\nFROM x\nCMD node server.js\n",
        "FROM x\nUSER node\nCMD node server.js\n",
    ],
)
def test_what_a_build_needs_alone_is_not_said(
    project: MakeProject, dockgen: RunCommand, text: str
) -> None:
    done = dockgen("init", "--yes", "--force", project({**SERVER, "Dockerfile": text}).root)
    assert done.code == 0
    assert "Dockerfile:" not in done.err
