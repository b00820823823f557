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
rm -rf /usr/lib/python3*/EXTERNALLY-MANAGED
# pip as PyPI has it: Debian's brings packages that no pip can replace.
pip install --quiet --no-cache-dir --ignore-installed --root-user-action=ignore pip
apt-get purge -y -qq --autoremove python3-pip
rm -rf /var/lib/apt/lists/*
for name in python3 python3.13 pydoc3; do
    ln -s "/usr/bin/$name" "/usr/local/bin/$name"
done
ln -s python3 /usr/local/bin/python
hash -r
python --version
pip --version
SCRIPT
ENV LANG=C.UTF-8 \
    PYTHON_VERSION=3.13 \
    PIP_CERT=/etc/ssl/certs/ca-certificates.crt \
    REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt
CMD ["python3"]
