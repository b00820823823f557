"""The types of facts: how each is read, printed, written as JSON, and read again."""

from __future__ import annotations

import json
from typing import Any

import pytest

from dockgen.core.fact_values import (
    FactValue,
    Variables,
    as_json,
    from_json,
    pairs,
    texts_of,
    variables,
    words_of,
)
from dockgen.core.facts import Evidence, Fact, Findings, SettledFacts, Verdict

TWO = (("libs:a", "npm run build:all"), ("libs:a", ""))
SET = Variables((("A", "b=c"), ("D", "")))


@pytest.mark.parametrize("value", ["x", 3, True, ("a:b", "c=d"), TWO, SET])
def test_a_value_is_the_same_after_json(value: FactValue) -> None:
    again = from_json(json.loads(json.dumps(as_json(value))))
    assert again == value
    assert type(again) is type(value)


@pytest.mark.parametrize("data", [None, 1.5, {}])
def test_other_data_is_no_value(data: object) -> None:
    assert from_json(data) is None


@pytest.mark.parametrize(
    "given", ["A=b=c D=", ["A=b=c", "D="], {"A": "b=c", "D": ""}, [["A", "b=c"], ["D", ""]]]
)
def test_variables_in_every_spelling(given: object) -> None:
    assert variables(given) == SET
    assert isinstance(variables(given), Variables)


@pytest.mark.parametrize("given", ["A", ["=x"], [["A"]], [["A", "b", "c"]]])
def test_what_is_no_pair_is_refused_with_the_form(given: object) -> None:
    with pytest.raises(ValueError, match="a mapping, or words of the form NAME=VALUE"):
        variables(given)


def test_a_pair_is_taken_apart_at_its_own_separator() -> None:
    assert pairs("FOLDER:COMMAND")("'a=b:npm run x:y'") == (("a=b", "npm run x:y"),)


def test_values_are_printed_as_they_may_be_written() -> None:
    assert words_of(SET) == ("A=b=c", "D=")
    assert words_of(TWO) == ("libs:a:npm run build:all", "libs:a:")
    assert texts_of(TWO) == ("libs:a", "npm run build:all", "libs:a", "")
    assert words_of(3) == texts_of(3) == ("3",)


def settled(name: str, value: Any) -> tuple[SettledFacts, tuple[str, ...]]:
    findings = Findings()
    findings.settle(name, variables, Fact(value, Evidence("file", ".env", 1)))
    made = SettledFacts(Verdict(matched=True, reason="", findings=findings))
    return made, findings.warnings


def test_a_variable_with_a_secret_is_left_out_and_said() -> None:
    found, warnings = settled("environment", Variables([("DB_PASSWORD", "hunter22x"), ("A", "1")]))
    assert found.pairs("environment") == (("A", "1"),)
    assert len(warnings) == 1


def test_a_folder_that_sounds_like_a_secret_is_none() -> None:
    value = (("libs/token", "npm run build"), ("password", "tsc -p ."))
    found, warnings = settled("member_builds", value)
    assert found.pairs("member_builds") == value
    assert warnings == ()


def test_words_are_no_pairs() -> None:
    found, _ = settled("start_command", ("node", "a:b"))
    with pytest.raises(ValueError, match="start_command is no list of pairs"):
        found.pairs("start_command")
    assert found.pairs("nothing") == ()
