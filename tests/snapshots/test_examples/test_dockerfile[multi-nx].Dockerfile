# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# base is shared by the stages below
FROM node:26-slim AS base
WORKDIR /app

# tools contains the package manager and the manifests
FROM base AS tools
COPY package.json package-lock.json ./

# dependencies installs what the application needs at run time
FROM tools AS dependencies
RUN --mount=type=cache,id=npm,target=/root/.npm \
    npm ci --omit=dev

# build builds the application with its development dependencies
FROM tools AS build
RUN --mount=type=cache,id=npm,target=/root/.npm \
    npm ci
COPY nx.json tsconfig.base.json ./
COPY libs/hives/ libs/hives/
COPY apps/api/ apps/api/
RUN npx nx build api

# runtime runs the application
FROM base AS runtime
RUN apt-get update \
    && apt-get install --yes --no-install-recommends tini \
    && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
ENV HOST=0.0.0.0
COPY --from=dependencies /app/node_modules/ node_modules/
COPY package.json ./
COPY --from=build /app/dist/apps/api/ dist/apps/api/

USER 1000:1000
EXPOSE 4600
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["node", "dist/apps/api/main.js"]
