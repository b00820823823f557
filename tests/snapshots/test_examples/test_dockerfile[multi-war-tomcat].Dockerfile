# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# build packages the WAR and unpacks it
FROM maven:3.9-eclipse-temurin-21 AS build
WORKDIR /workspace

# Copy the POMs first so the dependency layer is cached until they change.
COPY pom.xml ./
# The layer holds the downloads, so that CI has them in an exported cache; the mount keeps them
# on this machine, so that an edit of the POMs downloads only what is new.
RUN --mount=type=cache,id=maven-tides,target=/cache,sharing=locked \
    cp -au /cache/. /root/ \
    && mvn --batch-mode dependency:go-offline \
    && cp -au /root/.m2 /cache/

# Then copy the sources; the dependencies are already downloaded.
COPY src/ src/
RUN --mount=type=cache,id=maven-tides,target=/cache,sharing=locked \
    cp -au /cache/. /root/ \
    && mvn --batch-mode package -DskipTests \
    && cp -au /root/.m2 /cache/

WORKDIR /unpacked
RUN jar -xf /workspace/target/tides-*.war \
    && mkdir -p WEB-INF/lib \
    && mv WEB-INF/lib /libraries

# runtime serves the application
FROM tomcat:11.0-jre21-temurin AS runtime
WORKDIR /usr/local/tomcat

# Tomcat writes only to /tmp, so the root file system can be read-only: it logs to the
# console, and leaves the access log to the proxy in front of the container.
RUN sed -i '/valves.AccessLogValve/,/\/>/d' conf/server.xml \
    && sed -i -e '/^org.*[.]handlers *=/d' \
        -e 's/handlers *=.*/handlers = java.util.logging.ConsoleHandler/' conf/logging.properties \
    && rm -r work \
    && ln -s /tmp work \
    && mkdir -p conf/Catalina/localhost
ENV CATALINA_TMPDIR=/tmp CATALINA_OPTS=-XX:MaxRAMPercentage=75.0

# Least to most frequently changed: libraries, then pages and classes.
COPY --from=build /libraries/ webapps/ROOT/WEB-INF/lib/
COPY --from=build /unpacked/ webapps/ROOT/

USER 10001:10001
EXPOSE 8080
CMD ["catalina.sh", "run"]
