# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# build compiles and packages the application
FROM gradle:9-jdk21 AS build
WORKDIR /workspace

# Copy the build scripts first so the dependency layer is cached until they change.
COPY settings.gradle build.gradle ./
# The layer holds the downloads, so that CI has them in an exported cache; the mount keeps them
# on this machine, so that an edit of the build scripts downloads only what is new.
RUN --mount=type=cache,id=gradle-clock,target=/cache,sharing=locked \
    cp -au /cache/. /home/gradle/ \
    && gradle --no-daemon :dependencies \
    && cp -au /home/gradle/.gradle /cache/

# Copy the sources that the application needs; the dependencies are already downloaded.
COPY src/ src/
RUN --mount=type=cache,id=gradle-clock,target=/cache,sharing=locked \
    cp -au /cache/. /home/gradle/ \
    && gradle --no-daemon :installDist \
    && cp -au /home/gradle/.gradle /cache/

# The project's own jars change more often than the libraries, so they get their own layer.
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
