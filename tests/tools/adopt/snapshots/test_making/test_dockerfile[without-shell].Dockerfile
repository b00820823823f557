# syntax=docker/dockerfile:1
# Made by dockgen 1.0 from the image bare:1, and yours from here on.

# files sets the owners and modes of the changed files, which git does not store
FROM debian:trixie-slim AS files
WORKDIR /rootfs
COPY rootfs/ ./
# Everything is owned by root and readable, except:
RUN chmod -R u=rwX,go=rX . && \
    mkdir -p srv/empty && \
    chown -R 1500:1500 srv/app && \
    chown 33:33 srv/empty && \
    chmod 0600 'srv/app/a b$' && \
    chmod 0700 srv/empty

# runtime rebuilds the original from its base image
FROM scratch AS runtime

# Files that were changed or added by hand.
COPY --from=files /rootfs/ /

# The command to start.
ENTRYPOINT ["/app"]
