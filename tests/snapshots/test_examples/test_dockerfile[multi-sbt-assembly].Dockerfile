# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# build compiles and packages the application
FROM sbtscala/scala-sbt:eclipse-temurin-25_1.x AS build
WORKDIR /workspace

# Copy the build definition first so the dependency layer is cached until it changes.
COPY build.sbt ./
COPY project/ project/
# The layer holds the downloads, so that CI has them in an exported cache; the mount keeps them
# on this machine, so that an edit of the build definition downloads only what is new.
RUN --mount=type=cache,id=coursier-notes,target=/cache,sharing=locked \
    mkdir -p /root/.cache /root/.ivy2 /root/.sbt && cp -au /cache/. /root/ \
    && sbt notes/update \
    && cp -au /root/.cache /root/.ivy2 /root/.sbt /cache/

# Then copy the sources; the dependencies are already downloaded.
COPY src/ src/
RUN --mount=type=cache,id=coursier-notes,target=/cache,sharing=locked \
    mkdir -p /root/.cache /root/.ivy2 /root/.sbt && cp -au /cache/. /root/ \
    && sbt notes/assembly \
    && cp -au /root/.cache /root/.ivy2 /root/.sbt /cache/

# runtime runs the application
FROM eclipse-temurin:25-jre AS runtime
WORKDIR /app
COPY --from=build /workspace/target/scala-*/notes-0.2.0.jar ./application.jar

USER 10001:10001
EXPOSE 8092
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75.0", "-jar", "application.jar"]
