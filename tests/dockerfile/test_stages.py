"""Stages with what they build on, and commands as a shell reads them."""

from __future__ import annotations

import pytest

from dockgen.dockerfile.stages import Image, build_stages, image_of


@pytest.mark.parametrize(
    ("reference", "image"),
    [
        ("node", Image("node", "")),
        ("node:24-slim", Image("node", "24-slim")),
        ("node:24@sha256:ab", Image("node", "24")),
        ("node@sha256:ab", Image("node", "")),
        ("docker.io/library/node:24", Image("node", "24")),
        (
            "docker.io/nginxinc/nginx-unprivileged:1.30",
            Image("nginxinc/nginx-unprivileged", "1.30"),
        ),
        ("registry.example:5000/node", Image("registry.example:5000/node", "")),
        ("registry.example:5000/node:24", Image("registry.example:5000/node", "24")),
    ],
)
def test_a_reference_is_taken_apart(reference: str, image: Image) -> None:
    assert image_of(reference) == image
    assert str(image_of("node:24@sha256:ab")) == "node:24"
    assert str(image_of("node")) == "node"


def test_a_stage_knows_the_image_below_all_that_it_builds_on() -> None:
    text = "FROM node:24 AS Base\nFROM base AS a\nFROM 1\nFROM --platform=linux/amd64 nginx\n"
    stages = build_stages(text)
    assert [(str(one.image), one.own_image) for one in stages] == [
        ("node:24", True),
        ("node:24", False),
        ("node:24", False),
        ("nginx", True),
    ]
    assert [one.instruction.first_line for one in stages] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "tag", ["$V-slim", "${V}-slim", "${V:-20}-slim", "${W:-24}-slim", "${W-24}-slim", "$X"]
)
def test_a_tag_may_come_from_an_argument(tag: str) -> None:
    text = f'ARG V=24 X="$V-slim"\nARG W\nFROM node:{tag}\n'
    assert str(build_stages(text)[0].image) == "node:24-slim"


@pytest.mark.parametrize(
    ("instruction", "command"),
    [
        ("RUN a && b", "a && b"),
        ("RUN a \\\n  # why\n  && b", "a  && b"),
        ("RUN --mount=type=cache,target=/x --network=none a", "a"),
        ('RUN ["a", "b c"]', "a b c"),
        ("RUN [ -f x ] && a", "[ -f x ] && a"),
        ("RUN <<EOF\na\nb\nEOF", "<<EOF\na\nb\nEOF"),
        ('CMD ["yarn", "start"]', "yarn start"),
        ("entrypoint a", "a"),
    ],
)
def test_a_command_is_what_a_shell_reads(instruction: str, command: str) -> None:
    (stage,) = build_stages(f"FROM x\n{instruction}\n")
    assert [one.text for one in stage.commands] == [command]


def test_a_command_knows_what_ran_before_it() -> None:
    first, second = build_stages("FROM x AS a\nRUN one\nRUN two\nCOPY . .\nFROM a\nRUN three\n")
    assert [one.before.split() for one in first.commands] == [[], ["one"]]
    assert [one.before.split() for one in second.commands] == [["one", "two"]]
