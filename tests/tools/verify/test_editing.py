from __future__ import annotations

import os
from pathlib import Path

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.tools.verify.editing import copy_context, edit, source_to_edit
from tests.conftest import MakeProject, write_files


@pytest.mark.parametrize(
    ("files", "chosen"),
    [
        (["package.json", "server.js", "routes/a.js", "test/b.js"], "routes/a.js"),
        (["app.js", "server.js", "vite.config.js"], "app.js"),
        (["db.js", "server.js"], "server.js"),
        (["src/main.ts", "src/a.ts", "x.js"], "src/main.ts"),
        (
            ["src/main/java/A.java", "src/test/java/ATest.java", "web/x.html"],
            "src/main/java/A.java",
        ),
        (["index.html", "style.css"], "index.html"),
        (["app.py", "conftest.py", "tests/test_x.py"], "app.py"),
        (["Cargo.toml", "src/types.d.ts"], None),
        (["README", "data.json"], None),
    ],
)
def test_the_file_that_stands_for_a_usual_edit(
    project: MakeProject, files: list[str], chosen: str | None
) -> None:
    assert source_to_edit(project(dict.fromkeys(files, ""))) == chosen


def test_what_the_builder_does_not_see_is_not_edited(project: MakeProject) -> None:
    made = project({"a.py": "", "b.py": ""})
    assert source_to_edit(made, lambda path: path == "a.py") == "b.py"


@pytest.mark.parametrize(
    ("name", "begin"), [("a.py", "# "), ("a.ts", "// "), ("a.html", "<!-- "), ("a.css", "/* ")]
)
def test_an_edit_is_a_comment_and_differs_each_time(tmp_path: Path, name: str, begin: str) -> None:
    write_files(tmp_path, {name: "x"})
    edit(tmp_path, name)
    edit(tmp_path, name)
    first, *rest = [line for line in (tmp_path / name).read_text().splitlines() if line]
    assert first == "x"
    assert all(line.startswith(f"{begin}edited ") for line in rest)
    assert len(set(rest)) == 2


def test_an_edit_of_what_is_no_source_is_refused(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.bin": "x"})
    (tmp_path / "link.py").symlink_to("/etc/passwd")
    mine = write_files(tmp_path / "mine", {"a.py": "x"})
    copy = write_files(tmp_path / "copy", {"b.py": "x"})
    (copy / "away").symlink_to(mine)
    for path in ("../mine/a.py", "away/a.py", f"{mine}/a.py"):
        with pytest.raises(UnusableInput, match="is not a file of the build context"):
            edit(copy, path)
    assert (mine / "a.py").read_text() == "x"
    with pytest.raises(UnusableInput, match="whose comments dockgen knows"):
        edit(tmp_path, "a.bin")
    for path in ("missing.py", "link.py"):
        with pytest.raises(UnusableInput, match="is not a file of the build context"):
            edit(tmp_path, path)


def test_a_copy_has_links_modes_and_times_and_no_pipes(tmp_path: Path) -> None:
    source = write_files(tmp_path / "a", {"x/run.sh": "1", "keep": "2", "left/out": "3"})
    (source / "x/run.sh").chmod(0o751)
    os.utime(source / "keep", (1000, 1000))
    (source / "link").symlink_to("nowhere")
    (source / "folder").symlink_to("x")
    os.mkfifo(source / "pipe")
    copy_context(source, tmp_path / "b", lambda path: path == "left")
    copied = {path.relative_to(tmp_path / "b").as_posix() for path in (tmp_path / "b").rglob("*")}
    assert copied == {"x", "x/run.sh", "keep", "link", "folder"}
    assert (tmp_path / "b/link").readlink() == Path("nowhere")
    assert (tmp_path / "b/x/run.sh").stat().st_mode & 0o777 == 0o751
    assert (tmp_path / "b/keep").stat().st_mtime == 1000


def test_a_file_that_cannot_be_copied_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write_files(tmp_path / "a", {"x/secret": "1"})

    def refuse(path: str, *_: object) -> None:
        raise PermissionError(13, "Permission denied", path)

    monkeypatch.setattr("shutil.copy2", refuse)
    with pytest.raises(UnusableInput, match="x/secret: cannot be copied: permission denied"):
        copy_context(source, tmp_path / "b")
