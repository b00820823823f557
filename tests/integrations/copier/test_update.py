"""`copier update`: edits, changes of the project and a newer template come together."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import copier

from dockgen.cli.main import run
from dockgen.managed_files import lock
from tests import examples
from tests.integrations.copier.conftest import commit, git

LOCK = ".dockgen.lock"
LABEL = 'LABEL org.opencontainers.image.vendor="second"'


def project(folder: Path) -> Path:
    place = folder / "node-express"
    shutil.copytree(examples.FOLDER / "node-express", place)
    git(place, "init", "--quiet")
    return place


def made_by_copier(repository: Path, folder: Path) -> Path:
    place = project(folder)
    copier.run_copy(
        str(repository), place, vcs_ref="v7.0.0", defaults=True, quiet=True, unsafe=True
    )
    commit(place, "Start")
    return place


def made_by_init(repository: Path, folder: Path) -> Path:
    """A project that `dockgen init` of the first version made, as pip installed it from git."""
    installed = folder / "installed"
    sources = folder / "sources"
    git(repository, "worktree", "add", "--quiet", "--detach", str(sources), "v7.0.0")
    metadata = installed / "dockgen_cli-7.0.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text(
        "Metadata-Version: 2.4\nName: dockgen-cli\nVersion: 7.0.0\n", "utf-8"
    )
    commit_id = git(repository, "rev-parse", "v7.0.0^{commit}").strip()
    direct = {"url": repository.as_uri(), "vcs_info": {"vcs": "git", "commit_id": commit_id}}
    (metadata / "direct_url.json").write_text(json.dumps(direct), "utf-8")
    place = project(folder)
    subprocess.run(
        [sys.executable, "-P", "-m", "dockgen", "init", "--yes", place],
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(installed), str(sources / "src")])},
        check=True,
        capture_output=True,
    )
    git(repository, "worktree", "remove", "--force", str(sources))
    commit(place, "Start")
    return place


def update(place: Path, **data: object) -> None:
    copier.run_update(
        place,
        data=data,
        answers_file=LOCK,
        defaults=True,
        overwrite=True,
        quiet=True,
        unsafe=True,
    )


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def test_edits_and_changes_come_together_in_a_project_that_copier_made(
    tagged_repository: Path, tmp_path: Path
) -> None:
    place = made_by_copier(tagged_repository, tmp_path)
    change(place)
    update(place)
    assert_merged(place)
    commit(place, "Update")
    update(place)  # a second time changes nothing
    assert git(place, "status", "--porcelain") == ""


def test_edits_and_changes_come_together_in_a_project_that_init_made(
    tagged_repository: Path, tmp_path: Path
) -> None:
    place = made_by_init(tagged_repository, tmp_path)
    change(place)
    update(place)
    assert_merged(place)


def change(place: Path) -> None:
    """Edits of the user's, and changes of the project, on lines that are not the same."""
    edit(place / "Dockerfile", "WORKDIR /app\n", "WORKDIR /app\nENV TZ=UTC\n")
    edit(place / ".dockgen.yml", "schema: 1", "# ours\nschema: 1")
    edit(place / ".nvmrc", "24", "22")
    edit(place / "package.json", '"node server.js"', '"node --enable-source-maps server.js"')
    commit(place, "Edit")


def assert_merged(place: Path) -> None:
    text = (place / "Dockerfile").read_text("utf-8")
    assert "<<<<<<<" not in text
    assert "WORKDIR /app\nENV TZ=UTC\n" in text  # the user's
    assert 'CMD ["node", "--enable-source-maps", "server.js"]' in text  # the project's
    assert "FROM node:22-slim AS runtime" in text
    assert LABEL in text  # the newer template's
    assert "Made by dockgen 7.1.0 " in text
    assert "# ours\n" in (place / ".dockgen.yml").read_text("utf-8")
    origin = lock.read_origin(place)
    assert origin is not None
    assert origin.commit == "v7.1.0"
    assert git(place, "status", "--porcelain") == " M .dockgen.lock\n M Dockerfile\n"


def test_without_an_edit_an_update_is_a_new_copy(tagged_repository: Path, tmp_path: Path) -> None:
    place = made_by_copier(tagged_repository, tmp_path)
    update(place)
    other = project(tmp_path / "new")
    copier.run_copy(str(tagged_repository), other, defaults=True, quiet=True, unsafe=True)
    for path in ("Dockerfile", ".dockerignore", ".dockgen.yml", LOCK):
        assert (place / path).read_text("utf-8") == (other / path).read_text("utf-8"), path


def test_an_overlap_is_a_conflict_a_deleted_file_stays_deleted_and_another_answer_is_kept(
    tagged_repository: Path, tmp_path: Path
) -> None:
    place = made_by_copier(tagged_repository, tmp_path)
    edit(place / "Dockerfile", "FROM node:24-slim", "FROM node:24")
    edit(place / ".nvmrc", "24", "22")
    edit(place / ".dockgen.yml", "schema: 1", "# ours\nschema: 1")
    (place / ".dockerignore").unlink()
    commit(place, "Edit")
    update(place, port="9000")
    text = (place / "Dockerfile").read_text("utf-8")
    assert "<<<<<<< before updating\nFROM node:24 AS runtime\n" in text
    assert "FROM node:22-slim AS runtime\n>>>>>>> after updating\n" in text
    assert "UU Dockerfile" in git(place, "status", "--porcelain")
    assert "EXPOSE 9000" in text
    assert not (place / ".dockerignore").exists()
    settings = (place / ".dockgen.yml").read_text("utf-8")
    assert "# ours\nschema: 1" in settings
    assert "\nset:\n  port: 9000\n" in settings


def test_every_dockerfile_of_a_project_of_unknown_origin_follows_after_one_copy(
    tagged_repository: Path, tmp_path: Path
) -> None:
    place = project(tmp_path)
    assert run(["init", "--yes", str(place)]) == 0
    assert run(["init", "--yes", "-f", "api.Dockerfile", "--stages", "multi", str(place)]) == 0
    assert lock.read_origin(place) is None
    edit(place / "Dockerfile", "WORKDIR /app\n", "WORKDIR /app\nENV TZ=UTC\n")
    commit(place, "Start")
    copier.run_copy(
        str(tagged_repository),
        place,
        vcs_ref="v7.0.0",
        skip_if_exists=["Dockerfile"],
        defaults=True,
        overwrite=True,
        quiet=True,
        unsafe=True,
    )
    edit(place / "api.Dockerfile", "WORKDIR /app\n", "WORKDIR /app\nENV TZ=CET\n")
    commit(place, "Link")
    update(place)
    for name, zone in (("Dockerfile", "UTC"), ("api.Dockerfile", "CET")):
        text = (place / name).read_text("utf-8")
        assert f"ENV TZ={zone}" in text
        assert LABEL in text
    assert set(lock.read(place)) == {"Dockerfile", "api.Dockerfile"}


def test_dockgen_keeps_the_link_that_copier_made(tagged_repository: Path, tmp_path: Path) -> None:
    import dockgen

    place = made_by_copier(tagged_repository, tmp_path)
    assert run(["init", "--yes", str(place)]) == 0
    assert lock.read_origin(place) == lock.Origin(str(tagged_repository), f"v{dockgen.__version__}")
