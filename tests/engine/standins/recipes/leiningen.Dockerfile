# clojure:temurin-<version>-lein
#
# Leiningen is Debian's, on the JDK stand-in.
#
# Differs from the official image: Debian's version of Leiningen, which takes some of its own
# libraries from /usr/share/maven-repo; no git, no gnupg; nothing is fetched in advance.
ARG PARENT
FROM $PARENT
RUN <<'SCRIPT'
set -eux
apt-get update -qq
apt-get install -y -qq --no-install-recommends leiningen
rm -rf /var/lib/apt/lists/*
lein --version
SCRIPT
ENV LEIN_ROOT=1
CMD ["lein", "repl"]
