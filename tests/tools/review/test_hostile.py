"""Dockerfiles and repositories that nobody wrote in good faith, or in their right mind."""

from __future__ import annotations

import time

import pytest

from tests.conftest import MakeProject
from tests.tools.review import NODE, found_in, with_dockerfile

HEAD = "FROM node:26-slim\nWORKDIR /app\n"
LONG = 20_000


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# a comment\n",
        "ARG A=1\n",
        "FROM a AS a\nFROM a AS a\nCOPY --from=a / /\n",
        "FROM $A AS ${B}\nCOPY --from=${B} a b\n",
        "FROM scratch\nCOPY --from=99999999999999999999 a b\n",
        f"{HEAD}COPY a\n",
        f'{HEAD}COPY [] \nCMD []\nENTRYPOINT [""]\n',
        f'{HEAD}ENTRYPOINT ["tini"]\nCMD ["--"]\nHEALTHCHECK CMD\n',
        f'{HEAD}EXPOSE a/b/c $X 3000-3010\nCMD "\n',
        f"{HEAD}WORKDIR ../../..\nCOPY ../../etc/passwd ../../../x\n",
        f"{HEAD}RUN --mount=type=cache --mount= --mount=type=bind,source npm ci\n",
        f"{HEAD}RUN npm run ${{X}}\nRUN npm run\nCMD npm run\n",
        "FROM node:26-slim\r\nRUN <<EOF\r\nEOF\r\n",
        "\ufeffFROM node:26-slim\n",
    ],
)
def test_an_odd_dockerfile_has_no_traceback(project: MakeProject, text: str) -> None:
    found_in(project(with_dockerfile(text)))


@pytest.mark.parametrize(
    "line",
    [
        "RUN echo " + "$(" * LONG,
        "RUN echo " + "(" * LONG + ")" * LONG,
        "RUN npm install" + " -a" * LONG + " x",
        "RUN pip install " + "a " * LONG,
        "ENV SECRET_KEY=" + "x" * LONG + "!q",
        "ENV SECRET_KEY=" + "1" * 60 + "!q",
        "ENV SECRET_KEY=" + "test" * 40 + "!q",
        "COPY " + "a*" * 40 + " /b/",
        "RUN " + "a=1 " * LONG,
        "RUN " + "'" * LONG,
        "CMD [" + '"a",' * LONG + '"b"]',
        "HEALTHCHECK CMD curl" + " -f" * LONG,
    ],
    ids=lambda line: line[:12],
)
def test_a_long_line_takes_no_long_time(project: MakeProject, line: str) -> None:
    begin = time.process_time()
    found_in(project(with_dockerfile(f"{HEAD}{line}\n")))
    assert time.process_time() - begin < 15


def test_a_script_of_nothing_but_names_takes_no_long_time(project: MakeProject) -> None:
    script = "docker buildx " * 15_000 + "\nbuild\n"
    begin = time.process_time()
    found_in(project(with_dockerfile(HEAD, {**NODE, "Makefile": script})))
    assert time.process_time() - begin < 15
