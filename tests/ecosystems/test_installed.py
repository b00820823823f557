"""A small ecosystem from elsewhere works with every command, with no change anywhere else.

This is what CONTRIBUTING's "Adding an ecosystem" describes: a record, what detects, what plans,
and a template.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from ruamel.yaml import YAML

from tests.conftest import write_files

RECORD = '''
"""Programs in Lolcode, which is made up as far as dockgen is concerned."""

from pathlib import Path

from dockgen.core.ecosystem import CredentialFile, Ecosystem
from dockgen.core.generated import GeneratedFolder
from dockgen.core.facts import Evidence, no


def _detect(project, overrides):
    if not project.has("lol.toml"):
        return no("no lol.toml")
    from lolcode import reading

    return reading.detect(project, overrides)


def _plan(verdict, choices):
    from lolcode import planning

    return planning.plan(verdict, choices)


def _dependencies(project, workspace):
    from lolcode import reading

    return reading.dependencies(project)


ECOSYSTEM = Ecosystem(
    name="lolcode",
    title="Lolcode",
    precedence="it is installed beside dockgen",
    shapes={"server": "a server that lci runs"},
    bases={"debian": "lci on Debian"},
    detect=_detect,
    plan=_plan,
    templates=Path(__file__).parent / "templates",
    manifests=("lol.toml",),
    generated=(GeneratedFolder("lol_modules", "installed packages of Lolcode", dependencies=True),),
    comments={".lol": "BTW {}"},
    compilers=("lolc",),
    caches=(r"\\.lol/cache",),
    credentials=(CredentialFile(r"(^|/)\\.lolrc$", b"token="),),
    services={"postgres": ("lolpg",)},
    dependencies=_dependencies,
    image_users={"lolcode": "cheez"},
)
'''
READING = """
import re

from dockgen.core.facts import Evidence, Fact, Findings, Verdict, port, text


def detect(project, overrides):
    findings = Findings(overrides)
    file = project.read("lol.toml")
    number = re.search(r"^port = (\\d+)$", file.text, re.MULTILINE)
    place = Evidence("port", "lol.toml", file.line_of(number.start()))
    findings.settle("language", text, Fact("lolcode", Evidence("file", "lol.toml")))
    findings.settle("port", port, Fact(int(number[1]), place))
    return Verdict(matched=True, reason="found lol.toml", shape="server", findings=findings)


def dependencies(project):
    file = project.read("lol.toml")
    return {
        one[1]: Evidence("needs", "lol.toml", file.line_of(one.start()))
        for one in re.finditer(r'^needs = "(\\w+)"$', file.text, re.MULTILINE)
    }
"""
PLANNING = """
from dockgen.core.plan import Plan
from dockgen.core.quoting import image, plain


def plan(verdict, choices):
    listen = plain(verdict.findings.facts["port"].value, "port")
    return Plan(
        shape="server",
        stages="single",
        base="debian",
        template="lolcode/server.Dockerfile.jinja",
        values={"image": image("lolcode:1"), "port": listen},
        port=int(listen),
    )
"""
TEMPLATE = """\
{% include "_shared/header.jinja" %}
# runtime runs the server
{% why "The image that has the interpreter" %}
FROM {{ image }} AS runtime
WORKDIR /app
{% why "The whole program" %}
COPY . .
{% why "No server needs to be root" %}
USER 10001:10001
EXPOSE {{ port }}
{% why "The server is process 1" %}
CMD ["lci", "main.lol"]
"""
SHIPPED = {
    "lolcode/__init__.py": RECORD,
    "lolcode/reading.py": READING,
    "lolcode/planning.py": PLANNING,
    "lolcode/templates/lolcode/server.Dockerfile.jinja": TEMPLATE,
    "lolcode-1.0.dist-info/entry_points.txt": "[dockgen.ecosystems]\nlolcode = lolcode\n",
    "lolcode-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: lolcode\nVersion: 1.0\n",
}
PROJECT = {
    "lol.toml": 'port = 4321\nneeds = "lolpg"\n',
    "main.lol": "HAI 1.2\nKTHXBYE\n",
    "lol_modules/cheez/big.lol": "x" * 5000,
    ".lolrc": "token=abcdef\n",
}


class Done(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Done]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_files(tmp_path_factory.mktemp("elsewhere"), SHIPPED)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    return write_files(tmp_path / "shop", PROJECT)


@pytest.fixture
def run(installed: Path) -> Run:
    def dockgen(*arguments: object) -> Done:
        done = subprocess.run(
            [sys.executable, "-m", "dockgen", *map(str, arguments)],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(installed)},
        )
        return Done(done.returncode, done.stdout, done.stderr)

    return dockgen


def test_list_names_it(run: Run) -> None:
    named = {one["name"] for one in json.loads(run("list", "--json").out)["detectors"]}
    assert "lolcode" in named


def test_init_writes_its_dockerfile_and_what_goes_with_it(run: Run, shop: Path) -> None:
    done = run("init", "--yes", "--compose", shop)
    assert done.code == 0, done.err
    text = (shop / "Dockerfile").read_text()
    assert "FROM lolcode:1 AS runtime" in text
    assert "EXPOSE 4321" in text
    compose = YAML(typ="safe").load((shop / "compose.yaml").read_text())
    assert "postgres" in compose["services"]
    assert run("editor", "devcontainer", shop).code == 0
    container = json.loads((shop / ".devcontainer/devcontainer.json").read_text())
    assert container["remoteUser"] == "cheez"


def test_check_and_update_follow_the_project(run: Run, shop: Path) -> None:
    assert run("init", "--yes", shop).code == 0
    assert run("check", shop).code == 0
    (shop / "lol.toml").write_text("port = 5432\n")
    assert run("check", shop).code == 1
    assert run("update", shop).code == 0
    assert "EXPOSE 5432" in (shop / "Dockerfile").read_text()


def test_explain_gives_its_reasons(run: Run, shop: Path) -> None:
    assert run("init", "--yes", shop).code == 0
    assert "lol.toml:1" in run("explain", shop / "Dockerfile").out


def test_context_knows_its_folders_and_credentials(run: Run, shop: Path) -> None:
    assert run("init", "--yes", shop).code == 0
    (shop / ".dockerignore").write_text("")
    found = run("context", shop).out
    assert "installed packages of Lolcode" in found
    assert ".lolrc" in found


IMAGE = """
from dockgen.tools.verify import contents, editing
from dockgen.core.project import Project
import sys
print(contents.is_cache("home/app/.lol/cache/cheez"))
print(contents.is_compiler("usr/bin/lolc"))
print(editing.source_to_edit(Project(sys.argv[1])))
"""


def test_verify_knows_what_its_images_must_not_hold_and_what_to_edit(
    installed: Path, shop: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMAGE, shop],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(installed)},
    )
    assert done.stdout.split() == ["True", "True", "main.lol"]


def test_its_manifest_beside_pages_says_that_they_are_no_site(run: Run, tmp_path: Path) -> None:
    pages = {"lol.toml.txt": "", "docs/index.html": "<p>"}
    assert run("detect", write_files(tmp_path / "site", pages)).code == 0
    broken = write_files(tmp_path / "library", {**pages, "lol.toml": "port = 1\n"})
    detected = run("detect", "--json", broken)
    assert json.loads(detected.out)["chosen"] == "lolcode"
