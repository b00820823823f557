"""What the settings of Yarn say of an installation."""

from __future__ import annotations

import pytest

from dockgen.core.errors import UnusableInput
from dockgen.ecosystems.javascript.node.package_managers import yarn_settings
from tests.conftest import MakeProject

RELEASE = ".yarn/releases/yarn-3.6.1.cjs"


@pytest.mark.parametrize(
    ("files", "version", "place"),
    [
        ({".yarnrc.yml": f"a: 1\nyarnPath: {RELEASE}\n"}, "3.6.1", ".yarnrc.yml:2  yarnPath"),
        ({".yarnrc.yml": "yarnPath: ./tools/yarn-2.4.3.js\n"}, "2.4.3", ".yarnrc.yml:1  yarnPath"),
        ({".yarnrc.yml": "yarnPath: .yarn/releases/yarn-berry.cjs\n"}, None, ""),
        (
            {".yarnrc": 'yarn-path ".yarn/releases/yarn-1.22.19.cjs"\n'},
            "1.22.19",
            ".yarnrc:1  yarn-path",
        ),
        ({".yarnrc.yml": ""}, None, ""),
        ({}, None, ""),
    ],
)
def test_the_program_in_the_project_says_its_version(
    project: MakeProject, files: dict[str, str], version: str | None, place: str
) -> None:
    found = yarn_settings.version(project(files))
    assert (found.value if found else None) == version
    assert (str(found.evidence) if found else "") == place


@pytest.mark.parametrize(
    ("plugins", "has_focus"),
    [
        ("- .yarn/plugins/@yarnpkg/plugin-workspace-tools.cjs", True),
        ("- path: .yarn/plugins/a.cjs\n    spec: '@yarnpkg/plugin-workspace-tools'", True),
        ("- path: .yarn/plugins/@yarnpkg/plugin-typescript.cjs", False),
    ],
)
def test_a_plugin_brings_focus(project: MakeProject, plugins: str, has_focus: bool) -> None:
    made = project({".yarnrc.yml": f"plugins:\n  {plugins}\n"})
    assert yarn_settings.has_focus(made) == has_focus


def test_the_programs_that_yarn_runs_are_those_of_the_project(project: MakeProject) -> None:
    settings = "yarnPath: ./tools/yarn.cjs\nplugins:\n  - path: tools/one.cjs\n  - gone.cjs\n"
    made = project({".yarnrc.yml": settings, "tools/yarn.cjs": "", "tools/one.cjs": ""})
    assert yarn_settings.programs(made) == ("tools/yarn.cjs", "tools/one.cjs")


def test_settings_that_are_no_yaml_are_named(project: MakeProject) -> None:
    with pytest.raises(UnusableInput, match=r"\.yarnrc\.yml:\d"):
        yarn_settings.version(project({".yarnrc.yml": "a: [\n"}))


def test_archives_may_stay_in_the_project(project: MakeProject) -> None:
    assert yarn_settings.keeps_archives(project({".yarnrc.yml": "enableGlobalCache: false\n"}))
    assert not yarn_settings.keeps_archives(project({".yarnrc.yml": "nodeLinker: pnp\n"}))
