# syntax=docker/dockerfile:1
# Made by dockgen 1.0 from the container web, and yours from here on.

# files gives what was changed by hand the owners and modes that no checkout keeps
FROM node:24-slim AS files
# hadolint ignore=DL3002
USER 0:0
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
FROM node:24-slim AS runtime
USER 0:0
# Certificates come first: the package sources below are reached over TLS.
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates \
 && rm -rf /var/lib/apt/lists/*
# Where packages come from beside the distribution.
COPY rootfs/etc/apt/sources.list.d/x.sources /etc/apt/sources.list.d/x.sources
# What was installed with apt-get; what these packages need comes along.
RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        curl \
        nginx \
        publicsuffix \
 && rm -rf /var/lib/apt/lists/*
# Packages that were removed, users and groups that were added, paths that were deleted.
RUN \
    apt-get purge -y --allow-remove-essential wget && \
    groupadd --gid 1500 app && \
    useradd --uid 1500 --gid 1500 app && \
    rm -rf /etc/motd '/usr/share/my doc'

# What was changed or added by hand.
COPY --from=files /rootfs/ /

# Variables that were set.
ENV \
    MODE=prod \
    GREETING="a \"\$HOME\" \\ b"

# Labels that were set.
LABEL \
    team=web \
    com.example.a-label=x

# Where it starts.
WORKDIR /srv/my app

# What is kept outside the image.
VOLUME ["/data"]

# Who runs it.
USER 1500:1500

# What it listens on.
EXPOSE 8080 53/udp

# What stops it.
STOPSIGNAL SIGQUIT

# How its health is checked.
HEALTHCHECK --retries=2 CMD ["/bin/sh", "-c", "curl -f http://localhost:8080 || exit 1"]

# What is started.
ENTRYPOINT ["/entry.sh"]

# What is started, or its arguments.
CMD ["serve", "--port", "8080"]
