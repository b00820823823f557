"""Builds that reach above the folder: refused with what works, or done from the top."""

from __future__ import annotations

from pathlib import Path

import pytest

import dockgen as library
from dockgen.core.errors import ReachesAbove, UnusableInput
from dockgen.core.project import Project
from tests.conftest import RunCommand, write_files
from tests.ecosystems.jvm.gradle.test_detect import APPLICATION
from tests.poms import MAIN, MAIN_PATH, modules, parent, pom

MAVEN = {
    "pom.xml": pom(modules("common", "services/orders"), artifact="top"),
    "common/pom.xml": pom(parent=parent("top"), artifact="common"),
    "services/orders/pom.xml": pom(parent=parent("top", path="../../pom.xml"), artifact="orders"),
    f"services/orders/{MAIN_PATH}": MAIN,
}
GRADLE = {
    "settings.gradle": "include ':services:orders', ':common'\n",
    "services/orders/build.gradle": APPLICATION,
    f"services/orders/{MAIN_PATH}": MAIN,
    "common/build.gradle": "",
}
NESTED = {
    **MAVEN,
    "pom.xml": pom(modules("services"), artifact="top"),
    "services/pom.xml": pom(modules("orders"), parent=parent("top"), artifact="services"),
    "services/orders/pom.xml": pom(parent=parent("services"), artifact="orders"),
}


@pytest.mark.parametrize("files", [MAVEN, GRADLE, NESTED], ids=["maven", "gradle", "nested"])
def test_a_part_of_a_build_is_refused_with_the_command_that_works(
    tmp_path: Path, files: dict[str, str]
) -> None:
    write_files(tmp_path, files)
    with pytest.raises(ReachesAbove, match="dockgen init --app services/orders") as caught:
        library.detect(Project(tmp_path / "services/orders"))
    assert (caught.value.top, caught.value.app) == ("../..", "services/orders")


@pytest.mark.parametrize("files", [MAVEN, GRADLE, NESTED], ids=["maven", "gradle", "nested"])
def test_init_in_a_part_of_a_build_works_from_its_top(
    tmp_path: Path, dockgen: RunCommand, files: dict[str, str]
) -> None:
    write_files(tmp_path, files)
    done = dockgen("init", "--yes", str(tmp_path / "services/orders"))
    assert done.code == 0
    assert "working from ../.., as with --app services/orders" in done.err
    assert "services/orders" in (tmp_path / "Dockerfile").read_text("utf-8")
    assert not (tmp_path / "services/orders/Dockerfile").exists()
    assert "workspace: services/orders" in (tmp_path / ".dockgen.yml").read_text("utf-8")


def test_a_parent_above_that_does_not_know_the_module_is_told(tmp_path: Path) -> None:
    write_files(tmp_path, {**MAVEN, "pom.xml": pom(modules("common"), artifact="top")})
    with pytest.raises(UnusableInput, match=r"have \.\./\.\./pom\.xml name services/orders"):
        library.detect(Project(tmp_path / "services/orders"))


@pytest.mark.parametrize(
    "above",
    [
        pom(artifact="other"),  # another POM that happens to lie there
        "<project>",  # nobody's business here
        "",
    ],
)
def test_a_parent_from_a_repository_is_none_above(tmp_path: Path, above: str) -> None:
    files = {"app/pom.xml": pom(parent=parent("top")), f"app/{MAIN_PATH}": MAIN}
    write_files(tmp_path, {**files, "pom.xml": above})
    assert library.detect(Project(tmp_path / "app")).winner[0].name == "maven"


def test_settings_above_that_do_not_include_the_project_are_none_of_it(tmp_path: Path) -> None:
    files = {"settings.gradle": "include 'other'\n", "app/build.gradle": APPLICATION}
    write_files(tmp_path, files)
    assert library.detect(Project(tmp_path / "app")).winner[0].name == "gradle"


@pytest.mark.parametrize(
    "line",
    [
        "project(':ee').projectDir = file('../ee/backend')",
        "project(':ee').projectDir = new File(settingsDir, '../ee')",
        "includeBuild('../tools')",
        "includeBuild '../tools'",
    ],
)
def test_what_settings_take_from_above_is_refused_with_its_line(tmp_path: Path, line: str) -> None:
    files = {"settings.gradle": f"include 'ee'\n{line}\n", "build.gradle": APPLICATION}
    write_files(tmp_path, files)
    with pytest.raises(UnusableInput, match=r"settings\.gradle:2: the .* lies outside this folder"):
        library.detect(Project(tmp_path))


def test_what_settings_take_only_where_it_is_there_is_no_fault(tmp_path: Path) -> None:
    settings = "if (file('../tools').exists()) {\n  includeBuild('../tools')\n}\n"
    write_files(tmp_path, {"settings.gradle": settings, "build.gradle": APPLICATION})
    assert library.detect(Project(tmp_path)).winner[0].name == "gradle"
