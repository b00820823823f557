# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime builds the application and runs it
FROM sbtscala/scala-sbt:eclipse-temurin-25_1.x AS runtime
WORKDIR /workspace

# The build's own files decide the dependencies: an edit of the sources does not fetch them again.
COPY build.sbt ./
COPY project/ project/
RUN --mount=type=cache,id=coursier,target=/root/.cache/coursier \
    --mount=type=cache,id=ivy,target=/root/.ivy2 \
    --mount=type=cache,id=sbt,target=/root/.sbt \
    sbt update

# The sources come after them; all that they are built with is there already.
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
