"""Templates print, loop and test presence; they never decide."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import nodes

from dockgen.rendering.render import WhyTag, template_environment, templates_folder

TEMPLATES = sorted(
    path.relative_to(templates_folder()).as_posix()
    for path in templates_folder().rglob("*.jinja")
    if "copier" not in path.parts
)

FORBIDDEN = (
    nodes.Compare,
    nodes.And,
    nodes.Or,
    nodes.Not,
    nodes.BinExpr,
    nodes.UnaryExpr,
    nodes.CondExpr,
    nodes.Assign,
    nodes.AssignBlock,
    nodes.Filter,
    nodes.FilterBlock,
    nodes.Extends,
    nodes.Block,
    nodes.Macro,
    nodes.Import,
    nodes.FromImport,
)


def parsed(template: str) -> nodes.Template:
    source = (templates_folder() / template).read_text("utf-8")
    return template_environment().parse(source, template)


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_holds_no_expression_that_decides(template: str) -> None:
    found = [type(node).__name__ for node in parsed(template).find_all(FORBIDDEN)]
    assert found == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_tests_only_the_presence_of_a_name(template: str) -> None:
    for branch in parsed(template).find_all(nodes.If):
        assert isinstance(branch.test, nodes.Name | nodes.Getattr)
        assert branch.elif_ == []


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_nests_no_if_in_an_if(template: str) -> None:
    for branch in parsed(template).find_all(nodes.If):
        inner = [one for part in (branch.body, branch.else_) for one in part]
        assert not any(isinstance(one, nodes.If) for one in inner)
        assert not any(list(one.find_all(nodes.If)) for one in inner)


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_includes_one_level_deep(template: str) -> None:
    for include in parsed(template).find_all(nodes.Include):
        if isinstance(include.template, nodes.Const):
            inner = parsed(include.template.value)
            assert list(inner.find_all(nodes.Include)) == [], include.template.value


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_template_includes_from_its_own_folder_or_the_shared_one(template: str) -> None:
    own = template.rpartition("/")[0]
    for include in parsed(template).find_all(nodes.Include):
        if isinstance(include.template, nodes.Const):
            assert include.template.value.rpartition("/")[0] in {own, "_shared"}


@pytest.mark.parametrize("template", TEMPLATES)
def test_control_tags_stand_alone_on_their_line_and_trim_nothing(template: str) -> None:
    for line in (templates_folder() / template).read_text("utf-8").splitlines():
        assert "-%}" not in line
        assert "{%-" not in line
        if "{%" in line:
            assert line.strip().startswith("{%"), line
            assert line.strip().endswith("%}"), line


def test_the_why_tag_belongs_to_the_environment() -> None:
    assert WhyTag.identifier in template_environment().extensions


def test_templates_lie_where_a_person_looks_for_them() -> None:
    assert templates_folder() == Path(__file__).parents[2] / "templates"
