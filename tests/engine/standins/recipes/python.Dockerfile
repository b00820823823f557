# python:3.13-slim
#
# Differs from the official image: Debian's Python 3.13 with links in /usr/local/bin; packages go
# to /usr/local/lib/python3.13/dist-packages, not site-packages.
FROM debian:trixie-slim
RUN <<'SCRIPT'
set -eux
apt-get update -qq
apt-get install -y -qq --no-install-recommends \
    python3 python3-pip python3-venv ca-certificates tzdata
rm -rf /var/lib/apt/lists/* /usr/lib/python3*/EXTERNALLY-MANAGED
for name in python3 python3.13 pip3 pydoc3; do
    ln -s "/usr/bin/$name" "/usr/local/bin/$name"
done
ln -s python3 /usr/local/bin/python
ln -s pip3 /usr/local/bin/pip
python --version
pip --version
SCRIPT
ENV LANG=C.UTF-8 \
    PYTHON_VERSION=3.13 \
    PIP_CERT=/etc/ssl/certs/ca-certificates.crt \
    REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt
CMD ["python3"]
