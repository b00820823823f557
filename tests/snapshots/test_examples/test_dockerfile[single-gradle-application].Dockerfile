# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime builds the application and runs it
FROM gradle:4.4.1-jdk8 AS runtime
USER 0:0
WORKDIR /workspace

# Copy the build scripts first so the dependency layer is cached until they change.
COPY settings.gradle build.gradle ./
COPY gradle/ gradle/
COPY app/build.gradle app/
COPY zones/build.gradle zones/
COPY report/build.gradle report/
RUN --mount=type=cache,id=gradle,target=/root/.gradle,sharing=locked \
    gradle --no-daemon :app:dependencies

# Copy the sources that the application needs; the dependencies are already downloaded.
COPY app/ app/
COPY zones/ zones/
RUN --mount=type=cache,id=gradle,target=/root/.gradle,sharing=locked \
    gradle --no-daemon :app:installDist

WORKDIR /app
RUN cp -r /workspace/app/build/install/*/lib lib

USER 10001:10001
EXPOSE 8094
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75.0", "-Duser.timezone=UTC", "-cp", "lib/*", "com.example.clock.Main"]
