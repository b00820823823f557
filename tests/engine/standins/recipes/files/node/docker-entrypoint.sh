#!/bin/sh
# Run the command; anything that is no command (an option, a script's name) goes to node.
set -e

case "${1:-}" in
    -*) set -- node "$@" ;;
    *) if ! command -v "${1:-node}" >/dev/null 2>&1 || { [ -f "${1:-}" ] && [ ! -x "${1:-}" ]; }; then
           set -- node "$@"
       fi ;;
esac

exec "$@"
