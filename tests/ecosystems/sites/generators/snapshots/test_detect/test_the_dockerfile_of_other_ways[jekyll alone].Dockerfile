# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# build builds the site with Jekyll
FROM ruby:3.4-slim AS build
WORKDIR /site
RUN apt-get update \
    && apt-get install --yes --no-install-recommends build-essential \
    && rm -rf /var/lib/apt/lists/*
ENV JEKYLL_ENV=production
RUN --mount=type=cache,id=bundler,target=/usr/local/bundle/cache \
    bundle init && bundle add jekyll --version 4.4.1 && bundle add minima

COPY . .
RUN bundle exec jekyll build

# runtime serves the site
FROM nginxinc/nginx-unprivileged:1.30 AS runtime
COPY nginx.conf /etc/nginx/nginx.conf
COPY --from=build /site/_site/ /usr/share/nginx/html/

USER 101:101
EXPOSE 8080
