# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# base is shared by the stages below
FROM node:26-slim AS base
WORKDIR /app

# pruned contains the application, the members that it depends on, and a lockfile for only these
FROM node:26-slim AS pruned
WORKDIR /app
COPY . .
RUN npx --yes turbo@2.11.5 prune @kiosk/api --docker

# tools contains the package manager and the manifests
FROM base AS tools
COPY --from=pruned /app/out/json/ ./

# dependencies installs what the application needs at run time
FROM tools AS dependencies
RUN --mount=type=cache,id=npm,target=/root/.npm \
    npm ci --omit=dev

# build builds the application with its development dependencies
FROM tools AS build
RUN --mount=type=cache,id=npm,target=/root/.npm \
    npm ci
COPY turbo.json ./
COPY --from=pruned /app/out/full/ ./
RUN npx turbo run build --filter=@kiosk/api

# runtime runs the application
FROM base AS runtime
RUN apt-get update \
    && apt-get install --yes --no-install-recommends tini \
    && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
COPY --from=dependencies /app/ ./
COPY --from=build /app/packages/catalog/dist/ packages/catalog/dist/
COPY --from=build /app/apps/api/dist/ apps/api/dist/

WORKDIR /app/apps/api
USER 1000:1000
EXPOSE 4300
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["node", "dist/server.js"]
