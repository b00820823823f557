# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# compress compresses each page once, so that nginx need not do it for every request
FROM debian:trixie-slim AS compress
WORKDIR /pages
COPY public/ ./
RUN find . -type f -regex '.*\.\(html\|css\|js\|mjs\|json\|svg\|xml\|txt\|wasm\)' -exec gzip -9 -f -k {} +

# runtime serves the pages
FROM nginxinc/nginx-unprivileged:1.30 AS runtime

# The configuration changes less often than the pages, so copy it first.
COPY nginx.conf /etc/nginx/nginx.conf

COPY --from=compress /pages/ /usr/share/nginx/html/

USER 101:101
EXPOSE 8080
