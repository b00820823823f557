# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# base is shared by the stages below
FROM node:26-slim AS base
WORKDIR /app

# tools contains the package manager and the manifests
FROM base AS tools
RUN apt-get update \
    && apt-get install --yes --no-install-recommends g++ make python3 \
    && rm -rf /var/lib/apt/lists/*
ENV PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1
ENV npm_package_config_node_gyp_nodedir=/usr/local
COPY package.json package-lock.json ./

# dependencies installs what the application needs at run time
FROM tools AS dependencies
RUN --mount=type=cache,id=npm,target=/root/.npm \
    npm ci --omit=dev

# build builds the application with its development dependencies
FROM tools AS build
RUN --mount=type=cache,id=npm,target=/root/.npm \
    npm ci
COPY . .
RUN SESSION_SECRET=placeholder npm run build

# runtime runs the application
FROM base AS runtime
RUN apt-get update \
    && apt-get install --yes --no-install-recommends tini \
    && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
COPY --from=dependencies /app/node_modules/ node_modules/
COPY package.json ./
COPY seeds/harbour.db seeds/
COPY migrations/ migrations/
COPY --from=build /app/dist/ dist/

RUN install --directory --owner=1000 --group=1000 data data/uploads

USER 1000:1000
EXPOSE 4700
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["node", "dist/server.js"]
