# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime builds the application and serves it
FROM maven:3.9-eclipse-temurin-21 AS runtime
WORKDIR /workspace

# Copy the POMs first so the dependency layer is cached until they change.
COPY pom.xml ./
RUN --mount=type=cache,id=maven,target=/root/.m2,sharing=locked \
    mvn --batch-mode dependency:go-offline

# Then copy the sources; the dependencies are already downloaded.
COPY src/ src/
RUN --mount=type=cache,id=maven,target=/root/.m2,sharing=locked \
    mvn --batch-mode package -DskipTests

WORKDIR /usr/local/tomcat
ENV CATALINA_HOME=/usr/local/tomcat PATH=/usr/local/tomcat/bin:$PATH
COPY --from=tomcat:11.0-jre21-temurin /usr/local/tomcat/ ./

# Tomcat writes only to /tmp, so the root file system can be read-only: it logs to the
# console, and leaves the access log to the proxy in front of the container.
RUN sed -i '/valves.AccessLogValve/,/\/>/d' conf/server.xml \
    && sed -i -e '/^org.*[.]handlers *=/d' \
        -e 's/handlers *=.*/handlers = java.util.logging.ConsoleHandler/' conf/logging.properties \
    && rm -r work \
    && ln -s /tmp work \
    && mkdir -p conf/Catalina/localhost
ENV CATALINA_TMPDIR=/tmp CATALINA_OPTS=-XX:MaxRAMPercentage=75.0

WORKDIR /usr/local/tomcat/webapps/ROOT
RUN jar -xf /workspace/target/tides-*.war
WORKDIR /usr/local/tomcat

USER 10001:10001
EXPOSE 8080
CMD ["catalina.sh", "run"]
