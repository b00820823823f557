"""Plans a Java run time of the modules that an application uses: `--jlink`.

https://docs.oracle.com/en/java/javase/25/docs/specs/man/jlink.html
"""

from __future__ import annotations

from dataclasses import dataclass

from dockgen.core import base_images
from dockgen.core.errors import UnusableInput
from dockgen.core.quoting import Printable, word
from dockgen.ecosystems.jvm.common import images

ALWAYS = (
    "java.instrument",
    "java.logging",
    "java.management",
    "java.naming",
    "java.security.jgss",
    "java.sql",
    "jdk.jfr",
    "jdk.management",
    "jdk.unsupported",
    "jdk.zipfs",
)
"""What frameworks, drivers and agents load by name, so that jdeps cannot see it: proxies and
agents, JMX and metrics, directories and DNS, Kerberos, JDBC, file systems in jars."""

ELLIPTIC_CURVES = "jdk.crypto.ec"
"""TLS with elliptic curves, which java.base has from 22 on: https://bugs.openjdk.org/browse/JDK-8308398."""

CLASS_ARCHIVE = " && /jre/bin/java -Xshare:dump"
"""Makes the archive of the JDK's own classes, as every JDK comes with one; an AOT cache holds them
itself."""


@dataclass(frozen=True, slots=True)
class JavaRuntime:
    """What the templates print of a Java run time that is made.

    Args:
        jdk_image: the JDK that makes it, of the same C library as the image that runs it.
        jdeps: the options and the files that jdeps looks at.
        modules: what is added to what it finds.
        end: how the modules are packed, and what is done with them then.
    """

    jdk_image: Printable
    jdeps: Printable
    modules: Printable
    end: Printable


def runtime(
    java: str, base: str, looked_at: tuple[str, str], modules: tuple[str, ...], *, aot: bool
) -> JavaRuntime:
    """Plan the run time.

    Args:
        java: the release.
        base: the family of base images.
        looked_at: the application's own classes and the class path of its libraries, both as they
            stand in a shell.
        modules: modules that the user adds.
        aot: whether an AOT cache holds the JDK's own classes too.

    Raises:
        UnusableInput: Java 8 has no modules.
    """
    if int(java) < 9:
        raise UnusableInput(
            f"jlink is unavailable: Java {java} has no modules", hint="use Java 11 or newer"
        )
    classes, class_path = looked_at
    libraries = f" --class-path {class_path}" if class_path else ""
    command = f"--ignore-missing-deps --multi-release {java} --print-module-deps{libraries}"
    early = (ELLIPTIC_CURVES,) if int(java) < 22 else ()
    level = "zip-6" if int(java) >= 21 else "2"
    return JavaRuntime(
        jdk_image=images.jdk(java, "alpine" if base == "alpine" else "debian"),
        jdeps=Printable(f"{command} {classes}", ("jlink", "language_version", "artifact")),
        modules=word(",".join((*ALWAYS, *early, *modules)), "jlink"),
        end=Printable(f"--compress={level}{'' if aot else CLASS_ARCHIVE}", ("language_version",)),
    )


def image(base: str) -> Printable:
    """What the run time and the application lie on: nothing but a C library is needed."""
    if base == "distroless":
        return images.distroless_for_java()
    return base_images.alpine() if base == "alpine" else base_images.debian()
