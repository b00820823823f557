# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime builds the site with Jekyll and serves it
FROM ruby:3.4.2-slim AS runtime

# Least to most frequently changed: nginx, packages, site.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends nginx-light \
    && rm -rf /var/lib/apt/lists/* /usr/share/nginx/html/* /var/log/nginx/*

WORKDIR /site
RUN apt-get update \
    && apt-get install --yes --no-install-recommends build-essential \
    && rm -rf /var/lib/apt/lists/*
ENV JEKYLL_ENV=production
ENV BUNDLE_FROZEN=true
COPY Gemfile Gemfile.lock ./
RUN --mount=type=cache,id=bundler,target=/usr/local/bundle/cache \
    bundle install

COPY . .
RUN bundle exec jekyll build
RUN mkdir -p /usr/share/nginx/html/ \
    && cp -R /site/_site/. /usr/share/nginx/html/

COPY nginx.conf /etc/nginx/nginx.conf

USER 10001:10001
EXPOSE 8080
STOPSIGNAL SIGQUIT
CMD ["nginx", "-g", "daemon off;"]
