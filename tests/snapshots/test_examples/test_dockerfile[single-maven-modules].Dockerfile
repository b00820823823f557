# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime builds the application and runs it
FROM maven:3.9-eclipse-temurin-25 AS runtime
WORKDIR /workspace

# The POMs alone decide the dependencies: an edit of the sources does not fetch them again.
COPY pom.xml ./
COPY shared/pom.xml shared/
COPY service/pom.xml service/
COPY reports/pom.xml reports/
RUN --mount=type=cache,id=maven,target=/root/.m2,sharing=locked \
    mvn --batch-mode --projects service --also-make dependency:go-offline

# The sources come after them; all that they are built with is there already.
COPY shared/src/ shared/src/
COPY service/src/ service/src/
RUN --mount=type=cache,id=maven,target=/root/.m2,sharing=locked \
    mvn --batch-mode --projects service --also-make package -DskipTests

RUN java -Djarmode=tools -jar service/target/shelf-service-*.jar \
    extract --application-filename application.jar --destination /app

WORKDIR /app

# Starts a copy of the application once and keeps what the JVM learned, so that later starts are
# faster. It stops before it serves. Where it cannot start without what only a deployment brings,
# such as a variable or a database, the cache holds what was loaded until then.
WORKDIR /training
RUN cp -a /app/. . \
    && { timeout 120 java -XX:AOTCacheOutput=app.aot -Dspring.context.exit=onRefresh -jar application.jar \
        || test -s app.aot || java -XX:AOTCacheOutput=app.aot -version; } \
    && mv app.aot /app/ \
    && find . -mindepth 1 -delete
WORKDIR /app

USER 10001:10001
EXPOSE 8084
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75.0", "-XX:AOTCache=app.aot", "-jar", "application.jar"]
