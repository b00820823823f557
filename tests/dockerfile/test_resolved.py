"""What a Dockerfile says once everything is resolved that it decides itself."""

from __future__ import annotations

from dockgen.dockerfile.resolved import Resolved, Taken, resolve


def taken(resolved: Resolved) -> list[Taken]:
    return [one for stage in resolved.stages for step in stage.steps for one in step.taken]


def test_an_image_is_named_through_arguments() -> None:
    text = "ARG NODE=20\nARG TAG=${NODE}-slim\nFROM node:${TAG} AS a\nFROM ${BASE:-debian}\n"
    assert [one.reference for one in resolve(text).stages] == ["node:20-slim", "debian"]
    given = resolve(text, args={"NODE": "22"})
    assert given.stages[0].reference == "node:22-slim"


def test_what_only_the_build_decides_is_not_guessed() -> None:
    (stage,) = resolve("ARG BASE\nFROM $BASE\nARG X\nCOPY $X /\nWORKDIR $Y\nCOPY a b").stages
    assert (stage.reference, stage.image, stage.folder) == (None, None, None)
    assert [one.taken for one in stage.steps if one.taken] == [
        (Taken((None,), "/"),),
        (Taken(("a",), None),),
    ]


def test_a_stage_builds_on_another_whatever_the_case_of_its_name() -> None:
    made = resolve("FROM node:20 AS Base\nWORKDIR /app\nFROM base AS b\nWORKDIR src\nFROM b\n")
    assert [one.parent for one in made.stages] == [None, 0, 1]
    assert made.last.folder == "/app/src"
    assert str(made.bottom(made.last)) == "node:20"
    assert [one.name for one in made.chain(made.last)] == ["base", "b", ""]


def test_an_image_named_like_a_later_stage_is_an_image() -> None:
    made = resolve("FROM nginx\nFROM node AS nginx\n")
    assert made.stages[0].parent is None


def test_what_is_copied_from_where_to_where() -> None:
    text = (
        "FROM node AS build\nWORKDIR /src\nCOPY a ./b ./\n"
        "FROM nginx\nARG DIST=dist\nWORKDIR /app\nCOPY --from=build --chown=1 /src/$DIST ./\n"
        "COPY --from=0 x y\nCOPY --from=busybox /bin/sh /bin/sh\n"
        "ADD https://a.example/x <<E /t/\nx\nE\n"
    )
    assert taken(resolve(text)) == [
        Taken(("a", "./b"), "/src/"),
        Taken(("/src/dist",), "/app/", 0, "build"),
        Taken(("x",), "/app/y", 0, "0"),
        Taken(("/bin/sh",), "/bin/sh", None, "busybox"),
        Taken((), "/t/"),
    ]


def test_bind_mounts_take_files_too() -> None:
    text = (
        "FROM node AS a\nFROM node\nWORKDIR /w\n"
        "RUN --mount=type=bind,source=x,target=y --mount=from=a,source=/b,target=/c "
        "--mount=type=cache,target=/d ls\n"
    )
    assert taken(resolve(text)) == [
        Taken(("x",), "/w/y", mounted=True),
        Taken(("/b",), "/c", 0, "a", mounted=True),
    ]


def test_variables_hold_from_where_they_are_set() -> None:
    text = "FROM a AS x\nENV A=1 B=$A\nENV C=$A\nFROM x\nCOPY $C$B /\n"
    (one,) = taken(resolve(text))
    assert one.sources == (None,)  # A is not known yet where B is set
    (one,) = taken(resolve("FROM a AS x\nENV A 1\nFROM x\nCOPY $A /\n"))
    assert one.sources == ("1",)


def test_the_stages_that_a_build_needs() -> None:
    made = resolve(
        "FROM a AS one\nFROM a AS two\nFROM a AS three\nCOPY --from=one / /\nFROM three\n"
    )
    assert made.reached(made.last.number) == {0, 2, 3}
    found = made.named("TWO")
    assert found is not None
    assert found.number == 1
    assert made.named("none") is None


def test_the_last_instruction_holds() -> None:
    made = resolve('FROM a AS base\nCMD ["a"]\nFROM base\nCMD ["b"]\nFROM base\n')
    step = made.effective(made.stages[1], "CMD")
    assert step is not None
    assert step.exec_form == ("b",)
    inherited = made.effective(made.last, "CMD")
    assert inherited is not None
    assert inherited.exec_form == ("a",)
    assert made.effective(made.last, "ENTRYPOINT") is None
