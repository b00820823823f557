# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime builds the site with mdBook and serves it
FROM rust:1-slim AS runtime

# Least to most frequently changed: nginx, packages, site.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends nginx-light \
    && rm -rf /var/lib/apt/lists/* /usr/share/nginx/html/* /var/log/nginx/*

WORKDIR /site
RUN --mount=type=cache,id=cargo,target=/usr/local/cargo/registry \
    cargo install --locked --no-default-features --features search mdbook@0.5.4 && cargo install --locked mdbook-mermaid

COPY . .
RUN mdbook build
RUN mkdir -p /usr/share/nginx/html/ \
    && cp -R /site/book/. /usr/share/nginx/html/

COPY nginx.conf /etc/nginx/nginx.conf

USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGQUIT
CMD ["nginx", "-g", "daemon off;"]
