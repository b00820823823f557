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

# runtime compiles the program and runs it
FROM golang:1.27-trixie AS runtime
WORKDIR /src
ENV CGO_ENABLED=0

# Copy the sources of the packages that the program uses.
COPY . .
COPY --from=frontend /src/web/dist/ /src/web/dist/
RUN --mount=type=cache,id=go-build,target=/root/.cache/go-build \
    go build -trimpath -ldflags="-s -w" -o /out/metronome . \
    && mv /out/metronome /usr/local/bin/

WORKDIR /app

USER 10001:10001
EXPOSE 9090
ENTRYPOINT ["/usr/local/bin/metronome"]
