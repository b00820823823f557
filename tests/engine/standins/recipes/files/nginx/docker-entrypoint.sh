#!/bin/sh
# Run the scripts of /docker-entrypoint.d in order before nginx starts, then run the command.
set -e

say() {
    if [ -z "${NGINX_ENTRYPOINT_QUIET_LOGS:-}" ]; then
        echo "$0: $*"
    fi
}

if [ "$1" = nginx ] || [ "$1" = nginx-debug ]; then
    for script in $(find /docker-entrypoint.d -follow -type f | sort -V); do
        case $script in
            *.envsh)
                if [ -x "$script" ]; then
                    say "sourcing $script"
                    . "$script"
                else
                    say "ignoring $script, not executable"
                fi
                ;;
            *.sh)
                if [ -x "$script" ]; then
                    say "running $script"
                    "$script"
                else
                    say "ignoring $script, not executable"
                fi
                ;;
            *) say "ignoring $script" ;;
        esac
    done
fi

exec "$@"
