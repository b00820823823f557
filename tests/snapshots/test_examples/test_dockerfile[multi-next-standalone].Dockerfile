# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# base is shared by the stages below
FROM node:26-slim AS base
WORKDIR /app

# build builds the application with its development dependencies
FROM base AS build
COPY package.json package-lock.json ./
RUN --mount=type=cache,id=npm,target=/root/.npm \
    npm ci
COPY . .
RUN npm run build

# runtime runs the application
FROM base AS runtime
ENV NODE_ENV=production
ENV PORT=3000
ENV HOSTNAME=0.0.0.0
COPY --from=build /app/.next/standalone/ ./
COPY --from=build /app/.next/static/ .next/static/
COPY --from=build /app/public/ public/

RUN install --directory --owner=1000 --group=1000 .next/cache

USER 1000:1000
EXPOSE 3000
CMD ["node", "server.js"]
