"""What a build needs to be told, or to do without, in a container."""

from __future__ import annotations

import shlex

from dockgen.core.facts import Fact, Findings
from dockgen.core.lazy_regex import lazy_regex
from dockgen.ecosystems.javascript.node.frameworks.framework_match import Matcher
from dockgen.ecosystems.javascript.node.frameworks.frameworks import Setting
from dockgen.ecosystems.javascript.node.package_managers.package_manager import Manager
from dockgen.ecosystems.javascript.node.scripts import steps_before
from dockgen.readers.package_json import PackageJson

NG_BUILD = lazy_regex(
    r"(?:npx\s+)?ng\s+build(?:\s+--?[\w-]+(?:[= ](?:true|false|prod\w*|dev\w*|staging))?)*"
)
"""The command without the name of a project: https://angular.dev/cli/build."""


def project_of_angular(
    matcher: Matcher, script: Fact[str], manager: Manager, findings: Findings
) -> str:
    """What the script is told where `ng build` could build several applications; or nothing."""
    settings = (Setting(("angular.json",), (key,)) for key in ("project", "others"))
    project, others = (matcher.setting(one) for one in settings)
    if project is None or others is None or not NG_BUILD.fullmatch(script.value):
        return ""
    findings.warn(
        f"angular.json has several applications, and this image is {project.value}'s; another "
        f"({others.value}) by --set build_command=… --set output_dir=…"
    )
    dashes = " --" if manager.row.command == "npm" else ""
    return f"{dashes} {shlex.quote(project.value)}"


def of_client(folder: Fact[str] | None, manager: Manager) -> Fact[str] | None:
    """How a front end is built that the server sends and no script builds."""
    if folder is None:
        return None
    run = "bun run --cwd" if manager.row.name == "bun" else "npm run --prefix"
    return Fact(f"{run}={folder.value} build", folder.evidence)


def warn_of_migrations(build: Fact[str] | None, package: PackageJson, findings: Findings) -> None:
    """Say which steps of the build want a database, without which it is done here."""
    named = package.script(build.evidence.key.removeprefix("scripts.")) if build else None
    if named is None:
        return
    _, left_out = steps_before.without_migrations(named, package)
    if left_out:
        findings.warn(
            f"{named.evidence.file}:{named.evidence.line} needs a database "
            f"({', '.join(left_out)}), which is not available during an image build: migrate when "
            "you deploy, or before `&&` in the start script"
        )
