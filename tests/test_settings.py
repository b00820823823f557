"""`.dockgen.yml`: what it may hold, how mistakes are named, and that comments survive."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockgen import settings
from dockgen.errors import UnusableInput
from dockgen.facts import Evidence, Override
from dockgen.planning import Choices
from dockgen.project import Project
from dockgen.settings import CONFIG, Settings
from tests.conftest import MakeProject, write_files

OPTION = Evidence("--set port")


def test_without_a_file_everything_is_the_default(project: MakeProject) -> None:
    assert settings.read(project({}), "Dockerfile") == Settings()


@pytest.mark.parametrize("text", ["", "# only a comment\n", "schema: 1\n", "set:\nothers:\n"])
def test_an_empty_file_decides_nothing(project: MakeProject, text: str) -> None:
    assert settings.read(project({CONFIG: text}), "Dockerfile") == Settings()


def test_every_key_is_read_with_its_line(project: MakeProject) -> None:
    text = (
        "schema: 1\ndetector: node\nshape: server\nstages: multi\nbase: alpine\n"
        "image: team/app\nsyntax: false\nset:\n  port: 9000\n  start_command: [node, a.js]\n"
        "_src_path: gh:team/template\n_commit: v1\n"
    )
    read = settings.read(project({CONFIG: text}), "Dockerfile")
    assert read.choices == Choices("server", "multi", "alpine")
    assert (read.detector, read.image, read.syntax) == ("node", "team/app", False)
    assert read.overrides["port"] == Override(9000, Evidence("set.port", CONFIG, 9))
    assert read.overrides["start_command"].evidence.line == 10


def test_another_dockerfile_has_its_own_section_and_shares_the_syntax(
    project: MakeProject,
) -> None:
    text = "base: alpine\nsyntax: false\nothers:\n  api.Dockerfile:\n    base: debian\n"
    made = project({CONFIG: text})
    assert settings.read(made, "Dockerfile").base == "alpine"
    assert settings.read(made, "api.Dockerfile") == Settings(base="debian", syntax=False)
    assert settings.read(made, "web.Dockerfile") == Settings(syntax=False)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [", r"\.dockgen\.yml:1: is not valid YAML"),
        ("base: a\nbase: b\n", r"\.dockgen\.yml:2: is not valid YAML: found duplicate key"),
        ("a: !!python/object:os.system {}", r"\.dockgen\.yml:1: unknown key 'a'"),
        ("a: 2026-99-99", r"\.dockgen\.yml: is not valid YAML"),
        ("[" * 500, r"\.dockgen\.yml: is not valid YAML"),
        ("- a\n", r"\.dockgen\.yml:1: must hold `key: value` lines"),
        ("text\n", r"\.dockgen\.yml:1: must hold"),
        ("\nbaes: x\n", r"\.dockgen\.yml:2: unknown key 'baes' \(did you mean base\?\)"),
        ("zzz: x\n", r"unknown key 'zzz' \(known are schema, detector,"),
        ("1: x\n", r"unknown key 1"),
        ("schema: 2\n", r"\.dockgen\.yml:1: schema 2 is not known; this dockgen reads 1"),
        ("base: 3\n", r"\.dockgen\.yml:1: base must be a text, not 3"),
        ("syntax: maybe\n", r"\.dockgen\.yml:1: syntax must be true or false, not 'maybe'"),
        ("\nstages: three\n", r"\.dockgen\.yml:2: stages must be single or multi, not 'three'"),
        ("set: [port]\n", r"\.dockgen\.yml:1: set must be a mapping of `key: value` lines"),
        ("others: x\n", r"\.dockgen\.yml:1: others must be a mapping"),
        ("others:\n  other:\n    bse: x\n", r"\.dockgen\.yml:3: unknown key 'bse'"),
        ("others:\n  other:\n    syntax: false\n", r":3: unknown key 'syntax'"),
    ],
)
def test_a_mistake_is_named_with_its_line(project: MakeProject, text: str, message: str) -> None:
    with pytest.raises(UnusableInput, match=message):
        settings.read(project({CONFIG: text}), "other" if "others" in text else "Dockerfile")


@given(st.text(alphabet="abs :-[]{}!&*#|>'\"%@`,?~\n\t0123456789.x\\"))
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("any")
    write_files(folder, {CONFIG: text})
    with suppress(UnusableInput):
        settings.read(Project(folder), "Dockerfile")


def test_the_command_line_goes_before_the_file() -> None:
    one = Override(1, OPTION)
    two = Override(2, OPTION)
    filed = Settings(base="alpine", stages="multi", overrides={"port": one, "name": one})
    updated = filed.updated(base="debian", stages=None, overrides={"port": two})
    assert (updated.base, updated.stages) == ("debian", "multi")
    assert updated.overrides == {"port": two, "name": one}


def test_a_fresh_file_is_short_and_says_what_it_is_for() -> None:
    text = settings.fresh("Dockerfile", Settings(detector="static", shape="pages"))
    head, tail = settings.FRESH_HEAD, settings.FRESH_TAIL
    assert text == f"{head}detector: static\nshape: pages\n{tail}"


FULL = Settings(
    detector="node",
    shape="server",
    stages="single",
    base="alpine",
    image="registry.example:5000/team/app",
    overrides={
        "port": Override(9000, OPTION),
        "name": Override("yes", OPTION),
        "start_command": Override(["node", "a b.js"], OPTION),
        "odd: key": Override("#x", OPTION),
    },
)


@pytest.mark.parametrize("dockerfile", ["Dockerfile", "docker/api.Dockerfile"])
def test_a_fresh_file_is_read_back(project: MakeProject, dockerfile: str) -> None:
    read = settings.read(project({CONFIG: settings.fresh(dockerfile, FULL)}), dockerfile)
    values = {name: override.value for name, override in read.overrides.items()}
    assert values == {name: override.value for name, override in FULL.overrides.items()}
    assert read.choices == FULL.choices
    assert (read.detector, read.image) == (FULL.detector, FULL.image)


def test_a_fresh_file_keeps_the_syntax_line_off(project: MakeProject) -> None:
    text = settings.fresh("Dockerfile", Settings(syntax=False))
    assert settings.read(project({CONFIG: text}), "Dockerfile").syntax is False


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])), st.text(alphabet="ab1.-_"))
def test_any_value_and_any_name_survive_a_fresh_file(
    tmp_path_factory: pytest.TempPathFactory, value: str, name: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    filed = Settings(overrides={name: Override(value, OPTION)})
    write_files(folder, {CONFIG: settings.fresh("Dockerfile", filed)})
    read = settings.read(Project(folder), "Dockerfile").overrides
    assert {key: override.value for key, override in read.items()} == {name: value}


COMMENTED = """\
# ours
base: 'alpine'   # small

set:
  # behind the proxy
  port: 9000
"""


def test_a_file_that_says_it_all_stays_as_it_is(project: MakeProject) -> None:
    made = project({CONFIG: COMMENTED})
    assert settings.rewritten(made, "Dockerfile", settings.read(made, "Dockerfile")) == COMMENTED


def test_what_changes_is_put_in_and_comments_and_order_stay(project: MakeProject) -> None:
    made = project({CONFIG: COMMENTED})
    changed = settings.read(made, "Dockerfile").updated(
        stages="multi", overrides={"port": Override(8081, OPTION)}
    )
    text = settings.rewritten(made, "Dockerfile", changed)
    for line in ("# ours", "base: 'alpine'   # small", "  # behind the proxy", "  port: 8081"):
        assert f"{line}\n" in text
    assert text.endswith("stages: multi\n")


@pytest.mark.parametrize("text", ["schema: 1\n", "others:\n", "others:\n  api.Dockerfile:\n"])
def test_another_dockerfile_is_put_under_its_name(project: MakeProject, text: str) -> None:
    made = project({CONFIG: text})
    wanted = Settings(base="alpine", overrides={"port": Override(1, OPTION)})
    write_files(made.root, {CONFIG: settings.rewritten(made, "api.Dockerfile", wanted)})
    again = settings.read(Project(made.root), "api.Dockerfile")
    assert (again.base, again.overrides["port"].value) == ("alpine", 1)


def test_an_empty_set_is_filled(project: MakeProject) -> None:
    made = project({CONFIG: "set:\n"})
    wanted = Settings(overrides={"port": Override(1, OPTION)})
    assert settings.rewritten(made, "Dockerfile", wanted) == "set:\n  port: 1\n"
