"""The secrets that builds take."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dockgen.core.build_secrets import BuildSecret, secrets_of


@pytest.mark.parametrize(
    ("planned", "folder", "option"),
    [
        ("id=npmrc,src=.npmrc", ".", "id=npmrc,src=.npmrc"),
        ("id=npmrc,src=.npmrc", "apps/web", "id=npmrc,src=apps/web/.npmrc"),
        ("id=TOKEN,env=TOKEN", "apps/web", "id=TOKEN,env=TOKEN"),
        ("id=npmrc,src=.npmrc", "a,b", 'id=npmrc,"src=a,b/.npmrc"'),
    ],
)
def test_a_file_is_named_from_where_builds_are_started(
    planned: str, folder: str, option: str
) -> None:
    assert [one.option for one in secrets_of([planned], folder)] == [option]


@given(st.text(st.characters(blacklist_categories=["Cc", "Cs"]), min_size=1))
def test_whatever_a_folder_is_called_the_option_keeps_two_fields(path: str) -> None:
    fields = next(csv.reader([BuildSecret("npmrc", path).option]))
    assert fields == ["id=npmrc", f"src={path}"]


def test_a_repository_keeps_a_file_under_a_name_that_github_takes() -> None:
    assert BuildSecret("npmrc", ".npmrc").variable == "NPMRC"
    assert BuildSecret("npm_token").variable == "npm_token"
