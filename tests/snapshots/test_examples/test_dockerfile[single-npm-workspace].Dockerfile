# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime runs the application
FROM node:26-slim AS runtime
WORKDIR /app
ENV NODE_ENV=production

# Dependencies change less often than sources: their layer stays until a manifest changes.
COPY package.json package-lock.json ./
COPY libs/names/package.json libs/names/
COPY services/api/package.json services/api/
RUN --mount=type=cache,id=npm,target=/root/.npm \
    --mount=type=tmpfs,target=/tmp \
    npm ci --omit=dev

COPY . .

WORKDIR /app/services/api
USER 1000:1000
EXPOSE 4200
CMD ["node", "src/server.js"]
