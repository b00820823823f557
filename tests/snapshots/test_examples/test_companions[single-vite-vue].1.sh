#!/bin/sh
# Writes the page's settings at every start: the built file, followed by the environment variables
# that are named like a setting. nginx serves the result as /config.js.
set -eu

{
    cat /usr/share/nginx/html/config.js
    awk 'BEGIN {
        count = split("APP_GREETING", names, " ")
        for (one = 1; one <= count; one++) {
            if (!(names[one] in ENVIRON)) continue
            value = ENVIRON[names[one]]
            text = ""
            for (at = 1; at <= length(value); at++) {
                character = substr(value, at, 1)
                if (character == "\\" || character == "\"") character = "\\" character
                else if (character == "\n") character = "\\n"
                else if (character == "\r") character = "\\r"
                text = text character
            }
            printf "\nwindow.APP_CONFIG.%s = \"%s\";", names[one], text
        }
        print ""
    }'
} >"/tmp/${0##*/}.tmp"
mv "/tmp/${0##*/}.tmp" /tmp/config.js

exec "$@"
