# eclipse-temurin:<version>-jre, eclipse-temurin:<version>-jdk, eclipse-temurin:<version>
#
# Java itself is Debian's OpenJDK, moved to where the official image has it.
#
# Differs from the official image: Debian trixie, not Ubuntu; Debian's build of OpenJDK, headless
# (no AWT windows), linked to Debian's libraries; the locale is C.UTF-8; the JRE image has neither
# curl nor wget, the JDK image has curl; the trust store holds the machine's CA certificates.
# As in the official image, there is a user `ubuntu` with uid 1000.
FROM debian:trixie-slim AS jre
ARG VERSION
ARG KIND
ARG SUITE=trixie
ARG PACKAGES=
RUN --mount=type=bind,source=files,target=/files <<'SCRIPT'
set -eux
groupadd --gid 1000 ubuntu
useradd --uid 1000 --gid ubuntu --shell /bin/bash --create-home ubuntu

# A Java that trixie lacks comes from an older Debian, and nothing else does.
if [ "$SUITE" != trixie ]; then
    for file in /etc/apt/sources.list /etc/apt/sources.list.d/*; do
        [ -f "$file" ] || continue
        name=$(basename "$file")
        sed "s/trixie/$SUITE/g" "$file" >"/etc/apt/sources.list.d/older-${name%.*}.${name##*.}"
    done
    cat >/etc/apt/preferences.d/older <<PIN
Package: *
Pin: release n=$SUITE*
Pin-Priority: -1

Package: openjdk-$VERSION-*
Pin: release n=$SUITE*
Pin-Priority: 990
PIN
fi
# Debian's Java package links its manual pages, and a slim tree has no folder for them.
mkdir -p /usr/share/man/man1
apt-get update -qq
apt-get install -y -qq --no-install-recommends \
    "openjdk-$VERSION-$KIND-headless" ca-certificates tzdata $PACKAGES
rm -rf /var/lib/apt/lists/* /etc/apt/preferences.d/older /etc/apt/sources.list.d/older-*

sh /files/relocate "/usr/lib/jvm/java-$VERSION-openjdk-amd64" /opt/java/openjdk
SCRIPT
COPY --chmod=755 files/__cacert_entrypoint.sh /__cacert_entrypoint.sh
ENV JAVA_HOME=/opt/java/openjdk \
    PATH=/opt/java/openjdk/bin:$PATH \
    LANG=C.UTF-8 \
    LC_ALL=C.UTF-8
ENTRYPOINT ["/__cacert_entrypoint.sh"]

FROM jre AS jdk
CMD ["jshell"]
