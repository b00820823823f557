# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# base is shared by the stages below
FROM node:26-slim AS base
WORKDIR /app

# dependencies installs what the application and its workspace members need at run time
FROM base AS dependencies
COPY package.json package-lock.json ./
COPY libs/names/package.json libs/names/
COPY services/api/package.json services/api/
COPY patches/ patches/
RUN npm pkg delete scripts.postinstall
RUN --mount=type=cache,id=npm,target=/root/.npm \
    npm ci
COPY package.json ./
RUN npm run postinstall && npm prune --omit=dev --ignore-scripts

# runtime runs the application
FROM base AS runtime
RUN apt-get update \
    && apt-get install --yes --no-install-recommends tini \
    && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
COPY --from=dependencies /app/ ./
COPY libs/names/ libs/names/
COPY services/api/ services/api/

WORKDIR /app/services/api
USER 1000:1000
EXPOSE 4200
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["node", "src/server.js"]
