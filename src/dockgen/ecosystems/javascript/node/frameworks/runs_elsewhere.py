"""Projects that run on a desktop, a phone, in a browser, an editor or somebody's cloud.

Their package.json often reads like that of a server or a site, and an image of them would be of no
use: the start script opens a tool for the developer, and the build makes what is installed
somewhere else.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from dockgen.core.lazy_regex import lazy_regex
from dockgen.core.project import Project
from dockgen.ecosystems.javascript.node.frameworks.frameworks import with_endings
from dockgen.ecosystems.javascript.node.scripts import scripts, start_command
from dockgen.ecosystems.javascript.node.scripts.development import DEVELOPMENT_SERVER
from dockgen.readers.package_json import NAME, PackageJson

WORKERS = "Workers run on Cloudflare, where `wrangler deploy` brings them"
FUNCTIONS = "the Serverless Framework brings functions to a cloud: `serverless deploy`"
AZURE = "Azure's functions run on an image of their own: `func init --docker-only` writes for it"
FIREBASE = "Firebase runs the functions itself: `firebase deploy`"
ELECTRON = "Electron makes an application for the desktop"
PHONES = "React Native makes applications for phones"
EXTENSION = "an extension runs in the browser that it is installed in"

STARTS = (
    (lazy_regex(r"\bwrangler\s+(?:pages\s+)?(?:dev|deploy|publish)\b"), WORKERS),
    (lazy_regex(r"(?<![\w./-])(?:serverless|sls)\s+(?:offline|deploy|dev|invoke)\b"), FUNCTIONS),
    (lazy_regex(r"(?<![\w./-])sam\s+local\b"), "AWS runs the functions: `sam deploy`"),
    (lazy_regex(r"(?<![\w./-])func\s+(?:host\s+)?start\b"), AZURE),
    (lazy_regex(r"\bfirebase\s+(?:emulators|functions|serve)\b"), FIREBASE),
    (
        lazy_regex(
            r"(?:^|[;&|'\"]\s*|\b(?:npx|exec)\s+|=\S+\s+)"
            r"electron(?:-forge|-vite|-builder|-packager|mon)?(?=\s|$)"
        ),
        ELECTRON,
    ),
    (lazy_regex(r"(?<![\w./-])(?:react-native|rnx-cli)\s+(?:start|run-)"), PHONES),
    (lazy_regex(r"(?<![\w./-])(?:ns|tns)\s+(?:run|debug|preview)\b"), "NativeScript is for phones"),
    (lazy_regex(r"(?<![\w./-])cordova\s+(?:run|emulate)\b"), "Cordova is for phones"),
    (lazy_regex(r"(?<![\w./-])(?:web-ext\s+run|wxt|plasmo\s+dev)\b"), EXTENSION),
)
"""What a start or build script calls that no container does, and why."""


class Mark(NamedTuple):
    """One row: what shows that a package without a server of its own runs elsewhere.

    Args:
        note: where it runs.
        packages: one of which it depends on.
        without: packages of which it has none.
        keys: a key that its package.json has.
        files: one of which it has.
        text: what stands in that file, as a regular expression.
    """

    note: str
    packages: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    text: str = ""


MARKS = (
    Mark("an extension of Visual Studio Code runs in the editor", keys=("engines", "vscode")),
    Mark(EXTENSION, packages=("wxt", "plasmo", "@crxjs/vite-plugin", "vite-plugin-web-extension")),
    Mark(
        EXTENSION,
        files=tuple(f"{one}manifest.json" for one in ("", "public/", "src/", "app/", "static/")),
        text=r'"manifest_version"\s*:',
    ),
    Mark(ELECTRON, packages=("electron-vite", "vite-plugin-electron", "electron-webpack")),
    Mark(PHONES, packages=("react-native",), without=("react-native-web",)),
    Mark("a plugin runs in Obsidian", packages=("obsidian",)),
    Mark("an extension runs in Raycast", packages=("@raycast/api",)),
    Mark("a plugin runs in Figma", packages=("@figma/plugin-typings",)),
    Mark("AWS CDK describes what runs in a cloud: `cdk deploy`", files=("cdk.json",)),
    Mark("SST brings the project to a cloud: `sst deploy`", files=with_endings("sst.config")),
    Mark(FUNCTIONS, files=("serverless.yml", "serverless.yaml", "serverless.ts", "serverless.js")),
    Mark(FIREBASE, packages=("firebase-functions",)),
    Mark(AZURE, packages=("@azure/functions",)),
    Mark(
        "GitHub's runners run the action",
        files=("action.yml", "action.yaml"),
        text=r"using:\s*['\"]?node",
    ),
)
"""Asked of packages that start no server of their own."""

OWN_SETTINGS = (
    (
        "vite",
        with_endings("vite.config"),
        r"\blib\s*:\s*\{",
        "builds a library (build.lib), and no script starts anything",
    ),
    (
        "webpack",
        with_endings("webpack.config"),
        r"\btarget\s*:\s*\[?\s*['\"](?:node|async-node|electron)",
        "builds for Node.js, and no script starts that",
    ),
    (
        "",
        ("wrangler.toml", "wrangler.json", "wrangler.jsonc"),
        r"""(?:^|[{,])\s*"?main"?\s*[=:]\s*['"]""",
        f"names a program: {WORKERS}",
    ),
)
"""What the settings of a framework, or of none, say: the framework, its files, the pattern."""


def reason(project: Project, package: PackageJson, framework: str, kind: str) -> str | None:
    """Why an image of the package would be of no use, or None.

    Args:
        project: the project.
        package: the package in it.
        framework: the name of its framework; empty where there is none.
        kind: the framework's kind.
    """
    start, build = start_command.named(package), package.script("build")
    for script in (start, build):
        text = scripts.expanded(script, package) if script else ""
        for pattern, note in STARTS:
            found = pattern.search(text)
            if script and found:
                called = found[0].lstrip(" ;&|'\"")
                return f"{package.inside(NAME)}:{script.evidence.line} calls {called}: {note}"
    idle = start is None or DEVELOPMENT_SERVER.search(scripts.expanded(start, package))
    if not idle or kind in {"server", "bundle"} or start_command.procfile(project, package):
        return None
    marked = next((why for row in MARKS if (why := _marked(project, package, row))), None)
    return marked or _of_tool(project, package, framework)


def _marked(project: Project, package: PackageJson, row: Mark) -> str | None:
    """The row's reason with what shows it, or None."""
    if package.dependency(*row.without):
        return None  # the same sources make a site
    carried = package.dependency(*row.packages)
    if carried is not None:
        return f"{carried.evidence.file}:{carried.evidence.line}: {row.note}"
    if row.keys and package.json.text(*row.keys):
        evidence = package.json.evidence(*row.keys)
        return f"{evidence.file}:{evidence.line}: {row.note}"
    path = _file_with(project, package, row.files, row.text)
    return f"{path}: {row.note}" if path else None


def _file_with(
    project: Project, package: PackageJson, names: tuple[str, ...], pattern: str
) -> str | None:
    """The first of these files that is there and holds what the pattern says."""
    for path in (package.inside(name) for name in names):
        file = project.readable(path) if project.has(path) else None
        if file is not None and re.search(pattern, file.text, re.MULTILINE):
            return path
    return None


def _of_tool(project: Project, package: PackageJson, framework: str) -> str | None:
    """What a tool's own settings say: a library, a bundle for Node.js, a Worker."""
    for tool, names, pattern, note in OWN_SETTINGS:
        path = _file_with(project, package, names, pattern) if tool == framework else None
        if path is not None:
            return f"{path} {note}"
    return None
