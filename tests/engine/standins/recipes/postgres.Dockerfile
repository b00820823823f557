# postgres:<tag>, the Debian ones
#
# Differs from the official image: Debian's PostgreSQL, whatever version the tag asks for, with the
# folders of version 18 (data below /var/lib/postgresql); setpriv where the official one has gosu;
# of the entrypoint's features: POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB and their _FILE forms,
# POSTGRES_INITDB_ARGS, POSTGRES_HOST_AUTH_METHOD, and scripts in /docker-entrypoint-initdb.d.
FROM debian:trixie-slim
ARG MAJOR=18
RUN --mount=type=bind,source=files,target=/files <<'SCRIPT'
set -eux
groupadd --system --gid 999 postgres
useradd --system --uid 999 --gid postgres --home-dir /var/lib/postgresql --shell /bin/bash postgres
install --directory --owner postgres --group postgres --mode 1777 /var/lib/postgresql
apt-get update -qq
apt-get install -y -qq --no-install-recommends postgresql-common
sed -ri 's/#?(create_main_cluster) .*$/\1 = false/' /etc/postgresql-common/createcluster.conf
apt-get install -y -qq --no-install-recommends postgresql
rm -rf /var/lib/apt/lists/*
ln -s /usr/lib/postgresql/*/bin /usr/lib/postgresql/bin
install --directory --owner postgres --group postgres --mode 3777 /var/run/postgresql
mkdir /docker-entrypoint-initdb.d
install -m 755 /files/docker-entrypoint.sh /usr/local/bin/docker-entrypoint.sh
SCRIPT
ENV LANG=C.UTF-8 \
    PG_MAJOR=$MAJOR \
    PGDATA=/var/lib/postgresql/$MAJOR/docker \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/lib/postgresql/bin
VOLUME /var/lib/postgresql
ENTRYPOINT ["docker-entrypoint.sh"]
STOPSIGNAL SIGINT
EXPOSE 5432
CMD ["postgres"]
