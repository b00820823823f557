"""A folder that `adopt` makes is where its name says, and nothing of an image leads out of it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from dockgen.core.errors import RefusedToOverwrite, UnusableInput
from dockgen.managed_files.writing import new_folder
from dockgen.tools.adopt.folder import refuse_behind_links
from dockgen.tools.adopt.tree import Entry
from tests.hostile.conftest import Checkout

FOLDER = Entry("folder", 0o755, 0, 0)
FILE = Entry("file", 0o644, 0, 0)


def link(target: str) -> Entry:
    return Entry("link", 0o777, 0, 0, target=target)


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ({"app": link("/etc"), "app/passwd": FILE}, "app/passwd: lies below app, .* a link"),
        (
            {"a": FOLDER, "a/b": link(".."), "a/b/c": FOLDER, "a/b/c/d": FILE},
            "a/b/c: lies below a/b",
        ),
        ({"app": FILE, "app/x": FILE}, "app/x: lies below app, .* a file"),
        ({"..": FOLDER, "../x": FILE}, "is no path in an image"),
        ({"": FOLDER, "/etc/passwd": FILE}, "is no path in an image"),
    ],
)
def test_no_entry_of_an_image_is_written_where_a_link_leads(
    entries: dict[str, Entry], said: str
) -> None:
    with pytest.raises(UnusableInput, match=said):
        refuse_behind_links(entries)


def test_links_beside_files_are_taken() -> None:
    refuse_behind_links({"lib": link("usr/lib"), "usr": FOLDER, "usr/lib": FOLDER, "usr/x": FILE})


@pytest.mark.parametrize("swapped", ["docker", "docker/web"])
def test_a_link_that_comes_while_the_folder_is_filled_is_not_followed(
    checkout: Checkout, monkeypatch: pytest.MonkeyPatch, swapped: str
) -> None:
    monkeypatch.chdir(checkout.root)
    Path("docker").mkdir()
    (checkout.outside / "web").mkdir()
    (checkout.outside / "web/kept").write_text("mine\n")
    checkout.before = checkout.untouchable()
    with pytest.raises((RefusedToOverwrite, UnusableInput)):
        _swap_while_it_is_filled(swapped)
    assert checkout.untouchable() == checkout.before
    assert not [one for one in checkout.root.rglob("*.dockgen-*") if ".git" not in one.parts]


def _swap_while_it_is_filled(swapped: str) -> None:
    with new_folder(Path("docker/web"), replace=True) as folder:
        (folder / "Dockerfile").write_text("FROM scratch\n")
        if swapped == "docker":
            Path("docker").rename("away")
            Path("docker").symlink_to("../outside")
            (folder / "more").write_text("")  # it is not where the link leads
        Path("docker/web").symlink_to("../../outside")


def test_a_folder_is_replaced_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for place in (Path("new/web"), tmp_path / "other/web", Path("../web")):
        for text in ("first", "second"):
            with new_folder(place, replace=True) as folder:
                (folder / text).write_text(text)
            assert [one.name for one in place.iterdir()] == [text]
    shutil.rmtree("../web")
    assert [one.name for one in Path("new").iterdir()] == ["web"]
