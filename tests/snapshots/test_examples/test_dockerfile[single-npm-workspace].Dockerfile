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
COPY libs/names/package.json libs/names/
COPY services/api/package.json services/api/
COPY patches/ patches/
RUN npm pkg delete scripts.postinstall
RUN --mount=type=cache,id=npm,target=/root/.npm \
    --mount=type=tmpfs,target=/tmp \
    npm ci
COPY package.json ./
RUN npm run postinstall

COPY libs/names/ libs/names/
COPY services/api/ services/api/

ENV NODE_ENV=production

WORKDIR /app/services/api
USER 1000:1000
EXPOSE 4200
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["node", "src/server.js"]
