# syntax=docker/dockerfile:1
# Made by dockgen 1.0 from the image bare:1, and yours from here on.

# files gives what was changed by hand the owners and modes that no checkout keeps
FROM debian:trixie-slim AS files
WORKDIR /rootfs
COPY rootfs/ ./
# Everything is root's and readable, apart from:
RUN chmod -R u=rwX,go=rX . && \
    mkdir -p srv/empty && \
    chown -R 1500:1500 srv/app && \
    chown 33:33 srv/empty && \
    chmod 0600 'srv/app/a b$' && \
    chmod 0700 srv/empty

# runtime is what it was, from its base image on
FROM scratch AS runtime

# What was changed or added by hand.
COPY --from=files /rootfs/ /

# What is started.
ENTRYPOINT ["/app"]
