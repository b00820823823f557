# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# build packages the jar
FROM clojure:temurin-25-lein AS build
WORKDIR /workspace

# Copy the dependency manifests first so the dependency layer is cached until they change.
COPY project.clj ./
# The layer holds the downloads, so that CI has them in an exported cache; the mount keeps them
# on this machine, so that an edit of the manifests downloads only what is new.
RUN --mount=type=cache,id=clojure-parcels,target=/cache,sharing=locked \
    cp -au /cache/. /root/ \
    && lein with-profile uberjar deps \
    && cp -au /root/.m2 /cache/

# Then copy the sources; the dependencies are already downloaded.
COPY src/ src/
COPY resources/ resources/
RUN --mount=type=cache,id=clojure-parcels,target=/cache,sharing=locked \
    cp -au /cache/. /root/ \
    && lein uberjar \
    && cp -au /root/.m2 /cache/

# runtime runs the jar
FROM eclipse-temurin:25-jre AS runtime
WORKDIR /app
COPY --from=build /workspace/target/uberjar/parcels-1.4.0-standalone.jar ./application.jar

USER 10001:10001
EXPOSE 8090
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75.0", "-jar", "application.jar"]
