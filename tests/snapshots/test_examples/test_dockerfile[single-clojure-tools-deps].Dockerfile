# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime builds the jar and runs it
FROM clojure:temurin-25-tools-deps AS runtime
WORKDIR /workspace

# Copy the dependency manifests first so the dependency layer is cached until they change.
COPY deps.edn ./
RUN --mount=type=cache,id=clojure,target=/root/.m2,sharing=locked \
    --mount=type=cache,id=gitlibs,target=/root/.gitlibs,sharing=locked \
    clojure -P && clojure -P -T:build

# Then copy the sources; the dependencies are already downloaded.
COPY . .
RUN --mount=type=cache,id=clojure,target=/root/.m2,sharing=locked \
    --mount=type=cache,id=gitlibs,target=/root/.gitlibs,sharing=locked \
    clojure -T:build uber

WORKDIR /app
RUN cp /workspace/target/tides-0.3.0-standalone.jar application.jar

USER 10001:10001
EXPOSE 8091
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75.0", "-jar", "application.jar"]
