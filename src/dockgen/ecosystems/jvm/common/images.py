"""The base images of the JVM."""

from __future__ import annotations

from dockgen.core.errors import UnusableInput
from dockgen.core.quoting import Printable, image
from dockgen.core.versions import product

DISTROLESS_JRE = {"17": "12", "21": "13", "25": "13"}
"""Debian's release by Java's: https://github.com/GoogleContainerTools/distroless#what-images-are-available."""

JRE_VARIANTS = {"debian": "", "alpine": "-alpine"}

CLOJURE_TOOLS = {"leiningen": "lein", "tools-deps": "tools-deps"}

CLOJURE_JDKS = (8, 11, 17, 21, 25)
"""The releases of https://github.com/Quantisan/docker-clojure, the long-term ones."""

SBT_JDKS = (17, 21, 25)
"""The releases of https://github.com/sbt/docker-sbt in its tags that name sbt's line."""

MANDREL_JDKS = (21, 25)
"""The long-term releases that Quarkus' builder images have a tag of:
https://github.com/quarkusio/quarkus-images."""


def maven(java: str, base: str = "debian", version: str = "") -> Printable:
    """Maven on a JDK, of the stable line where no version is given: https://hub.docker.com/_/maven."""
    line = version or product("maven").default
    name = f"maven:{line}-eclipse-temurin-{java}{JRE_VARIANTS[base]}"
    return image(name, "package_manager_version", "language_version")


def gradle(java: str, base: str, version: str) -> Printable:
    """Gradle on a JDK: https://hub.docker.com/_/gradle."""
    name = f"gradle:{version}-jdk{java}{JRE_VARIANTS[base]}"
    return image(name, "package_manager_version", "language_version")


def clojure(java: str, tool: str, base: str) -> Printable:
    """Leiningen or Clojure's own tools on a JDK: https://hub.docker.com/_/clojure.

    There are images of the releases with long-term support only; an older JDK compiles for a
    newer run time.

    Raises:
        UnusableInput: there is no image of this tool.
    """
    if tool not in CLOJURE_TOOLS:
        raise UnusableInput(
            f"no image has the build tool {tool!r}", hint="there are leiningen and tools-deps"
        )
    line = max((one for one in CLOJURE_JDKS if one <= int(java)), default=CLOJURE_JDKS[0])
    name = f"clojure:temurin-{line}-{CLOJURE_TOOLS[tool]}{JRE_VARIANTS[base]}"
    return image(name, "package_manager", "language_version")


def sbt(java: int, base: str, version: str) -> Printable:
    """Sbt on a JDK: https://hub.docker.com/r/sbtscala/scala-sbt.

    The tag names sbt's line: its launcher fetches the very sbt that the build asks for.
    """
    line = max((one for one in SBT_JDKS if one <= java), default=SBT_JDKS[0])
    family = "alpine-" if base == "alpine" else ""
    major = "2.x" if version.startswith("2") else "1.x"
    name = f"sbtscala/scala-sbt:eclipse-temurin-{family}{line}_{major}"
    return image(name, "package_manager_version", "language_version")


def jdk(java: str, base: str) -> Printable:
    """A JDK: https://hub.docker.com/_/eclipse-temurin."""
    return image(f"eclipse-temurin:{java}-jdk{JRE_VARIANTS[base]}", "language_version")


def jre(java: str, base: str) -> Printable:
    """A Java run time: https://hub.docker.com/_/eclipse-temurin.

    Raises:
        UnusableInput: distroless has none of this release.
    """
    if base == "distroless":
        return _distroless_jre(java)
    return image(f"eclipse-temurin:{java}-jre{JRE_VARIANTS[base]}", "language_version")


def _distroless_jre(java: str) -> Printable:
    if java not in DISTROLESS_JRE:
        raise UnusableInput(
            f"distroless has no image with Java {java}",
            hint=f"there are {', '.join(DISTROLESS_JRE)}; or make one with --set jlink=true",
        )
    name = f"gcr.io/distroless/java{java}-debian{DISTROLESS_JRE[java]}:nonroot"
    return image(name, "language_version")


def distroless_for_java() -> Printable:
    """What a Java needs that is made by jlink, without a shell or a package manager."""
    return image("gcr.io/distroless/java-base-debian13:nonroot")


def busybox_for_distroless() -> Printable:
    """An image with a shell for steps on distroless: https://github.com/GoogleContainerTools/distroless#debug-images."""
    return image("gcr.io/distroless/java-base-debian13:debug")


def mandrel(java: str) -> Printable:
    """GraalVM's native-image on a JDK: https://quarkus.io/guides/building-native-image.

    A newer JDK compiles for an older release too.

    Raises:
        UnusableInput: none of them is new enough.
    """
    jdk = next((one for one in MANDREL_JDKS if one >= int(java)), None)
    if jdk is None:
        raise UnusableInput(
            f"no builder image of Quarkus compiles Java {java} to a native executable",
            hint=f"they have Java {MANDREL_JDKS[-1]} at most",
        )
    name = f"quay.io/quarkus/ubi9-quarkus-mandrel-builder-image:jdk-{jdk}"
    return image(name, "package_type", "language_version")


def quarkus_micro() -> Printable:
    """What a native executable needs: https://quarkus.io/guides/quarkus-runtime-base-image."""
    return image("quay.io/quarkus/ubi9-quarkus-micro-image:2.0", "package_type")


def tomcat(line: str, java: str) -> Printable:
    """Tomcat on a Java run time: https://hub.docker.com/_/tomcat."""
    return image(f"tomcat:{line}-jre{java}-temurin", "tomcat_version", "language_version")
