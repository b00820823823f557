"""What a Dockerfile, a compose file and an env file of the project's own say."""

from __future__ import annotations

import pytest

from dockgen.dockerfile.deployed import compose_services, existing
from dockgen.dockerfile.deployed.port import port
from tests.conftest import MakeProject

GROWN = """\
ARG NODE=22
FROM node:${NODE}-slim AS base
RUN apt-get update && apt-get install -y --no-install-recommends \\
    ffmpeg libvips42=8.14.* \\
    && rm -rf /var/lib/apt/lists/*
FROM base AS build
RUN apt-get install -y python3 make
RUN npm ci && npm run build
FROM base
ENV PORT=4100 NODE_ENV=production
COPY --from=build /app/dist ./dist
VOLUME ["/data", "/uploads"]
EXPOSE $PORT
USER 1000
HEALTHCHECK CMD node health.js
ENTRYPOINT ["./docker-entrypoint.sh"]
CMD ["node", "dist/server.js"]
"""


def test_what_the_last_stage_says_is_read_with_what_it_is_built_on(project: MakeProject) -> None:
    found = existing.find(project({"Dockerfile": GROWN}))
    assert found is not None
    assert found.port is not None
    assert (found.port.value, found.port.evidence.line) == (4100, 13)
    assert [one.value for one in found.volumes] == ["/data", "/uploads"]
    assert [one.value for one in found.packages] == ["ffmpeg", "libvips42"]
    assert found.user is not None
    assert found.user.value == "1000"
    assert found.entry_script is not None
    assert found.entry_script.value == "docker-entrypoint.sh"
    assert found.command is not None
    assert found.command.value.endswith("node dist/server.js")
    assert found.health is not None


@pytest.mark.parametrize(
    ("line", "packages"),
    [
        ("RUN apk add --no-cache tini git>2", ["tini", "git"]),
        ("RUN apk add --virtual .build gcc", ["gcc"]),
        ("RUN microdnf install -y fontconfig && microdnf clean all", ["fontconfig"]),
        ("RUN apt-get update && apt-get -y install -t bookworm-backports curl", ["curl"]),
        ("RUN npm install express", []),
        ("RUN apt-get install -y $PACKAGES", []),
    ],
)
def test_packages_of_each_system(project: MakeProject, line: str, packages: list[str]) -> None:
    found = existing.find(project({"Dockerfile": f"FROM x\n{line}\n"}))
    assert found is not None
    assert [one.value for one in found.packages] == packages


@pytest.mark.parametrize(
    ("files", "folder", "expected"),
    [
        ({"Dockerfile": "FROM x\nEXPOSE 4000/tcp\n"}, "", 4000),
        ({"Dockerfile": "FROM x\nEXPOSE 4000 9229\n"}, "", None),
        ({"Dockerfile": "FROM x\nENV PORT=4000\nEXPOSE 4000 9229\n"}, "", 4000),
        ({"apps/api/Dockerfile": "FROM x\nEXPOSE 4000\n"}, "apps/api", 4000),
        ({"docker/api/Dockerfile": "FROM x\nEXPOSE 4000\n"}, "apps/api", 4000),
        ({"Dockerfile.api": "FROM x\nEXPOSE 4000\n"}, "apps/api", 4000),
        ({"apps/web/Dockerfile": "FROM x\nEXPOSE 4000\n"}, "apps/api", None),
        ({"Dockerfile.dev": "FROM x\nEXPOSE 9229\n"}, "", None),
        ({"Dockerfile": "# syntax=x\n# Made by dockgen 1\nFROM x\nEXPOSE 4000\n"}, "", None),
        ({"Dockerfile": "FRM x\n"}, "", None),
        ({"compose.yaml": "services: {a: {build: ., ports: ['80:4000']}}"}, "", 4000),
        ({"compose.yaml": "services: {a: {build: ., ports: ['${P:-1}:${Q:-4000}']}}"}, "", 4000),
        ({"compose.yaml": "services: {a: {build: ., environment: {PORT: 4000}}}"}, "", 4000),
        ({"compose.yaml": "services: {db: {image: postgres, ports: ['5432:5432']}}"}, "", None),
        ({"compose.yaml": "services: {a: {build: ./apps/api, expose: [4000]}}"}, "apps/api", 4000),
        ({"docker-compose.dev.yml": "services: {a: {build: ., expose: [9229]}}"}, "", None),
        ({"compose.yaml": "services: [\n"}, "", None),
        ({".env.example": "DB_PORT=5432\nPORT=4000 # ours\n"}, "", 4000),
        ({"apps/api/.env": "PORT=4000\n"}, "apps/api", 4000),
        ({}, "", None),
    ],
)
def test_the_port_that_a_deployment_gives(
    project: MakeProject, files: dict[str, str], folder: str, expected: int | None
) -> None:
    found = port(project({"README.md": "", **files}), folder)
    assert (found.value if found else None) == expected


def test_named_volumes_of_a_service_and_no_sources_of_the_host(project: MakeProject) -> None:
    text = "services:\n  app:\n    build: .\n    volumes: ['data:/app/data', './src:/app/src']\n"
    (service,) = compose_services.services(project({"docker-compose.yml": text}))
    assert [one.value for one in service.volumes] == ["/app/data"]
