# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime compiles the program and runs it
FROM golang:1.27-trixie AS runtime
WORKDIR /src
ENV CGO_ENABLED=0

# An edit of the sources does not download the modules again. They are a layer and no cache mount,
# so that other builders find them in an exported cache.
COPY go.mod go.sum ./
RUN go mod download

# The sources of what the program is made of.
COPY . .
RUN --mount=type=cache,id=go-build,target=/root/.cache/go-build \
    go build -trimpath -ldflags="-s -w" -o /out/rates ./cmd/rates \
    && mv /out/rates /usr/local/bin/

WORKDIR /app

USER 10001:10001
EXPOSE 50051
ENTRYPOINT ["/usr/local/bin/rates"]
