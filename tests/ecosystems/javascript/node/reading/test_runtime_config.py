"""Settings of a page that come in when it is served."""

from __future__ import annotations

import pytest

from dockgen.ecosystems.javascript.node.sources import runtime_config
from dockgen.readers.package_json import PackageJson
from tests.conftest import MakeProject

CONFIG = 'window.APP_CONFIG = {\n  // where\n  API_URL: "http://localhost", "MODE": `dev`,\n};\n'


@pytest.mark.parametrize(
    ("page", "script", "path"),
    [
        ("index.html", "/config.js", "public/config.js"),
        ("public/index.html", "%PUBLIC_URL%/env-config.js", "public/env-config.js"),
        ("src/index.html", "./runtime.env.js", "src/runtime.env.js"),
    ],
)
def test_a_script_of_settings_is_found_with_its_names(
    project: MakeProject, page: str, script: str, path: str
) -> None:
    made = project(
        {"package.json": "{}", page: f'<head>\n<script src="{script}"></script>', path: CONFIG}
    )
    found = runtime_config.read(made, PackageJson(made))
    assert found is not None
    assert found.path.value == path.rsplit("/", 1)[-1]
    assert str(found.path.evidence).startswith(f"{page}:2")
    assert (found.holder, found.names) == ("APP_CONFIG", ("API_URL", "MODE"))


@pytest.mark.parametrize(
    "files",
    [
        {"index.html": '<script src="/src/main.js"></script>', "public/config.js": CONFIG},
        {"index.html": '<!-- <script src="/config.js"></script> -->', "public/config.js": CONFIG},
        {"index.html": '<script src="/config.js"></script>'},
        {"index.html": '<script src="/config.js"></script>', "public/config.js": "load()"},
        {"public/config.js": CONFIG},
    ],
)
def test_a_page_without_such_a_script_has_no_settings(
    project: MakeProject, files: dict[str, str]
) -> None:
    made = project({"package.json": "{}", **files})
    assert runtime_config.read(made, PackageJson(made)) is None
