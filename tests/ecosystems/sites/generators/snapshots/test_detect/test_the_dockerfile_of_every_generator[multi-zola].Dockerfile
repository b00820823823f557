# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# build builds the site with Zola
FROM ghcr.io/getzola/zola:v0.23.6 AS build
WORKDIR /site
COPY . .
RUN ["/zola", "build"]

# runtime serves the site
FROM nginxinc/nginx-unprivileged:1.30 AS runtime
COPY nginx.conf /etc/nginx/nginx.conf
COPY --from=build /site/public/ /usr/share/nginx/html/

USER 101:101
EXPOSE 8080
