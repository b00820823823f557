# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# base is shared by the stages below
FROM node:26-slim AS base
WORKDIR /app

# build builds the application with its development dependencies
FROM base AS build
COPY package.json package-lock.json ./
RUN npm pkg delete scripts.postinstall
RUN --mount=type=cache,id=npm,target=/root/.npm \
    npm ci
COPY . .
RUN npm run build

# runtime runs the application
FROM base AS runtime
ENV NODE_ENV=production
ENV PORT=3000
COPY --from=build /app/.output/ .output/

USER 1000:1000
EXPOSE 3000
CMD ["node", ".output/server/index.mjs"]
