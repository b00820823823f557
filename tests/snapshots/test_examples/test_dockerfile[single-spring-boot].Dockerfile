# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime builds the application and runs it
FROM maven:3.9-eclipse-temurin-25 AS runtime
WORKDIR /workspace

# Copy the POMs first so the dependency layer is cached until they change.
COPY pom.xml ./
RUN --mount=type=cache,id=maven,target=/root/.m2,sharing=locked \
    mvn --batch-mode dependency:go-offline

# Then copy the sources; the dependencies are already downloaded.
COPY src/ src/
RUN --mount=type=cache,id=maven,target=/root/.m2,sharing=locked \
    mvn --batch-mode package -DskipTests

RUN java -Djarmode=tools -jar target/greetings-*.jar \
    extract --application-filename application.jar --destination /app

WORKDIR /app

# Starts a copy of the application once to create an AOT cache, so that later starts are
# faster. The run stops before it serves requests. If it cannot start without deployment settings,
# such as a variable or a database, the cache contains what was loaded until then.
WORKDIR /training
RUN cp -a /app/. . \
    && { timeout 120 java -XX:AOTCacheOutput=app.aot -Dspring.context.exit=onRefresh -jar application.jar \
        || test -s app.aot || java -XX:AOTCacheOutput=app.aot -version; } \
    && mv app.aot /app/ \
    && find . -mindepth 1 -delete
WORKDIR /app

USER 10001:10001
EXPOSE 8081
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75.0", "-XX:AOTCache=app.aot", "-jar", "application.jar"]
