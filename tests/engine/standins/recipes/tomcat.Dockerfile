# tomcat:<9.0|10.1|11.0>-<jre|jdk><version>-temurin
#
# Apache Tomcat's own distribution, on the Java stand-in.
#
# Differs from the official image: no native library (APR); see temurin.Dockerfile for Java.
ARG PARENT
FROM $PARENT
ENV CATALINA_HOME=/usr/local/tomcat \
    PATH=/usr/local/tomcat/bin:$PATH
WORKDIR $CATALINA_HOME
RUN --mount=type=bind,source=downloads,target=/downloads <<'SCRIPT'
set -eux
tar -xzf /downloads/tomcat.tar.gz --strip-components=1 --no-same-owner
rm -f bin/*.bat bin/*.tar.gz temp/*
mv webapps webapps.dist
mkdir webapps
# Readable, and writable where it must be, for whatever user runs it.
chmod -R +rX .
chmod 1777 logs temp work
catalina.sh version
SCRIPT
EXPOSE 8080
ENTRYPOINT []
CMD ["catalina.sh", "run"]
