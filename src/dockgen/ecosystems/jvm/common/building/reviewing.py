"""What a review of a Dockerfile must know of the build tools of the JVM."""

from __future__ import annotations

from dockgen.core.ecosystem import InstallCommand, Reviewing, WeakStart

IMAGES = (
    r"(?:eclipse-temurin|amazoncorretto|openjdk|sapmachine):(\d+)",
    r"(?:azul/zulu-openjdk|ibm-semeru-runtimes|bellsoft/liberica-open\w+):(?:open-)?(\d+)",
    r"(?:maven|gradle|tomcat|clojure|jetty):.*?(?:temurin|jdk|jre|corretto|openjdk)-?(\d+)",
    r"sbtscala/scala-sbt:eclipse-temurin-(?:alpine-)?(\d+)",
    r"gcr\.io/distroless/java(\d+)(?:-debian\d+)?",
)

MAVEN = Reviewing(
    images=IMAGES,
    at_least=True,
    installs=(InstallCommand("maven", r"\S*mvnw?(?: .*)?", (), cache=".m2", builds="."),),
    development=(
        WeakStart(
            r"(?:^|/)mvnw? .*(?:(?:spring-boot|mn|jetty):run|(?:quarkus|liberty):dev|exec:java)\b",
            "builds at each start, and needs Maven and the network in the image that runs",
            "package the application in the image, and start it with java",
        ),
    ),
    installed=(".m2",),
)
GRADLE = Reviewing(
    images=IMAGES,
    at_least=True,
    installs=(InstallCommand("gradle", r"\S*gradlew?(?: .*)?", (), cache=".gradle", builds="."),),
    development=(
        WeakStart(
            r"(?:^|/)gradlew? .*\b(?:bootRun|run|quarkusDev)\b",
            "builds at each start, and needs Gradle and the network in the image that runs",
            "build the application in the image, and start it with java",
        ),
    ),
    installed=(".gradle",),
)
SBT = Reviewing(
    images=IMAGES,
    at_least=True,
    installs=(InstallCommand("sbt", r"sbt(?: .*)?", (), cache=".sbt", builds="."),),
    development=(
        WeakStart(
            r"^sbt .*\b(?:run|reStart)\b",
            "builds at each start, and needs sbt and the network in the image that runs",
            "stage or assemble the application in the image, and start that",
        ),
    ),
)
CLOJURE = Reviewing(
    images=IMAGES,
    at_least=True,
    development=(
        WeakStart(
            r"^lein (?:\S+ )*(?:run|ring server\S*)\b",
            "compiles at each start, and stays between the application and the stop signal",
            "make an uberjar in the image, and start it with java",
        ),
    ),
)
