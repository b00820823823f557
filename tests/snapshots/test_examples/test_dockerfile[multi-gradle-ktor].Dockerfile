# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# build makes the application
FROM gradle:9-jdk21 AS build
WORKDIR /workspace

# The scripts alone decide the dependencies: an edit of the sources does not ask for them again.
COPY settings.gradle build.gradle ./
RUN --mount=type=cache,id=gradle,target=/home/gradle/.gradle,sharing=locked \
    gradle --no-daemon :dependencies

# The sources of what the application needs; what Gradle has fetched is there already.
COPY src/ src/
RUN --mount=type=cache,id=gradle,target=/home/gradle/.gradle,sharing=locked \
    gradle --no-daemon :installDist

# The projects' own jars change more often than libraries, so they get a layer of their own.
RUN mkdir /own \
    && for jar in build/libs/*.jar; do mv build/install/*/lib/"${jar##*/}" /own/; done

# runtime runs the application
FROM eclipse-temurin:21-jre AS runtime
WORKDIR /app
COPY --from=build /workspace/build/install/*/lib/ lib/
COPY --from=build /own/ lib/

USER 10001:10001
EXPOSE 8083
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75.0", "-Duser.timezone=UTC", "-cp", "lib/*", "com.example.clock.MainKt"]
