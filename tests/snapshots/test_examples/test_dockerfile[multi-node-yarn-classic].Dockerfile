# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# base is shared by the stages below
FROM node:26.10.0-slim AS base
WORKDIR /app

# dependencies installs what the application needs at run time
FROM base AS dependencies
RUN npm install --global yarn@1.22.22
COPY package.json yarn.lock ./
RUN --mount=type=cache,id=yarn,target=/usr/local/share/.cache/yarn,sharing=locked \
    yarn install --frozen-lockfile --production

# runtime runs the application
FROM base AS runtime
RUN apt-get update \
    && apt-get install --yes --no-install-recommends tini \
    && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production
ENV PORT=4600
COPY --from=dependencies /app/node_modules/ node_modules/
COPY . .

USER 1000:1000
EXPOSE 4600
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["node", "index.js"]
