# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime runs the application
FROM node:26.10.0-slim AS runtime
WORKDIR /app
RUN apt-get update \
    && apt-get install --yes --no-install-recommends tini \
    && rm -rf /var/lib/apt/lists/*
RUN npm install --global yarn@1.22.22
ENV NODE_ENV=production
ENV PORT=4600

# Copy the dependency manifests first so this layer is cached until they change.
COPY package.json yarn.lock ./
RUN --mount=type=cache,id=yarn,target=/usr/local/share/.cache/yarn,sharing=locked \
    --mount=type=tmpfs,target=/tmp \
    yarn install --frozen-lockfile --production

COPY . .

USER 1000:1000
EXPOSE 4600
ENTRYPOINT ["/usr/bin/tini", "--"]
CMD ["node", "index.js"]
