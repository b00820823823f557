# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime builds the site and serves it
FROM node:26-slim AS runtime

# Least to most frequently changed: nginx, dependencies, configuration, site.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends nginx-light \
    && rm -rf /var/lib/apt/lists/* /usr/share/nginx/html/* /var/log/nginx/*

WORKDIR /app
COPY package.json package-lock.json ./
RUN --mount=type=cache,id=npm,target=/root/.npm \
    --mount=type=tmpfs,target=/tmp \
    npm ci

COPY nginx.conf /etc/nginx/nginx.conf
COPY . .
RUN npm run build \
    && cp -R dist/stars/browser/. /usr/share/nginx/html/

USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGQUIT
CMD ["nginx", "-g", "daemon off;"]
