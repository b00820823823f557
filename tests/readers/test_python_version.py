"""Which Python a project asks for."""

from __future__ import annotations

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.readers import python_version
from dockgen.readers.toml import TomlFile
from tests.conftest import MakeProject


def read(project: MakeProject, files: dict[str, str]) -> tuple[str, str | None, int | None]:
    made = project(files)
    name = "pyproject.toml"
    pyproject = TomlFile(made.read(name)) if made.has(name) else None
    fact = python_version.read(made, pyproject)
    return fact.value, fact.evidence.file, fact.evidence.line


def test_nothing_says_one(project: MakeProject) -> None:
    assert read(project, {}) == ("3.14", None, None)


@pytest.mark.parametrize(
    ("path", "text", "version", "line"),
    [
        (".python-version", "3.13\n", "3.13", 1),
        (".python-version", "# ours\n3.12.4\n", "3.12.4", 2),
        (".tool-versions", "ruby 3.4.1\npython 3.13.1 system\n", "3.13.1", 2),
        (".readthedocs.yaml", "version: 2\nbuild:\n  tools:\n    python: '3.12'\n", "3.12", 4),
        ("pyproject.toml", '[project]\nrequires-python = ">=3.11"\n', "3.14", 2),
        ("pyproject.toml", '[project]\nrequires-python = ">=3.11,<3.13"\n', "3.12", 2),
        ("pyproject.toml", '[tool.poetry.dependencies]\npython = "^3.11"\n', "3.14", 2),
        ("pyproject.toml", '[tool.poetry.dependencies]\npython = "~3.12"\n', "3.12", 2),
    ],
)
def test_where_a_version_is_read(
    project: MakeProject, path: str, text: str, version: str, line: int
) -> None:
    assert read(project, {path: text}) == (version, path, line)


def test_a_name_that_is_no_number_says_nothing(project: MakeProject) -> None:
    files = {".python-version": "pypy\n", ".tool-versions": "python system\n"}
    files[".readthedocs.yml"] = "build:\n  tools:\n    python: latest\n"
    assert read(project, files) == ("3.14", None, None)


def test_version_managers_go_before_read_the_docs_and_that_before_ranges(
    project: MakeProject,
) -> None:
    files = {
        "pyproject.toml": '[project]\nrequires-python = "<3.12"\n',
        ".readthedocs.yaml": "build: {tools: {python: '3.12'}}\n",
        ".tool-versions": "python 3.13.1\n",
        ".python-version": "3.14\n",
    }
    for version in ("3.14", "3.13.1", "3.12", "3.11"):
        found = read(project, files)
        assert found[0] == version
        path, _ = files.popitem()
        (project({}).root / path).unlink()


@pytest.mark.parametrize(
    ("allowed", "version"),
    [
        (">=3.9", "3.14"),
        (">3.13", "3.14"),
        ("<3.13", "3.12"),
        ("<=3.12", "3.12"),
        ("<3.13.2", "3.13"),
        ("==3.11.*", "3.11"),
        ("==3.12.4", "3.12"),
        ("~=3.12", "3.14"),
        ("~=3.12.1", "3.12"),
        ("!=3.14,>=3.12", "3.15"),
        ("!=3.14.1,>=3.12", "3.14"),
        ("~3.13.0", "3.13"),
        ("3.12", "3.12"),
        (">=3.9, <4.0", "3.14"),
        ("something else", "3.14"),
        (">=3.15", "3.15"),
    ],
)
def test_the_default_line_if_it_is_in_the_range_else_the_newest_that_is(
    project: MakeProject, allowed: str, version: str
) -> None:
    text = f'[project]\nrequires-python = "{allowed}"\n'
    assert read(project, {"pyproject.toml": text})[0] == version


def test_a_range_that_no_supported_release_is_in(project: MakeProject) -> None:
    with pytest.raises(UnusableInput) as caught:
        read(project, {"pyproject.toml": '[project]\nrequires-python = "<3.8"\n'})
    assert str(caught.value) == (
        "pyproject.toml:2: no supported Python is in the range '<3.8' "
        "(supported are 3.15, 3.14, 3.13, 3.12, 3.11)"
    )
