#!/bin/sh
# Run the command; anything that is no command (an option, a script's name) goes to bun.
set -e

case "${1:-}" in
    -*) set -- /usr/local/bin/bun "$@" ;;
    *) if ! command -v "${1:-bun}" >/dev/null 2>&1 || { [ -f "${1:-}" ] && [ ! -x "${1:-}" ]; }; then
           set -- /usr/local/bin/bun "$@"
       fi ;;
esac

exec "$@"
