# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime builds the application and runs it
FROM node:26-slim AS runtime
WORKDIR /app
RUN apt-get update \
    && apt-get install --yes --no-install-recommends tini \
    && rm -rf /var/lib/apt/lists/*
RUN apt-get update \
    && apt-get install --yes --no-install-recommends g++ make python3 \
    && rm -rf /var/lib/apt/lists/*
ENV PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
ENV npm_package_config_node_gyp_nodedir=/usr/local

# Copy the dependency manifests first so this layer is cached until they change.
COPY package.json package-lock.json ./
RUN --mount=type=cache,id=npm,target=/root/.npm \
    --mount=type=tmpfs,target=/tmp \
    npm ci

COPY . .
RUN SESSION_SECRET=placeholder npm run build

ENV NODE_ENV=production

RUN install --directory --owner=1000 --group=1000 data data/uploads

USER 1000:1000
EXPOSE 4700
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["node", "dist/server.js"]
