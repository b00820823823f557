"""A compose file that is there keeps everything, and gets what it lacks."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from dockgen.core.errors import UnusableInput
from dockgen.core.project import TextFile
from dockgen.integrations.compose.compose_file import ComposeFile

FRESH = """\
services:
  app:
    build:
      context: .
    environment:
      DATABASE_URL: postgresql://postgres
    depends_on:
      postgres:
        condition: service_healthy
    read_only: true

  # For pg.
  postgres:
    image: postgres:18
    volumes:
      - postgres-data:/var/lib/postgresql

volumes:
  postgres-data:
"""


def compose(text: str) -> ComposeFile:
    return ComposeFile(TextFile("compose.yaml", text))


def loaded(text: str) -> dict[str, object]:
    data: dict[str, object] = YAML(typ="safe").load(text)
    return data


def test_what_is_missing_is_added_and_what_is_there_stays() -> None:
    mine = """\
# ours
name: shop  # a name
services:
  app:   # the shop
    build: .
    environment:
      - LOG=debug   # loud
    depends_on: [mail]

  mail: {image: "mailpit:1", ports: ['8025:8025']}
networks:
  back: {}
"""
    merged = compose(mine).merged_with(FRESH)
    for line in mine.splitlines():
        if "depends_on" not in line:
            assert line in merged.splitlines(), line
    data = loaded(merged)
    services = data["services"]
    assert isinstance(services, dict)
    assert services["app"]["environment"] == ["LOG=debug", "DATABASE_URL=postgresql://postgres"]
    assert services["app"]["depends_on"] == ["mail", "postgres"]
    assert "read_only" not in services["app"]  # how it runs is the user's own affair
    assert services["postgres"]["image"] == "postgres:18"
    assert data["volumes"] == {"postgres-data": None}


def test_merging_again_changes_nothing() -> None:
    once = compose("services:\n  app:\n    build: .\n").merged_with(FRESH)
    assert compose(once).merged_with(FRESH) == once


def test_a_file_that_has_all_is_not_touched_at_all() -> None:
    untidy = FRESH.replace("read_only: true", "read_only:    true # so")
    assert compose(untidy).merged_with(FRESH) == untidy


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "services:\n", "name: shop\n"])
def test_an_empty_file_gets_everything(text: str) -> None:
    merged = compose(text).merged_with(FRESH)
    data = loaded(merged)
    assert {"services", "volumes"} <= set(data)
    assert data["services"] == loaded(FRESH)["services"]


def test_an_empty_service_of_the_name_is_filled() -> None:
    data = loaded(compose("services:\n  app:\n").merged_with(FRESH))
    assert data["services"] == loaded(FRESH)["services"]


def test_a_mapping_of_variables_gets_those_it_lacks_and_keeps_its_own_values() -> None:
    mine = "services:\n  app:\n    environment:\n      DATABASE_URL: mine\n      A: 1\n"
    services = loaded(compose(mine).merged_with(FRESH))["services"]
    assert isinstance(services, dict)
    assert services["app"]["environment"] == {"DATABASE_URL": "mine", "A": 1}


@pytest.mark.parametrize(
    "mine",
    [
        "services:\n    app:\n        image: a\n        ports:\n            - 80:80\n",
        "services:\n  app:\n    image: a\n    ports:\n    - 80:80\n    - 81:81\n",
    ],
)
def test_the_indentation_stays_as_it_is(mine: str) -> None:
    assert compose(mine).merged_with(FRESH).startswith(mine)


def test_the_application_is_the_service_that_builds_this_dockerfile() -> None:
    file = compose(
        "services:\n"
        "  other: {build: ./other}\n"
        "  db: {image: postgres}\n"
        "  worker: {build: {context: ., dockerfile: worker.Dockerfile}}\n"
        "  web: {build: {context: ./}}\n"
    )
    assert file.application("Dockerfile") == "web"
    assert file.application("worker.Dockerfile") == "worker"
    assert file.application("api.Dockerfile") is None


@pytest.mark.parametrize(
    ("image", "found"),
    [
        ("postgres", True),
        ("postgres:16-alpine", True),
        ("registry.example:5000/library/postgres:16", True),
        ("postgres@sha256:0123", True),
        ("postgis/postgis:17-3.5", True),
        ("postgres-exporter:1", False),
        ("my/notpostgres", False),
    ],
)
def test_a_service_is_found_by_its_image(image: str, *, found: bool) -> None:
    file = compose(f"services:\n  db:\n    image: {image}\n")
    assert file.service_of_image({"postgres", "postgis/postgis"}) == ("db" if found else None)


def test_an_environment_is_read_in_both_forms() -> None:
    file = compose(
        "services:\n"
        "  a: {environment: {X: 1, Y: , Z: z}}\n"
        "  b: {environment: [X=1=2, Y]}\n"
        "  c: {}\n"
    )
    assert file.environment("a") == {"X": "1", "Z": "z"}
    assert file.environment("b") == {"X": "1=2", "Y": ""}
    assert file.environment("c") == {}


def test_a_name_that_is_taken_gets_a_number() -> None:
    file = compose("services:\n  app: {}\n  app-2: {}\n")
    assert file.free_name("app") == "app-3"
    assert file.free_name("web") == "web"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("services: [a]\n", "compose.yaml:1: services must be a mapping"),
        ("- a\n", "compose.yaml:1: must contain"),
        ("a: b: c\n", "compose.yaml:1: is not valid YAML"),
        ("a: 1\na: 2\n", "compose.yaml:2: is not valid YAML"),
    ],
)
def test_a_file_that_is_no_compose_file_is_refused(text: str, message: str) -> None:
    with pytest.raises(UnusableInput) as refused:
        compose(text)
    assert str(refused.value).startswith(message)


NAMES = st.text("abcdefgh", min_size=1, max_size=6)
VALUES = st.one_of(st.integers(0, 99), st.text("xyz ", max_size=5).map(str.strip), st.booleans())
SERVICES = st.dictionaries(
    NAMES, st.dictionaries(NAMES, st.one_of(VALUES, st.lists(VALUES, min_size=1)), min_size=1)
)


@settings(deadline=None, max_examples=25)  # ruamel takes its time
@given(SERVICES, st.text("abc #", max_size=12))
def test_every_value_of_any_file_is_there_after_the_merge(
    services: dict[str, dict[str, object]], comment: str
) -> None:
    from io import StringIO

    out = StringIO()
    YAML().dump({"x-own": {"k": 1}, "services": services}, out)
    text = f"# {comment}\n{out.getvalue()}"
    merged = compose(text).merged_with(FRESH)
    assert merged.startswith(f"# {comment}".rstrip())
    data = loaded(merged)
    assert data["x-own"] == {"k": 1}
    after = data["services"]
    assert isinstance(after, dict)
    for name, service in services.items():
        for key, value in service.items():
            assert after[name][key] == value
    assert compose(merged).merged_with(FRESH) == merged
