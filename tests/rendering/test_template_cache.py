"""Compiled templates are kept between runs, and nothing depends on them."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from dockgen.rendering.cache import TemplateCache, cache_folder
from tests.conftest import as_somebody_else

TEMPLATES = {"one": "Hello {{ name }}"}


def render(folder: Path, made_by: str = "this compiler", text: str = "") -> str:
    loader = DictLoader({"one": text or TEMPLATES["one"]})
    environment = Environment(  # noqa: S701  plain text
        loader=loader, bytecode_cache=TemplateCache(folder, made_by)
    )
    return environment.get_template("one").render(name="you")


def kept(folder: Path) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in folder.iterdir()}


def test_a_template_is_compiled_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "cache" / "dockgen"
    assert render(folder) == "Hello you"
    assert len(kept(folder)) == 1

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("compiled again")

    monkeypatch.setattr(Environment, "_compile", refuse)
    assert render(folder) == "Hello you"


def test_another_text_or_another_compiler_replaces_what_is_kept(tmp_path: Path) -> None:
    render(tmp_path)
    first = kept(tmp_path)
    render(tmp_path, made_by="a newer compiler")
    second = kept(tmp_path)
    assert first.keys() == second.keys()
    assert first != second
    assert render(tmp_path, text="Bye {{ name }}") == "Bye you"


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"j2"])
def test_what_is_damaged_is_made_anew(tmp_path: Path, damage: bytes) -> None:
    render(tmp_path)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    for content in (damage, whole[: len(whole) // 3], whole[:-5]):
        file.write_bytes(content)
        assert render(tmp_path) == "Hello you"
        assert file.read_bytes() == whole


def test_a_folder_that_cannot_be_written_changes_nothing(tmp_path: Path) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o755)
    with as_somebody_else(tmp_path):
        if os.geteuid() != locked.stat().st_uid:
            assert render(locked / "dockgen") == "Hello you"
            assert not kept(locked)
    (tmp_path / "file").write_text("")
    assert render(tmp_path / "file" / "dockgen") == "Hello you"


def test_it_lies_in_the_users_cache_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "dockgen"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative/is/ignored")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert cache_folder() == tmp_path / "home" / ".cache" / "dockgen"


def test_a_user_without_a_home_has_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)

    def no_home(_: Path) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "expanduser", no_home)
    assert cache_folder() is None


def _open_folder(folder: Path) -> None:
    folder.chmod(0o777)


def _open_file(folder: Path) -> None:
    next(folder.iterdir()).chmod(0o666)


def _link(folder: Path) -> None:
    (file,) = folder.iterdir()
    file.rename(folder.parent / "elsewhere")
    file.symlink_to(folder.parent / "elsewhere")


def _linked_folder(folder: Path) -> None:
    folder.rename(folder.parent / "elsewhere")
    folder.symlink_to(folder.parent / "elsewhere")


def _pipe(folder: Path) -> None:
    (file,) = folder.iterdir()
    file.unlink()
    os.mkfifo(file)


@pytest.mark.parametrize("change", [_open_folder, _open_file, _link, _linked_folder, _pipe])
def test_what_somebody_else_could_have_put_there_is_not_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None]
) -> None:
    folder = tmp_path / "dockgen"
    render(folder)
    change(folder)

    def refuse(*_: object) -> None:
        raise AssertionError("it was loaded")

    monkeypatch.setattr("jinja2.bccache.marshal.load", refuse)
    assert render(folder) == "Hello you"


@pytest.mark.parametrize("where", [".git", "sub"])
def test_a_checkout_holds_no_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    (tmp_path / "project" / where).mkdir(parents=True)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "project/cache"))
    monkeypatch.chdir(tmp_path / ("project" if where == "sub" else "."))
    if where == ".git":
        (tmp_path / "here").mkdir()
        monkeypatch.chdir(tmp_path / "here")
    assert cache_folder() is None
