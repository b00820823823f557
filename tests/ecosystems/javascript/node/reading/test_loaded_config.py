"""What a server's configuration loads when the server starts."""

from __future__ import annotations

import json

import pytest

from dockgen.core.project import Project
from dockgen.ecosystems.javascript.node.sources import loaded_config
from dockgen.ecosystems.javascript.node.sources.loaded_config import LoadedConfig
from dockgen.readers.package_json import PackageJson
from tests.conftest import MakeProject

NAMES = ("next.config.ts", "next.config.mjs", "next.config.js")


def read(make: MakeProject, files: dict[str, str], folder: str = "") -> LoadedConfig:
    package = {
        "dependencies": {"next": "15", "both": "1", "next-intl": "4"},
        "devDependencies": {"@next/bundle-analyzer": "15", "velite": "1", "both": "1"},
    }
    below = f"{folder}/" if folder else ""
    made = make({f"{below}package.json": json.dumps(package), **files})
    return loaded_config.read(made, PackageJson(made, folder), NAMES)


def test_what_the_configuration_imports_is_followed(project: MakeProject) -> None:
    files = {
        "next.config.mjs": "import './src/env.js'\nimport './lib/a.mjs'\nplugin('./gone')\n",
        "src/env.js": "export { b } from '../lib/b.js'",
        "lib/a.mjs": "",
        "lib/b.js": "",
        "lib/unused.js": "",
    }
    assert read(project, files).files == ("next.config.mjs", "src/env.js", "lib/a.mjs", "lib/b.js")


@pytest.mark.parametrize(
    "text",
    [
        "const plugin = createNextIntlPlugin('./src/i18n/request.ts')",
        "await createJiti(import.meta.url).import('./src/i18n/request')",
        "module.exports = plugin({ requestConfig: './src/i18n/request.ts' })",
    ],
)
def test_a_file_that_a_plugin_is_told_counts_too(project: MakeProject, text: str) -> None:
    files = {"next.config.mjs": text, "src/i18n/request.ts": ""}
    assert read(project, files).files == ("next.config.mjs", "src/i18n/request.ts")


def test_a_path_may_mean_the_application_rather_than_the_file(project: MakeProject) -> None:
    files = {
        "web/next.config.mjs": "import './config/plugins.mjs'",
        "web/config/plugins.mjs": "plugin('./i18n/messages.ts')",
        "web/i18n/messages.ts": "",
    }
    found = read(project, files, "web")
    assert found.files == ("next.config.mjs", "config/plugins.mjs", "i18n/messages.ts")


def test_next_intl_looks_in_its_usual_places(project: MakeProject) -> None:
    files = {"next.config.js": "", "i18n/request.ts": ""}
    assert read(project, files).files == ("next.config.js", "i18n/request.ts")


def test_without_a_configuration_nothing_is_loaded(project: MakeProject) -> None:
    assert read(project, {"i18n/request.ts": ""}) == LoadedConfig()


def test_a_file_that_is_no_text_is_passed_over(project: MakeProject) -> None:
    made = project({"package.json": "{}"})
    (made.root / "next.config.js").write_bytes(b"\xff\xfe\x00")
    made = Project(made.root)
    found = loaded_config.read(made, PackageJson(made), NAMES)
    assert found == LoadedConfig()


@pytest.mark.parametrize(
    "text",
    [
        "import analyzer from '@next/bundle-analyzer'",
        'import analyzer, { type X } from "@next/bundle-analyzer/sub"',
        "const analyzer = require('@next/bundle-analyzer')({ enabled: false })",
        "import '@next/bundle-analyzer'",
        "const analyzer = (await import('@next/bundle-analyzer')).default",
    ],
)
def test_a_development_package_that_is_loaded_is_found(project: MakeProject, text: str) -> None:
    found = read(project, {"next.config.mjs": f"// plugins\n{text}\n"}).packages
    assert [str(one.evidence) for one in found] == ["next.config.mjs:2  @next/bundle-analyzer"]


@pytest.mark.parametrize(
    "text",
    [
        "import type { X } from '@next/bundle-analyzer'",
        "// import '@next/bundle-analyzer'",
        "const a = process.env.ANALYZE ? require('@next/bundle-analyzer') : null",
        "if (process.env.ANALYZE) {\n  config = require('@next/bundle-analyzer')(config)\n}",
        "const name = '@next/bundle-analyzer'",
        "import both from 'both'",
        "import fs from 'node:fs'",
        "import next from 'next'",
    ],
)
def test_types_conditions_and_dependencies_are_no_reason(project: MakeProject, text: str) -> None:
    assert read(project, {"next.config.mjs": f"{text}\n"}).packages == ()


SCHEMA = "createEnv({ DATABASE_URL: z.url(), skipValidation: !!process.env.SKIP_ENV_VALIDATION })"


def without_validation(make: MakeProject, files: dict[str, str]) -> list[str]:
    made = make({"package.json": "{}", **files})
    found = loaded_config.without_validation(made, PackageJson(made), NAMES)
    return [one.value for one in found]


@pytest.mark.parametrize(
    "files",
    [
        {"next.config.mjs": "import './settings.mjs'", "settings.mjs": SCHEMA},
        {"src/env.ts": SCHEMA},
        {"env.mjs": SCHEMA},
    ],
)
def test_a_build_can_do_without_the_run_times_variables(
    project: MakeProject, files: dict[str, str]
) -> None:
    assert without_validation(project, files) == ["SKIP_ENV_VALIDATION=1"]


def test_the_examples_values_stand_in_while_the_image_is_built(project: MakeProject) -> None:
    example = (
        'DATABASE_URL="file:./my db"\nAUTH_SECRET=x\nNEXT_PUBLIC_A=1\nNODE_ENV=test\n'
        "UNNAMED=1\nEMPTY=\nDOT.TED=1\n"
    )
    schema = f"{SCHEMA} // AUTH_SECRET NEXT_PUBLIC_A NODE_ENV EMPTY DOT.TED"
    found = without_validation(project, {"src/env.js": schema, ".env.example": example})
    assert found == ["SKIP_ENV_VALIDATION=1", "DATABASE_URL='file:./my db'"]


@pytest.mark.parametrize(
    ("skips", "told"),
    [
        ("!!process.env.CI || process.env.npm_lifecycle_event === 'lint'", ["CI=1"]),
        ("process.env.SKIP === 'true'", ["SKIP=true"]),
        ("process.env.NODE_ENV === 'test' || !!process.env.DOCKER", ["DOCKER=1"]),
        ("process.env.NODE_ENV === 'test'", []),
        ("true", []),
    ],
)
def test_the_project_names_the_variable_and_its_value(
    project: MakeProject, skips: str, told: list[str]
) -> None:
    schema = f"createEnv({{\n  skipValidation: {skips},\n}})"
    assert without_validation(project, {"src/env.ts": schema}) == told


def test_without_a_way_to_skip_nothing_is_told(project: MakeProject) -> None:
    assert without_validation(project, {"src/env.ts": "createEnv({})"}) == []


@pytest.mark.parametrize(
    ("version", "node", "reads"),
    [
        ("16.2.0", "26", True),
        ("16.1.6", "26", False),
        ("15.5.6", "24", False),
        ("17.0.0-canary.3", "24", True),
        ("^16.0.0", "24", True),
        ("~16.0.3", "24", False),
        ("^15.2.3", "24", False),
        ("latest", "24", True),
        ("16.2.0", "22", True),
        ("16.2.0", "22.17.1", False),
        ("16.2.0", "22.18.0", True),
        ("16.2.0", "20", False),
        ("16.2.0", "lts", True),
    ],
)
def test_when_next_reads_typescript_by_itself(version: str, node: str, reads: bool) -> None:
    assert loaded_config.reads_typescript(version, node) is reads
