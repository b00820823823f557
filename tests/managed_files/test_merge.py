"""Three-way merge: what both sides changed is in the result, or is a conflict."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dockgen.managed_files.merge import marked_line, merge, merged, rejected


def merged_text(base: str, yours: str, theirs: str) -> str:
    """The merge of texts whose lines are written as words; conflicts are marked."""
    mine, new = yours.split(), theirs.split()
    lines, _ = merged(merge(base.split(), mine, new), mine, new, lambda _: "new")
    return " ".join(lines)


@pytest.mark.parametrize(
    ("base", "yours", "theirs", "result"),
    [
        ("a b c", "a b c", "a b c", "a b c"),
        ("a b c", "a X c", "a b c", "a X c"),
        ("a b c", "a b c", "a X c", "a X c"),
        ("a b c", "X b c", "a b Y", "X b Y"),
        ("a b c", "X b c", "a Y c", "X Y c"),  # neighbouring lines are not the same line
        ("a b c", "a X b c", "a Y c", "a X Y c"),  # a line put before one that changes
        ("a b c", "a b X c", "a Y c", "a Y X c"),  # a line put after one that changes
        ("a b c", "a c", "a b X c", "a X c"),
        ("a b c", "X c", "a b Y", "X Y"),
        ("a b c", "a X c", "a X c", "a X c"),  # both made the same change
        ("a b c", "a c", "a c", "a c"),
        ("a b c", "a X b c", "a X b Y c", "a X b Y c"),
        ("a c", "a X Y c", "a X c", "a X Y c"),  # yours holds all of theirs, and more
        ("a c", "a X c", "a X Y c", "a X Y c"),
        ("", "X", "", "X"),
        ("", "", "X", "X"),
        ("a", "", "a", ""),
        ("a", "a", "", ""),
    ],
)
def test_changes_of_different_lines_are_both_taken(
    base: str, yours: str, theirs: str, result: str
) -> None:
    assert merged_text(base, yours, theirs) == result


@pytest.mark.parametrize(
    ("base", "yours", "theirs", "result"),
    [
        ("a b c", "a X c", "a Y c", "a <<<<<<< yours X ======= Y >>>>>>> new c"),
        ("a b c", "a c", "a Y c", "a <<<<<<< yours ======= Y >>>>>>> new c"),
        ("a b c", "a X c", "a c", "a <<<<<<< yours X ======= >>>>>>> new c"),
        ("a c", "a X c", "a Y c", "a <<<<<<< yours X ======= Y >>>>>>> new c"),
        ("a b", "a b X", "a b Y", "a b <<<<<<< yours X ======= Y >>>>>>> new"),
        ("", "X", "Y", "<<<<<<< yours X ======= Y >>>>>>> new"),
        # What both sides agree on at the ends stands outside the marks.
        ("a b c", "a P X S c", "a P Y S c", "a P <<<<<<< yours X ======= Y >>>>>>> new S c"),
        # A line put inside a stretch that the other side takes away.
        ("a b c d", "a b X c d", "a d", "a <<<<<<< yours b X c ======= >>>>>>> new d"),
    ],
)
def test_changes_of_the_same_lines_are_a_conflict(
    base: str, yours: str, theirs: str, result: str
) -> None:
    assert merged_text(base, yours, theirs) == result


def test_one_stretch_of_one_side_may_meet_several_of_the_other() -> None:
    assert merged_text("a b c d e", "a X c Y e", "a 1 2 3 e") == (
        "a <<<<<<< yours X c Y ======= 1 2 3 >>>>>>> new e"
    )


def test_a_line_that_was_only_indented_anew_is_no_edit() -> None:
    base = ["RUN a \\", "    && b", "USER 1"]
    yours = ["RUN a \\   ", "  && b", "USER 1\r"]
    theirs = ["RUN z \\", "    && b", "USER 1"]
    chunks = merge(base, yours, theirs)
    assert merged(chunks, yours, theirs) == (["RUN z \\", "  && b", "USER 1\r"], [])


def test_a_new_indentation_comes_in_where_the_user_changed_nothing() -> None:
    base, theirs = ["RUN a \\", "  && b"], ["RUN a \\", "    && b"]
    assert merged(merge(base, base, theirs), base, theirs) == (theirs, [])


def test_without_a_label_the_users_side_of_a_conflict_is_kept() -> None:
    base, yours, theirs = ["a", "b", "c"], ["a", "X", "c"], ["a", "Y", "Z", "c", "d"]
    chunks = merge(base, yours, theirs)
    assert merged(chunks, yours, theirs) == (["a", "X", "c", "d"], [2])
    assert rejected(chunks, base, theirs, lambda _: "new") == [
        "@@ -2,1 +2,2 @@ new",
        "-b",
        "+Y",
        "+Z",
    ]


def test_marks_end_as_the_lines_of_the_file_do() -> None:
    yours, theirs = ["X\r"], ["Y\r"]
    lines, _ = merged(merge(["a\r"], yours, theirs), yours, theirs, lambda _: "new", "\r")
    assert all(line.endswith("\r") for line in lines)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("FROM a\n<<<<<<< yours\n", 2),
        ("FROM a\n>>>>>>> dockgen 0.1.0\n", 2),
        ("FROM a\n# =======\n=======\n", None),
        ("RUN cat <<<<<<< x\n", None),
    ],
)
def test_a_conflict_that_still_stands_in_a_file_is_found(text: str, line: int | None) -> None:
    assert marked_line(text) == line


@dataclass(frozen=True)
class Edits:
    """Edits of two sides to one text, and the text with both."""

    base: list[str]
    yours: list[str]
    theirs: list[str]
    both: list[str]


@st.composite
def separate_edits(draw: st.DrawFn) -> Edits:
    """Edits that touch different lines, whatever they are."""
    sides = st.sampled_from(["nobody", "yours", "theirs"])
    owners = draw(st.lists(sides, max_size=12))
    gaps = draw(st.lists(sides, min_size=len(owners) + 1, max_size=len(owners) + 1))
    made = Edits([], [], [], [])
    for number in range(len(owners) + 1):
        around = owners[max(number - 1, 0) : number + 1]
        owner = gaps[number]
        inside_the_others = len(around) == 2 and set(around) == {"yours", "theirs"} - {owner}
        if owner != "nobody" and not inside_the_others:
            added = [f"+{number}.{n}" for n in range(draw(st.integers(0, 2)))]
            getattr(made, owner).extend(added)
            made.both.extend(added)
        if number == len(owners):
            break
        line, owner = f"line {number}", owners[number]
        changed = [f"~{number}.{n}" for n in range(draw(st.integers(0, 2)))]
        made.base.append(line)
        made.yours.extend(changed if owner == "yours" else [line])
        made.theirs.extend(changed if owner == "theirs" else [line])
        made.both.extend([line] if owner == "nobody" else changed)
    return made


@settings(deadline=None)  # the machine may be busy
@given(separate_edits())
def test_edits_of_different_lines_are_all_in_the_result(edits: Edits) -> None:
    chunks = merge(edits.base, edits.yours, edits.theirs)
    assert merged(chunks, edits.yours, edits.theirs) == (edits.both, [])


texts = st.lists(st.sampled_from(["a", "b", " b", "", "c", "d"]), max_size=8)


@settings(deadline=None)  # the machine may be busy
@given(texts, texts)
def test_without_an_edit_the_new_text_is_the_result(base: list[str], theirs: list[str]) -> None:
    assert merged(merge(base, base, theirs), base, theirs) == (theirs, [])


@settings(deadline=None)  # the machine may be busy
@given(texts, texts)
def test_without_a_change_the_users_text_is_the_result(base: list[str], yours: list[str]) -> None:
    assert merged(merge(base, yours, base), yours, base) == (yours, [])


@settings(deadline=None)  # the machine may be busy
@given(texts, texts, texts)
def test_merging_again_changes_nothing(
    base: list[str], yours: list[str], theirs: list[str]
) -> None:
    once, _ = merged(merge(base, yours, theirs), yours, theirs)
    assert merged(merge(theirs, once, theirs), once, theirs) == (once, [])


@settings(deadline=None)  # the machine may be busy
@given(texts, texts, texts)
def test_no_line_of_any_side_is_lost(base: list[str], yours: list[str], theirs: list[str]) -> None:
    chunks = merge(base, yours, theirs)
    assert [n for one in chunks for n in one.yours] == list(range(len(yours)))
    assert [n for one in chunks for n in one.theirs] == list(range(len(theirs)))
    assert [n for one in chunks for n in one.base] == list(range(len(base)))
