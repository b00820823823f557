# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime builds the application and runs it
FROM node:26-slim AS runtime
WORKDIR /app
RUN apt-get update \
    && apt-get install --yes --no-install-recommends tini \
    && rm -rf /var/lib/apt/lists/*

# Copy the dependency manifests first so this layer is cached until they change.
COPY package.json package-lock.json ./
COPY packages/tooling/package.json packages/tooling/
COPY packages/shared/package.json packages/shared/
COPY apps/api/package.json apps/api/
RUN --mount=type=cache,id=npm,target=/root/.npm \
    --mount=type=tmpfs,target=/tmp \
    npm ci

COPY assets/ assets/
COPY packages/shared/ packages/shared/
COPY apps/api/ apps/api/
RUN npm run build --workspace=apps/api

ENV NODE_ENV=production

WORKDIR /app/apps/api
USER 1000:1000
EXPOSE 4800
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["node", "dist/server.js"]
