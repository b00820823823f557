# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# build makes the application and takes it apart into layers
FROM maven:3.9-eclipse-temurin-25 AS build
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
    extract --layers --application-filename application.jar --destination extracted

# application is the application on Java's run time
FROM eclipse-temurin:25-jre AS application
WORKDIR /app

# From what changes least to what changes most: libraries, launcher, snapshots, the application.
COPY --from=build /workspace/extracted/dependencies/ ./
COPY --from=build /workspace/extracted/spring-boot-loader/ ./
COPY --from=build /workspace/extracted/snapshot-dependencies/ ./
COPY --from=build /workspace/extracted/application/ ./

# training starts the application once and keeps what the JVM learned: later starts are faster
FROM application AS training
# It stops before it serves. Where it cannot start without what only a deployment brings, such as a
# variable or a database, the cache holds what was loaded until then, or Java's own classes.
RUN timeout 120 java -XX:AOTCacheOutput=app.aot -Dspring.context.exit=onRefresh -jar application.jar \
    || test -s app.aot || java -XX:AOTCacheOutput=app.aot -version

# runtime runs the application
FROM application AS runtime
COPY --from=training /app/app.aot ./

USER 10001:10001
EXPOSE 8084
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75.0", "-XX:AOTCache=app.aot", "-jar", "application.jar"]
