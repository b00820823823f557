# nginx:<tag> and nginxinc/nginx-unprivileged:<tag>, the Debian ones
#
# Differs from the official images: Debian's nginx, whatever version the tag asks for; of the
# start-up scripts only 15-local-resolvers and 20-envsubst-on-templates; paths compiled in that no
# configuration here uses (the prefix, for one) are Debian's.
FROM debian:trixie-slim
ARG PORT=80
ARG OWNER=root
RUN --mount=type=bind,source=files,target=/files <<'SCRIPT'
set -eux
groupadd --system --gid 101 nginx
useradd --system --uid 101 --gid nginx --no-create-home --home-dir /nonexistent \
    --shell /bin/false --comment 'nginx user' nginx
apt-get update -qq
apt-get install -y -qq --no-install-recommends nginx gettext-base ca-certificates curl
rm -rf /var/lib/apt/lists/* /etc/nginx/sites-* /etc/nginx/snippets /etc/nginx/modules-* \
    /etc/nginx/nginx.conf /etc/nginx/conf.d /usr/share/nginx/html /var/www
mkdir -p /etc/nginx/conf.d /etc/nginx/templates /usr/share/nginx/html /var/cache/nginx \
    /docker-entrypoint.d

cp /files/html/* /usr/share/nginx/html/
sed "s/@PORT@/$PORT/" /files/default.conf >/etc/nginx/conf.d/default.conf
if [ "$OWNER" = root ]; then
    cp /files/nginx.conf /etc/nginx/nginx.conf
else
    # Without a master that is root: no user to change to, and every path it writes is under /tmp.
    sed -e '/^user /d' -e 's#/run/nginx.pid#/tmp/nginx.pid#' \
        -e '/@TEMP@/r /files/temp-paths.conf' /files/nginx.conf >/etc/nginx/nginx.conf
    chown -R "$OWNER:0" /var/cache/nginx /etc/nginx
    chmod -R g+w /var/cache/nginx /etc/nginx
fi
sed -i '/@TEMP@/d' /etc/nginx/nginx.conf

install -m 755 /files/docker-entrypoint.sh /docker-entrypoint.sh
install -m 755 /files/docker-entrypoint.d/* /docker-entrypoint.d/
ln -sf /dev/stdout /var/log/nginx/access.log
ln -sf /dev/stderr /var/log/nginx/error.log
nginx -t
rm -f /tmp/nginx.pid /run/nginx.pid
rm -rf /tmp/*_temp /tmp/*_temp_path
SCRIPT
ENV NGINX_VERSION=1.26
EXPOSE $PORT
STOPSIGNAL SIGQUIT
USER $OWNER
ENTRYPOINT ["/docker-entrypoint.sh"]
CMD ["nginx", "-g", "daemon off;"]
