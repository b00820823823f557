# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# build compiles the program
FROM --platform=$BUILDPLATFORM golang:1.27-trixie AS build
WORKDIR /src
ENV CGO_ENABLED=0
COPY go.work ./
COPY api/go.mod api/
COPY tariff/go.mod tariff/
COPY worker/go.mod worker/

# Copy the sources of the packages that the program uses.
COPY api/ api/
COPY tariff/ tariff/
# Cross-compile for the target platform; the compiler runs on the builder's own platform.
ARG TARGETOS
ARG TARGETARCH
RUN --mount=type=cache,id=go-build,target=/root/.cache/go-build \
    GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -trimpath -ldflags="-s -w" -o /out/api ./api

# runtime runs the program
FROM gcr.io/distroless/static-debian13:nonroot AS runtime
WORKDIR /app
COPY --from=build /out/api /usr/local/bin/

USER 65532:65532
EXPOSE 7070
ENTRYPOINT ["/usr/local/bin/api"]
