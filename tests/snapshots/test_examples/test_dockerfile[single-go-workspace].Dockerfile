# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime compiles the program and runs it
FROM golang:1.27-trixie AS runtime
WORKDIR /src
ENV CGO_ENABLED=0
COPY go.work ./
COPY api/go.mod api/
COPY tariff/go.mod tariff/
COPY worker/go.mod worker/

# Copy the sources of the packages that the program uses.
COPY api/ api/
COPY tariff/ tariff/
RUN --mount=type=cache,id=go-build,target=/root/.cache/go-build \
    go build -trimpath -ldflags="-s -w" -o /out/api ./api \
    && mv /out/api /usr/local/bin/

WORKDIR /app

USER 10001:10001
EXPOSE 7070
ENTRYPOINT ["/usr/local/bin/api"]
