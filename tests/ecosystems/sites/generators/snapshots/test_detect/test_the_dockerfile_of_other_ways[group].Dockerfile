# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# build builds the site with MkDocs
FROM python:3.14-slim AS build
WORKDIR /site
COPY pyproject.toml ./
RUN --mount=type=cache,id=pip,target=/root/.cache/pip \
    pip install --group=docs

COPY . .
RUN mkdocs build

# runtime serves the site
FROM nginxinc/nginx-unprivileged:1.30 AS runtime
COPY nginx.conf /etc/nginx/nginx.conf
COPY --from=build /site/site/ /usr/share/nginx/html/

USER 101:101
EXPOSE 8080
