# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime builds the application and runs it
FROM eclipse-temurin:17-jdk AS runtime
WORKDIR /workspace

# The wrapper downloads the exact Maven version that the project names.
COPY .mvn/ .mvn/
COPY mvnw ./

# Copy the POMs first so the dependency layer is cached until they change.
COPY pom.xml ./
RUN --mount=type=cache,id=maven,target=/root/.m2,sharing=locked \
    sh ./mvnw --batch-mode dependency:go-offline

# Then copy the sources; the dependencies are already downloaded.
COPY src/ src/
RUN --mount=type=cache,id=maven,target=/root/.m2,sharing=locked \
    sh ./mvnw --batch-mode package -DskipTests

RUN java -Djarmode=tools -jar target/rates-*.jar \
    extract --application-filename application.jar --destination /app

WORKDIR /app

# Starts a copy of the application once to create an AOT cache, so that later starts are
# faster. The run stops before it serves requests. If it cannot start without deployment settings,
# such as a variable or a database, the cache contains what was loaded until then.
WORKDIR /training
RUN cp -a /app/. . \
    && { timeout 120 java -XX:ArchiveClassesAtExit=application.jsa -Dspring.context.exit=onRefresh -jar application.jar \
        || test -s application.jsa || java -Xshare:dump -XX:SharedArchiveFile=application.jsa; } \
    && mv application.jsa /app/ \
    && find . -mindepth 1 -delete
WORKDIR /app

USER 10001:10001
EXPOSE 8080
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75.0", "-XX:SharedArchiveFile=application.jsa", "-jar", "application.jar"]
