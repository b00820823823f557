"""From a folder to files and back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dockgen.core.errors import NothingDetected, UnusableInput
from dockgen.core.facts import Evidence, Override
from dockgen.managed_files import draft as session
from dockgen.managed_files import lock as record
from dockgen.managed_files.draft import Draft
from dockgen.managed_files.writing import Status
from tests.conftest import MakeProject, write_files

PAGE = "<!doctype html>"


@pytest.fixture
def folder(project: MakeProject) -> Path:
    return project({"public/index.html": PAGE, "public/404.html": PAGE}).root


def drafted(folder: Path, dockerfile: str = "Dockerfile", **given: object) -> Draft:
    return session.draft(str(folder), dockerfile, given)


def written(folder: Path, dockerfile: str = "Dockerfile", **given: object) -> list[str]:
    draft = drafted(folder, dockerfile, **given)
    return session.write(draft, session.changes(draft), set())


def statuses(folder: Path) -> dict[str, Status]:
    return {change.path: change.status for change in session.changes(drafted(folder))}


def test_the_first_run_writes_all_files(folder: Path) -> None:
    assert written(folder) == [
        "Dockerfile",
        ".dockerignore",
        "nginx.conf",
        ".dockgen.yml",
        ".dockgen.lock",
    ]


def test_the_second_run_has_nothing_to_do(folder: Path) -> None:
    written(folder)
    assert written(folder) == []


def test_what_dockgen_wrote_is_replaced_and_what_was_edited_is_not(folder: Path) -> None:
    written(folder)
    write_files(folder, {"nginx.conf": "mine\n"})
    settings = (folder / ".dockgen.yml").read_text().replace("stages", "# stages")
    write_files(folder, {".dockgen.yml": f"{settings}\nstages: multi\n"})
    assert statuses(folder) == {
        "Dockerfile": Status.REPLACE,
        ".dockerignore": Status.UNCHANGED,
        "nginx.conf": Status.EDITED,
    }


def test_a_kept_file_stays_and_stays_recorded_as_it_was(folder: Path) -> None:
    written(folder)
    before = record.read(folder)["Dockerfile"].files["nginx.conf"]
    write_files(folder, {"nginx.conf": "mine\n"})
    draft = drafted(folder, stages="multi")
    session.write(draft, session.changes(draft), {"nginx.conf"})
    assert (folder / "nginx.conf").read_text() == "mine\n"
    assert record.read(folder)["Dockerfile"].files["nginx.conf"] == before


def test_what_the_command_line_decides_is_remembered(folder: Path) -> None:
    written(folder, stages="multi", overrides={"port": Override("9000", Evidence("--set port"))})
    again = drafted(folder)
    assert (again.plan.stages, again.plan.port) == ("multi", 9000)
    assert again.detection.facts["port"].evidence.file == ".dockgen.yml"


def test_another_dockerfile_gets_its_own_ignore_file_section_and_run(folder: Path) -> None:
    written(folder)
    assert written(folder, "web.Dockerfile", base="alpine") == [
        "web.Dockerfile",
        "web.Dockerfile.dockerignore",
        ".dockgen.yml",
        ".dockgen.lock",
    ]
    assert set(record.read(folder)) == {"Dockerfile", "web.Dockerfile"}
    assert drafted(folder).plan.base == "debian"
    assert drafted(folder, "web.Dockerfile").plan.base == "alpine"


def test_answers_are_drafted_anew(folder: Path) -> None:
    answers = {"port": Override("9000", Evidence("--set port"))}
    assert session.redraft(drafted(folder), answers).plan.port == 9000


def test_findings_name_the_detector_and_the_place_of_every_fact(folder: Path) -> None:
    text = session.findings_text(drafted(folder))
    assert text.startswith("static: found public/index.html\n\n")
    assert "  not_found_page  /404.html  public/404.html\n" in text


def test_findings_say_why_this_detector_and_name_the_others(folder: Path) -> None:
    package = '{"scripts": {"start": "node server.js"}, "dependencies": {"express": "5"}}'
    write_files(folder, {"package.json": package, "server.js": "listen(3000)"})
    head = session.findings_text(drafted(folder)).split("\n")[0]
    assert head.startswith("node: found package.json")
    assert "goes before static" in head


def test_findings_spell_out_what_a_terminal_would_obey(folder: Path) -> None:
    draft = drafted(folder, overrides={"name": Override("a\x1b[2Jb", Evidence("--set name"))})
    assert r"a\x1b[2Jb" in session.findings_text(draft)


def test_a_difference_reads_like_one_of_git(folder: Path) -> None:
    written(folder)
    write_files(folder, {"nginx.conf": "mine"})
    text = session.difference(session.changes(drafted(folder)))
    assert text.startswith("--- a/nginx.conf\n+++ b/nginx.conf\n")
    assert "-mine\n\\ No newline at end of file\n+" in text


def test_a_difference_to_nothing_names_no_file(folder: Path) -> None:
    text = session.difference(session.changes(drafted(folder)))
    assert text.startswith("--- /dev/null\n+++ b/Dockerfile\n")


def test_a_difference_shows_bytes_that_are_not_utf_8(folder: Path) -> None:
    (folder / "Dockerfile").write_bytes(b"# caf\xe9\n")
    assert "-# caf\\udce9\n" in session.difference(session.changes(drafted(folder)))


def test_the_rendering_can_be_had_with_the_version_of_the_last_run(folder: Path) -> None:
    draft = drafted(folder)
    assert session.rendered_as_before(draft) == draft.files["Dockerfile"]
    written(folder)
    lock = folder / ".dockgen.lock"
    lock.write_text(lock.read_text().replace('"version": "', '"version": "0.0.'))
    assert "dockgen 0.0." in session.rendered_as_before(drafted(folder)).text


def test_commands_are_ready_to_paste(folder: Path) -> None:
    draft = session.draft(f"{folder}/", "web.Dockerfile", {"image": "registry.example/team/web:1"})
    assert dict(session.commands(draft)) == {
        "build": f"docker build -f {folder}/web.Dockerfile -t registry.example/team/web:1 {folder}",
        "run": "docker run --rm -p 8080:8080 registry.example/team/web:1",
        "push": "docker push registry.example/team/web:1",
    }


@pytest.mark.parametrize(
    ("name", "image"),
    [
        ("Demo", "demo"),
        ("@team/web app", "web-app"),
        ("__--", "app"),
        ("café", "caf"),
        ("x" * 300, "x" * 128),
    ],
)
def test_the_image_is_named_after_the_project(folder: Path, name: str, image: str) -> None:
    draft = drafted(folder, overrides={"name": Override(name, Evidence("--set name"))})
    assert dict(session.commands(draft))["run"] == f"docker run --rm -p 8080:8080 {image}"


def test_an_image_name_that_is_none_is_refused(folder: Path) -> None:
    with pytest.raises(UnusableInput, match="'A B' is not an image reference"):
        drafted(folder, image="A B")


def test_a_draft_as_data(folder: Path) -> None:
    data = json.loads(drafted(folder).as_json())
    assert data["schema"] == 1
    assert data["plan"]["template"] == "sites/static/single-stage.Dockerfile.jinja"
    assert data["plan"]["image"] == "demo"
    assert list(data["files"]) == ["Dockerfile", ".dockerignore", "nginx.conf"]


def test_a_project_that_is_nothing_known_is_said(project: MakeProject) -> None:
    with pytest.raises(
        NothingDetected, match=r"nothing here that dockgen knows \(gradle: no build"
    ):
        drafted(project({"notes.txt": ""}).root)
