#!/bin/sh
# Fill in the environment's variables in /etc/nginx/templates/*.template, into /etc/nginx/conf.d.
set -e

templates=${NGINX_ENVSUBST_TEMPLATE_DIR:-/etc/nginx/templates}
suffix=${NGINX_ENVSUBST_TEMPLATE_SUFFIX:-.template}
output=${NGINX_ENVSUBST_OUTPUT_DIR:-/etc/nginx/conf.d}

[ -d "$templates" ] || exit 0
if [ ! -w "$output" ]; then
    [ -z "$(find "$templates" -follow -type f -name "*$suffix")" ] ||
        echo "$0: $output is not writable, the templates are left out" >&2
    exit 0
fi

# Only variables that exist are replaced: nginx's own ($uri, ...) stay.
defined=$(awk 'END { for (name in ENVIRON)
    if (name ~ ("^(" filter ")") && name ~ /^[A-Za-z_][A-Za-z0-9_]*$/) printf "${%s} ", name }' \
    filter="${NGINX_ENVSUBST_FILTER:-}" </dev/null)

find "$templates" -follow -type f -name "*$suffix" | while read -r template; do
    path=${template#"$templates"/}
    target=$output/${path%"$suffix"}
    mkdir -p "$(dirname "$target")"
    envsubst "$defined" <"$template" >"$target"
done
