# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# build compiles and packages the application
FROM gradle:4.4.1-jdk8 AS build
# This older image runs as a non-root user, who cannot write to copied files.
# hadolint ignore=DL3002
USER 0:0
WORKDIR /workspace

# Copy the build scripts first so the dependency layer is cached until they change.
COPY settings.gradle build.gradle ./
COPY gradle/ gradle/
COPY app/build.gradle app/
COPY zones/build.gradle zones/
COPY report/build.gradle report/
# The layer holds the downloads, so that CI has them in an exported cache; the mount keeps them
# on this machine, so that an edit of the build scripts downloads only what is new.
RUN --mount=type=cache,id=gradle-app,target=/cache,sharing=locked \
    cp -au /cache/. /root/ \
    && gradle --no-daemon :app:dependencies \
    && cp -au /root/.gradle /cache/

# Copy the sources that the application needs; the dependencies are already downloaded.
COPY app/ app/
COPY zones/ zones/
RUN --mount=type=cache,id=gradle-app,target=/cache,sharing=locked \
    cp -au /cache/. /root/ \
    && gradle --no-daemon :app:installDist \
    && cp -au /root/.gradle /cache/

# The project's own jars change more often than the libraries, so they get their own layer.
RUN mkdir /own \
    && for jar in zones/build/libs/*.jar app/build/libs/*.jar; do mv app/build/install/*/lib/"${jar##*/}" /own/; done

# runtime runs the application
FROM eclipse-temurin:17-jre AS runtime
WORKDIR /app
COPY --from=build /workspace/app/build/install/*/lib/ lib/
COPY --from=build /own/ lib/

USER 10001:10001
EXPOSE 8094
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75.0", "-Duser.timezone=UTC", "-cp", "lib/*", "com.example.clock.Main"]
