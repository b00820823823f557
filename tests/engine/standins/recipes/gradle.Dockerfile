# gradle:4.4.1-jdk8
#
# Gradle is Debian's, on the JDK stand-in.
#
# Differs from the official image: Java 17 instead of 8, on which Debian has patched this Gradle
# to run; Debian's libraries beside it; no Git and no other version control. As in the official
# image of that age, it starts as the user `gradle`, and root has a Gradle folder of its own.
ARG PARENT
FROM $PARENT
RUN <<'SCRIPT'
set -eux
apt-get update -qq
apt-get install -y -qq --no-install-recommends gradle
rm -rf /var/lib/apt/lists/*
ln -s /usr/share/gradle /opt/gradle
groupmod --new-name gradle ubuntu
usermod --login gradle --home /home/gradle --move-home ubuntu
mkdir /root/.gradle /home/gradle/.gradle
chown gradle:gradle /home/gradle/.gradle
gradle --version
SCRIPT
ENV GRADLE_HOME=/opt/gradle \
    GRADLE_VERSION=4.4.1
VOLUME /root/.gradle
USER gradle
VOLUME /home/gradle/.gradle
WORKDIR /home/gradle
ENTRYPOINT []
CMD ["gradle"]
