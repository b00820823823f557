# rust:<version>-slim-trixie
#
# The toolchain is the machine's own, whatever version the tag asks for, under its full number as
# in the official image, with rustup beside it: a project's toolchain file that asks for another
# makes rustup download it here too.
#
# Differs from the official image: no rustfmt and clippy; Debian's libraries are this week's.
FROM debian:trixie-slim
ARG RUST_VERSION
ENV RUSTUP_HOME=/usr/local/rustup \
    CARGO_HOME=/usr/local/cargo \
    PATH=/usr/local/cargo/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    RUST_VERSION=$RUST_VERSION
RUN --mount=type=bind,source=downloads,target=/downloads <<'SCRIPT'
set -eux
apt-get update -qq
apt-get install -y -qq --no-install-recommends ca-certificates gcc libc6-dev
rm -rf /var/lib/apt/lists/*

toolchain=$RUST_VERSION-$(uname -m)-unknown-linux-gnu
mkdir -p "$RUSTUP_HOME/toolchains/$toolchain" "$CARGO_HOME/bin"
tar -xf /downloads/rust.tar -C "$RUSTUP_HOME/toolchains/$toolchain"
install -m 755 /downloads/rustup "$CARGO_HOME/bin/rustup"
for name in cargo rustc rustdoc; do
    ln -s rustup "$CARGO_HOME/bin/$name"
done
rustup --quiet default "$toolchain"
# What this machine needs to reach the registry: Cargo reads it from its own folder.
if [ -f /root/.cargo/config.toml ]; then
    cp /root/.cargo/config.toml "$CARGO_HOME/config.toml"
fi
chmod -R a+w "$RUSTUP_HOME" "$CARGO_HOME"
cargo --version
SCRIPT
CMD ["bash"]
