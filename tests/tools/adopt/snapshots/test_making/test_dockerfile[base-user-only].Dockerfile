# syntax=docker/dockerfile:1
# Made by dockgen 1.0 from the container x, and yours from here on.

# runtime is what it was, from its base image on
FROM node:24-slim AS runtime
USER 0:0
# Packages that were removed, users and groups that were added, paths that were deleted.
RUN \
    rm -rf /etc/motd

# Who runs it.
USER 1000:1000
