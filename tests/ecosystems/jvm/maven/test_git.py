"""Plugins of Maven that would stop a build without the Git repository."""

from __future__ import annotations

import pytest

from tests.conftest import MakeProject
from tests.maven_projects import detect, value, warnings
from tests.poms import BOOT_PLUGIN, boot_parent, plugin, plugins, pom

SKIP = "-Dmaven.gitcommitid.skip=true"
UNKNOWN = "-Dmaven.buildNumber.revisionOnScmFailure=unknown"


def commands(make: MakeProject, artifact: str, *told: str) -> tuple[str, str]:
    text = pom(boot_parent("4.1.2"), plugins(BOOT_PLUGIN, plugin(artifact, *told)))
    found = detect(make, {"pom.xml": text})
    return str(value(found, "build_command")), " ".join(warnings(found))


@pytest.mark.parametrize(
    ("artifact", "told", "option", "loss"),
    [
        ("git-commit-id-maven-plugin", (), SKIP, "git.properties"),
        ("git-commit-id-plugin", ("", "revision"), SKIP, "git.properties"),
        ("buildnumber-maven-plugin", ("", "create"), UNKNOWN, "build number"),
    ],
)
def test_such_a_plugin_is_told_to_go_on(
    project: MakeProject, artifact: str, told: tuple[str, ...], option: str, loss: str
) -> None:
    command, said = commands(project, artifact, *told)
    assert command.endswith(f"-DskipTests {option}")
    assert f"so it has no {loss} of {artifact}" in said


@pytest.mark.parametrize(
    ("artifact", "told"),
    [
        (
            "git-commit-id-maven-plugin",
            ("<failOnNoGitDirectory>false</failOnNoGitDirectory>", "revision"),
        ),
        ("buildnumber-maven-plugin", ("", "create-timestamp")),
        (
            "buildnumber-maven-plugin",
            ("<revisionOnScmFailure>0</revisionOnScmFailure>", "create"),
        ),
    ],
)
def test_one_that_goes_on_by_itself_is_left_alone(
    project: MakeProject, artifact: str, told: tuple[str, ...]
) -> None:
    command, said = commands(project, artifact, *told)
    assert command.endswith("-DskipTests")
    assert "Git" not in said
