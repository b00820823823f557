# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# build builds the site with mdBook
FROM rust:1-slim AS build
WORKDIR /site
RUN --mount=type=cache,id=cargo,target=/usr/local/cargo/registry \
    cargo install --locked --no-default-features --features search mdbook@0.5.4

COPY . .
RUN mdbook build

# runtime serves the site
FROM nginxinc/nginx-unprivileged:1.30 AS runtime
COPY nginx.conf /etc/nginx/nginx.conf
COPY --from=build /site/book/ /usr/share/nginx/html/tides/

USER 101:101
EXPOSE 8080
