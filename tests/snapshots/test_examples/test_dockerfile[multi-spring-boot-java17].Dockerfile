# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# build makes the application and takes it apart into layers
FROM eclipse-temurin:17-jdk AS build
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
    extract --layers --application-filename application.jar --destination extracted

# application is the application on Java's run time
FROM eclipse-temurin:17-jre AS application
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
RUN timeout 120 java -XX:ArchiveClassesAtExit=application.jsa -Dspring.context.exit=onRefresh -jar application.jar \
    || test -s application.jsa || java -Xshare:dump -XX:SharedArchiveFile=application.jsa

# runtime runs the application
FROM application AS runtime
COPY --from=training /app/application.jsa ./

USER 10001:10001
EXPOSE 8080
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75.0", "-XX:SharedArchiveFile=application.jsa", "-jar", "application.jar"]
