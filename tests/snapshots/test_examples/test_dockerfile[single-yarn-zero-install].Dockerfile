# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime runs the application
FROM node:26-slim AS runtime
WORKDIR /app
RUN apt-get update \
    && apt-get install --yes --no-install-recommends tini \
    && rm -rf /var/lib/apt/lists/*
RUN npm install --global @yarnpkg/cli-dist@4.18.1
ENV YARN_NODE_LINKER=node-modules
ENV NODE_ENV=production

# Copy the dependency manifests first so this layer is cached until they change.
COPY package.json yarn.lock .yarnrc.yml ./
COPY .yarn/cache/ .yarn/cache/
RUN --mount=type=cache,id=yarn,target=/root/.yarn/berry/cache \
    --mount=type=tmpfs,target=/tmp \
    yarn workspaces focus --all --production

COPY . .

USER 1000:1000
EXPOSE 4700
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["node", "server.js"]
