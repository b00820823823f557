# syntax=docker/dockerfile:1
# Made by dockgen 1.0 from the image old:1, and yours from here on.

# runtime rebuilds the original from its base image
FROM alpine:3.22 AS runtime
# Packages that were installed with apk; their dependencies are installed automatically.
RUN apk add --no-cache \
        curl \
 && rm -rf /var/cache/apk/*
# Removed packages, added users and groups, deleted paths.
RUN \
    apk del --no-cache vim

# Files that were changed or added by hand.
COPY rootfs/ /
