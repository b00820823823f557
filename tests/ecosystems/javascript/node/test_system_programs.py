"""What installers need not download, and programs of the system that a server calls."""

from __future__ import annotations

import json

import pytest

from dockgen.core.plan import Choices
from dockgen.dockerfile import system_programs
from dockgen.ecosystems.javascript.node.system_needs import NEEDS
from tests.conftest import MakeProject
from tests.ecosystems.javascript.node.test_node import EXPRESS, LISTEN, dockerfile_of, verdict_of


@pytest.mark.parametrize(
    ("package", "variable"),
    [
        ("cypress", "CYPRESS_INSTALL_BINARY=0"),
        ("electron", "ELECTRON_SKIP_BINARY_DOWNLOAD=1"),
        ("@playwright/test", "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1"),
        ("puppeteer", "PUPPETEER_SKIP_DOWNLOAD=true"),
        ("chromedriver", "CHROMEDRIVER_SKIP_DOWNLOAD=true"),
        ("mongodb-memory-server", "MONGOMS_DISABLE_POSTINSTALL=1"),
    ],
)
def test_installers_download_nothing_that_only_tests_use(
    project: MakeProject, package: str, variable: str
) -> None:
    scripts = {"build": "webpack", "start": "node server.js"}
    files = {"server.js": LISTEN}
    text = dockerfile_of(
        project, {**EXPRESS, "scripts": scripts, "devDependencies": {package: "1"}}, files
    )
    before, _, runtime = text.partition("AS runtime")
    assert f"ENV {variable}" in before
    assert variable not in runtime


def test_they_are_switched_off_for_a_site_and_a_bundle(project: MakeProject) -> None:
    more = {"cypress": "14", "@playwright/test": "1"}
    site = {"scripts": {"build": "vite build"}, "devDependencies": {"vite": "8", **more}}
    text = dockerfile_of(project, site, {"index.html": ""})
    assert text.count("CYPRESS_INSTALL_BINARY=0") == 1
    bundle = {
        "scripts": {"build": "nuxt build"},
        "dependencies": {"nuxt": "4"},
        "devDependencies": more,
    }
    before, _, runtime = dockerfile_of(project, bundle).partition("AS runtime")
    assert "ENV CYPRESS_INSTALL_BINARY=0" in before
    assert "CYPRESS" not in runtime


def test_a_desktop_application_among_the_members_downloads_nothing(project: MakeProject) -> None:
    files = {
        "api/package.json": json.dumps({"name": "api", **EXPRESS}),
        "api/server.js": LISTEN,
        "package-lock.json": "{}",
    }
    top = {"workspaces": ["api"], "devDependencies": {"electron": "38"}}
    assert "ENV ELECTRON_SKIP_BINARY_DOWNLOAD=1" in dockerfile_of(project, top, files)


@pytest.mark.parametrize(
    ("package", "debian", "alpine"),
    [
        ("ping", "iputils-ping", "iputils-ping"),
        ("simple-git", "ca-certificates git", "git"),
        ("fluent-ffmpeg", "ffmpeg", "ffmpeg"),
        ("pg-dump-restore", "postgresql-client", "postgresql-client"),
        ("pdf2pic", "ghostscript graphicsmagick", "ghostscript graphicsmagick"),
        ("exiftool-vendored", "perl", "perl"),
    ],
)
def test_programs_that_packages_call_are_installed(
    project: MakeProject, package: str, debian: str, alpine: str
) -> None:
    given = {**EXPRESS, "dependencies": {"express": "5", package: "1"}}
    text = dockerfile_of(project, given, {"server.js": LISTEN})
    assert f"--no-install-recommends {debian} \\" in text
    text = dockerfile_of(project, given, {"server.js": LISTEN}, Choices(base="alpine"))
    assert f"RUN apk add --no-cache {alpine}\n" in text


def test_prisma_finds_the_openssl_of_the_image_when_its_client_is_generated(
    project: MakeProject,
) -> None:
    package = {
        "dependencies": {"express": "5", "@prisma/client": "6.16.0"},
        "devDependencies": {"prisma": "6.16.0", "typescript": "5"},
        "scripts": {"build": "prisma generate && tsc", "start": "node dist/a.js"},
    }
    files = {"src/a.ts": LISTEN, "prisma/schema.prisma": 'generator a { provider = "x" }'}
    build, _, runtime = dockerfile_of(project, package, files).partition("AS runtime")
    line = "apt-get install --yes --no-install-recommends ca-certificates openssl"
    assert line in build
    assert line in runtime


def test_a_package_that_brings_the_program_itself_needs_no_other(project: MakeProject) -> None:
    given = {**EXPRESS, "dependencies": {"fluent-ffmpeg": "2", "ffmpeg-static": "5"}}
    assert "apt-get" not in dockerfile_of(project, given, {"server.js": LISTEN})


@pytest.mark.parametrize(
    ("code", "programs"),
    [
        ("require('child_process').execFile('pg_dump', ['-Fc'])", ("pg_dump",)),
        ("import { exec } from 'node:child_process'\nexec(`ping -c 1 ${host}`)", ("ping",)),
        ("import { spawn } from 'child_process'\nspawn('/usr/bin/ffmpeg', [])", ("ffmpeg",)),
        ("import { execSync } from 'child_process'\nexecSync('cd x && git pull')", ("git",)),
        ("import { execa } from 'execa'\nawait execa('unzip', [a])", ("unzip",)),
        ("import { $ } from 'zx'\nawait $`rsync -a ${a} b`", ("rsync",)),
        (
            "import { spawn } from 'child_process'\nconst p = process.env.GS_PATH || 'gs'",
            ("gs",),
        ),
        ("import { exec } from 'child_process'\nexec('node worker.js')", ()),
        ("const kind = 'git'\nrun('git')", ()),
        ("import { spawn } from 'child_process'\nspawn('./bin/git')", ()),
    ],
)
def test_programs_that_the_server_calls_are_found(
    project: MakeProject, code: str, programs: tuple[str, ...]
) -> None:
    files = {"server.js": f"import './a.js'\n{LISTEN}", "a.js": code}
    facts = verdict_of(project, EXPRESS, files).findings.facts
    if programs:
        assert facts["system_programs"].value == programs
        assert facts["system_programs"].evidence.file == "a.js"
    else:
        assert "system_programs" not in facts


def test_a_bundled_server_and_members_are_looked_through(project: MakeProject) -> None:
    code = "import { exec } from 'node:child_process'\nexec('psql -c x')"
    bundle = {"scripts": {"build": "nuxt build"}, "dependencies": {"nuxt": "4"}}
    text = dockerfile_of(project, bundle, {"server/api/a.ts": code})
    assert "postgresql-client" in text.partition("AS runtime")[2]


def test_every_row_says_what_it_is_for() -> None:
    for row in NEEDS:
        assert row.compiles or any(row.run) or row.environment or row.note, row.packages
    assert len(system_programs.BY_NAME) == sum(len(one.names) for one in system_programs.ROWS)
    assert system_programs.packages(["sh", "psql", "pg_dump"], "alpine") == ("postgresql-client",)
