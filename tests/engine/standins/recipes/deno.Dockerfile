# denoland/deno:<version>, denoland/deno:debian-<version>
#
# Deno itself is the upstream binary, from the npm package @deno/linux-x64-glibc.
#
# Differs from the official image: always Debian trixie; the init is Debian's tini, and no script
# stands between it and the command; DENO_TLS_CA_STORE lets Deno trust the machine's CA certificates.
FROM debian:trixie-slim
RUN --mount=type=bind,source=downloads,target=/downloads <<'SCRIPT'
set -eux
apt-get update -qq
apt-get install -y -qq --no-install-recommends ca-certificates tini
rm -rf /var/lib/apt/lists/*
groupadd --gid 1993 deno
useradd --uid 1993 --gid deno --no-create-home deno
mkdir -p /deno-dir
chown deno:deno /deno-dir
mkdir /tmp/deno
tar -xzf /downloads/linux-x64-glibc.tgz -C /tmp/deno --strip-components=1 --no-same-owner
install -m 755 "$(find /tmp/deno -type f -name deno)" /usr/bin/deno
rm -rf /tmp/deno
deno --version
SCRIPT
ENV DENO_DIR=/deno-dir/ \
    DENO_INSTALL_ROOT=/usr/local \
    DENO_TLS_CA_STORE=system
ENTRYPOINT ["tini", "--"]
CMD ["deno", "eval", "console.log('Welcome to Deno!')"]
