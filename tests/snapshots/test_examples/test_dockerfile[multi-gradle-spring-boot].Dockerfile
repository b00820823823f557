# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# build packages the application and extracts it into layers
FROM gradle:9-jdk21 AS build
WORKDIR /workspace

# Copy the build scripts first so the dependency layer is cached until they change.
COPY settings.gradle.kts gradle.properties ./
COPY gradle/ gradle/
COPY app/build.gradle.kts app/
COPY pricing/build.gradle.kts pricing/
COPY tools/build.gradle.kts tools/
# The layer holds the downloads, so that CI has them in an exported cache; the mount keeps them
# on this machine, so that an edit of the build scripts downloads only what is new.
RUN --mount=type=cache,id=gradle-app,target=/cache,sharing=locked \
    cp -au /cache/. /home/gradle/ \
    && gradle --no-daemon :app:dependencies \
    && cp -au /home/gradle/.gradle /cache/

# Copy the sources that the application needs; the dependencies are already downloaded.
COPY app/ app/
COPY pricing/ pricing/
RUN --mount=type=cache,id=gradle-app,target=/cache,sharing=locked \
    cp -au /cache/. /home/gradle/ \
    && gradle --no-daemon :app:bootJar \
    && cp -au /home/gradle/.gradle /cache/

RUN java -Djarmode=tools -jar app/build/libs/*.jar \
    extract --layers --application-filename application.jar --destination extracted

# application is the application on a Java runtime
FROM eclipse-temurin:21-jre AS application
WORKDIR /app

# Least to most frequently changed: libraries, launcher, snapshots, application.
COPY --from=build /workspace/extracted/dependencies/ ./
COPY --from=build /workspace/extracted/spring-boot-loader/ ./
COPY --from=build /workspace/extracted/snapshot-dependencies/ ./
COPY --from=build /workspace/extracted/application/ ./

# training starts the application once to create an AOT cache, so that later starts are faster
FROM application AS training
# The run stops before it serves requests. If it cannot start without deployment settings, such as
# a variable or a database, the cache contains what was loaded until then, or Java's own classes.
RUN timeout 120 java -XX:ArchiveClassesAtExit=application.jsa -Dspring.context.exit=onRefresh -jar application.jar \
    || test -s application.jsa || java -Xshare:dump -XX:SharedArchiveFile=application.jsa

# runtime runs the application
FROM application AS runtime
COPY --from=training /app/application.jsa ./

USER 10001:10001
EXPOSE 8082
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75.0", "-XX:SharedArchiveFile=application.jsa", "-jar", "application.jar"]
