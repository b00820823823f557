"""Where dockgen came from is recorded when the installation says so, and never guessed."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from dockgen import __version__
from dockgen.managed_files import lock
from dockgen.managed_files.lock import Origin


class Installed:
    """What the metadata library gives for an installed package."""

    def __init__(self, direct: object = None, urls: tuple[str, ...] = ()) -> None:
        self.direct = direct
        self.urls = urls

    def read_text(self, name: str) -> str | None:
        assert name == "direct_url.json"
        if self.direct is None or isinstance(self.direct, str):
            return self.direct
        return json.dumps(self.direct)

    @property
    def metadata(self) -> Installed:
        return self

    def get_all(self, name: str) -> tuple[str, ...] | None:
        assert name == "Project-URL"
        return self.urls or None


def origin_of(monkeypatch: pytest.MonkeyPatch, installed: Installed) -> Origin | None:
    monkeypatch.setattr("importlib.metadata.distribution", lambda _: installed)
    return lock.template_origin()


def test_what_pip_installed_from_git_is_named_with_its_commit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    direct = {
        "url": "https://git.example/tools/dockgen",
        "vcs_info": {"vcs": "git", "requested_revision": "main", "commit_id": "0123abcd"},
    }
    expected = Origin("git+https://git.example/tools/dockgen", "0123abcd")
    assert origin_of(monkeypatch, Installed(direct)) == expected


@pytest.mark.parametrize(
    "direct",
    [
        {"url": "file:///home/ada/dockgen", "dir_info": {"editable": True}},
        {"url": "https://example.com/dockgen.whl", "archive_info": {}},
        {"url": "https://example.com/hg", "vcs_info": {"vcs": "hg", "commit_id": "1"}},
        {"vcs_info": {"vcs": "git"}},
        [],
        "{",
    ],
)
def test_a_folder_an_archive_or_a_broken_note_names_nothing(
    direct: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert origin_of(monkeypatch, Installed(direct, ("Repository, https://x.example/y",))) is None


@pytest.mark.parametrize("label", ["Repository", "source", "Source Code"])
def test_a_package_that_names_its_repository_came_from_its_tag(
    label: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    urls = ("Documentation, https://docs.example", f"{label}, https://git.example/dockgen.git")
    expected = Origin("https://git.example/dockgen.git", f"v{__version__}")
    assert origin_of(monkeypatch, Installed(urls=urls)) == expected


def test_a_package_that_says_nothing_and_one_that_is_not_installed_name_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert origin_of(monkeypatch, Installed()) is None

    def missing(name: str) -> Installed:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.distribution", missing)
    assert lock.template_origin() is None


def test_a_link_stays_and_its_commit_follows_the_version() -> None:
    earlier = Origin("https://git.example/dockgen.git", "v0.0.1")
    assert lock.renewed(earlier, same_version=True) == earlier
    newer = Origin("https://git.example/dockgen.git", f"v{__version__}")
    assert lock.renewed(earlier, same_version=False) == newer


def test_the_record_keeps_the_link(tmp_path: Path) -> None:
    run = lock.Run("1", "node", "server", "single", "debian")
    link = Origin("https://git.example/dockgen.git", "v1")
    for source in (None, link):
        text = lock.text_of({"Dockerfile": run}, source)
        (tmp_path / lock.LOCK).write_text(text, "utf-8")
        assert lock.read_origin(tmp_path) == source
        assert lock.read(tmp_path) == {"Dockerfile": run}


def test_without_a_record_there_is_no_link(tmp_path: Path) -> None:
    assert lock.read_origin(tmp_path) is None
