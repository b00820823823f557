# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# build compiles and packages the application
FROM maven:3.9-eclipse-temurin-21 AS build
WORKDIR /workspace

# Copy the POMs first so the dependency layer is cached until they change.
COPY pom.xml ./
RUN --mount=type=cache,id=maven,target=/root/.m2,sharing=locked \
    mvn --batch-mode dependency:go-offline

# Then copy the sources; the dependencies are already downloaded.
COPY src/ src/
RUN --mount=type=cache,id=maven,target=/root/.m2,sharing=locked \
    mvn --batch-mode package -DskipTests

# runtime runs the application
FROM eclipse-temurin:21-jre AS runtime
WORKDIR /app
COPY --from=build /workspace/target/moons-2.1.0.jar ./application.jar
COPY config.yml ./

USER 10001:10001
EXPOSE 8089
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75.0", "-jar", "application.jar", "server", "config.yml"]
