"""How java starts an application: a jar, or a Spring Boot archive that is taken apart.

https://docs.spring.io/spring-boot/reference/packaging/container-images/dockerfiles.html
"""

from __future__ import annotations

from typing import NamedTuple

from dockgen.core.facts import Fact, Findings, default, flag, words

LAYERS = ("dependencies", "spring-boot-loader", "snapshot-dependencies", "application")
"""What an archive is taken apart into, from what changes least to what changes most."""

HEAP = "-XX:MaxRAMPercentage=75.0"
"""Three quarters of the container's memory for the heap instead of one. With `.0`: Java 8 to 12
refuse a whole number, https://bugs.openjdk.org/browse/JDK-8219312."""

AOT = ("-XX:AOTCacheOutput=app.aot", "-XX:AOTCache=app.aot")
CDS = ("-XX:ArchiveClassesAtExit=application.jsa", "-XX:SharedArchiveFile=application.jsa")
"""How a training run leaves what the JVM learned, and how java uses it afterwards:
https://docs.spring.io/spring-boot/reference/packaging/aot-cache.html."""

TRAINING_SECONDS = "120"
"""How long a training run may take: several times what a large application needs to start."""

HOME, EXTRACTED = "/app", "extracted"
"""Where the application lies in the image, and where the build takes it apart."""

EXECUTABLE = "application"
"""What a native executable is called in the image."""

LIBRARIES = "lib"
"""What the folder of a jar's libraries is called in the image."""

LOADER_PATH = f"-Dloader.path={LIBRARIES}"
"""Where Spring Boot's launcher looks for libraries that the archive does not hold."""

Command = tuple[str, ...]


def archive_in_image(packaging: str) -> str:
    """What the archive is called in the image: Tomcat looks for pages in a `.war` only."""
    return "application.war" if packaging == "war" else "application.jar"


APPLICATION = archive_in_image("jar")


def of_archive(packaging: str) -> Command:
    """The command that starts an archive with its libraries in it and its main class named."""
    return ("java", HEAP, "-jar", archive_in_image(packaging))


def of_jar(main_class: str, *, in_manifest: bool, libraries: bool) -> Command:
    """The command that starts a jar in the folder that holds it.

    With libraries beside it the class path is spelt out, whatever the manifest says of it: java
    itself puts in all jars of the folder, https://docs.oracle.com/en/java/javase/25/docs/specs/man/java.html.

    Args:
        main_class: the class that it starts with.
        in_manifest: whether the jar's manifest names that class.
        libraries: whether its libraries lie beside it.
    """
    if libraries:
        return ("java", HEAP, "-cp", f"{APPLICATION}:{LIBRARIES}/*", main_class)
    if in_manifest:
        return of_archive("jar")
    return ("java", HEAP, "-cp", APPLICATION, main_class)


class Launch(NamedTuple):
    """How one Spring Boot application is taken apart and started.

    Args:
        boot: Spring Boot's version, major and minor.
        java: Java's release.
        layered: whether the archive says which layer each of its files belongs to.
    """

    boot: tuple[int, int]
    java: int
    layered: bool

    @property
    def mode(self) -> str:
        """The `jarmode` that takes the archive apart; empty where it stays whole.

        `tools` came with 3.3 and leaves a small jar beside the libraries; `layertools`, from 2.3
        on, leaves folders that a launcher puts together.
        """
        if not self.layered or self.boot < (2, 3):
            return ""
        return "tools" if self.boot >= (3, 3) else "layertools"

    @property
    def can_be_trained(self) -> bool:
        """Whether a training run at build time is possible: it takes the small jar."""
        return self.mode == "tools" and self.java >= 17

    @property
    def cache(self) -> tuple[str, str]:
        """Java's options that write the cache and that use it."""
        return AOT if self.java >= 25 else CDS

    @property
    def extracted_classes(self) -> str:
        """Where the application's own classes lie once its layers are apart."""
        own = APPLICATION if self.mode == "tools" else "BOOT-INF/classes"
        return f"{EXTRACTED}/application/{own}"

    @property
    def extracted_libraries(self) -> str:
        """The class path of the libraries once its layers are apart."""
        folder = "lib" if self.mode == "tools" else "BOOT-INF/lib"
        layers = ("dependencies", "snapshot-dependencies", "application")
        return ":".join(f"{EXTRACTED}/{layer}/{folder}/*" for layer in layers)

    @property
    def extraction(self) -> str:
        """The options of `extract` that leave a folder for each layer."""
        if self.mode == "tools":
            return f"--layers --application-filename {APPLICATION} --destination {EXTRACTED}"
        return f"--destination {EXTRACTED}"

    @property
    def extraction_in_place(self) -> str:
        """The options of `extract`, and what follows, that leave all in the folder it runs in."""
        if self.mode == "tools":
            return f"--application-filename {APPLICATION} --destination {HOME}"
        return f"{self.extraction} && mkdir {HOME} && cp -r {EXTRACTED}/*/. {HOME}"

    def command(self, packaging: str, *, trained: bool) -> Command:
        """The command that starts the application in the folder that holds it."""
        if self.mode == "layertools":
            moved = "launch." if self.boot >= (3, 2) else ""
            return ("java", HEAP, f"org.springframework.boot.loader.{moved}JarLauncher")
        java, heap, *rest = of_archive(packaging)
        return (java, heap, self.cache[1], *rest) if trained else (java, heap, *rest)

    @property
    def cache_file(self) -> str:
        """What the cache is called in the image."""
        return self.cache[1].partition("=")[2]

    @property
    def training(self) -> Command:
        """The command that starts the application, leaves the cache, and ends before it serves.

        It has a limit: what waits for something that is not there may wait for ever.
        """
        run = ("java", self.cache[0], "-Dspring.context.exit=onRefresh", "-jar", APPLICATION)
        return ("timeout", TRAINING_SECONDS, *run)

    @property
    def untrained(self) -> Command:
        """The command that makes a cache of Java's own classes, where a training run leaves none.

        A run that fails mostly leaves one, of what was loaded until then. The start command holds
        either way: where the cache that it names is missing, Java does without its own one too.
        """
        if self.java >= 25:
            return ("java", self.cache[0], "-version")
        return ("java", "-Xshare:dump", self.cache[1])


def settle_jlink(findings: Findings) -> None:
    """Settle `jlink`, which the user alone asks for, and the modules added to what jdeps finds."""
    made = findings.settle_optional("jlink", flag, None)
    if made is not None and made.value:
        none: Fact[tuple[str, ...]] = Fact((), default("what jdeps finds, and the usual ones"))
        findings.settle("jlink_modules", words, none)
