# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# build compiles the program
FROM --platform=$BUILDPLATFORM golang:1.27-trixie AS build
WORKDIR /src
ENV CGO_ENABLED=0

# Download the modules first so this layer is cached until the manifests change. It is a
# layer, not a cache mount, so that an exported build cache contains it.
COPY go.mod go.sum ./
RUN go mod download

# Copy the sources of the packages that the program uses.
COPY . .
# Cross-compile for the target platform; the compiler runs on the builder's own platform.
ARG TARGETOS
ARG TARGETARCH
RUN --mount=type=cache,id=go-build,target=/root/.cache/go-build \
    GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -trimpath -ldflags="-s -w" -o /out/guestbook .

# runtime runs the program
FROM gcr.io/distroless/static-debian13:nonroot AS runtime
WORKDIR /app
COPY templates/ templates/
COPY --from=build /out/guestbook /usr/local/bin/

USER 65532:65532
EXPOSE 4000
ENTRYPOINT ["/usr/local/bin/guestbook"]
