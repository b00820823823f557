"""Hugo: what its configuration says."""

from __future__ import annotations

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.ecosystems.sites.generators import hugo
from tests.conftest import MakeProject
from tests.ecosystems.sites.generators.places import place_of, settled, values

CONFIG = 'baseURL = "https://example.org/"\n'


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("hugo.toml", ""),
        ("hugo.yaml", "title: x\n"),
        ("hugo.json", "{}"),
        ("config/_default/hugo.toml", ""),
        ("config.toml", CONFIG),
        ("config.yaml", "baseurl: /\n"),
        ("config.yml", "title: x\nbaseURL: /\n"),
        ("config.json", '{\n  "baseURL": "/"\n}'),
        ("config/_default/config.toml", CONFIG),
    ],
)
def test_a_configuration_is_found(project: MakeProject, path: str, text: str) -> None:
    assert hugo.find(project({path: text}), "") == path
    assert hugo.find(project({f"docs/{path}": text}), "docs/") == f"docs/{path}"


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("config.toml", 'base_url = "https://example.org"\n'),
        ("config.toml", "[server]\nport = 1\n"),
        ("config.json", '{"database": "baseURL"}'),
        ("config.yml", "app:\n  url: x\n"),
        ("deep/hugo.toml", ""),
    ],
)
def test_somebody_elses_configuration_is_left_alone(
    project: MakeProject, path: str, text: str
) -> None:
    assert hugo.find(project({path: text}), "") is None


def test_a_configuration_that_is_not_text_is_left_alone(project: MakeProject) -> None:
    made = project({"config.toml": ""})
    (made.root / "config.toml").write_bytes(b"\xff")
    assert hugo.find(made, "") is None


def test_without_settings_the_defaults_of_hugo_hold(project: MakeProject) -> None:
    findings = settled(hugo, project({"hugo.toml": ""}))
    assert values(findings) == {
        "language": "markdown",
        "framework_version": "0.168.0",
        "build_command": "hugo --gc --minify",
        "output_dir": "public",
        "not_found_page": "/404.html",
    }
    assert findings.warnings == ()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("hugo.toml", 'publishDir = "dist/web"\nBASEURL = "/docs/"\n'),
        ("hugo.yaml", "publishdir: dist/web\nbaseurl: /docs/\n"),
        ("hugo.json", '{\n"publishDir": "dist/web",\n"baseURL": "/docs/"\n}'),
    ],
)
def test_keys_are_read_in_any_format_and_case(project: MakeProject, path: str, text: str) -> None:
    findings = settled(hugo, project({path: text}))
    assert values(findings)["output_dir"] == "dist/web"
    assert values(findings)["base_path"] == "/docs/"
    assert place_of(findings, "base_url").startswith(f"{path}:")


def test_an_address_is_said_because_links_lead_there(project: MakeProject) -> None:
    findings = settled(hugo, project({"hugo.toml": CONFIG}))
    assert findings.warnings == (
        (
            "links on the pages lead to https://example.org/; --set base_url=/ makes them stay "
            "on the host that is asked"
        ),
    )
    assert "base_path" not in values(findings)


def test_another_address_is_told_to_the_build(project: MakeProject) -> None:
    findings = settled(hugo, project({"hugo.toml": CONFIG}), base_url="/a b/")
    assert values(findings)["build_command"] == "hugo --gc --minify --baseURL '/a b/'"
    assert values(findings)["base_path"] == "/a b/"


def test_a_version_that_is_written_down_holds(project: MakeProject) -> None:
    findings = settled(hugo, project({"hugo.toml": "", ".tool-versions": "hugo 0.140\n"}))
    assert values(findings)["framework_version"] == "0.140.0"
    assert place_of(findings, "framework_version") == ".tool-versions:1"


@pytest.mark.parametrize("name", ["hugo-extended", "hugo-bin"])
def test_an_npm_package_is_numbered_like_hugo(project: MakeProject, name: str) -> None:
    package = f'{{"devDependencies": {{\n"{name}": "^0.140.2"}}}}'
    findings = settled(hugo, project({"hugo.toml": "", "package.json": package}))
    assert values(findings)["framework_version"] == "0.140.2"
    assert place_of(findings, "framework_version") == "package.json:2"


def test_an_npm_package_without_a_number_says_nothing(project: MakeProject) -> None:
    package = '{"devDependencies": {"hugo-extended": "latest"}}'
    findings = settled(hugo, project({"hugo.toml": "", "package.json": package}))
    assert findings.facts["framework_version"].evidence.is_default


def test_a_version_that_is_none_is_refused(project: MakeProject) -> None:
    with pytest.raises(UnusableInput, match="framework_version must be a version such as"):
        settled(hugo, project({"hugo.toml": ""}), framework_version="newest")


def test_npm_packages_are_installed_from_their_lockfile(project: MakeProject) -> None:
    files = {"docs/hugo.toml": "", "docs/package.json": "{}", "docs/package-lock.json": "{}"}
    found = values(settled(hugo, project(files), "docs"))
    assert found["install_command"] == "npm ci"
    assert found["manifests"] == ("docs/package.json", "docs/package-lock.json")


def test_npm_packages_without_a_lockfile_are_said(project: MakeProject) -> None:
    findings = settled(hugo, project({"hugo.toml": "", "package.json": "{}"}))
    assert values(findings)["install_command"] == "npm install"
    assert values(findings)["manifests"] == ("package.json",)
    assert findings.warnings == (
        "no package-lock.json is in the site: builds may install different packages",
    )


def test_dates_from_git_are_left_out_and_said(project: MakeProject) -> None:
    findings = settled(hugo, project({"hugo.toml": "\nenableGitInfo = true\n"}))
    assert values(findings)["git_info"] is False
    assert place_of(findings, "git_info") == "hugo.toml:2"
    assert findings.warnings == (
        "dates from Git are left out: the image's context holds no history",
    )
    assert "git_info" not in values(settled(hugo, project({"hugo.toml": "enableGitInfo=false"})))


@pytest.mark.parametrize(
    ("files", "what"),
    [
        ({}, "add it"),
        ({".gitmodules": ""}, "git submodule update --init"),
    ],
)
def test_a_theme_that_is_not_there_is_said(
    project: MakeProject, files: dict[str, str], what: str
) -> None:
    findings = settled(hugo, project({"hugo.toml": 'theme = "ananke"\n', **files}))
    assert findings.warnings == (
        f"hugo.toml:1 names the theme ananke, and themes/ananke is empty: {what}",
    )


@pytest.mark.parametrize(
    "theme", ['theme = "ananke"', 'theme = ["github.com/a/b"]', "theme = []", 'theme = ""']
)
def test_a_theme_that_is_there_or_a_module_is_not(project: MakeProject, theme: str) -> None:
    files = {"hugo.toml": theme, "themes/ananke/theme.toml": ""}
    assert settled(hugo, project(files)).warnings == ()
