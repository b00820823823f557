# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# build packages the jar
FROM clojure:temurin-25-tools-deps AS build
WORKDIR /workspace

# Copy the dependency manifests first so the dependency layer is cached until they change.
COPY deps.edn ./
# The layer holds the downloads, so that CI has them in an exported cache; the mount keeps them
# on this machine, so that an edit of the manifests downloads only what is new.
RUN --mount=type=cache,id=clojure,target=/cache,sharing=locked \
    mkdir -p /root/.m2 /root/.gitlibs && cp -au /cache/. /root/ \
    && clojure -P && clojure -P -T:build \
    && cp -au /root/.m2 /root/.gitlibs /cache/

# Then copy the sources; the dependencies are already downloaded.
COPY . .
RUN --mount=type=cache,id=clojure,target=/cache,sharing=locked \
    mkdir -p /root/.m2 /root/.gitlibs && cp -au /cache/. /root/ \
    && clojure -T:build uber \
    && cp -au /root/.m2 /root/.gitlibs /cache/

# runtime runs the jar
FROM eclipse-temurin:25-jre AS runtime
WORKDIR /app
COPY --from=build /workspace/target/tides-0.3.0-standalone.jar ./application.jar

USER 10001:10001
EXPOSE 8091
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75.0", "-jar", "application.jar"]
