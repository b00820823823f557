# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime compiles the program and runs it
FROM golang:1.27-trixie AS runtime
WORKDIR /src
ENV CGO_ENABLED=0

# Copy the sources of the packages that the program uses.
COPY . .
# The version that the program reports: docker build --build-arg VERSION=1.2.3
ARG VERSION=dev
RUN --mount=type=cache,id=go-build,target=/root/.cache/go-build \
    go build -trimpath -ldflags="-s -w -X main.version=$VERSION" -o /out/tides . \
    && mv /out/tides /usr/local/bin/

WORKDIR /app

USER 10001:10001
EXPOSE 8080
ENTRYPOINT ["/usr/local/bin/tides"]
