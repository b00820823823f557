"""What `dockgen context` lists, held to what a real build receives."""

from __future__ import annotations

import subprocess
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.core.project import Project
from dockgen.tools.context.scanning import ignore_file_of, scan
from tests.conftest import write_files
from tests.ignore_cases import Case, cases

pytestmark = pytest.mark.engine

SEED = 40
BATCH = 40

Tree = Mapping[str, int | None]
"""The size of each file, and None for a folder, by its path."""


def listed(folder: Path, dockerfile: str = "Dockerfile") -> Tree | None:
    """What dockgen lists; None where it says that the engine refuses the ignore file."""
    project = Project(folder)
    try:
        context = scan(project, ignore_file_of(project, dockerfile))
    except UnusableInput:
        return None
    return {**context.files, **dict.fromkeys(context.folders)}


def received(docker: str, folder: Path, *options: str, text: str = "") -> Tree | None:
    """What is in the image that a build makes; None where the build fails.

    Args:
        docker: the engine.
        folder: the context.
        options: further options, `-f` among them where there is no text.
        text: the Dockerfile.
    """
    out = folder.parent / "received.tar"
    command = [docker, "build", "--quiet", f"--output=type=tar,dest={out}", *options]
    command += ["-f", "-"] if text else []
    done = subprocess.run([*command, str(folder)], input=text.encode(), capture_output=True)
    if done.returncode:
        return None
    with tarfile.open(out, encoding="utf-8", errors="surrogateescape") as archive:
        return {one.name: None if one.isdir() else one.size for one in archive}


def received_by_each(docker: str, folders: Sequence[Path], tmp_path: Path) -> Sequence[Tree]:
    """The same for many folders in one build, each copied from a context of its own."""
    lines = [f"COPY --from=c{number} . /{number}/" for number in range(len(folders))]
    options = [f"--build-context=c{number}={folder}" for number, folder in enumerate(folders)]
    empty = tmp_path / "empty"
    empty.mkdir(exist_ok=True)
    found = received(docker, empty, *options, text="\n".join(["FROM scratch", *lines]))
    assert found is not None, f"docker refuses one of the ignore files in {folders}"
    trees: list[dict[str, int | None]] = [{} for _ in folders]
    for path, size in found.items():
        number, slash, rest = path.partition("/")
        if slash:
            trees[int(number)][rest] = size
    return trees


@pytest.mark.parametrize("plain", [False, True], ids=["any names and patterns", "plain ones"])
def test_hundreds_of_trees_arrive_as_listed(docker: str, tmp_path: Path, plain: bool) -> None:
    made = cases(SEED, 220, plain=plain)
    written = [(case, case.write(tmp_path / str(case.number))) for case in made]
    taken = [(case, folder) for case, folder in written if listed(folder) is not None]
    assert len(taken) > 180
    for start in range(0, len(taken), BATCH):
        batch = taken[start : start + BATCH]
        together = received_by_each(docker, [folder for _, folder in batch], tmp_path)
        for (case, folder), tree in zip(batch, together, strict=True):
            assert listed(folder) == tree, case


@pytest.mark.parametrize("case", [*cases(SEED + 1, 8)], ids=lambda case: str(case.number))
def test_a_tree_that_is_the_whole_context_arrives_as_listed(
    docker: str, tmp_path: Path, case: Case
) -> None:
    folder = case.write(tmp_path / "tree")
    assert listed(folder) == received(docker, folder, text="FROM scratch\nCOPY . /\n"), case


def test_what_dockgen_refuses_the_engine_refuses(docker: str, tmp_path: Path) -> None:
    refused = 0
    for case in cases(SEED + 2, 400):
        folder = case.write(tmp_path / str(case.number))
        if listed(folder) is None:
            assert received(docker, folder, text="FROM scratch\nCOPY . /\n") is None, case
            refused += 1
        if refused == 8:
            break
    assert refused == 8


def test_the_ignore_file_of_the_dockerfile_goes_first(docker: str, tmp_path: Path) -> None:
    text = "FROM scratch\nCOPY . /\n"
    folder = write_files(
        tmp_path / "tree",
        {
            ".dockerignore": "a",
            "web/api.Dockerfile": text,
            "web/api.Dockerfile.dockerignore": "b",
            "empty": text,
            "empty.dockerignore": "",
            "other": text,
            "a": "",
            "b": "",
        },
    )
    for dockerfile, without in (("web/api.Dockerfile", "b"), ("empty", ""), ("other", "a")):
        tree = received(docker, folder, "-f", str(folder / dockerfile))
        assert listed(folder, dockerfile) == tree
        assert {"a", "b"} - set(tree or ()) == {without} - {""}


def test_a_file_that_is_let_in_before_its_folder_is_named_arrives_empty(
    docker: str, tmp_path: Path
) -> None:
    folder = write_files(
        tmp_path / "tree", {".dockerignore": "*\n!docs/a\ndocs", "docs/a": "text", "docs/b": "text"}
    )
    wrong = {"docs": None, "docs/a": 0}
    assert listed(folder) == received(docker, folder, text="FROM scratch\nCOPY . /\n") == wrong
    (folder / ".dockerignore").write_text("*\ndocs\n!docs/a")  # as dockgen advises
    right = {"docs": None, "docs/a": 4}
    assert listed(folder) == received(docker, folder, text="FROM scratch\nCOPY . /\n") == right


def test_links_and_files_with_two_names_arrive_as_listed(docker: str, tmp_path: Path) -> None:
    folder = write_files(tmp_path / "tree", {"a/b": "text", "c": "text", "e.txt": "text"})
    (folder / "folder").symlink_to("a")
    (folder / "broken").symlink_to("nowhere")
    (folder / "d").hardlink_to(folder / "c")
    # The content of `e` comes before `e.txt`, though `.` sorts before `/`.
    (folder / "e").mkdir()
    (folder / "e/f").hardlink_to(folder / "e.txt")
    assert listed(folder) == received(docker, folder, text="FROM scratch\nCOPY . /\n")


def test_podman_takes_the_same_files_by_ordinary_patterns(podman: str, tmp_path: Path) -> None:
    folder = write_files(
        tmp_path / "tree",
        {
            ".dockerignore": "**/*.log\nnode_modules\n!node_modules/keep\n/build\nd?cs\n!**/a.log",
            "Containerfile": "FROM scratch\nCOPY . /\n",
            **dict.fromkeys(("a.log", "b.log", "src/a.log", "src/b.log", "build/x", "docs/y"), "x"),
            **dict.fromkeys(("node_modules/keep/z", "node_modules/w/z", "src/build/x"), "x"),
        },
    )
    out = tmp_path / "received.tar"
    command = [podman, "build", "--quiet", f"--output=type=tar,dest={out}", str(folder)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    subprocess.run([podman, "rmi", done.stdout.strip()], check=True, capture_output=True)
    with tarfile.open(out) as archive:
        files = {one.name for one in archive if one.isfile()}
    wanted = listed(folder)
    assert wanted is not None
    assert files == {path for path, size in wanted.items() if size is not None}
