# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime compiles the program and runs it
FROM golang:1.27-trixie AS runtime
WORKDIR /src
ENV CGO_ENABLED=1

# Download the modules first so this layer is cached until the manifests change. It is a
# layer, not a cache mount, so that an exported build cache contains it.
COPY go.mod go.sum ./
RUN go mod download

# Copy the sources of the packages that the program uses.
COPY . .
RUN --mount=type=cache,id=go-build,target=/root/.cache/go-build \
    go build -trimpath -ldflags="-s -w" -o /out/beehives . \
    && mv /out/beehives /usr/local/bin/

WORKDIR /app
RUN install --directory --owner=10001 --group=10001 /app/data

USER 10001:10001
EXPOSE 8081
ENTRYPOINT ["/usr/local/bin/beehives"]
