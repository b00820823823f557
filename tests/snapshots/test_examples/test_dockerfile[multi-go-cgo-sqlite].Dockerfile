# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# build compiles the program
FROM golang:1.27-trixie AS build
WORKDIR /src
ENV CGO_ENABLED=1
RUN mkdir -p /writable/data

# Download the modules first so this layer is cached until the manifests change. It is a
# layer, not a cache mount, so that an exported build cache contains it.
COPY go.mod go.sum ./
RUN go mod download

# Copy the sources of the packages that the program uses.
COPY . .
RUN --mount=type=cache,id=go-build,target=/root/.cache/go-build \
    go build -trimpath -ldflags="-s -w" -o /out/beehives .

# runtime runs the program
FROM gcr.io/distroless/base-debian13:nonroot AS runtime
COPY --from=build --chown=65532:65532 /writable/ /app/
WORKDIR /app
COPY --from=build /out/beehives /usr/local/bin/

USER 65532:65532
EXPOSE 8081
ENTRYPOINT ["/usr/local/bin/beehives"]
