# syntax=docker/dockerfile:1
# Made by dockgen 1.0 from the container web, and yours from here on.

# files sets the owners and modes of the changed files, which git does not store
FROM node:24-slim AS files
# hadolint ignore=DL3002
USER 0:0
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
FROM node:24-slim AS runtime
USER 0:0
# Install certificates first: the package sources below use TLS.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates \
 && rm -rf /var/lib/apt/lists/*
# Package sources other than the distribution's own.
COPY rootfs/etc/apt/sources.list.d/x.sources /etc/apt/sources.list.d/x.sources
# Packages that were installed with apt-get; their dependencies are installed automatically.
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        curl \
        nginx \
        publicsuffix \
 && rm -rf /var/lib/apt/lists/*
# Removed packages, added users and groups, deleted paths.
RUN \
    apt-get purge -y --allow-remove-essential wget && \
    groupadd --gid 1500 app && \
    useradd --uid 1500 --gid 1500 app && \
    rm -rf /etc/motd '/usr/share/my doc'

# Files that were changed or added by hand.
COPY --from=files /rootfs/ /

# Environment variables.
ENV \
    MODE=prod \
    GREETING="a \"\$HOME\" \\ b"

# Labels.
LABEL \
    team=web \
    com.example.a-label=x

# Working directory.
WORKDIR /srv/my app

# Data that is stored outside the image.
VOLUME ["/data"]

# The user that runs the process.
USER 1500:1500

# Ports that it listens on.
EXPOSE 8080 53/udp

# The signal that stops it.
STOPSIGNAL SIGQUIT

# Health check.
HEALTHCHECK --retries=2 CMD ["/bin/sh", "-c", "curl -f http://localhost:8080 || exit 1"]

# The command to start.
ENTRYPOINT ["/entry.sh"]

# The command to start, or its arguments.
CMD ["serve", "--port", "8080"]
