# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# build packages the application and extracts it into layers
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /workspace

# Copy the POMs first so the dependency layer is cached until they change.
COPY pom.xml ./
COPY shared/pom.xml shared/
COPY service/pom.xml service/
COPY reports/pom.xml reports/
# The layer holds the downloads, so that CI has them in an exported cache; the mount keeps them
# on this machine, so that an edit of the POMs downloads only what is new.
RUN --mount=type=cache,id=maven-shelf-service,target=/cache,sharing=locked \
    cp -au /cache/. /root/ \
    && mvn --batch-mode --projects service --also-make dependency:go-offline \
    && cp -au /root/.m2 /cache/

# Then copy the sources; the dependencies are already downloaded.
COPY shared/src/ shared/src/
COPY service/src/ service/src/
RUN --mount=type=cache,id=maven-shelf-service,target=/cache,sharing=locked \
    cp -au /cache/. /root/ \
    && mvn --batch-mode --projects service --also-make package -DskipTests \
    && cp -au /root/.m2 /cache/

RUN java -Djarmode=tools -jar service/target/shelf-service-*.jar \
    extract --layers --application-filename application.jar --destination extracted

# application is the application on a Java runtime
FROM eclipse-temurin:25-jre AS application
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
RUN timeout 120 java -XX:AOTCacheOutput=app.aot -Dspring.context.exit=onRefresh -jar application.jar \
    || test -s app.aot || java -XX:AOTCacheOutput=app.aot -version

# runtime runs the application
FROM application AS runtime
COPY --from=training /app/app.aot ./

USER 10001:10001
EXPOSE 8084
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75.0", "-XX:AOTCache=app.aot", "-jar", "application.jar"]
