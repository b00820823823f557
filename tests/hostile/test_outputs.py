"""No output is written, replaced or deleted through a link, or where version control lives."""

from __future__ import annotations

from pathlib import Path

import pytest

from dockgen.core.errors import REFUSED, UNUSABLE, RefusedToOverwrite
from dockgen.core.safe_files import is_version_control
from dockgen.managed_files.writing import new_folder, write_all
from tests.hostile.conftest import OWN, Checkout
from tests.hostile.traced import run

FILES = sorted(OWN)


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize(
    "target", [".git/commondir", ".git/config", "../outside/victim", "../outside/new", "public/x"]
)
def test_init_writes_through_no_link(checkout: Checkout, file: str, target: str) -> None:
    checkout.link(file, target)
    done = run("init", "--yes", "--force", checkout.root)
    checkout.assert_untouched(done)
    assert done.code in (UNUSABLE, REFUSED)
    assert file in done.err
    assert "link" in done.err or "no such file" in done.err  # it leads to nothing
    assert (checkout.root / file).is_symlink()
    assert not (checkout.root / "public/x").exists()
    assert not (checkout.outside / "new").exists()


def test_a_linked_dockerfile_is_refused_with_what_to_do(checkout: Checkout) -> None:
    checkout.link("Dockerfile", "public/index.html")
    done = run("init", "--yes", checkout.root)
    assert done.code == REFUSED
    assert done.err.endswith(
        "dockgen: Dockerfile: is a symbolic link, and dockgen does not write through links "
        "(replace it with a real file, or delete the link)\n"
    )


@pytest.mark.parametrize("file", ["Dockerfile", ".dockerignore", "nginx.conf", ".dockgen.lock"])
@pytest.mark.parametrize("command", ["update", "check"])
def test_no_other_command_does_either(checkout: Checkout, file: str, command: str) -> None:
    checkout.start()
    place = checkout.root / file
    place.rename(checkout.outside / "moved")
    place.symlink_to("../outside/moved")
    checkout.before = checkout.untouchable()
    done = run(command, checkout.root)
    checkout.assert_untouched(done)
    assert done.code == REFUSED
    assert f"{file}: is a symbolic link" in done.err


@pytest.mark.parametrize(
    ("arguments", "file"),
    [
        (("editor", "vscode"), ".vscode/tasks.json"),
        (("editor", "zed"), ".zed/tasks.json"),
        (("editor", "jetbrains"), ".run/dockgen-build.run.xml"),
        (("editor", "devcontainer"), ".devcontainer/devcontainer.json"),
        (("init", "--yes", "--compose"), "compose.yaml"),
        (("init", "--yes", "--github-actions"), ".github/workflows/image.yml"),
        (("init", "--yes", "-f", "docker/Dockerfile"), "docker/Dockerfile"),
    ],
)
@pytest.mark.parametrize("linked", ["folder", "file"])
def test_a_file_of_any_kind_is_written_through_no_link(
    checkout: Checkout, arguments: tuple[str, ...], file: str, linked: str
) -> None:
    if linked == "folder" and "/" in file:
        checkout.link(file.split("/", maxsplit=1)[0], ".git/hooks")
    else:
        checkout.link(file, "../" * file.count("/") + ".git/evil")
    done = run(*arguments, checkout.root)
    checkout.assert_untouched(done)
    assert done.code in (UNUSABLE, REFUSED)
    assert "link" in done.err


@pytest.mark.parametrize(
    "name",
    [
        ".git/hooks/Dockerfile",
        ".GIT/Dockerfile",
        ".hg/Dockerfile",
        "vendor/.svn/Dockerfile",
        "vendor/CVS/Dockerfile",
        ".jj/Dockerfile",
        ".git",
    ],
)
def test_no_dockerfile_is_put_into_version_control(checkout: Checkout, name: str) -> None:
    done = run("init", "--yes", "-f", name, checkout.root)
    checkout.assert_untouched(done)
    assert done.code == UNUSABLE
    assert "is not a Dockerfile name" in done.err


@pytest.mark.parametrize(
    "name",
    (
        ".git|.Git|.git |.git.|.git::$INDEX_ALLOCATION|git~1|.g\u200cit|.hg|.svn|.bzr|.jj|CVS|cvs|"
        "RCS|SCCS|_darcs|_FOSSIL_|.pijul"
    ).split("|"),
)
def test_what_belongs_to_version_control_is_known_on_any_disk(tmp_path: Path, name: str) -> None:
    assert is_version_control(name)
    for path in (name, f"{name}/config", f"sub/{name}/hooks/x"):
        with pytest.raises(RefusedToOverwrite, match="belongs to version control"):
            write_all(tmp_path, {path: "x"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", [".gitignore", ".github", ".dockerignore", "git", "cv", ".hgx"])
def test_what_only_looks_like_it_is_written(tmp_path: Path, name: str) -> None:
    write_all(tmp_path, {name: "x"})
    assert (tmp_path / name).read_text() == "x"


@pytest.mark.parametrize("path", ["../victim", "/victim", "a/../../victim", "", ".", "a\0b"])
def test_a_path_that_leaves_the_folder_is_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(RefusedToOverwrite, match="points outside the project"):
        write_all(tmp_path / "project", {path: "x"})


def test_a_folder_that_becomes_a_link_while_it_is_written_is_not_followed(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dockgen.managed_files.journal import replacing

    checkout.write("docker/nginx.conf", "old")
    write = replacing.write_waiting

    def swap(*arguments: object) -> None:
        (checkout.root / "docker").rename(checkout.root / "away")
        checkout.link("docker", "../outside")
        write(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(replacing, "write_waiting", swap)
    with pytest.raises(RefusedToOverwrite, match="docker is a symbolic link"):
        write_all(checkout.root, {"docker/nginx.conf": "new"})
    assert checkout.untouchable() == checkout.before
    assert (checkout.root / "away/nginx.conf").read_text() == "old"


def test_a_new_folder_is_not_put_through_a_link(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch
) -> None:
    checkout.link("web", "../outside")
    monkeypatch.chdir(checkout.root)
    for place in ("web", "web/inner", ".git/web"):
        with pytest.raises(RefusedToOverwrite), new_folder(Path(place), replace=True) as folder:
            (folder / "Dockerfile").write_text("x")
    assert checkout.untouchable() == checkout.before
