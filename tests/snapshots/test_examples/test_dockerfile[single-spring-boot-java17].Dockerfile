# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime builds the application and runs it
FROM eclipse-temurin:17-jdk AS runtime
WORKDIR /workspace

# The wrapper fetches the very Maven that the project names.
COPY .mvn/ .mvn/
COPY mvnw ./

# The POMs alone decide the dependencies: an edit of the sources does not fetch them again.
COPY pom.xml ./
RUN --mount=type=cache,id=maven,target=/root/.m2,sharing=locked \
    sh ./mvnw --batch-mode dependency:go-offline

# The sources come after them; all that they are built with is there already.
COPY src/ src/
RUN --mount=type=cache,id=maven,target=/root/.m2,sharing=locked \
    sh ./mvnw --batch-mode package -DskipTests

RUN java -Djarmode=tools -jar target/rates-*.jar \
    extract --application-filename application.jar --destination /app

WORKDIR /app

# Starts a copy of the application once and keeps what the JVM learned, so that later starts are
# faster. It stops before it serves. Where it cannot start without what only a deployment brings,
# such as a variable or a database, the cache holds what was loaded until then.
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
