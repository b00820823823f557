# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# base is shared by the stages below
FROM node:26-slim AS base
WORKDIR /app

# tools contains the package manager and the manifests
FROM base AS tools
COPY package.json package-lock.json ./
COPY packages/tooling/package.json packages/tooling/
COPY packages/shared/package.json packages/shared/
COPY apps/api/package.json apps/api/

# dependencies installs what the application needs at run time
FROM tools AS dependencies
RUN --mount=type=cache,id=npm,target=/root/.npm \
    npm ci --omit=dev

# build builds the application with its development dependencies
FROM tools AS build
RUN --mount=type=cache,id=npm,target=/root/.npm \
    npm ci
COPY assets/ assets/
COPY packages/shared/ packages/shared/
COPY apps/api/ apps/api/
RUN npm run build --workspace=apps/api

# runtime runs the application
FROM base AS runtime
RUN apt-get update \
    && apt-get install --yes --no-install-recommends tini \
    && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
COPY --from=dependencies /app/ ./
COPY packages/shared/ packages/shared/
COPY apps/api/seeds/ apps/api/seeds/
COPY --from=build /app/apps/api/dist/ apps/api/dist/

WORKDIR /app/apps/api
USER 1000:1000
EXPOSE 4800
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["node", "dist/server.js"]
