"""Clojure's forms: read with their places, whatever stands in the file."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockgen.core.errors import UnusableInput
from dockgen.core.project import TextFile
from dockgen.ecosystems.jvm.clojure.text import Code, Form, parse


def code(text: str) -> Code:
    return parse(TextFile("project.clj", text))


def shown(form: Form) -> str:
    inner = " ".join(shown(one) for one in form.items)
    return f"{form.kind}({inner})" if form.items else f"{form.kind}:{form.text}"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("app", "symbol:app"),
        ("'app", "quoted:app"),
        (":port", "keyword::port"),
        ('"a \\"b\\" \\n"', 'string:a "b" \n'),
        ("[1, 2]", "vector(symbol:1 symbol:2)"),
        ("{:a 1}", "map(keyword::a symbol:1)"),
        ("#{:a}", "set(keyword::a)"),
        ("#:http{:port 1}", "map(keyword::port symbol:1)"),
        ("#(inc %)", "list(symbol:inc symbol:%)"),
        ("#?(:clj 1)", "list(keyword::clj symbol:1)"),
        ("^:skip-aot app", "symbol:app"),
        ("^{:doc [x]} ^String app", "symbol:app"),
        ("#_#_ a b c", "symbol:c"),
        ("#_ (a (b)) c", "symbol:c"),
        ("~(str 1)", "list(symbol:str symbol:1)"),
        ("@a", "symbol:a"),
        ("#'a", "symbol:a"),
        ("'[a]", "vector(symbol:a)"),
        ('#"a\\"b"', 'other:#"a\\"b"'),
        ("\\(", "other:\\("),
        ("; a (\n#! b\nc", "symbol:c"),
        ('"never closed', "string:never closed"),
    ],
)
def test_a_form_is_read_as_clojure_reads_it(text: str, form: str) -> None:
    assert [shown(one) for one in code(text).forms] == [form]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\n(a [b)", "project.clj:2: the ) here closes nothing"),
        ("a)", "project.clj:1: the ) here closes nothing"),
        ("\n\n{:a (b)", "project.clj:3: the { here is not closed"),
    ],
)
def test_brackets_that_do_not_match_are_said_with_their_line(text: str, said: str) -> None:
    with pytest.raises(UnusableInput) as problem:
        code(text)
    assert str(problem.value) == said


def test_a_value_is_found_behind_its_keyword_alone() -> None:
    form = code('(defproject :name "1" :scope :main :main app.core)').forms[0]
    assert form.head == "defproject"
    assert form.get(":missing") is None
    plain = code('(defproject app "1" :scope :main :main app.core :profiles {:a {:b 1}})').forms[0]
    assert plain.get(":main") is not None
    assert shown(plain.get(":main") or plain) == "symbol:app.core"
    assert shown(plain.dig(":profiles", ":a", ":b") or plain) == "symbol:1"
    assert plain.dig(":nothing", ":a") is None


def test_evidence_names_the_line_of_a_form() -> None:
    read = code("\n\n(a)")
    assert str(read.evidence(read.forms[0], "a")) == "project.clj:3  a"


def test_what_is_nested_deeply_is_read_without_going_deep() -> None:
    depth = 100_000
    assert len(list(code("[" * depth + "]" * depth).forms[0].within())) == depth


@given(st.text(alphabet="()[]{}#_^'\"\\;:~@ab1 \n", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    forms: tuple[Form, ...] = ()
    with contextlib.suppress(UnusableInput):
        forms = code(text).forms
    assert all(0 <= one.start < len(text) for form in forms for one in form.within())
