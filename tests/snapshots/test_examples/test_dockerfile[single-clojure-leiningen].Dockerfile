# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime builds the jar and runs it
FROM clojure:temurin-25-lein AS runtime
WORKDIR /workspace

# Copy the dependency manifests first so the dependency layer is cached until they change.
COPY project.clj ./
RUN --mount=type=cache,id=clojure,target=/root/.m2,sharing=locked \
    lein with-profile uberjar deps

# Then copy the sources; the dependencies are already downloaded.
COPY src/ src/
COPY resources/ resources/
RUN --mount=type=cache,id=clojure,target=/root/.m2,sharing=locked \
    lein uberjar

WORKDIR /app
RUN cp /workspace/target/uberjar/parcels-1.4.0-standalone.jar application.jar

USER 10001:10001
EXPOSE 8090
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75.0", "-jar", "application.jar"]
