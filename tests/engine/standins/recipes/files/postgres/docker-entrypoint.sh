#!/bin/bash
# Make a database in an empty data folder, as the environment asks, then run the command.
set -Eeuo pipefail

# value NAME DEFAULT: NAME, or what the file NAME_FILE holds, or the default
value() {
    local file="$1_FILE"
    if [ -n "${!file:-}" ]; then
        cat "${!file}"
    else
        printf '%s' "${!1:-$2}"
    fi
}

initialise() {
    local user password name host
    user=$(value POSTGRES_USER postgres)
    password=$(value POSTGRES_PASSWORD '')
    name=$(value POSTGRES_DB "$user")
    host=${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}
    if [ -z "$password" ] && [ "$host" != trust ]; then
        echo 'Error: Database is uninitialized and superuser password is not specified.' >&2
        exit 1
    fi
    # shellcheck disable=SC2086  the arguments are separated by spaces
    initdb --username="$user" --pwfile=<(printf '%s\n' "$password") --auth-local=trust \
        --auth-host="$host" ${POSTGRES_INITDB_ARGS:-}
    printf "\nhost all all all %s\n" "$host" >>"$PGDATA/pg_hba.conf"
    printf "\nlisten_addresses = '*'\n" >>"$PGDATA/postgresql.conf"
    # The server for the set-up has a socket and does not listen on the network.
    pg_ctl --pgdata="$PGDATA" --options="-c listen_addresses=''" --wait start
    if [ "$name" != postgres ]; then
        createdb --username="$user" --maintenance-db=postgres "$name"
    fi
    local script
    for script in /docker-entrypoint-initdb.d/*; do
        case $script in
            *.sh) if [ -x "$script" ]; then "$script"; else . "$script"; fi ;;
            *.sql) psql --username="$user" --dbname="$name" --set=ON_ERROR_STOP=1 --file="$script" ;;
        esac
    done
    pg_ctl --pgdata="$PGDATA" --mode=fast --wait stop
}

if [ "${1:0:1}" = - ]; then
    set -- postgres "$@"
fi
if [ "$1" = postgres ]; then
    mkdir -p "$PGDATA"
    if [ "$(id -u)" = 0 ]; then
        chown -R postgres: "$PGDATA" /var/run/postgresql
        exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
    fi
    chmod 700 "$PGDATA"
    if [ ! -s "$PGDATA/PG_VERSION" ]; then
        initialise
    fi
fi
exec "$@"
