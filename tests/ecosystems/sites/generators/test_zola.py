"""Zola: what its configuration says."""

from __future__ import annotations

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.ecosystems.sites.generators import zola
from tests.conftest import MakeProject
from tests.ecosystems.sites.generators.places import place_of, settled, values

CONFIG = 'base_url = "/"\n'
PAGE = {"content/_index.md": ""}


@pytest.mark.parametrize("name", ["zola.toml", "config.toml"])
def test_a_configuration_is_found(project: MakeProject, name: str) -> None:
    assert zola.find(project({name: CONFIG, **PAGE}), "") == name


@pytest.mark.parametrize(
    "files",
    [
        {"config.toml": CONFIG},
        {"config.toml": 'baseURL = "/"', **PAGE},
        {"config.toml": "[", **PAGE},
        {"zola.toml": "title = 'x'", **PAGE},
        PAGE,
    ],
)
def test_what_is_no_site_is_left_alone(project: MakeProject, files: dict[str, str]) -> None:
    assert zola.find(project(files), "") is None


def test_its_own_configuration_must_be_toml(project: MakeProject) -> None:
    with pytest.raises(UnusableInput, match=r"zola\.toml:1: is not valid TOML"):
        zola.find(project({"zola.toml": "[", **PAGE}), "")


def test_without_settings_the_defaults_of_zola_hold(project: MakeProject) -> None:
    findings = settled(zola, project({"zola.toml": CONFIG, **PAGE}))
    assert values(findings) == {
        "language": "markdown",
        "framework_version": "0.23.6",
        "base_url": "/",
        "build_command": "zola build",
        "output_dir": "public",
        "not_found_page": "/404.html",
    }
    assert findings.warnings == ()


def test_settings_are_read(project: MakeProject) -> None:
    text = 'base_url = "https://example.org/blog"\noutput_dir = "docs"\n'
    findings = settled(zola, project({"zola.toml": text, **PAGE}))
    assert values(findings)["output_dir"] == "docs"
    assert values(findings)["base_path"] == "/blog/"
    assert [one.split(";")[0] for one in findings.warnings] == [
        "the site is made for /blog/, so it is served there and / leads to it",
        "links on the pages lead to https://example.org/blog",
    ]


def test_another_address_is_told_to_the_build(project: MakeProject) -> None:
    findings = settled(zola, project({"zola.toml": CONFIG, **PAGE}), base_url="https://b.example")
    assert values(findings)["build_command"] == "zola build --base-url https://b.example"


def test_a_version_that_is_written_down_holds(project: MakeProject) -> None:
    files = {"zola.toml": CONFIG, ".github/workflows/a.yml": "ZOLA_VERSION: 0.20.0", **PAGE}
    assert values(settled(zola, project(files)))["framework_version"] == "0.20.0"


@pytest.mark.parametrize(
    ("text", "version"),
    [
        (f"{CONFIG}generate_feed = true\n", "0.18.0"),
        (f"{CONFIG}[markdown]\nhighlight_code = true\n", "0.21.0"),
        (f'{CONFIG}[markdown]\nhighlight_theme = "x"\n', "0.21.0"),
        (f"{CONFIG}generate_feeds = true\n", "0.23.6"),
    ],
)
def test_a_key_that_later_releases_refuse_decides_the_version(
    project: MakeProject, text: str, version: str
) -> None:
    findings = settled(zola, project({"config.toml": text, **PAGE}))
    assert values(findings)["framework_version"] == version
    if version != "0.23.6":
        assert place_of(findings, "framework_version").startswith("config.toml:")


def test_a_theme_that_is_not_there_is_said(project: MakeProject) -> None:
    text = f'{CONFIG}theme = "after-dark"\n'
    findings = settled(zola, project({"zola.toml": text, ".gitmodules": "", **PAGE}))
    assert findings.warnings == (
        (
            "zola.toml:2 names the theme after-dark, and themes/after-dark is empty: "
            "git submodule update --init"
        ),
    )
    files = {"zola.toml": text, "themes/after-dark/theme.toml": "", **PAGE}
    assert settled(zola, project(files)).warnings == ()
