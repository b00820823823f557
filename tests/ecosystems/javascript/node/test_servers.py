"""What single frameworks of servers need in an image."""

from __future__ import annotations

import json

from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import detect
from dockgen.rendering.render import render
from tests.conftest import MakeProject


def made(make: MakeProject, files: dict[str, str], package: object) -> tuple[str, tuple[str, ...]]:
    """The Dockerfile, and what was said."""
    found = detect(make({"package.json": json.dumps(package), **files}), detector="node")
    return render(plan(found))["Dockerfile"].text, tuple(found.winner[1].findings.warnings)


def test_the_build_of_adonisjs_is_the_application_and_its_sources_stay_out(
    project: MakeProject,
) -> None:
    package = {
        "scripts": {"build": "node ace build", "start": "node bin/server.js"},
        "dependencies": {"@adonisjs/core": "7"},
    }
    files = {"config/app.ts": "", "public/a.txt": "", ".env.example": "PORT=3334\nHOST=localhost"}
    text, said = made(project, files, package)
    assert "COPY package.json ./\nCOPY --from=build /app/build/ ./\n" in text
    assert "ENV PORT=3334\nENV HOST=0.0.0.0\n" in text
    assert 'CMD ["node", "bin/server.js"]' in text
    assert any("APP_KEY" in one for one in said)
