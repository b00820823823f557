# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime builds the site with Zola and serves it
FROM ghcr.io/getzola/zola:v0.23.6-alpine AS runtime

# Least to most frequently changed: nginx, packages, site.
RUN apk add --no-cache nginx \
    && mkdir -p /usr/share/nginx/html

WORKDIR /site
COPY . .
RUN ["/bin/zola", "build"]
RUN mkdir -p /usr/share/nginx/html/ \
    && cp -R /site/public/. /usr/share/nginx/html/

COPY nginx.conf /etc/nginx/nginx.conf

ENTRYPOINT []
USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGQUIT
CMD ["nginx", "-g", "daemon off;"]
