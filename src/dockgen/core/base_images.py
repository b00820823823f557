"""References to the base images, from the dated table of releases.

Tags name the release line, as the images' own pages recommend: security fixes come in with a
rebuild, and Renovate and Dependabot can raise them.
"""

from __future__ import annotations

from dockgen.core.errors import UnusableInput
from dockgen.core.quoting import Printable, image
from dockgen.core.versions import product

NODE_VARIANTS = {"debian": "-slim", "alpine": "-alpine"}
BUN_VARIANTS = {"debian": "-slim", "alpine": "-alpine"}
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


def debian() -> Printable:
    """Debian's own small image: https://hub.docker.com/_/debian."""
    return image(f"debian:{product('debian').default}-slim")


def alpine() -> Printable:
    """Alpine Linux: https://hub.docker.com/_/alpine."""
    return image(f"alpine:{product('alpine').default}")


def nginx(base: str) -> Printable:
    """A server without privileges: nginx as uid 101 on port 8080: https://hub.docker.com/r/nginxinc/nginx-unprivileged."""
    variant = "-alpine" if base == "alpine" else ""
    return image(f"nginxinc/nginx-unprivileged:{product('nginx').default}{variant}")


ON_BULLSEYE = {12: (12, 22, 5), 14: (14, 17, 5), 16: (16, 6, 2)}
"""The first version of a line of Node.js whose image there is on Debian 11 too."""


def node(version: str, base: str) -> Printable:
    """Node.js with npm: https://hub.docker.com/_/node.

    The plain tags of old lines stay on the Debian that was stable when they came out, and the
    packages of Debian 10 are no longer where its images look for them:
    https://github.com/nodejs/docker-node/issues/1785.
    """
    variant = NODE_VARIANTS[base]
    if variant == "-slim" and _is_on_bullseye(version):
        variant = "-bullseye-slim"
    return image(f"node:{version}{variant}", "language_version")


def _is_on_bullseye(version: str) -> bool:
    numbers = [int(part) for part in version.split(".") if part.isdigit()]
    first = ON_BULLSEYE.get(numbers[0]) if numbers else None
    return first is not None and tuple([*numbers, 999, 999][:3]) >= first


def bun(version: str, base: str) -> Printable:
    """Bun: https://hub.docker.com/r/oven/bun."""
    return image(f"oven/bun:{version}{BUN_VARIANTS[base]}", "language_version")


def deno(version: str, base: str) -> Printable:
    """Deno, tagged by exact versions: https://hub.docker.com/r/denoland/deno."""
    family = "alpine-" if base == "alpine" else ""
    return image(f"denoland/deno:{family}{version}", "language_version")


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


def hugo(version: str) -> Printable:
    """Hugo with Git, Go, npm and Dart Sass.

    The project's own image exists since 0.136; for older releases there are those of HugoMods:
    https://gohugo.io/installation/linux/#docker, https://docker.hugomods.com/.
    """
    own = _number(version) >= (0, 136)
    name = f"ghcr.io/gohugoio/hugo:v{version}" if own else f"hugomods/hugo:exts-{version}"
    return image(name, "framework_version")


def zola(version: str, *, shell: bool) -> Printable:
    """Zola, alone or on Alpine: https://github.com/getzola/zola/pkgs/container/zola."""
    return image(
        f"ghcr.io/getzola/zola:v{version}{'-alpine' if shell else ''}", "framework_version"
    )


def python(version: str) -> Printable:
    """Python with pip: https://hub.docker.com/_/python."""
    return image(f"python:{version}-slim", "language_version")


def ruby(version: str) -> Printable:
    """Ruby with Bundler: https://hub.docker.com/_/ruby."""
    return image(f"ruby:{version}-slim", "language_version")


def rust() -> Printable:
    """Rust with Cargo: https://hub.docker.com/_/rust."""
    return image(f"rust:{product('rust').default}-slim")


def uv(version: str) -> Printable:
    """The program uv alone: https://docs.astral.sh/uv/guides/integration/docker/."""
    return image(f"ghcr.io/astral-sh/uv:{version}", "package_manager_version")


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdigit())
