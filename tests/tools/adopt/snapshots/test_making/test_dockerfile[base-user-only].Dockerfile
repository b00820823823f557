# syntax=docker/dockerfile:1
# Made by dockgen 1.0 from the container x, and yours from here on.

# runtime rebuilds the original from its base image
FROM node:24-slim AS runtime
USER 0:0
# Removed packages, added users and groups, deleted paths.
RUN \
    rm -rf /etc/motd

# The user that runs the process.
USER 1000:1000
