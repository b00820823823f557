"""Jekyll: what its configuration, the Gemfile and the lockfile say."""

from __future__ import annotations

import pytest

from dockgen.ecosystems.sites.generators import jekyll
from tests.conftest import MakeProject
from tests.ecosystems.sites.generators.places import place_of, settled, values

GEMFILE = 'source "https://rubygems.org"\n\ngem "jekyll", "~> 4.4"\n'
LOCK = """\
GEM
  remote: https://rubygems.org/
  specs:
    jekyll (4.4.1)
      addressable (~> 2.4)

PLATFORMS
  arm64-darwin-24
  x86_64-linux-gnu

RUBY VERSION
   ruby 3.4.2p100

BUNDLED WITH
   2.6.7
"""
SITE = {"_config.yml": "title: x\n", "Gemfile": GEMFILE, "Gemfile.lock": LOCK}


@pytest.mark.parametrize(
    "files",
    [
        {"Gemfile": GEMFILE},
        {"Gemfile": "gem 'github-pages', group: :jekyll_plugins\n"},
        {"_layouts/default.html": ""},
        {"_posts/2026-01-01-a.md": ""},
    ],
)
def test_a_site_is_found(project: MakeProject, files: dict[str, str]) -> None:
    assert jekyll.find(project({"_config.yml": "title: x\n", **files}), "") == "_config.yml"


def test_a_page_with_a_theme_is_a_site_too(project: MakeProject) -> None:
    files = {"_config.yml": "theme: minima\n", "index.md": ""}
    assert jekyll.find(project(files), "") == "_config.yml"


@pytest.mark.parametrize(
    "files",
    [
        {"_posts/2026-01-01-a.md": ""},
        {"_config.yml": "title: x\n"},
        {"_config.yml": "theme: minima\n"},
        {"_config.yml": "title: x\n", "index.md": ""},
        {"_config.yml": "title: x\n", "Gemfile": "gem 'rails'\n"},
        {"_config.yml": "theme: landscape\n", "_posts/a.md": "", "package.json": '{"hexo": {}}'},
    ],
)
def test_what_is_no_site_is_left_alone(project: MakeProject, files: dict[str, str]) -> None:
    assert jekyll.find(project(files), "") is None


def test_a_package_json_that_cannot_be_read_does_not_matter(project: MakeProject) -> None:
    made = project({**SITE, "package.json": ""})
    (made.root / "package.json").write_bytes(b"\xff")
    assert jekyll.find(made, "") == "_config.yml"


def test_a_locked_site(project: MakeProject) -> None:
    findings = settled(jekyll, project(SITE))
    assert values(findings) == {
        "language": "ruby",
        "language_version": "3.4.2",
        "framework_version": "4.4.1",
        "package_manager": "bundler",
        "manifests": ("Gemfile", "Gemfile.lock"),
        "install_command": "bundle install",
        "system_packages": ("build-essential",),
        "build_command": "bundle exec jekyll build",
        "output_dir": "_site",
    }
    assert findings.warnings == ()
    assert place_of(findings, "framework_version") == "Gemfile.lock:4"


def test_settings_are_read(project: MakeProject) -> None:
    config = "destination: ./public/\nbaseurl: /notes\n"
    findings = settled(jekyll, project({**SITE, "_config.yml": config, "404.md": ""}))
    found = values(findings)
    assert (found["output_dir"], found["base_path"]) == ("public", "/notes/")
    assert found["not_found_page"] == "/404.html"
    assert place_of(findings, "not_found_page").startswith("404.md")


def test_another_path_is_told_to_the_build(project: MakeProject) -> None:
    made = project({**SITE, "_config.yml": "baseurl: /notes\n"})
    assert str(values(settled(jekyll, made, base_url="/x y/"))["build_command"]).endswith(
        " --baseurl '/x y'"
    )
    assert str(values(settled(jekyll, made, base_url="/"))["build_command"]).endswith(
        " --baseurl ''"
    )


def test_without_a_lockfile_it_is_said(project: MakeProject) -> None:
    findings = settled(jekyll, project({"_config.yml": "", "Gemfile": GEMFILE}))
    assert values(findings)["manifests"] == ("Gemfile",)
    assert "framework_version" not in values(findings)
    assert findings.warnings == (
        "no Gemfile.lock is in the site: builds may install different gems; commit it",
    )


def test_without_a_gemfile_one_is_made_of_what_the_configuration_names(
    project: MakeProject,
) -> None:
    config = "theme: minima\nplugins:\n  - jekyll-feed\n  - jekyll-feed\n  - a b\n"
    findings = settled(jekyll, project({"_config.yml": config, "_posts/a.md": ""}))
    assert values(findings)["install_command"] == (
        "bundle init && bundle add jekyll --version 4.4.1 && bundle add minima jekyll-feed 'a b'"
    )
    assert "manifests" not in values(findings)
    assert findings.warnings == ("no Gemfile is in the site: builds may install different gems",)


def test_without_a_gemfile_and_plugins_jekyll_alone_is_installed(project: MakeProject) -> None:
    findings = settled(jekyll, project({"_config.yml": "", "_posts/a.md": ""}))
    assert values(findings)["install_command"] == (
        "bundle init && bundle add jekyll --version 4.4.1"
    )


def test_a_lockfile_without_linux_is_said(project: MakeProject) -> None:
    lock = LOCK.replace("  x86_64-linux-gnu\n", "")
    findings = settled(jekyll, project({**SITE, "Gemfile.lock": lock}))
    assert findings.warnings == (
        (
            "Gemfile.lock knows only arm64-darwin-24: "
            "run bundle lock --add-platform x86_64-linux aarch64-linux"
        ),
    )


def test_a_lockfile_for_any_platform_is_fine(project: MakeProject) -> None:
    lock = LOCK.replace("  x86_64-linux-gnu\n", "  ruby\n")
    assert settled(jekyll, project({**SITE, "Gemfile.lock": lock})).warnings == ()


def test_a_gem_from_git_needs_git(project: MakeProject) -> None:
    gemfile = f'{GEMFILE}gem "theme", git: "https://example.org/theme.git"\n'
    found = values(settled(jekyll, project({**SITE, "Gemfile": gemfile})))
    assert found["system_packages"] == ("build-essential", "git")


def test_a_gemspec_is_copied_with_the_gemfile(project: MakeProject) -> None:
    files = {f"docs/{name}": text for name, text in SITE.items()}
    files |= {"docs/Gemfile": f"{GEMFILE}gemspec\n", "docs/theme.gemspec": "", "a/b.gemspec": ""}
    found = values(settled(jekyll, project(files), "docs"))
    assert found["manifests"] == ("docs/Gemfile", "docs/Gemfile.lock", "docs/theme.gemspec")
    found = values(
        settled(jekyll, project({**SITE, "Gemfile": "gemspec\n#jekyll", "t.gemspec": ""}))
    )
    assert found["manifests"] == ("Gemfile", "Gemfile.lock", "t.gemspec")


OLD = LOCK.replace("4.4.1", "4.3.4").replace("RUBY VERSION\n   ruby 3.4.2p100\n\n", "")


@pytest.mark.parametrize(
    ("files", "version", "where"),
    [
        ({".ruby-version": "ruby-3.3.1\n"}, "3.3.1", ".ruby-version:1"),
        ({".ruby-version": "3.3\n"}, "3.3", ".ruby-version:1"),
        ({"Gemfile": f'{GEMFILE}ruby "3.2.2"\n'}, "3.2.2", "Gemfile:4"),
        ({"Gemfile": f"{GEMFILE}ruby '~> 3.3.0'\n"}, "3.3", "Gemfile:4"),
        ({"Gemfile": f"{GEMFILE}ruby '~> 3.1'\n"}, "3.4", "Gemfile:4"),
        ({"Gemfile": f"{GEMFILE}ruby '~> 2.7'\n"}, "2", "Gemfile:4"),
        ({"Gemfile": f"{GEMFILE}ruby '>= 2.7'\n"}, "3.4", "Gemfile:4"),
        ({"Gemfile": f"{GEMFILE}ruby '>= 4.0'\n"}, "4.0", "Gemfile:4"),
        ({"Gemfile": f"{GEMFILE}ruby file: '.ruby-version'\n"}, "3.4.2", "Gemfile.lock:11"),
        ({"Gemfile.lock": OLD}, "3.3", "Gemfile.lock:4"),
        ({"Gemfile.lock": OLD.replace("4.3.4", "4.4.0")}, "3.4", "None:None"),
    ],
)
def test_which_ruby(project: MakeProject, files: dict[str, str], version: str, where: str) -> None:
    findings = settled(jekyll, project({**SITE, **files}))
    assert values(findings)["language_version"] == version
    assert place_of(findings, "language_version") == where
