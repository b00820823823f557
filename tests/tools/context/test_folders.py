"""Folders in a context that a build makes anew."""

from __future__ import annotations

import pytest

from dockgen.tools.context.folders import folders
from dockgen.tools.context.risk import Kind, Risk
from tests.conftest import MakeProject
from tests.tools.context.contexts import context_of, taken


def found(project: MakeProject, *paths: str, instructions: tuple[str, ...] = ()) -> list[Risk]:
    context = context_of(project(dict.fromkeys(paths, "x")))
    return list(folders(context, taken(*instructions)))


@pytest.mark.parametrize(
    ("paths", "kind"),
    [
        ([".git/HEAD"], Kind.VERSION_CONTROL),
        (["node_modules/a/b.js"], Kind.DEPENDENCIES),
        (["venv/pyvenv.cfg"], Kind.DEPENDENCIES),
        (["pkg/__pycache__/a.pyc"], Kind.BUILD_OUTPUT),
        (["target/a.jar", "pom.xml"], Kind.BUILD_OUTPUT),
        (["api/target/a.jar", "api/pom.xml"], Kind.BUILD_OUTPUT),
        (["build/a.js", "package.json"], Kind.BUILD_OUTPUT),
        (["bin/a.dll", "shop.csproj"], Kind.BUILD_OUTPUT),
        (["src/shop/obj/a.dll", "src/shop/shop.fsproj"], Kind.BUILD_OUTPUT),
    ],
)
def test_a_folder_that_a_build_makes_anew_is_a_risk(
    project: MakeProject, paths: list[str], kind: Kind
) -> None:
    assert [risk.kind for risk in found(project, *paths)] == [kind]


@pytest.mark.parametrize(
    "paths",
    [
        ["src/a.js", "package.json"],
        ["target/practice.txt"],  # no build tool's file is next to it
        ["target/practice.txt", "other/pom.xml"],
        ["venv/readme.txt"],
        ["bin/start.sh"],
        ["bin/start.sh", "src/shop.csproj"],
        ["node_modules"],  # a file
    ],
)
def test_a_folder_that_only_has_such_a_name_is_left_alone(
    project: MakeProject, paths: list[str]
) -> None:
    assert found(project, *paths) == []


def test_what_the_dockerfile_takes_by_name_is_meant(project: MakeProject) -> None:
    paths = ("package.json", "dist/a.js", "node_modules/a.js")
    meant = found(project, *paths, instructions=("COPY dist/a.js /", "COPY . ."))
    assert [risk.path for risk in meant] == ["node_modules/"]


def test_a_history_is_hardly_meant(project: MakeProject) -> None:
    assert found(project, ".git/HEAD", instructions=("COPY .git /",))


def test_a_folder_in_another_such_folder_is_told_once(project: MakeProject) -> None:
    (risk,) = found(project, "node_modules/a/node_modules/b/c.js", "node_modules/a/.git/HEAD")
    assert risk.path == "node_modules/"
    assert risk.what == "installed packages of Node, 2 files, 2 B"
    assert risk.hint == "add `node_modules` to .dockerignore"


def test_folders_of_one_name_are_one_risk(project: MakeProject) -> None:
    (risk,) = found(project, "b/__pycache__/x.pyc", "a/__pycache__/x.pyc", "a/__pycache__/y.pyc")
    assert risk.path == "a/__pycache__/"
    assert risk.what == "compiled Python, 3 files in 2 folders, 3 B"
    assert risk.hint == "add `**/__pycache__` to .dockerignore"


def test_the_advice_keeps_out_no_folder_that_only_has_the_name(project: MakeProject) -> None:
    (risk,) = found(project, "web/build/a.js", "web/package.json", "build/plan.txt")
    assert risk.hint == "add `web/build` to .dockerignore"


def test_the_advice_for_a_nested_folder_that_is_told_by_its_name_is_general(
    project: MakeProject,
) -> None:
    (risk,) = found(project, "web/node_modules/a.js")
    assert risk.hint == "add `**/node_modules` to .dockerignore"
