"""What `dockgen context` lists, held to what a real build receives."""

from __future__ import annotations

import subprocess
import tarfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from dockgen.context.scanning import ignore_file_of, scan
from dockgen.errors import UnusableInput
from dockgen.project import Project
from tests.ignore_cases import Case, cases

pytestmark = pytest.mark.engine

SEED = 40
BATCH = 25


def listed(folder: Path, dockerfile: str = "Dockerfile") -> set[str] | None:
    """The paths that dockgen lists; None where it says that the engine refuses the ignore file."""
    project = Project(folder)
    try:
        context = scan(project, ignore_file_of(project, dockerfile))
    except UnusableInput:
        return None
    return {*context.files, *context.folders}


def received(
    docker: str, folder: Path, *options: str, text: str = "FROM scratch\nCOPY . /\n"
) -> set[str] | None:
    """The paths in the image that a build makes; None where the build fails."""
    out = folder.parent / "received.tar"
    command = [docker, "build", "--quiet", "-f", "-", f"--output=type=tar,dest={out}", *options]
    done = subprocess.run([*command, str(folder)], input=text.encode(), capture_output=True)
    if done.returncode:
        return None
    with tarfile.open(out, encoding="utf-8", errors="surrogateescape") as archive:
        return {member.name for member in archive}


def received_by_each(docker: str, folders: Sequence[Path], tmp_path: Path) -> list[set[str]]:
    """The same for many folders in one build, each copied from a context of its own."""
    lines = [f"COPY --from=c{number} . /{number}/" for number in range(len(folders))]
    options = [f"--build-context=c{number}={folder}" for number, folder in enumerate(folders)]
    empty = tmp_path / "empty"
    empty.mkdir(exist_ok=True)
    paths = received(docker, empty, *options, text="\n".join(["FROM scratch", *lines]))
    assert paths is not None, f"docker refuses one of the ignore files in {folders}"
    found: list[set[str]] = [set() for _ in folders]
    for path in paths:
        number, slash, rest = path.partition("/")
        if slash:
            found[int(number)].add(rest)
    return found


def test_hundreds_of_trees_arrive_as_listed(docker: str, tmp_path: Path) -> None:
    taken = [(case, case.write(tmp_path / str(case.number))) for case in cases(SEED, 400)]
    taken = [(case, folder) for case, folder in taken if listed(folder) is not None]
    assert len(taken) > 300
    for start in range(0, len(taken), BATCH):
        batch = taken[start : start + BATCH]
        together = received_by_each(docker, [folder for _, folder in batch], tmp_path)
        for (case, folder), paths in zip(batch, together, strict=True):
            assert listed(folder) == paths, case


@pytest.mark.parametrize("case", [*cases(SEED + 1, 20)], ids=lambda case: str(case.number))
def test_a_tree_that_is_the_whole_context_arrives_as_listed(
    docker: str, tmp_path: Path, case: Case
) -> None:
    folder = case.write(tmp_path / "tree")
    assert listed(folder) == received(docker, folder), case


def test_what_dockgen_refuses_the_engine_refuses(docker: str, tmp_path: Path) -> None:
    refused = 0
    for case in cases(SEED + 2, 400):
        folder = case.write(tmp_path / str(case.number))
        if listed(folder) is None:
            assert received(docker, folder) is None, case
            refused += 1
        if refused == 12:
            break
    assert refused == 12
