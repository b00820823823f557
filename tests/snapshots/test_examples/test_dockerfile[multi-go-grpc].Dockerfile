# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# build compiles the program
FROM --platform=$BUILDPLATFORM golang:1.27-trixie AS build
WORKDIR /src
ENV CGO_ENABLED=0

# An edit of the sources does not download the modules again. They are a layer and no cache mount,
# so that other builders find them in an exported cache.
COPY go.mod go.sum ./
RUN go mod download

# The sources of what the program is made of.
COPY . .
# What the image is for: the compiler itself runs on the builder's own processor.
ARG TARGETOS
ARG TARGETARCH
RUN --mount=type=cache,id=go-build,target=/root/.cache/go-build \
    GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -trimpath -ldflags="-s -w" -o /out/rates ./cmd/rates

# runtime runs the program
FROM gcr.io/distroless/static-debian13:nonroot AS runtime
WORKDIR /app
COPY --from=build /out/rates /usr/local/bin/

USER 65532:65532
EXPOSE 50051
ENTRYPOINT ["/usr/local/bin/rates"]
