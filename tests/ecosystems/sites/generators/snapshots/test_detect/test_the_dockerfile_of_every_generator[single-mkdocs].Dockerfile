# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime builds the site with MkDocs and serves it
FROM python:3.14-slim AS runtime

# Least to most frequently changed: nginx, packages, site.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends nginx-light \
    && rm -rf /var/lib/apt/lists/* /usr/share/nginx/html/* /var/log/nginx/*

WORKDIR /site
COPY requirements.txt ./
RUN --mount=type=cache,id=pip,target=/root/.cache/pip \
    pip install -r requirements.txt

COPY . .
RUN mkdocs build
RUN mkdir -p /usr/share/nginx/html/ \
    && cp -R /site/site/. /usr/share/nginx/html/

COPY nginx.conf /etc/nginx/nginx.conf

USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGQUIT
CMD ["nginx", "-g", "daemon off;"]
