"""Sites that a generator makes: which are found, which goes first, and the image."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

import dockgen
from dockgen.core.errors import UnusableInput
from dockgen.core.facts import Evidence, Override
from dockgen.core.plan import Choices, Stages
from dockgen.dockerfile.parser import parse
from dockgen.ecosystems.registry import Detection, detect
from dockgen.ecosystems.sites import generators
from dockgen.rendering.render import RenderedFile
from tests.conftest import MakeProject, write_files
from tests.ecosystems.sites.generators.test_jekyll import SITE as JEKYLL
from tests.ecosystems.sites.generators.test_mkdocs import EXTRA, GROUP, POETRY, UV_LOCK
from tests.ecosystems.sites.generators.test_mkdocs import SITE as MKDOCS
from tests.file_snapshots import as_file

HUGO = {"hugo.toml": "", "content/_index.md": ""}
ZOLA = {"zola.toml": 'base_url = "/"\n', "content/_index.md": ""}
MDBOOK = {"book.toml": "[preprocessor.mermaid]\n", "src/SUMMARY.md": ""}
PAGES = {"docs/index.md": "", "content/_index.md": "", "src/SUMMARY.md": ""}
SITES = {"hugo": HUGO, "zola": ZOLA, "mkdocs": MKDOCS, "mdbook": MDBOOK, "jekyll": JEKYLL}
FORMS: tuple[Stages, ...] = ("single", "multi")

every_site = pytest.mark.parametrize("name", SITES)
both_forms = pytest.mark.parametrize("stages", FORMS)


def override(**values: object) -> dict[str, Override]:
    return {name: Override(value, Evidence(f"--set {name}")) for name, value in values.items()}


def rendered(
    detection: Detection, stages: Stages | None = None, base: str | None = None
) -> dict[str, RenderedFile]:
    plan = dockgen.plan(detection, Choices(stages=stages, base=base))
    return dockgen.render(plan, version="0.0.0")


def below(folder: str, files: dict[str, str]) -> dict[str, str]:
    return {f"{folder}/{path}": text for path, text in files.items()}


def verdict_of(detection: Detection) -> str:
    return next(verdict.reason for one, verdict in detection.verdicts if one.name == "site")


@every_site
def test_a_site_at_the_top_is_found(project: MakeProject, name: str) -> None:
    detection = detect(project(SITES[name]))
    assert (detection.chosen, detection.winner[1].shape) == ("site", name)
    assert "source_dir" not in detection.facts
    assert detection.facts["framework"].value == name


@every_site
@pytest.mark.parametrize("folder", ["docs", "site", "website", "book", "blog"])
def test_a_site_in_a_usual_folder_is_found(project: MakeProject, name: str, folder: str) -> None:
    detection = detect(project(below(folder, SITES[name])))
    assert (detection.chosen, detection.winner[1].shape) == ("site", name)
    assert detection.facts["source_dir"].value == folder
    assert detection.facts["language"].evidence.file.startswith(f"{folder}/")  # type: ignore[union-attr]


def test_a_site_in_another_folder_is_named(project: MakeProject) -> None:
    made = project(below("web/pages", HUGO))
    assert detect(made).chosen is None
    detection = detect(made, overrides=override(source_dir="./web/pages/"))
    assert detection.facts["source_dir"].value == "web/pages"
    assert str(detection.facts["source_dir"].evidence) == "--set source_dir"


def test_where_nothing_is_it_says_where_it_looked(project: MakeProject) -> None:
    assert verdict_of(detect(project({"a.md": ""}))) == (
        "no configuration of a site generator at the top or in a usual folder"
    )
    detection = detect(project(HUGO), overrides=override(source_dir="docs"))
    assert verdict_of(detection) == "no configuration of a site generator in docs"


def test_the_top_goes_before_a_folder(project: MakeProject) -> None:
    detection = detect(project({**MKDOCS, **below("docs", HUGO)}))
    assert detection.winner[1].shape == "mkdocs"


def test_a_built_site_beside_its_sources_is_an_output(project: MakeProject) -> None:
    detection = detect(project({**HUGO, "public/index.html": "<!doctype html>"}))
    assert detection.chosen == "site"
    assert detection.reason == "goes before static: the pages beside it are what it makes"


POM = """<project><modelVersion>4.0.0</modelVersion><groupId>g</groupId>
<artifactId>a</artifactId><version>1</version><build><plugins><plugin>
<artifactId>maven-jar-plugin</artifactId><configuration><archive><manifest>
<mainClass>Main</mainClass></manifest></archive></configuration></plugin></plugins></build>
</project>"""
SERVER = '{"scripts": {"start": "node s.js"}, "dependencies": {"express": "5"}}'


@pytest.mark.parametrize("folder", ["docs", ""])
@pytest.mark.parametrize(
    ("app", "chosen"),
    [
        ({"pom.xml": POM, "src/main/java/Main.java": "class Main {}"}, "maven"),
        ({"package.json": SERVER, "s.js": ""}, "node"),
    ],
)
def test_documentation_does_not_go_before_the_application(
    project: MakeProject, app: dict[str, str], chosen: str, folder: str
) -> None:
    files = below(folder, MKDOCS) if folder else MKDOCS
    detection = detect(project({**app, **files}))
    assert detection.chosen == chosen
    assert verdict_of(detection).startswith("found ")
    assert detect(project({}), detector="site").facts["framework"].value == "mkdocs"


def test_a_program_that_nobody_here_builds_is_said(project: MakeProject) -> None:
    detection = detect(project({**below("docs", MKDOCS), "go.mod": ""}))
    assert detection.winner[1].findings.warnings == (
        "go.mod describes a program; this image serves the site alone",
    )


def test_a_privileged_port_is_kept_with_a_note(project: MakeProject) -> None:
    detection = detect(project(HUGO), overrides=override(port=80))
    assert "port 80 needs a privilege" in detection.winner[1].findings.warnings[0]
    assert "EXPOSE 80\n" in rendered(detection)["Dockerfile"].text


@every_site
@both_forms
def test_the_dockerfile_of_every_generator(
    project: MakeProject, name: str, stages: Stages, snapshot: SnapshotAssertion
) -> None:
    text = rendered(detect(project(SITES[name])), stages)["Dockerfile"].text
    assert text == snapshot(extension_class=as_file("Dockerfile"))


@every_site
@both_forms
@pytest.mark.parametrize("folder", [".", "docs"])
def test_every_shape_holds_the_rules(
    project: MakeProject, tmp_path: Path, name: str, stages: Stages, folder: str
) -> None:
    made = project(SITES[name] if folder == "." else below(folder, SITES[name]))
    file = rendered(detect(made), stages)["Dockerfile"]
    parsed = parse(file.text)
    assert len(parsed.stages) == (1 if stages == "single" else 2)
    for one in parsed.instructions:
        origins = file.origins[one.first_line - 1 : one.last_line]
        known = any(origin.facts or origin.why for origin in origins)
        assert known or one.comment or one.keyword == "WORKDIR", one
    _lint(tmp_path, file.text)


PYTHON = {
    "uv": {**MKDOCS, "pyproject.toml": GROUP, "uv.lock": UV_LOCK},
    "poetry": {**MKDOCS, "pyproject.toml": POETRY, "poetry.lock": ""},
    "group": {"mkdocs.yml": "", "pyproject.toml": GROUP},
    "extra": {"mkdocs.yml": "", "pyproject.toml": EXTRA},
    "theme": {"mkdocs.yml": "theme: cinder\n"},
    "guess": {"mkdocs.yml": "plugins: [social, git-authors]\n"},
    "list below": {"mkdocs.yml": "", "docs/requirements.txt": "mkdocs==1\n-r ../base.txt\n",
                   "base.txt": "click==8\n"},
}  # fmt: skip
OTHERS = {
    "hugo with npm": {**HUGO, "package.json": "{}", "package-lock.json": "{}"},
    "hugo of old": {"hugo.toml": "enableGitInfo = true\n", ".tool-versions": "hugo 0.120.4\n"},
    "jekyll alone": {"_config.yml": "theme: minima\n", "_posts/a.md": ""},
    "a path": {"book.toml": '[output.html]\nsite-url = "/tides/"\n'},
}


@pytest.mark.parametrize("name", [*PYTHON, *OTHERS])
def test_the_dockerfile_of_other_ways(
    project: MakeProject, tmp_path: Path, name: str, snapshot: SnapshotAssertion
) -> None:
    text = rendered(detect(project({**PAGES, **{**PYTHON, **OTHERS}[name]})))["Dockerfile"].text
    assert text == snapshot(extension_class=as_file("Dockerfile"))
    _lint(tmp_path, text)


def _lint(folder: Path, text: str) -> None:
    place = write_files(folder, {"linted/Dockerfile": text}) / "linted/Dockerfile"
    hadolint = Path(sys.executable).with_name("hadolint")
    command: list[str | Path] = [hadolint, "--ignore", "DL3008", "--ignore", "DL3018", place]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_a_site_below_a_path_is_served_there_and_the_top_leads_to_it(
    project: MakeProject, snapshot: SnapshotAssertion
) -> None:
    files = rendered(detect(project({**PAGES, **OTHERS["a path"]})))
    assert files["nginx.conf"].text == snapshot(extension_class=as_file("conf"))


@pytest.mark.parametrize(
    ("version", "multi", "single"),
    [
        ("0.23.6", 'RUN ["/zola", "build"]', "FROM ghcr.io/getzola/zola:v0.23.6-alpine AS"),
        ("0.22.1", 'RUN ["/bin/zola", "build"]', None),
    ],
)
def test_where_zola_lies_depends_on_its_version(
    project: MakeProject, version: str, multi: str, single: str | None
) -> None:
    detection = detect(project(ZOLA), overrides=override(framework_version=version))
    assert multi in rendered(detection, "multi")["Dockerfile"].text
    if single:
        assert single in rendered(detection, "single")["Dockerfile"].text
        return
    with pytest.raises(UnusableInput, match=r"Zola 0\.22\.1 has no image that nginx can be added"):
        rendered(detection, "single")


def test_a_command_for_zola_is_split_as_a_shell_would(project: MakeProject) -> None:
    overrides = override(build_command="zola --root 'my site' build")
    text = rendered(detect(project(ZOLA), overrides=overrides))["Dockerfile"].text
    assert 'RUN ["/zola", "--root", "my site", "build"]' in text


@pytest.mark.parametrize(
    ("version", "image"),
    [
        ("0.136.0", "ghcr.io/gohugoio/hugo:v0.136.0"),
        ("0.135.0", "hugomods/hugo:exts-0.135.0"),
    ],
)
def test_an_older_hugo_comes_from_the_community(
    project: MakeProject, version: str, image: str
) -> None:
    detection = detect(project(HUGO), overrides=override(framework_version=version))
    assert f"FROM {image} AS build" in rendered(detection)["Dockerfile"].text


@every_site
def test_the_base_is_that_of_the_web_server(project: MakeProject, name: str) -> None:
    text = rendered(detect(project(SITES[name])), base="alpine")["Dockerfile"].text
    assert parse(text).stages[-1].image.endswith("-alpine")
    assert (
        not parse(rendered(detect(project({})))["Dockerfile"].text)
        .stages[-1]
        .image.endswith("-alpine")
    )


@pytest.mark.parametrize(("name", "base"), [("hugo", "debian"), ("mkdocs", "alpine")])
def test_a_single_stage_is_on_the_generators_own_base(
    project: MakeProject, name: str, base: str
) -> None:
    detection = detect(project(SITES[name]))
    other = "alpine" if base == "debian" else "debian"
    assert dockgen.plan(detection, Choices(stages="single")).base == other
    assert rendered(detection, "single", other)
    with pytest.raises(UnusableInput, match=f"the single stage is built on {name}'s own image"):
        rendered(detection, "single", base)


def test_another_generators_shape_is_refused(project: MakeProject) -> None:
    with pytest.raises(UnusableInput, match="the site is made by hugo, not by zola"):
        dockgen.plan(detect(project(HUGO)), Choices(shape="zola"))


@every_site
def test_outputs_and_dependencies_stay_out_of_the_context(project: MakeProject, name: str) -> None:
    detection = detect(project(below("docs", SITES[name])))
    output = detection.facts["output_dir"].value
    lines = rendered(detection)[".dockerignore"].text.splitlines()
    assert f"docs/{output}" in lines
    assert "docs" not in lines


def test_an_output_beside_the_site_is_found_and_ignored(project: MakeProject) -> None:
    made = project(
        {
            "docs/mkdocs.yml": "site_dir: ../built\n",
            "docs/requirements.txt": "mkdocs==1",
            "docs/docs/index.md": "",
        }
    )
    files = rendered(detect(made))
    assert "COPY --from=build /site/built/ /usr/share/nginx/html/" in files["Dockerfile"].text
    assert "\nbuilt\n" in files[".dockerignore"].text


def test_an_output_outside_the_project_is_not_ignored(project: MakeProject) -> None:
    files = rendered(detect(project({**PAGES, "mkdocs.yml": "site_dir: /srv/site\n"})))
    assert "COPY --from=build /srv/site/ /usr/share/nginx/html/" in files["Dockerfile"].text
    assert "srv" not in files[".dockerignore"].text


def test_every_shape_is_listed() -> None:
    assert set(generators.SHAPES) == set(SITES)
