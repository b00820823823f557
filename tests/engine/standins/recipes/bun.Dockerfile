# oven/bun:<version>-slim, oven/bun:<version>
#
# Bun itself is the upstream binary, from the npm package @oven/bun-linux-x64.
#
# Differs from the official image: always Debian trixie; one image for the slim and the full tag;
# NODE_EXTRA_CA_CERTS lets bun trust the machine's CA certificates.
FROM debian:trixie-slim
RUN --mount=type=bind,source=downloads,target=/downloads <<'SCRIPT'
set -eux
groupadd --gid 1000 bun
useradd --uid 1000 --gid bun --shell /bin/sh --create-home bun
tar -xzf /downloads/bun-linux-x64.tgz -C /usr/local/bin --strip-components=2 --no-same-owner \
    package/bin/bun
chmod 755 /usr/local/bin/bun
ln -s /usr/local/bin/bun /usr/local/bin/bunx
mkdir -p /usr/local/bun-node-fallback-bin
ln -s /usr/local/bin/bun /usr/local/bun-node-fallback-bin/node
bun --version
SCRIPT
COPY --chmod=755 files/docker-entrypoint.sh /usr/local/bin/
ENV BUN_RUNTIME_TRANSPILER_CACHE_PATH=0 \
    BUN_INSTALL_BIN=/usr/local/bin \
    PATH=$PATH:/usr/local/bun-node-fallback-bin \
    NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
WORKDIR /home/bun/app
ENTRYPOINT ["/usr/local/bin/docker-entrypoint.sh"]
CMD ["/usr/local/bin/bun"]
