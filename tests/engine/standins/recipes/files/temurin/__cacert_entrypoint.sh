#!/bin/sh
# With USE_SYSTEM_CA_CERTS set, Java also trusts the certificates mounted under /certificates.
# Then run the command.
set -e

if [ -n "${USE_SYSTEM_CA_CERTS:-}" ] && [ -d /certificates ]; then
    store=$(mktemp)
    cp "$JAVA_HOME/lib/security/cacerts" "$store"
    for file in /certificates/*; do
        keytool -importcert -noprompt -storepass changeit -keystore "$store" \
            -file "$file" -alias "$(basename "$file")" >/dev/null
    done
    export JAVA_TOOL_OPTIONS="${JAVA_TOOL_OPTIONS:-} -Djavax.net.ssl.trustStore=$store"
fi

exec "$@"
