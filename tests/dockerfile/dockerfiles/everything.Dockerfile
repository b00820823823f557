# syntax=docker/dockerfile:1
# escape=\
# check=skip=JSONArgsRecommended

ARG VERSION=24

# build makes it
# in two lines
FROM --platform=$BUILDPLATFORM node:${VERSION} AS build
WORKDIR   /app

# far away

copy package.json \
     # a comment between
     package-lock.json \

     ./
RUN npm ci \
    && echo "a \\ b" \
    && true
RUN <<EOF
apt-get update
# not a comment of the Dockerfile
FROM nowhere
EOF
RUN <<-"ONE" cat && <<TWO cat
	first
	ONE
second
TWO
COPY <<robots.txt <<EOF /srv/
User-agent: *
robots.txt
x
EOF
ONBUILD RUN <<EOF
true
EOF
RUN echo "a <<EOF b" 'c <<EOF' && cat <<< here && cat<<EOF && echo $((1<<2))
RUN ["echo", "<<EOF"]
RUN echo ends in a backslash \\
EXPOSE 8080
	  CMD ["node", "server.js"]

FROM build
from scratch as last
