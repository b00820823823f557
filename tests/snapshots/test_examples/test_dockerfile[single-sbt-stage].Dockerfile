# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime builds the application and runs it
FROM sbtscala/scala-sbt:eclipse-temurin-25_1.x AS runtime
WORKDIR /workspace

# Copy the build definition first so the dependency layer is cached until it changes.
COPY build.sbt ./
COPY project/ project/
RUN --mount=type=cache,id=coursier,target=/root/.cache/coursier \
    --mount=type=cache,id=ivy,target=/root/.ivy2 \
    --mount=type=cache,id=sbt,target=/root/.sbt \
    sbt update

# Then copy the sources; the dependencies are already downloaded.
COPY src/ src/
RUN --mount=type=cache,id=coursier,target=/root/.cache/coursier \
    --mount=type=cache,id=ivy,target=/root/.ivy2 \
    --mount=type=cache,id=sbt,target=/root/.sbt \
    sbt stage

WORKDIR /app
RUN cp -r /workspace/target/universal/stage/lib lib

USER 10001:10001
EXPOSE 8093
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75.0", "-Xss512k", "-Duser.timezone=UTC", "-cp", "lib/*", "clock.Clock"]
