"""Dockerfiles that a review has fixed are built, run and asked."""

from __future__ import annotations

import shutil
import time
import urllib.request
from pathlib import Path

import pytest

from tests.command_line import Dockgen
from tests.engine import engines
from tests.examples import FOLDER, run_of

pytestmark = pytest.mark.engine

NODE = """\
FROM node:18-slim
WORKDIR /app
COPY package.json ./
RUN yarn install --frozen-lockfile
COPY . .
EXPOSE 8080
CMD ["npm", "start"]
"""
SPRING = """\
FROM maven:3.9-eclipse-temurin-17 AS build
WORKDIR /src
COPY pom.xml .
RUN mvn --batch-mode dependency:go-offline
COPY src ./src
RUN mvn --batch-mode package -DskipTests
FROM eclipse-temurin:17-jre
COPY --from=biuld /src/target/greeter-0.0.1.jar /app/application.jar
EXPOSE 8080
ENTRYPOINT ["java", "-jar", "/app/app.jar"]
"""


def answered(docker: str, name: str, port: int, path: str) -> int:
    """The status of an answer, once there is one."""
    shown = engines.run(docker, "port", name, str(port)).splitlines()[0]
    address = f"http://127.0.0.1:{shown.rpartition(':')[2]}{path}"
    for _ in range(60):
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return int(answer.status)
        except OSError:
            time.sleep(1)
    raise AssertionError(engines.run(docker, "logs", name))


@pytest.mark.parametrize(("example", "text"), [("node-express", NODE), ("spring-boot", SPRING)])
def test_what_is_fixed_builds_runs_and_answers(
    docker: str, disposable: list[str], dockgen: Dockgen, tmp_path: Path, example: str, text: str
) -> None:
    folder = tmp_path / example
    shutil.copytree(FOLDER / example, folder, symlinks=True)
    (folder / "Dockerfile").write_text(text, "utf-8")
    assert dockgen("review", folder).code == 1
    done = dockgen("review", "--fix", folder)
    assert done.code == 0, done.out
    image = name = f"dockgen-review-{example}"
    engines.build(docker, folder, image)
    run = run_of(example)
    disposable.append(name)
    engines.run(docker, "run", "--detach", "--name", name, "--publish", str(run.port), image)
    question = run.http[0]
    assert answered(docker, name, run.port, question.path) == question.status
    assert f"EXPOSE {run.port}" in (folder / "Dockerfile").read_text("utf-8")
