"""mdBook: what its configuration says."""

from __future__ import annotations

import pytest

from dockgen.ecosystems.sites.generators import mdbook
from tests.conftest import MakeProject
from tests.ecosystems.sites.generators.places import place_of, settled, values

INSTALL = "cargo install --locked --no-default-features --features search"


def test_a_book_without_settings(project: MakeProject) -> None:
    findings = settled(mdbook, project({"book.toml": "[book]\ntitle = 'x'\n"}))
    assert values(findings) == {
        "language": "markdown",
        "framework_version": "0.5.4",
        "package_manager": "cargo",
        "install_command": f"{INSTALL} mdbook@0.5.4",
        "build_command": "mdbook build",
        "output_dir": "book",
        "not_found_page": "/404.html",
    }


@pytest.mark.parametrize("text", ["[output.markdown]\n", "[output.pdf]\n"])
def test_a_book_that_makes_no_pages_is_left_alone(project: MakeProject, text: str) -> None:
    assert mdbook.find(project({"book.toml": text}), "") is None
    assert mdbook.find(project({"src/SUMMARY.md": ""}), "docs/") is None


@pytest.mark.parametrize(
    ("text", "folder"),
    [
        ('[build]\nbuild-dir = "out/x"\n', "out/x"),
        ("[output.html]\n[output.linkcheck]\noptional = true\n", "book/html"),
        ('[build]\nbuild-dir = "out"\n[output.html]\n[output.markdown]\n', "out/html"),
    ],
)
def test_where_the_pages_land(project: MakeProject, text: str, folder: str) -> None:
    assert values(settled(mdbook, project({"book.toml": text})))["output_dir"] == folder


def test_a_path_is_kept_and_another_is_told_to_the_build(project: MakeProject) -> None:
    made = project({"book.toml": '[output.html]\nsite-url = "/tides/"\n'})
    assert values(settled(mdbook, made))["base_path"] == "/tides/"
    told = values(settled(mdbook, made, base_url="/a b"))
    assert told["build_command"] == "MDBOOK_OUTPUT__HTML__SITE_URL='/a b/' mdbook build"


def test_the_page_for_what_is_missing_can_be_off(project: MakeProject) -> None:
    made = project({"book.toml": '[output.html]\ninput-404 = ""\n'})
    assert "not_found_page" not in values(settled(mdbook, made))


@pytest.mark.parametrize(
    "text",
    [
        "[book]\nmultilingual = false\n",
        "[output.html]\ncurly-quotes = true\n",
        "[output.html]\ncopy-fonts = true\n",
    ],
)
def test_a_key_that_0_5_does_not_take_decides_the_version(project: MakeProject, text: str) -> None:
    findings = settled(mdbook, project({"book.toml": text}))
    assert values(findings)["framework_version"] == "0.4.52"
    assert place_of(findings, "framework_version") == "book.toml:2"


@pytest.mark.parametrize(
    ("text", "package"),
    [("mdbook 0.4.40\n", "mdbook@0.4.40"), ("mdbook 0.4\n", "'mdbook@^0.4'")],
)
def test_a_version_that_is_written_down_holds(
    project: MakeProject, text: str, package: str
) -> None:
    findings = settled(mdbook, project({"book.toml": "", ".tool-versions": text}))
    assert values(findings)["install_command"] == f"{INSTALL} {package}"


def test_preprocessors_and_outputs_are_installed_and_said(project: MakeProject) -> None:
    text = (
        '[preprocessor.links]\n[preprocessor.mermaid]\ncommand = "mdbook-mermaid"\n'
        '[preprocessor.own]\ncommand = "python3 own.py"\n[preprocessor.toc]\n'
        "[output.html]\n[output.linkcheck]\n[output.pdf]\noptional = true\n"
    )
    findings = settled(mdbook, project({"book.toml": text}))
    assert values(findings)["plugins"] == ("mdbook-mermaid", "mdbook-toc", "mdbook-linkcheck")
    assert place_of(findings, "plugins") == "book.toml:2"
    assert str(values(findings)["install_command"]).endswith(
        " && cargo install --locked mdbook-mermaid mdbook-toc mdbook-linkcheck"
    )
    assert findings.warnings == (
        (
            "mdbook-mermaid, mdbook-toc, mdbook-linkcheck: no file names a version, "
            "so the newest is installed"
        ),
    )


def test_a_name_with_the_shells_signs_stays_a_name(project: MakeProject) -> None:
    made = project({"book.toml": '[preprocessor."x; rm -rf y"]\n'})
    command = str(values(settled(mdbook, made))["install_command"])
    assert command.endswith("cargo install --locked 'mdbook-x; rm -rf y'")
