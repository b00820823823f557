"""What changed since the last run, and whose doing it is."""

from __future__ import annotations

import pytest

from dockgen.core.facts import Evidence, Fact, FactValue, default
from dockgen.managed_files.drift import Drift, already_say, drifts, said_by_the_project_then
from dockgen.managed_files.recorded_plan import as_json, from_json

READ = Evidence("java.version", "pom.xml", 14)


def drift(name: str, before: FactValue | None, now: FactValue | None) -> Drift:
    return Drift(name, before, now, READ)


@pytest.mark.parametrize(
    ("before", "now", "evidence", "text"),
    [
        ("17", "21", READ, "java 17 -> 21, pom.xml:14"),
        (None, "21", Evidence("file", "pom.xml"), "java none -> 21, pom.xml"),
        ("17", None, READ, "java 17 -> none, no longer in pom.xml:14"),
        (8080, 80, default("what it takes"), "java 8080 -> 80, what it takes"),
        (True, False, Evidence("--set java"), "java true -> false, --set java"),
        (("node", "a b"), ("node", "c\nd"), READ, "java node 'a b' -> node 'c d', pom.xml:14"),
    ],
)
def test_a_drift_reads_as_a_clause(
    before: FactValue | None, now: FactValue | None, evidence: Evidence, text: str
) -> None:
    assert str(Drift("java", before, now, evidence)) == text


def test_long_values_are_cut_and_fragments_read_as_text() -> None:
    lines = ("RUN a \\", "    b", "", "RUN 'c'")
    assert drift("fragments.at_end", None, lines).values == (
        "fragments.at_end none -> RUN a \\ b RUN 'c'"
    )
    cut = drift("build_command", "x " * 50, "y").values
    assert cut == f"build_command {('x ' * 30)[:59].rstrip()}… -> y"


def test_a_value_that_is_no_longer_only_assumed_is_news() -> None:
    assumed, read = Fact("80", default("usual")), Fact("80", READ)
    for then, now, text in (
        (assumed, read, "port 80 (assumed) -> 80, pom.xml:14"),
        (read, assumed, "port 80 -> 80 (assumed), usual"),
    ):
        (found,) = drifts({"port": then}, {"port": now}, same_version=True, has_file=lambda _: True)
        assert str(found) == text


def test_facts_that_moved_but_say_the_same_have_not_changed() -> None:
    then = {"port": Fact(80, READ)}
    now = {"port": Fact(80, Evidence("port", "other.yml", 3))}
    assert drifts(then, now, same_version=True, has_file=lambda _: True) == []


@pytest.mark.parametrize(
    ("before", "after", "by_dockgen"),
    [
        (Fact("24", default("newest")), Fact("26", default("newest")), True),
        (Fact("24", READ), Fact("26", default("newest")), False),
        (Fact("24", default("newest")), Fact("26", READ), False),
        (None, Fact("26", READ), True),
        (Fact("24", READ), None, True),  # the file is there, and is not read for it any more
        (Fact("24", Evidence("x", "gone.xml", 1)), None, False),
    ],
)
def test_another_version_of_dockgen_may_be_what_changed(
    before: Fact[str] | None, after: Fact[str] | None, *, by_dockgen: bool
) -> None:
    then: dict[str, Fact[FactValue]] = {"java": before} if before else {}
    now: dict[str, Fact[FactValue]] = {"java": after} if after else {}
    has_file = "pom.xml".__eq__
    (found,) = drifts(then, now, same_version=False, has_file=has_file)
    assert found.by_dockgen is by_dockgen
    (found,) = drifts(then, now, same_version=True, has_file=has_file)
    assert found.by_dockgen is False


def test_what_is_dockgens_doing_counts_as_said_then() -> None:
    then = {"a": Fact("1", default("x")), "b": Fact("1", READ), "c": Fact("1", READ)}
    now = {"a": Fact("2", default("x")), "b": Fact("2", READ), "d": Fact("2", READ)}
    found = drifts(then, now, same_version=False, has_file=lambda _: True)
    assert said_by_the_project_then(then, now, found) == {
        "a": now["a"],
        "b": then["b"],
        "d": now["d"],
    }


JAVA = drift("language_version", "17", "21")


@pytest.mark.parametrize(
    ("yours", "before", "after", "found", "says"),
    [
        ("FROM x:21-jre@sha256:1", "FROM x:17-jre", "FROM x:21-jre", [JAVA], True),
        ("FROM y:21", "FROM x:17-jre", "FROM x:21-jre", [JAVA], True),
        ("FROM x:17-jre@sha256:1", "FROM x:17-jre", "FROM x:21-jre", [JAVA], False),
        ("FROM x:21-jre AS y17 # 17", "FROM x:17-jre", "FROM x:21-jre", [JAVA], False),
        ("FROM x:210", "FROM x:17-jre", "FROM x:21-jre", [JAVA], False),
        ("FROM x:21.0.1", "FROM x:17-jre", "FROM x:21-jre", [JAVA], False),
        # More than values changed, so nobody can tell.
        ("FROM x:21-jre", "FROM x:17-jre", "FROM z:21-jre", [JAVA], False),
        ("FROM x:21-jre", "FROM x:17-jre", "FROM x:21-jre", [], False),
        # One change must not be taken for another.
        ("A 21 17", "A 17 21", "A 21 17", [JAVA, drift("other", "21", "17")], False),
        ("B 2 1", "A 17 3", "A 2 1", [drift("a", "17", "2"), drift("b", 3, 1)], True),
        # Lists have no place of their own in a line.
        ("CMD b", "CMD a", "CMD b", [drift("start_command", ("a",), ("b",))], False),
        # Another indentation in the template is no reason for a conflict.
        ("RUN b", "  RUN a", "    RUN a", [JAVA], True),
    ],
)
def test_lines_that_already_say_the_new_values_need_no_change(
    yours: str, before: str, after: str, found: list[Drift], *, says: bool
) -> None:
    assert already_say([yours], [before], [after], found) is says


def test_what_is_said_survives_the_record() -> None:
    said: dict[str, Fact[FactValue]] = {
        "text": Fact("1.10", READ),
        "number": Fact(80, default("usual")),
        "flag": Fact(value=True, evidence=Evidence("folder name")),
        "words": Fact(("a", "b"), READ),
    }
    assert from_json(as_json(said)) == said


def test_the_record_says_what_the_user_decided_in_one_way() -> None:
    spoken: dict[str, Fact[FactValue]] = {
        "port": Fact(80, Evidence("--set port")),
        "base": Fact("alpine", Evidence("--base")),
        "packages.build": Fact(("git",), Evidence("packages.build", ".dockgen.yml", 4)),
    }
    written: dict[str, Fact[FactValue]] = {
        "port": Fact(80, Evidence("set.port", ".dockgen.yml", 9)),
        "base": Fact("alpine", Evidence("base", ".dockgen.yml", 2)),
        "packages.build": Fact(("git",), Evidence("packages.build", ".dockgen.yml", 7)),
    }
    assert as_json(spoken) == as_json(written)


def test_an_entry_of_another_form_is_left_out() -> None:
    fine = Fact("x", READ).as_json()
    odd = {"a": 1, "b": {}, "c": {"value": {}, "evidence": {}}, "d": {"value": 1, "evidence": 1}}
    assert list(from_json({**odd, "fine": fine})) == ["fine"]
