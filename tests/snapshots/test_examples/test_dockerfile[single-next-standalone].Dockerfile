# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime builds the application and runs it
FROM node:26-slim AS runtime
WORKDIR /app

# Copy the dependency manifests first so this layer is cached until they change.
COPY package.json package-lock.json ./
RUN --mount=type=cache,id=npm,target=/root/.npm \
    --mount=type=tmpfs,target=/tmp \
    npm ci

COPY . .
RUN npm run build && cp -R /app/.next/standalone/. ./

ENV NODE_ENV=production
ENV PORT=3000
ENV HOSTNAME=0.0.0.0

RUN install --directory --owner=1000 --group=1000 .next/cache

USER 1000:1000
EXPOSE 3000
CMD ["node", "server.js"]
