"""Plans a native executable of Quarkus: compiled on its builder image, run on its micro image.

https://quarkus.io/guides/building-native-image#multistage-docker
"""

from __future__ import annotations

from dockgen.core.errors import UnusableInput
from dockgen.core.quoting import Printable, artifact_in_shell, copy_paths
from dockgen.ecosystems.jvm.common import images
from dockgen.ecosystems.jvm.common.java_launch import EXECUTABLE

MAVEN_HOME = "/usr/share/maven"
"""Where Maven's official image has it."""

BUILDERS_USER = "1001"
"""Who the builder image starts as: https://github.com/quarkusio/quarkus-images."""


def build(java: str, maven: Printable | None) -> dict[str, object]:
    """What the templates print of the stage that builds.

    Args:
        java: the release that the project asks for.
        maven: Maven's image, where no wrapper brings one: the builder image has none.

    Raises:
        UnusableInput: no builder image has this release.
    """
    copied = Printable(f"{maven} {MAVEN_HOME}/ {MAVEN_HOME}/", maven.facts) if maven else None
    return {
        "build_image": images.mandrel(java),
        "maven": copied,
        "builder": Printable("0:0", ("package_type",)),
        "own_user": Printable(BUILDERS_USER, ("package_type",)),
    }


def product(executable: str) -> dict[str, object]:
    """What the templates print of the executable, by its path in the build stage."""
    return {
        "executable": copy_paths([executable], f"./{EXECUTABLE}", "artifact", wildcards=True),
        "copied_executable": Printable(
            f"{artifact_in_shell(executable)} {EXECUTABLE}", ("artifact",)
        ),
    }


def runtime_image(base: str) -> Printable:
    """What it runs on.

    Raises:
        UnusableInput: another base was asked for.
    """
    if base != "debian":
        raise UnusableInput(
            "a native executable runs on Quarkus' own micro image", hint="leave --base out"
        )
    return images.quarkus_micro()
