# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# build builds the site
FROM node:24-slim AS build
WORKDIR /app
RUN npm install --global pnpm@10
COPY package.json pnpm-lock.yaml ./
RUN --mount=type=cache,id=pnpm,target=/root/.local/share/pnpm/store \
    pnpm install --frozen-lockfile
COPY . .
RUN pnpm run build

# runtime serves the site
FROM nginxinc/nginx-unprivileged:1.30 AS runtime
COPY nginx.conf /etc/nginx/nginx.conf
COPY --chmod=755 runtime-config.sh /docker-entrypoint.d/40-runtime-config.sh
COPY --from=build /app/www/ /usr/share/nginx/html/

USER 101:101
EXPOSE 8080
