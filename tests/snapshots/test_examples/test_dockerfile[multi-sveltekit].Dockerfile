# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# base is shared by the stages below
FROM node:26-slim AS base
WORKDIR /app

# tools contains the package manager and the manifests
FROM base AS tools
COPY package.json package-lock.json ./
RUN npm pkg delete scripts.prepare

# build builds the application with its development dependencies
FROM tools AS build
RUN --mount=type=cache,id=npm,target=/root/.npm \
    npm ci
COPY . .
RUN npm run prepare && npm run build

# runtime runs the application
FROM base AS runtime
ENV NODE_ENV=production
ENV PORT=3000
COPY package.json ./
COPY static/ static/
COPY --from=build /app/server/ server/

USER 1000:1000
EXPOSE 3000
CMD ["node", "server/index.js"]
