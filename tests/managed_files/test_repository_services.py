"""The services of a repository are the folders that are projects of their own."""

from __future__ import annotations

import json

import pytest

from dockgen.core.ecosystem import Ecosystem
from dockgen.core.errors import UNDETECTED, NothingDetected, UnusableInput
from dockgen.core.facts import no
from dockgen.managed_files import repository_services
from dockgen.managed_files.repository_services import Member, members_of, where_to_look
from tests.conftest import MakeProject, RunCommand

SERVER = json.dumps({"name": "api", "scripts": {"start": "node server.js"}})


def contexts(make: MakeProject, files: dict[str, str]) -> list[str]:
    return [one.context for one in members_of(make(files))]


def test_each_folder_with_a_manifest_is_a_service(project: MakeProject) -> None:
    files = {"README.md": "", "api/package.json": SERVER, "web/index.html": ""}
    assert contexts(project, files) == ["api", "web"]


def test_services_are_found_some_levels_down_but_not_below_each_other(project: MakeProject) -> None:
    files = {
        "services/api/package.json": SERVER,
        "services/api/tools/package.json": SERVER,
        "services/web/public/index.html": "",
        "a/b/c/d/package.json": SERVER,
        "a/b/c/d/e/package.json": SERVER,
        "x/b/c/d/e/package.json": SERVER,
    }
    assert contexts(project, files) == ["a/b/c/d", "services/api", "services/web"]


def test_a_folder_that_only_holds_pages_below_it_is_the_context_of_the_pages(
    project: MakeProject,
) -> None:
    assert contexts(project, {"shop/public/index.html": "", "api/package.json": SERVER}) == [
        "api",
        "shop",
    ]


def test_pages_beside_a_service_are_a_service_of_their_own(project: MakeProject) -> None:
    files = {"apps/site/index.html": "", "apps/api/package.json": SERVER}
    assert contexts(project, files) == ["apps/api", "apps/site"]


def test_a_repository_that_is_one_project_is_one_service(project: MakeProject) -> None:
    files = {"package.json": SERVER, "server.js": "", "docs/index.html": ""}
    assert members_of(project(files)) == (Member("."),)


def test_a_top_that_names_nothing_to_start_is_looked_into(project: MakeProject) -> None:
    files = {"package.json": '{"scripts": {"lint": "eslint ."}}', "api/package.json": SERVER}
    assert contexts(project, files) == ["api"]


@pytest.mark.parametrize("folder", ["test", "fixtures", ".github"])
def test_projects_that_only_tests_need_are_passed_over(folder: str, project: MakeProject) -> None:
    files = {f"{folder}/app/package.json": SERVER, "api/package.json": SERVER}
    assert contexts(project, files) == ["api"]


def test_nothing_at_all_is_said_so(project: MakeProject) -> None:
    with pytest.raises(
        NothingDetected, match="no service that dockgen knows was found up to 4 levels below"
    ):
        members_of(project({"README.md": ""}))


def test_a_broken_manifest_is_named_from_the_repository_on(project: MakeProject) -> None:
    with pytest.raises(UnusableInput) as refused:
        members_of(project({"services/api/package.json": "{"}))
    assert str(refused.value).startswith("services/api/package.json:1: is not valid JSON")


def test_several_applications_of_one_build_share_its_context(
    project: MakeProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    detector = Ecosystem(
        name="twins",
        title="Twins",
        precedence="",
        shapes={},
        bases={},
        detect=lambda *_: no("never"),
        plan=lambda *_: pytest.fail("nothing is planned"),
        workspaces=lambda _: ("apps/a", "apps/b"),
    )
    monkeypatch.setattr(repository_services, "all_ecosystems", lambda: (detector,))
    found = members_of(project({"build.twins": ""}))
    assert [(one.context, one.dockerfile, one.path) for one in found] == [
        (".", "apps/a/Dockerfile", "apps/a"),
        (".", "apps/b/Dockerfile", "apps/b"),
    ]
    assert [one.overrides["workspace"].value for one in found] == ["apps/a", "apps/b"]


def test_each_application_of_a_maven_build_is_a_service_of_the_same_context(
    project: MakeProject,
) -> None:
    main = "class Main { public static void main(String[] args) { } }"
    modules = "".join(f"<module>{name}</module>" for name in ("lib", "api", "worker"))
    top = "<groupId>com.example</groupId><artifactId>top</artifactId><version>1</version>"
    files = {
        "pom.xml": f"<project>{top}<packaging>pom</packaging>"
        f"<modules>{modules}</modules></project>",
        "lib/src/main/java/Lib.java": "class Lib { }",
        "api/src/main/java/Main.java": main,
        "worker/src/main/java/Main.java": main,
    }
    for name in ("lib", "api", "worker"):
        files[f"{name}/pom.xml"] = (
            f"<project><parent>{top}</parent><artifactId>{name}</artifactId></project>"
        )
    found = members_of(project(files))
    assert [(one.context, one.dockerfile) for one in found] == [
        (".", "api/Dockerfile"),
        (".", "worker/Dockerfile"),
    ]


def test_where_the_folder_is_no_project_those_below_it_are_named(
    dockgen: RunCommand, project: MakeProject
) -> None:
    root = project({"api/index.html": "", "web/index.html": "", "notes.txt": ""}).root
    done = dockgen("init", root)
    assert done.code == UNDETECTED
    assert f"services were found in api, web: `dockgen init {root}/api`" in done.err
    assert f"or `dockgen init --all {root}`" in done.err
    assert "--all" not in dockgen("init", "--detector", "static", root).err


def test_where_nothing_is_below_either_no_folder_is_named(project: MakeProject) -> None:
    assert where_to_look(project({"notes.txt": ""})) == ("", ())


def test_of_many_folders_a_few_are_named(project: MakeProject) -> None:
    hint, lines = where_to_look(project({f"site{number}/index.html": "" for number in range(9)}))
    assert "site0, site1, site2, site3, site4 …:" in hint
    assert "site5" not in hint
    assert len(lines) == 5


def test_a_single_folder_is_all_there_is_to_try(project: MakeProject) -> None:
    hint, _ = where_to_look(project({"web/index.html": ""}))
    assert hint.endswith("demo/web`")
