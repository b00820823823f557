"""Where Dockerfiles are found, and how they are built."""

from __future__ import annotations

import pytest

from dockgen.tools.review.finding import Place
from dockgen.tools.review.locating import Use, dockerfiles, is_dockerfile
from tests.conftest import MakeProject


@pytest.mark.parametrize(
    "path",
    [
        "Dockerfile",
        "a/b/Dockerfile",
        "Dockerfile.prod",
        "api.Dockerfile",
        "docker/api.dockerfile",
        "Containerfile",
        "Dockerfile.node-18",
    ],
)
def test_a_dockerfile_is_known_by_its_name(path: str) -> None:
    assert is_dockerfile(path)


@pytest.mark.parametrize(
    "path",
    [
        "Dockerfile.dockerignore",
        "Dockerfile.j2",
        "Dockerfile.tmpl",
        "Dockerfile.md",
        "dockerfile.py",
        "src/parse-dockerfile.ts",
        "Dockerfiles/readme",
    ],
)
def test_what_is_none(path: str) -> None:
    assert not is_dockerfile(path)


FROM = "FROM scratch\n"
USES: list[tuple[str, str, dict[str, Use]]] = [
    (
        "compose.yaml",
        (
            "services:\n  a:\n    build: ./api\n  b:\n    build:\n      context: .\n"
            "      dockerfile: web.Dockerfile\n      target: prod\n      args:\n        V: 1\n"
            "        W: $X\n        Y: ${Y:-2}\n  c:\n    image: x\n"
        ),
        {
            "api/Dockerfile": Use("api", Place("compose.yaml", 3)),
            "web.Dockerfile": Use("", Place("compose.yaml", 5), "prod", {"V": "1", "Y": "2"}),
        },
    ),
    (
        "deploy/docker-compose.prod.yml",
        "services:\n  a:\n    build: {context: .., dockerfile: api/Dockerfile, args: [V=1, W]}\n",
        {"api/Dockerfile": Use("", Place("deploy/docker-compose.prod.yml", 3), "", {"V": "1"})},
    ),
    (
        "docker-bake.hcl",
        (
            'target "a" {\n  context = "api"\n  args = {\n    V = "1"\n  }\n}\n'
            'target "b" {\n  dockerfile = "web.Dockerfile"\n  target = "x"\n}\n'
            'target "c" {\n  inherits = ["a"]\n}\n'
        ),
        {
            "api/Dockerfile": Use("api", Place("docker-bake.hcl", 1), "", {"V": "1"}),
            "web.Dockerfile": Use("", Place("docker-bake.hcl", 7), "x"),
        },
    ),
    (
        ".github/workflows/ci.yml",
        (
            "jobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n        with:\n"
            "          context: api\n          build-args: |\n            V=1\n"
            "            W=${{ x }}\n"
            "      - run: docker build -f web.Dockerfile --target x -t a:b .\n"
        ),
        {
            "api/Dockerfile": Use("api", Place(".github/workflows/ci.yml", 4), "", {"V": "1"}),
            "web.Dockerfile": Use("", Place(".github/workflows/ci.yml", 10), "x"),
        },
    ),
    (
        "Makefile",
        (
            "image:\n\tdocker buildx build \\\n\t  --build-arg V=1 --platform linux/amd64 \\\n"
            "\t  api\n"
            "\tdocker build -f $(F) .\n"
        ),
        {"api/Dockerfile": Use("api", Place("Makefile", 2), "", {"V": "1"})},
    ),
    (
        "package.json",
        '{"scripts": {"image": "docker build -t x -f web.Dockerfile ."}}\n',
        {"web.Dockerfile": Use("", Place("package.json", 1))},
    ),
]


@pytest.mark.parametrize(("path", "text", "uses"), USES, ids=lambda one: str(one)[:20])
def test_how_a_dockerfile_is_built(
    project: MakeProject, path: str, text: str, uses: dict[str, Use]
) -> None:
    made = project({"api/Dockerfile": FROM, "web.Dockerfile": FROM, path: text})
    found = dockerfiles(made)
    assert {name: one[0] for name, one in found.items() if one} == uses


@pytest.mark.parametrize(
    "text",
    [
        "services: [",
        "services:\n  a:\n    build: $WHERE\n",
        "services:\n  a:\n    build: https://git.example/a.git\n",
        "services:\n  a:\n    build: ../../elsewhere\n",
        "services:\n  a:\n    build: {dockerfile_inline: FROM scratch}\n",
    ],
)
def test_what_is_not_of_the_repository_is_left_alone(project: MakeProject, text: str) -> None:
    made = project({"Dockerfile": FROM, "compose.yaml": text})
    assert dockerfiles(made) == {"Dockerfile": []}
