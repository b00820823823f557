# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime builds the application and runs it
FROM node:26-slim AS runtime
WORKDIR /app

# Copy the dependency manifests first so this layer is cached until they change.
COPY package.json package-lock.json ./
RUN npm pkg delete scripts.postinstall scripts.prepare
RUN --mount=type=cache,id=npm,target=/root/.npm \
    --mount=type=tmpfs,target=/tmp \
    npm ci

COPY . .
RUN npm run postinstall && npm run build

ENV NODE_ENV=production

USER 1000:1000
EXPOSE 3333
CMD ["node", "dist/main"]
