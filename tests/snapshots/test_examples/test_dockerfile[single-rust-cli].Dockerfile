# syntax=docker/dockerfile:1
# Made by dockgen 0.0.0 and yours to edit: `dockgen update` follows the project and keeps your edits.

# runtime compiles the program and runs it
FROM rust:1-slim-trixie AS runtime
WORKDIR /app
RUN apt-get update \
    && apt-get install --yes --no-install-recommends tini \
    && rm -rf /var/lib/apt/lists/*

# Copy the manifests first so the compiled dependencies are cached until they change.
COPY Cargo.toml Cargo.lock ./
RUN set -- src/main.rs \
    && for file; do \
        mkdir -p "$(dirname "$file")" \
        && printf '%s\n' '//! Empty.' '#![allow(dead_code)]' 'fn main() {}' > "$file"; \
    done
RUN cargo build --release --locked

COPY . .
RUN touch src/main.rs \
    && cargo build --release --locked
RUN cp ./target/release/syllables /usr/local/bin/syllables

USER 10001:10001
ENTRYPOINT ["/usr/bin/tini-static", "--", "/usr/local/bin/syllables"]
