# syntax=docker/dockerfile:1
# Made by dockgen 1.0 from the image old:1, and yours from here on.

# runtime is what it was, from its base image on
FROM alpine:3.22 AS runtime
# What was installed with apk; what these packages need comes along.
RUN apk add --no-cache \
        curl \
 && rm -rf /var/cache/apk/*
# Packages that were removed, users and groups that were added, paths that were deleted.
RUN \
    apk del --no-cache vim

# What was changed or added by hand.
COPY rootfs/ /
