# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# build compiles and packages the application
FROM maven:3.9-eclipse-temurin-21 AS build
WORKDIR /workspace

# Copy the POMs first so the dependency layer is cached until they change.
COPY pom.xml ./
# The layer holds the downloads, so that CI has them in an exported cache; the mount keeps them
# on this machine, so that an edit of the POMs downloads only what is new.
RUN --mount=type=cache,id=maven-birds,target=/cache,sharing=locked \
    cp -au /cache/. /root/ \
    && mvn --batch-mode dependency:go-offline \
    && cp -au /root/.m2 /cache/

# Then copy the sources; the dependencies are already downloaded.
COPY src/ src/
RUN --mount=type=cache,id=maven-birds,target=/cache,sharing=locked \
    cp -au /cache/. /root/ \
    && mvn --batch-mode package -DskipTests \
    && cp -au /root/.m2 /cache/

# runtime runs the application
FROM eclipse-temurin:21-jre AS runtime
WORKDIR /app

# Least to most frequently changed: libraries, launcher, application.
COPY --from=build /workspace/target/quarkus-app/lib/ lib/
COPY --from=build /workspace/target/quarkus-app/*.jar ./
COPY --from=build /workspace/target/quarkus-app/app/ app/
COPY --from=build /workspace/target/quarkus-app/quarkus/ quarkus/

USER 10001:10001
EXPOSE 8085
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75.0", "-jar", "quarkus-run.jar"]
