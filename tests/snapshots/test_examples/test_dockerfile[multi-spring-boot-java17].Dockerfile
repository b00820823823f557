# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# build packages the application and extracts it into layers
FROM eclipse-temurin:17-jdk AS build
WORKDIR /workspace

# The wrapper downloads the exact Maven version that the project names.
COPY .mvn/ .mvn/
COPY mvnw ./

# Copy the POMs first so the dependency layer is cached until they change.
COPY pom.xml ./
# The layer holds the downloads, so that CI has them in an exported cache; the mount keeps them
# on this machine, so that an edit of the POMs downloads only what is new.
RUN --mount=type=cache,id=maven-rates,target=/cache,sharing=locked \
    cp -au /cache/. /root/ \
    && sh ./mvnw --batch-mode dependency:go-offline \
    && cp -au /root/.m2 /cache/

# Then copy the sources; the dependencies are already downloaded.
COPY src/ src/
RUN --mount=type=cache,id=maven-rates,target=/cache,sharing=locked \
    cp -au /cache/. /root/ \
    && sh ./mvnw --batch-mode package -DskipTests \
    && cp -au /root/.m2 /cache/

RUN java -Djarmode=tools -jar target/rates-*.jar \
    extract --layers --application-filename application.jar --destination extracted

# application is the application on a Java runtime
FROM eclipse-temurin:17-jre AS application
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
EXPOSE 8080
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75.0", "-XX:SharedArchiveFile=application.jsa", "-jar", "application.jar"]
