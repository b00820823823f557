# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# frontend builds the pages that the program serves
FROM --platform=$BUILDPLATFORM node:26-slim AS frontend
WORKDIR /src/web
COPY web/package.json web/package-lock.json /src/web/
RUN --mount=type=cache,id=npm,target=/root/.npm \
    npm ci
COPY web/ ./
RUN npm run build

# build compiles the program
FROM --platform=$BUILDPLATFORM golang:1.27-trixie AS build
WORKDIR /src
ENV CGO_ENABLED=0

# Copy the sources of the packages that the program uses.
COPY . .
COPY --from=frontend /src/web/dist/ /src/web/dist/
# Cross-compile for the target platform; the compiler runs on the builder's own platform.
ARG TARGETOS
ARG TARGETARCH
RUN --mount=type=cache,id=go-build,target=/root/.cache/go-build \
    GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -trimpath -ldflags="-s -w" -o /out/metronome .

# runtime runs the program
FROM gcr.io/distroless/static-debian13:nonroot AS runtime
WORKDIR /app
COPY --from=build /out/metronome /usr/local/bin/

USER 65532:65532
EXPOSE 9090
ENTRYPOINT ["/usr/local/bin/metronome"]
