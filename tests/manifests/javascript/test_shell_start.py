"""The program that a shell script of the project starts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockgen.manifests.javascript import shell_start
from dockgen.manifests.javascript.package_json import PackageJson
from dockgen.project import Project, TextFile
from tests.conftest import MakeProject

SCRIPT = "#!/bin/sh\nset -e\nnpx prisma migrate deploy\n# then\nexec node dist/main.js\n"
PACKAGE = '{"scripts": {"serve": "node server.js"}}'


@pytest.mark.parametrize(
    ("command", "script", "entry"),
    [
        (("node", "a.js"), "", "a.js"),
        (("sh", "./run.sh"), SCRIPT, "dist/main.js"),
        (("./run.sh",), SCRIPT, "dist/main.js"),
        (("bash", "run.sh"), "node a.js\nnpm run serve\n", "server.js"),
        (("sh", "-c", "echo start && sh run.sh"), SCRIPT, "dist/main.js"),
        (("sh", "run.sh"), "NODE_ENV=production node --env-file=.env a.js", "a.js"),
        (("sh", "run.sh"), 'node seed.js\nexec "$@"', "seed.js"),
        (("sh", "run.sh"), "nginx", None),
        (("sh", "other.sh"), SCRIPT, None),
        (("sh", "../run.sh"), SCRIPT, None),
        (("sh",), SCRIPT, None),
        ((), SCRIPT, None),
    ],
)
def test_a_script_is_followed_to_what_it_starts_last(
    project: MakeProject, command: tuple[str, ...], script: str, entry: str | None
) -> None:
    made = project({"package.json": PACKAGE, "run.sh": script})
    assert shell_start.entry_file(made, PackageJson(made), command) == entry


@given(st.text() | st.text("node a.js&|;<>()$`'\"\\#=\n"))
def test_any_script_is_read_without_complaint(text: str) -> None:
    shell_start.started_last(TextFile("run.sh", text), PackageJson.empty())


def test_a_script_that_is_no_text_is_passed_over(project: MakeProject) -> None:
    made = project({"package.json": "{}"})
    (made.root / "run.sh").write_bytes(b"\xff\xfe")
    made = Project(made.root)
    assert shell_start.entry_file(made, PackageJson(made), ("sh", "run.sh")) is None
