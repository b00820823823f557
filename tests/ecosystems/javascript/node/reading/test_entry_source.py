"""The file that tells of a program: behind a shell script, or what a bundler makes it of."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockgen.core.project import Project, TextFile
from dockgen.ecosystems.javascript.node.sources import entry_source
from dockgen.readers.package_json import PackageJson
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
    assert entry_source.entry_file(made, PackageJson(made), command) == entry


@pytest.mark.parametrize(
    ("build", "entry", "source"),
    [
        ("esbuild src/main.ts --bundle --outfile=out/server.mjs", "out/server.mjs", "src/main.ts"),
        ("esbuild --bundle --outfile=out/a.js ./src/main.ts && echo", "out/a.js", "src/main.ts"),
        ("bun build --target=node src/main.ts --outfile a.js", "a.js", "src/main.ts"),
        ("npm run bundle", "out/a.js", "src/main.ts"),
        ("esbuild src/other.ts --outfile=out/a.js", "out/a.js", "out/a.js"),
        ("esbuild src/main.ts --outfile=b.js", "b.js", "b.js"),  # which is there
        ("tsc", "dist/main.js", "dist/main.js"),
    ],
)
def test_what_a_bundler_makes_is_told_by_its_source(
    project: MakeProject, build: str, entry: str, source: str
) -> None:
    scripts = {"build": build, "bundle": "ncc build src/main.ts -o out"}
    files = {"package.json": json.dumps({"scripts": scripts}), "src/main.ts": "", "b.js": ""}
    made = project(files)
    assert entry_source.entry_file(made, PackageJson(made), ("node", entry)) == source


@given(st.text() | st.text("node a.js&|;<>()$`'\"\\#=\n"))
def test_any_script_is_read_without_complaint(text: str) -> None:
    entry_source.started_last(TextFile("run.sh", text), PackageJson.empty())


def test_a_script_that_is_no_text_is_passed_over(project: MakeProject) -> None:
    made = project({"package.json": "{}"})
    (made.root / "run.sh").write_bytes(b"\xff\xfe")
    made = Project(made.root)
    assert entry_source.entry_file(made, PackageJson(made), ("sh", "run.sh")) is None
