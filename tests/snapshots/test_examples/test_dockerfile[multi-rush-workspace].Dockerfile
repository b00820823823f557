# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# base is shared by the stages below
FROM node:24-slim AS base
WORKDIR /app

# manifests contains the package.json of every project: Rush always reads all of them
FROM node:24-slim AS manifests
WORKDIR /app
COPY . .
RUN find . -type f ! -name package.json -delete && find . -type d -empty -delete

# tools contains the package manager and the manifests
FROM base AS tools
RUN npm install --global @microsoft/rush@5.179.0
ENV RUSH_GIT_BINARY_PATH=/bin/false
COPY rush.json ./
COPY common/config/ common/config/
COPY common/scripts/ common/scripts/
COPY --from=manifests /app/ ./

# build builds the application with its development dependencies
FROM tools AS build
RUN --mount=type=cache,id=rush,target=/app/common/temp/pnpm-store \
    rush install --to @ferry/board
COPY libraries/departures/ libraries/departures/
COPY apps/board/ apps/board/
RUN rush build --to @ferry/board \
    && rush init-deploy --project @ferry/board --scenario image \
    && rush deploy --project @ferry/board --scenario image --target-folder /prod

# runtime runs the application
FROM base AS runtime
RUN apt-get update \
    && apt-get install --yes --no-install-recommends tini \
    && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
COPY --from=build /prod/common/ common/
COPY --from=build /prod/libraries/departures/ libraries/departures/
COPY --from=build /prod/apps/board/node_modules/ apps/board/node_modules/
COPY apps/board/package.json apps/board/
COPY --from=build /app/apps/board/dist/ apps/board/dist/

WORKDIR /app/apps/board
USER 1000:1000
EXPOSE 4600
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["node", "dist/server.js"]
