# golang:<line>-trixie
#
# Go itself is the upstream release, as the Go module proxy has it for toolchains.
#
# Differs from the official image: the newest patch of a line that the table here names; of
# buildpack-deps only what compiles C and fetches modules; the machine's Go settings are in place.
FROM debian:trixie-slim
RUN --mount=type=bind,source=downloads,target=/downloads <<'SCRIPT'
set -eux
apt-get update -qq
apt-get install -y -qq --no-install-recommends ca-certificates curl g++ gcc git libc6-dev make \
    openssh-client pkg-config tzdata unzip
rm -rf /var/lib/apt/lists/*
unzip -q /downloads/go.zip -d /tmp/go
mv /tmp/go/golang.org/toolchain* /usr/local/go
rm -rf /tmp/go
chmod -R u=rwX,go=rX /usr/local/go
find /usr/local/go/bin /usr/local/go/pkg/tool -type f -exec chmod 755 {} +
mkdir -p /go/src /go/bin
chmod -R 1777 /go
/usr/local/go/bin/go version
SCRIPT
ARG GOLANG_VERSION
ENV GOLANG_VERSION=$GOLANG_VERSION \
    GOTOOLCHAIN=local \
    GOPATH=/go \
    PATH=/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
WORKDIR /go
