# python:<line>-slim
#
# CPython as https://github.com/bytedeco/javacpp-presets builds it for Maven Central: it finds its
# files from wherever it lies, so it is laid where the official image has it, in /usr/local.
#
# Differs from the official image: OpenSSL is a part of Python, and SSL_CERT_FILE tells it where
# this machine's certificates are; there is no _gdbm and no _tkinter; include/ has OpenSSL's
# headers too.
FROM debian:trixie-slim AS unpacked
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends unzip
RUN --mount=type=bind,source=downloads,target=/downloads <<'SCRIPT'
set -eux
unzip -q /downloads/cpython.jar -d /jar
mkdir -p /python/lib
cd /jar/org/bytedeco/cpython/linux-x86_64
cp -a bin include share /python/
cp -a lib/python3.* /python/lib/
cp -a libpython3.*.so.1.0 libffi.so* /python/lib/
cd /python
chmod 755 bin/*
line=$(basename lib/python3.*)
rm -rf "lib/$line/test" "lib/$line/idlelib" "lib/$line/tkinter" bin/idle3* bin/c_rehash
find . -name __pycache__ -prune -exec rm -rf {} +
sed -i "1s|^#!.*|#!/usr/local/bin/$line|" bin/pip* bin/pydoc3*
ln -sf "$line" bin/python3
ln -s python3 bin/python
ln -s pip3 bin/pip
SCRIPT

FROM debian:trixie-slim
ARG PYTHON_VERSION
COPY --from=unpacked /python/ /usr/local/
RUN <<'SCRIPT'
set -eux
apt-get update -qq
apt-get install -y -qq --no-install-recommends ca-certificates netbase tzdata \
    libbz2-1.0 libffi8 liblzma5 libncursesw6 libreadline8t64 libsqlite3-0 libuuid1 libzstd1 zlib1g
rm -rf /var/lib/apt/lists/*
ldconfig
export SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
python -c 'import bz2, ctypes, curses, lzma, readline, sqlite3, ssl, uuid, zlib'
python -m compileall -q /usr/local/lib || true
python --version
pip --version
SCRIPT
ENV LANG=C.UTF-8 \
    PYTHON_VERSION=$PYTHON_VERSION \
    PIP_CERT=/etc/ssl/certs/ca-certificates.crt \
    REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt \
    SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt
CMD ["python3"]
