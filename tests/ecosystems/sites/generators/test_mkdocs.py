"""MkDocs: what its configuration and the lists of Python packages say."""

from __future__ import annotations

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.ecosystems.sites.generators import mkdocs
from tests.conftest import MakeProject
from tests.ecosystems.sites.generators.places import place_of, settled, values

CONFIG = "site_name: x\n"
PINNED = "mkdocs==1.6.1\nmarkdown==3.11.3\n"
SITE = {"mkdocs.yml": CONFIG, "requirements.txt": PINNED, "docs/index.md": ""}
GROUP = '[dependency-groups]\ntest = ["pytest"]\ndocs = ["mkdocs-material>=9"]\n'
EXTRA = '[project.optional-dependencies]\ndocs = ["mkdocs", "mkdocstrings[python]>=1"]\n'
POETRY = '[tool.poetry.group.docs.dependencies]\nmkdocs = "^1.6"\n'
UV_LOCK = 'version = 1\n\n[[package]]\nname = "mkdocs"\nversion = "1.6.1"\n'


@pytest.mark.parametrize("name", ["mkdocs.yml", "mkdocs.yaml"])
def test_a_configuration_is_found(project: MakeProject, name: str) -> None:
    assert mkdocs.find(project({name: ""}), "") == name
    assert mkdocs.find(project({f"docs/{name}": ""}), "docs/") == f"docs/{name}"
    assert mkdocs.find(project({name: ""}), "other/") is None


def test_pinned_requirements(project: MakeProject) -> None:
    findings = settled(mkdocs, project(SITE))
    assert values(findings) == {
        "language": "python",
        "language_version": "3.14",
        "framework_version": "1.6.1",
        "package_manager": "pip",
        "install_command": "pip install -r requirements.txt",
        "manifests": ("requirements.txt",),
        "build_command": "mkdocs build",
        "output_dir": "site",
        "not_found_page": "/404.html",
    }
    assert findings.warnings == ()
    assert place_of(findings, "install_command") == "requirements.txt:1"


def test_another_name_of_the_configuration_is_told_to_the_build(project: MakeProject) -> None:
    found = values(settled(mkdocs, project({"mkdocs.yaml": CONFIG, "requirements.txt": PINNED})))
    assert found["build_command"] == "mkdocs build -f mkdocs.yaml"


@pytest.mark.parametrize(
    "path",
    [
        "docs/requirements.txt",
        "requirements-docs.txt",
        "docs-requirements.txt",
        "requirements/docs.txt",
        "docs/requirements/build.txt",
    ],
)
def test_where_requirements_lie(project: MakeProject, path: str) -> None:
    files = {"mkdocs.yml": CONFIG, "requirements.txt": "flask==3\n", path: PINNED}
    assert values(settled(mkdocs, project(files)))["manifests"] == (path,)


def test_the_requirements_nearest_to_the_site_are_taken(project: MakeProject) -> None:
    files = {"docs/mkdocs.yml": CONFIG, "requirements.txt": PINNED, "docs/requirements.txt": PINNED}
    found = values(settled(mkdocs, project(files), "docs"))
    assert found["install_command"] == "pip install -r docs/requirements.txt"


def test_read_the_docs_names_the_requirements(project: MakeProject) -> None:
    steps = "python:\n  install:\n    - method: pip\n    - requirements: ./tools/rtd.txt\n"
    files = {**SITE, ".readthedocs.yaml": steps, "tools/rtd.txt": PINNED}
    findings = settled(mkdocs, project(files))
    assert values(findings)["install_command"] == "pip install -r tools/rtd.txt"
    assert place_of(findings, "install_command") == ".readthedocs.yaml:2"


def test_read_the_docs_may_name_what_is_not_there(project: MakeProject) -> None:
    for text in (
        "python: {install: [{requirements: gone.txt}]}\n",
        "python: {install: x}\n",
        "a: 1",
    ):
        found = values(settled(mkdocs, project({**SITE, ".readthedocs.yml": text})))
        assert found["install_command"] == "pip install -r requirements.txt"


def test_included_lists_are_copied_too(project: MakeProject) -> None:
    files = {
        "mkdocs.yml": CONFIG,
        "docs/requirements.txt": "-r ../base.txt\n-c limits.txt\n-r gone.txt\nmkdocs-material==9\n",
        "base.txt": "mkdocs==1.6.0\n--requirement=docs/requirements.txt\n",
        "docs/limits.txt": "click<9\n",
    }
    findings = settled(mkdocs, project(files))
    assert values(findings)["manifests"] == ("docs/requirements.txt", "docs/limits.txt", "base.txt")
    assert values(findings)["framework_version"] == "1.6.0"
    assert findings.warnings == (
        "docs/limits.txt does not pin every version: builds may install different packages",
    )


def test_a_requirement_by_its_address_is_pinned(project: MakeProject) -> None:
    text = f"{PINNED}# a comment\ntheme @ https://example.org/theme-1.0.whl\n--hash=x\n"
    findings = settled(mkdocs, project({**SITE, "requirements.txt": text}))
    assert findings.warnings == ()


@pytest.mark.parametrize(
    ("pyproject", "command"),
    [
        (GROUP, "--only-group docs"),
        (EXTRA, "--extra docs --no-dev"),
        ('[project]\ndependencies = ["mkdocs"]\n', "--no-dev"),
    ],
)
def test_uv_installs_what_its_lockfile_says(
    project: MakeProject, pyproject: str, command: str
) -> None:
    files = {**SITE, "pyproject.toml": pyproject, "uv.lock": UV_LOCK}
    findings = settled(mkdocs, project(files))
    found = values(findings)
    assert found["install_command"] == f"uv sync --frozen --no-install-project {command}"
    assert found["manifests"] == ("pyproject.toml", "uv.lock")
    assert (found["package_manager"], found["framework_version"]) == ("uv", "1.6.1")
    assert place_of(findings, "framework_version") == "uv.lock:4"


@pytest.mark.parametrize(
    ("pyproject", "command"),
    [
        (POETRY, "--only docs"),
        (EXTRA, "--only main --extras docs"),
        ('[tool.poetry.dependencies]\nmkdocs = "^1"\n', "--only main"),
    ],
)
def test_poetry_installs_what_its_lockfile_says(
    project: MakeProject, pyproject: str, command: str
) -> None:
    lock = f"# This file is automatically @generated by Poetry 2.1.3 and not.\n{UV_LOCK}"
    files = {**SITE, "pyproject.toml": pyproject, "poetry.lock": lock}
    findings = settled(mkdocs, project(files))
    found = values(findings)
    assert found["install_command"] == f"poetry install --no-interaction --no-root {command}"
    assert found["package_manager_version"] == "2.1.3"


def test_a_lockfile_of_an_unknown_poetry_gets_the_newest(project: MakeProject) -> None:
    files = {**SITE, "pyproject.toml": POETRY, "poetry.lock": ""}
    found = values(settled(mkdocs, project(files)))
    assert found["package_manager_version"] == "2.5.1"
    assert "framework_version" not in found


@pytest.mark.parametrize("lock", ["uv.lock", "poetry.lock"])
def test_a_lockfile_that_is_about_something_else_does_not_count(
    project: MakeProject, lock: str
) -> None:
    files = {**SITE, "pyproject.toml": '[project]\ndependencies = ["flask"]\n', lock: ""}
    assert values(settled(mkdocs, project(files)))["package_manager"] == "pip"


@pytest.mark.parametrize(
    ("pyproject", "command", "manifests"),
    [
        (GROUP, "pip install --group=docs", ("pyproject.toml",)),
        (EXTRA, "pip install 'mkdocs>=0' 'mkdocstrings[python]>=1'", None),
        ('[project]\ndependencies = ["mkdocs<2"]\n', "pip install 'mkdocs<2'", None),
    ],
)
def test_without_a_lockfile_it_is_said(
    project: MakeProject, pyproject: str, command: str, manifests: tuple[str, ...] | None
) -> None:
    findings = settled(mkdocs, project({"mkdocs.yml": CONFIG, "pyproject.toml": pyproject}))
    assert values(findings)["install_command"] == command
    assert values(findings).get("manifests") == manifests
    assert findings.warnings == (
        "no lockfile is in the project: builds may install different versions of packages",
    )


def test_a_poetry_group_without_a_lockfile_is_guessed(project: MakeProject) -> None:
    findings = settled(mkdocs, project({"mkdocs.yml": CONFIG, "pyproject.toml": POETRY}))
    assert values(findings)["install_command"] == "pip install mkdocs==1.6.1"


@pytest.mark.parametrize(
    ("text", "packages"),
    [
        ("theme: readthedocs\n", ""),
        ("theme:\n  name: material\n", " 'mkdocs-material~=9.8'"),
        ("theme: cinder\n", " 'mkdocs-cinder>=0'"),
        ("plugins: [search, social]\n", " 'mkdocs-material~=9.8'"),
        ("plugins:\n  - material/blog\n  - minify: {x: y}\n  - own\n",
         " 'mkdocs-material~=9.8' 'mkdocs-minify-plugin~=0.8'"),
        ("plugins:\n  redirects: {}\n", " 'mkdocs-redirects~=1.2'"),
        ("plugins: x\n", ""),
    ],
)  # fmt: skip
def test_without_any_list_packages_are_guessed_and_it_is_said(
    project: MakeProject, text: str, packages: str
) -> None:
    findings = settled(mkdocs, project({"mkdocs.yml": text}))
    assert values(findings)["install_command"] == (f"pip install mkdocs==1.6.1{packages}")
    assert "mkdocs.yml: write them into docs/requirements.txt" in findings.warnings[0]


@pytest.mark.parametrize(
    ("requirements", "program"),
    [
        ("zensical==0.1.0\n", "zensical"),
        ("properdocs==1.6.7\n", "properdocs"),
        ("mkdocs-material==9.8.1\nproperdocs==1.6.7\n", "mkdocs"),
        ("MkDocs==1.6.1\n", "mkdocs"),
    ],
)
def test_a_successor_of_mkdocs_is_run_where_the_packages_name_it(
    project: MakeProject, requirements: str, program: str
) -> None:
    found = values(settled(mkdocs, project({**SITE, "requirements.txt": requirements})))
    assert found["build_command"] == f"{program} build"


def test_plugins_get_the_libraries_that_they_call(project: MakeProject) -> None:
    config = "a: 1\nplugins:\n  - social\n  - material/optimize\n  - social\n"
    findings = settled(mkdocs, project({**SITE, "mkdocs.yml": config}))
    assert values(findings)["system_packages"] == ("libcairo2", "pngquant")
    assert place_of(findings, "system_packages") == "mkdocs.yml:2"


def test_plugins_that_read_the_history_are_said(project: MakeProject) -> None:
    config = "plugins:\n  - git-revision-date-localized: {type: date}\n"
    findings = settled(mkdocs, project({**SITE, "mkdocs.yml": config}))
    assert values(findings)["system_packages"] == ("git",)
    assert findings.warnings == (
        (
            "git-revision-date-localized reads the history of Git, which the image's context "
            "leaves out: without fallback_to_build_date or enabled: false the build fails"
        ),
    )


def test_what_a_configuration_inherits_counts(project: MakeProject) -> None:
    files = {
        **SITE,
        "docs/mkdocs.yml": "INHERIT: ../base.yml\nsite_name: y\n",
        "base.yml": "site_dir: ../out\nplugins: [social]\nINHERIT: docs/mkdocs.yml\n",
    }
    found = values(settled(mkdocs, project(files), "docs"))
    assert (found["output_dir"], found["system_packages"]) == ("../out", ("libcairo2",))


def test_an_inherited_file_that_is_not_there_is_said(project: MakeProject) -> None:
    with pytest.raises(UnusableInput, match=r"base\.yml: cannot be read"):
        settled(mkdocs, project({**SITE, "mkdocs.yml": "INHERIT: base.yml\n"}))


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://example.org/handbook", "/handbook/"),
        ("https://example.org/", None),
        ("https://example.org", None),
        ("!ENV [SITE_URL, 'https://example.org/x/']", None),
        ("''", None),
        ("http://[", None),
    ],
)
def test_the_path_is_that_of_the_address(project: MakeProject, url: str, path: str | None) -> None:
    findings = settled(mkdocs, project({**SITE, "mkdocs.yml": f"site_url: {url}\n"}))
    assert values(findings).get("base_path") == path


def test_another_address_cannot_be_told_and_it_is_said(project: MakeProject) -> None:
    made = project({**SITE, "mkdocs.yml": "site_url: https://example.org/handbook/\n"})
    findings = settled(mkdocs, made, base_url="/")
    assert "base_path" not in values(findings)
    assert findings.warnings == (
        (
            "mkdocs.yml:1 still says https://example.org/handbook/, and MkDocs takes it from "
            "nowhere else: the page for what is missing points there"
        ),
    )
