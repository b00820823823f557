# maven:<3|3.9>-eclipse-temurin-<version>
#
# Apache Maven's own distribution, on the JDK stand-in.
#
# Differs from the official image: no git; see temurin.Dockerfile for the JDK. Where the machine
# has Maven settings, they are Maven's global ones, so that a cache mount on /root/.m2 keeps them.
ARG PARENT
FROM $PARENT
RUN --mount=type=bind,source=downloads,target=/downloads <<'SCRIPT'
set -eux
mkdir -p /usr/share/maven/ref
tar -xzf /downloads/apache-maven.tar.gz -C /usr/share/maven --strip-components=1 --no-same-owner
ln -s /usr/share/maven/bin/mvn /usr/bin/mvn
if [ -f /root/.m2/settings.xml ]; then
    cp /root/.m2/settings.xml /usr/share/maven/conf/settings.xml
fi
SCRIPT
COPY files/settings-docker.xml /usr/share/maven/ref/
COPY --chmod=755 files/mvn-entrypoint.sh /usr/local/bin/
ENV MAVEN_HOME=/usr/share/maven \
    MAVEN_CONFIG=/root/.m2
RUN mvn --version
ENTRYPOINT ["/usr/local/bin/mvn-entrypoint.sh"]
CMD ["mvn"]
