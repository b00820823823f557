"""Servers for the developer: they build while the sources change, and are no production start."""

from __future__ import annotations

import re
from itertools import pairwise

from dockgen.core.facts import Evidence, Fact
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.javascript.node.scripts import file_server, tool_names

DEVELOPMENT_SERVER = lazy_regex(
    r"\b(vite|react-scripts\s+start|craco\s+start|react-app-rewired\s+start|vue-cli-service\s+serve"
    r"|(npx\s+)?serve|http-server|live-server|sirv|ng\s+serve|ember\s+s(erve)?|gatsby\s+(develop"
    r"|serve)|docusaurus\s+(start|serve)|vitepress\s+(dev|preview|serve)|vuepress\s+dev|eleventy"
    r"|hexo\s+s(erver)?|parcel|webpack(-dev-server)?(\s+serve)?|expo\s+start|stencil\s+build.*"
    r"--serve|storybook\s+dev|start-storybook|rs(build|press)\s+(dev|preview)|quasar\s+dev"
    r"|umi\s+dev|max\s+dev|astro\s+(dev|preview)|next\s+dev|nuxt\s+dev|ionic\s+serve|lite-server"
    r"|(vercel|netlify|ntl)\s+dev|browser-sync|slidev|(gulp|grunt)(\s+(default|dev\w*|live\w*"
    r"|serve|server|start|watch))?(?!\s+\w)|rollup\s.*(-w|--watch)|brunch\s+w(atch)?"
    r"|docusaurus-start|ionic-app-scripts\s+(serve|watch)|polymer\s+serve|sanity\s+(dev|start"
    r"|preview)|gridsome\s+(develop|explore)|preact\s+(watch|serve)|sapper\s+dev"
    r"|snowpack\s+(dev|start)|au\s+run|wintersmith\s+preview|harp\s+server|(honkit|gitbook)\s+serve"
    r"|elm-app\s+start|react-static\s+start|neutrino\s+start|poi(\s+--serve)?|web-dev-server|wds"
    r"|es-dev-server|esbuild\s.*--(serve|servedir|watch)|backstage-cli\s+(package|repo)\s+start)\b"
)
"""Start scripts that serve a site while it is written; nginx does that in the image."""

SERVES = lazy_regex(
    r"vite(\s+((dev|serve|preview)\b.*|-.*))?|(react-scripts|craco|react-app-rewired|elm-app|neutrino"
    r"|react-static|docusaurus|expo|solid-start)\s+start\b.*|(vue-cli-service|ng|ember|gatsby|polymer"
    r"|ionic-app-scripts|docusaurus|vitepress|ionic|preact|honkit|gitbook|nx)\s+s(erve)?\b.*"
    r"|(hexo|harp)\s+s(erver)?\b.*|vitepress\s+preview\b.*|(wintersmith|rsbuild|rspress)\s+preview\b.*"
    r"|sanity\s+(start|preview)\b.*|(webpack|rspack)\s+serve\b.*|au\s+run\b.*|snowpack\s+start\b.*"
    r"|(parcel|poi)(\s+(?!build\b).*)?|eleventy\s.*--serve\b.*|start-storybook\b.*|slidev\b.*"
    r"|(browser-sync|live-server|lite-server|webpack-dev-server|web-dev-server|wds|es-dev-server"
    r"|budo|wzrd|beefy|devcert|servor|nodemon)\b.*|backstage-cli\s+(package|repo)\s+start\b.*"
    r"|esbuild\s.*--serve.*|brunch\s+w\b.*|(gulp|grunt)"
    r"(\s+(default|dev\w*|live\w*|serve|server|start|watch)\b.*)?"
)
"""A whole command of a tool that has no other use than that."""

COMMANDS = lazy_regex(r"(?:[\w-]+:)?(?:watch|dev|develop)(?::[\w-]+)?")
OPTIONS = frozenset(
    "--watch --hot --server --serve --livereload --live-reload --open --dev --watch-poll".split()
)
WATCHERS = frozenset("tsc rollup webpack sass postcss babel esbuild tailwindcss swc tsup".split())
RUNNERS = frozenset("node bun deno tsx ts-node sh bash npm pnpm yarn npx pm2-runtime".split())
FILE = lazy_regex(
    r"(?:.*[/._-])?dev(?:elopment)?(?:[._-]?server)?(?:[._-]\w+)?(?:\.[cm]?[jt]s)?", re.IGNORECASE
)
"""A program of the project's own whose name says so: `build/dev-server.js`, `server.dev.js`."""


def serves(arguments: tuple[str, ...]) -> bool:
    """Whether a command, without its wrappers, is for the developer.

    Known tools count by their commands. Of others, a command `watch` or `dev`, and options such as
    `--server` and `--hot`, and a name that ends in `-start` or `-dev-server` say it.
    """
    if not arguments:
        return False
    program, *given = arguments
    tool = program.removeprefix("./").removeprefix("node_modules/.bin/")
    if tool in RUNNERS:
        return _is_named_so(given)
    text = tool_names.plain(" ".join([tool, *given]))
    if SERVES.fullmatch(text) or tool.endswith(("-start", "-dev-server")):
        return True
    served = file_server.read(Fact(text, Evidence("start")))
    if served is not None:
        return served.for_development
    first = next((one for one in given if not one.startswith("-")), "")
    told = (one for one, after in pairwise([*given, "-"]) if after[:1] == "-")
    waits = tool in WATCHERS and "-w" in given
    return waits or bool(COMMANDS.fullmatch(first)) or bool(OPTIONS & set(told))


def _is_named_so(given: list[str]) -> bool:
    file = next((one for one in given if not one.startswith("-")), "")
    return "node_modules" not in file and FILE.fullmatch(file) is not None
