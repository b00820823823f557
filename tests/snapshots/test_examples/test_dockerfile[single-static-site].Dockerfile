# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime serves the pages
FROM nginxinc/nginx-unprivileged:1.30 AS runtime

# The configuration changes less often than the pages, so copy it first.
COPY nginx.conf /etc/nginx/nginx.conf

COPY public/ /usr/share/nginx/html/

USER 101:101
EXPOSE 8080
