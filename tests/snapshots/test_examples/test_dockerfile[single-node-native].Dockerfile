# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime runs the application
FROM node:26-slim AS runtime
WORKDIR /app
RUN apt-get update \
    && apt-get install --yes --no-install-recommends tini \
    && rm -rf /var/lib/apt/lists/*
RUN apt-get update \
    && apt-get install --yes --no-install-recommends g++ make python3 \
    && rm -rf /var/lib/apt/lists/*
ENV npm_package_config_node_gyp_nodedir=/usr/local
ENV NODE_ENV=production
ENV LOG_LEVEL=info

# Copy the dependency manifests first so this layer is cached until they change.
COPY package.json package-lock.json ./
RUN --mount=type=cache,id=npm,target=/root/.npm \
    --mount=type=tmpfs,target=/tmp \
    npm ci --omit=dev

COPY . .

USER 1000:1000
EXPOSE 4400
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["node", "server.js"]
