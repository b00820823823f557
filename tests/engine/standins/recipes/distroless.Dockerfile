# gcr.io/distroless/java-base-debian13 (and its :debug), gcr.io/distroless/java<version>-debian13,
# gcr.io/distroless/static-debian13, gcr.io/distroless/base-debian13, gcr.io/distroless/cc-debian13
#
# Made as the real ones are: Debian's packages, unpacked and never installed, so that there is no
# shell, no package manager and no program but Java.
#
# Differs from the official images: of what draws (fonts, image formats) little is there; Java comes
# from the stand-in of eclipse-temurin, which has it from Debian; the CA bundle and Java's trust
# store are the machine's.
ARG PARENT
FROM $PARENT AS packages
ARG VERSION=
ARG PACKAGES
RUN <<'SCRIPT'
set -eux
mkdir -p /packages /rootfs
apt-get update -qq
cd /packages
apt-get download -qq $PACKAGES
for package in *.deb; do
    dpkg-deb --extract "$package" /rootfs
done

cd /rootfs
if [ -e usr/bin/busybox ]; then
    # As in the official images for debugging: all of busybox in a folder of its own.
    mkdir busybox
    mv usr/bin/busybox busybox/
    for tool in sh ls cat test timeout; do
        ln -s busybox "busybox/$tool"
    done
fi
rm -rf usr/share/doc usr/share/man usr/share/lintian usr/sbin usr/bin
mkdir -p tmp home/nonroot usr/bin etc/ssl/certs
chmod 1777 tmp
chown 65532:65532 home/nonroot
printf '%s\n' 'root:x:0:0:root:/root:/sbin/nologin' \
    'nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin' \
    'nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin' >etc/passwd
printf '%s\n' 'root:x:0:' 'nobody:x:65534:' 'nonroot:x:65532:' >etc/group
cp -L /etc/ssl/certs/ca-certificates.crt etc/ssl/certs/

if [ -n "$VERSION" ]; then
    home=/usr/lib/jvm/java-$VERSION-openjdk-amd64
    mkdir -p usr/lib/jvm
    cp -a /opt/java/openjdk ".$home"
    ln -s "$home/bin/java" usr/bin/java
fi
SCRIPT

FROM scratch
COPY --from=packages /rootfs/ /
ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt \
    LANG=C.UTF-8
WORKDIR /home/nonroot
USER 65532
