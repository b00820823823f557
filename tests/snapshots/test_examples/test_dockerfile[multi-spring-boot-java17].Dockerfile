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
RUN --mount=type=cache,id=maven,target=/root/.m2 \
    sh mvnw --batch-mode dependency:go-offline

# The sources come after them; all that they are built with is there already.
COPY src/ src/
RUN --mount=type=cache,id=maven,target=/root/.m2 \
    sh mvnw --batch-mode package -DskipTests

RUN java -Djarmode=tools -jar target/rates-*.jar \
    extract --layers --application-filename application.jar --destination extracted

# runtime runs the application
FROM eclipse-temurin:17-jre AS runtime
WORKDIR /app

# From what changes least to what changes most: libraries, launcher, snapshots, the application.
COPY --from=build /workspace/extracted/dependencies/ ./
COPY --from=build /workspace/extracted/spring-boot-loader/ ./
COPY --from=build /workspace/extracted/snapshot-dependencies/ ./
COPY --from=build /workspace/extracted/application/ ./

# Starts the application once and keeps what the JVM learned, so that later starts are faster.
# It stops before it serves; what it would connect to is not there during a build.
RUN java -XX:ArchiveClassesAtExit=application.jsa -Dspring.context.exit=onRefresh -jar application.jar

USER 10001:10001
EXPOSE 8080
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75.0", "-XX:SharedArchiveFile=application.jsa", "-jar", "application.jar"]
