"""What a Dockerfile takes from the build context."""

from __future__ import annotations

import pytest

from dockgen.dockerfile.copied_sources import sources
from dockgen.dockerfile.parser import parse


def taken(text: str) -> list[str]:
    """The paths that the instructions take."""
    return [source.path for source in sources(parse(text))]


def copied(arguments: str) -> list[str]:
    return taken(f"FROM scratch\nCOPY {arguments}\n")


@pytest.mark.parametrize(
    ("arguments", "paths"),
    [
        ("a b /dest/", ["a", "b"]),
        (". .", [""]),
        ("./src/ /src", ["src"]),
        ("/etc/../a .", ["a"]),
        ("../a .", ["a"]),  # nothing leads out of the context
        ("--chown=1:1 --chmod=755 a .", ["a"]),
        ("--from=build /app .", []),
        ('["a b", "c", "/dest/"]', ["a b", "c"]),
        ('--chown=1 ["a b", "."]', ["a b"]),
        ("[a] .", ["[a]"]),
        ("[1] .", ["[1]"]),
        ('"a" .', ["a"]),
        ("<<EOF b /dest/\ntext\nEOF", ["b"]),
        ("--parents src/*/package.json .", ["src/*/package.json"]),
    ],
)
def test_the_sources_of_a_copy(arguments: str, paths: list[str]) -> None:
    assert copied(arguments) == paths


def test_what_an_add_fetches_from_elsewhere_is_not_taken_from_the_context() -> None:
    text = "ADD https://example.com/a.tgz git@example.com:a/b.git local.tgz /\n"
    assert taken(f"FROM scratch\n{text}") == ["local.tgz"]


def test_a_bind_mount_takes_from_the_context() -> None:
    run = (
        "RUN --mount=type=bind,source=package.json,target=package.json "
        "--mount=src=lock,target=lock --mount=type=bind,target=. "
        "--mount=type=bind,from=build,source=x,target=x --mount=type=cache,target=/c true"
    )
    found = sources(parse(f"FROM scratch\n{run}\n"))
    assert [(one.path, one.keyword, one.line) for one in found] == [
        ("package.json", "RUN", 2),
        ("lock", "RUN", 2),
        ("", "RUN", 2),
    ]


@pytest.mark.parametrize(
    ("before", "source", "path"),
    [
        ("ARG dir=src", "$dir/a", "src/a"),
        ("ARG dir=src", "${dir}/a", "src/a"),
        ("ARG dir", "${dir:-lib}/a", "lib/a"),
        ("ARG dir", "${dir-lib}/a", "lib/a"),
        ("ARG dir=src", "a${dir:+.txt}", "a.txt"),
        ("ARG dir", "a${dir+.txt}", "a"),
        ("ARG dir='a b'", "$dir", "a b"),
        ("ENV dir=src", "$dir", "src"),
        ("ENV dir=src other=lib", "$other", "lib"),
        ("ENV dir the src", "$dir", "the src"),
        ("ENV a=x\nENV b=$a/y", "$b", "x/y"),
        ("ARG dir='x", "$dir", "x"),
        ("LABEL a=b", "\\$dir", "$dir"),
    ],
)
def test_a_variable_is_resolved_as_far_as_the_file_decides_it(
    before: str, source: str, path: str
) -> None:
    assert taken(f"FROM scratch\n{before}\nCOPY {source} .\n") == [path]


@pytest.mark.parametrize("before", ["ARG dir", "LABEL a=b", "ARG dir=x\nENV dir=$unknown"])
def test_what_only_a_build_decides_is_left_out(before: str) -> None:
    assert taken(f"FROM scratch\n{before}\nCOPY $dir/a b .\n") == ["b"]


def test_an_argument_above_from_counts_where_a_stage_asks_for_it() -> None:
    text = "ARG dir=src\nFROM scratch AS a\nCOPY $dir .\nARG dir\nCOPY $dir .\n"
    assert taken(text) == ["src"]


def test_a_stage_inherits_the_variables_of_the_stage_it_is_made_from() -> None:
    text = (
        "FROM scratch AS Base\nENV dir=src\nFROM base\nCOPY $dir .\nFROM scratch\nCOPY $dir b .\n"
    )
    assert taken(text) == ["src", "b"]


STAGES = """\
FROM scratch AS unused
COPY a .
FROM scratch AS build
COPY b .
FROM scratch AS bound
COPY c .
FROM scratch AS base
COPY d .
FROM base
COPY --from=Build /b .
COPY --from=0x /b .
RUN --mount=type=bind,from=bound,target=/c true
COPY e .
"""


def test_a_plain_build_asks_for_what_the_last_stage_needs() -> None:
    assert {one.path: one.used for one in sources(parse(STAGES))} == {
        "a": False,
        "b": True,
        "c": True,
        "d": True,
        "e": True,
    }


def test_a_stage_is_also_named_by_its_number() -> None:
    text = "FROM scratch\nCOPY a .\nFROM scratch\nCOPY --from=0 /a .\n"
    assert [one.used for one in sources(parse(text))] == [True]


def test_a_stage_named_like_its_image_is_not_made_from_itself() -> None:
    text = "FROM scratch AS a\nCOPY a .\nFROM node AS node\nCOPY b .\n"
    assert [one.used for one in sources(parse(text))] == [False, True]


@pytest.mark.parametrize(
    ("path", "pattern"),
    [("*.json", True), ("a?", True), ("[ab]", True), ("a", False), ("\\*", False)],
)
def test_a_source_with_wildcards_is_a_pattern(path: str, pattern: bool) -> None:
    (source,) = sources(parse(f"FROM scratch\nCOPY {path} .\n"))
    assert source.is_pattern is pattern
