# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# build builds the site with Hugo
FROM hugomods/hugo:exts-0.120.4 AS build
WORKDIR /site
ENV HUGO_ENABLEGITINFO=false

COPY --chown=1000:1000 . .
RUN --mount=type=cache,id=hugo,target=/cache,uid=1000,gid=1000 \
    hugo --gc --minify

# runtime serves the site
FROM nginxinc/nginx-unprivileged:1.30 AS runtime
COPY nginx.conf /etc/nginx/nginx.conf
COPY --from=build /site/public/ /usr/share/nginx/html/

USER 101:101
EXPOSE 8080
