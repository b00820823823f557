"""Facts, their evidence, and how the user's values go before the project's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockgen.core.errors import UnusableInput
from dockgen.core.facts import (
    Evidence,
    Fact,
    Findings,
    Override,
    Verdict,
    default,
    flag,
    no,
    port,
    text,
    words,
)

READ = Evidence("server.port", "application.properties", 3)


def override(value: object) -> Override:
    return Override(value, Evidence("set.port", ".dockgen.yml", 7))


@pytest.mark.parametrize(
    ("evidence", "shown"),
    [
        (READ, "application.properties:3  server.port"),
        (Evidence("file", "tsconfig.json"), "tsconfig.json"),
        (Evidence("file", "Procfile", 2), "Procfile:2"),
        (Evidence("--set port"), "--set port"),
        (default("nothing says another"), "assumed: nothing says another"),
    ],
)
def test_evidence_reads_as_a_place(evidence: Evidence, shown: str) -> None:
    assert str(evidence) == shown


def test_only_an_assumption_is_a_default() -> None:
    assert default("why").is_default
    assert not READ.is_default


def test_evidence_as_data_leaves_out_an_empty_reason() -> None:
    assert READ.as_json() == {"file": "application.properties", "line": 3, "key": "server.port"}
    assert default("why").as_json() == {
        "file": None,
        "line": None,
        "key": "default",
        "reason": "why",
    }


def test_a_fact_as_data_shows_words_as_a_list() -> None:
    assert Fact(("node", "a b.js"), READ).as_json()["value"] == ["node", "a b.js"]
    assert Fact(8080, READ).as_json()["value"] == 8080


@pytest.mark.parametrize(("value", "read"), [("21", "21"), (21, "21"), (3.12, "3.12")])
def test_a_number_is_a_text_too(value: object, read: str) -> None:
    assert text(value) == read


@pytest.mark.parametrize("value", ["", None, True, ["a"], {"a": 1}])
def test_what_is_no_text(value: object) -> None:
    with pytest.raises(ValueError, match="a string"):
        text(value)


@pytest.mark.parametrize("value", [1, "8080", 65535])
def test_a_port(value: object) -> None:
    assert port(value) == int(str(value))


@pytest.mark.parametrize("value", [0, -1, 65536, "http", "", None, True, 80.5, "9" * 5000])
def test_what_is_no_port(value: object) -> None:
    with pytest.raises(ValueError, match="a port from 1 to 65535"):
        port(value)


@pytest.mark.parametrize("value", [True, "true", "Yes", "on", 1])
def test_a_yes(value: object) -> None:
    assert flag(value) is True


@pytest.mark.parametrize("value", [False, "False", "no", "off", 0])
def test_a_no(value: object) -> None:
    assert flag(value) is False


@pytest.mark.parametrize("value", ["", "maybe", None, 2])
def test_what_is_neither(value: object) -> None:
    with pytest.raises(ValueError, match="true or false"):
        flag(value)


def test_words_are_split_as_a_shell_would() -> None:
    assert words("node 'a b.js' --port=1") == ("node", "a b.js", "--port=1")
    assert words(["node", 1]) == ("node", "1")


def test_words_with_an_open_quote_are_refused() -> None:
    with pytest.raises(ValueError, match="a command with closed quotes"):
        words("node 'a")


@given(st.lists(st.text(min_size=1)))
def test_a_list_of_words_stays_as_it_is(parts: list[str]) -> None:
    assert words(parts) == tuple(parts)


def test_what_the_project_says_is_settled() -> None:
    findings = Findings()
    assert findings.settle("port", port, Fact(9000, READ)).value == 9000
    assert findings.facts == {"port": Fact(9000, READ)}


def test_what_the_user_says_goes_before_what_the_project_says() -> None:
    findings = Findings({"port": override("8081")})
    settled = findings.settle("port", port, Fact(9000, READ))
    assert settled == Fact(8081, Evidence("set.port", ".dockgen.yml", 7))
    assert findings.unused == {}


def test_a_value_of_the_wrong_kind_is_refused_where_it_was_given() -> None:
    findings = Findings({"port": override("http")})
    with pytest.raises(UnusableInput) as caught:
        findings.settle("port", port, None)
    assert str(caught.value) == ".dockgen.yml:7: port must be a port from 1 to 65535, not 'http'"


def test_an_option_of_the_wrong_kind_is_refused_by_its_name() -> None:
    findings = Findings({"port": Override("http", Evidence("--set port"))})
    with pytest.raises(UnusableInput, match="--set port: port must be"):
        findings.settle("port", port, None)


def test_a_fact_that_nobody_gives_is_left_out_or_is_a_mistake() -> None:
    findings = Findings()
    assert findings.settle_optional("main_class", text, None) is None
    assert findings.facts == {}
    with pytest.raises(LookupError):
        findings.settle("main_class", text, None)


def test_only_an_assumption_is_worth_a_question() -> None:
    findings = Findings({"name": Override("x", Evidence("--set name"))})
    findings.settle("port", port, Fact(3000, default("what most take")), ask=True)
    findings.settle("language", text, Fact("java", READ), ask=True)
    findings.settle("name", text, Fact("y", default("the folder")), ask=True)
    assert findings.questions == ("port",)


def test_what_no_fact_took_is_kept_for_the_message() -> None:
    findings = Findings({"prot": override("1")})
    findings.settle("port", port, Fact(9000, READ))
    assert list(findings.unused) == ["prot"]


def test_warnings_are_kept_in_order() -> None:
    findings = Findings()
    findings.warn("first")
    findings.warn("second")
    assert findings.warnings == ("first", "second")


@pytest.mark.parametrize("value", ["\ud800", ("node", "\udcff.js")])
def test_half_a_character_is_refused_where_it_was_read(value: str | tuple[str, ...]) -> None:
    with pytest.raises(UnusableInput, match=r"application\.properties:3: name is not text"):
        Findings().settle_optional("name", str, Fact(value, READ))


def test_a_verdict_hands_out_its_facts_in_order() -> None:
    findings = Findings()
    findings.settle("language", text, Fact("java", READ))
    findings.settle("port", port, Fact(9000, READ))
    verdict = Verdict(matched=True, reason="found it", shape="server", findings=findings)
    assert [name for name, _ in verdict.facts()] == ["language", "port"]


def test_a_verdict_without_a_match_still_has_a_reason() -> None:
    assert not no("no pom.xml").matched
    assert no("no pom.xml").reason == "no pom.xml"
