# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime builds the application and runs it
FROM node:24-slim AS runtime
WORKDIR /app
RUN apt-get update \
    && apt-get install --yes --no-install-recommends tini \
    && rm -rf /var/lib/apt/lists/*
RUN npm install --global @microsoft/rush@5.179.0
ENV RUSH_GIT_BINARY_PATH=/bin/false

# Copy the dependency manifests first so this layer is cached until they change.
COPY rush.json ./
COPY apps/board/package.json apps/board/
COPY apps/office/package.json apps/office/
COPY libraries/departures/package.json libraries/departures/
COPY libraries/rosters/package.json libraries/rosters/
COPY common/config/ common/config/
COPY common/scripts/ common/scripts/
RUN --mount=type=cache,id=rush,target=/app/common/temp/pnpm-store \
    --mount=type=tmpfs,target=/tmp \
    rush install --to @ferry/board

COPY libraries/departures/ libraries/departures/
COPY apps/board/ apps/board/
RUN rush build --to @ferry/board

ENV NODE_ENV=production

WORKDIR /app/apps/board
USER 1000:1000
EXPOSE 4600
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["node", "dist/server.js"]
