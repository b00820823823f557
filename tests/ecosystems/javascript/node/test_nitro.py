"""What Nitro's targets make, and the options of a start that is replaced."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from dockgen.core.facts import Verdict
from dockgen.ecosystems.planning import plan
from dockgen.ecosystems.registry import detect
from dockgen.rendering.render import render
from tests.conftest import MakeProject

NUXT = {"scripts": {"build": "nuxt build"}, "dependencies": {"nuxt": "4"}}
NITRO = {"scripts": {"build": "nitro build"}, "dependencies": {"nitropack": "2"}}


def verdict_of(make: MakeProject, package: Mapping[str, object], files: dict[str, str]) -> Verdict:
    made = make({"package.json": json.dumps(package), "package-lock.json": "{}", **files})
    found = detect(made).verdicts
    return next(verdict for one, verdict in found if one.name == "node")


def nuxt(preset: str) -> dict[str, str]:
    return {
        "nuxt.config.ts": f"export default defineNuxtConfig({{ nitro: {{ preset: '{preset}' }} }})"
    }


def built_by(command: str, name: str = "nuxt") -> dict[str, object]:
    return {"scripts": {"build": command}, "dependencies": {name: "4"}}


@pytest.mark.parametrize(
    ("package", "files", "start"),
    [
        (NUXT, {}, ("node", ".output/server/index.mjs")),
        (NUXT, nuxt("node-server"), ("node", ".output/server/index.mjs")),
        (NUXT, nuxt("node_cluster"), ("node", ".output/server/index.mjs")),
        (NUXT, nuxt("heroku"), ("node", ".output/server/index.mjs")),
        (NUXT, nuxt("bun"), ("bun", ".output/server/index.mjs")),
        (built_by("NITRO_PRESET=bun nuxt build"), {}, ("bun", ".output/server/index.mjs")),
        (
            built_by("cross-env NITRO_PRESET=bun nuxt build"),
            nuxt("static"),
            ("bun", ".output/server/index.mjs"),
        ),
        (built_by("nuxt build --preset=bun"), {}, ("bun", ".output/server/index.mjs")),
        (
            built_by("nuxt build --preset node-server"),
            nuxt("bun"),
            ("node", ".output/server/index.mjs"),
        ),
        (
            NITRO,
            {"nitro.config.ts": "export default { preset: 'bun' }"},
            ("bun", ".output/server/index.mjs"),
        ),
        (
            built_by("vinxi build", "@solidjs/start"),
            {"app.config.ts": "export default defineConfig({ server: { preset: 'bun' } })"},
            ("bun", ".output/server/index.mjs"),
        ),
        (
            NUXT,
            {"nuxt.config.ts": "export default { nitro: { output: { dir: 'made' } } }"},
            ("node", "made/server/index.mjs"),
        ),
        (
            NITRO,
            {"nitro.config.ts": "export default { output: { dir: './made' } }"},
            ("node", "made/server/index.mjs"),
        ),
    ],
)
def test_a_target_is_run_by_what_it_is_made_for(
    project: MakeProject,
    package: Mapping[str, object],
    files: dict[str, str],
    start: tuple[str, ...],
) -> None:
    facts = verdict_of(project, package, files).findings.facts
    assert facts["start_command"].value == start
    assert facts["runtime"].value == start[0]
    assert facts["output_dir"].value == start[1].split("/")[0]


def test_a_start_for_node_does_not_run_what_is_made_for_bun(project: MakeProject) -> None:
    scripts = {"build": "nuxt build", "start": "node .output/server/index.mjs"}
    package = {"scripts": scripts, "dependencies": {"nuxt": "4"}}
    facts = verdict_of(project, package, nuxt("bun")).findings.facts
    assert facts["start_command"].value == ("bun", ".output/server/index.mjs")


@pytest.mark.parametrize("preset", ["static", "github_pages", "github-pages", "gitlab_pages"])
def test_targets_of_pages_are_sites(project: MakeProject, preset: str) -> None:
    verdict = verdict_of(project, NUXT, nuxt(preset))
    assert verdict.shape == "static-site"
    assert verdict.findings.facts["output_dir"].value == ".output/public"


def test_pages_are_where_nitro_is_told_to_put_them(project: MakeProject) -> None:
    config = "export default { nitro: { preset: 'static', output: { publicDir: 'www' } } }"
    verdict = verdict_of(project, NUXT, {"nuxt.config.ts": config})
    assert verdict.findings.facts["output_dir"].value == "www"


@pytest.mark.parametrize(
    "preset",
    [
        "cloudflare-pages",
        "cloudflare_module",
        "vercel",
        "netlify",
        "aws_lambda",
        "deno_server",
        "firebase",
        "vercel_static",
    ],
)
def test_targets_of_other_hosts_are_left_alone_with_a_reason(
    project: MakeProject, preset: str
) -> None:
    verdict = verdict_of(project, NUXT, nuxt(preset))
    assert not verdict.matched
    assert "node_server" in verdict.reason


@pytest.mark.parametrize(
    ("start", "config", "port"),
    [
        ("next start -p 4100", "standalone", 4100),
        ("next start --port=4100 -H 0.0.0.0", "standalone", 4100),
        ("PORT=4100 next start", "standalone", 4100),
        ("next start", "standalone", 3000),
        ("next start -p 4100", "", 4100),
    ],
)
def test_the_port_of_a_start_that_is_replaced_stays(
    project: MakeProject, start: str, config: str, port: int
) -> None:
    package = {
        "scripts": {"build": "next build", "start": start},
        "dependencies": {"next": "15", "react": "19"},
    }
    config = f"export default {{ output: '{config}' }}" if config else "export default {}"
    files = {
        "package.json": json.dumps(package),
        "package-lock.json": "{}",
        "next.config.mjs": config,
    }
    text = render(plan(detect(project(files), detector="node")))["Dockerfile"].text
    assert f"EXPOSE {port}\n" in text
    told = "server.js" in text
    assert (f"ENV PORT={port}\n" in text) == (told or "PORT=" in start)


@pytest.mark.parametrize(
    ("script", "fallback"),
    [
        ("serve -s dist", True),
        ("npx serve dist -s -l 3000", True),
        ("sirv dist --single", True),
        ("serve dist", False),
        ("vite", False),
    ],
)
def test_a_site_that_is_served_as_a_single_page_keeps_its_fallback(
    project: MakeProject, script: str, fallback: bool
) -> None:
    package = {
        "scripts": {"build": "vite build", "start": script},
        "devDependencies": {"vite": "6"},
    }
    facts = verdict_of(project, package, {}).findings.facts
    assert facts["spa_fallback"].value == fallback
