# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime builds the site and serves it
FROM node:24-slim AS runtime

# Least to most frequently changed: nginx, dependencies, configuration, site.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends nginx-light \
    && rm -rf /var/lib/apt/lists/* /usr/share/nginx/html/* /var/log/nginx/*

WORKDIR /app
RUN npm install --global pnpm@10
COPY package.json pnpm-lock.yaml ./
RUN --mount=type=cache,id=pnpm,target=/root/.local/share/pnpm/store \
    --mount=type=tmpfs,target=/tmp \
    pnpm install --frozen-lockfile

COPY nginx.conf /etc/nginx/nginx.conf
COPY --chmod=755 runtime-config.sh /docker-entrypoint.d/40-runtime-config.sh
ENTRYPOINT ["/docker-entrypoint.d/40-runtime-config.sh"]
COPY . .
RUN pnpm run build \
    && cp -R www/. /usr/share/nginx/html/

USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGQUIT
CMD ["nginx", "-g", "daemon off;"]
