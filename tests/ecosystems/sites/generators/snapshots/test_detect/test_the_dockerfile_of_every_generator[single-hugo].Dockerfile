# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime builds the site with Hugo and serves it
FROM ghcr.io/gohugoio/hugo:v0.168.0 AS runtime

# Least to most frequently changed: nginx, packages, site.
USER 0
RUN apk add --no-cache nginx \
    && mkdir -p /usr/share/nginx/html

WORKDIR /site

COPY --chown=1000:1000 . .
RUN --mount=type=cache,id=hugo,target=/cache,uid=1000,gid=1000 \
    hugo --gc --minify
RUN mkdir -p /usr/share/nginx/html/ \
    && cp -R /site/public/. /usr/share/nginx/html/

COPY nginx.conf /etc/nginx/nginx.conf

ENTRYPOINT []
USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGQUIT
CMD ["nginx", "-g", "daemon off;"]
