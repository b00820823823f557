"""Pages without a build: which folders are taken for them, which are not, and the image."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dockgen
from dockgen.core.errors import NothingDetected, UnusableInput
from dockgen.core.facts import Evidence, Override
from dockgen.core.plan import Choices, Stages
from dockgen.dockerfile.ignore_matcher import Matcher
from dockgen.dockerfile.ignore_patterns import parse as parse_ignore_file
from dockgen.dockerfile.parser import parse
from dockgen.ecosystems.registry import Detection, detect
from tests.conftest import MakeProject, write_files
from tests.core.test_quoting import HOSTILE

PAGE = "<!doctype html><title>Home</title>"


def verdict_of(detection: Detection) -> str:
    return next(verdict.reason for one, verdict in detection.verdicts if one.name == "static")


def override(**values: object) -> dict[str, Override]:
    return {name: Override(value, Evidence(f"--set {name}")) for name, value in values.items()}


@pytest.mark.parametrize(
    "root", ["public", "dist", "site", "_site", "www", "htdocs", "html", "docs"]
)
def test_a_folder_of_pages_is_found(project: MakeProject, root: str) -> None:
    detection = detect(project({f"{root}/index.html": PAGE}))
    assert detection.chosen == "static"
    assert verdict_of(detection) == f"found {root}/index.html"
    assert detection.facts["output_dir"].value == root


def test_pages_at_the_top_go_before_those_in_a_folder(project: MakeProject) -> None:
    detection = detect(project({"index.html": PAGE, "docs/index.html": PAGE}))
    assert detection.facts["output_dir"].value == "."
    warnings = detection.winner[1].findings.warnings
    assert warnings == ("pages were also found in docs; --set output_dir=docs serves them",)


@pytest.mark.parametrize(
    "files",
    [
        {},
        {"readme.md": "", "about.html": PAGE},
        {"deep/below/public/index.html": PAGE},
        {"public/Index.html": PAGE},
        {"index.html/file.txt": ""},
        {"node_modules/pkg/index.html": PAGE},
    ],
)
def test_a_project_without_a_home_page_is_left_alone(
    project: MakeProject, files: dict[str, str]
) -> None:
    detection = detect(project(files))
    assert detection.chosen is None
    assert verdict_of(detection) == "no index.html at the top or in a usual folder"


@pytest.mark.parametrize("script", ["/src/main.tsx", "./src/main.ts", "/app.jsx", "src/x.vue"])
def test_a_page_that_loads_sources_needs_a_build(project: MakeProject, script: str) -> None:
    page = f'<!doctype html>\n<div id="root"></div>\n<script type="module" src="{script}"></script>'
    detection = detect(project({"index.html": page}))
    assert detection.chosen is None
    assert verdict_of(detection) == f"index.html:3 loads {script}, which a build must make readable"


@pytest.mark.parametrize(
    "manifest", ["pyproject.toml", "go.mod", "Cargo.toml", "Gemfile", "composer.json", "x.csproj"]
)
def test_documentation_beside_a_program_is_not_the_project(
    project: MakeProject, manifest: str
) -> None:
    made = project({manifest: "", "docs/index.html": PAGE})
    detection = detect(made)
    assert detection.chosen is None
    assert verdict_of(detection) == (
        f"docs/index.html is next to {manifest}, so it is documentation or an output; "
        "--set output_dir=docs serves it"
    )
    assert detect(made, overrides=override(output_dir="docs")).chosen == "static"


PROGRAMS = {
    "requirements.txt": {"requirements.txt": "flask\n", "api/views.py": "x = 1\n"},
    "go.mod": {"go.mod": "module a\n\ngo 1.25\n"},
    "Gemfile": {"Gemfile": ""},
    "composer.json": {"composer.json": "{}"},
    "Cargo.toml": {"Cargo.toml": "[workspace]\nmembers = []\n"},
    "mix.exs": {"mix.exs": ""},
    "Shop.csproj": {"Shop.csproj": "<Project/>"},
    "main.c": {"main.c": "int main() {}\n", "Makefile": "app: main.c\n"},
    "contact.php": {"contact.php": "<?php mail();\n"},
    "app.py": {"app.py": "import http.server\nhttp.server.HTTPServer(('', 80), None)\n"},
    "server.rb": {"server.rb": "require 'sinatra'\n"},
    "server.js": {"server.js": "const http = require('http')\n"},
    "Makefile": {"Makefile": "serve:\n\tgunicorn wsgi:app\n"},
}


@pytest.mark.parametrize("root", ["", "public/", "dist/"])
@pytest.mark.parametrize(("sign", "files"), PROGRAMS.items(), ids=PROGRAMS)
def test_the_pages_of_a_program_are_no_site(
    project: MakeProject, sign: str, files: dict[str, str], root: str
) -> None:
    made = project({f"{root}index.html": PAGE, **files})
    detection = detect(made)
    assert detection.chosen != "static"
    assert f"{root}index.html is next to {sign}" in verdict_of(detection)
    asked = override(output_dir=root or ".")
    assert detect(made, overrides=asked, detector="static").chosen == "static"


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": '{"devDependencies": {"prettier": "3"}}'},
        {"Makefile": "serve:\n\tpython3 -m http.server\npush:\n\trsync -a . host:/var/www\n"},
        {"js/app.js": "fetch('/data.json')\n", "data.json": "[]"},
        {"deploy.sh": "rsync -a . host:\n", "tools/resize.py": "from PIL import Image\n"},
        {"resize.py": "from PIL import Image\n", "docs.md": "# a\n"},
    ],
)
def test_pages_with_helpers_beside_them_are_a_site(
    project: MakeProject, files: dict[str, str]
) -> None:
    assert detect(project({"index.html": PAGE, **files})).chosen == "static"


def test_no_source_reaches_the_server(project: MakeProject) -> None:
    pages = ["index.html", "css/site.css", "js/app.js", "data.json", "openapi.yaml", "robots.txt"]
    others = ["deploy.sh", "backup/dump.sql", "tools/resize.py", "netlify.toml", "a/.env", ".npmrc"]
    others += ["package.json", "sub/vite.config.js", "Makefile", "requirements-dev.txt", "x.log"]
    files = {path: PAGE if path == "index.html" else "x\n" for path in (*pages, *others)}
    made = project({**files, "package.json": "{}", ".well-known/security.txt": "x\n"})
    text = dockgen.render(dockgen.plan(detect(made)))[".dockerignore"].text
    matcher = Matcher(tuple(parse_ignore_file(text.encode())))
    kept = [path for path in sorted(made.files) if not matcher.verdict_on(path).ignored]
    assert kept == sorted([*pages, ".well-known/security.txt"])


@pytest.mark.parametrize(
    ("given_root", "root"), [("web", "web"), ("./web/", "web"), ("/web", "web"), ("a/b", "a/b")]
)
def test_the_user_names_another_folder(project: MakeProject, given_root: str, root: str) -> None:
    made = project({"index.html": PAGE, "web/index.html": PAGE, "a/b/index.html": PAGE})
    detection = detect(made, overrides=override(output_dir=given_root))
    assert detection.facts["output_dir"].value == root


@pytest.mark.parametrize("root", ["nowhere", "../outside", "/"])
def test_a_folder_without_a_home_page_is_refused(project: MakeProject, root: str) -> None:
    made = project({"web/index.html": PAGE})
    detection = detect(made, overrides=override(output_dir=root))
    assert detection.chosen is None
    assert verdict_of(detection).startswith("no index.html in ")


def test_the_missing_page_is_found_beside_the_home_page(project: MakeProject) -> None:
    detection = detect(project({"public/index.html": PAGE, "public/404.html": PAGE}))
    fact = detection.facts["not_found_page"]
    assert (fact.value, fact.evidence.file) == ("/404.html", "public/404.html")
    assert "not_found_page" not in detect(project({"index.html": PAGE})).facts


def test_the_user_names_another_missing_page(project: MakeProject) -> None:
    made = project({"index.html": PAGE})
    detection = detect(made, overrides=override(not_found_page="errors/gone.html"))
    assert detection.facts["not_found_page"].value == "/errors/gone.html"


@pytest.mark.parametrize(
    ("path", "note"),
    [
        ("public/_redirects", "public/_redirects is Netlify's; nginx.conf must say it instead"),
        ("public/_headers", "public/_headers is Netlify's; nginx.conf must say it instead"),
        ("public/.htaccess", "public/.htaccess is Apache's; nginx.conf must say it instead"),
    ],
)
def test_another_servers_rules_are_not_passed_over_in_silence(
    project: MakeProject, path: str, note: str
) -> None:
    detection = detect(project({"public/index.html": PAGE, path: ""}))
    assert detection.winner[1].findings.warnings == (note,)


@pytest.mark.parametrize(
    ("package", "said"),
    [('{"scripts": {"build": "sass a b"}}', True), ('{"scripts": {}}', False), ("{", False)],
)
def test_a_build_that_nothing_runs_is_said(project: MakeProject, package: str, said: bool) -> None:
    made = project({"index.html": "<p>", "package.json": package})
    warnings = detect(made, detector="static").winner[1].findings.warnings
    assert any(one.startswith("package.json:1 has a build") for one in warnings) is said


def test_a_privileged_port_is_kept_with_a_note(project: MakeProject) -> None:
    detection = detect(project({"index.html": PAGE}), overrides=override(port=80))
    assert detection.facts["port"].value == 80
    assert "port 80 needs a privilege in some clusters" in detection.winner[1].findings.warnings[0]


FORMS: tuple[Stages, ...] = ("single", "multi")
both_forms = pytest.mark.parametrize("stages", FORMS)


@both_forms
@pytest.mark.parametrize("base", ["debian", "alpine", "distribution"])
@pytest.mark.parametrize("root", [".", "public"])
def test_every_base_serves_the_folder_as_a_numeric_user(
    project: MakeProject, base: str, root: str, stages: Stages
) -> None:
    made = project({"index.html" if root == "." else f"{root}/index.html": PAGE})
    plan = dockgen.plan(detect(made), Choices(base=base, stages=stages))
    files = dockgen.render(plan)
    parsed = parse(files["Dockerfile"].text)
    assert len(parsed.stages) == (1 if stages == "single" else 2)
    copies = [one.arguments for one in parsed.instructions if one.keyword == "COPY"]
    assert any(one.startswith((f"{root}/ ", f"{root} ")) for one in copies)
    assert [one.arguments for one in parsed.instructions if one.keyword == "USER"]
    assert "listen 8080;" in files["nginx.conf"].text
    assert plan.port == 8080


@both_forms
def test_the_configuration_is_never_served(project: MakeProject, stages: Stages) -> None:
    plan = dockgen.plan(detect(project({"index.html": PAGE})), Choices(stages=stages))
    files = dockgen.render(plan)
    single_conf = "location = /nginx.conf" in files["nginx.conf"].text
    removed = "RUN rm nginx.conf" in files["Dockerfile"].text
    assert single_conf or removed


def test_another_shape_is_refused(project: MakeProject) -> None:
    with pytest.raises(UnusableInput, match="static offers no shape 'server'"):
        dockgen.plan(detect(project({"index.html": PAGE})), Choices(shape="server"))


def test_asked_for_where_there_is_nothing(project: MakeProject) -> None:
    with pytest.raises(NothingDetected, match=r"static does not fit: no index\.html"):
        detect(project({}), detector="static")


folder_names = (st.sampled_from(HOSTILE) | st.text(max_size=10)).filter(
    lambda name: name not in {"", ".", ".."} and not set(name) & {"/", "\0"}
)


@both_forms
@settings(max_examples=25, deadline=None)
@given(name=folder_names)
def test_no_folder_name_changes_what_the_dockerfile_does(
    tmp_path_factory: pytest.TempPathFactory, stages: Stages, name: str
) -> None:
    folder = tmp_path_factory.mktemp("hostile")
    try:
        write_files(folder, {f"{name}/index.html": PAGE, f"{name}/404.html": PAGE})
    except (OSError, UnicodeEncodeError):
        return  # no file system takes that name
    _hold(folder, stages, output_dir=name)


@both_forms
@settings(max_examples=25, deadline=None)
@given(value=st.sampled_from(HOSTILE) | st.text(max_size=10))
def test_no_value_changes_what_the_dockerfile_does(
    tmp_path_factory: pytest.TempPathFactory, stages: Stages, value: str
) -> None:
    folder = write_files(tmp_path_factory.getbasetemp() / "harmless", {"a/index.html": PAGE})
    _hold(folder, stages, output_dir="a", not_found_page=value)


def _hold(folder: Path, stages: Stages, **values: str) -> None:
    """Hold the rendering against that of the same project without the values."""
    try:
        plan = dockgen.plan(detect(folder, overrides=override(**values)), Choices(stages=stages))
    except (UnusableInput, NothingDetected):
        return
    files = dockgen.render(plan)
    plainly = write_files(folder, {"public/index.html": PAGE, "public/404.html": PAGE})
    expected = dockgen.render(
        dockgen.plan(
            detect(plainly, overrides=override(output_dir="public")), Choices(stages=stages)
        )
    )
    shape = [
        [
            (one.keyword, one.stage, one.first_line)
            for one in parse(made["Dockerfile"].text).instructions
        ]
        for made in (files, expected)
    ]
    assert shape[0] == shape[1]
    conf, expected_conf = (made["nginx.conf"].text for made in (files, expected))
    assert conf.count("\n") == expected_conf.count("\n")
    for mark in "{};":
        assert conf.count(mark) == expected_conf.count(mark)


BUILD = '{"scripts": {"build": "make-it"}}'


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"index.html": '<script src="src/a.tsx">'}, "index.html:1 loads src/a.tsx, which a build"),
        (
            {"index.html": '<p>\n<script type=module src="/a.js">', "a.js": "import x from 'vue'"},
            "index.html:2 loads /a.js, and a.js:1 imports the package vue",
        ),
        (
            {"public/index.html": '<link rel="stylesheet" href="/a.css">', "package.json": BUILD},
            "loads /a.css, which is not there before the build (package.json:1)",
        ),
        (
            {"index.html": '<script src="dist/a.js"></script>', "package.json": BUILD},
            "loads dist/a.js, which is not there before the build (package.json:1)",
        ),
        (
            {"index.html": '<link rel="icon" href="%PUBLIC_URL%/a.ico">', "package.json": BUILD},
            "index.html:1 holds %PUBLIC_URL%, which a build fills in (package.json:1)",
        ),
        ({"index.html": '<link href="a.scss" rel=stylesheet>'}, "loads a.scss, which a build"),
    ],
)
def test_what_a_build_has_to_make_is_never_served_as_it_is(
    project: MakeProject, files: dict[str, str], reason: str
) -> None:
    verdict = next(one for name, one in detect(project(files)).verdicts if name.name == "static")
    assert not verdict.matched
    assert reason in verdict.reason


@pytest.mark.parametrize(
    "files",
    [
        {"index.html": '<script src="//cdn.example/a.tsx"></script>', "package.json": BUILD},
        {"index.html": '<!-- <script src="a.ts"> -->', "package.json": BUILD},
        {"index.html": '<script src="a.js?v=1"></script>', "a.js": "import './b.js'"},
        {
            "index.html": '<script type="importmap">{}</script><script src=a.js>',
            "a.js": "import 'b'",
        },
        {"index.html": '<script src="missing.js"></script>'},
        {"index.html": '<link rel=stylesheet href="/a.css">', "a.css": "", "package.json": BUILD},
        {"public/index.html": '<script src="/a.js">', "public/a.js": "", "package.json": BUILD},
    ],
)
def test_what_a_browser_can_read_is_served(project: MakeProject, files: dict[str, str]) -> None:
    assert detect(project(files), detector="static").winner[1].matched


def test_a_folder_that_was_built_before_is_served_where_the_user_names_it(
    project: MakeProject,
) -> None:
    made = project(
        {"dist/index.html": '<script src="/a.js">', "dist/a.js": "", "package.json": BUILD}
    )
    found = detect(made, detector="static", overrides=override(output_dir="dist"))
    assert found.winner[1].matched
