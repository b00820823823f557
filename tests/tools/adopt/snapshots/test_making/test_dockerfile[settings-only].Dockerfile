# syntax=docker/dockerfile:1
# Made by dockgen 1.0 from the container x, and yours from here on.

# runtime is what it was, from its base image on
FROM debian:trixie-slim AS runtime

# How its health is checked.
HEALTHCHECK NONE

# What is started.
ENTRYPOINT []

# What is started, or its arguments.
CMD []
