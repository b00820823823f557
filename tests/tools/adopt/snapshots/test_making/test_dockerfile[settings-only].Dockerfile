# syntax=docker/dockerfile:1
# Made by dockgen 1.0 from the container x, and yours from here on.

# runtime rebuilds the original from its base image
FROM debian:trixie-slim AS runtime

# Health check.
HEALTHCHECK NONE

# The command to start.
ENTRYPOINT []

# The command to start, or its arguments.
CMD []
