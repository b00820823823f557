"""`.dockgen.yml`: what it may say, and what is said of what it may not."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from ruamel.yaml import YAML

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Override
from dockgen.core.plan import Choices
from dockgen.core.project import Project, TextFile
from dockgen.managed_files.schemas import text_of
from dockgen.managed_files.settings import CHOICE_KEYS, CONFIG, KEYS, TOP_KEYS, Settings, read
from dockgen.managed_files.settings_editing import FRESH_HEAD, fresh, plain, put, put_all, rewritten
from dockgen.managed_files.settings_source import composed
from dockgen.rendering.additions import POINTS
from tests.conftest import MakeProject

SCHEMA = Draft7Validator(json.loads(text_of("config")))
FULL = """\
schema: 1
detector: node          # decided in May
shape: server
stages: multi
base: alpine
image: registry.example/team/shop
set:
  port: 9000
  language_version: 22.10
  spa_fallback: false
  start_command: [node, "my server.js"]
  build_command: npm run make
packages:
  build: [git, "python3"]
  runtime: curl tini
fragments:
  after_dependencies: |
    # The client is made from the schema.
    RUN npx prisma generate \\
        --no-hints

    ENV A=b
  at_end: "LABEL a=b"
syntax: false
templates: ./docker-templates
_commit: v1.0.0
_src_path: gh:x/y
others:
  deploy/api.Dockerfile:
    base: debian
    set: {port: 8081}
"""


def settings_of(make: MakeProject, text: str, dockerfile: str = "Dockerfile") -> Settings:
    return read(make({CONFIG: text}), dockerfile)


def test_without_a_file_everything_is_left_to_dockgen(project: MakeProject) -> None:
    assert read(project({}), "Dockerfile") == Settings()
    assert settings_of(project, "") == Settings()
    assert settings_of(project, "# nothing yet\n") == Settings()
    assert settings_of(project, "detector:\nset:\nothers:\n").detector is None


def test_everything_that_can_be_said_is_read_with_its_line(project: MakeProject) -> None:
    found = settings_of(project, FULL)
    assert found.detector == "node"
    assert found.choices == Choices("server", "multi", "alpine")
    assert (found.image, found.syntax) == ("registry.example/team/shop", False)
    assert found.templates == "./docker-templates"
    assert {name: one.value for name, one in found.overrides.items()} == {
        "port": "9000",
        "language_version": "22.10",
        "spa_fallback": "false",
        "start_command": ("node", "my server.js"),
        "build_command": "npm run make",
    }
    assert str(found.overrides["language_version"].evidence) == (
        ".dockgen.yml:9  set.language_version"
    )
    assert found.additions.packages["build"].value == ("git", "python3")
    assert found.additions.packages["runtime"].value == ("curl", "tini")
    fragment = found.additions.fragments["after_dependencies"]
    assert fragment.value == (
        "# The client is made from the schema.",
        "RUN npx prisma generate \\",
        "    --no-hints",
        "",
        "ENV A=b",
    )
    assert fragment.evidence.line == 18
    assert found.additions.fragments["at_end"].value == ("LABEL a=b",)
    assert {key: place.line for key, place in found.places.items()} == {
        "detector": 2,
        "shape": 3,
        "stages": 4,
        "base": 5,
        "image": 6,
        "syntax": 24,
        "templates": 25,
    }


def test_pairs_are_a_mapping_a_list_of_lists_or_words(project: MakeProject) -> None:
    text = """\
set:
  environment: {HOST: 127.0.0.1, EMPTY: ""}
  removed_scripts: [[., scripts.prepare], [., scripts.install]]
  member_builds: ["a:tsc"]
"""
    assert list(SCHEMA.iter_errors(YAML(typ="safe").load(text))) == []
    found = {name: one.value for name, one in settings_of(project, text).overrides.items()}
    assert found == {
        "environment": {"HOST": "127.0.0.1", "EMPTY": ""},
        "removed_scripts": ((".", "scripts.prepare"), (".", "scripts.install")),
        "member_builds": ("a:tsc",),
    }


def test_another_dockerfile_has_decisions_of_its_own(project: MakeProject) -> None:
    found = settings_of(project, FULL, "deploy/api.Dockerfile")
    assert (found.base, found.detector, found.syntax) == ("debian", None, False)
    assert found.overrides["port"].value == "8081"
    assert found.additions.packages == {}
    assert settings_of(project, FULL, "unheard.Dockerfile").base is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("detecter: node", r"\.dockgen\.yml:1: unknown key 'detecter' \(did you mean detector\?\)"),
        ("\n\nbse: x", r"\.dockgen\.yml:3: unknown key 'bse' \(did you mean base\?\)"),
        ("zzz: x", r":1: unknown key 'zzz' \(known are schema, detector"),
        ("1: x", r":1: unknown key '1'"),
        ("fragments:\n  at_ende: RUN a", r":2: unknown key 'fragments\.at_ende' .*at_end\?"),
        ("others:\n  a:\n    syntax: true", r":3: unknown key 'others\.a\.syntax'"),
        ("others:\n  a:\n    _x: y", r":3: unknown key 'others\.a\._x'"),
        ("base: a\nbase: b", r":2: base is given twice"),
        ("? [a]\n: b", r":1: a key must be a string"),
        ("detector: 5", r":1: detector must be a string"),
        ("detector: true", r":1: detector must be a string"),
        ("detector: [node]", r":1: detector must be a string"),
        ('detector: ""', r":1: detector must be a string"),
        ("stages: three", r":1: stages must be one of single, multi, not 'three'"),
        ("syntax: maybe", r":1: syntax must be true or false"),
        ('syntax: "true"', r":1: syntax must be true or false"),
        ("set: 5", r":1: set must be a mapping of"),
        ("set:\n  port:", r":2: set\.port must be a value or a list of values"),
        ("set:\n  port: {a: [b]}", r":2: set\.port\.a must be a value or a list of values"),
        ("set:\n  a:\n    - x\n    - [y]", r":4: set\.a must be a value or a list of values"),
        ("set:\n  a: [x,\n   null]", r":3: set\.a must be a value or a list of values"),
        ("others: []", r":1: others must be a mapping"),
        ("others:\n  a: x", r":2: others\.a must be a mapping"),
        ("packages: curl", r":1: packages must be a mapping"),
        ("packages:\n  a: [--x]", r":2: packages\.a must be package names, not '--x'"),
        ("packages:\n  a: 80", r":2: packages\.a must be a string or a list of strings"),
        ("packages:\n  a:\n    - x\n    - 80", r":4: packages\.a must be a string or a list"),
        ("packages:\n  a:", r"packages\.a must be a string or a list of strings"),
        ("packages:\n  a: []", r":2: packages\.a must be package names"),
        ("packages:\n  a: 'x;y'", r":2: packages\.a must be package names, not 'x;y'"),
        ("packages:\n  a: ['x y']", r":2: packages\.a must be package names, not 'x y'"),
        ("schema: 2", r":1: schema 2 is unknown; this dockgen reads 1"),
        ("schema: one", r":1: schema must be a number"),
        ("- a", r":1: must contain `key: value` lines"),
        ("just words", r":1: must contain `key: value` lines"),
        ("a: [", r":2: is not valid YAML"),
        ("a: b\nc: d: e", r":2: is not valid YAML"),
        ("a: \x00", r"is not valid YAML: it contains a character"),
        ("--- a: b\n--- c: d", r"is not valid YAML"),
        ("base: *nothing", r":1: is not valid YAML: found undefined alias"),
        ("a: " + "[" * 900, r"is nested too deeply"),
        ("set: &a\n  x: *a", r":2: set\.x\.x must be a value or a list"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(
    text: str, message: str, project: MakeProject
) -> None:
    with pytest.raises(UnusableInput, match=message):
        settings_of(project, f"{text}\n")


@pytest.mark.parametrize(
    ("fragment", "message"),
    [
        ("|\n    RUN a\n    FROM b", r":4: fragments\.at_end must not start another stage"),
        (
            "|\n    RNU a",
            r":3: fragments\.at_end is not valid Dockerfile syntax: unknown instruction RNU",
        ),
        (
            "|\n    # fine\n    COPY",
            r":4: fragments\.at_end is not valid Dockerfile syntax: COPY needs",
        ),
        ("|\n    RUN a \\\n", r":3: fragments\.at_end must not end with a backslash"),
        ("|\n    RUN <<E\n    x", r":3: .* heredoc E never ends"),
        ('"RUN a\\u0007"', r":2: fragments\.at_end contains a control character"),
        ('"RUN a\\rb"', r":2: fragments\.at_end contains a control character"),
        ('"RUN a\\ue000"', r":2: fragments\.at_end contains a control character"),
        ('"\\n \\n"', r":2: fragments\.at_end must be instructions, one per line"),
        ("[RUN a]", r":2: fragments\.at_end must be a string"),
        (">\n    RNU\n    a", r":2: fragments\.at_end is not valid Dockerfile syntax"),
    ],
)
def test_a_fragment_that_would_break_the_file_is_named_with_its_line(
    fragment: str, message: str, project: MakeProject
) -> None:
    with pytest.raises(UnusableInput, match=message):
        settings_of(project, f"fragments:\n  at_end: {fragment}\n")


@pytest.mark.parametrize(
    "fragment",
    [
        "|\n    # escape=`\n    RUN a \\\n      b",
        "|\n    RUN <<E\n    FROM x\n    E",
        "|\n    RUN <<-E\n    \tx\n    \tE",
        '"USER root\\nRUN a\\nUSER 1000"',
        ">-\n    RUN a\n    b",
    ],
)
def test_a_fragment_may_be_any_instructions(fragment: str, project: MakeProject) -> None:
    assert settings_of(project, f"fragments:\n  at_end: {fragment}\n").additions.fragments


GIVEN = {
    "detector": "node",
    "shape": "server",
    "stages": "single",
    "base": "alpine",
    "image": "shop",
}


def test_the_command_line_goes_before_the_file(project: MakeProject) -> None:
    found = settings_of(project, FULL).updated(base="debian", shape=None, overrides={})
    assert (found.base, found.shape) == ("debian", "server")
    assert str(found.places["base"]) == "--base"


def test_a_fresh_file_reads_back_as_what_was_decided(project: MakeProject) -> None:
    decided = settings_of(project, FULL).updated(**GIVEN)
    for dockerfile in ("Dockerfile", "api.Dockerfile"):
        text = fresh({dockerfile: decided})
        again = settings_of(project, text, dockerfile)
        assert again.choices == decided.choices
        assert (again.detector, again.image, again.syntax) == ("node", "shop", False)
        assert {name: one.value for name, one in again.overrides.items()} == {
            name: one.value for name, one in decided.overrides.items()
        }
        assert SCHEMA.is_valid(YAML(typ="safe").load(text))


def test_a_fresh_file_tells_editors_its_schema_and_people_what_it_is_for() -> None:
    text = fresh({"Dockerfile": Settings(detector="node")})
    assert text.startswith("# yaml-language-server: $schema=.dockgen.lock\n# What was decided")
    assert "detector: node\n" in text
    assert "# set:\n#   port: 9000\n" in text


def change_in(make: MakeProject, text: str, dockerfile: str = "Dockerfile", **given: Any) -> str:
    found = make({CONFIG: text})
    decided = read(found, dockerfile).updated(**given)
    return rewritten(found, {dockerfile: decided})


COMMENTED = """\
# Ours since May.

schema: 1   # the form


# Node, because of the server.
detector: node # not static

# What we set:
set:
  # Nine thousand
  port: 9000   # p
  start_command:   # how it starts
    - node   # first
    # between
    - server.js
  # below

# And more:
fragments:
  at_end: |
    LABEL a=b   # no comment

    # nor this
    ENV c=d

  # of the fragments
others:
    api.Dockerfile:
        base:   alpine
image: "shop"
# The end.
"""


def test_what_is_decided_goes_below_its_neighbours_and_all_else_stays(
    project: MakeProject,
) -> None:
    from dockgen.cli.commands.options import overrides_of

    made = change_in(project, COMMENTED, base="alpine", overrides=overrides_of(("name=x",)))
    added = [line for line in made.splitlines() if line not in COMMENTED.splitlines()]
    assert added == ["  name: x", "base: alpine"]
    lines = made.splitlines()
    assert lines[lines.index("  name: x") - 1] == "    - server.js"
    assert [line for line in lines if line not in added] == COMMENTED.splitlines()


def test_a_value_is_replaced_where_it_stands(project: MakeProject) -> None:
    from dockgen.cli.commands.options import overrides_of

    made = change_in(
        project,
        COMMENTED,
        detector="static",
        image="registry.example:5000/shop",
        overrides=overrides_of(("port=80",)),
    )
    assert made == (
        COMMENTED.replace("detector: node #", "detector: static #")
        .replace('image: "shop"', 'image: "registry.example:5000/shop"')
        .replace("port: 9000   # p", 'port: "80"   # p')
    )


def test_another_dockerfiles_value_is_put_into_its_own_section(project: MakeProject) -> None:
    made = change_in(project, COMMENTED, "api.Dockerfile", stages="multi")
    assert made == COMMENTED.replace(
        "        base:   alpine\n", "        base:   alpine\n        stages: multi\n"
    )
    made = change_in(project, COMMENTED, "b.Dockerfile", stages="multi")
    assert made == COMMENTED.replace(
        "        base:   alpine\n",
        "        base:   alpine\n    b.Dockerfile:\n      stages: multi\n",
    )


def test_what_is_said_already_is_not_written_again(project: MakeProject) -> None:
    assert change_in(project, FULL) == FULL
    assert change_in(project, FULL, base="alpine", stages="multi") == FULL


@pytest.mark.parametrize(
    ("before", "path", "value", "after"),
    [
        ("", ("base",), "x", "base: x\n"),
        ("# c", ("base",), "x", "# c\nbase: x\n"),
        ("a: b", ("base",), "x", "a: b\nbase: x\n"),
        ("base:", ("base",), "x", "base: x\n"),
        ("base: # c\n", ("base",), "x", "base: x # c\n"),
        ("base: ~\n", ("base",), "x", "base: x\n"),
        ("set:\n", ("set", "port"), 80, "set:\n  port: 80\n"),
        ("set: # c\n# d\n", ("set", "port"), 80, "set: # c\n  port: 80\n# d\n"),
        ("set: {}\n", ("set", "port"), 80, "set: {port: 80}\n"),
        ("set: {a: b} # c\n", ("set", "port"), 80, "set: {a: b, port: 80} # c\n"),
        ("{a: b}\n", ("set", "port"), 80, "{a: b, set: {port: 80}}\n"),
        ("{a: b}\n", ("others", "x", "set", "p"), 80, "{a: b, others: {x: {set: {p: 80}}}}\n"),
        ("set:\n  a: [1,\n    2]\n", ("set", "a"), ["x"], 'set:\n  a: ["x"]\n'),
        ("set:\n  a:\n  - x\n  - y\nb: c\n", ("set", "a"), "z", "set:\n  a: z\nb: c\n"),
        ("set:\n  a: # c\n    - x\n", ("set", "a"), "z", "set:\n  a: z # c\n"),
        ("set:\n  a: >-\n    x\n    y\nb: c\n", ("set", "a"), "z", "set:\n  a: z\nb: c\n"),
        ("set:\n  a: |\n    x\n", ("set", "b"), "z", "set:\n  a: |\n    x\n  b: z\n"),
        ("set:\n  a: 'x\n    y'\n", ("set", "b"), "z", "set:\n  a: 'x\n    y'\n  b: z\n"),
        ("set:\n  a:\n", ("set", "b"), "z", "set:\n  a:\n  b: z\n"),
        ("---\na: b\n...\n", ("base",), "x", "---\na: b\nbase: x\n...\n"),
        ("a: b\n", ("base",), "no", 'a: b\nbase: "no"\n'),
        ("a: b\n", ("base",), "1.10", 'a: b\nbase: "1.10"\n'),
        ("a: b\n", ("base",), True, "a: b\nbase: true\n"),
    ],
)
def test_a_value_is_put_into_any_form_of_file(
    before: str, path: tuple[str, ...], value: object, after: str
) -> None:
    assert put(TextFile(CONFIG, before), path, value) == after


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("base: &a x\nimage: *a\n", ("base",)),  # another key would change with it
        ("set: text\n", ("set", "port")),
    ],
)
def test_a_form_that_cannot_be_written_into_is_left_to_the_user(
    text: str, path: tuple[str, ...]
) -> None:
    with pytest.raises(UnusableInput, match=r"cannot be added by dockgen \(add it your"):
        put(TextFile(CONFIG, text), path, "z")


def test_values_of_several_dockerfiles_are_put_in_at_once() -> None:
    before = (
        "schema: 1\nbase: a # why\nothers:\n  a/Dockerfile:\n    detector: node\n    set:\n"
        "      port: 1\n# the end\n"
    )
    wanted: dict[tuple[str, ...], object] = {
        ("base",): "b",
        ("others", "a/Dockerfile", "set", "workspace"): "a",
        ("others", "a/Dockerfile", "base"): "c",
        ("others", "b/Dockerfile", "detector"): "node",
        ("others", "b/Dockerfile", "set", "workspace"): "b",
        ("set", "port"): 2,
    }
    made = put_all(TextFile(CONFIG, before), wanted)
    assert made == (
        "schema: 1\nbase: b # why\nothers:\n  a/Dockerfile:\n    detector: node\n    set:\n"
        "      port: 1\n      workspace: a\n    base: c\n  b/Dockerfile:\n    detector: node\n"
        "    set:\n      workspace: b\nset:\n  port: 2\n# the end\n"
    )
    assert put_all(TextFile(CONFIG, made), wanted) == made
    flow = put_all(TextFile(CONFIG, "others: {}\n"), wanted)
    assert plain(composed(flow)) == {
        "others": {
            "a/Dockerfile": {"set": {"workspace": "a"}, "base": "c"},
            "b/Dockerfile": {"detector": "node", "set": {"workspace": "b"}},
        },
        "base": "b",
        "set": {"port": "2"},
    }


KEY = st.sampled_from(["base", "image", "port", "name"])
COMMENT = st.sampled_from(["", "", " # c", "   # d: e"])
LINE = st.sampled_from(["", "# one", "  # two", "# three: four"])
VALUE = st.sampled_from(["x", '"y z"', "'q'", "1.10", "[a, b]", "|\n    RUN a\n", ">-\n    b\n"])


@st.composite
def documents(draw: st.DrawFn) -> str:
    """A file as people write it, with comments everywhere."""
    text = ""
    for key in draw(st.lists(st.sampled_from(["detector", "base", "image"]), unique=True)):
        text += f"{draw(LINE)}\n{key}: {draw(st.sampled_from(['x', 'y.z']))}{draw(COMMENT)}\n"
    if draw(st.booleans()):
        text += f"set:{draw(COMMENT)}\n"
        for key in draw(st.lists(KEY, unique=True, min_size=1)):
            value = draw(VALUE)
            comment = "" if "\n" in value else draw(COMMENT)
            text += f"{draw(LINE).strip() and '  # inner'}\n  {key}: {value}{comment}\n"
    return text + draw(LINE) + draw(st.sampled_from(["", "\n"]))


@settings(deadline=None)  # the machine may be busy
@given(
    documents(),
    st.sampled_from(
        [("base",), ("image",), ("set", "port"), ("set", "name"), ("others", "a/b", "base")]
    ),
    st.sampled_from(["z", 9000, True, ["a", "b c"], "no", "äö", "quo\"te'", "back\\slash"]),
)
def test_comments_survive_and_the_value_is_there(
    text: str, path: tuple[str, ...], value: object
) -> None:
    made = put(TextFile(CONFIG, text), path, value)
    assert [line.strip() for line in made.split("\n") if line.strip().startswith("#")] == [
        line.strip() for line in text.split("\n") if line.strip().startswith("#")
    ]
    for trailing in (" # c", "   # d: e"):
        assert made.count(trailing) == text.count(trailing)
    assert put(TextFile(CONFIG, made), path, value) == made
    before, after = plain(composed(text)) or {}, plain(composed(made))
    assert isinstance(before, dict)
    assert isinstance(after, dict)
    assert {key: one for key, one in after.items() if key != path[0]} == {
        key: one for key, one in before.items() if key != path[0]
    }


VALUES = st.one_of(
    st.sampled_from(["x", "single", 1, 5, 1.5, True, None, [], {}, ["a"], ["a", {"b": "c"}], [""]]),
    st.sampled_from([{"port": 80}, {"a": ["x"]}, {"a": {"b": 1}}, {"at_end": "RUN a"}, {"x": ""}]),
    st.text("ab:é", max_size=3),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.dictionaries(st.sampled_from([*TOP_KEYS, "detecter", "_commit"]), VALUES, max_size=3)
)
def test_what_the_schema_refuses_is_refused_too(data: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / CONFIG).write_text(json.dumps(data), "utf-8")
    refused = _refusal(Project(tmp_path))
    # The schema does not know what is Dockerfile text, nor what is the name of a package.
    known_to_code_only = ("Dockerfile text", "names of packages", "control character", "YAML")
    if not any(words in refused for words in known_to_code_only):
        assert SCHEMA.is_valid(data) is (refused == "")


def _refusal(project: Project) -> str:
    try:
        read(project, "Dockerfile")
    except UnusableInput as problem:
        return str(problem)
    return ""


def test_the_schema_knows_every_key_and_no_other() -> None:
    Draft7Validator.check_schema(SCHEMA.schema)
    definitions = json.loads(
        files("dockgen").joinpath("managed_files/schemas/config.json").read_text("utf-8")
    )["definitions"]
    assert set(definitions["project"]["properties"]) == set(TOP_KEYS)
    assert set(definitions["dockerfile"]["properties"]) == set(KEYS)
    assert set(definitions["fragments"]["properties"]) == set(POINTS)
    assert set(CHOICE_KEYS) < set(KEYS)


def test_the_schema_takes_everything_that_can_be_said() -> None:
    data = YAML(typ="safe").load(FULL)
    SCHEMA.validate(data)
    data["set"]["since"] = date(2026, 1, 1).isoformat()
    SCHEMA.validate(data)


def test_the_head_of_a_fresh_file_is_valid_yaml() -> None:
    assert plain(composed(FRESH_HEAD)) == {"schema": "1"}


@settings(deadline=None)  # the machine may be busy
@given(st.text(alphabet="abs :-[]{}!&*#|>'\"%@`,?~\n\t0123456789.x\\"))
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    folder = tmp_path_factory.mktemp("any")
    (folder / CONFIG).write_text(text, "utf-8")
    _refusal(Project(folder))


@settings(deadline=None)  # the machine may be busy
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])), st.text(alphabet="ab1.-_"))
def test_any_value_and_any_name_survive_a_fresh_file(
    tmp_path_factory: pytest.TempPathFactory, value: str, name: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    filed = Settings(overrides={name: Override(value, Evidence("--set"))})
    (folder / CONFIG).write_text(fresh({"Dockerfile": filed}), "utf-8")
    again = read(Project(folder), "Dockerfile").overrides
    assert {key: override.value for key, override in again.items()} == {name: value}
