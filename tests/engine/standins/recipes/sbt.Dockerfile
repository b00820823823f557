# sbtscala/scala-sbt:eclipse-temurin-<version>_1.x
#
# sbt's own launcher, from Maven Central, on the JDK stand-in.
#
# Differs from the image itself: a start script of a few lines, which reads neither .sbtopts nor
# .jvmopts; no sbtn, no scala, no user sbtuser; nothing is fetched in advance.
ARG PARENT
FROM $PARENT
COPY downloads/sbt-launch.jar /usr/share/sbt/bin/sbt-launch.jar
COPY --chmod=755 files/sbt /usr/local/bin/sbt
WORKDIR /root
CMD ["sbt"]
